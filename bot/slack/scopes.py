"""What the bot asks Slack to be allowed, and why; the manifest and the doctor are held to it."""

from __future__ import annotations

from bot.services.doctor_slack import ScopeNeed

COMMAND_SCOPE = "commands"
"""Needed for commands and shortcuts. Source: docs.slack.dev/reference/scopes/commands."""
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_left": ("channels:read",),
    "file_shared": ("files:read",),
    "group_left": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "tokens_revoked": (),
}
"""Scopes without which Slack does not send an event. Source: docs.slack.dev/reference/events."""

_TWICE = "without which a message can appear twice after a broken connection in"

SCOPES: tuple[ScopeNeed, ...] = (
    ScopeNeed(name="app_mentions:read", why="to hear questions that mention it"),
    ScopeNeed(name="channels:read", why="to tell public channels from private ones"),
    ScopeNeed(name="chat:write", why="to show what was read"),
    ScopeNeed(name="commands", why="for /hire and the shortcuts"),
    ScopeNeed(name="files:read", why="to fetch the CVs that are shared with it"),
    ScopeNeed(name="files:write", why="to share ranked lists, and to remove them"),
    ScopeNeed(name="groups:read", why="to see who can read a private channel"),
    ScopeNeed(name="im:write", why="to write to one person alone"),
    ScopeNeed(name="users:read", why="to keep guests and outsiders out"),
    ScopeNeed(name="channels:history", why=f"{_TWICE} public channels", is_optional=True),
    ScopeNeed(name="groups:history", why=f"{_TWICE} private channels", is_optional=True),
    ScopeNeed(name="im:history", why=f"{_TWICE} direct messages", is_optional=True),
    ScopeNeed(
        name="usergroups:read",
        why="without which PLUMBLINE_RECRUITERS can name people alone, and no groups",
        is_optional=True,
    ),
)
"""Every scope of the manifest, in its order."""
