"""Rich text: outside words as plain elements, people and times as elements of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.slack.builders.payload import Json
from bot.slack.builders.text import LONGEST, fit, isolate, pieces

Part = str | Json
"""A run of plain words, or an element."""

_NAMED = re.compile(r"<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+)>")
_FORMAT = "{date_short_pretty} at {time}"


def rich(*elements: Json) -> Json:
    """Make a rich text block of lines, quotes and lists."""
    return {"type": "rich_text", "elements": list(elements)}


def line(*parts: Part) -> Json:
    """Write a line; neighbours need a ``gap`` or a line end between them."""
    return {"type": "rich_text_section", "elements": _elements(parts)}


def entry(subject: str, *parts: Part) -> Json:
    """Write a line that begins with what it is about."""
    return line(bold(f"{subject}:"), " ", *parts)


def quoted(*parts: Part) -> Json:
    """Write an indented quotation."""
    return {"type": "rich_text_quote", "elements": _elements(parts)}


def bullets(items: Iterable[Json]) -> Json:
    """List lines with a bullet each; there must be at least one."""
    return {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": list(items)}


def bold(text: str) -> Json:
    """Write words in bold, fitted into one element."""
    return _text(text, "bold")


def italic(text: str) -> Json:
    """Write words in italics, fitted into one element."""
    return _text(text, "italic")


def code(text: str) -> Json:
    """Write what a person may type."""
    return _text(text, "code")


def person(user_id: str) -> Json:
    """Name somebody by id; Slack shows the name."""
    return {"type": "user", "user_id": user_id}


def channel(channel_id: str) -> Json:
    """Name a channel by id."""
    return {"type": "channel", "channel_id": channel_id}


def moment(at: datetime, form: str = _FORMAT) -> Json:
    """Write a time, shown in each reader's own zone."""
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": form,
        "fallback": _fallback(at),
    }


def time_of_day(at: datetime) -> Json:
    """Write a time within half a day, shown in each reader's own zone."""
    return moment(at, "{time}")


def people(user_ids: Sequence[str]) -> list[Part]:
    """List people: "a", "a and b", "a, b and c"; nothing for nobody."""
    parts: list[Part] = []
    for index, user_id in enumerate(user_ids):
        if index:
            parts.append(" and " if index == len(user_ids) - 1 else ", ")
        parts.append(person(user_id))
    return parts


def sentence(words: str) -> list[Part]:
    """Read our own words: backticks mark code, ``<@U…>`` names people, ``<#C…>`` channels."""
    return [
        part
        for index, words_or_code in enumerate(words.split("`"))
        if words_or_code
        for part in ([code(words_or_code)] if index % 2 else with_people(words_or_code))
    ]


def with_people(words: str) -> list[Part]:
    """Read our own words in which ``<@U…>`` names people, and ``<#C…>`` channels."""
    return [
        _named(part) if index % 2 else part
        for index, part in enumerate(_NAMED.split(words))
        if part
    ]


def _named(token: str) -> Json:
    return person(token[1:]) if token.startswith("@") else channel(token[1:])


def mention(user_id: str) -> str:
    """Name somebody in mrkdwn."""
    return f"<@{user_id}>"


def moment_token(at: datetime) -> str:
    """Write a time in mrkdwn."""
    return f"<!date^{int(at.timestamp())}^{_FORMAT}|{_fallback(at)}>"


def _fallback(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _elements(parts: Sequence[Part]) -> list[Json]:
    found: list[Json] = []
    for part in parts:
        if isinstance(part, str):
            found += [{"type": "text", "text": piece} for piece in pieces(part)]
        else:
            found.append(part)
    return found


def _text(text: str, style: str) -> Json:
    return {"type": "text", "text": isolate(fit(text, LONGEST - 2)) or "-", "style": {style: True}}
