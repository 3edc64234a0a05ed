"""Readings of CVs, and readings by what they were made from."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, delete, select

from bot.domain.assessment import Assessment
from bot.domain.job import RequirementMatch
from bot.store import results
from bot.store.sealing import open_value, place, seal_value
from bot.store.tables import ApplicationRow, AssessmentRow
from bot.store.transaction import Tx


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
            body=seal_value(tx, assessment, results.ASSESSMENT, _place("body", application_id)),
            match=seal_value(tx, match, results.MATCH, _place("match", application_id))
            if match
            else None,
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
        else open_value(tx, row.match, results.MATCH, _place("match", application_id))
    )
    return open_value(tx, row.body, results.ASSESSMENT, _place("body", application_id)), match


def drop(tx: Tx, application_id: str) -> bool:
    """Delete the reading of an application, so that it can be read again; say if there was one."""
    mine = col(AssessmentRow.application_id) == application_id
    statement = delete(AssessmentRow).where(mine)
    return bool(tx.changed(statement.returning(col(AssessmentRow.application_id))))


def keep_result(
    tx: Tx, key: str, assessment: Assessment, keep_until: datetime | None = None
) -> Assessment:
    """Keep a reading by what it was made from, while a document with its bytes is kept.

    Args:
        tx: The transaction.
        key: Tells the text, rubric, evaluator and parameters from all others; kept as a mark.
        assessment: The reading; it is erased with its document, found by ``document_sha256``.
        keep_until: Until when it is kept although no such document is; aware UTC.

    Returns:
        The one that stands from now on: that which was there, or this.
    """
    sha256 = assessment.document_sha256
    return results.keep(tx, key, assessment, results.ASSESSMENT, sha256, keep_until)


def drop_old_results(tx: Tx, now: datetime) -> int:
    """Delete the readings that no document kept and whose time is over; return how many."""
    return results.drop_old(tx, now)


def result(tx: Tx, key: str) -> Assessment | None:
    """Return the reading that was made from the same things; None when there is none."""
    return results.get(tx, key, results.ASSESSMENT)


def _place(column: str, application_id: str) -> str:
    return place("assessment", column, application_id)
