"""What the bot says when it is taken out of a channel: to whom it matters, and once."""

from __future__ import annotations

from bot.domain.note import Note
from bot.domain.requisition import Requisition
from bot.services.bot_deps import BotDeps
from bot.services.derived import derived_id
from bot.services.telling import tell
from bot.store import Tx, inbox, requisitions


def left_channel(channel: str, event_key: str, deps: BotDeps) -> int:
    """Tell who hires through a channel that nothing can be shown there any more.

    Returns:
        How many were told: the hiring manager of each open requisition there, or else who opened
        it; nobody on a repeat.
    """
    with deps.database.write() as tx:
        if not inbox.accept(tx, event_key, deps.now()):
            return 0
        titles: dict[str, list[str]] = {}
        for requisition in requisitions.in_channel(tx, channel):
            titles.setdefault(_concerned(requisition), []).append(requisition.title)
        for person, theirs in titles.items():
            _tell(tx, person, channel, theirs, event_key, deps)
    deps.wake_senders()
    return len(titles)


def _concerned(requisition: Requisition) -> str:
    return requisition.hiring_manager or requisition.opened_by


def _tell(  # noqa: PLR0913, PLR0917  # what happened, and to whom it is told
    tx: Tx, person: str, channel: str, titles: list[str], event_key: str, deps: BotDeps
) -> None:
    note_id = derived_id("left", event_key, person)
    named = ", ".join(dict.fromkeys(titles))  # two requisitions may have one title
    problem = f"Plumbline was removed from the channel of {named}."
    fix = (
        "Everything is kept, and nothing new is shown there. Type /invite @Plumbline in "
        f"<#{channel}>, or choose another one for the requisition in App Home."
    )
    tell(tx, Note(id=note_id, recipient=person, problem=problem, fix=fix), deps)
