"""What the bot makes of what happens in the workspace."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import BotError
from bot.services.answers import Ask, ask
from bot.services.bot_deps import Post
from bot.services.home import publish_home
from bot.services.intake import offer_files, welcome
from bot.services.leaving import left_channel
from bot.services.lookups import is_first
from bot.services.messages import NoteMessage
from bot.slack.answering import Trouble, answering
from bot.slack.gateway import SlackGateway
from bot.slack.parse_events import Event
from bot.slack.speaking import Tools

log = logging.getLogger("plumbline.slack.events")

_ELSEWHERE = (
    "I answer in the thread below a candidate's message.",
    "Ask there, for example: @Plumbline why 2 on production? Type /hire help for everything else.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What the listeners to events reach."""

    tools: Tools
    stop: Callable[[], None]
    """Listen no more: the app was removed, or its token revoked."""


def on_event(ears: Ears, event: Event) -> None:
    """Do what an event asks for; one that asks for nothing is left.

    Raises:
        BotError: It could not be done.
    """
    EVENTS[event.kind](ears, event)


def _mention(ears: Ears, event: Event) -> None:
    """Answer a question in a thread of ours; elsewhere say once how to ask."""
    if event.is_own or not event.user_id:
        return
    tools = ears.tools

    def say(trouble: Trouble) -> None:
        error = trouble.error
        problem = error.problem if error else "Something broke on our side."
        fix = error.fix if error else f"Try again in a minute. (ref {trouble.reference})"
        _whisper(tools, event, problem, fix)

    with answering("mention", say):
        if not event.thread_ts:
            _whisper(tools, event, *_ELSEWHERE)
            return
        request = Ask(
            actor=event.actor,
            event_key=event.event_key,
            channel=event.channel,
            thread_ts=event.thread_ts,
            text=event.text,
        )
        ask(request, tools.deps)


def _file_shared(ears: Ears, event: Event) -> None:
    if event.is_own or not (event.user_id and event.channel and event.file_id):
        return
    deps = ears.tools.deps
    offer_files(event.actor, event.event_key, event.channel, (event.file_id,), deps)


def _joined(ears: Ears, event: Event) -> None:
    """Introduce ourselves where we were added; what was known of the channel is old now."""
    if not event.channel:
        return
    _forget(ears, event.channel)
    if event.is_own:
        welcome(event.channel, event.event_key, ears.tools.deps)


def _left(ears: Ears, event: Event) -> None:
    if not event.channel:
        return
    _forget(ears, event.channel)
    left_channel(event.channel, event.event_key, ears.tools.deps)


def _home_opened(ears: Ears, event: Event) -> None:
    if event.tab == "home" and event.user_id:
        publish_home(event.user_id, ears.tools.deps)


def _revoked(ears: Ears, event: Event) -> None:
    """End where the bot's own token was revoked; a person's is nothing to us."""
    if event.is_own:
        _ended(ears, event)


def _ended(ears: Ears, event: Event) -> None:
    log.error("%s: listening ends; what is stored stays", event.kind)
    ears.stop()


def _forget(ears: Ears, channel: str) -> None:
    gateway = ears.tools.deps.slack
    if isinstance(gateway, SlackGateway):
        gateway.forget(channel)


def _whisper(tools: Tools, event: Event, problem: str, fix: str) -> None:
    """Say something once to the one person who wrote, beside what they wrote."""
    deps = tools.deps
    if not is_first(f"{event.event_key}:whisper", deps):
        return
    post = Post(
        posting_id=deps.new_id(),
        channel=event.channel,
        thread_ts=event.thread_ts,
        recipient=event.user_id,
        message=NoteMessage(problem=problem, fix=fix, retry_posting_id=""),
    )
    try:
        deps.slack.post(post)
    except BotError as error:
        log.info("a word to one person was not said: %s", type(error).__name__)


EVENTS: dict[str, Callable[[Ears, Event], None]] = {
    "app_home_opened": _home_opened,
    "app_mention": _mention,
    "app_uninstalled": _ended,
    "channel_left": _left,
    "file_shared": _file_shared,
    "group_left": _left,
    "member_joined_channel": _joined,
    "tokens_revoked": _revoked,
}
"""What each event does; a test holds the manifest to the same names."""
