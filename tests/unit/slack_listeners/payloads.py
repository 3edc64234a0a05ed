"""Payloads as Slack delivers them, whole; tests take parts away."""

from __future__ import annotations

from typing import Any

TEAM, RHEA, BOT = "T0PLUMB", "U0RHEA", "U0PLUM"
APPLICATION = "0123456789abcdef" * 2


def make_command(**changes: Any) -> dict[str, Any]:
    body = {
        "command": "/hire",
        "text": "cv A. Name",
        "user_id": RHEA,
        "team_id": TEAM,
        "channel_id": "C0HIRING",
        "response_url": "https://hooks.example/1",
        "trigger_id": "1.2.3",
    }
    return body | changes


def make_click(action_id: str = "agree", value: str = "", **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": RHEA, "team_id": TEAM},
        "team": {"id": TEAM},
        "container": {
            "type": "message",
            "channel_id": "C0HIRING",
            "message_ts": "1.1",
            "thread_ts": "1.0",
        },
        "channel": {"id": "C0HIRING"},
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.example/1",
        "actions": [{"action_id": action_id, "action_ts": "5.5", "value": value}],
    }
    return body | changes


def make_submission(callback: str = "level_form", **view: Any) -> dict[str, Any]:
    values = {
        "level": {"value": {"selected_option": {"value": "4"}}},
        "reason": {"value": {"value": "Runs the pager."}},
        "files": {"value": {"files": [{"id": "F1"}, {"id": "F2"}, {"id": "F1"}]}},
        "blind": {"value": {"selected_options": [{"value": "blind"}]}},
        "person": {"value": {"selected_user": "U0INES"}},
        "channel": {"value": {"selected_conversation": "C0HIRING"}},
    }
    shown: dict[str, Any] = {
        "id": "V1",
        "hash": "7.h",
        "type": "modal",
        "callback_id": callback,
        "private_metadata": f"{APPLICATION}:craft",
        "blocks": [{"type": "section"}, {"type": "input", "block_id": "level"}],
        "state": {"values": values},
    }
    return {
        "type": "view_submission",
        "user": {"id": RHEA, "team_id": TEAM},
        "team": {"id": TEAM},
        "view": shown | view,
    }


def make_event(kind: str = "app_mention", /, **inner: Any) -> dict[str, Any]:
    event = {
        "type": kind,
        "user": RHEA,
        "channel": "C0HIRING",
        "ts": "1.1",
        "thread_ts": "1.0",
        "text": "<@U0PLUM> why?",
        "team": TEAM,
    }
    return {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": TEAM,
        "event": event | inner,
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
    }
