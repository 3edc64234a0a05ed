"""Whether a message may go where it is headed, asked at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.domain.audience import AudienceRules, ChannelFacts, refuse_channel
from bot.domain.people import refuse_person
from bot.errors import AudienceError, AudienceRefusal, RefusedError, UnsureError
from bot.services.bot_deps import Post
from bot.services.messages import (
    Message,
    NoteMessage,
    OfferMessage,
    TombstoneMessage,
    WelcomeMessage,
)
from bot.slack.directory import Directory, is_direct
from bot.slack.errors import UnreachedError

Facts = TypeVar("Facts")

_HIDDEN = ("channel_not_found", "not_in_channel")
"""What Slack says of a private channel to a bot that is not, or no longer, in it."""
_HARMLESS = (OfferMessage, NoteMessage, WelcomeMessage, TombstoneMessage)


def has_candidate_data(message: Message) -> bool:
    """Say whether a message is only for a channel that passes the audience check.

    Whatever is not known to be harmless counts as candidate data. A welcome must reach a channel
    that fails the check, to say so; a tombstone must, to take candidate data out of it.
    """
    return not isinstance(message, _HARMLESS)


class Guard:
    """Our own check of who would read a message; it fails closed.

    Args:
        directory: What Slack says, at most 60 s old.
        rules: What the operator allowed.
        team_id: The workspace that the bot serves.
    """

    def __init__(self, directory: Directory, *, rules: AudienceRules, team_id: str) -> None:
        self._directory = directory
        self._rules = rules
        self._team_id = team_id

    def check(self, post: Post) -> None:
        """Let a message pass, or say why it must not be sent.

        Raises:
            AudienceError: It must not.
            RateLimitedError: Slack could not be asked now; nothing was sent.
            DisconnectedError: The token no longer works; nothing was sent.
        """
        if is_direct(post.channel):
            self._check_direct(post)
            return
        if post.recipient:
            self.check_person(post.recipient)
        if has_candidate_data(post.message):
            self._check_channel(post.channel)
            self._check_candidate(post)

    def check_person(self, user_id: str) -> None:
        """Let a person see something, or say why they must not.

        Raises:
            AudienceError: They must not.
            RateLimitedError: Slack could not be asked now.
            DisconnectedError: The token no longer works.
        """
        facts = _ask(lambda: self._directory.person(user_id))
        _raise_for(refuse_person(facts, team_id=self._team_id))

    def _check_direct(self, post: Post) -> None:
        behind = _ask(lambda: self._directory.person_behind(post.channel, post.recipient))
        if behind is None or post.recipient not in ("", behind):
            raise AudienceError(AudienceRefusal.UNKNOWN_PERSON)
        self.check_person(behind)

    def _check_channel(self, channel_id: str) -> None:
        facts = _ask(lambda: self._known(channel_id))
        _raise_for(refuse_channel(facts, self._rules))

    def _check_candidate(self, post: Post) -> None:
        """Keep what is about a person out of a channel that they read."""
        if not post.about:
            return
        members = _ask(lambda: self._directory.members(post.channel))
        if members is None:
            raise AudienceError(AudienceRefusal.UNKNOWN_CHANNEL)
        if post.about in members:
            raise AudienceError(AudienceRefusal.CANDIDATE)

    def _known(self, channel_id: str) -> ChannelFacts:
        try:
            return self._directory.channel(channel_id)
        except RefusedError as refused:
            if refused.code not in _HIDDEN:
                raise
        raise AudienceError(AudienceRefusal.NOT_A_MEMBER)


def _ask(look_up: Callable[[], Facts]) -> Facts | None:
    """Look up; None when Slack will not say.

    Raises:
        UnreachedError: Slack gave no answer: nothing was sent, so that it can be tried again.
    """
    try:
        return look_up()
    except RefusedError:
        return None
    except UnsureError:
        pass
    raise UnreachedError


def _raise_for(refusal: AudienceRefusal | None) -> None:
    if refusal is not None:
        raise AudienceError(refusal)
