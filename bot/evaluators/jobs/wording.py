"""Gender-coded wording of a job description, with what to write instead."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

from bot.domain.document import Document
from bot.domain.job import Suggestion, Wording
from bot.domain.wording import CodedStems, coding, count_coded, decoder_words
from bot.evaluators.data import load_data

SUGGESTIONS = 5
"""Most words to suggest a replacement for; more would bury the rest of a review."""


def read_wording(document: Document) -> Wording:
    """Count coded words as the public decoder does, technical terms included.

    ``allowed`` holds those of the counted words that stand in a technical phrase of
    data/wording.yml; they stay in the counts and in ``coding``, so that both equal the decoder's.

    Source:
        lovedaybrooke/gender-decoder; Gaucher, Friesen and Kay (2011).
    """
    stems = _stems()
    words = [word for word, _ in _words(document)]
    masculine = count_coded(words, stems.masculine, stems)
    feminine = count_coded(words, stems.feminine, stems)
    technical = [words[i] for i in sorted(_technical(words))]
    allowed = count_coded(technical, stems.masculine + stems.feminine, stems)
    return Wording(
        coding=coding(masculine.total(), feminine.total()),
        masculine=dict(masculine),
        feminine=dict(feminine),
        allowed=dict(allowed),
    )


def suggest_wording(document: Document) -> tuple[Suggestion, ...]:
    """Suggest replacements where a text leans masculine once technical terms are set aside.

    Feminine-coded wording gets none: it was not found to keep men from applying.

    Returns:
        At most ``SUGGESTIONS``, the words used most often first.

    Source:
        Gaucher, Friesen and Kay (2011), studies 3 to 5.
    """
    stems = _stems()
    placed = _words(document)
    technical = _technical([word for word, _ in placed])
    left = [pair for i, pair in enumerate(placed) if i not in technical]
    masculine = count_coded((word for word, _ in left), stems.masculine, stems)
    feminine = count_coded((word for word, _ in left), stems.feminine, stems)
    if masculine.total() <= feminine.total():
        return ()
    lines = dict(reversed(left))  # the first line of each word stays
    families: dict[str, Counter[str]] = {}
    for word, count in masculine.items():
        families.setdefault(_family(word), Counter())[word] += count
    order = sorted(families.items(), key=lambda f: (-f[1].total(), min(lines[w] for w in f[1])))
    return tuple(_suggestion(family, words, lines) for family, words in order[:SUGGESTIONS])


def _suggestion(family: str, words: Counter[str], lines: dict[str, int]) -> Suggestion:
    named = ", ".join(f'"{word}"' for word in sorted(words, key=lambda w: (lines[w], w)))
    times = "once" if words.total() == 1 else f"{words.total()} times"
    return Suggestion(
        topic="gender",
        line=min(lines[word] for word in words),
        problem=f"{named}: masculine-coded wording, used {times}.",
        rewrite=f"Instead of {named}: {_data()['replacements'][family]}.",
    )


def _family(word: str) -> str:
    replacements: dict[str, str] = _data()["replacements"]
    return next(stem for stem in replacements if word.startswith(stem))


def _words(document: Document) -> list[tuple[str, int]]:
    """Return the decoder's words, each with the number of its line."""
    stems = _stems()
    return [
        (word, line.number) for line in document.lines for word in decoder_words(line.text, stems)
    ]


def _technical(words: list[str]) -> set[int]:
    """Return the indices of the words that stand in a technical phrase."""
    joined = " ".join(words)
    found: set[int] = set()
    for match in _phrases().finditer(joined):
        first = joined.count(" ", 0, match.start())
        found.update(range(first, first + match.group().count(" ") + 1))
    return found


@lru_cache(maxsize=1)
def _stems() -> CodedStems:
    data = _data()
    return CodedStems(
        masculine=tuple(data["masculine"]),
        feminine=tuple(data["feminine"]),
        hyphenated=tuple(data["hyphenated"]),
        exceptions=frozenset(data["exceptions"]),
    )


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    longest_first = sorted(_data()["technical"], key=lambda p: (-len(p), p))
    alternatives = (re.escape(p).replace(r"\*", r"\S*") for p in longest_first)
    return re.compile(rf"(?<!\S)(?:{'|'.join(alternatives)})(?!\S)")


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_data("wording")
    return data
