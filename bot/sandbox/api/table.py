"""Every method that the sandbox knows, as data: arguments, scopes and tier.

Source: Slack's method definitions (docs.slack.dev/methods), tiers as of 2026-08.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What Slack asks of a call."""

    required: tuple[str, ...] = ()
    """Arguments without which it is refused."""
    optional: tuple[str, ...] = ()
    """Arguments that it also takes."""
    scopes: tuple[str, ...] = ()
    """Any one of these suffices; empty when none is needed, or when it depends on the channel."""
    by_channel: str = ""
    """read or history: the scope depends on the kind of `channel`."""
    tier: int | None = 3
    """Rate limit; None for special ones."""
    token: str = "bot"  # noqa: S105  a kind of token, not one
    """bot, app, or none."""


BLOCK_TEXT = ("text", "blocks", "attachments", "markdown_text")
POSTING = (
    *BLOCK_TEXT,
    "thread_ts",
    "reply_broadcast",
    "metadata",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "parse",
    "link_names",
    "username",
    "icon_emoji",
    "icon_url",
)
PAGING = ("cursor", "limit")
SPAN = ("latest", "oldest", "inclusive", "include_all_metadata")

METHODS = {
    "auth.test": Method(tier=None),
    "apps.connections.open": Method(token="app"),  # noqa: S106  a kind of token
    "chat.postMessage": Method(
        required=("channel",), optional=POSTING, scopes=("chat:write",), tier=None
    ),
    "chat.update": Method(
        required=("channel", "ts"),
        optional=(
            *BLOCK_TEXT,
            "metadata",
            "parse",
            "link_names",
            "reply_broadcast",
            "file_ids",
            "unfurl_links",
            "unfurl_media",
        ),
        scopes=("chat:write",),
    ),
    "chat.delete": Method(required=("channel", "ts"), scopes=("chat:write",)),
    "chat.postEphemeral": Method(
        required=("channel", "user"), optional=POSTING, scopes=("chat:write",), tier=4
    ),
    "chat.getPermalink": Method(required=("channel", "message_ts"), tier=None),
    "conversations.info": Method(
        required=("channel",),
        optional=("include_locale", "include_num_members"),
        by_channel="read",
    ),
    "conversations.open": Method(
        optional=("users", "channel", "return_im", "prevent_creation"),
        scopes=("im:write", "mpim:write", "groups:write", "channels:manage"),
    ),
    "conversations.history": Method(
        required=("channel",), optional=(*PAGING, *SPAN), by_channel="history"
    ),
    "conversations.replies": Method(
        required=("channel", "ts"), optional=(*PAGING, *SPAN), by_channel="history"
    ),
    "conversations.members": Method(
        required=("channel",), optional=PAGING, by_channel="read", tier=4
    ),
    "users.info": Method(
        required=("user",), optional=("include_locale",), scopes=("users:read",), tier=4
    ),
    "usergroups.list": Method(
        optional=("include_count", "include_disabled", "include_users", "team_id"),
        scopes=("usergroups:read",),
        tier=2,
    ),
    "usergroups.users.list": Method(
        required=("usergroup",),
        optional=("include_disabled", "team_id"),
        scopes=("usergroups:read",),
        tier=2,
    ),
    "views.open": Method(
        required=("view",), optional=("trigger_id", "interactivity_pointer"), tier=4
    ),
    "views.push": Method(
        required=("view",), optional=("trigger_id", "interactivity_pointer"), tier=4
    ),
    "views.update": Method(required=("view",), optional=("view_id", "external_id", "hash"), tier=4),
    "views.publish": Method(required=("user_id", "view"), optional=("hash",), tier=4),
    "files.info": Method(
        required=("file",), optional=(*PAGING, "count", "page"), scopes=("files:read",), tier=4
    ),
    "files.delete": Method(required=("file",), scopes=("files:write",)),
    "files.getUploadURLExternal": Method(
        required=("filename", "length"),
        optional=("alt_txt", "snippet_type"),
        scopes=("files:write",),
        tier=4,
    ),
    "files.completeUploadExternal": Method(
        required=("files",),
        optional=("channel_id", "channels", "initial_comment", "thread_ts", "blocks"),
        scopes=("files:write",),
        tier=4,
    ),
}
"""All methods by name."""

CHANNEL_SCOPES = {
    "read": {"public": "channels:read", "private": "groups:read", "im": "im:read"},
    "history": {"public": "channels:history", "private": "groups:history", "im": "im:history"},
}
"""The scope that a channel of each kind asks for."""
JSON_ARGUMENTS = frozenset({"blocks", "attachments", "metadata", "view", "files"})
"""Arguments that a form carries as JSON text."""
EVENT_SCOPES = {
    "app_mention": ("app_mentions:read",),
    "file_shared": ("files:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "channel_left": ("channels:read",),
    "group_left": ("groups:read",),
}
"""Events that need a scope, any one of these."""
