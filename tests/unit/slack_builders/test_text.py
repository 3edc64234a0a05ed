"""Text of any length and origin, made fit to be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.builders.text import clean, escape, fit, isolate, nameless, one_line, pieces, size

from .people import ARABIC, TURNED

TEXT = st.text(max_size=300)
LIMIT = st.integers(min_value=2, max_value=80)


@given(TEXT, LIMIT)
def test_what_is_fitted_keeps_to_its_limit(text: str, limit: int) -> None:
    assert size(fit(text, limit)) <= limit


@given(TEXT, LIMIT)
def test_what_is_fitted_begins_as_the_text_does(text: str, limit: int) -> None:
    fitted = fit(text, limit)
    whole = one_line(text)
    assert fitted == whole or (fitted[-1] == "…" and whole.startswith(fitted[:-1]))


@given(st.lists(st.text("abcdef", min_size=1, max_size=9), max_size=40), LIMIT)
def test_words_that_fit_are_never_cut(words: list[str], limit: int) -> None:
    fitted = fit(" ".join(words), limit).removesuffix("…").split()
    # A first word of 9 letters needs a limit of 10, so that the ellipsis has room.
    if limit >= 10:
        assert fitted == words[: len(fitted)]


@given(TEXT, st.integers(min_value=3, max_value=80))
def test_pieces_put_together_are_the_whole_text(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert "".join(found) == clean(text)
    assert all(0 < size(piece) <= limit for piece in found)


def test_pieces_end_after_words() -> None:
    assert pieces("one two three", 8) == ["one two ", "three"]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("two words", 6, "two…"),
        ("one, two", 6, "one…"),
        ("Donaudampf", 6, "Donau…"),
        ("  much \n space\t here ", 20, "much space here"),
        # An accented letter of two characters is whole or gone: 4 units hold 2 of them and "…".
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        # A flag of skin tone and joiner is one character of 5 + units; what does not fit is gone.
        ("ab👩🏽‍💻cd", 8, "ab…"),
    ],
)
def test_fitting(text: str, limit: int, expected: str) -> None:
    assert fit(text, limit) == expected


def test_emoji_count_as_slack_counts_them() -> None:
    assert size("a👩") == 3


def test_controls_and_turned_directions_are_dropped() -> None:
    assert one_line(TURNED) == "Ann moc.live x bell"
    assert clean("a\ud800b") == "a b"


def test_right_to_left_words_stand_apart() -> None:
    assert isolate(ARABIC) == f"\u2068{ARABIC}\u2069"
    assert isolate("left to right") == "left to right"


def test_escaping_takes_the_meaning_from_tokens() -> None:
    assert escape("<!here> & co") == "&lt;!here&gt; &amp; co"


def test_who_cannot_be_named_begins_a_sentence_with_a_capital() -> None:
    words = "<@U0RHEA> decided. <@U0HUGO> asked <@U0RHEA> in <#C0HIRING>."
    assert nameless(words) == "A colleague decided. A colleague asked a colleague in the channel."
