"""Visible text that speaks to a program instead of a person, noted and never punished."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.documents.data import load_data
from bot.documents.findings import note
from bot.domain.document import Finding, FindingKind, Line

_WORD = re.compile(r"[^\W\d_]{2,}")
_MESSAGE_WORDS = 12
"""Words of text kept off the page from which it may be a message; ordinary titles, keywords and
remarks are shorter. Source: judged; measured on 64 public CVs, none of which has as much."""
_PROSE_WORDS = 5
"""Words from which an instruction is more than a label."""


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


def is_message(text: str) -> bool:
    """Whether text kept off the page is long enough, or worded, to sway who reads it.

    Titles, keywords, picture texts and remarks of ordinary files are shorter.
    """
    if any(phrase in text for phrase in load_data("instructions")["ordinary"]):
        return False
    words = len(_WORD.findall(text))
    return words >= _MESSAGE_WORDS or (words >= _PROSE_WORDS and is_instruction(text))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = load_data("instructions")
    words = {name: "(?:" + "|".join(parts) + ")" for name, parts in data["words"].items()}
    return tuple(re.compile(p.format(**words), re.IGNORECASE) for p in data["patterns"])
