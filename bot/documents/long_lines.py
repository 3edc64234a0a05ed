"""Very long lines to readable ones, where a CV was pasted as one paragraph."""

from __future__ import annotations

import re

LONG_CHARACTERS = 400
"""Longest line that is left whole; a printed line has about 100, a paragraph in a text file
rarely more than this."""

_BULLET = re.compile(r"\s+(?=[•‣◦▪●■➢➤❖✓✔·]\s*\S)|\s+(?=[*\u2013\u2014-]\s+[A-Z0-9À-ÞА-Я])")
_SENTENCE = re.compile(
    r"(?<=[a-zà-ÿа-я0-9)%][.!?;])\s+(?=[A-ZÀ-ÞА-Я0-9\"'“(])|(?<=[。\uff01\uff1f\uff1b])"
)
_SPACE = re.compile(r"\s+")


def split_long(text: str) -> list[str]:
    """Split a line longer than 400 characters at bullets, else sentence ends, else words.

    Every character but the space at the cuts is kept, in order. A line that is not long, and
    the empty line, come back as they are: one part, or none.
    """
    if len(text) <= LONG_CHARACTERS:
        return [text] if text else []
    parts = _BULLET.split(text)
    parts = [piece for part in parts for piece in _split(part, _SENTENCE)]
    return [piece for part in parts for piece in _split(part, _SPACE)]


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    """Cut a part that is too long into pieces that are not, as far as the separator allows."""
    if len(text) <= LONG_CHARACTERS:
        return [text] if text else []
    pieces: list[str] = []
    fill = LONG_CHARACTERS if separator is _SPACE else 0
    start = end = 0
    for cut in separator.finditer(text):
        if cut.end() - start > fill and end > start:
            pieces.append(text[start:end].strip())
            start = end
        end = cut.end()
    if end > start and len(text) - start > fill:
        pieces.append(text[start:end].strip())
        start = end
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]
