"""Characters become lines with the words a reader sees."""

from __future__ import annotations

import numpy as np
import pytest

from bot.documents.pdf.characters import Characters, TextObject
from bot.documents.pdf.lines import TypedLine, headings, typed_lines


def _object(*, name: str = "Body", is_bold: bool = False) -> TextObject:
    return TextObject(
        handle=None,
        address=1,
        mode=0,
        fill=None,
        font=1,
        size=10.0,
        font_name=name,
        is_bold=is_bold,
    )


def _characters(text: str, *, apart: int = -1, made_up: str = "\r\n") -> Characters:
    """Type of 10 points, 5 points a letter; line ends go back to the left and 12 points down."""
    boxes, x, y = [], 0.0, 700.0
    for sign in text:
        if sign in "\r\n":
            x, y = 0.0, y - (12 if sign == "\n" else 0)
        boxes.append((x, y, x + 5, y + 7))
        x += 5
    return Characters(
        codes=[ord(sign) for sign in text],
        boxes=np.array(boxes),
        owners=np.array([-1 if sign in made_up else 0 for sign in text]),
        sizes=np.full(len(text), 10.0),
        apart=np.array([number == apart for number in range(len(text))]),
    )


def _texts(characters: Characters, **icons: dict[int, str]) -> list[str]:
    seen = np.ones(len(characters), dtype=np.bool_)
    return [line.text for line in typed_lines(characters, [_object()], seen, icons)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\r\ntwo", ["one", "two"]),
        ("  a   b \r\n\r\n", ["a b"]),
        ("exam\x02\r\nple of it", ["example", "of it"]),
        ("exam\x02\r\nple", ["example"]),
        ("end\x02", ["end-"]),
        ("a\x02b", ["ab"]),
        ("a\x00\x1f\ufffeb", ["ab"]),
        ("\ue001 mail", ["mail"]),
        ("\ud83d\ude00", ["\U0001f600"]),
        ("\r\n", []),
    ],
)
def test_signs_become_lines(text: str, lines: list[str]) -> None:
    assert _texts(_characters(text)) == lines


def test_a_gap_is_a_space_and_one_at_a_space_is_no_second() -> None:
    assert _texts(_characters("forthe", apart=3)) == ["for the"]
    assert _texts(_characters("for the", apart=4)) == ["for the"]


def test_a_step_down_within_a_line_is_a_space() -> None:
    characters = _characters("ab")
    # One step of 10 points, more than 0.6 of the size below the foot of the first.
    characters.boxes[1] = (5, 680, 10, 687)
    assert _texts(characters) == ["a b"]


def test_a_step_back_within_a_line_is_a_space() -> None:
    characters = _characters("ab")
    characters.boxes[1] = (-20, 700, -15, 707)
    assert _texts(characters) == ["a b"]


def test_unseen_characters_are_left_out() -> None:
    characters = _characters("ab cd")
    seen = np.array([True, True, True, False, False])
    assert [line.text for line in typed_lines(characters, [_object()], seen, {})] == ["ab"]


def test_icons_are_read_by_their_names() -> None:
    characters = _characters("xy")
    assert _texts(characters, Body={ord("x"): "phone"}) == ["phone"]


def _line(text: str, size: float, *, is_bold: bool = False) -> TypedLine:
    return TypedLine(text=text, size=size, is_bold=is_bold, letters=len(text))


_BODY = _line("a line of the body that goes on and on for a while", 10)


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        (_line("Skills", 11.5), True),
        (_line("Skills", 11.4), False),
        (_line("Skills", 10, is_bold=True), True),
        (_line("Skills", 9, is_bold=True), False),
        (_line("2019 - 2021", 14), False),
        (_line("one two three four five six seven eight", 14), True),
        (_line("one two three four five six seven eight nine", 14), False),
    ],
)
def test_headings_are_short_and_larger_or_bold(line: TypedLine, *, is_heading: bool) -> None:
    # 1.15 times the 10 points of the body is 11.5.
    assert headings([line, _BODY, _BODY]) == [is_heading, False, False]


def test_bold_says_nothing_where_much_is_bold() -> None:
    bold = _line("Skills", 10, is_bold=True)
    assert headings([bold, _line("body", 10)]) == [False, False]


def test_lines_without_letters_are_no_headings() -> None:
    assert headings([TypedLine(text="x", size=10, is_bold=True, letters=0)]) == [False]
    assert headings([]) == []
