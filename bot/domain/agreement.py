"""How far the raters of a panel agree: ordinal alpha with its interval, and readable shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TypeAlias

from bot.domain.students_t import standard_error, two_sided

Unit: TypeAlias = Sequence[int | None]
"""The levels that all raters gave to one thing, in the raters' order; None where one gave none."""

CONFIDENCE = 0.95
"""Of the interval."""
FEWEST_UNITS = 10
"""Things rated at least twice below which an alpha says little. Source: docs/scoring.md#agreement.
"""


class NoAlpha(StrEnum):
    """Why there is no alpha."""

    NOTHING_SHARED = "nothing_shared"
    """Nothing was rated by two people."""
    ONE_LEVEL = "one_level"
    """All gave one and the same level, so that nothing tells agreement from chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelAgreement:
    """How far a panel agrees."""

    alpha: float | None
    """Krippendorff's, for ordinal levels: 1 is agreement, 0 what chance gives, below 0 less than
    that. None with a reason."""
    reason: NoAlpha | None
    """None exactly when there is an alpha."""
    low: float | None
    high: float | None
    """Ends of the jackknife interval; None with fewer than three units, or when leaving one out
    leaves no alpha."""
    units: int
    """Things that two raters or more rated."""
    ratings: int
    """Levels given to them."""
    within_one: float | None
    """Share 0..1 of pairs of ratings of one thing at most a level apart; None without a pair."""
    exact: float | None
    """Share 0..1 of equal pairs; None without a pair."""

    @property
    def is_thin(self) -> bool:
        """Whether there is too little to read anything into it."""
        return self.units < FEWEST_UNITS


def agreement(units: Sequence[Unit]) -> PanelAgreement:
    """Say how far raters agree.

    Args:
        units: Each thing that was rated; those that fewer than two rated tell nothing.

    Source:
        docs/scoring.md#agreement.
    """
    rated = [[level for level in unit if level is not None] for unit in units]
    shared = [levels for levels in rated if len(levels) > 1]
    pairs = [abs(a - b) for levels in shared for a, b in combinations(levels, 2)]
    value, reason = _alpha(shared)
    low, high = (None, None) if value is None else _interval(shared, value)
    return PanelAgreement(
        alpha=value,
        reason=reason,
        low=low,
        high=high,
        units=len(shared),
        ratings=sum(map(len, shared)),
        within_one=sum(gap <= 1 for gap in pairs) / len(pairs) if pairs else None,
        exact=sum(gap == 0 for gap in pairs) / len(pairs) if pairs else None,
    )


def _alpha(shared: Sequence[Sequence[int]]) -> tuple[float | None, NoAlpha | None]:
    """Return Krippendorff's alpha with the ordinal metric.

    ``alpha = 1 - (n - 1) * sum of o_ck d_ck / sum of n_c n_k d_ck`` over pairs of levels c < k,
    where o_ck counts the pairs of ratings of one thing, each over the number of its ratings less
    one, n_c how often level c was given, and ``d_ck = (n_c / 2 + n between + n_k / 2) ** 2``.
    """
    if not shared:
        return None, NoAlpha.NOTHING_SHARED
    given = Counter(level for levels in shared for level in levels)
    total = sum(given.values())
    seen = expected = 0.0
    weights: dict[tuple[int, int], float] = {}
    for levels in shared:
        here = Counter(levels)
        for c, k in combinations(sorted(here), 2):
            weights[c, k] = weights.get((c, k), 0.0) + here[c] * here[k] / (len(levels) - 1)
    for c, k in combinations(sorted(given), 2):
        between = sum(count for level, count in given.items() if c < level < k)
        distance = ((given[c] + given[k]) / 2 + between) ** 2
        seen += weights.get((c, k), 0.0) * distance
        expected += given[c] * given[k] * distance
    if not expected:
        return None, NoAlpha.ONE_LEVEL
    return 1 - (total - 1) * seen / expected, None


def _interval(shared: Sequence[Sequence[int]], value: float) -> tuple[float | None, float | None]:
    """Return the ends of the jackknife interval, each thing left out once; at most 1."""
    count = len(shared)
    if count < 3:  # two pseudo-values have one degree of freedom: no interval
        return None, None
    pseudo = []
    for index in range(count):
        left, _ = _alpha([*shared[:index], *shared[index + 1 :]])
        if left is None:
            return None, None
        pseudo.append(count * value - (count - 1) * left)
    centre = sum(pseudo) / count
    reach = two_sided(CONFIDENCE, count - 1) * standard_error(pseudo)
    return max(-1.0, centre - reach), min(1.0, centre + reach)
