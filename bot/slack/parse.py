"""From what Slack delivers to requests: pure, and doubtful of every field.

Whatever a payload lacks, or holds of another type, becomes one UsageError in words for a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.people import Actor
from bot.errors import UsageError
from bot.slack.gateway import OpenView
from bot.slack.ids import ActionId, BlockId, CallbackId, MoreId, ShortcutId, split

_IDS = re.compile(r"[\w.:/\-]{0,255}", re.ASCII)
"""What a value of ours can hold: opaque ids, names of rubrics, and what joins them."""
_LONGEST = 300
"""Characters of an id or a key of Slack's; longer ones are nobody's."""
_PREFIX = re.compile(r"([a-z_]+)(?::\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody did something, and how they can be answered there."""

    channel: str = ""
    """Slack id; "" in App Home, in a form and for a global shortcut."""
    thread_ts: str = ""
    """"" outside a thread."""
    response_url: str = ""
    """A secret that lets its holder answer for half an hour; never logged."""
    trigger_id: str = ""
    """Lets one form be opened within 3 s."""
    view: OpenView | None = None
    """The form in which it was done; None outside one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line that begins with our command."""

    actor: Actor
    place: Place
    text: str
    """What follows the command; may name a person, so it is never logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A button pressed, or an entry chosen."""

    actor: Actor
    place: Place
    event_key: str
    action: ActionId
    value: str

    def ids(self, count: int) -> tuple[str, ...]:
        """Return the ids that the value holds.

        Raises:
            UsageError: They are not so many, or one is empty.
        """
        return _exactly(split(self.value), count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """One of our shortcuts, used."""

    actor: Actor
    place: Place
    id: ShortcutId
    file_ids: tuple[str, ...]
    """Of the message that it was used on; empty without files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a form held when it was submitted."""

    values: Mapping[str, Any]
    """By block id; each holds the one element's state by action id."""

    def text(self, block: BlockId) -> str:
        """Return what was typed, with broken characters replaced; "" for nothing."""
        return readable(_text(self._state(block), "value"))

    def option(self, block: BlockId) -> str:
        """Return the value of the chosen option; "" for none."""
        return _text(_part(self._state(block), "selected_option"), "value")

    def user(self, block: BlockId) -> str:
        """Return the chosen person's Slack id; "" for none."""
        return _text(self._state(block), "selected_user")

    def channel(self, block: BlockId) -> str:
        """Return the chosen channel's Slack id; "" for none."""
        return _text(self._state(block), "selected_conversation")

    def options(self, block: BlockId) -> tuple[str, ...]:
        """Return the values of all options that are ticked."""
        return tuple(_text(each, "value") for each in _list(self._state(block), "selected_options"))

    def files(self, block: BlockId) -> tuple[str, ...]:
        """Return the ids of the files."""
        return _file_ids(self._state(block))

    def _state(self, block: BlockId) -> Mapping[str, Any]:
        return _part(_part(self.values, block), ActionId.VALUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A form sent off."""

    actor: Actor
    event_key: str
    callback: CallbackId
    metadata: tuple[str, ...]
    """The ids that the form carries."""
    fields: Fields
    inputs: tuple[str, ...]
    """Block ids of its inputs, in their order: an error can stand at one of these alone."""
    view: OpenView

    def ids(self, count: int) -> tuple[str, ...]:
        """Return the ids that the form carries.

        Raises:
            UsageError: They are not so many, or one is empty.
        """
        return _exactly(self.metadata, count)


def command(body: object) -> Command:
    """Read a slash command.

    Raises:
        UsageError: It lacks something.
    """
    found = _mapping(body)
    actor = Actor(user_id=_needed(found, "user_id"), team_id=_needed(found, "team_id"))
    place = Place(
        channel=_short(found, "channel_id"),
        response_url=_text(found, "response_url"),
        trigger_id=_short(found, "trigger_id"),
    )
    return Command(actor=actor, place=place, text=readable(_text(found, "text")))


def shortcut(body: object) -> Shortcut:
    """Read a global shortcut, or one on a message.

    Raises:
        UsageError: It lacks something, or is none of ours.
    """
    found = _mapping(body)
    name = _needed(found, "callback_id")
    if name not in set(ShortcutId):
        raise stale()
    message = _part(found, "message")
    place = Place(
        channel=_short(_part(found, "channel"), "id"),
        thread_ts=_short(message, "thread_ts"),
        response_url=_text(found, "response_url"),
        trigger_id=_short(found, "trigger_id"),
    )
    return Shortcut(
        actor=_actor(found), place=place, id=ShortcutId(name), file_ids=_file_ids(message)
    )


def click(body: object) -> Click:
    """Read a click.

    Raises:
        UsageError: It lacks something, or is on nothing of ours.
    """
    found = _mapping(body)
    action = next(iter(_list(found, "actions")), None)
    name = _PREFIX.fullmatch(_needed(action, "action_id"))
    if name is None or name[1] not in set(ActionId):
        raise stale()
    value = _text(action, "value") or _text(_part(action, "selected_option"), "value")
    if not _IDS.fullmatch(value):
        raise stale()
    actor = _actor(found)
    at = _needed(action, "action_ts")
    return Click(
        actor=actor,
        place=click_place(found),
        event_key=f"click:{actor.user_id}:{name[0]}:{at}",
        action=ActionId(name[1]),
        value=value,
    )


def click_place(body: object) -> Place:
    """Say where somebody clicked, for whatever can be said of a payload."""
    found = body if isinstance(body, Mapping) else {}
    container = _part(found, "container")
    return Place(
        channel=_short(container, "channel_id") or _short(_part(found, "channel"), "id"),
        thread_ts=_short(container, "thread_ts"),
        response_url=_text(found, "response_url"),
        trigger_id=_short(found, "trigger_id"),
        view=_modal(_part(found, "view")),
    )


def submission(body: object) -> Submission:
    """Read a form.

    Raises:
        UsageError: It lacks something, or is none of ours.
    """
    found = _mapping(body)
    view = _part(found, "view")
    callback, view_id = _needed(view, "callback_id"), _needed(view, "id")
    metadata = _text(view, "private_metadata")
    if callback not in set(CallbackId) or not _IDS.fullmatch(metadata):
        raise stale()
    hash_ = _short(view, "hash")
    return Submission(
        actor=_actor(found),
        event_key=f"view:{view_id}:{hash_}",
        callback=CallbackId(callback),
        metadata=split(metadata),
        fields=Fields(values=_part(_part(view, "state"), "values")),
        inputs=input_blocks(body),
        view=OpenView(view_id=view_id, hash=hash_),
    )


def input_blocks(body: object) -> tuple[str, ...]:
    """List the block ids of a form's inputs, for whatever can be said of a payload."""
    view = _part(body if isinstance(body, Mapping) else {}, "view")
    inputs = (block for block in _list(view, "blocks") if _text(block, "type") == "input")
    return tuple(_text(block, "block_id") for block in inputs if _text(block, "block_id"))


def is_whole(body: object) -> bool:
    """Say whether a payload has the few parts by which Bolt finds a listener; it trusts them."""
    kind = _text(body, "type")
    if kind == "block_actions":
        actions = _list(body, "actions")
        return bool(actions) and bool(_text(actions[0], "action_id"))
    if kind in {"view_submission", "view_closed"}:
        view = _part(body, "view")
        return bool(_text(view, "callback_id")) and bool(_text(view, "type"))
    if kind in {"shortcut", "message_action"}:
        return bool(_text(body, "callback_id"))
    return bool(_text(body, "command"))


def entry(value: str) -> tuple[MoreId, str]:
    """Read what was chosen in an overflow menu: the entry, and the id of what it is about.

    Raises:
        UsageError: It is none of ours.
    """
    name, subject = _exactly(split(value), 2)
    if name not in set(MoreId):
        raise stale()
    return MoreId(name), subject


def stale() -> UsageError:
    """Say that something on the screen is not what this version of Plumbline drew."""
    return UsageError(
        "This form or button is from another version of Plumbline.",
        "Reopen the form, or use the newest message about it.",
    )


def readable(text: str) -> str:
    """Replace halves of characters and zero bytes, which no database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


def _actor(body: Mapping[str, Any]) -> Actor:
    """Name who acted; the person's own workspace goes before that of the payload."""
    user = _part(body, "user")
    team = _short(user, "team_id") or _short(_part(body, "team"), "id")
    if not team:
        raise stale()
    return Actor(user_id=_needed(user, "id"), team_id=team)


def _modal(view: Mapping[str, Any]) -> OpenView | None:
    view_id = _short(view, "id")
    if not view_id or _text(view, "type") != "modal":
        return None
    return OpenView(view_id=view_id, hash=_short(view, "hash"))


def _exactly(ids: Sequence[str], count: int) -> tuple[str, ...]:
    if len(ids) != count or not all(ids):
        raise stale()
    return tuple(ids)


def _file_ids(holder: Mapping[str, Any]) -> tuple[str, ...]:
    found = (_short(each, "id") for each in _list(holder, "files"))
    return tuple(dict.fromkeys(id_ for id_ in found if id_))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise stale()
    return value


def _part(holder: object, key: str) -> Mapping[str, Any]:
    found = holder.get(key) if isinstance(holder, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _list(holder: object, key: str) -> list[Any]:
    found = holder.get(key) if isinstance(holder, Mapping) else None
    return found if isinstance(found, list) else []


def _text(holder: object, key: str) -> str:
    found = holder.get(key) if isinstance(holder, Mapping) else None
    return found if isinstance(found, str) else ""


def _short(holder: object, key: str) -> str:
    found = _text(holder, key)
    return readable(found) if len(found) <= _LONGEST else ""


def _needed(holder: object, key: str) -> str:
    found = _short(holder, key)
    if not found:
        raise stale()
    return found
