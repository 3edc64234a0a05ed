"""A document's lines joined into statements, each of which knows where its words stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.document import Document, Line
from bot.evaluators.data import load_data
from bot.evaluators.terms import Token, tokenize

_BULLET = re.compile(r"^[\s•·▪◦●○■□➢➤►▸✓✔*‣\u2013\u2014-]+\s*(?=\S)|^\(?\d{1,2}[.)]\s+")
_INNER_END = re.compile(r"(?<=[.!?])(?<![.\s]\w\.)\s+(?=[\"'(]?[^\W_a-z])|\s+[•▪●➢►*]\s+")
_YEAR = r"(?:19|20)\d\d"
_HEADER_WORDS = 14
"""A line with a date and at most so many words begins a new entry, such as a role."""
_WRAPPED = 25
"""Fewest characters of a line that goes on in a line with a small first letter."""
_FULL = 60
"""Fewest characters of a bullet's line that goes on in a line without a bullet."""
_OPEN_MARKS = (",", "-", "/", "&", "(", ":")


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a statement that stands in one line."""

    line: Line
    at: int
    """Offset in the statement's text."""
    start: int
    """Offset in the line's text."""
    size: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of the document: a sentence, a bullet or a short line."""

    index: int
    """Position in the document, from 0."""
    block: int
    """Number of the role, project or section part that it stands in."""
    context: str
    """What its section can be evidence of, as in data/sections.yml; ``open`` when unknown."""
    is_header: bool
    """Whether it is a heading, or begins an entry with a date."""
    text: str
    tokens: tuple[Token, ...]
    pieces: tuple[Piece, ...]

    def piece_at(self, offset: int) -> Piece:
        """Return the piece that holds an offset of the text, or the one before it."""
        return next(piece for piece in reversed(self.pieces) if piece.at <= offset)


@dataclass(slots=True)
class _Run:
    """Lines that belong together, before sentences are told apart."""

    block: int
    context: str
    is_header: bool
    text: str
    pieces: list[Piece]


def statements(document: Document) -> tuple[Statement, ...]:
    """Cut the visible lines of a document into statements, in reading order.

    Wrapped lines are joined again, bullets and sentence ends part. A heading, a change of
    section and a short line with a year begin a new block.
    """
    found: list[Statement] = []
    for run in _runs(document.lines):
        for start, end in _sentences(run.text):
            text = run.text[start:end]
            tokens = tokenize(text, document.language or "en")
            if tokens:
                found.append(
                    Statement(
                        index=len(found),
                        block=run.block,
                        context=run.context,
                        is_header=run.is_header,
                        text=text,
                        tokens=tokens,
                        pieces=tuple(_cut(run.pieces, start, end)),
                    )
                )
    return tuple(found)


def _runs(lines: Sequence[Line]) -> Iterator[_Run]:
    contexts: dict[str, str] = load_data("sections")
    block, last, run = 0, None, None
    for line in lines:
        bullet = _BULLET.match(line.text)
        is_dated = _is_dated(line.text)
        if run and last and not bullet and not is_dated and _continues(last, line):
            start = len(run.text) + 1
            run.text += " " + line.text
            run.pieces.append(Piece(line, start, 0, len(line.text)))
        else:
            if run:
                yield run
            is_new = last is None or line.section != last.section
            block += int(is_new or line.is_heading or (is_dated and not bullet))
            start = bullet.end() if bullet else 0
            text = line.text[start:]
            is_header = line.is_heading or (is_dated and not bullet)
            context = contexts.get(line.section, "open")
            run = _Run(block, context, is_header, text, [Piece(line, 0, start, len(text))])
        last = line
    if run:
        yield run


def _is_dated(text: str) -> bool:
    """Whether a line begins an entry with a date; one with a small first letter goes on."""
    if text[0].islower() or len(text.split()) > _HEADER_WORDS:
        return False
    return bool(_date().search(text))


@cache
def _date() -> re.Pattern[str]:
    """Compile what a date looks like; a bare year may be a product's, as in "Server 2016"."""
    words: dict[str, list[str]] = load_data("dates")
    months, ongoing = ("|".join(map(re.escape, words[key])) for key in ("months", "ongoing"))
    return re.compile(
        rf"\b(?:{months})[^\W\d]*\.?,?\s+{_YEAR}\b|\b\d\d?[./]{_YEAR}\b"
        rf"|\b{_YEAR}\s*(?:[-\u2013\u2014]|\b(?:{ongoing})\b)"
        rf"|\b(?:{ongoing})\s+{_YEAR}\b|^{_YEAR}\b",
        re.IGNORECASE,
    )


def _continues(last: Line, line: Line) -> bool:
    """Whether a line goes on with the statement of the line before it.

    Only the two lines decide, so that no other line of the document can join them.
    """
    if last.is_heading or line.is_heading or last.section != line.section:
        return False
    if last.text.endswith((".", "!", "?", ";")) or _is_dated(last.text):
        return False
    if line.text[0].islower() and len(last.text) >= _WRAPPED:
        return True
    if _BULLET.match(last.text) and len(last.text) >= _FULL:
        return True
    return last.text.endswith(_OPEN_MARKS) or last.text.split()[-1].casefold() in _open_ends()


@cache
def _open_ends() -> frozenset[str]:
    return frozenset(word for verbs in load_data("verbs").values() for word in verbs["open_end"])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _INNER_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _cut(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    for piece in pieces:
        first, last = max(piece.at, start), min(piece.at + piece.size, end)
        if first < last:
            yield Piece(piece.line, first - start, piece.start + first - piece.at, last - first)
