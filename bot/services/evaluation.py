"""Read documents against a rubric, and against a job description if there is one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from bot.domain.job import Required
from bot.domain.rubric import Rubric
from bot.domain.scoring import Score, lifecycle, priority, score
from bot.domain.source import ReadResult, Source
from bot.errors import DocumentError, ModelError, Reason, UsageError
from bot.services.deps import Deps
from bot.services.job_judging import matched, required
from bot.services.judging import judged
from bot.services.reports import Evaluation, card_of

_AHEAD = 4
"""Documents begun for each that a model reads at a time, so that a slow one holds up no other."""
_NO_SCORE = Score(value=None, coverage=0.0, evidenced=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateRequest:
    """Documents to read, and what to read them against."""

    sources: Iterable[Source]
    job: Source | None = None
    """Job description whose requirements each document is held against."""
    rubric: str | None = None
    """Name or path; None for the default."""
    name: str = ""
    """The candidate's, which is masked before a model reads; "" when unknown."""


def evaluate(request: EvaluateRequest, deps: Deps) -> Iterator[Evaluation]:
    """Evaluate documents lazily, in the order given; those a model reads, several side by side.

    The rubric and the job description are read before this returns; a document that cannot be
    read becomes an evaluation with a reason, and never stops the others.

    Raises:
        NotFoundError: There is no such rubric.
        RubricError: The rubric cannot be used.
        UsageError: The job description cannot be read.
        ModelError: The model did not say what it asks for, and no rule may stand in for it.
    """
    rubric = deps.rubrics.load(request.rubric or deps.default_rubric)
    asked = _required(request.job, deps) if request.job else None
    results = deps.reader.read(request.sources)
    one = partial(_evaluate_one, rubric=rubric, asked=asked, name=request.name, deps=deps)
    return map(one, results) if deps.model is None else _ahead(one, results, deps.model.at_once)


def _ahead(
    one: Callable[[ReadResult], Evaluation], results: Iterable[ReadResult], at_once: int
) -> Iterator[Evaluation]:
    """Evaluate several documents at a time, and hand them back in their order."""
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="evaluate")
    try:
        waiting: deque[Future[Evaluation]] = deque()
        for result in results:
            waiting.append(pool.submit(one, result))
            while waiting[0].done() or len(waiting) > _AHEAD * at_once:
                yield waiting.popleft().result()
                if not waiting:
                    break
        while waiting:
            yield waiting.popleft().result()
    finally:
        # Whoever stops early does not wait for answers; closing the model ends them.
        pool.shutdown(wait=False, cancel_futures=True)


def _required(job: Source, deps: Deps) -> Required:
    (result,) = deps.reader.read([job])
    if result.document is None:
        error = DocumentError(result.reason or Reason.CORRUPT)
        raise UsageError(
            f"The job description {job.path} cannot be read. {error.problem}", error.fix
        )
    return required(result.document, deps)


def _evaluate_one(
    result: ReadResult,
    rubric: Rubric,
    asked: Required | None,
    name: str,
    deps: Deps,
) -> Evaluation:
    document = result.document
    if document is None:
        return _without_reading(result, result.reason or Reason.CORRUPT, rubric, deps)
    if not deps.is_prose(document):
        return _without_reading(result, Reason.NOT_A_CV, rubric, deps)
    try:
        assessment = judged(document, rubric, deps, name=name)
        match = None if asked is None else matched(asked, document, deps, name=name)
    except ModelError as error:
        return _without_reading(result, None, rubric, deps, error=error)
    total = score(rubric, assessment.levels)
    return Evaluation(
        card=card_of(result),
        reason=None,
        rubric=rubric,
        provenance=assessment.provenance,
        assessment=assessment,
        score=total,
        lifecycle=lifecycle(assessment.readings),
        priority=priority(total),
        match=match,
        findings=document.findings,
    )


def _without_reading(
    result: ReadResult,
    reason: Reason | None,
    rubric: Rubric,
    deps: Deps,
    *,
    error: ModelError | None = None,
) -> Evaluation:
    return Evaluation(
        card=card_of(result),
        reason=reason,
        unanswered=error.outcome if error else None,
        not_before=error.not_before if error else None,
        rubric=rubric,
        provenance=deps.evaluator.provenance,
        assessment=None,
        score=_NO_SCORE,
        lifecycle=lifecycle(()),
        priority=priority(_NO_SCORE),
        match=None,
        findings=result.document.findings if result.document else result.findings,
    )
