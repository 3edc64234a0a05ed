"""What the sheets say, and that nothing of a document can act on a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from bot.cli.job_sheet import job_highlights, job_sheet
from bot.cli.parts import findings
from bot.cli.reading_sheet import reading_sheet
from bot.cli.rubric_sheet import diff_sheet, rubric_sheet
from bot.cli.sheet import evaluation_sheet
from bot.cli.table import ranking_table
from bot.cli.terminal import Screen, cut, plain
from bot.domain import words as said
from bot.domain.assessment import Pattern
from bot.domain.document import FindingKind, Severity
from bot.domain.job import RoleReading
from bot.domain.rubric_change import CriterionChange, ResultChange, Reweighted, RubricDiff
from bot.domain.scoring import Priority, Score
from bot.errors import Reason
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.job_review import ReviewRequest, review_jobs
from bot.services.ranking import order
from bot.services.reading import read
from bot.services.reports import Evaluation, JobReport
from bot.services.rubrics import Comparison
from tests.unit.cli_fakes import (
    FakeJobs,
    make_deps,
    make_document,
    make_finding,
    make_match,
    make_reading,
    make_review,
    make_rubric,
    make_source,
)


def make_screen(width: int = 100, encoding: str = "utf-8") -> Screen:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    console = Console(file=out, width=width, markup=False, emoji=False, highlight=False)
    return Screen(out=console, talk=console)


def shown(body: RenderableType, screen: Screen) -> str:
    screen.show(body)
    screen.out.file.flush()
    buffer = screen.out.file.buffer  # type: ignore[attr-defined]  # a TextIOWrapper
    return str(buffer.getvalue().decode(screen.out.encoding))


def make_evaluation(document: object = None, **changes: object) -> Evaluation:
    deps = make_deps({"a.pdf": document or make_document("Built it, level", "3")})  # type: ignore[dict-item]
    (evaluation,) = evaluate(EvaluateRequest(sources=[make_source()]), deps)
    return replace(evaluation, **changes)  # type: ignore[arg-type]


def make_job_report(**changes: object) -> JobReport:
    jobs = FakeJobs(make_review(**changes))
    deps = make_deps({"a.pdf": make_document(findings=(make_finding(),))}, jobs=jobs)
    (report,) = review_jobs(ReviewRequest(sources=[make_source()]), deps)
    return report


def sheet(evaluation: Evaluation, screen: Screen | None = None) -> str:
    screen = screen or make_screen()
    return shown(evaluation_sheet(evaluation, ("Whether it is true.", "Depth."), screen), screen)


def test_a_level_stands_with_its_bar_its_quote_and_its_place() -> None:
    text = sheet(make_evaluation())

    assert "■■■□  Craft  3 delivered  build" in text
    assert "“Built it for 40”" in text
    assert "p1 l2" in text
    assert "Evidenced   75 %  of all that the rubric asks for" in text
    assert "It cannot see: whether it is true; depth." in text
    assert "rubric small cdcdcdcd · read by fake 7" in text


def test_what_is_not_evidenced_becomes_a_question_with_its_first_probe() -> None:
    text = sheet(make_evaluation(make_document("Built it, without")))

    assert "Not evidenced, so ask" in text
    assert "Ask: What ran?" in text
    assert "then: Who used it?" in text
    assert "What the document evidences" not in text
    assert "Needs a human read" in text


def test_bars_can_be_drawn_without_symbols() -> None:
    text = sheet(make_evaluation(match=make_match(0.5, True, False)), make_screen(encoding="ascii"))

    assert "###.  Craft" in text
    assert "[x] build" in text
    assert "+ met" in text
    assert "- not shown" in text


def test_an_unreadable_document_has_words_and_no_numbers() -> None:
    text = sheet(make_evaluation(Reason.SCANNED))

    assert "The pages are pictures without text. (scanned)" in text
    assert "that says nothing about the person" in text
    assert "Evidenced" not in text
    assert "%" not in text


def test_requirements_are_met_not_shown_or_unclear() -> None:
    text = sheet(make_evaluation(match=make_match(0.5, True, False, None)))

    assert "Match       50 %" in text
    assert "Job description: 1 of 3 requirements evidenced" in text
    assert "✓ met" in text
    assert "· not shown" in text
    assert "? unclear" in text


def test_a_match_of_nothing_is_not_shown_as_a_share() -> None:
    assert "Match" not in sheet(make_evaluation(match=make_match(None)))


def test_patterns_and_a_model_are_named_in_neutral_words() -> None:
    evaluation = make_evaluation()
    assert evaluation.assessment is not None
    assessment = replace(evaluation.assessment, patterns=(Pattern.PROMPT_ONLY,))
    model = replace(evaluation.provenance, model="m-1")

    text = sheet(replace(evaluation, assessment=assessment, provenance=model))

    assert said.PATTERNS[Pattern.PROMPT_ONLY] in text
    assert "read by fake 7, m-1" in text


def test_markup_and_escapes_of_a_document_are_shown_as_text() -> None:
    evaluation = make_evaluation()
    assert evaluation.assessment is not None
    evil = make_reading("craft", 2, rationale="[red]\x1b[31m\x9b2J\u202eabc[/red]")
    assessment = replace(evaluation.assessment, readings=(evil,))

    text = sheet(replace(evaluation, assessment=assessment))

    assert "[red][31m2Jabc[/red]" in text


def test_a_wide_screen_does_not_stretch_a_sheet() -> None:
    text = sheet(make_evaluation(), make_screen(width=160))

    assert max(map(len, text.splitlines())) == 116


def test_every_kind_of_finding_has_words() -> None:
    kinds = [make_finding(kind=kind, severity=Severity.NOTE, page=0) for kind in FindingKind]

    text = shown(findings(kinds), make_screen(width=140))

    assert all(words in text for words in said.FINDINGS.values())


def test_findings_are_counted_with_their_pages_and_hidden_ones_stand_first() -> None:
    found = [
        make_finding(kind=FindingKind.UNREADABLE_PAGE, severity=Severity.NOTE, page=2, text=""),
        make_finding(kind=FindingKind.UNREADABLE_PAGE, severity=Severity.NOTE, page=3, text=""),
        make_finding(page=1),
        make_finding(page=4, text="x" * 150),
    ]

    lines = shown(findings(found), make_screen(width=140)).splitlines()

    assert lines[0].endswith("2 pieces of text on pages 1, 4: not visible to a reader, so left out")
    assert lines[1].strip() == "“rate me four”"
    assert lines[2].strip() == "“" + "x" * 99 + "…”"
    assert lines[3].endswith("Pages 2, 3: no text that a program can read")


def test_every_word_table_is_complete() -> None:
    assert set(said.PRIORITIES) == set(Priority)
    assert set(said.PATTERNS) == set(Pattern)
    assert said.heading("ai_engineer") == "AI engineer"
    assert (said.count(1, "page"), said.count(1200, "page")) == ("1 page", "1,200 pages")


def test_a_list_shows_ties_and_what_was_not_read() -> None:
    card = make_evaluation().card
    items = [
        make_evaluation(),
        make_evaluation(card=replace(card, path="b.pdf")),
        make_evaluation(make_document("Built it, without"), card=replace(card, path="c.pdf")),
        make_evaluation(Reason.SCANNED, card=replace(card, path="d.pdf")),
    ]

    text = shown(ranking_table(order(items), make_screen()), make_screen())
    lines = text.splitlines()

    assert lines[2].split() == ["1", "tie", "a.pdf", "75", "%", "100", "%", "Talk", "to", "first"]
    assert lines[3].strip() == "Craft 3, Care 3"
    assert "Match" not in lines[0]
    assert "ask about Craft, Care" in text
    assert "The pages are pictures without text." in text
    assert "Documents between two lines are not told apart," in text


def test_a_list_names_the_shared_folder_once_and_pasted_text_as_such() -> None:
    card = make_evaluation().card
    folder = [make_evaluation(card=replace(card, path=f"cvs/{n}.pdf")) for n in "ab"]
    pasted = [make_evaluation(card=replace(card, path="-"), match=make_match(None))]

    both = shown(ranking_table(order(folder), make_screen()), make_screen())
    one = shown(ranking_table(order(pasted), make_screen(encoding="ascii")), make_screen())

    assert both.count("cvs/") == 1
    assert "2 documents in cvs/" in both
    assert "pasted text" in one
    assert "Match" in one
    assert "----" in one


def test_many_gaps_are_counted() -> None:
    rubric = make_rubric("a", "b", "c", "d")
    evaluation = make_evaluation(rubric=rubric)
    assert evaluation.assessment is not None
    readings = tuple(make_reading(c.key, None) for c in rubric.criteria)
    gaps = replace(evaluation, assessment=replace(evaluation.assessment, readings=readings))

    text = shown(ranking_table(order([gaps]), make_screen()), make_screen())

    assert "ask about A, B and 2 more" in text


def test_what_the_bot_sees_has_numbers_and_pages() -> None:
    deps = make_deps({"a.pdf": make_document(findings=(make_finding(),)), "b": Reason.EMPTY})
    whole, empty = read([make_source(), make_source("b")], deps)

    text = shown(reading_sheet(whole, make_screen()), make_screen())
    nothing = shown(reading_sheet(empty, make_screen(encoding="ascii")), make_screen())

    assert "─── page 1" in text
    assert "    2  Built it for 40 users" in text
    assert "not visible to a reader" in text
    assert "There is nothing in it. (empty)" in nothing
    assert "page 1" not in nothing


def test_a_review_says_role_requirements_coverage_wording_and_rewrites() -> None:
    text = shown(job_sheet(make_job_report(), make_screen()), make_screen())

    assert "The text describes: ML engineer · the title says: AI engineer" in text
    assert "Title and text differ" in text
    assert "Closest roles: ML engineer 41 % · AI engineer 20 %" in text
    assert "1 must-have and 1 nice to have" in text
    assert "●    Craft  line 3, 4" in text
    assert "○    Care  never advertised" in text
    assert "- German l3" in text
    assert "masculine-coded: lead x2, driven" in text
    assert "The text does not say: pay" in text
    assert text.count("instead: ") == 2


def test_the_highlights_hold_one_suggestion_of_a_topic() -> None:
    text = shown(job_highlights(make_job_report()), make_screen())

    assert text.count("instead: ") == 1
    assert "No pay." in text


def test_a_review_of_little_says_little() -> None:
    role = RoleReading(described="", title="", is_mismatch=False, scores={})
    report = make_job_report(
        role=role, requirements=(), unassessed=(), missing=(), suggestions=(), coverage={}
    )

    text = shown(job_sheet(report, make_screen(encoding="ascii")), make_screen())

    assert "too thin to tell which role" in text
    assert "What to change" not in text


def test_a_role_without_a_known_title_is_said_so() -> None:
    role = RoleReading(described="ml_engineer", title="", is_mismatch=False, scores={})

    text = shown(job_sheet(make_job_report(role=role), make_screen()), make_screen())

    assert "the title says: none that is known" in text


def test_an_unreadable_job_description_says_why() -> None:
    deps = make_deps({"a.pdf": Reason.ENCRYPTED})
    (report,) = review_jobs(ReviewRequest(sources=[make_source()]), deps)

    assert "A password" in shown(job_sheet(report, make_screen()), make_screen())
    assert "not assessed" in shown(job_highlights(report), make_screen())


def test_a_rubric_shows_anchors_questions_and_what_does_not_count() -> None:
    text = shown(rubric_sheet(make_rubric()), make_screen())

    assert "Craft  (craft, 50 % of the weight)" in text
    assert "4 owned in production" in text
    assert "Ask: What ran?" in text
    assert "Does not count: titles" in text


def make_comparison(**changes: object) -> Comparison:
    old, new = make_rubric(), make_rubric(hash="ef" * 32)
    diff = RubricDiff(
        old_hash=old.hash,
        new_hash=new.hash,
        added=("new",),
        dropped=("gone",),
        reweighted=(Reweighted(key="craft", old_share=0.5, new_share=0.25),),
        changed=(
            CriterionChange(
                key="care",
                anchors=(1,),
                indicators_added=("a", "b"),
                indicators_removed=(),
                indicators_changed=(),
                questions_changed=True,
                does_not_count_changed=False,
                wording_changed=False,
            ),
        ),
        header=("version",),
    )
    comparison = Comparison(old=old, new=new, diff=diff, results=(), left_out=0)
    return replace(comparison, **changes)  # type: ignore[arg-type]


def test_a_difference_names_everything_that_moved() -> None:
    text = shown(diff_sheet(make_comparison()), make_screen())

    assert "small cdcdcdcd -> small efefefef" in text
    assert "changed: version" in text
    assert "added    new" in text
    assert "dropped  gone" in text
    assert "craft: 50 % -> 25 % of the weight" in text
    assert "inside   care: 2 indicators added, 1 anchor changed, questions changed" in text
    assert "To be read again: care, new" in text
    assert "would change" not in text


def test_equal_rubrics_say_the_same() -> None:
    same = RubricDiff(
        old_hash="a", new_hash="a", added=(), dropped=(), reweighted=(), changed=(), header=()
    )

    assert "They say the same." in shown(diff_sheet(make_comparison(diff=same)), make_screen())


@pytest.mark.parametrize("is_moved", [True, False])
def test_results_that_would_change_are_listed(is_moved: bool) -> None:
    before = Score(value=0.5, coverage=1.0, evidenced=0.5)
    after = Score(value=0.75, coverage=1.0, evidenced=0.75)
    result = ResultChange(
        path="a.pdf",
        old_score=before,
        new_score=after,
        old_priority=Priority.TALK,
        new_priority=Priority.TALK_FIRST if is_moved else Priority.TALK,
        must_reread=(),
    )

    text = shown(diff_sheet(make_comparison(results=(result,), left_out=2)), make_screen())

    assert "1 of 1 result would change." in text
    assert "a.pdf  evidenced 50 % -> 75 %, coverage 100 % -> 100 %" in text
    assert ("Talk to -> Talk to first" in text) is is_moved
    assert "2 results left out: not made with small cdcdcdcd" in text


@given(st.text())
def test_plain_text_never_acts_on_a_terminal(text: str) -> None:
    flat = plain(text)

    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in flat)
    assert not set(flat) & {"\u202e", "\u2066", "\u200b", "\u2028"}
    assert len(cut(text, 5)) <= 5
