"""Who sends what: claims under a lease, and what came of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, bindparam, case, inspect, literal
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import and_, col, func, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain.posting import MessageKind, Posting, PostingState
from bot.store import posting_reads as reads
from bot.store.tables import PauseRow, PostingRow
from bot.store.transaction import Tx

_row = PostingRow
_WANTED = PostingState.WANTED.value
_SENDING = PostingState.SENDING.value
_SHOWN = PostingState.SHOWN.value
_HELD = PostingState.HELD.value
_GONE = PostingState.GONE.value


_FOR_POSTS = "post:"
"""Before the name of a lane, where a pause holds back new messages and lets updates pass."""
_DETAILS = [MessageKind.LEVELS.value, MessageKind.JOB_DETAILS.value, MessageKind.RANKING.value]
"""What stands in threads: it waits for what people look at first."""


def claim(tx: Tx, *, owner: str, now: datetime, lease_seconds: float) -> Posting | None:
    """Claim the posting that is due for the longest time; details come after what they belong to.

    Due is what is wanted from a moment that has come, and what was being sent under a lease that
    ran out. Left out are: what stands in the thread of a message that is not posted yet; what is
    in a lane that is paused, or in which something else is being sent under a lease that holds.

    Args:
        tx: A writing transaction, committed before anything is sent.
        owner: Name of this sender, unlike that of any other thread of any process.
        now: Aware UTC.
        lease_seconds: How long it stays claimed, > 0.

    Returns:
        The posting, with ``attempt`` one higher and ``is_unsure`` set if it was taken over; None
        when nothing is due.
    """
    tx.lock("posting.claim")
    while (due := tx.value(_longest_due(), {"now": now})) is not None:
        posting = _claim_one(tx, due, owner, now, now + timedelta(seconds=lease_seconds))
        if posting is not None:
            return posting
    return None


_NOW = bindparam("now", type_=inspect(PostingRow).columns["not_before"].type)
"""Queries that are asked many times a second are built once: that takes the most of their time."""


def _is_due(now: ColumnElement[datetime] | datetime) -> ColumnElement[bool]:
    return or_(
        and_(col(_row.state) == _WANTED, col(_row.not_before) <= now),
        and_(col(_row.state) == _SENDING, col(_row.lease_until) <= now),
    )


def _has_place() -> ColumnElement[bool]:
    """Whether its thread is there; a message that is posted needs none for its updates."""
    parent = aliased(PostingRow)
    is_posted = select(parent.id).where(parent.id == _row.parent_id, col(parent.ts) != "").exists()
    return or_(col(_row.parent_id) == "", col(_row.ts) != "", is_posted)


@cache
def _longest_due() -> SelectOfScalar[str]:
    other = aliased(PostingRow)
    is_busy = (
        select(other.id)
        .where(
            other.lane == _row.lane,
            other.state == _SENDING,
            col(other.lease_until) > _NOW,
            other.id != _row.id,
        )
        .exists()
    )
    is_paused = (
        select(PauseRow.lane)
        .where(
            or_(
                col(PauseRow.lane) == col(_row.lane),
                and_(col(_row.ts) == "", _own_pause_of_posts(col(PauseRow.lane))),
            ),
            col(PauseRow.until) > _NOW,
        )
        .exists()
    )
    return (
        select(_row.id)
        .where(_is_due(_NOW), _has_place(), ~is_busy, ~is_paused)
        .order_by(
            case((col(_row.kind).in_(_DETAILS), 1), else_=0),
            col(_row.not_before),
            col(_row.created_at),
            col(_row.part),
            col(_row.id),
        )
        .limit(1)
    )


def _own_pause_of_posts(lane: ColumnElement[str] | Mapped[str]) -> ColumnElement[bool]:
    """Whether a pause is for the posts of the row's lane alone."""
    return lane == literal(_FOR_POSTS).concat(col(_row.lane))


def _claim_one(
    tx: Tx, posting_id: str, owner: str, now: datetime, lease_until: datetime
) -> Posting | None:
    """Claim one posting if it is still due: another process may have put it off meanwhile."""
    is_takeover = col(_row.state) == _SENDING
    statement = (
        update(_row)
        .where(col(_row.id) == posting_id, _is_due(now))
        .values(
            state=_SENDING,
            owner=owner,
            lease_until=lease_until,
            claimed=_row.wanted,
            attempt=case((is_takeover, _row.attempt + 1), else_=col(_row.attempt)),
            is_unsure=or_(col(_row.is_unsure), and_(is_takeover, col(_row.ts) == "")),
        )
    )
    if not tx.changed(statement.returning(col(_row.id))):
        return None
    return reads.get(tx, posting_id)


def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Say from when on something can be claimed; a moment in the past means now.

    None when nothing waits but what is held, or stands in the thread of a message that is not
    posted.
    """
    return tx.value(_next_due(), {"now": now})


@cache
def _next_due() -> SelectOfScalar[datetime | None]:
    busy = (
        select(col(_row.lane).label("lane"), func.max(_row.lease_until).label("until"))
        .where(col(_row.state) == _SENDING, col(_row.lease_until) > _NOW)
        .group_by(col(_row.lane))
        .subquery()
    )
    own = case((col(_row.state) == _SENDING, col(_row.lease_until)), else_=col(_row.not_before))
    until = col(PauseRow.until)
    rested = case((until > own, until), else_=own)
    posts = aliased(PauseRow)
    posts_until = col(posts.until)
    is_held_back = and_(col(_row.ts) == "", posts_until > rested)
    paced = case((is_held_back, posts_until), else_=rested)
    free = case((busy.c.until > paced, busy.c.until), else_=paced)
    return (
        select(func.min(free))
        .select_from(_row)
        .outerjoin(PauseRow, col(PauseRow.lane) == col(_row.lane))
        .outerjoin(posts, _own_pause_of_posts(col(posts.lane)))
        .outerjoin(busy, busy.c.lane == col(_row.lane))
        .where(col(_row.state).in_([_WANTED, _SENDING]), _has_place())
    )


def _end(tx: Tx, posting_id: str, owner: str, values: dict[str, object]) -> bool:
    """Say what came of a claim; False when it is no longer this sender's."""
    statement = (
        update(_row)
        .where(col(_row.id) == posting_id, col(_row.owner) == owner, col(_row.state) == _SENDING)
        .values(owner="", lease_until=None, **values)
    )
    return bool(tx.changed(statement.returning(col(_row.id))))


def sent(  # noqa: PLR0913  # what came of a claim
    tx: Tx,
    posting_id: str,
    *,
    owner: str,
    version: int,
    ts: str,
    now: datetime,
    not_before: datetime,
) -> bool:
    """Note that Slack shows a version of a posting.

    Args:
        tx: The transaction.
        posting_id: Which.
        owner: Who claimed it.
        version: Its ``wanted`` when what was sent was composed.
        ts: Slack's id of the message or file; "" for one that only its recipient sees.
        now: Aware UTC.
        not_before: When it may change next.

    Returns:
        False when the claim was lost to another sender; nothing was changed.
    """
    is_newer = col(_row.wanted) > version
    values: dict[str, object] = {
        "state": case((is_newer, _WANTED), else_=_SHOWN),
        "shown": version,
        "ts": ts,
        "attempt": 0,
        "is_unsure": False,
        "shown_at": now,
        "not_before": not_before,
        "held_because": "",
    }
    return _end(tx, posting_id, owner, values)


def later(  # noqa: PLR0913  # what came of a claim
    tx: Tx,
    posting_id: str,
    *,
    owner: str,
    not_before: datetime,
    is_unsure: bool,
    now: datetime,
    because: str = "",
) -> bool:
    """Put a posting off after a try without success.

    Args:
        tx: The transaction.
        posting_id: Which.
        owner: Who claimed it.
        not_before: When to try again; never before ``now``.
        is_unsure: Whether Slack may have posted it. Once it is unsure it stays so until it is
            shown, and a message that was seen in Slack never is.
        now: Aware UTC.
        because: Error code or refusal, where it was refused; "" where it passes by itself.

    Returns:
        False when the claim was lost to another sender; nothing was changed.
    """
    may_be_there = and_(col(_row.ts) == "", literal(is_unsure))
    values: dict[str, object] = {
        "state": _WANTED,
        "attempt": _row.attempt + 1,
        "is_unsure": or_(col(_row.is_unsure), may_be_there),
        "not_before": max(not_before, now),
        "held_because": because or _row.held_because,
    }
    return _end(tx, posting_id, owner, values)


def hold(tx: Tx, posting_id: str, *, owner: str, because: str) -> bool:
    """Stop trying until a person does something, or until it is wanted anew.

    What was wanted anew while it was being sent is tried once more. Why it was held is kept until
    it is shown or resumed.

    Args:
        tx: The transaction.
        posting_id: Which.
        owner: Who claimed it.
        because: Error code, refusal or ``UNSURE``.

    Returns:
        False when the claim was lost to another sender; nothing was changed.
    """
    is_newer = col(_row.wanted) > col(_row.claimed)
    values: dict[str, object] = {
        "state": case((is_newer, _WANTED), else_=_HELD),
        "held_because": because,
    }
    return _end(tx, posting_id, owner, values)


def gone(tx: Tx, posting_id: str, *, owner: str) -> bool:
    """Note that a posting disappeared, by us or by a person; False when the claim was lost."""
    return _end(tx, posting_id, owner, {"state": _GONE, "shown": _row.wanted, "held_because": ""})


def release(tx: Tx, owner: str) -> int:
    """Give back what a sender claimed and has not begun to send; count it."""
    mine = and_(col(_row.owner) == owner, col(_row.state) == _SENDING)
    statement = update(_row).where(mine).values(state=_WANTED, owner="", lease_until=None)
    return len(tx.changed(statement.returning(col(_row.id))))


def pause_posts(tx: Tx, channel: str, until: datetime) -> None:
    """Post nothing new into a channel before a moment; what is shown may change meanwhile."""
    pause_channel(tx, f"{_FOR_POSTS}{channel}", until)


def pause_channel(tx: Tx, channel: str, until: datetime) -> None:
    """Send nothing into a channel before a moment; an earlier moment shortens no pause.

    Args:
        tx: The transaction.
        channel: Slack id, or the user id for a person's direct messages.
        until: Aware UTC.
    """
    if not tx.add_if_new(PauseRow(lane=channel, until=until)):
        longer = and_(col(PauseRow.lane) == channel, col(PauseRow.until) < until)
        statement = update(PauseRow).where(longer).values(until=until)
        tx.changed(statement.returning(col(PauseRow.lane)))
