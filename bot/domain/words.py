"""What people read: the names of priorities, findings and patterns, in neutral words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.assessment import Pattern
from bot.domain.document import DocumentKind, FindingKind
from bot.domain.rubric import LEVEL_NAMES
from bot.domain.scoring import Priority
from bot.errors import ModelError, ModelOutcome

KINDS = {DocumentKind.CV: "CV", DocumentKind.JOB_DESCRIPTION: "job description"}

PRIORITIES = {
    Priority.TALK_FIRST: "Talk to first",
    Priority.TALK: "Talk to",
    Priority.HUMAN_READ: "Needs a human read",
}

PATTERNS = {
    Pattern.PROMPT_ONLY: "Prompting is evidenced; the engineering around it is not. Ask about it.",
    Pattern.INTEGRATION_ONLY: (
        "Calling existing models is evidenced; work on models and evaluation is not."
    ),
    Pattern.PROTOTYPE_ONLY: "Things were built; running them for other people is not evidenced.",
    Pattern.SOFTWARE_ONLY: "Software work is described; data work is not. Ask about it.",
    Pattern.DATA_ONLY: "Data work is described; software work is not. Ask about it.",
    Pattern.BUZZWORDS: "Most claims stand without an action, an artefact or an outcome.",
}

FINDINGS = {
    FindingKind.HIDDEN_TEXT: "not visible to a reader, so left out",
    FindingKind.TINY_TEXT: "too small to be read, so left out",
    FindingKind.OFF_PAGE: "outside the visible page, so left out",
    FindingKind.REPLACED_TEXT: "other words for a program than for a person",
    FindingKind.INVISIBLE_CHARACTERS: "invisible characters, so left out",
    FindingKind.MIXED_ALPHABETS: "look-alike letters of several alphabets in one word",
    FindingKind.NOT_ON_PAGE: "in properties, comments or forms, not on the page",
    FindingKind.FALSE_TEXT_LAYER: "a text layer that does not lie on the scanned words",
    FindingKind.INSTRUCTION: "like an instruction to a program; it changed nothing",
    FindingKind.UNREADABLE_PAGE: "no text that a program can read",
    FindingKind.ENCODING: "characters that had to be guessed or replaced",
}

LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}
"""Names of the commonest languages; others are shown by their code."""


_MENDED_BY = {
    ModelOutcome.REFUSED: "Read the CV yourself beside it; asking again may end the same way.",
    ModelOutcome.FILTERED: "Read the CV yourself beside it; asking again may end the same way.",
    ModelOutcome.BAD_REPLY: "Have the model read it again later.",
    ModelOutcome.OUTAGE: "Have the model read it once it can be reached.",
    ModelOutcome.LIMITED: "Have the model read it in a while.",
}
"""What to do where the words of the error would send people to the reading that they look at."""

_ACRONYMS = frozenset({"ai", "ml", "llm"})


def count(number: int, noun: str, several: str = "") -> str:
    """Write a number with its noun, such as ``1 page`` or ``2 pages``.

    Args:
        number: How many.
        noun: Of one.
        several: Of several, where it is not the noun with an s.
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {several or f'{noun}s'}"


def heading(slug: str) -> str:
    """Write a slug such as ``data_scientist`` as words."""
    return " ".join(w.upper() if w in _ACRONYMS else w for w in slug.split("_"))


def why_no_model(outcome: ModelOutcome) -> tuple[str, str]:
    """Say why a model's reading is not there, and what to do for it to be."""
    error = ModelError(outcome)
    return error.problem, _MENDED_BY.get(outcome, error.fix)


def level_name(level: int | None) -> str:
    """Write a level with its name, such as ``3 delivered``."""
    return "not evidenced" if level is None else f"{level} {LEVEL_NAMES[level]}"


def samples_words(samples: Sequence[int | None]) -> str:
    """Say how far several readings of one criterion lie apart; "" where there was one."""
    if len(samples) < 2:
        return ""
    least, most = (end(samples, key=lambda level: level or 0) for end in (min, max))
    if least == most:
        return f"Read {len(samples)} times: {level_name(most)} each time."
    low = "not evidenced to " if least is None else f"{least}–"  # noqa: RUF001  # a range
    return f"Read {len(samples)} times: {low}{most}."


def lost_words(lost: int) -> str:
    """Say that quotes were given that the text does not hold; "" where there were none."""
    if not lost:
        return ""
    was, does = ("was", "does") if lost == 1 else ("were", "do")
    return f"{count(lost, 'quote')} {was} not found in the text and {does} not count."
