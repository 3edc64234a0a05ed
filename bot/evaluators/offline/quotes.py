"""Words cut from one visible line, exactly as they stand there."""

from __future__ import annotations

from bot.domain.assessment import Evidence
from bot.domain.document import Line
from bot.evaluators.offline.statements import Statement

QUOTE_CHARACTERS = 160
"""Longest quote; a longer statement is cut to a window of whole words around what counts."""
_FEWEST_WORDS = 3


def quote(statement: Statement, token: int) -> Evidence:
    """Cut the evidence for a hit from the line in which it begins.

    Args:
        statement: Where the hit stands.
        token: Index of the hit's first token.

    Returns:
        The statement's part of that line, or a window of it; the whole line where the part has
        fewer than three words.
    """
    offset = statement.tokens[token].start
    piece = statement.piece_at(offset)
    start, end = piece.start, piece.start + piece.size
    if len(piece.line.text[start:end].split()) < _FEWEST_WORDS:
        start, end = 0, len(piece.line.text)
    start, end = _window(piece.line.text, start, end, piece.start + offset - piece.at)
    return _checked(piece.line, piece.line.text[start:end].strip())


def _window(text: str, start: int, end: int, centre: int) -> tuple[int, int]:
    if end - start <= QUOTE_CHARACTERS:
        return start, end
    first = max(start, min(centre - QUOTE_CHARACTERS // 3, end - QUOTE_CHARACTERS))
    last = first + QUOTE_CHARACTERS
    if first > start and not text[first - 1].isspace():
        first = text.find(" ", first, centre) + 1 or centre
    if last < end and not text[last].isspace():
        last = max(text.rfind(" ", first, last), text.find(" ", centre, end), centre)
    return first, last if last > first else end


def _checked(line: Line, words: str) -> Evidence:
    if not words or words not in line.text:
        raise AssertionError("a quote does not stand in its line")
    return Evidence(quote=words, page=line.page, line=line.number)
