"""The JSON objects: whole, rounded, and safe to print."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import objects
from bot.domain.assessment import Provenance
from bot.domain.document import DocumentKind
from bot.domain.job import RequirementMatch, RequirementReading
from bot.domain.scoring import Score
from bot.errors import ModelOutcome, Reason
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.job_review import ReviewRequest, review_jobs
from bot.services.ranking import order
from bot.services.reading import read
from tests.acceptance.cli import check
from tests.unit.cli_fakes import (
    make_deps,
    make_document,
    make_finding,
    make_match,
    make_reading,
    make_source,
)

DEPS = make_deps(
    {
        "a.pdf": make_document("Built it, level", "3", findings=(make_finding(),)),
        "b.pdf": Reason.SCANNED,
    }
)
SOURCES = [make_source(), make_source("b.pdf")]


def test_an_assessment_says_everything_the_schema_names() -> None:
    evaluation, unread = evaluate(EvaluateRequest(sources=SOURCES), DEPS)
    third = Score(value=2 / 3, coverage=1.0, evidenced=2 / 3)

    value = objects.assessment_object(
        replace(evaluation, score=third, match=make_match(1 / 3, True, None))
    )

    check("assessment", value)
    check("assessment", objects.assessment_object(unread))
    assert value["score"] == {"value": 0.6667, "coverage": 1.0, "evidenced": 0.6667}
    assert value["match"] == 0.3333
    assert [r["met"] for r in value["requirements"]] == [True, None]
    assert value["criteria"][0]["evidence"] == [{"quote": "Built it for 40", "page": 1, "line": 2}]
    assert value["lifecycle"] == {
        "design": False,
        "build": True,
        "operate": False,
        "improve": False,
    }


def test_a_models_reading_says_who_was_asked_what_it_lost_and_where_the_two_differ() -> None:
    evaluation, _ = evaluate(EvaluateRequest(sources=SOURCES), DEPS)
    offline = evaluation.assessment
    assert offline is not None
    who = Provenance(name="llm", version="1", model="m-1", prompt="read_cv/1 3fa9c21b")
    craft = make_reading("craft", 1, missing="Users.", samples=(1, None, 2), lost=2)
    assessment = replace(
        offline, provenance=who, readings=(craft, offline.readings[1]), second=offline
    )

    value = objects.assessment_object(replace(evaluation, provenance=who, assessment=assessment))

    check("assessment", value)
    assert value["evaluator"]["prompt"] == "read_cv/1 3fa9c21b"
    said = {key: value["criteria"][0][key] for key in ("missing", "samples", "lost")}
    assert said == {"missing": "Users.", "samples": [1, None, 2], "lost": 2}
    assert value["second"]["levels"] == {"craft": 3, "care": 3}
    assert value["second"]["evaluator"]["name"] == "fake"
    assert value["differing"] == ["craft"]


@pytest.mark.parametrize("outcome", list(ModelOutcome))
def test_a_model_that_gave_nothing_is_a_stand_in_or_unanswered(outcome: ModelOutcome) -> None:
    evaluation, unread = evaluate(EvaluateRequest(sources=SOURCES), DEPS)
    assert evaluation.assessment is not None
    stand_in = replace(evaluation.assessment, stands_in=outcome)
    nothing = replace(unread, reason=None, unanswered=outcome)

    read = objects.assessment_object(replace(evaluation, assessment=stand_in))
    not_read = objects.assessment_object(nothing)

    check("assessment", read)
    check("assessment", not_read)
    assert (read["status"], read["stands_in"]) == ("assessed", outcome.value)
    assert (not_read["status"], not_read["reason"]) == ("unanswered", outcome.value)
    with pytest.raises(jsonschema.ValidationError):
        check("assessment", {**not_read, "reason": "scanned"})
    with pytest.raises(jsonschema.ValidationError):
        check("assessment", {**not_read, "stands_in": outcome.value})


def test_a_list_adds_rank_and_band() -> None:
    first, last = order(evaluate(EvaluateRequest(sources=SOURCES), DEPS))

    assert [objects.ranked_object(e)["rank"] for e in (first, last)] == [1, 2]
    check("assessment", objects.ranked_object(last))


def test_a_reading_has_lines_or_a_reason() -> None:
    whole, none = (objects.read_object(report) for report in read(SOURCES, DEPS))

    check("read", whole)
    check("read", none)
    assert whole["lines"][1] == {"page": 1, "line": 2, "text": "3"}
    assert (none["status"], none["reason"]) == ("unreadable", "scanned")


def test_a_review_has_a_role_or_a_reason() -> None:
    reports = review_jobs(ReviewRequest(sources=SOURCES), DEPS)

    whole, none = (objects.review_object(report) for report in reports)

    assert whole["role"]["scores"] == {"ai_engineer": 0.2, "ml_engineer": 0.41}
    assert whole["unassessed"] == [{"text": "German", "kind": "must", "line": 3}]
    assert (none["role"], none["wording"], none["reason"]) == (None, None, "scanned")


def test_who_read_a_job_description_and_a_cv_against_it_is_said() -> None:
    by_model = Provenance(name="llm", version="1", model="m-1", prompt="read_job/1 0a1b2c3d")
    source = make_source(kind=DocumentKind.JOB_DESCRIPTION)
    (report,) = review_jobs(ReviewRequest(sources=[source]), DEPS)
    assert report.review is not None
    (requirement, *_) = report.review.requirements
    required = replace(report.review.required, provenance=by_model, lost=2)
    review = replace(report.review, required=required)
    reading = RequirementReading(
        requirement=requirement, is_met=False, evidence=(), rationale="No.", lost=1, differs=True
    )
    outcome = ModelOutcome.CAPPED
    match = RequirementMatch(readings=(reading,), match=0.0, stands_in=outcome)
    (evaluation,) = evaluate(EvaluateRequest(sources=SOURCES[:1]), DEPS)

    reviewed = objects.review_object(replace(report, review=review))
    asked = objects.review_object(replace(report, review=None, unanswered=outcome))
    assessed = objects.assessment_object(replace(evaluation, match=match))

    for name, each in (("jd_review", reviewed), ("jd_review", asked), ("assessment", assessed)):
        check(name, each)
    assert (reviewed["required_by"]["model"], reviewed["lost"]) == ("m-1", 2)
    assert (asked["status"], asked["reason"], asked["required_by"]) == (
        "unanswered",
        "capped",
        None,
    )
    assert (assessed["matched_by"]["name"], assessed["match_stands_in"]) == ("rules", "capped")
    (said,) = assessed["requirements"]
    assert (said["rationale"], said["lost"], said["differs"]) == ("No.", 1, True)


def test_a_path_that_is_not_utf8_can_be_written() -> None:
    (report,) = read([make_source("\udcff.pdf")], make_deps({"\udcff.pdf": Reason.MISSING}))

    assert objects.read_object(report)["document"]["path"] == "?.pdf"


@given(st.text())
def test_a_line_is_one_line_keeps_its_text_and_never_acts_on_a_terminal(text: str) -> None:
    line = objects.to_line({"text": text})

    assert json.loads(line) == {"text": text}
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in line)
    assert len(line.splitlines()) == 1
