"""What the ledger holds, for people and for the next step."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, func, select

from bot.domain.posting import MessageKind, Posting, PostingState
from bot.store.tables import PostingRow
from bot.store.transaction import Tx

_row = PostingRow


def get(tx: Tx, posting_id: str) -> Posting:
    """Return a posting.

    Raises:
        NotFoundError: There is none with this id.
    """
    return only(tx, col(_row.id) == posting_id)


def find(tx: Tx, kind: MessageKind, subject_id: str, part: int = 0) -> Posting | None:
    """Return the posting of a kind about a subject; None when there is none."""
    row = tx.first(select(_row).where(named(kind, subject_id, part)))
    return None if row is None else posting_of(row)


def named(kind: MessageKind, subject_id: str, part: int) -> ColumnElement[bool]:
    """Pick the one posting of a kind about a subject."""
    return and_(
        col(_row.kind) == kind.value,
        col(_row.subject_id) == subject_id,
        col(_row.part) == part,
    )


def only(tx: Tx, condition: ColumnElement[bool]) -> Posting:
    """Return the one posting that a condition picks.

    Raises:
        NotFoundError: It picks none.
    """
    return posting_of(tx.get(select(_row).where(condition), "posting"))


def waiting(tx: Tx, kind: MessageKind, channel: str, recipient: str) -> Posting | None:
    """Return the newest posting of a kind to a person that no sender has taken up yet."""
    row = tx.first(
        select(_row)
        .where(
            col(_row.kind) == kind.value,
            col(_row.channel) == channel,
            col(_row.recipient) == recipient,
            col(_row.state) == PostingState.WANTED.value,
            col(_row.shown) == 0,
            col(_row.attempt) == 0,
        )
        .order_by(col(_row.created_at).desc(), col(_row.id))
    )
    return None if row is None else posting_of(row)


def by_ts(tx: Tx, channel: str, ts: str) -> Posting | None:
    """Return the posting that Slack knows as this message.

    None for a message that is not ours, or that is to disappear.
    """
    if not ts:
        return None
    stays = col(_row.is_removal).is_(False)
    row = tx.first(select(_row).where(col(_row.channel) == channel, col(_row.ts) == ts, stays))
    return None if row is None else posting_of(row)


def of_subject(tx: Tx, subject_id: str) -> list[Posting]:
    """List all postings about a subject, oldest first."""
    return _postings(tx, col(_row.subject_id) == subject_id)


def thread(tx: Tx, posting_id: str) -> list[Posting]:
    """List what stands, or is to stand, in the thread of a posting, oldest first."""
    return _postings(tx, col(_row.parent_id) == posting_id)


def heads(tx: Tx, channel: str) -> list[Posting]:
    """List what heads a thread in a channel, or is to, oldest first; not what is to disappear."""
    stays = col(_row.is_removal).is_(False)
    return _postings(tx, and_(col(_row.channel) == channel, col(_row.parent_id) == "", stays))


def held(tx: Tx) -> list[Posting]:
    """List what is held, oldest first."""
    return _postings(tx, col(_row.state) == PostingState.HELD.value)


def counts(tx: Tx) -> dict[PostingState, int]:
    """Count the postings by state; states without any are left out."""
    statement = select(_row.state, func.count()).group_by(col(_row.state))
    return {PostingState(state): number for state, number in tx.pairs(statement)}


def posting_of(row: PostingRow) -> Posting:
    """Turn a row into what the domain calls a posting."""
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


def _postings(tx: Tx, condition: ColumnElement[bool]) -> list[Posting]:
    statement = select(_row).where(condition)
    ordered = statement.order_by(col(_row.created_at), col(_row.kind), col(_row.part), col(_row.id))
    return [posting_of(row) for row in tx.many(ordered)]
