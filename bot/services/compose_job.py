"""What the review of a job description shows in Slack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.document import Finding, FindingKind
from bot.domain.job import JobReview, RequirementKind, StoredJobReview, Suggestion
from bot.domain.posting import Posting
from bot.domain.requisition import Requisition
from bot.domain.rubric import Rubric
from bot.domain.words import heading
from bot.errors import DocumentError, NotFoundError, Reason
from bot.services.bot_deps import BotDeps
from bot.services.compose_model import standing_in, waiting
from bot.services.messages import (
    FindingNote,
    JobDetailsMessage,
    JobMessage,
    JobSuggestion,
    ReadBy,
)
from bot.store import Tx, job_reviews, requisitions, rubrics

SUGGESTIONS = 5
"""Most suggestions in one message of the thread."""
EVALUATOR = "rules"
"""Job descriptions are reviewed by rule; a model reads what they ask for, where there is one."""
_GONE = ("The file cannot be had from Slack.", "Share it again, or paste its text.")


def compose_job(tx: Tx, posting: Posting, deps: BotDeps) -> JobMessage | None:
    """Say how the review of a job description stands; None when there is none."""
    stored = job_reviews.get(tx, posting.subject_id)
    if stored is None:
        return None
    requisition = requisitions.get(tx, stored.requisition_id)
    rubric = rubrics.get(tx, stored.rubric_hash)
    if stored.review is None:
        return _without_review(stored, requisition, deps)
    return _with_review(stored, stored.review, requisition, rubric, deps)


def compose_job_details(tx: Tx, posting: Posting, deps: BotDeps) -> JobDetailsMessage | None:
    """List one part of the suggestions; None when there is no such part (any more)."""
    del deps  # every message is composed from the same three
    stored = job_reviews.get(tx, posting.subject_id)
    if stored is None or stored.review is None:
        return None
    first = posting.part * SUGGESTIONS
    part = stored.review.suggestions[first : first + SUGGESTIONS]
    if not part:
        return None
    return JobDetailsMessage(
        part=posting.part,
        parts=parts_of(stored.review),
        suggestions=tuple(_suggestion(suggestion) for suggestion in part),
    )


def parts_of(review: JobReview) -> int:
    """Count the messages that hold the suggestions; 0 without any."""
    return -(-len(review.suggestions) // SUGGESTIONS)


def finding_notes(findings: Iterable[Finding]) -> tuple[FindingNote, ...]:
    """Count findings by kind, in the order in which the kinds are listed, without their texts."""
    found = list(findings)
    return tuple(
        _note(kind, [finding for finding in found if finding.kind is kind])
        for kind in FindingKind
        if any(finding.kind is kind for finding in found)
    )


def _note(kind: FindingKind, findings: Sequence[Finding]) -> FindingNote:
    pages = tuple(sorted({finding.page for finding in findings if finding.page > 0}))
    return FindingNote(kind=kind, count=len(findings), pages=pages)


def _without_review(stored: StoredJobReview, requisition: Requisition, deps: BotDeps) -> JobMessage:
    problem, fix = _why(stored.reason)
    waits = None
    if stored.waits_for is not None and stored.not_before is not None:
        waits = waiting(stored.waits_for, stored.begun_at, stored.not_before, deps.now())
    return JobMessage(
        document_id=stored.document_id,
        requisition_title=requisition.title,
        is_reading=stored.finished_at is None,
        problem=problem,
        fix=fix,
        described="",
        title="",
        is_mismatch=False,
        must=0,
        nice=0,
        unassessed=(),
        unadvertised=(),
        missing=(),
        suggestions=0,
        findings=finding_notes(stored.findings),
        added_by=stored.added_by,
        read_by=None,
        waits=waits,
    )


def _why(reason: Reason | None) -> tuple[str, str]:
    if reason is None:
        return "", ""
    if reason is Reason.MISSING:
        return _GONE
    error = DocumentError(reason)
    return error.problem, error.fix


def _with_review(
    stored: StoredJobReview,
    review: JobReview,
    requisition: Requisition,
    rubric: Rubric,
    deps: BotDeps,
) -> JobMessage:
    required = review.required
    model = required.provenance.model
    must = sum(r.kind is RequirementKind.MUST for r in review.requirements)
    return JobMessage(
        document_id=stored.document_id,
        requisition_title=requisition.title,
        is_reading=False,
        problem="",
        fix="",
        described=heading(review.role.described),
        title=heading(review.role.title),
        is_mismatch=review.role.is_mismatch,
        must=must,
        nice=len(review.requirements) - must,
        unassessed=tuple(requirement.text for requirement in review.unassessed),
        unadvertised=tuple(_title(rubric, key) for key in review.unadvertised),
        missing=review.missing,
        suggestions=len(review.suggestions),
        findings=finding_notes(stored.findings),
        added_by=stored.added_by,
        read_by=ReadBy(
            evaluator=EVALUATOR,
            version=deps.version,
            model=model or "",
            rubric_name=rubric.name,
            rubric_hash=rubric.hash,
            cannot_see=(),
            prompt=required.provenance.prompt or "",
            is_stand_in=required.stands_in is not None,
        ),
        stands_in=standing_in(required.stands_in),
        lost=required.lost,
    )


def _title(rubric: Rubric, key: str) -> str:
    try:
        return rubric.criterion(key).title
    except NotFoundError:  # a review of another version still says what it is about
        return heading(key)


def _suggestion(suggestion: Suggestion) -> JobSuggestion:
    return JobSuggestion(
        topic=suggestion.topic,
        line=suggestion.line,
        problem=suggestion.problem,
        rewrite=suggestion.rewrite,
    )
