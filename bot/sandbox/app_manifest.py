"""What the app declares in its manifest, as far as the sandbox enforces it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.sandbox.shapes import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class AppManifest:
    """The parts of a Slack app manifest that decide what the app may do."""

    name: str
    """Display name of the bot."""
    scopes: frozenset[str]
    """Bot scopes, all granted at installation (the optional ones too)."""
    events: frozenset[str]
    """Event types that the app subscribes to."""
    commands: tuple[Json, ...]
    """Slash commands: command, description, usage_hint, should_escape."""
    shortcuts: tuple[Json, ...]
    """Shortcuts: name, type (global or message), callback_id, description."""
    is_messages_tab_read_only: bool
    """True when nobody can write to the bot in direct messages."""

    def command(self, name: str) -> Json | None:
        """Return the declared command called `name` (with its slash), or None."""
        return next((item for item in self.commands if item["command"] == name), None)

    def shortcut(self, callback_id: str, kind: str) -> Json | None:
        """Return the declared shortcut of this kind (global or message), or None."""
        return next(
            (s for s in self.shortcuts if s["callback_id"] == callback_id and s["type"] == kind),
            None,
        )


def load_manifest(path: Path) -> AppManifest:
    """Read a manifest in YAML or JSON.

    Args:
        path: The manifest of the app.

    Raises:
        OSError: The file cannot be read.
        yaml.YAMLError: It is not YAML.
        KeyError: It lacks `features` or `oauth_config`.
    """
    raw: Json = yaml.safe_load(path.read_text(encoding="utf-8"))
    features: Json = raw["features"]
    settings: Json = raw.get("settings", {})
    home: Json = features.get("app_home", {})
    return AppManifest(
        name=features.get("bot_user", {}).get("display_name", raw["display_information"]["name"]),
        scopes=frozenset(raw["oauth_config"]["scopes"]["bot"]),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        commands=tuple(features.get("slash_commands", ())),
        shortcuts=tuple(features.get("shortcuts", ())),
        is_messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled")),
    )
