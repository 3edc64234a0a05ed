"""Words cut from the visible lines, as they stand there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.assessment import Evidence
from bot.domain.document import Line
from bot.evaluators.offline.statements import Statement

QUOTE_CHARACTERS = 200
"""Longest quote; a longer statement is cut to a window of whole words around what counts."""
_FEWEST_WORDS = 3


def quote(statement: Statement, token: int) -> Evidence:
    """Cut the evidence for a hit from the statement in which it stands.

    Args:
        statement: Where the hit stands.
        token: Index of the hit's first token.

    Returns:
        The statement, its lines joined by a space, or a window of it; the whole line where the
        statement has fewer than three words. It names the line in which it begins.
    """
    text = statement.text
    if len(text.split()) < _FEWEST_WORDS and len(statement.pieces) == 1:
        line = statement.pieces[0].line
        offset = statement.pieces[0].start + statement.tokens[token].start
        start, end = _window(line.text, offset)
        return _checked([line], line.text[start:end].strip())
    start, end = _window(text, statement.tokens[token].start)
    words = text[start:end].strip()
    first = statement.piece_at(text.index(words, start))
    return _checked([p.line for p in statement.pieces if p.at >= first.at], words)


def _window(text: str, centre: int) -> tuple[int, int]:
    end = len(text)
    if end <= QUOTE_CHARACTERS:
        return 0, end
    first = max(0, min(centre - QUOTE_CHARACTERS // 3, end - QUOTE_CHARACTERS))
    last = first + QUOTE_CHARACTERS
    if first > 0 and not text[first - 1].isspace():
        first = text.find(" ", first, centre) + 1 or centre
    if last < end and not text[last].isspace():
        last = max(text.rfind(" ", first, last), text.find(" ", centre, end), centre)
    return first, last if last > first else end


def _checked(lines: Sequence[Line], words: str) -> Evidence:
    if not words or words not in " ".join(line.text for line in lines):
        raise AssertionError("a quote does not stand in its lines")
    return Evidence(quote=words, page=lines[0].page, line=lines[0].number)
