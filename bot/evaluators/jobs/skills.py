"""Skills that a text names, whatever the language: technologies, methods and trades."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.evaluators.data import load_data
from bot.evaluators.terms import TermIndex, tokenize

LANGUAGE = "de"
"""Stemmer for skills: German inflects nouns most, and its rules leave English terms alone."""


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


@lru_cache(maxsize=8192)  # a requirement is looked at by several readers, a CV line by each of them
def find_skills(text: str) -> tuple[Skill, ...]:
    """Return the skills that a text names, in the order of the text."""
    index, groups = _index()
    tokens = tokenize(text, LANGUAGE)
    return tuple(
        Skill(hit.key, groups[hit.key], tokens[hit.first].start, tokens[hit.last].end)
        for hit in index.find(tokens)
    )


@lru_cache(maxsize=1)
def _index() -> tuple[TermIndex, dict[str, str]]:
    names: dict[str, list[str]] = {}
    groups: dict[str, str] = {}
    for group, rows in load_data("skills").items():
        for row in rows:
            aliases = [name.strip() for name in row.split("|")]
            names.setdefault(aliases[0], []).extend(aliases)
            groups.setdefault(aliases[0], group)
    return TermIndex(names, LANGUAGE), groups
