"""What the workspace keeps: channels, messages, files and views."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.people import APP, BOT_ID, BOT_USER, TEAM, ChannelSeed
from bot.sandbox.shapes import Json


@dataclass(slots=True, kw_only=True)
class Message:
    """One message, ephemeral or not."""

    channel: str
    """Where it stands."""
    ts: str
    """Its id and time."""
    user: str
    """Who wrote it."""
    text: str
    """Plain text, which phones show in notifications."""
    bot_id: str | None = None
    """Set on the app's own messages."""
    blocks: list[Json] = field(default_factory=list)
    """Block Kit, each block with a block_id."""
    thread_ts: str | None = None
    """The parent, for a reply."""
    is_broadcast: bool = False
    """True for a reply that is also shown in the channel."""
    subtype: str | None = None
    """file_share, tombstone, channel_join, ..."""
    files: list[str] = field(default_factory=list)
    """Ids of shared files."""
    metadata: Json | None = None
    """event_type and event_payload."""
    edited: Json | None = None
    """Who changed it last, and when."""
    ephemeral_to: str | None = None
    """The one person who sees it, for an ephemeral."""
    pushed: tuple[str, list[Json]] | None = None
    """Text and blocks as they were when first posted, which is what a notification said."""


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel or direct messages."""

    id: str
    """C… or D…."""
    name: str
    """Name without #; the person's id for direct messages."""
    kind: str
    """public, private or im."""
    members: set[str]
    """User ids."""
    topic: str = ""
    """One line."""
    is_ext_shared: bool = False
    """Shared with another organisation."""
    is_archived: bool = False
    """Closed for writing."""
    messages: dict[str, Message] = field(default_factory=dict)
    """By ts, oldest first, ephemerals included."""
    threads: dict[str, list[Message]] = field(default_factory=dict)
    """Replies by the parent's ts, oldest first."""

    @staticmethod
    def from_seed(seed: ChannelSeed) -> Channel:
        """Return the channel that a seed describes."""
        return Channel(
            id=seed.id,
            name=seed.name,
            kind=seed.kind,
            members=set(seed.members),
            topic=seed.topic,
            is_ext_shared=seed.is_ext_shared,
            is_archived=seed.is_archived,
        )

    def add(self, message: Message) -> None:
        """Keep a message, and file it under its thread."""
        self.messages[message.ts] = message
        if message.thread_ts is not None and message.ephemeral_to is None:
            self.threads.setdefault(message.thread_ts, []).append(message)

    def replies(self, ts: str) -> list[Message]:
        """Return the replies below a message, oldest first."""
        return self.threads.get(ts, [])

    def remove(self, message: Message) -> None:
        """Take a message away; a parent with replies leaves a tombstone."""
        if self.replies(message.ts):
            message.subtype, message.text = "tombstone", "This message was deleted."
            message.blocks, message.files, message.metadata = [], [], None
            message.pushed = None
            return
        del self.messages[message.ts]
        if message.thread_ts is not None and message in self.replies(message.thread_ts):
            self.threads[message.thread_ts].remove(message)

    def as_slack(self) -> Json:
        """Return the channel object of `conversations.info`."""
        if self.kind == "im":
            person = next(member for member in self.members if member != BOT_USER)
            return {"id": self.id, "is_im": True, "user": person, "is_archived": False}
        is_private = self.kind == "private"
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": is_private,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "is_member": BOT_USER in self.members,
            "context_team_id": TEAM,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


@dataclass(slots=True, kw_only=True)
class StoredFile:
    """A file and where it is shared."""

    id: str
    """F…."""
    name: str
    """File name."""
    user: str
    """Who uploaded it."""
    content: bytes
    """Its bytes."""
    mimetype: str
    """Such as application/pdf."""
    created_at: int
    """Seconds since 1970."""
    url: str
    """Download address on the sandbox's host."""
    permalink: str
    """Address on the sandbox's host that opens it for people who may see it."""
    title: str = ""
    """Shown instead of the name."""
    channels: dict[str, str] = field(default_factory=dict)
    """Where it is shared: channel ids and their kinds."""
    is_for_app: bool = False
    """True when it came through a file_input of the app's modal."""

    @property
    def filetype(self) -> str:
        """Slack's short word for the type: the ending of the name."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else "text"

    def as_slack(self) -> Json:
        """Return the file object of `files.info` and of messages."""
        return {
            "id": self.id,
            "created": self.created_at,
            "timestamp": self.created_at,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.filetype,
            "pretty_type": self.filetype.upper(),
            "user": self.user,
            "user_team": TEAM,
            "editable": False,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": "public" in self.channels.values(),
            "file_access": "visible",
            "url_private": self.url.replace("/download/", "/"),
            "url_private_download": self.url,
            "permalink": self.permalink,
            "channels": self._shared_in("public"),
            "groups": self._shared_in("private"),
            "ims": self._shared_in("im"),
        }

    def _shared_in(self, kind: str) -> list[str]:
        return sorted(channel for channel, its in self.channels.items() if its == kind)


@dataclass(slots=True, kw_only=True)
class Modal:
    """A view on somebody's screen: a modal or the Home tab."""

    id: str
    """V…."""
    view: Json
    """What the app sent, each block with a block_id."""
    hash: str
    """Changes with every update."""
    root_id: str
    """The bottom view of its stack."""
    previous_id: str | None = None
    """The view below."""
    values: Json = field(default_factory=dict)
    """state.values as last known to the server."""
    errors: dict[str, str] = field(default_factory=dict)
    """Text by block_id, shown on the fields."""
    problem: str | None = None
    """A line that Slack itself shows on top."""

    def as_slack(self) -> Json:
        """Return the view object of answers and payloads."""
        view = self.view
        return {
            "id": self.id,
            "team_id": TEAM,
            "type": view["type"],
            "blocks": view["blocks"],
            "private_metadata": view.get("private_metadata", ""),
            "callback_id": view.get("callback_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": view.get("title", {"type": "plain_text", "text": "View Title"}),
            "clear_on_close": view.get("clear_on_close", False),
            "notify_on_close": view.get("notify_on_close", False),
            "close": view.get("close"),
            "submit": view.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": APP,
            "external_id": view.get("external_id", ""),
            "app_installed_team_id": TEAM,
            "bot_id": BOT_ID,
        }
