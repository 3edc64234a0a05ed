"""Skills that a text names, whatever the language: technologies, methods and trades."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.evaluators.data import load_data
from bot.evaluators.terms import TermIndex, tokenize

LANGUAGE = "de"
"""Stemmer for words: German inflects nouns most, and its rules leave English terms alone."""
_NAMES = "und"
"""No stemmer, for names of products: German rules would make "JavaEE" a form of "Java"."""


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill named in a text."""

    key: str
    """Its first name in data/skills.yml, the same in every language."""
    group: str
    """``technology``, ``method`` or ``trade``."""
    start: int
    """Offset of its first character in the text."""
    end: int
    """Offset after its last character."""


def find_skills(text: str) -> tuple[Skill, ...]:
    """Return the skills that a text names, in the order of the text."""
    found: set[Skill] = set()
    for language, index in _indexes().items():
        tokens = tokenize(text, language)
        for hit in index.find(tokens):
            group, _, key = hit.key.partition(" ")
            found.add(Skill(key, group, tokens[hit.first].start, tokens[hit.last].end))
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.key, s.group)))


@lru_cache(maxsize=1)
def _indexes() -> dict[str, TermIndex]:
    names: dict[str, dict[str, list[str]]] = {_NAMES: {}, LANGUAGE: {}}
    for group, rows in load_data("skills").items():
        language = _NAMES if group == "technology" else LANGUAGE
        for row in rows:
            aliases = [name.strip() for name in row.split("|")]
            names[language].setdefault(f"{group} {aliases[0]}", []).extend(aliases)
    return {language: TermIndex(terms, language) for language, terms in names.items()}
