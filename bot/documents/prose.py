"""Whether a document holds enough prose to be read against a rubric."""

from __future__ import annotations

import re

from bot.domain.document import Document

LEAST_WORDS = 20
"""Words below which a text is a label, a cover or a remark; the shortest real CVs have 60."""
LEAST_LETTERS = 0.5
"""Share of letters, among characters that are no space, below which it is data or code."""

_IDEOGRAPHS_PER_WORD = 2
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_readable_prose(document: Document) -> bool:
    """Say whether the visible text is long enough and made of words.

    False calls for reason ``not_a_cv``: the document can be read, not assessed.
    """
    text = document.text
    ideographs = len(_IDEOGRAPH.findall(text))
    words = len(_WORD.findall(_IDEOGRAPH.sub(" ", text))) + ideographs / _IDEOGRAPHS_PER_WORD
    characters = sum(not char.isspace() for char in text)
    letters = sum(char.isalpha() for char in text)
    return words >= LEAST_WORDS and letters >= LEAST_LETTERS * characters
