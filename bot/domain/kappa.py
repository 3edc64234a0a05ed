"""How far two readers of the same documents agree: quadratic-weighted kappa, shares, spread."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from math import sqrt
from typing import TypeAlias

Pair: TypeAlias = tuple[int | None, int | None]
"""Levels 1..4, or None for "not evidenced", that two readers gave to the same thing."""

RESAMPLES = 1_000
"""Bootstrap samples of one interval. Source: docs/evaluation.md#interval."""
SEED = 20_261_124
"""Of the generator that draws them, so that the same levels give the same interval."""
CONFIDENCE = 0.95
"""Share of the samples between the ends of an interval."""
_MOST_UNDEFINED = 0.05
"""Share of samples without a kappa beyond which the ends would say nothing."""


class NoKappa(StrEnum):
    """Why there is no kappa; the values are part of the JSON output."""

    TOO_FEW = "too_few"
    """Fewer than two documents."""
    ONE_LEVEL = "one_level"
    """Both readers gave one and the same level to all: chance alone would agree as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where the middle 95 % of bootstrap samples lie."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two readers agree."""

    items: int
    """Documents."""
    pairs: int
    """Levels that were compared."""
    kappa: float | None
    """1 is agreement, 0 what chance gives, below 0 less than that. None with a reason."""
    reason: NoKappa | None
    """None exactly when there is a kappa."""
    interval: Interval | None
    """None without a kappa, or when over 5 % of the samples have none."""
    exact: float
    """Share 0..1 of equal levels; 0 without pairs."""
    within_one: float
    """Share 0..1 of levels at most one step apart; 0 without pairs."""
    both: int
    """Pairs in which both readers gave a level, and not "not evidenced"."""
    first_only: int
    second_only: int
    neither: int
    both_exact: float
    """``exact`` among the pairs in which both gave a level."""
    both_within_one: float


def position(level: int | None) -> int:
    """Return where a level stands: 1..4, and 0 for "not evidenced".

    Only to compare readers: one who sees nothing where the other sees level 3 is further off than
    one who sees level 2, and leaving such pairs out would reward a reader for staying silent.

    Source:
        docs/evaluation.md#not-evidenced.
    """
    return level or 0


def agreement(items: Sequence[Sequence[Pair]]) -> Agreement:
    """Compare two readers.

    Args:
        items: For each document the pairs on it; one where a single criterion is looked at. A
            document's pairs are drawn together when the interval is made, since they are not
            independent.
    """
    held = [item for item in items if item]
    pairs = list(chain.from_iterable(held))
    steps = [abs(position(a) - position(b)) for a, b in pairs]
    spoken = [abs(a - b) for a, b in pairs if a is not None and b is not None]
    sums = [_sums(item) for item in held]
    kappa = _kappa(_total(sums)) if len(held) > 1 else None
    return Agreement(
        items=len(held),
        pairs=len(pairs),
        kappa=kappa,
        reason=_reason(len(held), kappa),
        interval=None if kappa is None else _interval(sums),
        exact=_share(sum(step == 0 for step in steps), len(steps)),
        within_one=_share(sum(step <= 1 for step in steps), len(steps)),
        both=len(spoken),
        first_only=sum(a is not None and b is None for a, b in pairs),
        second_only=sum(a is None and b is not None for a, b in pairs),
        neither=sum(a is None and b is None for a, b in pairs),
        both_exact=_share(sum(step == 0 for step in spoken), len(spoken)),
        both_within_one=_share(sum(step <= 1 for step in spoken), len(spoken)),
    )


def quadratic_kappa(pairs: Iterable[tuple[int, int]]) -> float | None:
    """Return Cohen's kappa with quadratic weights.

    1 - observed / expected, where both are means of squared distances: over the pairs as they
    are, and over all combinations of a first with a second value. How many steps the scale has
    cancels out.

    Args:
        pairs: Positions on one scale of equal steps.

    Returns:
        At most 1; None where no distance is expected: no pairs, or one value for all.

    Source:
        Cohen 1968, Psychological Bulletin 70, 213-220; docs/evaluation.md#kappa.
    """
    return _kappa(_sums(pairs))


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies.

    Between two values it interpolates on a straight line; share 0 is the least, 1 the greatest.

    Args:
        values: At least one, in ascending order.
        share: 0..1.

    Source:
        Hyndman and Fan 1996, definition 7.
    """
    at = share * (len(values) - 1)
    below = int(at)
    above = min(below + 1, len(values) - 1)
    return values[below] + (at - below) * (values[above] - values[below])


def spread(readings: Iterable[Sequence[int | None]]) -> float | None:
    """Return the standard deviation of one reader who reads the same several times, in levels.

    The root of the mean of the variances of each thing read, so that a few that move much count.

    Args:
        readings: For each thing read the levels of all runs.

    Returns:
        At least 0; None when nothing was read twice.

    Source:
        docs/evaluation.md#test-retest.
    """
    variances = [
        _variance([position(level) for level in levels]) for levels in readings if len(levels) > 1
    ]
    return sqrt(sum(variances) / len(variances)) if variances else None


_Sums: TypeAlias = tuple[int, int, int, int, int]
"""Pairs, sum of first, sum of second, sum of squares of both, sum of squared distances: adding
them up for a sample costs less than going through its pairs again."""


def _sums(pairs: Iterable[tuple[int | None, int | None]]) -> _Sums:
    at = [(position(a), position(b)) for a, b in pairs]
    return (
        len(at),
        sum(a for a, _ in at),
        sum(b for _, b in at),
        sum(a * a + b * b for a, b in at),
        sum((a - b) ** 2 for a, b in at),
    )


def _total(sums: Iterable[_Sums]) -> _Sums:
    n, first, second, squares, distances = (sum(column) for column in zip(*sums, strict=True))
    return n, first, second, squares, distances


def _kappa(sums: _Sums) -> float | None:
    n, first, second, squares, distances = sums
    expected = n * squares - 2 * first * second
    return 1 - n * distances / expected if expected else None


def _interval(sums: Sequence[_Sums]) -> Interval | None:
    draw = random.Random(SEED)  # noqa: S311  # repeatable on purpose
    samples = (_kappa(_total(draw.choices(sums, k=len(sums)))) for _ in range(RESAMPLES))
    found = sorted(kappa for kappa in samples if kappa is not None)
    if len(found) < RESAMPLES * (1 - _MOST_UNDEFINED):
        return None
    edge = (1 - CONFIDENCE) / 2
    return Interval(low=quantile(found, edge), high=quantile(found, 1 - edge))


def _reason(items: int, kappa: float | None) -> NoKappa | None:
    if kappa is not None:
        return None
    return NoKappa.TOO_FEW if items < 2 else NoKappa.ONE_LEVEL


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _variance(values: Sequence[int]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)
