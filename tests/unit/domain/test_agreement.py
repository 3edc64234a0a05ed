"""Agreement of a panel, held against independent implementations and published examples."""

from __future__ import annotations

import random
from collections.abc import Iterator

import krippendorff
import numpy as np
import pytest
from scipy import special

from bot.domain.agreement import FEWEST_UNITS, NoAlpha, PanelAgreement, agreement
from bot.domain.students_t import standard_error, two_sided

Units = list[list[int | None]]

TONE = (
    "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223"
    " 111.1 111.1 212.2 1233. 1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122."
    " 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1"
)
"""Hayes and Krippendorff 2007, table 1: 40 articles, five observers, tone 0 to 3."""
KRIPPENDORFF = "11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 .3.."
"""Krippendorff 2011, section C: 12 units, four observers, values 1 to 5."""
BINARY = "01 11 01 00 00 01 00 00 10 00"
"""Krippendorff 2011, section A: ten units, two observers. With two levels every metric is one."""


def _units(table: str) -> Units:
    return [[None if mark == "." else int(mark) for mark in unit] for unit in table.split()]


def _independent(units: Units) -> float:
    top = max(level for unit in units for level in unit if level is not None)
    counts = np.array([[unit.count(level) for level in range(top + 1)] for unit in units])
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal"))


def _panels(count: int) -> Iterator[tuple[Units, PanelAgreement]]:
    """Random panels: 2 to 20 units, 2 to 8 raters, up to 60 % missing, 2 to 6 levels."""
    draw = random.Random(5)
    while count:
        raters, top, missing = draw.randint(2, 8), draw.randint(2, 6), draw.random() * 0.6
        units: Units = [
            [None if draw.random() < missing else draw.randint(1, top) for _ in range(raters)]
            for _ in range(draw.randint(2, 20))
        ]
        found = agreement(units)
        if found.alpha is not None:
            count -= 1
            yield units, found


def test_alpha_equals_an_independent_implementation_on_a_thousand_random_panels() -> None:
    for units, found in _panels(1_000):
        assert found.alpha == pytest.approx(_independent(units), abs=1e-9)


@pytest.mark.parametrize(
    ("table", "printed", "units", "ratings"),
    [(TONE, "0.7598", 40, 159), (KRIPPENDORFF, "0.815", 11, 40), (BINARY, "0.095", 10, 20)],
)
def test_published_examples_come_out(table: str, printed: str, units: int, ratings: int) -> None:
    found = agreement(_units(table))
    digits = len(printed) - len("0.")
    assert f"{found.alpha:.{digits}f}" == printed
    assert (found.units, found.ratings) == (units, ratings)


def _jackknife(units: Units, size: int) -> tuple[float, float]:
    """The interval by the definition, from the alphas of the other implementation alone."""
    blocks = [units[start : start + size] for start in range(0, len(units), size)]
    every = range(len(blocks))
    logs = []
    for kept in [
        units,
        *([unit for i in every if i != gone for unit in blocks[i]] for gone in every),
    ]:
        # alpha = 1 - (n - 1) / ((u - 1) q + n - u), n ratings of u units, solved for the ratio q of
        # the mean squares.
        n, u = sum(level is not None for unit in kept for level in unit), len(kept)
        logs.append(np.log(((n - 1) / (1 - _independent(kept)) - (n - u)) / (u - 1)))
    g, n, u = len(blocks), sum(level is not None for unit in units for level in unit), len(units)
    pseudo = g * logs[0] - (g - 1) * np.array(logs[1:])
    reach = special.stdtrit(g - 1, 0.975) * pseudo.std(ddof=1) / np.sqrt(g)
    low, high = (
        1 - (n - 1) / ((u - 1) * np.exp(np.minimum(logs[0] + side * reach, 700)) + n - u)
        for side in (-1, 1)
    )
    return float(low), float(high)


@pytest.mark.parametrize("size", [1, 3])
def test_the_interval_is_the_jackknife_of_the_log_ratio_of_mean_squares(size: int) -> None:
    compared = 0
    for units, _ in _panels(30):
        shared = [unit for unit in units if sum(level is not None for level in unit) > 1]
        found = agreement(shared, groups=[f"A-{i // size}" for i in range(len(shared))])
        if found.low is not None and found.high is not None:
            assert (found.low, found.high) == pytest.approx(_jackknife(shared, size), abs=1e-7)
            assert found.alpha is not None
            assert -1 <= found.low <= found.alpha <= found.high <= 1
            compared += 1
    assert compared > 15


def test_the_interval_holds_the_true_alpha_about_as_often_as_it_says() -> None:
    # Everybody rates like the panel's own truth, or else by chance, evenly often: with levels
    # evenly spread, distances of two raters are those of chance times 1 - share ** 2.
    draw, share, held, panels = random.Random(22), 0.7, 0, 0
    for _ in range(200):
        units: Units = []
        for _ in range(12):
            truth = draw.randint(1, 4)
            units.append([truth if draw.random() < share else draw.randint(1, 4) for _ in range(4)])
        found = agreement(units)
        if found.low is not None and found.high is not None:
            panels += 1
            held += found.low <= share**2 <= found.high
    # Nearly all have an interval. 0.95 give or take three standard errors of a share of 200.
    assert panels > 195
    assert held / panels == pytest.approx(0.95, abs=0.046)


def test_shares_count_pairs_of_one_unit() -> None:
    # 1-2, 1-4 and 2-4, then 3-3: two of four within one, one of four equal.
    found = agreement([[1, 2, 4], [3, None, 3], [2, None, None]])
    assert (found.within_one, found.exact, found.units, found.ratings) == (0.5, 0.25, 2, 5)


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ([], NoAlpha.NOTHING_SHARED),
        ([[1], [4], [2]], NoAlpha.NOTHING_SHARED),  # a single rater
        ([[None, None], [None, None]], NoAlpha.NOTHING_SHARED),  # all missing
        ([[1, None], [None, 4]], NoAlpha.NOTHING_SHARED),
        ([[3, 3], [3, 3], [3, 3], [1, None]], NoAlpha.ONE_LEVEL),
    ],
)
def test_where_there_is_no_alpha_the_reason_is_given(units: Units, reason: NoAlpha) -> None:
    found = agreement(units)
    assert (found.alpha, found.reason, found.low, found.high) == (None, reason, None, None)


@pytest.mark.parametrize(
    ("units", "alpha"),
    [
        # Two units. One pair of four ratings 1, 2, 2, 2 is apart, d = (1/2 + 3/2)^2 = 4, so that
        # alpha is 1 - 3 * (1 * 4) / (1 * 3 * 4) = 0.
        ([[1, 2], [2, 2]], 0.0),
        # All agree, which does not say how surely they do.
        ([[1, 1], [4, 4], [2, 2], [3, 3]], 1.0),
        # One unit has all the disagreement. Ratings 3, 3, 2: middles 1.5, 4.5 and 7, distances 9,
        # 30.25 and 6.25; 1 - 7 * (1 * 9) / (9 * 9 + 6 * 30.25 + 6 * 6.25).
        ([[1, 1], [2, 2], [4, 4], [1, 2]], 1 - 63 / 300),
        # Nothing differs between units. d = 3^2 for 3 and 3 ratings: 1 - 5 * (3 * 9) / (9 * 9).
        ([[1, 2], [1, 2], [2, 1]], -2 / 3),
    ],
)
def test_too_little_for_an_interval_gives_none(units: Units, alpha: float) -> None:
    found = agreement(units)
    assert found.alpha == pytest.approx(alpha)
    assert (found.low, found.high) == (None, None)


def test_below_ten_units_the_data_are_thin() -> None:
    unit: list[int | None] = [1, 2]
    assert agreement([unit] * (FEWEST_UNITS - 1)).is_thin
    assert not agreement([unit] * FEWEST_UNITS).is_thin


def test_quantiles_of_t_are_those_of_scipy() -> None:
    for degrees in (*range(1, 30), 57, 400, 10_000):
        for confidence in (0.5, 0.9, 0.95, 0.999):
            expected = special.stdtrit(degrees, (1 + confidence) / 2)
            assert two_sided(confidence, degrees) == pytest.approx(expected, rel=1e-9)


def test_a_vanishing_confidence_has_a_vanishing_quantile() -> None:
    # Below about 1e-8, t * t is lost beside a degree of freedom.
    assert 0 < two_sided(1e-12, 1) < 1e-7


def test_a_confidence_or_degrees_out_of_range_are_refused() -> None:
    for confidence, degrees in ((0.0, 3), (1.0, 3), (0.95, 0)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            two_sided(confidence, degrees)


def test_the_standard_error_is_that_of_the_mean() -> None:
    values = [1.0, 2.5, 4.0, 4.5]
    expected = np.std(values, ddof=1) / np.sqrt(len(values))
    assert standard_error(values) == pytest.approx(expected)
