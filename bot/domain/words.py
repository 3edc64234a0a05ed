"""What people read: the names of priorities, findings and patterns, in neutral words."""

from __future__ import annotations

from bot.domain.assessment import Pattern
from bot.domain.document import DocumentKind, FindingKind
from bot.domain.scoring import Priority

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


_ACRONYMS = frozenset({"ai", "ml", "llm"})


def count(number: int, noun: str) -> str:
    """Write a number with its noun, such as ``1 page`` or ``2 pages``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def heading(slug: str) -> str:
    """Write a slug such as ``data_scientist`` as words."""
    return " ".join(w.upper() if w in _ACRONYMS else w for w in slug.split("_"))
