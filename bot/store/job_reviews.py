"""Reviews of job descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import col, select, update

from bot.domain.document import Finding
from bot.domain.job import JobReview, StoredJobReview
from bot.errors import ModelOutcome, Reason
from bot.store.sealing import open_value, place, seal_value
from bot.store.tables import JobReviewRow
from bot.store.transaction import Tx

_REVIEW = TypeAdapter(JobReview)
_FINDINGS = TypeAdapter(tuple[Finding, ...])


def begin(  # noqa: PLR0913, PLR0917  # the fields of a review that begins
    tx: Tx, document_id: str, requisition_id: str, added_by: str, rubric_hash: str, now: datetime
) -> bool:
    """Note that a job description is going to be read; False when that was noted before.

    Raises:
        ConflictError: The document or the requisition is not kept.
    """
    return tx.add_if_new(
        JobReviewRow(
            document_id=document_id,
            requisition_id=requisition_id,
            body=None,
            reason=None,
            findings=None,
            rubric_hash=rubric_hash,
            added_by=added_by,
            begun_at=now,
            finished_at=None,
            waits_for=None,
            not_before=None,
        )
    )


def wait(tx: Tx, document_id: str, waits_for: ModelOutcome, not_before: datetime) -> bool:
    """Note what the review of a job description waits for; False when it has ended meanwhile."""
    mine = col(JobReviewRow.document_id) == document_id
    statement = (
        update(JobReviewRow)
        .where(mine, col(JobReviewRow.finished_at).is_(None))
        .values(waits_for=waits_for.value, not_before=not_before)
    )
    return bool(tx.changed(statement.returning(col(JobReviewRow.document_id))))


def put(  # noqa: PLR0913, PLR0917  # the fields of a review
    tx: Tx,
    document_id: str,
    requisition_id: str,
    review: JobReview | None,
    reason: Reason | None,
    findings: Sequence[Finding],
    rubric_hash: str,
    added_by: str,
    now: datetime,
) -> bool:
    """Keep what reading a job description gave, whether its begin was noted or not.

    Returns:
        False when there was a result, which stays.

    Raises:
        ConflictError: The document or the requisition is not kept.
    """
    begin(tx, document_id, requisition_id, added_by, rubric_hash, now)
    body = None if review is None else seal_value(tx, review, _REVIEW, _place("body", document_id))
    statement = (
        update(JobReviewRow)
        .where(
            col(JobReviewRow.document_id) == document_id,
            col(JobReviewRow.finished_at).is_(None),
        )
        .values(
            body=body,
            reason=None if reason is None else reason.value,
            findings=seal_value(tx, tuple(findings), _FINDINGS, _place("findings", document_id)),
            rubric_hash=rubric_hash,
            finished_at=now,
            waits_for=None,
            not_before=None,
        )
    )
    return bool(tx.changed(statement.returning(col(JobReviewRow.document_id))))


def get(tx: Tx, document_id: str) -> StoredJobReview | None:
    """Return the review of a job description; None when none was begun."""
    row = tx.first(select(JobReviewRow).where(col(JobReviewRow.document_id) == document_id))
    if row is None:
        return None
    body, findings = row.body, row.findings
    return StoredJobReview(
        document_id=row.document_id,
        requisition_id=row.requisition_id,
        review=None if body is None else open_value(tx, body, _REVIEW, _place("body", document_id)),
        reason=Reason(row.reason) if row.reason else None,
        findings=open_value(tx, findings, _FINDINGS, _place("findings", document_id))
        if findings is not None
        else (),
        rubric_hash=row.rubric_hash,
        added_by=row.added_by,
        begun_at=row.begun_at,
        finished_at=row.finished_at,
        waits_for=ModelOutcome(row.waits_for) if row.waits_for else None,
        not_before=row.not_before,
    )


def is_pending(tx: Tx, requisition_id: str) -> bool:
    """Whether a job description of an opening is being read."""
    return bool(_pending(tx, requisition_id))


def waits_until(tx: Tx, requisition_id: str) -> datetime | None:
    """Return until when a job description of an opening waits for the model; None when none does.

    Of several the earliest counts.
    """
    times = [row.not_before for row in _pending(tx, requisition_id) if row.not_before is not None]
    return min(times, default=None)


def _pending(tx: Tx, requisition_id: str) -> Sequence[JobReviewRow]:
    pending = select(JobReviewRow).where(
        col(JobReviewRow.requisition_id) == requisition_id, col(JobReviewRow.finished_at).is_(None)
    )
    return tx.many(pending)


def _place(column: str, document_id: str) -> str:
    return place("job_review", column, document_id)
