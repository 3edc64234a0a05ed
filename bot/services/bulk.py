"""Rank many documents that a model's server reads in its own time, at half the price."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.batch_progress import HandIn, OnBatchProgress
from bot.domain.source import ReadResult, Source
from bot.domain.spending import Purpose
from bot.domain.usage import Meter, Usage
from bot.errors import UsageError
from bot.services.deps import Batching, Deps, Model, Reader, Spending
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.ranking import rank
from bot.services.reports import Evaluation, Ranking


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who is told how it goes."""

    on_read: Callable[[Evaluation], None]
    """After each document was read as text."""
    on_hand_in: Callable[[HandIn], None]
    """Before questions go out."""
    on_progress: OnBatchProgress
    """After each look at the batches."""


def rank_in_batches(request: EvaluateRequest, deps: Deps, listeners: Listeners) -> Ranking:
    """Read documents, have the model answer about them in batches, and order them.

    What is kept already costs nothing. Stopped at any moment, the same call goes on where it was.

    Args:
        request: Documents to read, and what to read them against.
        deps: What to read with.
        listeners: Who is told how it goes.

    Raises:
        NotFoundError: There is no such rubric.
        RubricError: The rubric cannot be used.
        UsageError: No model reads, its server has no batches, or the job description cannot be
            read.
        ConflictError: Another command works on the batches of the data folder.
        StoreError: The data folder cannot be used.
        ModelError: Nothing can be asked now; what was submitted is kept.
    """
    model, batching = _batching(deps)
    once = replace(deps, reader=_ReadOnce(deps.reader))
    request = replace(request, sources=tuple(request.sources))
    # What a job description asks for is asked at once: questions about CVs hold the answer.
    next(evaluate(replace(request, sources=()), once), None)
    # What a batch brings was paid for: the cap stops what is asked anew, and nothing later.
    paid = _with(once, _Paid(model.spending), model.may_stand_in)
    # Where the rules stand in for an answer that is yet to come, the next question comes up too.
    noting = _with(once, _Paid(model.spending), True)

    def go_through() -> None:
        for evaluation in evaluate(request, noting):
            listeners.on_read(evaluation)

    def may_ask(estimates: Sequence[Usage]) -> int:
        hand_in = batching.fit(estimates)
        listeners.on_hand_in(hand_in)
        return hand_in.asked

    with batching.answering(go_through, listeners.on_progress, may_ask) as answers:
        ranking = rank(request, paid, on_done=lambda _: None)
        if ranking.is_interrupted:
            answers.keep()
    return ranking


def end_batches(deps: Deps, on_progress: OnBatchProgress) -> tuple[int, int]:
    """End all batches of the model, and have their files deleted.

    Returns:
        Batches that were ended, and batches that the server has still to end.

    Raises:
        UsageError: No model reads, or its server has no batches.
        ConflictError: Another command works on the batches of the data folder.
        StoreError: The data folder cannot be used.
        ModelError: The server did not answer, or said no.
    """
    return _batching(deps)[1].cancel(on_progress)


def _batching(deps: Deps) -> tuple[Model, Batching]:
    if deps.model is None or deps.model.batching is None:
        raise UsageError(
            "Batches are for a language model, and none reads here.",
            "Configure one (docs/operating.md says how), and leave out --evaluator offline; "
            "or run it without --batch.",
        )
    return deps.model, deps.model.batching


def _with(deps: Deps, spending: Spending, may_stand_in: bool) -> Deps:  # noqa: FBT001  # as the field
    """Have models write down what they cost elsewhere, and rules stand in for them or not."""
    assert deps.model is not None
    model = replace(deps.model, spending=spending, may_stand_in=may_stand_in)
    jobs = deps.job_model
    if jobs is not None:
        jobs = replace(jobs, spending=spending, may_stand_in=may_stand_in)
    return replace(deps, model=model, job_model=jobs)


class _ReadOnce:
    """Reads each source once, and hands it out again."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read: dict[Source, ReadResult] = {}

    def read(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        """Read lazily, in the order given."""
        wanted = tuple(sources)
        if not all(source in self._read for source in wanted):
            for source, result in zip(wanted, self._reader.read(wanted), strict=True):
                self._read[source] = result
                yield result
            return
        yield from (self._read[source] for source in wanted)


@dataclass(frozen=True, slots=True)
class _Paid:
    """Writes down what is spent, and stops nothing."""

    spending: Spending

    def check(self) -> None:
        """Let every reading begin."""

    def meter(
        self,
        purpose: Purpose,
        *,
        document_sha256: str,
        application_id: str | None = None,
        requisition_id: str | None = None,
    ) -> Meter:
        """Return what writes down the cost of each answer."""
        return self.spending.meter(
            purpose,
            document_sha256=document_sha256,
            application_id=application_id,
            requisition_id=requisition_id,
        )
