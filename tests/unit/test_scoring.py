"""Scoring: bounds, invariances and the difference between None and the lowest level."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.assessment import Reading
from bot.domain.rubric import Criterion, Rubric, Stage
from bot.domain.scoring import Priority, Score, band_width, lifecycle, place, priority, score
from bot.errors import NotFoundError, RatingError

ANCHORS = ("listed", "used", "shipped", "owned")


def make_rubric(*weights: float) -> Rubric:
    criteria = tuple(
        Criterion(
            key=f"c{i}",
            title=f"Criterion {i}",
            question="Can they?",
            weight=weight,
            anchors=ANCHORS,
            indicators=(),
            questions=(),
            does_not_count=(),
        )
        for i, weight in enumerate(weights)
    )
    return Rubric(
        name="test",
        title="Test",
        version="1",
        description="",
        sources={},
        criteria=criteria,
        buzzwords=(),
        hash="0" * 64,
    )


def make_levels(*levels: int | None) -> dict[str, int | None]:
    return {f"c{i}": level for i, level in enumerate(levels)}


weights = st.lists(st.floats(0.1, 10), min_size=1, max_size=8)
level = st.none() | st.integers(1, 4)


@st.composite
def rated_rubrics(draw: st.DrawFn) -> tuple[Rubric, dict[str, int | None]]:
    rubric = make_rubric(*draw(weights))
    return rubric, {c.key: draw(level) for c in rubric.criteria}


def test_the_value_is_the_weighted_mean_of_the_rated_levels() -> None:
    result = score(make_rubric(3, 1, 4), make_levels(4, 2, None))

    # (3 * 4/4 + 1 * 2/4) / 4 = 0.875; 4 of 8 weight rated
    assert result == Score(value=0.875, coverage=0.5, evidenced=0.4375)


def test_nothing_rated_has_no_value_and_no_coverage() -> None:
    assert score(make_rubric(1, 1), {}) == Score(value=None, coverage=0.0, evidenced=0.0)


def test_not_evidenced_lowers_coverage_but_not_the_value() -> None:
    rubric = make_rubric(1, 1)

    assert score(rubric, make_levels(3, None)).value == score(rubric, make_levels(3, 3)).value
    assert score(rubric, make_levels(3, None)).coverage == 0.5


def test_not_evidenced_is_not_the_lowest_level() -> None:
    rubric = make_rubric(1, 1)

    assert score(rubric, make_levels(3, 1)) != score(rubric, make_levels(3, None))


@given(rated_rubrics())
def test_every_number_stays_in_its_range(case: tuple[Rubric, dict[str, int | None]]) -> None:
    result = score(*case)

    assert result.value is None or 0.25 - 1e-9 <= result.value <= 1 + 1e-9
    assert 0 <= result.coverage <= 1 + 1e-9
    assert math.isclose(result.evidenced, (result.value or 0) * result.coverage)


@given(rated_rubrics(), st.floats(0.01, 100))
def test_rescaling_all_weights_changes_nothing(
    case: tuple[Rubric, dict[str, int | None]], factor: float
) -> None:
    rubric, levels = case
    scaled = make_rubric(*(c.weight * factor for c in rubric.criteria))

    before, after = score(rubric, levels), score(scaled, levels)

    assert math.isclose(before.evidenced, after.evidenced, abs_tol=1e-9)
    assert math.isclose(before.coverage, after.coverage, abs_tol=1e-9)


@given(rated_rubrics())
def test_the_order_of_the_levels_changes_nothing(
    case: tuple[Rubric, dict[str, int | None]],
) -> None:
    rubric, levels = case
    reordered = dict(reversed(levels.items()))

    assert score(rubric, levels) == score(rubric, reordered)


@given(rated_rubrics(), st.data())
def test_raising_a_level_never_lowers_what_is_evidenced(
    case: tuple[Rubric, dict[str, int | None]], data: st.DataObject
) -> None:
    rubric, levels = case
    key = data.draw(st.sampled_from(sorted(levels)))
    higher = {**levels, key: min(4, (levels[key] or 0) + 1)}

    assert score(rubric, higher).evidenced >= score(rubric, levels).evidenced - 1e-9


@pytest.mark.parametrize("off_scale", [0, 5, -1])
def test_a_level_off_the_scale_is_refused(off_scale: int) -> None:
    with pytest.raises(RatingError, match="levels 1 to 4"):
        score(make_rubric(1), make_levels(off_scale))


def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(RatingError, match="no criterion 'charm'"):
        score(make_rubric(1), {"charm": 3})


def test_a_rubric_names_what_it_has_when_asked_for_what_it_lacks() -> None:
    rubric = make_rubric(1, 2)

    assert rubric.criterion("c1").weight == 2
    with pytest.raises(NotFoundError) as raised:
        rubric.criterion("charm")
    assert raised.value.fix == "It has: c0, c1."


def test_lifecycle_names_every_stage() -> None:
    reading = Reading(
        key="c0", level=2, evidence=(), stages=(Stage.BUILD, Stage.OPERATE), rationale=""
    )

    assert lifecycle([reading]) == {
        Stage.DESIGN: False,
        Stage.BUILD: True,
        Stage.OPERATE: True,
        Stage.IMPROVE: False,
    }


@pytest.mark.parametrize(
    ("value", "coverage", "expected"),
    [
        (None, 0.0, Priority.HUMAN_READ),
        (1.0, 0.24, Priority.HUMAN_READ),  # too little was rated to suggest anything
        (0.25, 0.25, Priority.TALK),
        (1.0, 0.59, Priority.TALK),  # strong, but narrow
        (0.59, 1.0, Priority.TALK),  # broad, but not strong
        (0.6, 0.6, Priority.TALK_FIRST),
    ],
)
def test_priority_needs_strength_and_breadth(
    value: float | None, coverage: float, expected: Priority
) -> None:
    result = Score(value=value, coverage=coverage, evidenced=(value or 0) * coverage)

    assert priority(result) is expected


def test_one_level_on_one_average_criterion_is_a_tie() -> None:
    assert band_width(make_rubric(1, 1)) == 1 / 8  # 2 criteria of 4 levels

    placements = place([0.5, 0.375, 0.374], width=1 / 8)

    assert [(p.index, p.rank, p.band) for p in placements] == [(0, 1, 1), (1, 1, 1), (2, 3, 2)]


def test_documents_without_a_reading_share_the_last_band() -> None:
    placements = place([None, 0.0, None, 0.9], width=0.03)

    assert [(p.index, p.rank, p.band) for p in placements] == [
        (3, 1, 1),
        (1, 2, 2),
        (0, 3, 3),
        (2, 3, 3),
    ]


@given(st.lists(st.none() | st.floats(0, 1), max_size=20), st.floats(0, 0.2))
def test_a_better_band_is_never_worse(keys: list[float | None], width: float) -> None:
    placements = place(keys, width=width)

    assert sorted(p.index for p in placements) == list(range(len(keys)))
    for earlier, later in pairwise(placements):
        if earlier.band < later.band:
            assert (keys[earlier.index] or 0) >= (keys[later.index] or 0)
            assert earlier.rank < later.rank
        else:
            assert earlier.rank == later.rank


def test_nothing_to_place_gives_no_placements() -> None:
    assert place([], width=0.1) == []


def test_documents_whose_spreads_meet_are_not_told_apart() -> None:
    # 0.5 reaches up to 0.72 and 0.8 down to 0.7; 0.2 lies below all that the others may be.
    keys, spreads = [0.8, 0.5, 0.2], [(0.7, 0.9), (0.3, 0.72), (0.1, 0.25)]

    assert [p.band for p in place(keys, width=0.1)] == [1, 2, 3]
    assert [p.band for p in place(keys, width=0.1, spreads=spreads)] == [1, 1, 2]


@given(
    keys=st.lists(st.floats(0, 1), max_size=8),
    reach=st.lists(st.floats(0, 0.5), min_size=8, max_size=8),
)
def test_no_two_bands_hold_spreads_that_meet(keys: list[float], reach: list[float]) -> None:
    spreads = [(key - r, key + r) for key, r in zip(keys, reach, strict=False)]
    placed = place(keys, width=0.03, spreads=spreads)

    for one in placed:
        for other in placed:
            if one.band < other.band:
                assert spreads[one.index][0] > spreads[other.index][1]
