"""Text of any length and origin, made fit to be shown."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

LONGEST = 3000
"""Most characters of one text object. Source: docs.slack.dev, text object."""

_ELLIPSIS = "…"
_ISOLATE, _POP = "\u2068", "\u2069"
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of the words around them, also of ours."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_PERSON = re.compile(r"<@[UW][A-Z0-9]+>")
_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+>")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def size(text: str) -> int:
    """Count as the strictest reader does: UTF-16 units, so that most emoji count twice."""
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def clean(text: str) -> str:
    """Drop what is not to be shown: control characters, turned directions, broken halves."""
    kept = (
        char if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"} else " "
        for char in text
        if char not in _DIRECTIONS
    )
    return "".join(kept)


def one_line(text: str) -> str:
    """Write on one line, with single spaces."""
    return " ".join(clean(text).split())


def fit(text: str, limit: int) -> str:
    """Write on one line of at most ``limit`` units, cut after a word with an ellipsis.

    A word that alone is too long, as in scripts without spaces, is cut between characters.

    Args:
        text: Of any length and origin.
        limit: In UTF-16 units, >= 2.
    """
    line = one_line(text)
    if size(line) <= limit:
        return line
    return line[: _border(line, _fitting(line, limit - 1))].rstrip(" ,;:.") + _ELLIPSIS


def pieces(text: str, limit: int = LONGEST) -> list[str]:
    """Split after words into pieces that, put together, are the whole text again.

    Args:
        text: Of any length; its line ends stay.
        limit: Of one piece in UTF-16 units, >= 3.

    Returns:
        At least one piece, unless there is nothing to show.
    """
    rest, found = clean(text), []
    while size(rest) > limit:
        end = max(_border(rest, _fitting(rest, limit - 1)), 1)
        end += end < len(rest) and rest[end].isspace()
        found.append(rest[:end])
        rest = rest[end:]
    return [piece for piece in (*found, rest) if piece]


def isolate(text: str) -> str:
    """Keep words that run from right to left from turning the ones beside them."""
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return f"{_ISOLATE}{text}{_POP}"
    return text


def escape(text: str) -> str:
    """Take the meaning from the three characters that Slack reads as control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Read what Slack wrote of a person's ``&``, ``<`` and ``>``, the other way round."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def nameless(text: str) -> str:
    """Write "a colleague" and "the channel" for ids where Slack would show the ids themselves."""
    placed = _CHANNEL.sub("the channel", text)
    return _PERSON.sub(lambda found: _colleague(placed[: found.start()].rstrip()), placed)


def _colleague(before: str) -> str:
    return "A colleague" if not before or before.endswith((".", "!", "?")) else "a colleague"


def _fitting(text: str, limit: int) -> int:
    totals = accumulate(size(char) for char in text[:limit])
    return sum(total <= limit for total in totals)


def _border(text: str, end: int) -> int:
    """Step back from ``end`` to the end of a word, or at least of a whole character."""
    if text[end].isspace():
        return end
    start = next((i for i in range(end - 1, 0, -1) if text[i].isspace()), 0)
    if start:
        return start
    return next((i for i in range(end, 0, -1) if not _is_inside(text, i)), end)


def _is_inside(text: str, index: int) -> bool:
    char = text[index]
    return (
        char == _JOINER
        or text[index - 1] == _JOINER
        or unicodedata.category(char).startswith("M")
        or ord(char) in _SKIN_TONES
    )
