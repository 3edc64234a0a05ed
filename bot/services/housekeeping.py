"""What is cleared away from time to time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.services.bot_deps import TRIES_A_ROUND, BotDeps, Job
from bot.services.results import KEPT
from bot.store import applications, assessments, inbox, usage

LOST_AFTER = timedelta(minutes=10)
"""How long an application is without a step before it is asked whether anything reads it."""


def forget_events(deps: BotDeps, *, before: datetime) -> int:
    """Forget which events of Slack came before a moment; return how many.

    Slack delivers an event again for some hours at most, so older ones guard nothing.
    """
    with deps.database.write() as tx:
        return inbox.purge(tx, before)


def forget_results(deps: BotDeps) -> int:
    """Delete readings of the command line whose time is over; return how many.

    Which file a cost was for is forgotten with them.
    """
    with deps.database.write() as tx:
        usage.unlink_files(tx, deps.now() - KEPT)
        return assessments.drop_old_results(tx, deps.now())


def leave_no_bytes(deps: BotDeps) -> None:
    """Have what was deleted leave every file of the database.

    Raises:
        StoreError: It cannot be done now; trying again may help.
    """
    deps.database.shrink()


def read_lost(deps: BotDeps, at_work: Callable[[], frozenset[str]]) -> int:
    """Put back in line what is to be read while no job is there for it; return how many.

    Args:
        deps: What to reach.
        at_work: Names the applications that a job is there for.
    """
    before = deps.now() - LOST_AFTER
    with deps.database.read() as tx:
        slow = applications.unfinished_since(tx, before)
    lost = set(slow) - at_work() if slow else set()
    for application_id in sorted(lost):
        with deps.database.write() as tx:
            if application_id in applications.unfinished_since(tx, before):
                attempt = int(deps.new_id(), 16) * TRIES_A_ROUND
                deps.queue.enqueue(tx, Job.READ_APPLICATION, application_id, attempt=attempt)
    return len(lost)
