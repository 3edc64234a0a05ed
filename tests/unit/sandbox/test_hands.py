"""Of a message, the eyes of a person read its words and nothing that is hidden from them."""

from __future__ import annotations

import pytest

from bot.sandbox.hands import printed, words_of


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


@pytest.mark.parametrize(
    ("part", "read"),
    [
        ([], ""),
        (plain("one"), "one"),
        (
            {"text": "in short", "blocks": [{"type": "header", "text": plain("A-1")}]},
            "in short\nA-1",
        ),
        ({"type": "section", "fields": [plain("left"), plain("right")]}, "left\nright"),
        (
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "For "},
                    {"type": "user", "user_id": "U0INES"},
                    {"type": "text", "text": "."},
                ],
            },
            "For <@U0INES>.",
        ),
        (
            {
                "type": "rich_text_list",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
                ],
            },
            "one\ntwo",
        ),
        ({"type": "button", "text": plain("Forget"), "confirm": plain("Sure?")}, "Forget"),
        ({"text": "seen", "metadata": {"text": "hidden"}, "private_metadata": "hidden"}, "seen"),
        ({"user_id": "U0INES"}, ""),
    ],
)
def test_words_stand_a_line_each_and_hidden_parts_are_not_read(part: object, read: str) -> None:
    assert words_of(part) == read


NAMES = {"U0INES": "Ines Okafor", "C0HIRING": "#hiring-ai"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*Candidate A-1* · added by <@U0INES>", "Candidate A-1 · added by Ines Okafor"),
        ("in <#C0HIRING> of <@U0GONE>", "in #hiring-ai of U0GONE"),
        ("<https://example.org|the page>, <https://example.org>", "the page, https://example.org"),
        ("<!date^1^{date}|2026-11-24 09:30 UTC>", "2026-11-24 09:30 UTC"),
        ("type `/hire cv`, _now_ &amp; here", "type /hire cv, now & here"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
    ],
)
def test_on_paper_marks_are_gone_and_people_have_names(written: str, read: str) -> None:
    assert printed({"type": "mrkdwn", "text": written}, NAMES) == read


def test_on_paper_buttons_are_in_brackets_and_menus_are_closed() -> None:
    option = {"text": plain("Show name"), "value": "x"}
    chosen = {"type": "static_select", "placeholder": plain("Open…"), "options": [option]}
    elements = [
        {"type": "button", "text": plain("Decide…"), "accessibility_label": "Decide on A-1"},
        {"type": "overflow", "options": [option]},
        chosen,
    ]
    said = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0INES"}]}

    assert printed([said, {"type": "actions", "elements": elements}], NAMES) == (
        "Ines Okafor\n[Decide…]\n[Open…]"
    )
