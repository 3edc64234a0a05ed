"""The manifest asks for what the code uses, no more and no less, and Slack would take it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.slack.builders.replies import COMMAND
from bot.slack.events import EVENTS
from bot.slack.ids import ShortcutId
from bot.slack.methods import METHODS
from bot.slack.scopes import COMMAND_SCOPE, EVENT_SCOPES, SCOPES
from bot.slack.verbs import VERBS

MANIFEST: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8")
)
FEATURES = MANIFEST["features"]
GRANTED = MANIFEST["oauth_config"]["scopes"]["bot"]
OPTIONAL = MANIFEST["oauth_config"]["scopes"]["bot_optional"]


def test_every_scope_is_needed_and_every_needed_one_is_asked_for() -> None:
    by_methods = {scope for method in METHODS for scope in method.scopes}
    by_events = {scope for event in EVENTS for scope in EVENT_SCOPES[event]}

    assert set(GRANTED) == by_methods | by_events | {COMMAND_SCOPE}
    assert len(GRANTED) == len(set(GRANTED))


def test_the_optional_scopes_are_those_that_only_optional_methods_need() -> None:
    required = {scope for m in METHODS if not m.is_optional for scope in m.scopes}
    required |= {scope for event in EVENTS for scope in EVENT_SCOPES[event]} | {COMMAND_SCOPE}

    assert set(OPTIONAL) == set(GRANTED) - required


def test_the_doctor_knows_the_scopes_of_the_manifest_with_a_reason_each() -> None:
    assert [need.name for need in SCOPES] == GRANTED
    assert [need.name for need in SCOPES if need.is_optional] == OPTIONAL
    assert all(need.why for need in SCOPES)


def test_the_events_are_those_that_something_listens_to() -> None:
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]

    assert sorted(subscribed) == sorted(EVENTS)
    assert set(EVENT_SCOPES) == set(EVENTS)


def test_the_one_command_hints_at_all_of_its_verbs() -> None:
    (command,) = FEATURES["slash_commands"]

    assert command["command"] == COMMAND
    hinted = command["usage_hint"].strip("[]").split(" | ")
    assert hinted == [verb.name for verb in VERBS]
    assert command["should_escape"] is True  # people and channels come as ids


def test_the_shortcuts_are_those_that_something_answers() -> None:
    assert {s["callback_id"] for s in FEATURES["shortcuts"]} == set(ShortcutId)
    types = {s["callback_id"]: s["type"] for s in FEATURES["shortcuts"]}
    assert types == {ShortcutId.NEW_CANDIDATE: "global", ShortcutId.READ_CV: "message"}


def test_nobody_can_write_where_nothing_listens() -> None:
    assert FEATURES["app_home"]["messages_tab_read_only_enabled"] is True
    assert FEATURES["app_home"]["home_tab_enabled"] is ("app_home_opened" in EVENTS)


def test_the_bot_connects_by_socket_for_one_workspace() -> None:
    settings = MANIFEST["settings"]

    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}
    assert settings["org_deploy_enabled"] is False
    assert settings["token_rotation_enabled"] is False  # Bolt renews tokens with OAuth alone
    assert "redirect_urls" not in MANIFEST["oauth_config"]
    assert "user" not in MANIFEST["oauth_config"]["scopes"]


def test_slack_would_take_every_text() -> None:
    """Limits of Slack's manifest schema. Source: research/slack.md 1.5."""
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch("#[0-9a-f]{6}", shown["background_color"])
    assert len(FEATURES["bot_user"]["display_name"]) <= 80
    for command in FEATURES["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    assert len(FEATURES["shortcuts"]) <= 10
    for shortcut in FEATURES["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
    assert len(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) <= 100
