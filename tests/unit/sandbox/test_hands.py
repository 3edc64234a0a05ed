"""Of a message, the eyes of a person read its words and nothing that is hidden from them."""

from __future__ import annotations

import pytest

from bot.sandbox.hands import words_of


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
