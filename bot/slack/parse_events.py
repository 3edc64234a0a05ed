"""From events to requests: what comes of another team, of a bot or of ourselves is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.people import Actor
from bot.slack.builders.text import unescape
from bot.slack.parse import readable

_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in the workspace that is served."""

    event_key: str
    """The same for every delivery of it."""
    kind: str
    user_id: str
    """Who did it; "" where Slack does not say."""
    channel: str
    """"" for what happens in no channel."""
    thread_ts: str
    """"" outside a thread."""
    ts: str
    """Of the message that it is about; "" for none."""
    text: str
    """As typed, with mentions as ``<@U…>``; may be about a person, so it is never logged."""
    file_id: str
    tab: str
    """Of App Home; "" for anything else."""
    is_own: bool
    """Whether the bot itself did it, or it was done to the bot or its token."""
    team_id: str

    @property
    def actor(self) -> Actor:
        """Who did it."""
        return Actor(user_id=self.user_id, team_id=self.team_id)


def event(body: object, team_id: str) -> Event | None:
    """Read an event; None for one that is not for us.

    Args:
        body: As delivered.
        team_id: The workspace that is served.
    """
    if not isinstance(body, Mapping):
        return None
    inner = _part(body, "event")
    event_id, kind = _text(body, "event_id"), _text(inner, "type")
    team = _text(inner, "user_team") or _text(inner, "team") or _text(body, "team_id")
    if not event_id or not kind or team != team_id or _is_by_bot(inner):
        return None
    user_id = _text(inner, "user") or _text(inner, "user_id")
    return Event(
        event_key=f"event:{event_id}",
        kind=kind,
        user_id=user_id,
        channel=_text(inner, "channel") or _text(inner, "channel_id"),
        thread_ts=_text(inner, "thread_ts"),
        ts=_text(inner, "ts"),
        text=unescape(readable(_words(inner))),
        file_id=_text(inner, "file_id") or _text(_part(inner, "file"), "id"),
        tab=_text(inner, "tab"),
        is_own=user_id in _own_ids(body) or bool(_part(inner, "tokens").get("bot")),
        team_id=team,
    )


def _is_by_bot(inner: Mapping[str, Any]) -> bool:
    return bool(inner.get("bot_id")) or inner.get("subtype") == "bot_message"


def _own_ids(body: Mapping[str, Any]) -> set[str]:
    """List our own user ids: those that the event is delivered to."""
    given = body.get("authorizations")
    found = given if isinstance(given, list) else []
    return {_text(each, "user_id") for each in found if isinstance(each, Mapping)} - {""}


def _words(inner: Mapping[str, Any]) -> str:
    found = inner.get("text")
    return found if isinstance(found, str) else ""


def _part(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = holder.get(key)
    return found if isinstance(found, Mapping) else {}


def _text(holder: Mapping[str, Any], key: str) -> str:
    found = holder.get(key)
    return readable(found) if isinstance(found, str) and len(found) <= _LONGEST else ""
