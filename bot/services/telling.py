"""A word of ours to one person: what happened, what was kept, and what to do next."""

from __future__ import annotations

from bot.domain.note import Note
from bot.domain.posting import MessageKind
from bot.services.bot_deps import BotDeps
from bot.store import Tx, notes, postings


def tell(tx: Tx, note: Note, deps: BotDeps) -> None:
    """Keep a note, and want it shown to its recipient; the caller wakes the senders.

    Raises:
        ConflictError: A note with its id is kept.
    """
    notes.add(tx, note)
    postings.want(
        tx,
        id=deps.new_id(),
        kind=MessageKind.NOTE,
        subject_id=note.id,
        recipient=note.recipient,
        now=deps.now(),
    )
