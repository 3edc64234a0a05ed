"""A document is read again where one reading does not settle it, and the middle level counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from bot.domain.assessment import Evidence, Reading
from bot.domain.rubric import Rubric
from bot.evaluators.llm.sampling import median, needs_more, strongest
from tests.unit.offline import make_criterion, make_rubric


def rubric(count: int) -> Rubric:
    return make_rubric(*(make_criterion(f"c{number}") for number in range(count)))


def reading(
    key: str, level: int | None, *, quotes: int = 1, lost: int = 0, rationale: str = ""
) -> Reading:
    evidence = tuple(Evidence(quote=f"words of {key}", page=1, line=n) for n in range(quotes))
    return Reading(
        key=key,
        level=level,
        evidence=evidence if level else (),
        stages=(),
        rationale=rationale,
        lost=lost,
    )


def readings(count: int, *levels: int) -> list[Reading]:
    """These levels for the first criteria, and none for the others."""
    given = [*levels, *[None] * (count - len(levels))]
    return [reading(f"c{number}", level) for number, level in enumerate(given)]


# Of n equal criteria, k of them rated: coverage = k / n, value = sum of levels / 4k.
# Not settled: coverage within 0.25 / n of 0.25 or 0.60; or value within 0.25 / 4 = 0.0625 of 0.60,
# which is 0.5375 to 0.6625, where coverage + 0.25 / n reaches 0.60.
EDGES = [
    (8, (), False),  # nothing rated, nothing to settle
    (8, (4,), False),  # 0.125: 0.125 from 0.25, more than 0.03125
    (8, (4, 4), True),  # 0.25 itself
    (8, (4, 4, 4), False),  # 0.375
    (8, (3, 3, 2, 2), False),  # 0.5, and a value of 10/16 = 0.625, which it is too narrow for
    (8, (4, 4, 4, 4, 4), True),  # 0.625: 0.025 from 0.60
    (8, (2, 2, 2, 2, 2, 2), False),  # 0.75; 12/24 = 0.5
    (8, (3, 2, 2, 2, 2, 2), True),  # 13/24 = 0.5417
    (8, (3, 3, 3, 2, 2, 2), True),  # 15/24 = 0.625
    (8, (3, 3, 3, 3, 2, 2), False),  # 16/24 = 0.6667
    (8, (3, 2, 2, 2, 2, 2, 2, 2), False),  # 17/32 = 0.53125
    (8, (3, 3, 2, 2, 2, 2, 2, 2), True),  # 18/32 = 0.5625
    (8, (3, 3, 3, 3, 3, 2, 2, 2), True),  # 21/32 = 0.65625
    (8, (3, 3, 3, 3, 3, 3, 2, 2), False),  # 22/32 = 0.6875
    (20, (3,) * 3 + (2,) * 17, True),  # 43/80 = 0.5375, the edge itself
    (20, (3,) * 2 + (2,) * 18, False),  # 42/80 = 0.525
    (20, (3,) * 13 + (2,) * 7, True),  # 53/80 = 0.6625, the other edge
    (20, (3,) * 14 + (2,) * 6, False),  # 54/80 = 0.675
    (3, (4,), True),  # 1/3 - 0.25 = 0.0833 = 0.25 / 3, the edge itself
    (4, (4, 4), False),  # 0.5: 0.10 from 0.60, more than 0.0625
    (7, (4, 4), True),  # 2/7 - 0.25 = 0.0357 = 0.25 / 7
    (7, (4, 4, 4, 4), True),  # 4/7 = 0.5714: 0.0286 from 0.60, less than 0.0357
]


@pytest.mark.parametrize(("count", "levels", "wanted"), EDGES)
def test_more_samples_are_wanted_near_an_edge(
    count: int, levels: tuple[int, ...], *, wanted: bool
) -> None:
    assert needs_more(rubric(count), readings(count, *levels)) is wanted


def test_coverage_is_by_weight() -> None:
    # 3 of 12 is 0.25, though one criterion of ten is rated.
    heavy = replace(make_criterion("c0"), weight=3.0)
    weighed = make_rubric(heavy, *(make_criterion(f"c{number}") for number in range(1, 10)))

    assert needs_more(weighed, readings(10, 4))
    assert not needs_more(rubric(10), readings(10, 4))  # 0.1


def test_more_samples_are_wanted_where_a_quote_was_lost() -> None:
    far = readings(8, 4, 4, 4, 4, 4, 4, 4, 4)

    assert not needs_more(rubric(8), far)
    assert needs_more(rubric(8), [*far[:7], replace(far[7], lost=1)])
    assert needs_more(rubric(8), [replace(reading("c0", None), lost=1), *readings(8)[1:]])


@pytest.mark.parametrize(
    ("levels", "middle"),
    [
        ((1, 2, 4), 2),
        ((3, 3, 1), 3),
        ((None, 1, 4), 1),  # not evidenced stands below 1
        ((None, None, 4), None),
        ((None, 4, 4), 4),
        ((None, None, None), None),
        ((1, 4, None, 2, 3), 2),
    ],
)
def test_the_middle_level_counts_in_whatever_order(
    levels: tuple[int | None, ...], middle: int | None
) -> None:
    for order in set(permutations(levels)):
        (found,) = median([[reading("c0", level)] for level in order])

        assert found.level == middle
        assert found.samples == order  # the spread, as it was read
        assert bool(found.evidence) is (middle is not None)


def test_the_evidence_is_of_a_sample_that_gave_the_level() -> None:
    samples = [
        [reading("c0", 4, quotes=3, rationale="high")],
        [reading("c0", 2, quotes=1, lost=1, rationale="first")],
        [reading("c0", 2, quotes=2, lost=2, rationale="fuller")],
    ]

    (found,) = median(samples)

    assert (found.level, len(found.evidence), found.rationale) == (2, 2, "fuller")
    assert found.lost == 2  # the most that one of them lost


def test_of_equal_samples_the_first_is_shown() -> None:
    samples = [[reading("c0", 2, rationale=word)] for word in ("first", "second", "third")]

    assert median(samples)[0].rationale == "first"


def test_one_sample_is_itself_and_has_no_spread() -> None:
    one = readings(2, 3, 1)

    assert median([one]) == tuple(one)
    assert median([one])[0].samples == ()


def test_what_one_part_of_a_document_does_not_show_lowers_nothing() -> None:
    parts = [
        [reading("a", None), reading("b", 2, rationale="first"), reading("c", None, lost=1)],
        [reading("b", 2, lost=1, rationale="second"), reading("a", 3), reading("c", None, lost=2)],
    ]

    merged = strongest(parts, ("c", "a", "b"))

    assert [(each.key, each.level, each.lost) for each in merged] == [
        ("c", None, 3),
        ("a", 3, 0),
        ("b", 2, 1),
    ]
    assert merged[2].rationale == "first"  # of equal parts the one that stands first
