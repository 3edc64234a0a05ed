"""Quotes from a document that show where a requirement's terms stand."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.assessment import Evidence
from bot.domain.document import Document
from bot.evaluators.jobs.skills import LANGUAGE, find_skills
from bot.evaluators.terms import tokenize

LEAST_WORDS = 3
"""A shorter quote could stand anywhere."""
MOST_WORDS = 30
"""Longer lines are cut to this many words around the first term."""


def quote(document: Document, index: int, terms: Collection[str]) -> Evidence:
    """Cut a quote out of a line, as it stands there.

    A line of fewer than ``LEAST_WORDS`` words is quoted with its neighbours, following lines first.

    Args:
        document: Where the line stands.
        index: Index into ``document.lines``.
        terms: Skill keys and stems of words; a long line is cut around the first of them.
    """
    first, last = index, index
    while _count(document, first, last) < LEAST_WORDS and last + 1 < len(document.lines):
        last += 1
    while _count(document, first, last) < LEAST_WORDS and first > 0:
        first -= 1
    text = " ".join(line.text for line in document.lines[first : last + 1])
    start = _first_term(text, terms)
    line = document.lines[first]
    return Evidence(quote=_window(text, start), page=line.page, line=line.number)


def _count(document: Document, first: int, last: int) -> int:
    return sum(len(line.text.split()) for line in document.lines[first : last + 1])


def _first_term(text: str, terms: Collection[str]) -> int:
    skills = [skill.start for skill in find_skills(text) if skill.key in terms]
    words = [token.start for token in tokenize(text, LANGUAGE) if token.stem in terms]
    return min(skills + words, default=0)


def _window(text: str, start: int) -> str:
    """Return at most ``MOST_WORDS`` words of a text around an offset, spacing kept."""
    ends: list[tuple[int, int]] = []
    offset = 0
    for word in text.split():
        begin = text.index(word, offset)
        offset = begin + len(word)
        ends.append((begin, offset))
    at = next((i for i, (_, end) in enumerate(ends) if end > start), 0)
    low = max(0, min(at - MOST_WORDS // 3, len(ends) - MOST_WORDS))
    kept = ends[low : low + MOST_WORDS]
    return text[kept[0][0] : kept[-1][1]]
