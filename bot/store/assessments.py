"""Readings of CVs, and readings by what they were made from."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import col, delete, select, update

from bot.domain.assessment import Assessment
from bot.domain.job import RequirementMatch
from bot.store.sealing import open_value, place, seal_value
from bot.store.tables import ApplicationRow, AssessmentRow, DocumentRow, ResultRow
from bot.store.transaction import Tx

_ASSESSMENT = TypeAdapter(Assessment)
_MATCH = TypeAdapter(RequirementMatch)


def put(
    tx: Tx,
    application_id: str,
    assessment: Assessment,
    match: RequirementMatch | None,
    now: datetime,
) -> bool:
    """Keep the reading of an application, unless there is one.

    Returns:
        False when one was there, which stays, or when the application is gone.
    """
    mine = select(ApplicationRow.id).where(col(ApplicationRow.id) == application_id)
    if tx.first(mine) is None:
        return False
    return tx.add_if_new(
        AssessmentRow(
            application_id=application_id,
            body=seal_value(tx, assessment, _ASSESSMENT, _place("body", application_id)),
            match=seal_value(tx, match, _MATCH, _place("match", application_id)) if match else None,
            made_at=now,
        )
    )


def get(tx: Tx, application_id: str) -> tuple[Assessment, RequirementMatch | None] | None:
    """Return the reading of an application and its match; None until it was read."""
    mine = col(AssessmentRow.application_id) == application_id
    row = tx.first(select(AssessmentRow).where(mine))
    if row is None:
        return None
    match = (
        None
        if row.match is None
        else open_value(tx, row.match, _MATCH, _place("match", application_id))
    )
    return open_value(tx, row.body, _ASSESSMENT, _place("body", application_id)), match


def drop(tx: Tx, application_id: str) -> bool:
    """Delete the reading of an application, so that it can be read again; say if there was one."""
    mine = col(AssessmentRow.application_id) == application_id
    statement = delete(AssessmentRow).where(mine)
    return bool(tx.changed(statement.returning(col(AssessmentRow.application_id))))


def keep_result(
    tx: Tx, key: str, assessment: Assessment, keep_until: datetime | None = None
) -> bool:
    """Keep a reading by what it was made from, while a document with its bytes is kept.

    Args:
        tx: The transaction.
        key: Tells the text, rubric, evaluator and parameters from all others; kept as a mark.
        assessment: The reading; it is erased with its document, found by ``document_sha256``.
        keep_until: Until when it is kept although no such document is; aware UTC.

    Returns:
        False when there was one, which stays, or when no document with these bytes is kept and
        ``keep_until`` is None.
    """
    sha256 = assessment.document_sha256
    is_here = tx.first(select(DocumentRow.id).where(col(DocumentRow.sha256) == sha256)) is not None
    if not is_here and keep_until is None:
        return False
    until = None if is_here else keep_until
    mark = tx.keys.fingerprint(key, of="result.fingerprint")
    body = seal_value(tx, assessment, _ASSESSMENT, place("result", "body", mark))
    row = ResultRow(fingerprint=mark, document_sha256=sha256, body=body, keep_until=until)
    if tx.add_if_new(row):
        return True
    if is_here:  # from now on it goes with the document
        mine = update(ResultRow).where(
            col(ResultRow.fingerprint) == mark, col(ResultRow.keep_until).is_not(None)
        )
        taken = mine.values(keep_until=None, document_sha256=sha256)
        tx.changed(taken.returning(col(ResultRow.fingerprint)))
    return False


def drop_old_results(tx: Tx, now: datetime) -> int:
    """Delete the readings that no document kept and whose time is over; return how many."""
    statement = delete(ResultRow).where(col(ResultRow.keep_until) < now)
    return len(tx.changed(statement.returning(col(ResultRow.fingerprint))))


def result(tx: Tx, key: str) -> Assessment | None:
    """Return the reading that was made from the same things; None when there is none."""
    mark = tx.keys.fingerprint(key, of="result.fingerprint")
    row = tx.first(select(ResultRow).where(col(ResultRow.fingerprint) == mark))
    if row is None:
        return None
    return open_value(tx, row.body, _ASSESSMENT, place("result", "body", mark))


def _place(column: str, application_id: str) -> str:
    return place("assessment", column, application_id)
