"""What the bot says unasked: one button to who shared a file, one word where it is invited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.note import Offer
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind
from bot.errors import AudienceRefusal, DownloadError
from bot.services.access import is_allowed
from bot.services.bot_deps import BotDeps
from bot.services.derived import derived_id
from bot.store import Tx, inbox, offers, postings, requisitions

GATHER_SECONDS = 2.0
"""How long further files of the same person are waited for, so that one offer covers them."""
_ABSENT = frozenset(
    {
        AudienceRefusal.NOT_A_MEMBER.value,
        AudienceRefusal.UNKNOWN_CHANNEL.value,  # a private channel is hidden from who left it
        "not_in_channel",
        "channel_not_found",
    }
)
"""Why a message is held that an invitation to its channel sets free."""


def offer_files(
    actor: Actor, event_key: str, channel: str, file_ids: Sequence[str], deps: BotDeps
) -> bool:
    """Offer to read files that somebody shared in a review channel, to that person alone.

    Nothing is offered for other kinds of file, in other channels, to people who may not add
    candidates, or twice for one event.

    Returns:
        Whether it was offered.
    """
    with deps.database.read() as tx:
        here = requisitions.in_channel(tx, channel)
    if not any(is_allowed(Action.ADD_CANDIDATE, actor, deps, r) for r in here):
        return False
    readable = tuple(file_id for file_id in dict.fromkeys(file_ids) if _is_readable(file_id, deps))
    if not readable:
        return False
    with deps.database.write() as tx:
        if not inbox.accept(tx, event_key, deps.now()):
            return False
        offer = Offer(
            id=derived_id("offer", event_key),
            channel=channel,
            user_id=actor.user_id,
            file_ids=readable,
            thread_ts="",
        )
        _offer(tx, offer, deps)
    deps.wake_senders()
    return True


def _offer(tx: Tx, offer: Offer, deps: BotDeps) -> None:
    """Offer files, together with those of the same person that are about to be offered.

    Slack tells of each file of a message by itself.
    """
    open_ = postings.waiting(tx, MessageKind.OFFER, offer.channel, offer.user_id)
    if open_ is not None:
        offers.extend(tx, open_.subject_id, offer.file_ids)
        return
    offers.add(tx, offer)
    postings.want(
        tx,
        id=deps.new_id(),
        kind=MessageKind.OFFER,
        subject_id=offer.id,
        channel=offer.channel,
        recipient=offer.user_id,
        now=deps.now() + timedelta(seconds=GATHER_SECONDS),
    )


def welcome(channel: str, event_key: str, deps: BotDeps) -> None:
    """Say once in a channel what the bot does there, when it is added to it.

    What was held because the bot was not there is shown, as it is by now.
    """
    with deps.database.write() as tx:
        if not inbox.accept(tx, event_key, deps.now()):
            return
        postings.want(
            tx,
            id=deps.new_id(),
            kind=MessageKind.WELCOME,
            subject_id=channel,
            channel=channel,
            now=deps.now(),
        )
        postings.resume_held(tx, _ABSENT, channel, deps.now())
    deps.wake_senders()


def _is_readable(file_id: str, deps: BotDeps) -> bool:
    try:
        return deps.slack.file(file_id).is_readable
    except DownloadError:  # gone again, or not for the bot: there is nothing to offer
        return False
