"""How raters and criteria do over many panels: for coaching, never to change a level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean
from typing import TypeAlias

from bot.domain.agreement import CONFIDENCE, PanelAgreement, agreement
from bot.domain.rubric import TOP_LEVEL
from bot.domain.students_t import two_sided

FEWEST_CANDIDATES = 10
"""Candidates rated by two people or more below which nothing is said of a rater or a criterion.
Source: docs/scoring.md#calibration.
"""
PRIOR_SPREAD = 0.3
"""Standard deviation of severity among raters, in levels, that is expected before any data.
Source: docs/scoring.md#calibration.
"""
LEAST_NOISE = 1 / 12
"""Least variance of a candidate's difference, in levels squared: that of rounding to whole levels,
so that a few equal differences are no certainty. Source: docs/scoring.md#calibration.
"""
TENTATIVE_ALPHA = 0.667
"""Alpha below which levels should not be relied on. Source: Krippendorff 2004, page 241."""
MOSTLY_WITHIN_ONE = 0.9
"""Share within one level from which a low alpha tells of candidates who are alike, not of anchors.
Source: docs/scoring.md#calibration.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One rating, reduced to what calibration needs."""

    rater: str
    candidate: str
    """Whatever names one candidate in one requisition."""
    criterion: str
    level: int | None
    """1..4; None is "did not observe"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """How much higher or lower somebody rates than the others who rated the same."""

    raw: float
    """Mean difference in levels; below 0 is stricter than the others, above 0 more lenient."""
    shrunk: float
    """The same, drawn towards 0 as far as the data are few or scattered."""
    low: float
    high: float
    """Ends of its interval."""

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


class Anchors(StrEnum):
    """What agreement says about the anchors of a criterion."""

    NOTHING_AGAINST = "nothing_against"
    """The data do not speak against them."""
    DO_NOT_WORK = "do_not_work"
    """Raters who saw the same person disagree, beyond what the interval leaves open."""
    NO_RANGE = "no_range"
    """Candidates are so alike here that the anchors were not put to the test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaterDetail:
    """What there is to say of a rater with enough data."""

    severity: Severity
    agreement: PanelAgreement
    """With each other rater, as pairs; the interval leaves out a candidate at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionDetail:
    """What there is to say of a criterion with enough data."""

    agreement: PanelAgreement
    """Its units are candidates."""
    anchors: Anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How the scale was used."""

    distribution: tuple[int, ...]
    """How often each level was given, from level 1 up."""
    not_observed: int

    @property
    def levels(self) -> int:
        """Levels given."""
        return sum(self.distribution)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaterCalibration:
    """One rater, for that rater and the hiring manager."""

    rater: str
    candidates: int
    """Candidates that the rater and somebody else gave a level on the same criterion."""
    use: Use | None
    """None below the minimum of candidates, as is ``detail``."""
    detail: RaterDetail | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionCalibration:
    """One criterion over many candidates."""

    criterion: str
    candidates: int
    """Candidates that two raters or more gave a level on it."""
    use: Use | None
    """None below the minimum of candidates, as is ``detail``."""
    detail: CriterionDetail | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """All raters and all criteria, each in the order of their names."""

    raters: tuple[RaterCalibration, ...]
    criteria: tuple[CriterionCalibration, ...]


_Thing: TypeAlias = tuple[str, str]
"""What can be rated twice: a candidate on a criterion."""
_Things: TypeAlias = Mapping[_Thing, Mapping[str, int | None]]
"""The levels that raters gave."""


def calibrate(judgements: Iterable[Judgement]) -> Calibration:
    """Say how raters and criteria do.

    Args:
        judgements: All ratings of revealed panels, as they were before their reveal: after it they
            are not independent. One for each rater, candidate and criterion.

    Raises:
        ValueError: Somebody rated the same twice, or a level is off the scale 1..4.

    Source:
        docs/scoring.md#calibration.
    """
    given = list(judgements)
    things = _things(given)
    differences = {rater: _differences(rater, things) for rater in {one.rater for one in given}}
    enough = {rater for rater, found in differences.items() if len(found) >= FEWEST_CANDIDATES}
    noise, degrees = _noise([differences[rater] for rater in enough])
    raters = (
        RaterCalibration(
            rater=rater,
            candidates=len(found),
            use=_use(one.level for one in given if one.rater == rater) if rater in enough else None,
            detail=RaterDetail(
                severity=severity(found, noise, degrees), agreement=_with_others(rater, things)
            )
            if rater in enough
            else None,
        )
        for rater, found in sorted(differences.items())
    )
    criteria = sorted({one.criterion for one in given})
    return Calibration(
        raters=tuple(raters), criteria=tuple(_criterion(key, things) for key in criteria)
    )


def _things(judgements: Iterable[Judgement]) -> _Things:
    things: dict[_Thing, dict[str, int | None]] = {}
    for one in judgements:
        levels = things.setdefault((one.candidate, one.criterion), {})
        if one.rater in levels:
            raise ValueError("a rater gives one rating for a candidate and criterion")
        if one.level is not None and not 1 <= one.level <= TOP_LEVEL:
            raise ValueError(f"a level lies between 1 and {TOP_LEVEL}")
        levels[one.rater] = one.level
    return things


def severity(differences: Sequence[float], noise: float, degrees: int) -> Severity:
    """Estimate how strict or lenient somebody is.

    With n candidates, their mean difference m, prior variance t2 and noise s2: shrunk is
    ``m * n / (n + s2 / t2)``, the mean of its distribution given the data; its standard deviation
    is ``1 / sqrt(n / s2 + 1 / t2)``.

    Args:
        differences: For each candidate the rater's mean difference from the others, in levels.
        noise: Variance of such a difference within a rater, in levels squared; > 0.
        degrees: Degrees of freedom of the noise, >= 1.

    Source:
        docs/scoring.md#calibration; the BLUP of a one-way random-effects model with mean 0.
    """
    count, raw = len(differences), fmean(differences)
    shrunk = raw * count / (count + noise / PRIOR_SPREAD**2)
    reach = two_sided(CONFIDENCE, degrees) / sqrt(count / noise + 1 / PRIOR_SPREAD**2)
    return Severity(raw=raw, shrunk=shrunk, low=shrunk - reach, high=shrunk + reach)


def _differences(rater: str, things: _Things) -> list[float]:
    """Return for each candidate the rater's mean difference from the mean of the others."""
    found: dict[str, list[float]] = {}
    for (candidate, _), levels in things.items():
        own, others = _own_and_others(rater, levels)
        if own is not None and others:
            found.setdefault(candidate, []).append(own - fmean(others))
    return [fmean(values) for values in found.values()]


def _own_and_others(rater: str, levels: Mapping[str, int | None]) -> tuple[int | None, list[int]]:
    others = [level for name, level in levels.items() if name != rater and level is not None]
    return levels.get(rater), others


def _noise(raters: Sequence[Sequence[float]]) -> tuple[float, int]:
    """Return the variance within raters, pooled, and its degrees of freedom."""
    degrees = sum(len(values) - 1 for values in raters)
    squares = 0.0
    for values in raters:
        mean = fmean(values)
        squares += sum((value - mean) ** 2 for value in values)
    return max(LEAST_NOISE, squares / degrees if degrees else 0.0), degrees


def _with_others(rater: str, things: _Things) -> PanelAgreement:
    units, candidates = [], []
    for (candidate, _), levels in things.items():
        own, others = _own_and_others(rater, levels)
        units += [(own, other) for other in others]
        candidates += [candidate] * len(others)
    return agreement(units, groups=candidates)


def _criterion(criterion: str, things: _Things) -> CriterionCalibration:
    units = [tuple(levels.values()) for (_, key), levels in things.items() if key == criterion]
    found = agreement(units)
    is_enough = found.units >= FEWEST_CANDIDATES
    return CriterionCalibration(
        criterion=criterion,
        candidates=found.units,
        use=_use(level for levels in units for level in levels) if is_enough else None,
        detail=CriterionDetail(agreement=found, anchors=_anchors(found)) if is_enough else None,
    )


def _anchors(found: PanelAgreement) -> Anchors:
    if found.alpha is None or found.within_one is None:
        return Anchors.NO_RANGE
    best = found.alpha if found.high is None else found.high
    if best >= TENTATIVE_ALPHA:
        return Anchors.NOTHING_AGAINST
    is_alike = found.within_one >= MOSTLY_WITHIN_ONE
    return Anchors.NO_RANGE if is_alike else Anchors.DO_NOT_WORK


def _use(levels: Iterable[int | None]) -> Use:
    counts = Counter(levels)
    return Use(
        distribution=tuple(counts[level] for level in range(1, TOP_LEVEL + 1)),
        not_observed=counts[None],
    )
