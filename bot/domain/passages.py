"""Find words in the visible lines of a document, and quote them as they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.assessment import Evidence
from bot.domain.document import Line

AROUND = 8
"""Words that a quote keeps on either side of what was found."""

_TOKEN = re.compile(r"[^\W_]+[+#]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where words stand, in reading order."""

    quotes: tuple[Evidence, ...]
    """One for each line, the first ones only."""
    lines: int
    """Lines that hold the words, of which ``quotes`` may show a part."""


def tokens(text: str) -> list[str]:
    """Split a text into words without regard to case, as ``C++`` and ``c#`` are words too."""
    return [_plain(match.group()) for match in _TOKEN.finditer(text)]


def find_phrase(words: Sequence[str], lines: Sequence[Line], *, limit: int) -> Passage:
    """Find lines that hold words next to each other; a plural ending is the same word.

    Args:
        words: As ``tokens`` gives them; none are never found.
        lines: Visible lines.
        limit: Most quotes to return.
    """
    wanted = [_stem(word) for word in words]
    found = [quote for line in lines for quote in _phrase_in(line, wanted)]
    return Passage(quotes=tuple(found[:limit]), lines=len(found))


def find_all(words: Sequence[str], lines: Sequence[Line], *, limit: int) -> Passage:
    """Find lines that hold all of some words, in any order.

    Args:
        words: As ``tokens`` gives them; none are never found.
        lines: Visible lines.
        limit: Most quotes to return.
    """
    wanted = {_stem(word) for word in words}
    found = [quote for line in lines for quote in _all_in(line, wanted)]
    return Passage(quotes=tuple(found[:limit]), lines=len(found))


def _phrase_in(line: Line, wanted: list[str]) -> Iterator[Evidence]:
    spans = _spans(line)
    size = len(wanted)
    for start in range(len(spans) - size + 1):
        if size and [word for word, _, _ in spans[start : start + size]] == wanted:
            yield _quote(line, spans, start, start + size - 1)
            return


def _all_in(line: Line, wanted: set[str]) -> Iterator[Evidence]:
    spans = _spans(line)
    places = [place for place, (word, _, _) in enumerate(spans) if word in wanted]
    if wanted and {spans[place][0] for place in places} == wanted:
        yield _quote(line, spans, places[0], places[-1])


def _spans(line: Line) -> list[tuple[str, int, int]]:
    found = _TOKEN.finditer(line.text)
    return [(_stem(_plain(match.group())), match.start(), match.end()) for match in found]


def _quote(line: Line, spans: list[tuple[str, int, int]], first: int, last: int) -> Evidence:
    start = 0 if first <= AROUND else spans[first - AROUND][1]
    is_end = last + AROUND >= len(spans) - 1
    end = len(line.text) if is_end else spans[last + AROUND][2]
    return Evidence(quote=line.text[start:end], page=line.page, line=line.number)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
