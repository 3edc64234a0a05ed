"""The state of the sandbox's one workspace, under one lock."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.sandbox.people import APP, BOT_USER, TEAM, Seed, User
from bot.sandbox.records import Channel, Message, Modal, StoredFile
from bot.sandbox.shapes import Json, RefusalError

TRIGGER_SECONDS = 3.0
"""Life of a trigger id. Source: docs.slack.dev/interactivity/handling-user-interaction."""

NOTICES = 50
"""The newest of one person that are kept."""


@dataclass(slots=True, kw_only=True)
class Trigger:
    """A person's act that allows one modal to be opened."""

    user: str
    """Who acted."""
    expires_at: float
    """Clock time after which it is worth nothing."""
    view_id: str | None = None
    """The modal in which they acted, if any."""
    is_used: bool = False
    """True once exchanged."""


@dataclass(slots=True, kw_only=True)
class Notice:
    """A line that Slack itself shows to one person."""

    id: str
    """Counts up."""
    text: str
    """What it says."""
    level: str
    """error, warning or info."""
    at: float
    """Seconds since 1970; the page shows it for a while."""


@dataclass(slots=True)
class Sights:
    """What belongs to one person's screen."""

    modals: list[Modal] = field(default_factory=list)
    """Open modals, bottom first."""
    home: Modal | None = None
    """The published Home tab."""
    notices: list[Notice] = field(default_factory=list)
    """What Slack told them."""
    read: dict[str, str] = field(default_factory=dict)
    """Channel id to the newest ts that they have seen."""
    revision: int = 1
    """Goes up with every change that they may see."""


class Workspace:
    """Users, channels, messages, files and screens.

    Every reader and writer holds `lock`; `changed` is notified after each change.

    Args:
        clock: Seconds since 1970; ts, triggers and rate limits follow it.
        seed: What stands at the start.
    """

    def __init__(self, clock: Callable[[], float] = time.time, seed: Seed | None = None) -> None:
        seed = seed or Seed()
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.users: dict[str, User] = {user.id: user for user in seed.users}
        self.groups = {group: (handle, members) for group, handle, members in seed.groups}
        self.channels = {item.id: Channel.from_seed(item) for item in seed.channels}
        self.files: dict[str, StoredFile] = {}
        self.pending_files: dict[str, StoredFile] = {}
        self.uploads: dict[str, int] = {}
        self.base_url = ""
        self.sights: defaultdict[str, Sights] = defaultdict(Sights)
        self.triggers: dict[str, Trigger] = {}
        self.message_states: dict[tuple[str, str, str], Json] = {}
        self.is_installed = True
        self.is_closed = False
        self.events: Callable[[Json, str | None], None] = lambda _event, _channel: None
        self._counts: Counter[str] = Counter()
        self._last_micros = 0

    # Identity and time ---------------------------------------------------------------------

    def next_id(self, prefix: str) -> str:
        """Return the next id with this prefix; ids count up from 1."""
        with self.lock:
            self._counts[prefix] += 1
            return f"{prefix}{self._counts[prefix]:08d}"

    def next_ts(self) -> str:
        """Return a message ts: the clock's, in microseconds, never the same twice."""
        with self.lock:
            self._last_micros = max(self._last_micros + 1, int(self.clock() * 1_000_000))
            return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    # Changes -------------------------------------------------------------------------------

    def touch(self, people: Iterable[str] | None = None) -> None:
        """Say that something changed that these people (None: everybody) may see."""
        with self.lock:
            for user in self.users if people is None else people:
                self.sights[user].revision += 1
            self.changed.notify_all()

    def close(self) -> None:
        """Wake everybody who waits; nothing more will change."""
        with self.lock:
            self.is_closed = True
            self.changed.notify_all()

    # Looking up ----------------------------------------------------------------------------

    def user(self, user_id: str) -> User:
        """Return a user.

        Raises:
            RefusalError: user_not_found.
        """
        user = self.users.get(user_id)
        if user is None:
            raise RefusalError("user_not_found")
        return user

    def channel(self, channel_id: str) -> Channel:
        """Return any channel, seen by the bot or not.

        Raises:
            RefusalError: channel_not_found.
        """
        channel = self.channels.get(channel_id)
        if channel is None:
            raise RefusalError("channel_not_found")
        return channel

    def bot_channel(self, channel_id: str) -> Channel:
        """Return a channel as the bot sees it: private ones only as a member.

        Raises:
            RefusalError: channel_not_found.
        """
        channel = self.channel(channel_id)
        if channel.kind != "public" and BOT_USER not in channel.members:
            raise RefusalError("channel_not_found")
        return channel

    def named(self, name: str) -> Channel:
        """Return the channel with this id, or this name with or without #.

        Raises:
            RefusalError: channel_not_found.
        """
        bare = name.removeprefix("#")
        found = (c for c in self.channels.values() if bare in {c.id, c.name})
        channel = next(found, None)
        if channel is None:
            raise RefusalError("channel_not_found")
        return channel

    def direct(self, user_id: str) -> Channel:
        """Return the direct messages between the bot and a person, opened if need be."""
        with self.lock:
            for channel in self.channels.values():
                if channel.kind == "im" and user_id in channel.members:
                    return channel
            members = {user_id, BOT_USER}
            channel = Channel(id=self.next_id("D"), name=user_id, kind="im", members=members)
            self.channels[channel.id] = channel
            self.touch([user_id])
            return channel

    # Messages ------------------------------------------------------------------------------

    def add_message(self, message: Message) -> Message:
        """Store a message and its place in its thread; everybody who may see it is told."""
        with self.lock:
            channel = self.channels[message.channel]
            channel.add(message)
            for file_id in message.files:
                self.files[file_id].channels[channel.id] = channel.kind
            self.touch(self.audience(message))
            return message

    def audience(self, message: Message) -> set[str]:
        """Return the ids of all who may see a message."""
        if message.ephemeral_to is not None:
            return {message.ephemeral_to}
        channel = self.channels[message.channel]
        return set(self.users) if channel.kind == "public" else set(channel.members)

    def as_slack(self, message: Message, *, with_metadata: bool = False) -> Json:
        """Return a message in Slack's own shape."""
        answer: Json = {"type": "message", "ts": message.ts, "text": message.text}
        answer["user"] = message.user
        answer["team"] = TEAM
        if message.bot_id is not None:
            answer |= {"bot_id": message.bot_id, "app_id": APP}
        if message.blocks:
            answer["blocks"] = message.blocks
        if message.subtype is not None:
            answer["subtype"] = message.subtype
        if message.thread_ts is not None:
            answer["thread_ts"] = message.thread_ts
        if message.files:
            found = (self.files.get(file_id) for file_id in message.files)
            answer["files"] = [file.as_slack() for file in found if file is not None]
        if message.edited is not None:
            answer["edited"] = message.edited
        if message.metadata is not None:
            only_type = {"event_type": message.metadata["event_type"]}
            answer["metadata"] = message.metadata if with_metadata else only_type
        return answer | self._thread_facts(message)

    def _thread_facts(self, message: Message) -> Json:
        replies = self.channels[message.channel].replies(message.ts)
        if not replies:
            return {}
        writers = list(dict.fromkeys(reply.user for reply in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(writers),
            "reply_users": writers,
            "latest_reply": replies[-1].ts,
        }

    # Screens -------------------------------------------------------------------------------

    def notice(self, user_id: str, text: str, level: str = "error") -> None:
        """Show a line of Slack's own to one person."""
        with self.lock:
            self.sights[user_id].notices.append(
                Notice(id=self.next_id("N"), text=text, level=level, at=self.clock())
            )
            del self.sights[user_id].notices[:-NOTICES]
            self.touch([user_id])

    def new_trigger(self, user_id: str, *, view_id: str | None = None, life: float = 3.0) -> str:
        """Return a trigger id for an act of this person, good for `life` seconds, once."""
        with self.lock:
            trigger_id = f"{self.next_id('1')}.{TEAM}.trigger"
            expires_at = self.clock() + life
            self.triggers[trigger_id] = Trigger(
                user=user_id, expires_at=expires_at, view_id=view_id
            )
            return trigger_id

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Exchange a trigger id.

        Raises:
            RefusalError: invalid_trigger_id, exchanged_trigger_id or expired_trigger_id.
        """
        with self.lock:
            trigger = self.triggers.get(trigger_id)
            if trigger is None:
                raise RefusalError("invalid_trigger_id")
            if trigger.is_used:
                raise RefusalError("exchanged_trigger_id")
            if self.clock() >= trigger.expires_at:
                raise RefusalError("expired_trigger_id")
            trigger.is_used = True
            return trigger

    def modal(self, view_id: str) -> tuple[str, Modal]:
        """Return the open modal or published home with this id, and whose it is.

        Raises:
            RefusalError: not_found.
        """
        for user_id, sights in self.sights.items():
            for modal in (*sights.modals, *([sights.home] if sights.home else ())):
                if modal.id == view_id:
                    return user_id, modal
        raise RefusalError("not_found")
