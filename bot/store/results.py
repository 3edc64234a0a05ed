"""Results of reading by what they were made from, whatever kind they are of."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter
from sqlmodel import col, delete, select, update

from bot.domain.assessment import Assessment
from bot.domain.job import Required, RequirementMatch
from bot.store.sealing import open_value, place, seal_value
from bot.store.tables import DocumentRow, ResultRow
from bot.store.transaction import Tx

ASSESSMENT = TypeAdapter(Assessment)
"""A document against a rubric."""
REQUIRED = TypeAdapter(Required)
"""What a job description asks for."""
MATCH = TypeAdapter(RequirementMatch)
"""A CV against requirements."""

_Value = TypeVar("_Value")


def keep(  # noqa: PLR0913, PLR0917  # what a result is known by, and what it goes with
    tx: Tx,
    key: str,
    value: _Value,
    kind: TypeAdapter[_Value],
    sha256: str,
    keep_until: datetime | None = None,
) -> _Value:
    """Keep a result by what it was made from, while a document with its bytes is kept.

    Who was asked twice at the same time may have answered in two ways: the first answer stays.

    Args:
        tx: The transaction.
        key: Tells text, reader, parameters and kind from all others; kept as a mark.
        value: The result.
        kind: Of the result.
        sha256: Of the document's bytes, with which it is erased.
        keep_until: Until when it is kept although no such document is; aware UTC.

    Returns:
        The one that stands from now on: that which was there, or this. It is this one, without
        being kept, when no document with these bytes is kept and ``keep_until`` is None.
    """
    is_here = tx.first(select(DocumentRow.id).where(col(DocumentRow.sha256) == sha256)) is not None
    if not is_here and keep_until is None:
        return value
    until = None if is_here else keep_until
    mark = tx.keys.fingerprint(key, of="result.fingerprint")
    body = seal_value(tx, value, kind, place("result", "body", mark))
    row = ResultRow(fingerprint=mark, document_sha256=sha256, body=body, keep_until=until)
    if tx.add_if_new(row):
        return value
    if is_here:  # from now on it goes with the document
        mine = update(ResultRow).where(
            col(ResultRow.fingerprint) == mark, col(ResultRow.keep_until).is_not(None)
        )
        taken = mine.values(keep_until=None, document_sha256=sha256)
        tx.changed(taken.returning(col(ResultRow.fingerprint)))
    return get(tx, key, kind) or value


def get(tx: Tx, key: str, kind: TypeAdapter[_Value]) -> _Value | None:
    """Return the result that was made from the same things; None when there is none."""
    mark = tx.keys.fingerprint(key, of="result.fingerprint")
    row = tx.first(select(ResultRow).where(col(ResultRow.fingerprint) == mark))
    if row is None:
        return None
    return open_value(tx, row.body, kind, place("result", "body", mark))


def drop_old(tx: Tx, now: datetime) -> int:
    """Delete the results that no document kept and whose time is over; return how many."""
    statement = delete(ResultRow).where(col(ResultRow.keep_until) < now)
    return len(tx.changed(statement.returning(col(ResultRow.fingerprint))))
