"""Rules on anchors: four levels must read as four behaviours."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import combinations

from bot.domain.phrases import fold
from bot.rubric_files.draft import Draft
from bot.rubric_files.extend import Clash
from bot.rubric_files.words import grade_words

SAME = 0.8
"""Least similarity of near-identical anchors, 0..1: twice the words in common and in order, over
all words. Source: one word in five swapped leaves a reader to guess; anchors written one by one
share less than half (the test on the shipped rubrics keeps that true)."""

_WORD = re.compile(r"[^\W_]+(?:['+#][^\W_]*)*")


def alike(draft: Draft) -> Iterator[Clash]:
    """Find anchors of a criterion that read the same, or differ by a grade word alone."""
    for where, part in draft.criteria:
        a = part.anchors
        words = [_words(text) for text in (a.level_1, a.level_2, a.level_3, a.level_4)]
        for low, high in combinations(range(4), 2):
            said = _likeness(words[low], words[high])
            if said:
                yield Clash(
                    where=(*where, "anchors", str(high + 1)),
                    what=f"Anchors {low + 1} and {high + 1} of {part.key!r} {said}.",
                    fix="Write what somebody at this level does that the level below does not.",
                )


def _likeness(low: list[str], high: list[str]) -> str:
    grades = grade_words()
    if [w for w in low if w not in grades] == [w for w in high if w not in grades]:
        return "differ in nothing but grade words" if low != high else "say the same"
    if similarity(low, high) >= SAME:
        return "are nearly identical"
    return ""


def similarity(low: list[str], high: list[str]) -> float:
    """Return how much two lists of words share in the same order: 0 nothing, 1 everything."""
    return difflib.SequenceMatcher(None, low, high, autojunk=False).ratio()


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
