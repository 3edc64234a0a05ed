"""Inbound events that were accepted, so that a repeated delivery has one effect."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, delete, select

from bot.store.tables import InboxRow
from bot.store.transaction import Tx

_OF = "inbox.fingerprint"


def accept(tx: Tx, key: str, now: datetime) -> bool:
    """Accept an event once.

    Args:
        tx: The transaction that does what the event asks for.
        key: What tells the event from all others; kept as a mark that does not tell it.
        now: Aware UTC.

    Returns:
        False when it was accepted before, also under a former first key of the ring.
    """
    marks = tx.keys.fingerprints(key, of=_OF)
    former = select(InboxRow.fingerprint).where(col(InboxRow.fingerprint).in_(marks[1:]))
    if tx.first(former) is not None:
        return False
    return tx.add_if_new(InboxRow(fingerprint=marks[0], accepted_at=now))


def purge(tx: Tx, before: datetime) -> int:
    """Forget events accepted before a moment, and say how many."""
    statement = delete(InboxRow).where(col(InboxRow.accepted_at) < before)
    return len(tx.changed(statement.returning(col(InboxRow.fingerprint))))
