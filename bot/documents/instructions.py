"""Visible text that speaks to a program instead of a person, noted and never punished."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.documents.data import load_data
from bot.documents.findings import note
from bot.domain.document import Finding, FindingKind, Line


def instruction_notes(lines: Iterable[Line]) -> list[Finding]:
    """Note each line that reads like an instruction to whoever evaluates the document.

    A person who writes about such attacks is noted too: it is a note because nobody can tell
    the two apart by the words, and it changes no level.
    """
    return [
        note(FindingKind.INSTRUCTION, line.text, page=line.page)
        for line in lines
        if is_instruction(line.text)
    ]


def is_instruction(text: str) -> bool:
    """Whether one line matches any pattern of ``data/instructions.yml``."""
    return any(pattern.search(text) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = load_data("instructions")
    words = {name: "(?:" + "|".join(parts) + ")" for name, parts in data["words"].items()}
    return tuple(re.compile(p.format(**words), re.IGNORECASE) for p in data["patterns"])
