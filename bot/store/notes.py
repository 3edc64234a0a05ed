"""Words to one person."""

from __future__ import annotations

from sqlmodel import col, select

from bot.domain.note import Note
from bot.store.sealing import open_text, place, seal_text
from bot.store.tables import NoteRow
from bot.store.transaction import Tx


def add(tx: Tx, note: Note) -> None:
    """Keep a note.

    Raises:
        ConflictError: Its id is taken.
    """
    tx.add(
        NoteRow(
            id=note.id,
            recipient=note.recipient,
            problem=seal_text(tx, note.problem, place("note", "problem", note.id)),
            fix=seal_text(tx, note.fix, place("note", "fix", note.id)),
            retry_posting_id=note.retry_posting_id,
        )
    )


def get(tx: Tx, note_id: str) -> Note:
    """Return a note.

    Raises:
        NotFoundError: There is none with this id.
    """
    row = tx.get(select(NoteRow).where(col(NoteRow.id) == note_id), "note")
    return Note(
        id=row.id,
        recipient=row.recipient,
        problem=open_text(tx, row.problem, place("note", "problem", row.id)),
        fix=open_text(tx, row.fix, place("note", "fix", row.id)),
        retry_posting_id=row.retry_posting_id,
    )
