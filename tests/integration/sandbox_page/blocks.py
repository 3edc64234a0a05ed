"""One example of every block that the page must draw, with hostile text where outside text goes."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

HOSTILE = '<script>alert("x")</script> *Bold?* <@U0HUGO>'
MOMENT = 1_795_500_000


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str, detail: str | None = None) -> Json:
    """An option of a select, of radio buttons, check boxes or an overflow menu."""
    found: Json = {"value": value, "text": plain(text)}
    return found if detail is None else found | {"description": plain(detail)}


def field(block_id: str, label: str, element: Json, **others: Any) -> Json:
    """An input block; its element's action id is the block id with `_value`."""
    full = {"action_id": f"{block_id}_value"} | element
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": full,
    } | others


def cells(*texts: str) -> list[Json]:
    """A row of raw_text cells."""
    return [{"type": "raw_text", "text": text} for text in texts]


def number(value: int) -> Json:
    """A raw_number cell."""
    return {"type": "raw_number", "value": value, "text": str(value)}


RESULT: list[Json] = [
    {"type": "header", "block_id": "head", "text": plain("AI Engineer · Platform team")},
    {
        "type": "context",
        "block_id": "ctx",
        "elements": [
            mrkdwn("Candidate A-17 · CV read in 1.4 s · blind view"),
            mrkdwn(f"<!date^{MOMENT}^{{date_short}} at {{time}}|some day>"),
        ],
    },
    {
        "type": "section",
        "block_id": "verdict",
        "text": mrkdwn("*Talk to first*   evidenced 71 %, coverage 7 of 8"),
        "accessory": {
            "type": "overflow",
            "action_id": "more",
            "options": [option("details", "Details"), option("forget", "Forget…")],
        },
    },
    {"type": "divider", "block_id": "rule"},
    {
        "type": "rich_text",
        "block_id": "quotes",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Production ■■■■ ", "style": {"bold": True}},
                    {"type": "text", "text": "owned", "style": {"italic": True}},
                ],
            },
            {
                "type": "rich_text_quote",
                "elements": [{"type": "text", "text": "cut p95 from 2.1 s to 380 ms"}],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "Models 3"}],
                    },
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "user", "user_id": "U0INES"}],
                    },
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 1,
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "link", "url": "https://example.com/a", "text": "a link"},
                            {"type": "text", "text": HOSTILE},
                        ],
                    }
                ],
            },
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": "def read(cv):\n    return 3"}],
            },
        ],
    },
    {
        "type": "section",
        "block_id": "facts",
        "fields": [mrkdwn("*Coverage*\n7 of 8"), plain("Evaluator\noffline 1.0")],
    },
    {
        "type": "actions",
        "block_id": "do",
        "elements": [
            {
                "type": "button",
                "action_id": "review",
                "style": "primary",
                "text": plain("Review levels"),
            },
            {"type": "button", "action_id": "questions", "text": plain("Interview questions")},
            {
                "type": "button",
                "action_id": "forget",
                "style": "danger",
                "text": plain("Forget"),
                "confirm": {
                    "title": plain("Forget A-17?"),
                    "text": mrkdwn("The CV is *erased*."),
                    "confirm": plain("Forget"),
                    "deny": plain("Keep"),
                    "style": "danger",
                },
            },
            {
                "type": "button",
                "action_id": "only_hugo",
                "text": plain("For Hugo alone"),
                "visible_to_user_ids": ["U0HUGO"],
            },
        ],
    },
]

TABLES: list[Json] = [
    {
        "type": "table",
        "block_id": "tab",
        "column_settings": [{"align": "left"}, {"align": "right"}],
        "rows": [cells("Criterion", "Level"), cells("Production", "4"), cells(HOSTILE, "3")],
    },
    {
        "type": "data_table",
        "block_id": "data",
        "caption": "Levels by criterion",
        "page_size": 2,
        "rows": [
            cells("Criterion", "Level"),
            [*cells("Impact"), number(3)],
            [*cells("Data"), number(2)],
            [*cells("Software"), number(10)],
        ],
    },
    {
        "type": "markdown",
        "block_id": "md",
        "text": "## What a 4 would show\n\n- runs the **pager**\n- `p95` named\n\n"
        "| Page | Line |\n| --- | --- |\n| 2 | 14 |\n\n> quoted <b>as text</b>",
    },
    {
        "type": "image",
        "block_id": "img",
        "alt_text": "Levels of four raters, as dots",
        "image_url": "https://example.com/elsewhere.png",
        "title": plain("Agreement"),
    },
    {
        "type": "card",
        "block_id": "card",
        "title": mrkdwn("Scorecard"),
        "subtitle": mrkdwn("due today"),
        "body": mrkdwn("Sealed until *everyone* is in."),
        "actions": [{"type": "button", "action_id": "fill", "text": plain("Fill in")}],
    },
    {
        "type": "context_actions",
        "block_id": "feedback",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "useful",
                "positive_button": {"text": plain("Useful"), "value": "yes"},
                "negative_button": {"text": plain("Not useful"), "value": "no"},
            },
            {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Remove")},
        ],
    },
    {"type": "hologram", "block_id": "future"},
]

LEVELS = [
    option("none", "Did not observe"),
    option("2", "2 · supported", "worked on a running system under guidance"),
    option("4", "4 · owned", "answered for it in production"),
]

FORM: list[Json] = [
    {"type": "alert", "block_id": "note", "level": "info", "text": plain("Sealed until you send.")},
    field(
        "requisition",
        "Requisition",
        {
            "type": "static_select",
            "placeholder": plain("Choose one"),
            "option_groups": [
                {"label": plain("Open"), "options": [option("r1", "AI Engineer")]},
                {"label": plain("Paused"), "options": [option("r2", "Data Analyst")]},
            ],
        },
    ),
    field("level", "Production", {"type": "radio_buttons", "options": LEVELS}),
    field(
        "seen",
        "What you observed",
        {"type": "plain_text_input", "multiline": True, "placeholder": plain("Their own words")},
        hint=plain("Quote, do not judge."),
        optional=True,
    ),
    field("mail", "Work email", {"type": "email_text_input"}, optional=True),
    field("years", "Years", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
    field("day", "Day", {"type": "datepicker", "initial_date": "2026-11-24"}, optional=True),
    field("hour", "Hour", {"type": "timepicker", "initial_time": "09:30"}, optional=True),
    field(
        "panel",
        "Panel",
        {"type": "multi_users_select", "initial_users": ["U0INES", "U0TOMA"]},
        optional=True,
    ),
    field("lead", "Lead", {"type": "users_select", "initial_user": "U0HUGO"}, optional=True),
    field("room", "Channel", {"type": "conversations_select"}, optional=True),
    field("open_room", "Public channel", {"type": "channels_select"}, optional=True),
    field(
        "focus",
        "Focus",
        {
            "type": "multi_static_select",
            "options": [option("p", "Production"), option("d", "Data")],
            "initial_options": [option("p", "Production")],
        },
        optional=True,
    ),
    field("tell", "Tell", {"type": "checkboxes", "options": [option("dm", "Me")]}, optional=True),
    field("cv", "CV", {"type": "file_input", "filetypes": ["pdf"], "max_files": 1}, optional=True),
]

HOME: list[Json] = [
    {"type": "header", "block_id": "h1", "text": plain("Waiting for you")},
    {
        "type": "section",
        "block_id": "due",
        "text": mrkdwn("*2 scorecards* are due today."),
        "accessory": {"type": "button", "action_id": "open_due", "text": plain("Open")},
    },
]
