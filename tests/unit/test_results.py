"""What a result is named by."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.assessment import Provenance
from bot.domain.job import Requirement, RequirementKind
from bot.services.results import match_key, result_key
from tests.integration.bot_services.fakes import LineEvaluator, LineJobs, make_text
from tests.unit.cli_fakes import make_rubric

DOCUMENT = make_text("craft 3 built it")
RUBRIC = make_rubric("craft", hash="aa" * 32)
RULES = LineEvaluator()
MODEL = LineEvaluator(asks_model=True)


def test_a_key_depends_on_text_places_rubric_and_evaluator() -> None:
    line = DOCUMENT.lines[0]
    changes = ({"page": 2}, {"number": 9}, {"section": "other"}, {"text": "craft 3 built them"})
    moved = [replace(DOCUMENT, lines=(replace(line, **change),)) for change in changes]
    newer = LineEvaluator(provenance=Provenance(name="lines", version="2", model=None))
    keys = {
        result_key(DOCUMENT, RUBRIC, RULES, ""),
        *(result_key(each, RUBRIC, RULES, "") for each in moved),
        result_key(make_text("craft 4 built it"), RUBRIC, RULES, ""),
        result_key(DOCUMENT, replace(RUBRIC, hash="bb" * 32), RULES, ""),
        result_key(DOCUMENT, RUBRIC, newer, ""),
        result_key(replace(DOCUMENT, language="de"), RUBRIC, RULES, ""),
    }

    # nine different questions, nine keys; the file's bytes do not matter
    assert len(keys) == 9
    assert result_key(replace(DOCUMENT, sha256="00" * 32), RUBRIC, RULES, "") in keys


def test_the_name_counts_only_where_it_changes_what_is_read() -> None:
    # What a model is shown depends on which name is masked.
    assert result_key(DOCUMENT, RUBRIC, RULES, "Ada") == result_key(DOCUMENT, RUBRIC, RULES, "")
    assert result_key(DOCUMENT, RUBRIC, MODEL, "Ada") != result_key(DOCUMENT, RUBRIC, MODEL, "")


def test_a_key_of_a_match_depends_on_all_of_what_is_asked() -> None:
    asked = Requirement(text="Python", kind=RequirementKind.MUST, line=3)
    changes = ({"text": "Java"}, {"kind": RequirementKind.NICE}, {"line": 4})
    others = [replace(asked, **change) for change in changes]
    jobs = LineJobs()

    keys = {match_key([each], DOCUMENT, jobs, "") for each in (asked, *others)}
    assert len(keys) == 4
    assert match_key([asked, asked], DOCUMENT, jobs, "") not in keys
