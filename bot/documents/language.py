"""The language of a text, by the small words that every text of a language has."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from bot.documents.data import load_data

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SAMPLE = 50_000
"""Characters that are looked at."""
_LEAST_WORDS = 20
_LEAST_HITS = 3
_LEAST_SHARE = 0.03
"""Least share of small words: bullet-point CVs have 0.08 and more, lists of names below 0.02."""
_SCRIPT_SHARE = 0.3
"""Share of letters from which a script that one language has to itself decides."""


def detect_language(text: str) -> str:
    """Tell the language of a text.

    Returns:
        An ISO 639-1 code, or "" when the text is too short or has too few small words to tell.
    """
    sample = text[:_SAMPLE]
    by_script = _by_script(sample)
    if by_script:
        return by_script
    words = Counter(word.casefold() for word in _WORD.findall(sample))
    total = words.total()
    if total < _LEAST_WORDS:
        return ""
    scores = {
        code: sum(words[word] for word in small_words)
        for code, small_words in _small_words().items()
    }
    best = max(scores, key=lambda code: (scores[code], code))
    is_told = scores[best] >= _LEAST_HITS and scores[best] >= _LEAST_SHARE * total
    return best if is_told else ""


def _by_script(sample: str) -> str:
    letters = sum(char.isalpha() for char in sample)
    if letters < _LEAST_WORDS:
        return ""
    for code, ranges in load_data("languages")["scripts"].items():
        count = len(re.findall(f"[{ranges}]", sample))
        if count >= _SCRIPT_SHARE * letters:
            return str(code)
    return ""


@cache
def _small_words() -> dict[str, frozenset[str]]:
    lists = load_data("languages")["small_words"]
    return {code: frozenset(words.split()) for code, words in lists.items()}
