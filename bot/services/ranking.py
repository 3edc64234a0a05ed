"""Put documents into tie bands, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.domain.scoring import band_width, place, score
from bot.services.deps import Deps
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.reports import Evaluation, Ranked, Ranking


def rank(request: EvaluateRequest, deps: Deps, *, on_done: Callable[[Evaluation], None]) -> Ranking:
    """Evaluate all documents and order them; stopped by a person, order what was read.

    Args:
        request: Documents to read, and what to read them against.
        deps: What to read with.
        on_done: Called after each document, for progress.

    Raises:
        NotFoundError: There is no such rubric.
        RubricError: The rubric cannot be used.
        UsageError: The job description cannot be read.
    """
    done: list[Evaluation] = []
    is_interrupted = False
    evaluations = evaluate(request, deps)
    try:
        for evaluation in evaluations:
            done.append(evaluation)
            on_done(evaluation)
    except KeyboardInterrupt:
        is_interrupted = True
    return Ranking(entries=order(done), is_interrupted=is_interrupted)


def order(evaluations: Iterable[Evaluation]) -> tuple[Ranked, ...]:
    """Order evaluations of one rubric by what is evidenced, in tie bands.

    With a job description ``match`` makes the bands, and ``evidenced`` parts each of them into
    finer ones; what has no level at all stands in one last band. Inside a band the order is that
    of path, then hash, whatever order was given.

    Args:
        evaluations: Of one rubric, and of one job description or of none.

    Source:
        docs/scoring.md#tie-bands.
    """
    items = sorted(evaluations, key=lambda e: (e.card.path, e.card.sha256))
    if not items:
        return ()
    width = band_width(items[0].rubric)
    ranked: list[Ranked] = []
    for outer in _bands(items, [_match(e) for e in items], width):
        spreads = [_spread(e) for e in outer]
        for inner in _bands(outer, [_evidenced(e) for e in outer], width, spreads):
            rank_of_all = len(ranked) + 1
            band = ranked[-1].band + 1 if ranked else 1
            ranked += [Ranked(evaluation=e, rank=rank_of_all, band=band) for e in inner]
    return tuple(ranked)


def _bands(
    items: list[Evaluation],
    keys: list[float | None],
    width: float,
    spreads: Sequence[tuple[float, float]] = (),
) -> list[list[Evaluation]]:
    bands: dict[int, list[Evaluation]] = {}
    for placement in place(keys, width=width, spreads=spreads):
        bands.setdefault(placement.band, []).append(items[placement.index])
    return list(bands.values())


def _match(evaluation: Evaluation) -> float | None:
    """Share of what is asked that is met; equal for all when nothing is asked."""
    if evaluation.score.value is None:  # without a level it is not ranked, whatever its words match
        return None
    if evaluation.match is not None and evaluation.match.match is not None:
        return evaluation.match.match
    return 0.0


def _evidenced(evaluation: Evaluation) -> float | None:
    return None if evaluation.score.value is None else evaluation.score.evidenced


def _spread(evaluation: Evaluation) -> tuple[float, float]:
    """Return what is evidenced by the lowest, and by the highest, level that samples gave."""
    readings = evaluation.assessment.readings if evaluation.assessment else ()
    if not any(reading.samples for reading in readings):
        return evaluation.score.evidenced, evaluation.score.evidenced
    ends = [
        {r.key: _end(r.samples, end) if r.samples else r.level for r in readings}
        for end in (min, max)
    ]
    low, high = (score(evaluation.rubric, levels).evidenced for levels in ends)
    return low, high


def _end(samples: Sequence[int | None], end: Callable[[Iterable[int]], int]) -> int | None:
    """Return the lowest or highest level; "not evidenced" stands below level 1."""
    return end(level or 0 for level in samples) or None
