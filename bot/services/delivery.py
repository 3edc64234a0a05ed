"""One step of the ledger: claim a posting, show in Slack what is wanted, note what came of it."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.people import Actor
from bot.domain.policy import Action, decide
from bot.domain.posting import MessageKind, Posting
from bot.errors import (
    AudienceError,
    DisconnectedError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    UnsureError,
)
from bot.services.access import standing_of
from bot.services.bot_deps import BotDeps, Post
from bot.services.claims import Claim, Delivered, Pace
from bot.services.compose import compose
from bot.services.messages import ApplicationMessage, BatchMessage, Message, Result
from bot.services.moving import move_thread
from bot.services.owners import application_of, requisition_of
from bot.services.refusals import refused
from bot.services.withheld import may_see_reading
from bot.store import postings

log = logging.getLogger("plumbline.delivery")

LONGEST_BACKOFF_SECONDS = 60.0
"""Longest wait after an answer that did not come; it doubles from one second."""
PAUSE_WITHOUT_TOKEN_SECONDS = 60.0
"""How often it is tried again while Slack refuses the token."""


class _LateError(Exception):
    """The claim is half over; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What Slack took."""

    ts: str
    is_whole: bool = True
    """False when the result was left out, so that an update has to follow."""


def deliver_one(deps: BotDeps, *, owner: str, pace: Pace) -> Delivered:
    """Deliver the oldest posting that is due.

    A message that may already be in Slack is looked up by its metadata before it is posted
    again; where that is not allowed it is held, and the person concerned is told.

    Args:
        deps: What to reach.
        owner: Name of this sender, unlike that of any other sender of any process.
        pace: How fast to go.
    """
    claim = _claim(deps, owner, pace)
    if claim is None:
        return Delivered.NOTHING
    deps.wake_senders()  # while this one is on its way, another sender looks for the next
    try:
        shown = _show(claim, deps)
    except (_LateError, RateLimitedError, UnsureError, DisconnectedError) as error:
        return _wait(claim, deps, error)
    except (AudienceError, RefusedError) as error:
        return refused(claim, deps, error)
    return _sent(claim, deps, shown)


def _claim(deps: BotDeps, owner: str, pace: Pace) -> Claim | None:
    now = deps.now()
    with deps.database.write() as tx:
        posting = postings.claim(tx, owner=owner, now=now, lease_seconds=pace.lease_seconds)
        if posting is None:
            return None
        parent = postings.get(tx, posting.parent_id) if posting.parent_id else None
    return Claim(
        posting=posting,
        owner=owner,
        pace=pace,
        fence=now + timedelta(seconds=pace.lease_seconds / 2),
        thread_ts=parent.ts if parent else posting.thread_ts,
        # A thread follows its message, which a person may have had sent privately.
        channel=parent.channel if parent else posting.channel,
        recipient=parent.recipient if parent else posting.recipient,
    )


def _show(claim: Claim, deps: BotDeps) -> _Shown | None:
    """Do what is wanted, and return what is shown, or None when it is gone."""
    posting = claim.posting
    is_over = posting.is_removal or _is_taken_back(claim, deps)
    message = None if is_over else _compose(posting, deps)
    if message is None:
        _remove(claim, deps)
        return None
    post = Post(
        posting_id=posting.id,
        channel=_channel(claim, deps),
        thread_ts=claim.thread_ts,
        recipient=posting.recipient if posting.kind is MessageKind.OFFER else "",
        message=message,
        about=_candidate_in(posting, deps),
        before_sending=lambda: _check_fence(claim, deps),
    )
    if posting.ts:
        deps.slack.update(post, posting.ts)
        return _Shown(ts=posting.ts)
    found = _found(claim, post.channel, deps) if posting.is_unsure else None
    if found is not None:
        log.info("found again after a lost answer: %s", posting.kind)
        deps.slack.update(post, found)
        return _Shown(ts=found)
    if posting.kind is MessageKind.RANKING:
        return _Shown(ts=deps.slack.upload(post))
    quiet = _without_result(message)
    ts = deps.slack.post(replace(post, message=quiet))
    return _Shown(ts=ts, is_whole=quiet is message)


def _is_taken_back(claim: Claim, deps: BotDeps) -> bool:
    """Take a private copy, with its thread, from who may no longer see what it shows.

    It is wanted in its channel instead. Where Slack cannot say who they are, the gateway refuses.
    """
    posting = claim.posting
    if not claim.recipient:
        return False
    with deps.database.read() as tx:
        requisition = requisition_of(tx, posting)
        application = application_of(tx, posting) if requisition else None
    if requisition is None or deps.slack.person(claim.recipient) is None:
        return False
    actor = Actor(user_id=claim.recipient, team_id=deps.team_id)
    standing = standing_of(actor, deps, requisition, application)
    with deps.database.read() as tx:
        is_open = application is None or may_see_reading(tx, application.id, claim.recipient)
    if is_open and decide(Action.SEE_APPLICATION, standing).is_allowed:
        return False
    with deps.database.write() as tx:
        head = postings.get(tx, posting.parent_id or posting.id)
        move_thread(tx, head, requisition.channel, deps)
    return True


def _candidate_in(posting: Posting, deps: BotDeps) -> str:
    """Name the Slack user whom a message is about, if known; a run over several names nobody."""
    with deps.database.read() as tx:
        try:
            application = application_of(tx, posting)
        except NotFoundError:  # the question is no longer there
            return ""
    return application.candidate_user_id if application else ""


def _without_result(message: Message) -> Message:
    """Leave out of a first post what its notification may not say beside a candidate.

    Desktops draw notifications from the blocks of a post, and no update ever notifies anybody.
    """
    match message:
        case ApplicationMessage(result=Result()):
            return replace(message, result=None)
        case BatchMessage(ranking=(_, *_)):
            return replace(message, ranking=())
        case _:
            return message


def _compose(posting: Posting, deps: BotDeps) -> Message | None:
    try:
        return compose(posting, deps)
    except NotFoundError:  # what it was about is no longer there
        return None


def _channel(claim: Claim, deps: BotDeps) -> str:
    return claim.channel or deps.slack.direct_channel(claim.recipient)


def _remove(claim: Claim, deps: BotDeps) -> None:
    """Have a message disappear, also one that Slack took without saying so."""
    posting = claim.posting
    ts = posting.ts
    if not ts and posting.is_unsure:
        ts = _found(claim, _channel(claim, deps), deps) or ""
    if not ts:
        return
    if posting.kind is MessageKind.RANKING:
        deps.slack.delete_file(ts)
    else:
        deps.slack.delete(_channel(claim, deps), ts)


def _found(claim: Claim, channel: str, deps: BotDeps) -> str | None:
    """Look back for a message that Slack may have taken.

    Raises:
        RefusedError: With the code UNSURE when the history may not be read.
    """
    posting = claim.posting
    if posting.kind is MessageKind.OFFER:
        return None  # seen by one person alone, in no history; twice is harmless
    try:
        return deps.slack.find(channel, claim.thread_ts, posting.id, posting.created_at)
    except RefusedError as error:
        if error.code != "missing_scope":
            raise
        raise RefusedError(
            postings.UNSURE,
            "Slack did not say whether it took a message, and its history may not be read.",
            "Look in the channel, and have it posted again only if it is not there.",
        ) from None


def _check_fence(claim: Claim, deps: BotDeps) -> None:
    """Leave a claim alone that is half over: somebody else may soon begin to send."""
    if deps.now() > claim.fence:
        raise _LateError


def _backoff(attempt: int) -> float:
    longest = min(2.0 ** min(attempt, 10), LONGEST_BACKOFF_SECONDS)
    return random.uniform(longest / 2, longest)  # noqa: S311  # spreads retries, guards nothing


def _sent(claim: Claim, deps: BotDeps, shown: _Shown | None) -> Delivered:
    posting, now = claim.posting, deps.now()
    with deps.database.write() as tx:
        if shown is None:
            is_ours = postings.gone(tx, posting.id, owner=claim.owner)
            return Delivered.GONE if is_ours else Delivered.LOST
        is_first = not posting.ts
        rest = claim.pace.post_seconds if is_first else claim.pace.update_seconds
        is_ours = postings.sent(
            tx,
            posting.id,
            owner=claim.owner,
            version=posting.wanted if shown.is_whole else posting.wanted - 1,
            ts=shown.ts,
            now=now,
            not_before=now + timedelta(seconds=rest),
        )
        if is_first and posting.channel and claim.pace.post_seconds > 0:
            until = now + timedelta(seconds=claim.pace.post_seconds)
            postings.pause_posts(tx, posting.channel, until)
    return Delivered.SENT if is_ours else Delivered.LOST


def _wait(claim: Claim, deps: BotDeps, error: Exception) -> Delivered:
    """Put a posting off; a limit of Slack puts off its whole channel."""
    posting, now = claim.posting, deps.now()
    until = now + timedelta(seconds=_seconds_to_wait(posting, error))
    is_unsure = isinstance(error, UnsureError) and not posting.ts
    with deps.database.write() as tx:
        is_ours = postings.later(
            tx,
            posting.id,
            owner=claim.owner,
            not_before=until,
            is_unsure=posting.is_unsure or is_unsure,
            now=now,
        )
        if isinstance(error, RateLimitedError) and posting.channel:
            postings.pause_channel(tx, posting.channel, until)
    return Delivered.LATER if is_ours else Delivered.LOST


def _seconds_to_wait(posting: Posting, error: Exception) -> float:
    match error:
        case RateLimitedError():
            return error.retry_after
        case UnsureError():
            log.info("no answer from Slack: %s, %s", error.code, posting.kind)
            return _backoff(posting.attempt)
        case DisconnectedError():
            log.warning("Slack refuses the token: %s", error.code)
            return PAUSE_WITHOUT_TOKEN_SECONDS
        case _:
            return 0.0


def next_due(deps: BotDeps) -> datetime | None:
    """Say when the next posting is due; None when nothing waits."""
    with deps.database.read() as tx:
        return postings.next_due(tx, deps.now())


def give_back(deps: BotDeps, owners: list[str]) -> None:
    """Free what senders that ended had claimed, so that nobody waits for their leases."""
    with deps.database.write() as tx:
        for owner in owners:
            postings.release(tx, owner)
