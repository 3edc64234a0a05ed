"""What is cleared away from time to time."""

from __future__ import annotations

from datetime import datetime

from bot.services.bot_deps import BotDeps
from bot.store import inbox


def forget_events(deps: BotDeps, *, before: datetime) -> int:
    """Forget which events of Slack came before a moment; return how many.

    Slack delivers an event again for some hours at most, so older ones guard nothing.
    """
    with deps.database.write() as tx:
        return inbox.purge(tx, before)


def leave_no_bytes(deps: BotDeps) -> None:
    """Have what was deleted leave every file of the database.

    Raises:
        StoreError: It cannot be done now; trying again may help.
    """
    deps.database.shrink()
