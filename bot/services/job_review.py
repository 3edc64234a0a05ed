"""Review job descriptions against a rubric."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.rubric import Rubric
from bot.domain.source import ReadResult, Source
from bot.errors import ModelError, Reason
from bot.services.deps import Deps
from bot.services.job_judging import reviewed
from bot.services.reports import JobReport, card_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest:
    """Job descriptions to review, and the rubric to hold them against."""

    sources: Iterable[Source]
    rubric: str | None = None
    """Name or path; None for the default."""


def review_jobs(request: ReviewRequest, deps: Deps) -> Iterator[JobReport]:
    """Review job descriptions lazily, in the order given.

    Raises:
        NotFoundError: There is no such rubric.
        RubricError: The rubric cannot be used.
    """
    rubric = deps.rubrics.load(request.rubric or deps.default_rubric)
    return (_review_one(result, rubric, deps) for result in deps.reader.read(request.sources))


def _review_one(result: ReadResult, rubric: Rubric, deps: Deps) -> JobReport:
    document = result.document
    reason = result.reason
    if document is not None and not deps.is_prose(document):
        reason = Reason.NOT_A_CV
    review, unanswered = None, None
    if document is not None and reason is None:
        try:
            review = reviewed(document, rubric, deps)
        except ModelError as error:
            unanswered = error.outcome
    return JobReport(
        card=card_of(result),
        reason=reason,
        unanswered=unanswered,
        rubric=rubric,
        review=review,
        findings=document.findings if document else result.findings,
    )
