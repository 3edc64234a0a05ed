"""How far the raters of a panel agree: ordinal alpha with its interval, and readable shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, combinations
from math import exp, log
from typing import TypeAlias

from bot.domain.students_t import standard_error, two_sided

Unit: TypeAlias = Sequence[int | None]
"""The levels that all raters gave to one thing, in the raters' order; None where one gave none."""

CONFIDENCE = 0.95
"""Of the interval."""
_NOTHING = 1e-12
"""Share of the expected differences below which a difference is rounding, and none at all."""
_GREATEST_LOG = 700.0
"""Of a ratio that a float holds; alpha is 1 long before."""
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
    """Ends of the jackknife interval, around alpha; None with fewer than three units (or groups),
    and where one of them carries all disagreement, or all difference, so that nothing tells how
    sure alpha is."""
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


def agreement(units: Sequence[Unit], *, groups: Sequence[str] | None = None) -> PanelAgreement:
    """Say how far raters agree.

    Args:
        units: Each thing that was rated; those that fewer than two rated tell nothing.
        groups: For each unit the group it belongs to, where units of a group are alike, as several
            of one candidate are: the interval then leaves out a group at a time. None where each
            unit stands alone.

    Source:
        docs/scoring.md#agreement.
    """
    rated = [[level for level in unit if level is not None] for unit in units]
    shared = [levels for levels in rated if len(levels) > 1]
    names = range(len(units)) if groups is None else groups
    owners = [name for name, levels in zip(names, rated, strict=True) if len(levels) > 1]
    pairs = [abs(a - b) for levels in shared for a, b in combinations(levels, 2)]
    tallies = _tally(shared)
    value = _alpha(_sum(tallies)) if shared else None
    held: dict[object, list[_Tally]] = {}
    for owner, tally in zip(owners, tallies, strict=True):
        held.setdefault(owner, []).append(tally)
    low, high = _interval([_sum(group) for group in held.values()])
    return PanelAgreement(
        alpha=value,
        reason=_reason(shared, value),
        low=low,
        high=high,
        units=len(shared),
        ratings=sum(map(len, shared)),
        within_one=sum(gap <= 1 for gap in pairs) / len(pairs) if pairs else None,
        exact=sum(gap == 0 for gap in pairs) / len(pairs) if pairs else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """What alpha needs to know of one unit or of several; such tallies can be added up."""

    units: int
    given: tuple[int, ...]
    """How often each level was given, from the lowest level up."""
    apart: tuple[float, ...]
    """For each pair of levels c < k: the pairs of ratings of one unit that gave c and k, over the
    number of its ratings less one."""


def _tally(shared: Sequence[Sequence[int]]) -> list[_Tally]:
    scale = sorted({level for levels in shared for level in levels})
    tallies = []
    for levels in shared:
        here = Counter(levels)
        apart = (here[c] * here[k] / (len(levels) - 1) for c, k in combinations(scale, 2))
        given = tuple(here[level] for level in scale)
        tallies.append(_Tally(units=1, given=given, apart=tuple(apart)))
    return tallies


def _sum(tallies: Sequence[_Tally]) -> _Tally:
    return _Tally(
        units=sum(tally.units for tally in tallies),
        given=tuple(map(sum, zip(*(tally.given for tally in tallies), strict=True))),
        apart=tuple(map(sum, zip(*(tally.apart for tally in tallies), strict=True))),
    )


def _without(whole: _Tally, part: _Tally) -> _Tally:
    return _Tally(
        units=whole.units - part.units,
        given=tuple(a - b for a, b in zip(whole.given, part.given, strict=True)),
        apart=tuple(a - b for a, b in zip(whole.apart, part.apart, strict=True)),
    )


def _differences(tally: _Tally) -> tuple[float, float]:
    """Return the squared ordinal distances within units, and those among all ratings.

    Two levels are as far apart as the ratings between their middles:
    ``d_ck = (n_c / 2 + ratings between + n_k / 2) ** 2``.
    """
    tops = accumulate(tally.given)
    middles = [top - count / 2 for top, count in zip(tops, tally.given, strict=True)]
    distances = [(b - a) ** 2 for a, b in combinations(middles, 2)]
    chances = (a * b for a, b in combinations(tally.given, 2))
    seen = sum(o * d for o, d in zip(tally.apart, distances, strict=True))
    return seen, sum(e * d for e, d in zip(chances, distances, strict=True))


def _alpha(whole: _Tally) -> float | None:
    """Return ``1 - (n - 1) * sum of o_ck d_ck / sum of n_c n_k d_ck``, n ratings in all."""
    seen, expected = _differences(whole)
    return 1 - (sum(whole.given) - 1) * seen / expected if expected else None


def _reason(shared: Sequence[Sequence[int]], value: float | None) -> NoAlpha | None:
    if value is not None:
        return None
    return NoAlpha.ONE_LEVEL if shared else NoAlpha.NOTHING_SHARED


def _interval(tallies: Sequence[_Tally]) -> tuple[float | None, float | None]:
    """Return the ends of the jackknife interval, each tally left out once.

    It is taken of the log of the ratio of differences between and within units, which is nearly
    symmetric where alpha is not, and turned back into alpha.

    Source:
        Hughes 2022, arXiv 2210.13265; docs/scoring.md#agreement says where this departs from it.
    """
    count = len(tallies)
    if count < 3:  # two pseudo-values have one degree of freedom: no interval
        return None, None
    whole = _sum(tallies)
    ratios = [_log_ratio(_without(whole, tally)) for tally in tallies]
    left = [ratio for ratio in ratios if ratio is not None]
    middle = _log_ratio(whole)
    if middle is None or len(left) < count:
        return None, None
    pseudo = [count * middle - (count - 1) * ratio for ratio in left]
    reach = two_sided(CONFIDENCE, count - 1) * standard_error(pseudo)
    return _from_log_ratio(middle - reach, whole), _from_log_ratio(middle + reach, whole)


def _log_ratio(tally: _Tally) -> float | None:
    """Return log of the mean square between units over that within, as in analysis of variance.

    With the means of Krippendorff: within = sum of o_ck d_ck / n, total = sum of n_c n_k d_ck / n.
    None where there is no difference of one kind.
    """
    seen, expected = _differences(tally)
    between = expected - (sum(tally.given) - tally.units) * seen
    if seen <= _NOTHING * expected or between <= _NOTHING * expected:
        return None
    return log(between / ((tally.units - 1) * seen))


def _from_log_ratio(ratio: float, whole: _Tally) -> float:
    """Return the alpha that belongs to a log ratio; exactly alpha for that of the whole."""
    ratings = sum(whole.given)
    between = (whole.units - 1) * exp(min(ratio, _GREATEST_LOG))
    return 1 - (ratings - 1) / (between + ratings - whole.units)
