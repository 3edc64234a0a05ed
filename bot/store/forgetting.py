"""Removes a candidate's data, and keeps a tombstone that tells nothing of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, delete, or_, select

from bot.domain.posting import Posting
from bot.domain.requisition import Application
from bot.store import applications, postings, usage
from bot.store.tables import (
    ApplicationRow,
    AssessmentRow,
    CandidateRow,
    DocumentRow,
    DraftRow,
    NoteRow,
    PanelRow,
    PostingRow,
    QuestionRow,
    RequisitionRow,
    ResultRow,
    ReviewRow,
    ScorecardRow,
    SeatRow,
    TombstoneRow,
)
from bot.store.transaction import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was about the applications and lies outside the database."""

    postings: tuple[Posting, ...]
    """About the applications, their questions and panels, and notes on those; oldest first."""
    batches: tuple[str, ...]
    """Ids of the runs they were part of, whose rankings showed them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is left of an application."""

    application_id: str
    label: str
    forgotten_by: str
    """Slack user id of who asked for it."""
    at: datetime


def applications_of(tx: Tx, candidate_id: str) -> list[Application]:
    """List the applications of a candidate, oldest first."""
    mine = col(ApplicationRow.candidate_id) == candidate_id
    order = (col(ApplicationRow.added_at), col(ApplicationRow.id))
    ids = tx.many(select(ApplicationRow.id).where(mine).order_by(*order))
    return [applications.get(tx, application_id) for application_id in ids]


def erase(tx: Tx, application_ids: Iterable[str], now: datetime, forgotten_by: str) -> Erased:
    """Delete applications with everything that was sealed of them.

    The candidate goes with the last application, and a document with the last that shows it, with
    all readings of these bytes. What the readings cost is kept for the accounts, without a link to
    application or document. Ids that are not there are passed over, so that it can be repeated.
    Bytes leave the files with ``Database.shrink``.
    """
    wanted = list(application_ids)
    rows = tx.many(select(ApplicationRow).where(col(ApplicationRow.id).in_(wanted)))
    ids = [row.id for row in rows]
    erased = Erased(
        postings=_postings(tx, ids),
        batches=tuple(sorted({row.batch_id for row in rows if row.batch_id})),
    )
    for row in rows:
        tx.add(
            TombstoneRow(application_id=row.id, label=row.label, forgotten_by=forgotten_by, at=now)
        )
    _delete_parts(tx, ids, [posting.id for posting in erased.postings])
    gone = _delete_documents(tx, [row.document_id for row in rows])
    usage.unlink(tx, ids, gone)
    _delete_candidates(tx, [row.candidate_id for row in rows])
    return erased


def tombstone(tx: Tx, application_id: str) -> Tombstone | None:
    """Return what is left of an application that was forgotten; None for any other."""
    mine = col(TombstoneRow.application_id) == application_id
    row = tx.first(select(TombstoneRow).where(mine))
    if row is None:
        return None
    return Tombstone(
        application_id=row.application_id,
        label=row.label,
        forgotten_by=row.forgotten_by,
        at=row.at,
    )


def _postings(tx: Tx, ids: Sequence[str]) -> tuple[Posting, ...]:
    asked = tx.many(select(QuestionRow.id).where(col(QuestionRow.application_id).in_(ids)))
    held = _panels(tx, ids)
    seats = tx.many(select(SeatRow.id).where(col(SeatRow.panel_id).in_(held)))
    subjects = [*ids, *asked, *held, *seats]
    about = tx.many(select(PostingRow.id).where(col(PostingRow.subject_id).in_(subjects)))
    notes = tx.many(select(NoteRow.id).where(col(NoteRow.retry_posting_id).in_(about)))
    found = [p for subject in [*subjects, *notes] for p in postings.of_subject(tx, subject)]
    return tuple(sorted(found, key=lambda posting: (posting.created_at, posting.id)))


def _panels(tx: Tx, ids: Sequence[str]) -> list[str]:
    return tx.many(select(PanelRow.id).where(col(PanelRow.application_id).in_(ids)))


def _delete_parts(tx: Tx, ids: Sequence[str], posting_ids: Sequence[str]) -> None:
    """Delete applications and what points to them, that first."""
    held = _panels(tx, ids)
    for table, key, values in (
        (DraftRow, col(DraftRow.panel_id), held),
        (ScorecardRow, col(ScorecardRow.panel_id), held),
        (SeatRow, col(SeatRow.panel_id), held),
        (PanelRow, col(PanelRow.id), held),
        (AssessmentRow, col(AssessmentRow.application_id), ids),
        (ReviewRow, col(ReviewRow.application_id), ids),
        (QuestionRow, col(QuestionRow.application_id), ids),
        (NoteRow, col(NoteRow.retry_posting_id), posting_ids),
        (ApplicationRow, col(ApplicationRow.id), ids),
    ):
        tx.changed(delete(table).where(key.in_(values)).returning(key))


def _delete_documents(tx: Tx, ids: Sequence[str]) -> list[str]:
    """Delete documents that nothing shows any longer, and the readings of their bytes.

    Returns:
        The sha256 of what was deleted.
    """
    is_shown = or_(
        col(DocumentRow.id).in_(select(ApplicationRow.document_id)),
        select(RequisitionRow.id)
        .where(col(RequisitionRow.job_document_id) == col(DocumentRow.id))
        .exists(),
    )
    statement = delete(DocumentRow).where(col(DocumentRow.id).in_(ids), ~is_shown)
    bytes_of = tx.changed(statement.returning(col(DocumentRow.sha256)))
    mine = delete(ResultRow).where(col(ResultRow.document_sha256).in_(bytes_of))
    tx.changed(mine.returning(col(ResultRow.fingerprint)))
    return [sha256 for sha256 in bytes_of if sha256]


def _delete_candidates(tx: Tx, ids: Sequence[str]) -> None:
    """Delete candidates without an application left."""
    still = select(ApplicationRow.candidate_id)
    mine = col(CandidateRow.id)
    statement = delete(CandidateRow).where(mine.in_(ids), mine.not_in(still))
    tx.changed(statement.returning(mine))
