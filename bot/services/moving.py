"""Messages that change their place: taken away where they stand, and shown anew in a channel."""

from __future__ import annotations

from bot.domain.posting import MessageKind, Posting
from bot.services.bot_deps import BotDeps
from bot.services.owners import requisition_of
from bot.store import Tx, postings


def move_all(tx: Tx, requisition_id: str, channel: str, to: str, deps: BotDeps) -> None:
    """Have everything about a requisition leave a channel, and be shown in another.

    Private copies stay where they are.
    """
    for head in postings.heads(tx, channel):
        if not head.recipient and _is_of(tx, head, requisition_id):
            move_thread(tx, head, to, deps)


def move_thread(tx: Tx, head: Posting, to: str, deps: BotDeps) -> None:
    """Have a message with its thread leave where it may stand, and be shown in a channel.

    Answers go: what was asked stays behind with who asked it. So do digests, which are of a day.
    """
    now = deps.now()
    if head.kind is MessageKind.DIGEST:
        postings.want_removed(tx, head.id, now)
        return
    moved = postings.move(tx, head, id=deps.new_id(), channel=to, parent_id="", now=now)
    for part in postings.thread(tx, head.id):
        if part.kind is MessageKind.ANSWER:
            postings.want_removed(tx, part.id, now)
        elif not part.is_removal:
            postings.move(tx, part, id=deps.new_id(), channel=to, parent_id=moved.id, now=now)


def _is_of(tx: Tx, posting: Posting, requisition_id: str) -> bool:
    requisition = requisition_of(tx, posting)
    return requisition is not None and requisition.id == requisition_id
