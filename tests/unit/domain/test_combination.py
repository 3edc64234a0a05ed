"""A revealed panel by mechanical combination."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.combination import Combination, combine
from bot.domain.panel import Rating, Recommendation, Scorecard
from tests.unit.test_scoring import make_rubric

RUBRIC = make_rubric(2, 1, 1)


def make_card(
    rater: str,
    levels: dict[str, int | None],
    *,
    recommendation: Recommendation = Recommendation.YES,
    number: int = 1,
    is_after_reveal: bool = False,
) -> Scorecard:
    ratings = [
        Rating(criterion=key, level=level, observation=f"{rater} on {key}" if level else "")
        for key, level in levels.items()
    ]
    return Scorecard(
        id=f"{rater}-{number}",
        panel_id="P1",
        rater=rater,
        ratings=tuple(ratings),
        recommendation=recommendation,
        would_change="",
        submitted_at=datetime(2026, 11, 24, 9, number, tzinfo=UTC),
        number=number,
        reason="" if number == 1 else "A second look.",
        is_after_reveal=is_after_reveal,
    )


def _combine(**cards: dict[str, int | None]) -> Combination:
    return combine(RUBRIC, [make_card(rater, levels) for rater, levels in cards.items()])


def test_mean_and_median_leave_out_what_was_not_observed_and_count_it() -> None:
    found = _combine(U1={"c0": 4}, U2={"c0": 4}, U3={"c0": 1}, U4={"c0": None}).criteria[0]
    assert (found.mean, found.median, found.apart) == (3.0, 4.0, 3)
    assert found.not_observed == ("U4",)
    assert [(one.rater, one.level, one.observation) for one in found.given] == [
        ("U1", 4, "U1 on c0"),
        ("U2", 4, "U2 on c0"),
        ("U3", 1, "U3 on c0"),
    ]


def test_the_median_of_an_even_number_lies_between_the_middle_two() -> None:
    found = _combine(U1={"c0": 1}, U2={"c0": 2}, U3={"c0": 3}, U4={"c0": 4}).criteria[0]
    assert (found.mean, found.median) == (2.5, 2.5)


def test_the_score_is_made_of_means_with_the_coverage_of_what_anybody_rated() -> None:
    # c0 weighs 2 and has mean 3 (4, 4, 1), c1 weighs 1 and has 2, c2 weighs 1 and has none:
    # value = (2 * 3/4 + 1 * 2/4) / 3 = 2/3; coverage = 3/4; evidenced = 1/2.
    found = _combine(U1={"c0": 4, "c1": 2}, U2={"c0": 4, "c2": None}, U3={"c0": 1})
    assert found.score.value == pytest.approx(2 / 3)
    assert found.score.coverage == 0.75
    assert found.score.evidenced == pytest.approx(0.5)


def test_what_is_far_apart_and_what_nobody_observed_is_listed() -> None:
    found = _combine(U1={"c0": 2, "c1": 4, "c2": None}, U2={"c0": 4, "c1": 1, "c2": None})
    assert [(one.criterion, one.apart) for one in found.to_settle] == [("c1", 3), ("c0", 2)]
    assert [one.criterion for one in found.unseen] == ["c2"]
    near = _combine(U1={"c0": 2}, U2={"c0": 3})
    assert near.to_settle == ()
    # Not asked of anybody is not observed either.
    assert [one.criterion for one in near.unseen] == ["c1", "c2"]


def test_agreement_is_over_the_criteria_and_thin() -> None:
    # Units of two ratings: 4-4, 2-2, 1-2. All pairs within one, two of three equal.
    found = _combine(U1={"c0": 4, "c1": 2, "c2": 1}, U2={"c0": 4, "c1": 2, "c2": 2}).agreement
    assert (found.units, found.ratings, found.within_one) == (3, 6, 1.0)
    assert found.exact == pytest.approx(2 / 3)
    assert found.is_thin


def test_recommendations_are_counted_and_each_of_the_four_is_there() -> None:
    cards = [
        make_card("U1", {"c0": 3}, recommendation=Recommendation.STRONG_YES),
        make_card("U2", {"c0": 3}, recommendation=Recommendation.NO),
        make_card("U3", {"c0": 3}, recommendation=Recommendation.NO),
    ]
    assert combine(RUBRIC, cards).recommendations == {
        Recommendation.STRONG_NO: (),
        Recommendation.NO: ("U2", "U3"),
        Recommendation.YES: (),
        Recommendation.STRONG_YES: ("U1",),
    }


def test_who_changed_after_the_reveal_is_named_and_changes_no_number() -> None:
    cards = [
        make_card("U1", {"c0": 1}),
        make_card("U1", {"c0": 2}, number=2),
        make_card("U1", {"c0": 4}, number=3, is_after_reveal=True),
        make_card("U2", {"c0": 2}),
    ]
    found = combine(RUBRIC, cards)
    assert found.changed == ("U1",)
    # The amendment before the reveal counts, the one after does not.
    assert found.criteria[0].mean == 2.0


def test_without_scorecards_there_are_no_numbers() -> None:
    found = combine(RUBRIC, [])
    assert found.score.value is None
    assert [one.median for one in found.criteria] == [None, None, None]
    assert found.criteria[0].apart == 0
    assert found.agreement.alpha is None
