"""What Slack should show: wishes, anew, no longer, and once more after a person did something."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, true
from sqlmodel import and_, col, func, not_, or_, select, update

from bot.domain.posting import MessageKind, Posting, PostingState
from bot.store import posting_reads as reads
from bot.store.tables import PostingRow
from bot.store.transaction import Tx

UNSURE = "unsure"
"""Why a posting is held that Slack may show, where nobody but a person can look it up."""
_row = PostingRow
_WANTED = PostingState.WANTED.value
_SENDING = PostingState.SENDING.value
_SHOWN = PostingState.SHOWN.value
_HELD = PostingState.HELD.value
_GONE = PostingState.GONE.value


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
    yet, it takes the address given here, otherwise it keeps its own; why it was held elsewhere is
    old then. A file cannot be changed once it may be in Slack: it is retired for a new one.

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
    mine = reads.named(kind, subject_id, part)
    name = {"kind": kind.value, "subject_id": subject_id, "part": part}
    if kind is MessageKind.RANKING:
        shared = reads.find(tx, kind, subject_id, part)
        if shared is not None and shared.may_stand and not shared.is_removal:
            retire(tx, shared, now)
    if not tx.add_if_new(_new({**name, **address, "id": id}, now)):
        _want_again(tx, mine, address, now)
    return reads.only(tx, mine)


def _new(values: dict[str, object], now: datetime) -> PostingRow:
    return PostingRow.model_validate(
        {
            **values,
            "ts": "",
            "state": _WANTED,
            "is_removal": False,
            "wanted": 1,
            "shown": 0,
            "claimed": 0,
            "attempt": 0,
            "is_unsure": False,
            "not_before": now,
            "shown_at": None,
            "held_because": "",
            "created_at": now,
            "owner": "",
            "lease_until": None,
        }
    )


def _want_again(tx: Tx, named: ColumnElement[bool], address: dict[str, str], now: datetime) -> None:
    mine = and_(named, col(_row.is_removal).is_(False))
    is_nowhere = or_(
        col(_row.state) == _GONE,
        and_(
            col(_row.ts) == "",
            col(_row.is_unsure).is_(False),
            col(_row.shown) == 0,
            col(_row.state) != _SENDING,
        ),
    )
    is_elsewhere = col(_row.lane) != address["lane"]
    because = case((is_elsewhere, ""), else_=col(_row.held_because))
    tx.changed(
        update(_row)
        .where(mine, is_nowhere)
        .values(**address, held_because=because)
        .returning(col(_row.id))
    )
    tx.changed(
        update(_row)
        .where(mine, col(_row.state) == _GONE)
        .values(ts="", shown=0, is_unsure=False)
        .returning(col(_row.id))
    )
    _raise(tx, mine, now)


def _raise(tx: Tx, mine: ColumnElement[bool], now: datetime, **besides: str) -> list[str]:
    """Want postings once more, and list their ids.

    One that waits keeps its turn, but not for what refused it once; one that was just shown keeps
    its rest; one that is being sent is wanted again when that has ended.
    """
    state = col(_row.state)
    is_resting = and_(state == _SHOWN, col(_row.not_before) > now)
    has_turn = and_(state == _WANTED, col(_row.held_because) == "")
    keeps_time = or_(has_turn, state == _SENDING, is_resting)
    statement = (
        update(_row)
        .where(mine)
        .values(
            wanted=_row.wanted + 1,
            state=case((state == _SENDING, _SENDING), else_=_WANTED),
            attempt=case((state == _SENDING, col(_row.attempt)), else_=0),
            not_before=case((keeps_time, col(_row.not_before)), else_=now),
            **besides,
        )
    )
    return tx.changed(statement.returning(col(_row.id)))


def refresh(tx: Tx, kind: MessageKind, subject_id: str, now: datetime) -> int:
    """Want all parts of a message that there are, and are not gone, once more; count them.

    What is held and was never shown stays held, until it is resumed as it is by then: a change of
    what it says does not mend why it is held.
    """
    mine = and_(
        col(_row.kind) == kind.value,
        col(_row.subject_id) == subject_id,
        col(_row.state) != _GONE,
    )
    waits = and_(col(_row.state) == _HELD, col(_row.ts) == "", col(_row.is_removal).is_(False))
    kept = update(_row).where(mine, waits).values(wanted=_row.wanted + 1).returning(col(_row.id))
    return len(tx.changed(kept)) + len(_raise(tx, and_(mine, not_(waits)), now))


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
    _raise(tx, mine, now, held_because="")


def retire(tx: Tx, posting: Posting, now: datetime) -> None:
    """Have a posting disappear for good, and another one take its name."""
    mine = col(_row.id) == posting.id
    same = (col(_row.kind) == posting.kind.value, col(_row.subject_id) == posting.subject_id)
    first = tx.first(select(func.min(_row.part)).where(*same)) or 0
    tx.changed(update(_row).where(mine).values(part=min(first, 0) - 1).returning(col(_row.id)))
    want_removed(tx, posting.id, now)


def move(  # noqa: PLR0913  # the address of a posting
    tx: Tx,
    posting: Posting,
    *,
    id: str,  # noqa: A002  # as in the domain
    channel: str,
    parent_id: str,
    now: datetime,
) -> Posting:
    """Have something shown in a channel, and no longer where it may stand.

    What a person deleted stays deleted, and comes back there when it is asked for.

    Args:
        tx: The transaction.
        posting: What is not to disappear anyway.
        id: For a new posting, where the old one may stand in Slack: 32 hex digits.
        channel: Slack id.
        parent_id: Posting whose thread it is to stand in; "" for none.
        now: Aware UTC.
    """
    if posting.may_stand:
        retire(tx, posting, now)
    address = {"channel": channel, "recipient": "", "lane": channel, "parent_id": parent_id}
    mine = col(_row.id) == posting.id
    is_deleted = and_(mine, col(_row.state) == _GONE, col(_row.is_removal).is_(False))
    anew = update(_row).where(is_deleted).values(**address, thread_ts="", ts="", shown=0)
    if tx.changed(anew.returning(col(_row.id))):
        return reads.get(tx, posting.id)
    return want(
        tx,
        id=id,
        kind=posting.kind,
        subject_id=posting.subject_id,
        part=posting.part,
        channel=channel,
        parent_id=parent_id,
        now=now,
    )


def resume(tx: Tx, posting_id: str, now: datetime) -> bool:
    """Try one posting again that is held, or is gone though nobody wanted it removed.

    One that was held, and waits to be tried again by itself, counts as held. A person asks for it,
    so one that was held as ``UNSURE`` is posted without another look.

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
    is_waiting = and_(col(_row.state) == _WANTED, col(_row.held_because) != "")
    may_resume = and_(mine, or_(col(_row.state) == _HELD, is_waiting, is_deleted))
    return bool(_raise(tx, may_resume, now, held_because=""))


def resume_held(tx: Tx, because: frozenset[str] | None, channel: str | None, now: datetime) -> int:
    """Try again what is held, or was refused and waits, and count it.

    What may be in Slack is looked up again first.

    Args:
        tx: The transaction.
        because: Reasons to resume; None for all.
        channel: Where; None for everywhere.
        now: Aware UTC.
    """
    reasons = true() if because is None else col(_row.held_because).in_(sorted(because))
    where = true() if channel is None else col(_row.channel) == channel
    is_waiting = and_(col(_row.state) == _WANTED, col(_row.held_because) != "")
    mine = and_(or_(col(_row.state) == _HELD, is_waiting), reasons, where)
    return len(_raise(tx, mine, now, held_because=""))
