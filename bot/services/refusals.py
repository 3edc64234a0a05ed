"""What becomes of a message that may not or cannot be shown, or was deleted; and who is told."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.note import Note
from bot.domain.posting import MessageKind, Posting
from bot.errors import AudienceError, RefusedError
from bot.services.bot_deps import BotDeps
from bot.services.claims import Claim, Delivered
from bot.services.owners import owner_of, tombstone_in, words_for
from bot.services.telling import tell
from bot.store import Tx, postings

log = logging.getLogger("plumbline.delivery")

LONGEST_REFUSED_SECONDS = 4 * 3600.0
"""Longest wait before what Slack refused to take away is tried again; it doubles from a minute.

Source: somebody who waits to be forgotten sees a channel that was mended cleared the same day."""
_MISSING = frozenset({"message_not_found", "thread_not_found", "file_not_found"})


def refused(claim: Claim, deps: BotDeps, error: AudienceError | RefusedError) -> Delivered:
    """Hold what may not or cannot be shown, and tell the person concerned.

    What Slack must no longer show is never held: it is tried until Slack takes it away.
    """
    because = error.refusal.value if isinstance(error, AudienceError) else error.code
    if because in _MISSING and claim.posting.ts:
        return _gone(claim, deps)
    log.warning("refused: %s, %s", claim.posting.kind, because)
    place = _place(claim, deps)
    with deps.database.write() as tx:
        posting = postings.get(tx, claim.posting.id)  # it may have been taken back meanwhile
        stone = tombstone_in(tx, posting)
        if posting.is_removal or stone is not None:
            delivered = _again_later(tx, claim, because, deps)
            person = stone.forgotten_by if stone else owner_of(tx, posting)
            note = _left_behind(tx, posting, error, person, place)
            is_told = posting.attempt > 0 and posting.held_because == because
        else:
            is_ours = postings.hold(tx, posting.id, owner=claim.owner, because=because)
            delivered = Delivered.HELD if is_ours else Delivered.LOST
            note = _held_back(tx, posting, error)
            is_told = posting.held_because == because
        if delivered is Delivered.LOST:
            return delivered
        if not is_told and not _is_told_of(tx, posting, because):
            _tell(tx, posting, note, deps)
    deps.wake_senders()
    return delivered


def _place(claim: Claim, deps: BotDeps) -> str:
    """Name the place of a message, for people."""
    if not claim.channel:
        return "a direct conversation"
    facts = deps.slack.channel(claim.channel)
    return f"#{facts.name}" if facts and facts.name else "its channel"


def _again_later(tx: Tx, claim: Claim, because: str, deps: BotDeps) -> Delivered:
    posting, now = claim.posting, deps.now()
    seconds = min(60.0 * 2.0 ** min(posting.attempt, 10), LONGEST_REFUSED_SECONDS)
    is_ours = postings.later(
        tx,
        posting.id,
        owner=claim.owner,
        not_before=now + timedelta(seconds=seconds),
        is_unsure=posting.is_unsure,
        now=now,
        because=because,
    )
    return Delivered.LATER if is_ours else Delivered.LOST


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What one person is to read about a posting."""

    person: str
    """Slack user id; "" when there is nobody to tell."""
    problem: str
    fix: str
    can_retry: bool
    """Whether they are given a button to try again."""


def _held_back(tx: Tx, posting: Posting, error: AudienceError | RefusedError) -> _Words:
    return _Words(
        person=owner_of(tx, posting),
        problem=f"{words_for(tx, posting)} is held back. {error.problem}",
        fix=f"Everything is kept. {error.fix}",
        can_retry=True,
    )


def _left_behind(
    tx: Tx, posting: Posting, error: AudienceError | RefusedError, person: str, place: str
) -> _Words:
    return _Words(
        person=person,
        problem=f"{words_for(tx, posting)} may still stand in {place}, with all that hangs on it, "
        f"and cannot be taken away yet. {error.problem}",
        fix="It is tried again by itself, at least every four hours, and at once when Plumbline is "
        "invited. If it has to go before, ask an administrator of Slack to delete it.",
        can_retry=False,
    )


def _is_told_of(tx: Tx, posting: Posting, because: str) -> bool:
    """Whether the same person heard of its thread or of what began it, for the same reason."""
    if not posting.parent_id:
        return False
    person = owner_of(tx, posting)
    thread = postings.thread(tx, posting.parent_id)
    return any(
        other.held_because == because and owner_of(tx, other) == person
        for other in (postings.get(tx, posting.parent_id), *thread)
        if other.id != posting.id
    )


def _gone(claim: Claim, deps: BotDeps) -> Delivered:
    """Accept that a person deleted the message; where it was living, say how to have it back."""
    posting = claim.posting
    with deps.database.write() as tx:
        if not postings.gone(tx, posting.id, owner=claim.owner):
            return Delivered.LOST
        if posting.kind in (MessageKind.APPLICATION, MessageKind.BATCH, MessageKind.JOB):
            words = _Words(
                person=owner_of(tx, posting),
                problem="A message of Plumbline was deleted in Slack. Everything in it is kept.",
                fix="Have it posted again if you need it.",
                can_retry=True,
            )
            _tell(tx, posting, words, deps)
    deps.wake_senders()
    return Delivered.GONE


def _tell(tx: Tx, posting: Posting, words: _Words, deps: BotDeps) -> None:
    """Tell the person concerned once what happened; a word to a person needs no second word."""
    if not words.person or posting.kind is MessageKind.NOTE:
        return
    note = Note(
        id=deps.new_id(),
        recipient=words.person,
        problem=words.problem,
        fix=words.fix,
        retry_posting_id=posting.id if words.can_retry else "",
    )
    tell(tx, note, deps)
