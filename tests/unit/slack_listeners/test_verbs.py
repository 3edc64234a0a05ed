"""The table of verbs, and what people type after the command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.commands import RUNS
from bot.slack.verbs import NAMES, VERBS, nearest, read_line


def test_every_verb_of_the_table_is_routed_and_no_other() -> None:
    assert list(RUNS) == list(NAMES)


def test_the_names_kin_and_labels_are_each_used_once() -> None:
    words = [word for row in VERBS for word in (row.name, *row.kin)]
    labels = [row.label for row in VERBS]

    assert len(words) == len(set(words))
    assert len(labels) == len(set(labels))
    assert all(len(label) <= 30 for label in labels)  # as a phone shows a button in full


def test_the_hint_of_the_command_lists_the_verbs() -> None:
    assert list(NAMES) == ["open", "jd", "cv", "status", "rubric", "forget", "help"]


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("", "", ""),
        ("   \u00a0\t ", "", ""),
        ("CV", "cv", ""),
        ("cv A. Name", "cv", "A. Name"),
        ("“cv” “A. Name”", "cv", "A. Name"),
        ("«forget»\nA-17", "forget", "A-17"),
        ("cv\u00a0Zoë\u00a0 O’Brien", "cv", "Zoë O’Brien"),
        ("\u202ecv\u202c אנה", "cv", "אנה"),
        ("cv\x00\x07 name", "cv", "name"),
    ],
)
def test_a_line_is_read_whatever_it_is_typed_with(text: str, word: str, rest: str) -> None:
    line = read_line(text)

    assert (line.word, line.rest) == (word, rest)


def test_a_line_of_eight_thousand_characters_is_read() -> None:
    line = read_line("cv " + "Name " * 1600)

    assert line.word == "cv"
    assert len(line.rest) == 1600 * 5 - 1  # joined by single spaces


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("staus", "status"),
        ("hepl", "help"),
        ("rubrik", "rubric"),
        ("resume", "cv"),
        ("delete", "forget"),
        ("jobs", "jd"),
        ("opne", "open"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_the_nearest_verb_is_suggested_or_none(word: str, verb: str) -> None:
    assert nearest(word) == verb


@given(st.text(max_size=9000))
def test_any_text_gives_a_line_and_a_known_verb_or_none(text: str) -> None:
    line = read_line(text)

    assert " " not in line.word
    assert nearest(line.word) in {"", *NAMES}
