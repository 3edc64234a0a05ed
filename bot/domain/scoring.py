"""Levels to numbers: score, lifecycle coverage, priority and tie bands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from bot.domain.assessment import Reading
from bot.domain.rubric import TOP_LEVEL, Rubric, Stage
from bot.errors import RatingError

TALK_FIRST_VALUE = 0.6
"""Least value for ``talk_first``. Source: docs/scoring.md#priority."""
TALK_FIRST_COVERAGE = 0.6
"""Least coverage for ``talk_first``. Source: docs/scoring.md#priority."""
TALK_COVERAGE = 0.25
"""Least coverage for any suggestion. Source: docs/scoring.md#priority."""

_ROUNDING = 1e-9
"""Two scores closer than this are equal: floating-point sums differ by their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A number computed from levels; only ever shown with its coverage."""

    value: float | None
    """Weighted mean of level / 4 over the rated criteria, in 0.25..1; None without any."""
    coverage: float
    """Weight of the rated criteria over the weight of all, in 0..1."""
    evidenced: float
    """value x coverage, in 0..1; 0 when nothing is rated. Orders lists."""


class Priority(StrEnum):
    """Whom to talk to first. There is no value for turning somebody down."""

    TALK_FIRST = "talk_first"
    TALK = "talk"
    HUMAN_READ = "human_read"
    """The reading carries no suggestion: a person must read the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where one of several documents stands in a list."""

    index: int
    """Position in the sequence that was ranked."""
    rank: int
    """1 + the number of documents in better bands; equal for a whole band."""
    band: int
    """1-based; documents of one band are not told apart."""


def score(rubric: Rubric, levels: Mapping[str, float | None]) -> Score:
    """Average the rated levels by weight, and say how much was rated.

    Criteria without a level are left out of ``value``; they lower ``coverage`` alone.

    Args:
        rubric: Criteria with their weights.
        levels: Level 1..4 by criterion key, or the mean of several; None or absent means "not
            evidenced".

    Raises:
        RatingError: A key is not in the rubric, or a level is off the scale 1..4.

    Source:
        docs/scoring.md#score. Assumes equal steps between levels.
    """
    rated = _rated(rubric, levels)
    weight = sum(w for w, _ in rated)
    if not rated:
        return Score(value=None, coverage=0.0, evidenced=0.0)
    value = sum(w * level / TOP_LEVEL for w, level in rated) / weight
    coverage = weight / rubric.weight
    return Score(value=value, coverage=coverage, evidenced=value * coverage)


def _rated(rubric: Rubric, levels: Mapping[str, float | None]) -> list[tuple[float, float]]:
    unknown = sorted(levels.keys() - {c.key for c in rubric.criteria})
    if unknown:
        raise RatingError(
            f"Rubric {rubric.name} has no criterion {unknown[0]!r}.",
            "Rate the criteria of the rubric that is in use.",
        )
    rated = []
    for criterion in rubric.criteria:
        level = levels.get(criterion.key)
        if level is None:
            continue
        if not 1 <= level <= TOP_LEVEL:
            raise RatingError(
                f"{criterion.key!r} is rated on levels 1 to {TOP_LEVEL}, but got {level}.",
                f"Give a level from 1 to {TOP_LEVEL}, or none for not evidenced.",
            )
        rated.append((criterion.weight, level))
    return rated


def lifecycle(readings: Iterable[Reading]) -> dict[Stage, bool]:
    """Say for each stage of the lifecycle whether any criterion evidences it.

    Source:
        docs/scoring.md#lifecycle-coverage.
    """
    seen = {stage for reading in readings for stage in reading.stages}
    return {stage: stage in seen for stage in Stage}


def priority(result: Score) -> Priority:
    """Suggest whom to talk to first, from a score alone.

    Source:
        docs/scoring.md#priority.
    """
    if result.value is None or result.coverage + _ROUNDING < TALK_COVERAGE:
        return Priority.HUMAN_READ
    is_broad = result.coverage + _ROUNDING >= TALK_FIRST_COVERAGE
    is_strong = result.value + _ROUNDING >= TALK_FIRST_VALUE
    return Priority.TALK_FIRST if is_broad and is_strong else Priority.TALK


def band_width(rubric: Rubric) -> float:
    """Difference in ``evidenced`` that one level on one average criterion makes, > 0.

    Readings that close are not told apart: a re-reading by another evaluator often moves one
    criterion by one level.

    Source:
        docs/scoring.md#tie-bands.
    """
    return 1 / (TOP_LEVEL * len(rubric.criteria))


def place(
    keys: Sequence[float | None],
    *,
    width: float,
    spreads: Sequence[tuple[float, float]] = (),
) -> list[Placement]:
    """Order documents into tie bands, best first.

    A band holds all that lie within ``width`` of its best, and no two bands hold documents whose
    spreads meet; None goes to one last band. Inside a band the given order is kept.

    Args:
        keys: What orders the list, 0..1 each; None for a document without a reading.
        width: Widest difference inside a band where spreads do not make it wider, >= 0.
        spreads: Lowest and highest that each key may be, around it; none when that is not known.

    Source:
        docs/scoring.md#tie-bands.
    """
    order = sorted(range(len(keys)), key=lambda i: (keys[i] is None, -(keys[i] or 0.0)))
    meets = _meeting([spreads[i] for i in order if keys[i] is not None] if spreads else [])
    placements: list[Placement] = []
    best: float | None = None
    for position, index in enumerate(order):
        key = keys[index]
        if not placements or not (_is_tied(key, best, width) or position in meets):
            best = key
            band = placements[-1].band + 1 if placements else 1
            rank = position + 1
        placements.append(Placement(index=index, rank=rank, band=band))
    return sorted(placements, key=lambda p: (p.band, p.index))


def _meeting(spreads: Sequence[tuple[float, float]]) -> frozenset[int]:
    """Return the positions at which something from there on meets something before."""
    lowest = list(accumulate((low for low, _ in spreads), min))
    highest = list(accumulate((high for _, high in reversed(spreads)), max))[::-1]
    return frozenset(
        position
        for position in range(1, len(spreads))
        if highest[position] + _ROUNDING >= lowest[position - 1]
    )


def _is_tied(key: float | None, best: float | None, width: float) -> bool:
    if key is None or best is None:
        return key is best
    return best - key <= width + _ROUNDING
