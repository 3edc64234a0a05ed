"""How often a document is read, and what several readings come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.assessment import Reading
from bot.domain.rubric import TOP_LEVEL, Rubric
from bot.domain.scoring import TALK_COVERAGE, TALK_FIRST_COVERAGE, TALK_FIRST_VALUE, score

MORE_SAMPLES = 3
"""Samples where one does not settle it; an odd number, so that there is a median."""
NEAR = 0.25
"""How near to the edge of a band is near, in levels. Source: issue 4."""
_ROUNDING = 1e-9


def needs_more(rubric: Rubric, readings: Sequence[Reading]) -> bool:
    """Whether one sample does not settle a reading.

    It does not when a quote was lost, or when the suggestion would be another one if the mean of
    the levels, or the number of criteria with evidence, were a quarter of a step different.

    Source:
        docs/scoring.md#samples.
    """
    if any(reading.lost for reading in readings):
        return True
    total = score(rubric, {reading.key: reading.level for reading in readings})
    if total.value is None:
        return False
    value_step = NEAR / TOP_LEVEL
    coverage_step = NEAR / len(rubric.criteria)
    is_at_coverage = any(
        abs(total.coverage - edge) <= coverage_step + _ROUNDING
        for edge in (TALK_COVERAGE, TALK_FIRST_COVERAGE)
    )
    is_at_value = (
        abs(total.value - TALK_FIRST_VALUE) <= value_step + _ROUNDING
        and total.coverage + coverage_step + _ROUNDING >= TALK_FIRST_COVERAGE
    )
    return is_at_coverage or is_at_value


def median(samples: Sequence[Sequence[Reading]]) -> tuple[Reading, ...]:
    """Take the middle level of each criterion, with the evidence of a sample that gave it.

    "Not evidenced" stands below level 1 in the order; it is never averaged with anything.

    Args:
        samples: An odd number of readings of one document, the criteria in the same order.

    Source:
        docs/scoring.md#samples.
    """
    if len(samples) == 1:
        return tuple(samples[0])
    return tuple(_middle(each) for each in zip(*samples, strict=True))


def _middle(readings: tuple[Reading, ...]) -> Reading:
    in_order = sorted((reading.level or 0) for reading in readings)
    level = in_order[len(in_order) // 2] or None
    # Of equals the first with most evidence, so that the order of samples alone decides.
    best = max(
        (reading for reading in readings if reading.level == level),
        key=lambda reading: len(reading.evidence),
    )
    return replace(
        best,
        samples=tuple(reading.level for reading in readings),
        lost=max(reading.lost for reading in readings),
    )


def strongest(parts: Sequence[Sequence[Reading]], order: Sequence[str]) -> tuple[Reading, ...]:
    """Put together the readings of a document that was read in parts.

    Each criterion takes the highest level that a part of the text carries, and the quotes of that
    part; what a part does not show lowers nothing.

    Args:
        parts: Readings of each part.
        order: Keys of the criteria, in the order wanted.
    """
    merged = []
    for key in order:
        readings = [r for part in parts for r in part if r.key == key]
        best = max(readings, key=lambda reading: reading.level or 0)
        merged.append(replace(best, lost=sum(reading.lost for reading in readings)))
    return tuple(merged)
