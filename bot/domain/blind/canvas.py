"""A text with parts covered by tokens, and the way back to the words underneath."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Token(StrEnum):
    """What stands in a blind view in place of words that were taken out."""

    NAME = "[name]"
    EMAIL = "[e-mail]"
    PHONE = "[phone]"
    LINK = "[link]"
    HANDLE = "[handle]"
    ADDRESS = "[address]"
    BIRTH_DATE = "[birth date]"
    PERSONAL = "[personal]"
    """Age, nationality, place of birth, family, religion, gender, photo, numbers of identity."""
    TITLE = "[title]"
    """Mr, Ms, Frau, Herr; never a degree."""
    PRONOUN = "[pronoun]"


MARKS = {token: chr(0xFDD0 + index) for index, token in enumerate(Token)}
"""One character for each token. Unicode keeps these out of every text, so that none is mistaken."""
MARK = "\ufdd0-\ufdef"
"""Every mark, and what may become one, as the inside of a character class."""
SEPARATOR = "|\u2022\u00b7;\u25aa\u25e6\u2023\u2219\u22c4\t"
"""Characters that part two entries on one line, as the inside of a character class."""

_TOKENS = {mark: token for token, mark in MARKS.items()}
_RESERVED = re.compile(f"[{MARK}]")
_WRITTEN = re.compile("|".join(re.escape(token) for token in Token))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a canvas's text that a token is to cover."""

    start: int
    end: int
    """Index behind the last character."""
    token: Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A text in which each covered part is one mark.

    Rules look at ``text`` alone, and a text whose tokens are written out comes back as the same
    canvas: so a rule that finds nothing more here finds nothing in the masked text either.
    """

    source: str
    """NFC, without marks."""
    text: str
    """``source`` with a mark in place of each covered part; line ends are never covered."""
    starts: tuple[int, ...]
    """For each character of ``text``, where it begins in ``source``; last, the source's length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Where one token stands, and what it stands for."""

    start: int
    end: int
    """Index behind the token."""
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A masked text with its offset map."""

    text: str
    source: str
    covers: tuple[Cover, ...]
    """In the order of the text."""

    def original(self, start: int, end: int) -> str:
        """Return the source's words for a part of the text.

        Args:
            start: Where the part begins; inside a token, the whole of it is taken.
            end: Index behind the part; inside a token, the whole of it is taken.
        """
        return self.source[self._at(start, is_end=False) : self._at(end, is_end=True)]

    def _at(self, offset: int, *, is_end: bool) -> int:
        index = bisect_right(self.covers, offset, key=lambda cover: cover.start) - 1
        if index < 0:
            return offset
        cover = self.covers[index]
        if offset == cover.start:
            return cover.source_start
        if offset < cover.end:
            return cover.source_end if is_end else cover.source_start
        return cover.source_end + offset - cover.end


def canvas_of(text: str) -> Canvas:
    """Make the canvas of a text; tokens that stand in it already are covered as they are."""
    source = _RESERVED.sub("\ufffd", unicodedata.normalize("NFC", text))
    bare = Canvas(source=source, text=source, starts=tuple(range(len(source) + 1)))
    return cover(
        bare,
        (
            Span(start=found.start(), end=found.end(), token=Token(found[0]))
            for found in _WRITTEN.finditer(source)
        ),
    )


def cover(canvas: Canvas, spans: Iterable[Span]) -> Canvas:
    """Put marks over parts of a text.

    A part that crosses a line end is covered on each of its lines; of two that overlap, the one
    that begins first counts.

    Returns:
        The same canvas when nothing is left to cover.
    """
    text: list[str] = []
    starts: list[int] = []
    at = 0
    for span in _apart(canvas.text, spans):
        text += [canvas.text[at : span.start], MARKS[span.token]]
        starts += canvas.starts[at : span.start + 1]
        at = span.end
    if not text:
        return canvas
    return Canvas(
        source=canvas.source,
        text="".join([*text, canvas.text[at:]]),
        starts=(*starts, *canvas.starts[at:]),
    )


def lowered(text: str) -> str:
    """Return a text in lower case with each character where it was.

    Looking through it takes a fraction of the time that a search without regard to case takes.
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char if len(char.lower()) > 1 else char.lower() for char in text)


def changed_parts(before: Canvas, after: Canvas, around: int) -> Iterator[tuple[int, int]]:
    """Return where lines begin and end, in the later text, that differ or stand close to one.

    Args:
        before: A canvas.
        after: The same with more marks, which leave the line ends where they are.
        around: Lines to take on either side.
    """
    lines = after.text.split("\n")
    old = before.text.split("\n")
    wanted: set[int] = set()
    for index, (was, line) in enumerate(zip(old, lines, strict=True)):
        if was != line:
            wanted.update(range(index - around, index + around + 1))
    at = 0
    start = -1
    for index, line in enumerate(lines):
        if index in wanted and start < 0:
            start = at
        if index not in wanted and start >= 0:
            yield start, at - 1
            start = -1
        at += len(line) + 1
    if start >= 0:
        yield start, len(after.text)


def part(canvas: Canvas, start: int, end: int) -> Canvas:
    """Return a part of a canvas, with the same source."""
    return Canvas(
        source=canvas.source, text=canvas.text[start:end], starts=canvas.starts[start : end + 1]
    )


def joined(canvas: Canvas, parts: Sequence[tuple[int, int, Canvas]]) -> Canvas:
    """Put parts back, each with where the part before it began and ended."""
    text: list[str] = []
    starts: list[int] = []
    at = 0
    for start, end, inner in parts:
        text += [canvas.text[at:start], inner.text]
        starts += [*canvas.starts[at:start], *inner.starts[:-1]]
        at = end
    return Canvas(
        source=canvas.source,
        text="".join([*text, canvas.text[at:]]),
        starts=(*starts, *canvas.starts[at:]),
    )


def masked(canvas: Canvas) -> Masked:
    """Write the tokens out."""
    pieces: list[str] = []
    covers: list[Cover] = []
    at = length = 0
    for found in _RESERVED.finditer(canvas.text):
        token = _TOKENS[found[0]]
        start = length + found.start() - at
        pieces += [canvas.text[at : found.start()], token]
        length, at = start + len(token), found.end()
        covers.append(
            Cover(
                start=start,
                end=length,
                source_start=canvas.starts[found.start()],
                source_end=canvas.starts[found.end()],
            )
        )
    text = "".join([*pieces, canvas.text[at:]])
    return Masked(text=text, source=canvas.source, covers=tuple(covers))


def _apart(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    end = 0
    each = [piece for span in spans for piece in _on_lines(text, span)]
    for span in sorted(each, key=lambda piece: (piece.start, -piece.end, piece.token)):
        if span.start >= end:
            end = span.end
            yield span


def _on_lines(text: str, span: Span) -> Iterator[Span]:
    at = span.start
    for line in text[span.start : span.end].split("\n"):
        bare = line.strip()
        if bare and not (len(bare) == 1 and bare in _TOKENS):
            start = at + len(line) - len(line.lstrip())
            yield Span(start=start, end=start + len(bare), token=span.token)
        at += len(line) + 1
