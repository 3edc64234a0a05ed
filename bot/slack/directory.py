"""What Slack says about channels, people and groups, remembered for a short while."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from bot.domain.audience import ChannelFacts
from bot.domain.people import PersonFacts
from bot.errors import RefusedError, UnsureError
from bot.slack.client import Api
from bot.slack.errors import refusal
from bot.slack.memory import Memory
from bot.slack.methods import CHANNEL, GROUP, MEMBERS, OPEN, PERSON, Method

FRESH_SECONDS = 60.0
"""How old an answer about a channel, its members or a person may be.

Source: research/reliability.md, section 2, point 7.
"""
GROUP_SECONDS = 300.0
"""How old the list of a user group's members may be."""
_PAGE = 200
_PAGES = 50
_MOVED = "Slack gave the channel a new id."
_CHOOSE = "Choose the channel anew for the requisition in App Home."
_CHANNEL_FLAGS = ("is_private", "is_archived", "is_ext_shared")
_PERSON_FLAGS = ("deleted", "is_bot")


class Directory:
    """The look-ups that guards and policy rest on.

    Args:
        api: To ask with.
        clock: Seconds that never go back.
    """

    def __init__(self, api: Api, *, clock: Callable[[], float]) -> None:
        self._api = api
        self._channels: Memory[ChannelFacts] = Memory(seconds=FRESH_SECONDS, clock=clock)
        self._members: Memory[frozenset[str]] = Memory(seconds=FRESH_SECONDS, clock=clock)
        self._people: Memory[PersonFacts] = Memory(seconds=FRESH_SECONDS, clock=clock)
        self._groups: Memory[frozenset[str]] = Memory(seconds=GROUP_SECONDS, clock=clock)
        # who is behind a direct conversation never changes
        self._direct: Memory[str] = Memory(seconds=float("inf"), clock=clock)

    def through(self, api: Api) -> Directory:
        """Return a directory that asks in another way, and remembers the same."""
        other = copy(self)
        other._api = api  # noqa: SLF001  # of its own kind
        return other

    def channel(self, channel_id: str) -> ChannelFacts:
        """Say what a channel is, at most 60 s old.

        Raises:
            SlackError: It could not be had; UnsureError for an answer that lacks what matters.
        """
        if is_direct(channel_id):
            self.person_behind(channel_id)
            return _direct_facts(channel_id)
        return self._channels.get(channel_id, lambda: self._ask_channel(channel_id))

    def person(self, user_id: str) -> PersonFacts:
        """Say whose account it is, at most 60 s old.

        Raises:
            SlackError: It could not be had; UnsureError for an answer that lacks what matters.
        """
        return self._people.get(user_id, lambda: self._ask_person(user_id))

    def members(self, channel_id: str) -> frozenset[str]:
        """List the user ids of a channel's members, at most 60 s old.

        Raises:
            SlackError: It could not be had.
        """
        return self._members.get(
            channel_id, lambda: self._pages(MEMBERS, "members", channel=channel_id)
        )

    def group(self, group_id: str) -> frozenset[str]:
        """List the user ids of a user group, at most 5 minutes old.

        Raises:
            SlackError: It could not be had.
        """
        return self._groups.get(group_id, lambda: self._pages(GROUP, "users", usergroup=group_id))

    def open_direct(self, user_id: str) -> str:
        """Open the direct conversation with a person and return its id.

        Raises:
            SlackError: It could not be had.
        """
        answer = self._api.call(OPEN, users=user_id)
        channel = _part(answer, "channel").get("id")
        if not isinstance(channel, str) or not is_direct(channel):
            raise UnsureError("unreadable_answer")
        self._direct.get(channel, lambda: user_id)
        return channel

    def person_behind(self, channel_id: str, expected: str = "") -> str:
        """Return the user id of the one person in a direct conversation.

        Args:
            channel_id: Of the conversation.
            expected: Who it should be; "" when that is not known.

        Raises:
            SlackError: It could not be had, or it is somebody else's.
        """
        return self._direct.get(channel_id, lambda: self._ask_direct(channel_id, expected))

    def forget(self, channel_or_user_id: str) -> None:
        """Have a channel or a person asked for anew, because an event says that they changed."""
        for memory in (self._channels, self._members, self._people):
            memory.forget(channel_or_user_id)

    def _ask_channel(self, channel_id: str) -> ChannelFacts:
        found = _part(self._api.call(CHANNEL, channel=channel_id), "channel")
        _need(found, _CHANNEL_FLAGS)
        if found.get("id") != channel_id:
            # it got a new id, which happens when it is about to be shared with another company
            raise RefusedError("channel_id_changed", _MOVED, _CHOOSE)
        is_shared_outside = found["is_ext_shared"]
        return ChannelFacts(
            channel_id=channel_id,
            name=str(found.get("name") or ""),
            is_direct=False,
            is_private=found["is_private"],
            is_externally_shared=is_shared_outside,
            is_pending_externally_shared=_is_pending(found),
            is_org_shared=bool(found.get("is_org_shared"))
            or (bool(found.get("is_shared")) and not is_shared_outside),
            is_archived=found["is_archived"],
            is_member=found.get("is_member") is True,
        )

    def _ask_person(self, user_id: str) -> PersonFacts:
        found = _part(self._api.call(PERSON, user=user_id), "user")
        _need(found, _PERSON_FLAGS)
        if found.get("id") != user_id:
            raise refusal("user_not_found")
        return PersonFacts(
            user_id=user_id,
            team_id=str(found.get("team_id") or ""),
            is_bot=found["is_bot"],
            is_deactivated=found["deleted"],
            is_guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
            is_stranger=bool(found.get("is_stranger")),
            timezone=str(found.get("tz") or ""),
        )

    def _ask_direct(self, channel_id: str, expected: str) -> str:
        if expected:
            found = _part(self._api.call(OPEN, users=expected), "channel")
            user: object = expected
        else:
            found = _part(self._api.call(OPEN, channel=channel_id, return_im=True), "channel")
            user = found.get("user")
        if found.get("id") != channel_id or not isinstance(user, str) or not user:
            raise refusal("channel_not_found")
        return user

    def _pages(self, method: Method, field: str, **arguments: object) -> frozenset[str]:
        ids: set[str] = set()
        cursor = None
        for _ in range(_PAGES):
            answer = self._api.call(method, **arguments, cursor=cursor, limit=_limit(method))
            found = answer.get(field)
            if not isinstance(found, list):
                raise UnsureError("unreadable_answer")
            ids.update(str(each) for each in found)
            cursor = next_cursor(answer)
            if cursor is None:
                return frozenset(ids)
        raise RefusedError(
            "too_many_members",
            "The channel has too many members to be looked through.",
            "Choose a channel of the hiring team alone.",
        )


def is_direct(channel_id: str) -> bool:
    """Say whether an id is one of a direct conversation with one person."""
    return channel_id.startswith("D")


def next_cursor(answer: Mapping[str, Any]) -> str | None:
    """Return the cursor of the next page, or None on the last one."""
    metadata = answer.get("response_metadata")
    cursor = metadata.get("next_cursor") if isinstance(metadata, Mapping) else None
    return cursor if isinstance(cursor, str) and cursor else None


def _limit(method: Method) -> int | None:
    return _PAGE if method is MEMBERS else None  # a user group comes whole


def _part(answer: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    found = answer.get(field)
    if not isinstance(found, Mapping):
        raise UnsureError("unreadable_answer")
    return found


def _need(found: Mapping[str, Any], flags: tuple[str, ...]) -> None:
    """Refuse to guess: without these, nobody can say who would read it."""
    if not all(isinstance(found.get(flag), bool) for flag in flags):
        raise UnsureError("unreadable_answer")


def _is_pending(found: Mapping[str, Any]) -> bool:
    return bool(
        found.get("is_pending_ext_shared")
        or found.get("pending_shared")
        or found.get("pending_connected_team_ids")
    )


def _direct_facts(channel_id: str) -> ChannelFacts:
    return ChannelFacts(
        channel_id=channel_id,
        name="",
        is_direct=True,
        is_private=True,
        is_externally_shared=False,
        is_pending_externally_shared=False,
        is_org_shared=False,
        is_archived=False,
        is_member=True,
    )
