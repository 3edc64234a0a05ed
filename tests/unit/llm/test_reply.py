"""A reply is taken only in the form that was asked for, and what is wrong is told in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.evaluators.llm.reply import MOST_QUOTES, parse

KEYS = ("python", "teamwork")
QUOTE = {"line": 2, "text": "Wrote services for payments"}


def about(key: str = "python", **changes: object) -> dict[str, Any]:
    said: dict[str, Any] = {"criterion": key, "quotes": [QUOTE], "rationale": "It says so."}
    return {**said, "level": 3, "missing": "Operation.", **changes}


def written(*readings: dict[str, Any]) -> str:
    return json.dumps({"readings": readings or (about(), about("teamwork"))})


def with_level(level: str) -> str:
    return written(about(level="HERE"), about("teamwork")).replace('"HERE"', level)


def with_line(line: str) -> str:
    quote = {"line": "HERE", "text": "Wrote services for payments"}
    return written(about(quotes=[quote]), about("teamwork")).replace('"HERE"', line)


def without(field: str) -> str:
    said = about()
    del said[field]
    return written(said, about("teamwork"))


@pytest.mark.parametrize("level", [1, 2, 3, 4, None])
def test_every_level_of_the_scale_is_taken_and_so_is_none(level: int | None) -> None:
    reply, wrong = parse(written(about(level=level), about("teamwork")), KEYS)

    assert wrong == ""
    assert reply is not None
    assert reply.readings[0].level == level
    assert reply.readings[0].quotes[0].text == QUOTE["text"]


REFUSED = {
    # what the level is not
    "9": (with_level("9"), "readings.0.level: Input should be less than or equal to 4"),
    "0": (with_level("0"), "readings.0.level: Input should be greater than or equal to 1"),
    "3.7": (with_level("3.7"), "readings.0.level"),
    "text": (with_level('"4"'), "readings.0.level: Input should be a valid integer"),
    "true": (with_level("true"), "readings.0.level: Input should be a valid integer"),
    "NaN": (with_level("NaN"), "readings.0.level"),
    "Infinity": (with_level("Infinity"), "readings.0.level"),
    "huge": (with_level("9" * 5_000), "At the top: Invalid JSON"),
    "list": (with_level("[4]"), "readings.0.level: Input should be a valid integer"),
    # what a line is not
    "line true": (with_line("true"), "readings.0.quotes.0.line"),
    "line text": (with_line('"2"'), "readings.0.quotes.0.line"),
    "line half": (with_line("2.5"), "readings.0.quotes.0.line"),
    "line huge": (with_line("9" * 5_000), "At the top: Invalid JSON"),
    # who is read
    "unknown": (
        written(about("handwriting" * 99), about("teamwork")),
        f"There is no criterion {('handwriting' * 99)[:60]!r}. The criteria are: python, teamwork.",
    ),
    "missing": (written(about()), "exactly once; look at: teamwork."),
    "twice": (written(about(), about(), about("teamwork")), "exactly once; look at: python."),
    "none": ('{"readings": []}', "exactly once; look at: python, teamwork."),
    # what shape it has
    "field too many": (written(about(score=87), about("teamwork")), "readings.0.score: Extra"),
    "field too many at the top": ('{"readings": [], "total": 1}', "total: Extra inputs"),
    "no quotes": (without("quotes"), "readings.0.quotes: Field required"),
    "no level": (without("level"), "readings.0.level: Field required"),
    "no reason": (without("rationale"), "readings.0.rationale: Field required"),
    "no gap": (without("missing"), "readings.0.missing: Field required"),
    "null quotes": (written(about(quotes=None), about("teamwork")), "readings.0.quotes"),
    "quote of text": (written(about(quotes=["so"]), about("teamwork")), "readings.0.quotes.0"),
    "too many quotes": (
        written(about(quotes=[QUOTE] * (MOST_QUOTES + 1)), about("teamwork")),
        "readings.0.quotes: Tuple should have at most 12 items",
    ),
    "long quote": (
        written(about(quotes=[{"line": 1, "text": "a " * 2_001}]), about("teamwork")),
        "readings.0.quotes.0.text: String should have at most 4000",
    ),
    "5 MB": (written(about(rationale="a" * 5_000_000), about("teamwork")), "at most 4000"),
    "list at the top": (f"[{written()}]", "At the top: Input should be an object"),
    "null": ("null", "At the top"),
    "number": ("4", "At the top"),
    # what is no JSON
    "nothing": ("", "At the top: Invalid JSON"),
    "words": ("No reading.", "At the top: Invalid JSON"),
    "half": (written()[:60], "At the top: Invalid JSON"),
    "two": (written() + written(), "At the top: Invalid JSON"),
    "deep lists": ("[" * 100_000, "At the top: Invalid JSON: recursion limit"),
    "deep objects": ('{"readings":' * 100_000, "At the top: Invalid JSON: recursion limit"),
    "half a letter, escaped": (written(about(rationale="\ud83d")), "At the top: Invalid JSON"),
    "half a letter": (json.dumps({"a": "\ud83d"}, ensure_ascii=False), "At the top: Input"),
    "mark of byte order": ("\ufeff" + written(), "At the top: Invalid JSON"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_any_other_form_is_refused_in_words_for_the_model(name: str) -> None:
    text, words = REFUSED[name]

    reply, wrong = parse(text, KEYS)

    assert reply is None
    assert words in wrong
    assert len(wrong) < 400


def test_what_is_said_of_a_reply_is_short_however_long_its_own_names_are() -> None:
    reply, wrong = parse(written({**about(), "e" * 9_000: 1}, about("teamwork")), KEYS)

    assert reply is None
    assert "e" * 60 in wrong
    assert "e" * 61 not in wrong


def test_a_line_off_the_page_is_taken_as_its_quote_is_looked_up_anyhow() -> None:
    for line in (-5, 0, 10**400):
        reply, wrong = parse(with_line(str(line)), KEYS)

        assert wrong == ""
        assert reply is not None
        assert reply.readings[0].quotes[0].line == line
