"""The methods of the Web API that the gateway calls, with the scopes that they need."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of the Web API."""

    name: str
    scopes: tuple[str, ...] = ()
    """Any one of these is enough, by the kind of conversation; empty when it needs none."""
    is_repeatable: bool = False
    """Whether doing it twice does the same as doing it once, so that it is tried again."""
    is_optional: bool = False
    """Whether the bot works without its scope."""


_READ_CHANNELS = ("channels:read", "groups:read")
_READ_HISTORY = ("channels:history", "groups:history", "im:history")

AUTH_TEST = Method(name="auth.test", is_repeatable=True)
POST = Method(name="chat.postMessage", scopes=("chat:write",))
POST_EPHEMERAL = Method(name="chat.postEphemeral", scopes=("chat:write",))
UPDATE = Method(name="chat.update", scopes=("chat:write",))
DELETE = Method(name="chat.delete", scopes=("chat:write",), is_repeatable=True)
PERMALINK = Method(name="chat.getPermalink", is_repeatable=True)
OPEN = Method(name="conversations.open", scopes=("im:write",), is_repeatable=True)
CHANNEL = Method(name="conversations.info", scopes=_READ_CHANNELS, is_repeatable=True)
MEMBERS = Method(name="conversations.members", scopes=_READ_CHANNELS, is_repeatable=True)
HISTORY = Method(
    name="conversations.history", scopes=_READ_HISTORY, is_repeatable=True, is_optional=True
)
REPLIES = Method(
    name="conversations.replies", scopes=_READ_HISTORY, is_repeatable=True, is_optional=True
)
PERSON = Method(name="users.info", scopes=("users:read",), is_repeatable=True)
GROUP = Method(
    name="usergroups.users.list",
    scopes=("usergroups:read",),
    is_repeatable=True,
    is_optional=True,
)
FILE = Method(name="files.info", scopes=("files:read",), is_repeatable=True)
DELETE_FILE = Method(name="files.delete", scopes=("files:write",), is_repeatable=True)
UPLOAD_URL = Method(name="files.getUploadURLExternal", scopes=("files:write",), is_repeatable=True)
COMPLETE_UPLOAD = Method(name="files.completeUploadExternal", scopes=("files:write",))
OPEN_VIEW = Method(name="views.open")
PUSH_VIEW = Method(name="views.push")
UPDATE_VIEW = Method(name="views.update")
PUBLISH_VIEW = Method(name="views.publish", is_repeatable=True)

METHODS: tuple[Method, ...] = (
    AUTH_TEST,
    POST,
    POST_EPHEMERAL,
    UPDATE,
    DELETE,
    PERMALINK,
    OPEN,
    CHANNEL,
    MEMBERS,
    HISTORY,
    REPLIES,
    PERSON,
    GROUP,
    FILE,
    DELETE_FILE,
    UPLOAD_URL,
    COMPLETE_UPLOAD,
    OPEN_VIEW,
    PUSH_VIEW,
    UPDATE_VIEW,
    PUBLISH_VIEW,
)
"""Everything that is called; the manifest is held to it by a test."""
