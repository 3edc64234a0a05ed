"""App Home of one person: what waits for them, their requisitions, what they can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import Application, ApplicationState, Requisition
from bot.errors import SlackError
from bot.services.access import allowed_to
from bot.services.bot_deps import BotDeps
from bot.services.screens import HomeScreen, StatusLine, WaitingItem
from bot.services.status import Seen, held_messages, of, own, status_line, unreviewed
from bot.store import Tx, postings

MOST_WAITING = 10
"""Items listed; more than that nobody takes up in one go."""
LEVELS = "levels to review"
UNREADABLE = "could not be read"
FAILED = "reading broke off"
HELD = "a message could not be shown"
_WHAT = {ApplicationState.UNREADABLE: UNREADABLE, ApplicationState.FAILED: FAILED}
_OF_APPLICATIONS = frozenset({MessageKind.APPLICATION, MessageKind.LEVELS})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """Something that waits, and the message where it is taken up."""

    item: WaitingItem
    posting: Posting | None


def home(actor: Actor, deps: BotDeps) -> HomeScreen:
    """Gather what one person sees in App Home; who may not open it sees nothing of anybody.

    May call Slack, to learn which review channels they are in.
    """
    allowed = allowed_to(actor, deps)
    if Action.HOME not in allowed:
        return HomeScreen(
            is_new=True,
            is_outsider=True,
            allowed=frozenset(),
            waiting=(),
            waiting_more=0,
            requisitions=(),
        )
    mine = own(actor, deps)
    closed = own(actor, deps, is_open=False)
    with deps.database.read() as tx:
        held = held_messages(tx)
        waiting: list[_Waiting] = []
        lines: list[StatusLine] = []
        for seen in mine:
            found = of(tx, seen.requisition, actor)
            theirs = held.get(seen.requisition.id, ())
            lines.append(status_line(tx, seen, found, theirs))
            waiting += _waiting(tx, seen, found, theirs)
        for seen in closed:
            found = of(tx, seen.requisition, actor)
            lines.append(status_line(tx, seen, found, held.get(seen.requisition.id, ())))
    waiting.sort(key=_by_minute_and_number)
    return HomeScreen(
        is_new=not lines,
        is_outsider=False,
        allowed=allowed.union(*(seen.allowed for seen in mine)),
        waiting=tuple(_linked(one, deps) for one in waiting[:MOST_WAITING]),
        waiting_more=max(0, len(waiting) - MOST_WAITING),
        requisitions=tuple(lines),
    )


def publish_home(user_id: str, deps: BotDeps) -> None:
    """Show App Home to one person as it is now.

    Raises:
        SlackError: Slack did not do it.
    """
    screen = home(Actor(user_id=user_id, team_id=deps.team_id), deps)
    deps.slack.publish_home(user_id, screen)


def _waiting(
    tx: Tx, seen: Seen, found: list[Application], held: Iterable[Posting]
) -> list[_Waiting]:
    requisition = seen.requisition
    shown = {application.id: application for application in found}
    unread = [application for application in found if application.state in _WHAT]
    items = [_item(tx, seen, a, LEVELS) for a in unreviewed(tx, found)]
    items += [_item(tx, seen, a, _WHAT[a.state]) for a in unread]
    for posting in held:
        is_one = posting.kind in _OF_APPLICATIONS
        application = shown.get(posting.subject_id) if is_one else None
        if application is not None or not is_one:  # not what is about the person themselves
            items.append(_held(requisition, posting, application))
    return items


def _by_minute_and_number(one: _Waiting) -> tuple[datetime, int, str]:
    # Several CVs are read within a second, in any order; what is shown of their time is the minute.
    label = one.item.label
    return one.item.since.replace(second=0, microsecond=0), len(label), label


def _item(tx: Tx, seen: Seen, application: Application, what: str) -> _Waiting:
    item = WaitingItem(
        application_id=application.id,
        label=application.label,
        requisition_title=seen.requisition.title,
        what=what,
        since=application.read_at or application.added_at,
        permalink="",
        is_file_hidden=application.is_blind and Action.SEE_NAME not in seen.allowed,
    )
    return _Waiting(item=item, posting=_shown_by(tx, application))


def _shown_by(tx: Tx, application: Application) -> Posting | None:
    """Find its own message, or that of the several CVs that it was read with."""
    own = postings.find(tx, MessageKind.APPLICATION, application.id)
    if own is not None or application.batch_id is None:
        return own
    return postings.find(tx, MessageKind.BATCH, application.batch_id)


def _held(requisition: Requisition, posting: Posting, application: Application | None) -> _Waiting:
    item = WaitingItem(
        application_id=application.id if application else "",
        label=application.label if application else "",
        requisition_title=requisition.title,
        what=HELD,
        since=posting.created_at,
        permalink="",
    )
    return _Waiting(item=item, posting=posting)


def _linked(waiting: _Waiting, deps: BotDeps) -> WaitingItem:
    """Add the address of the message; "" when it is not shown, or Slack cannot say."""
    posting = waiting.posting
    if posting is None or not posting.ts:
        return waiting.item
    try:
        permalink = deps.slack.permalink(posting.channel, posting.ts)
    except SlackError:
        return waiting.item
    return replace(waiting.item, permalink=permalink)
