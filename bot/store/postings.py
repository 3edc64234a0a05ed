"""The ledger: what Slack should show, what it shows, and who is sending right now.

A posting is claimed for a while (a lease) before it is sent, and only who claimed it may say what
came of it. Of one lane, which is a channel or a person's direct messages, one posting at a time is
in flight. A claim whose lease ran out is taken over; where the message was never seen in Slack it
is then unsure whether it is there, and it is looked up before it is posted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, false, literal, true
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, func, or_, select, update

from bot.domain.posting import MessageKind, Posting, PostingState
from bot.store.tables import PauseRow, PostingRow
from bot.store.transaction import Tx, missing

UNSURE = "unsure"
"""Why a posting is held that Slack may show, where nobody but a person can look it up."""
_WANTED, _SENDING, _SHOWN, _HELD, _GONE = (
    state.value
    for state in (
        PostingState.WANTED,
        PostingState.SENDING,
        PostingState.SHOWN,
        PostingState.HELD,
        PostingState.GONE,
    )
)
_row = PostingRow


def want(  # noqa: PLR0913  # the fields of a posting
    tx: Tx,
    *,
    id: str,  # noqa: A002  # as in the domain
    kind: MessageKind,
    subject_id: str,
    part: int = 0,
    channel: str = "",
    recipient: str = "",
    parent_id: str = "",
    thread_ts: str = "",
    now: datetime,
) -> Posting:
    """Want something shown, or shown anew as it is now.

    There is one posting for each kind, subject and part. One that is held is tried again; one that
    is gone is posted anew; one that is to disappear stays so. Where nothing of it can be in Slack
    yet, it takes the address given here, otherwise it keeps its own.

    Args:
        tx: The transaction that changes what it shows.
        id: For a new posting: 32 hex digits.
        kind: What it shows.
        subject_id: What it is about.
        part: 0-based.
        channel: Slack id; "" for a direct message, whose conversation is opened when it is sent.
        recipient: Slack user id of the one person it is for; "" for a channel's message.
        parent_id: Posting whose thread it stands in.
        thread_ts: Thread of a message that is not ours.
        now: Aware UTC.
    """
    address = {
        "channel": channel,
        "recipient": recipient,
        "lane": channel or recipient,
        "parent_id": parent_id,
        "thread_ts": thread_ts,
    }
    fresh = _new(id, kind, subject_id, part, address, now)
    if not tx.add_if_new(fresh):
        _want_again(tx, kind, subject_id, part, address, now)
    found = find(tx, kind, subject_id, part)
    if found is None:
        raise missing("posting")
    return found


def _new(  # noqa: PLR0913  # the fields of a posting
    posting_id: str,
    kind: MessageKind,
    subject_id: str,
    part: int,
    address: dict[str, str],
    now: datetime,
) -> PostingRow:
    return PostingRow(
        id=posting_id,
        kind=kind.value,
        subject_id=subject_id,
        part=part,
        **address,
        ts="",
        state=_WANTED,
        is_removal=False,
        wanted=1,
        shown=0,
        claimed=0,
        attempt=0,
        is_unsure=False,
        not_before=now,
        shown_at=None,
        held_because="",
        created_at=now,
        owner="",
        lease_until=None,
    )


def _want_again(  # noqa: PLR0913  # names one posting and its address
    tx: Tx, kind: MessageKind, subject_id: str, part: int, address: dict[str, str], now: datetime
) -> None:
    mine = and_(
        col(_row.kind) == kind.value,
        col(_row.subject_id) == subject_id,
        col(_row.part) == part,
        col(_row.is_removal).is_(False),
    )
    is_nowhere = or_(
        col(_row.state) == _GONE,
        and_(
            col(_row.ts) == "",
            col(_row.is_unsure).is_(False),
            col(_row.shown) == 0,
            col(_row.state) != _SENDING,
        ),
    )
    tx.changed(update(_row).where(mine, is_nowhere).values(**address).returning(col(_row.id)))
    tx.changed(
        update(_row)
        .where(mine, col(_row.state) == _GONE)
        .values(ts="", shown=0, is_unsure=False)
        .returning(col(_row.id))
    )
    _raise(tx, mine, now)


def _raise(tx: Tx, mine: ColumnElement[bool], now: datetime) -> list[str]:
    """Want postings once more, and list their ids.

    One that waits keeps its turn; one that was just shown keeps its rest; one that is being sent
    is wanted again when that has ended.
    """
    state = col(_row.state)
    is_resting = and_(state == _SHOWN, col(_row.not_before) > now)
    keeps_time = or_(state.in_([_WANTED, _SENDING]), is_resting)
    statement = (
        update(_row)
        .where(mine)
        .values(
            wanted=_row.wanted + 1,
            state=case((state == _SENDING, _SENDING), else_=_WANTED),
            attempt=case((state == _SENDING, col(_row.attempt)), else_=0),
            not_before=case((keeps_time, col(_row.not_before)), else_=now),
            held_because="",
        )
    )
    return tx.changed(statement.returning(col(_row.id)))


def refresh(tx: Tx, kind: MessageKind, subject_id: str, now: datetime) -> int:
    """Want all parts of a message that there are, and are not gone, once more; count them."""
    return len(
        _raise(
            tx,
            and_(
                col(_row.kind) == kind.value,
                col(_row.subject_id) == subject_id,
                col(_row.state) != _GONE,
            ),
            now,
        )
    )


def want_removed(tx: Tx, posting_id: str, now: datetime) -> None:
    """Want a posting to disappear, for good; one that Slack cannot have yet is gone at once."""
    mine = and_(col(_row.id) == posting_id, col(_row.state) != _GONE)
    tx.changed(update(_row).where(mine).values(is_removal=True).returning(col(_row.id)))
    is_nowhere = and_(
        col(_row.ts) == "", col(_row.is_unsure).is_(False), col(_row.state) != _SENDING
    )
    tx.changed(
        update(_row)
        .where(mine, is_nowhere)
        .values(state=_GONE, held_because="")
        .returning(col(_row.id))
    )
    _raise(tx, mine, now)


def claim(tx: Tx, *, owner: str, now: datetime, lease_seconds: float) -> Posting | None:
    """Claim the posting that is due for the longest time.

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
    while (due := _longest_due(tx, now)) is not None:
        posting = _claim_one(tx, due, owner, now, now + timedelta(seconds=lease_seconds))
        if posting is not None:
            return posting
    return None


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(col(_row.state) == _WANTED, col(_row.not_before) <= now),
        and_(col(_row.state) == _SENDING, col(_row.lease_until) <= now),
    )


def _has_place() -> ColumnElement[bool]:
    """Whether its thread is there; a message that is posted needs none for its updates."""
    parent = aliased(PostingRow)
    is_posted = select(parent.id).where(parent.id == _row.parent_id, col(parent.ts) != "").exists()
    return or_(col(_row.parent_id) == "", col(_row.ts) != "", is_posted)


def _longest_due(tx: Tx, now: datetime) -> str | None:
    other = aliased(PostingRow)
    is_busy = (
        select(other.id)
        .where(
            other.lane == _row.lane,
            other.state == _SENDING,
            col(other.lease_until) > now,
            other.id != _row.id,
        )
        .exists()
    )
    is_paused = (
        select(PauseRow.lane)
        .where(col(PauseRow.lane) == col(_row.lane), col(PauseRow.until) > now)
        .exists()
    )
    return tx.first(
        select(_row.id)
        .where(_is_due(now), _has_place(), ~is_busy, ~is_paused)
        .order_by(col(_row.not_before), col(_row.created_at), col(_row.part), col(_row.id))
    )


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
    return get(tx, posting_id)


def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Say from when on something can be claimed; a moment in the past means now.

    None when nothing waits but what is held, or stands in the thread of a message that is not
    posted.
    """
    busy = (
        select(col(_row.lane).label("lane"), func.max(_row.lease_until).label("until"))
        .where(col(_row.state) == _SENDING, col(_row.lease_until) > now)
        .group_by(col(_row.lane))
        .subquery()
    )
    own = case((col(_row.state) == _SENDING, col(_row.lease_until)), else_=col(_row.not_before))
    until = col(PauseRow.until)
    rested = case((until > own, until), else_=own)
    free = case((busy.c.until > rested, busy.c.until), else_=rested)
    return tx.first(
        select(func.min(free))
        .select_from(_row)
        .outerjoin(PauseRow, col(PauseRow.lane) == col(_row.lane))
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
    }
    return _end(tx, posting_id, owner, values)


def later(  # noqa: PLR0913  # what came of a claim
    tx: Tx, posting_id: str, *, owner: str, not_before: datetime, is_unsure: bool, now: datetime
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

    Returns:
        False when the claim was lost to another sender; nothing was changed.
    """
    may_be_there = and_(col(_row.ts) == "", literal(is_unsure))
    values: dict[str, object] = {
        "state": _WANTED,
        "attempt": _row.attempt + 1,
        "is_unsure": or_(col(_row.is_unsure), may_be_there),
        "not_before": max(not_before, now),
    }
    return _end(tx, posting_id, owner, values)


def hold(tx: Tx, posting_id: str, *, owner: str, because: str) -> bool:
    """Stop trying until a person does something, or until it is wanted anew.

    What was wanted anew while it was being sent is tried once more.

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
        "held_because": case((is_newer, ""), else_=because),
    }
    return _end(tx, posting_id, owner, values)


def gone(tx: Tx, posting_id: str, *, owner: str) -> bool:
    """Note that a posting disappeared, by us or by a person; False when the claim was lost."""
    return _end(tx, posting_id, owner, {"state": _GONE, "shown": _row.wanted})


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


def release(tx: Tx, owner: str) -> int:
    """Give back what a sender claimed and has not begun to send; count it."""
    mine = and_(col(_row.owner) == owner, col(_row.state) == _SENDING)
    statement = update(_row).where(mine).values(state=_WANTED, owner="", lease_until=None)
    return len(tx.changed(statement.returning(col(_row.id))))


def get(tx: Tx, posting_id: str) -> Posting:
    """Return a posting.

    Raises:
        NotFoundError: There is none with this id.
    """
    return _posting(tx.get(select(_row).where(col(_row.id) == posting_id), "posting"))


def find(tx: Tx, kind: MessageKind, subject_id: str, part: int = 0) -> Posting | None:
    """Return the posting of a kind about a subject; None when there is none."""
    row = tx.first(
        select(_row).where(
            col(_row.kind) == kind.value,
            col(_row.subject_id) == subject_id,
            col(_row.part) == part,
        )
    )
    return None if row is None else _posting(row)


def by_ts(tx: Tx, channel: str, ts: str) -> Posting | None:
    """Return the posting that Slack knows as this message; None for a message not ours."""
    if not ts:
        return None
    row = tx.first(select(_row).where(col(_row.channel) == channel, col(_row.ts) == ts))
    return None if row is None else _posting(row)


def of_subject(tx: Tx, subject_id: str) -> list[Posting]:
    """List all postings about a subject, oldest first."""
    return _postings(tx, col(_row.subject_id) == subject_id)


def held(tx: Tx) -> list[Posting]:
    """List what is held, oldest first."""
    return _postings(tx, col(_row.state) == _HELD)


def resume(tx: Tx, posting_id: str, now: datetime) -> bool:
    """Try one posting again that is held, or is gone though nobody wanted it removed.

    A person asks for it, so one that was held as ``UNSURE`` is posted without another look.

    Returns:
        False when it is neither; nothing was changed.
    """
    mine = col(_row.id) == posting_id
    is_deleted = and_(col(_row.state) == _GONE, col(_row.is_removal).is_(False))
    tx.changed(
        update(_row)
        .where(mine, is_deleted)
        .values(ts="", shown=0, is_unsure=False)
        .returning(col(_row.id))
    )
    tx.changed(
        update(_row)
        .where(mine, col(_row.held_because) == UNSURE)
        .values(is_unsure=False)
        .returning(col(_row.id))
    )
    return bool(_raise(tx, and_(mine, or_(col(_row.state) == _HELD, is_deleted)), now))


def resume_held(tx: Tx, because: frozenset[str] | None, channel: str | None, now: datetime) -> int:
    """Try again what is held, and count it; what may be in Slack is looked up again first.

    Args:
        tx: The transaction.
        because: Reasons to resume; None for all.
        channel: Where; None for everywhere.
        now: Aware UTC.
    """
    reasons = true() if because is None else col(_row.held_because).in_(sorted(because))
    where = true() if channel is None else col(_row.channel) == channel
    return len(_raise(tx, and_(col(_row.state) == _HELD, reasons, where), now))


def counts(tx: Tx) -> dict[PostingState, int]:
    """Count the postings by state; states without any are left out."""
    statement = select(_row.state, func.count()).group_by(col(_row.state))
    return {PostingState(state): number for state, number in tx.pairs(statement)}


def _postings(tx: Tx, condition: ColumnElement[bool]) -> list[Posting]:
    statement = select(_row).where(condition)
    ordered = statement.order_by(col(_row.created_at), col(_row.kind), col(_row.part), col(_row.id))
    return [_posting(row) for row in tx.many(ordered)]


def _posting(row: PostingRow) -> Posting:
    return Posting(
        id=row.id,
        kind=MessageKind(row.kind),
        subject_id=row.subject_id,
        part=row.part,
        channel=row.channel,
        recipient=row.recipient,
        parent_id=row.parent_id,
        thread_ts=row.thread_ts,
        ts=row.ts,
        state=PostingState(row.state),
        is_removal=row.is_removal,
        wanted=row.wanted,
        shown=row.shown,
        attempt=row.attempt,
        is_unsure=row.is_unsure,
        not_before=row.not_before,
        shown_at=row.shown_at,
        held_because=row.held_because,
        created_at=row.created_at,
    )
