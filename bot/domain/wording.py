"""Gender-coded wording of a text, counted as the public gender decoder counts it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STRONG_DIFFERENCE = 4
"""Difference of the two counts from which a text is strongly coded.

Source: lovedaybrooke/gender-decoder, whose test is ``> 3``.
"""

_PARTING = re.compile(r"""[.,<>*?!"\[\]@':;()/&]|[^\x00-\x7f]""")
"""What the decoder turns into spaces; other signs, such as ``|`` or ``+``, stay in the word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedStems:
    """The decoder's word lists: a word is coded when it begins with a stem."""

    masculine: tuple[str, ...]
    feminine: tuple[str, ...]
    hyphenated: tuple[str, ...]
    """Words that begin so keep their hyphen; all others are split at it."""
    exceptions: frozenset[str]
    """Whole words that are never coded."""


def decoder_words(text: str, stems: CodedStems) -> list[str]:
    """Cut a text into words as the decoder does.

    Characters outside ASCII and punctuation part words. A word is split at its hyphens unless it
    begins with a hyphen or with one of ``stems.hyphenated``.

    Source:
        lovedaybrooke/gender-decoder. Its loop leaves the second word of an ad unsplit, by mistake;
        here that word is split like any other.
    """
    words: list[str] = []
    for word in _PARTING.sub(" ", text).lower().split():
        if word.startswith(("-", *stems.hyphenated)):
            words.append(word)
        else:
            words.extend(word.split("-"))
    return words


def count_coded(words: Iterable[str], prefixes: Sequence[str], stems: CodedStems) -> Counter[str]:
    """Count the coded words among ``words``.

    A word that begins with two of the prefixes counts twice, as in the decoder, whose lists hold
    ``interpersona`` and ``interpersonal``.

    Args:
        words: From ``decoder_words``.
        prefixes: ``stems.masculine`` or ``stems.feminine``.
        stems: For the exceptions.
    """
    counts: Counter[str] = Counter()
    any_prefix = tuple(prefixes)
    for word in words:
        if word.startswith(any_prefix) and word not in stems.exceptions:
            counts[word] += sum(map(word.startswith, prefixes))
    return counts


def coding(masculine: int, feminine: int) -> str:
    """Name the balance of coded words in the decoder's words.

    Args:
        masculine: Number of masculine-coded words, >= 0.
        feminine: Number of feminine-coded words, >= 0.

    Returns:
        ``empty`` without any coded word, ``neutral`` when both are equal, else
        ``masculine-coded`` or ``feminine-coded``, with ``strongly`` before it from a difference of
        ``STRONG_DIFFERENCE`` on.
    """
    difference = feminine - masculine
    if difference == 0:
        return "neutral" if feminine else "empty"
    side = "feminine-coded" if difference > 0 else "masculine-coded"
    return f"strongly {side}" if abs(difference) >= STRONG_DIFFERENCE else side
