"""Two rubrics compared, and results carried over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.rubric import Criterion, Indicator, Rubric, Stage
from bot.domain.rubric_change import CriterionChange, GivenResult, Reweighted
from bot.domain.scoring import Priority
from bot.errors import NotFoundError, RatingError
from bot.rubric_files.canonical import canonical, with_hash
from bot.rubric_files.diff import affected_results, diff_rubrics

CI = Indicator(key="ci", stage=Stage.BUILD, source=("D1",), terms=("CI/CD",), strength="specific")


def make_criterion(key: str, **other: Any) -> Criterion:
    given: dict[str, Any] = {
        "key": key,
        "title": key,
        "question": "Can they?",
        "weight": 1.0,
        "anchors": ("a", "b", "c", "d"),
        "indicators": (CI,),
        "questions": (),
        "does_not_count": (),
    }
    return Criterion(**(given | other))


def make_rubric(*criteria: Criterion, **other: Any) -> Rubric:
    given: dict[str, Any] = {
        "name": "tiny",
        "title": "Tiny",
        "version": "1",
        "description": "",
        "sources": {"D1": "x", "D2": "y"},
        "criteria": criteria,
        "buzzwords": (),
        "hash": "",
    }
    return with_hash(Rubric(**(given | other)))


OLD = make_rubric(make_criterion("a"), make_criterion("b"))


def test_equal_rubrics_have_an_empty_difference() -> None:
    diff = diff_rubrics(OLD, make_rubric(*OLD.criteria))

    assert diff.is_empty
    assert (diff.added, diff.dropped, diff.reweighted, diff.changed, diff.header) == ((),) * 5
    assert diff.needs_rereading == ()


def test_one_edited_weight_moves_every_share() -> None:
    new = make_rubric(make_criterion("a", weight=3.0), make_criterion("b"))

    diff = diff_rubrics(OLD, new)

    # 1 of 2 becomes 3 of 4, and 1 of 2 becomes 1 of 4.
    assert diff.reweighted == (
        Reweighted(key="a", old_share=0.5, new_share=0.75),
        Reweighted(key="b", old_share=0.5, new_share=0.25),
    )
    assert diff.needs_rereading == ()
    assert not diff.is_empty


def test_weights_scaled_together_move_no_share() -> None:
    new = make_rubric(*(replace(c, weight=0.1) for c in OLD.criteria))

    assert diff_rubrics(OLD, new).reweighted == ()


def test_added_dropped_and_moved_criteria_are_named() -> None:
    old = make_rubric(*map(make_criterion, "abc"))
    new = make_rubric(*map(make_criterion, "cbx"))

    diff = diff_rubrics(old, new)

    assert diff.added == ("x",)
    assert diff.dropped == ("a",)
    assert diff.header == ("order",)
    assert diff.needs_rereading == ("x",)


def test_the_header_names_the_fields_that_differ() -> None:
    new = make_rubric(*OLD.criteria, name="n", version="2", sources={}, buzzwords=("x",))

    assert diff_rubrics(OLD, new).header == ("name", "version", "sources", "buzzwords")


def test_changes_inside_a_criterion_are_told_apart() -> None:
    other = replace(CI, key="cd")
    new = make_rubric(
        make_criterion("a", anchors=("a", "B", "c", "D"), indicators=(other,), title="A"),
        make_criterion("b", indicators=(replace(CI, terms=("pipeline",)),)),
    )

    diff = diff_rubrics(OLD, new)

    nothing: dict[str, Any] = {"questions_changed": False, "does_not_count_changed": False}
    assert diff.changed == (
        CriterionChange(
            key="a",
            anchors=(2, 4),
            indicators_added=("cd",),
            indicators_removed=("ci",),
            indicators_changed=(),
            wording_changed=True,
            **nothing,
        ),
        CriterionChange(
            key="b",
            anchors=(),
            indicators_added=(),
            indicators_removed=(),
            indicators_changed=("ci",),
            wording_changed=False,
            **nothing,
        ),
    )
    assert diff.needs_rereading == ("a", "b")


def test_wording_for_people_needs_no_rereading() -> None:
    new = make_rubric(make_criterion("a", does_not_count=("x",)), make_criterion("b", title="B"))

    diff = diff_rubrics(OLD, new)

    assert [c.key for c in diff.changed] == ["a", "b"]
    assert diff.needs_rereading == ()


def test_results_move_by_weights_alone() -> None:
    new = make_rubric(make_criterion("a", weight=3.0), make_criterion("b"))

    (change,) = affected_results(OLD, new, [GivenResult(path="cv", levels={"a": 4, "b": 1})])

    # Before (4 + 1) / 2 / 4 = 0.625; after (3 * 4 + 1) / 4 / 4 = 0.8125; all rated, so both first.
    assert change.old_score.value == pytest.approx(0.625)
    assert change.new_score.value == pytest.approx(0.8125)
    assert change.is_changed
    assert (change.old_priority, change.new_priority) == (Priority.TALK_FIRST,) * 2
    assert change.must_reread == ()


def test_dropped_levels_are_left_out_and_added_criteria_must_be_read() -> None:
    new = make_rubric(make_criterion("b"), *map(make_criterion, "vwxyz"))
    results = [
        GivenResult(path="1", levels={"a": 4, "b": 2}),
        GivenResult(path="2", levels={"a": None}),
    ]

    first, second = affected_results(OLD, new, results)

    # b alone is rated now: value 2 / 4, coverage 1 of 6, which is under 0.25.
    assert first.new_score.value == pytest.approx(0.5)
    assert first.new_score.coverage == pytest.approx(1 / 6)
    assert (first.old_priority, first.new_priority) == (Priority.TALK_FIRST, Priority.HUMAN_READ)
    assert first.must_reread == ("v", "w", "x", "y", "z")
    assert not second.is_changed


def test_a_result_that_is_not_from_the_old_rubric_is_refused() -> None:
    with pytest.raises(RatingError):
        affected_results(OLD, OLD, [GivenResult(path="1", levels={"nope": 1})])


def test_the_canonical_form_is_compact_and_leaves_the_hash_out() -> None:
    text = canonical(make_rubric(make_criterion("a", weight=2.0)))

    assert b'"weight":2' in text
    assert b'"hash"' not in text
    assert b'": ' not in text


def test_an_unknown_criterion_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFoundError) as caught:
        OLD.criterion("nope")

    assert caught.value.fix == "It has: a, b."
