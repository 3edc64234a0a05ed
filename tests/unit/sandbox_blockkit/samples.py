"""One good example of every block and element, and small helpers to bend them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from bot.sandbox.blockkit import Problem, check_message, check_view

Json = dict[str, Any]


def plain(text: str = "Words") -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str = "*Words*") -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(value: str = "one") -> Json:
    return {"text": plain(), "value": value, "description": plain()}


def rich_text() -> Json:
    parts: list[Json] = [
        {"type": "text", "text": "bold", "style": {"bold": True, "code": False}},
        {"type": "link", "url": "https://example.org", "text": "a link"},
        {"type": "user", "user_id": "U0RHEA"},
        {"type": "usergroup", "usergroup_id": "S0PANEL"},
        {"type": "channel", "channel_id": "C0HIRING"},
        {"type": "team", "team_id": "T0PLUMB"},
        {"type": "emoji", "name": "wave"},
        {"type": "date", "timestamp": 1_700_000_000, "format": "{date}", "fallback": "then"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#336699"},
    ]
    words = [{"type": "text", "text": "words"}]
    section = {"type": "rich_text_section", "elements": words}
    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": parts},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section]},
            {"type": "rich_text_quote", "border": 1, "elements": words},
            {"type": "rich_text_preformatted", "elements": words},
        ],
    }


CONFIRM: Json = {
    "title": plain(),
    "text": mrkdwn(),
    "confirm": plain("Yes"),
    "deny": plain("No"),
    "style": "danger",
}

IMAGE: Json = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A chart"}

ACTION_ELEMENTS: dict[str, Json] = {
    "button": {
        "text": plain(),
        "value": "v",
        "url": "https://example.org",
        "style": "primary",
        "confirm": CONFIRM,
        "accessibility_label": "Label",
        "visible_to_user_ids": ["U0RHEA"],
        "agent_prompt": "Prompt",
    },
    "checkboxes": {"options": [option()], "initial_options": [option()], "confirm": CONFIRM},
    "radio_buttons": {"options": [option()], "initial_option": option()},
    "overflow": {"options": [option() | {"url": "https://example.org"}], "confirm": CONFIRM},
    "static_select": {"options": [option()], "initial_option": option(), "placeholder": plain()},
    "multi_static_select": {
        "option_groups": [{"label": plain(), "options": [option()]}],
        "initial_options": [option()],
        "max_selected_items": 2,
    },
    "external_select": {"min_query_length": 0, "initial_option": option()},
    "multi_external_select": {"initial_options": [option()], "max_selected_items": 1},
    "users_select": {"initial_user": "U0RHEA", "placeholder": plain()},
    "multi_users_select": {"initial_users": ["U0RHEA"]},
    "conversations_select": {"filter": {"include": ["private"], "exclude_bot_users": True}},
    "multi_conversations_select": {"default_to_current_conversation": True},
    "channels_select": {"initial_channel": "C0GENERAL"},
    "multi_channels_select": {"initial_channels": ["C0GENERAL"]},
    "datepicker": {"initial_date": "2026-11-24", "placeholder": plain()},
    "timepicker": {"initial_time": "23:59", "timezone": "Europe/Lisbon"},
    "datetimepicker": {"initial_date_time": 1_700_000_000},
    "workflow_button": {
        "text": plain(),
        "workflow": {"trigger": {"url": "https://slack.com/shortcuts/1"}},
    },
    "rich_text_input": {"initial_value": rich_text(), "min_lines": 1, "max_lines": 100},
}
"""What may stand in an actions block; type and action_id are added below."""

INPUT_ELEMENTS: dict[str, Json] = {
    "plain_text_input": {
        "multiline": True,
        "min_length": 0,
        "max_length": 3000,
        "initial_value": "v",
        "placeholder": plain(),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        "focus_on_load": True,
    },
    "number_input": {"is_decimal_allowed": True, "min_value": "-1.5", "max_value": "2"},
    "email_text_input": {"initial_value": "rhea@example.org"},
    "url_text_input": {"initial_value": "https://example.org"},
    "file_input": {"filetypes": ["pdf"], "max_files": 10},
}
"""What may stand in an input block only."""

for _name, _fields in (ACTION_ELEMENTS | INPUT_ELEMENTS).items():
    _fields |= {"type": _name, "action_id": f"act_{_name}"}

CARD: Json = {
    "type": "card",
    "hero_image": IMAGE,
    "icon": IMAGE,
    "title": mrkdwn(),
    "subtitle": mrkdwn(),
    "body": mrkdwn(),
    "subtext": mrkdwn(),
    "actions": [ACTION_ELEMENTS["button"]],
}

TASK: Json = {
    "type": "task_card",
    "task_id": "t1",
    "title": "Read",
    "details": rich_text(),
    "output": rich_text(),
    "sources": [{"type": "url", "url": "https://example.org", "text": "Source"}],
    "status": "complete",
}

CELL: Json = {"type": "raw_text", "text": "cell"}
NUMBER: Json = {"type": "raw_number", "value": 3, "text": "3"}
FEEDBACK: Json = {"text": plain(), "value": "up", "accessibility_label": "Good"}

BLOCKS: dict[str, Json] = {
    "section": {
        "text": mrkdwn(),
        "fields": [plain(), mrkdwn()],
        "accessory": IMAGE,
        "expand": True,
    },
    "header": {"text": plain()},
    "context": {"elements": [mrkdwn(), plain(), IMAGE]},
    "divider": {},
    "image": IMAGE | {"title": plain()},
    "actions": {"elements": [ACTION_ELEMENTS["button"], ACTION_ELEMENTS["overflow"]]},
    "input": {
        "label": plain(),
        "hint": plain(),
        "optional": True,
        "dispatch_action": False,
        "element": ACTION_ELEMENTS["static_select"],
    },
    "rich_text": rich_text(),
    "markdown": {"text": "**words**"},
    "table": {
        "rows": [[CELL, NUMBER, rich_text()]],
        "column_settings": [{"align": "right", "is_wrapped": True}],
    },
    "data_table": {
        "rows": [[CELL, CELL], [NUMBER, rich_text()]],
        "caption": "Levels",
        "page_size": 100,
        "row_header_column_index": 1,
    },
    "data_visualization": {
        "title": "Levels",
        "chart": {
            "type": "bar",
            "series": [{"name": "Panel", "data": [{"label": "a", "value": 1}]}],
            "axis_config": {"categories": ["a"], "x_label": "Level", "y_label": "People"},
        },
    },
    "alert": {"text": mrkdwn(), "level": "warning"},
    "card": CARD,
    "carousel": {"elements": [CARD]},
    "container": {
        "title": plain(),
        "subtitle": mrkdwn(),
        "icon": IMAGE,
        "child_blocks": [{"type": "divider"}],
        "width": "wide",
        "is_collapsible": True,
        "default_collapsed": True,
    },
    "context_actions": {
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": FEEDBACK,
                "negative_button": FEEDBACK,
            },
            {
                "type": "icon_button",
                "action_id": "icon",
                "icon": "trash",
                "text": plain(),
                "value": "v",
                "visible_to_user_ids": ["U0RHEA"],
                "confirm": CONFIRM,
            },
        ]
    },
    "task_card": TASK,
    "plan": {"title": "Plan", "tasks": [TASK | {"status": "pending"}]},
    "video": {
        "video_url": "https://example.org/v",
        "thumbnail_url": "https://example.org/t.png",
        "alt_text": "A video",
        "title": plain(),
        "title_url": "https://example.org",
        "description": plain(),
        "author_name": "Rhea",
        "provider_name": "Films",
        "provider_icon_url": "https://example.org/i.png",
    },
    "file": {"source": "remote", "external_id": "ABC"},
}

for _name, _fields in BLOCKS.items():
    BLOCKS[_name] = {**_fields, "type": _name, "block_id": f"block_{_name}"}

PIE: Json = {"type": "pie", "segments": [{"label": "a", "value": 1}]}


def message(*blocks: Json, **more: object) -> Json:
    """A message with these blocks."""
    return {"text": "Words", "blocks": list(blocks), **more}


def modal(*blocks: Json, **more: object) -> Json:
    """A modal with these blocks."""
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Send"),
        "close": plain("Leave"),
        "callback_id": "c",
        "external_id": "e",
        "private_metadata": "m",
        "clear_on_close": True,
        "notify_on_close": True,
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: Json, **more: object) -> Json:
    """A Home tab with these blocks."""
    return {"type": "home", "blocks": list(blocks), **more}


def holding(element: Json) -> Json:
    """The block that an element stands in by itself."""
    if element["type"] in ACTION_ELEMENTS:
        return {"type": "actions", "elements": [element]}
    return {"type": "input", "label": plain(), "element": element}


def check(payload: Mapping[str, object]) -> list[Problem]:
    """Checks a view as a view and everything else as a message."""
    return check_view(payload) if payload.get("type") else check_message(payload)


def replaced(payload: Json, pointer: str, value: object) -> Json:
    """A copy with another value at a pointer."""
    copy = deepcopy(payload)
    *steps, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    place: Any = copy
    for step in steps:
        place = place[step]
    place[last] = value
    return copy


def found(payload: Json, pointer: str) -> Any:
    """What stands at a pointer."""
    place: Any = payload
    for step in pointer.split("/")[1:]:
        place = place[int(step) if step.isdigit() else step]
    return place


def said(payload: Mapping[str, object], pointer: str) -> list[str]:
    """What the check says at one pointer."""
    return [problem.message for problem in check(payload) if problem.pointer == pointer]
