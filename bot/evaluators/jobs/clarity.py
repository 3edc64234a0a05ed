"""Vague phrases, buzzwords and inflated requirements, each with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from bot.domain.document import Document
from bot.domain.job import Requirement, RequirementKind, Suggestion
from bot.evaluators.data import load_data
from bot.evaluators.jobs.parts import cut, phrases

MOST_MUSTS = 10
"""More must-haves than this are inflation: few people meet them all, and many who could do the
work do not apply. Our own bound: the median of 920 public advertisements is 9."""
MANY_YEARS = 5
"""Years asked for from which a suggestion is made. Source: research/hiring.md; years of experience
alone hardly predict performance (validity .07)."""
PHRASES = 6
"""Most phrases to suggest a replacement for."""
SHOWN = 3
"""Most must-haves to name as candidates for nice to have."""

_LINKING = re.compile(
    r"^(?:[\W_]|\b(?:of|in|with|experience|erfahrung|mit|expérience|en|de|experiencia|con)\b)*",
    re.IGNORECASE,
)
"""What stands between the years and the thing they are asked for."""


def suggest_clarity(document: Document, buzzwords: Iterable[str]) -> tuple[Suggestion, ...]:
    """Suggest plain words for vague phrases and buzzwords, in the order of the text.

    Args:
        document: The job description; company and benefit text is left out.
        buzzwords: The rubric's, beside those of data/clarity.yml.

    Returns:
        At most ``PHRASES``; each phrase once, at its first line.
    """
    data = _data()
    more = {word.casefold(): data["otherwise"] for word in buzzwords}
    lists = {"vague": data["vague"], "buzz": {**more, **data["buzz"]}}
    found: dict[str, Suggestion] = {}
    for topic, replacements in lists.items():
        pattern = _pattern(tuple(replacements))
        for unit in cut(document):
            if unit.part == "skip":
                continue
            for match in pattern.finditer(unit.text.casefold()):
                phrase = match.group()
                found.setdefault(phrase, _plain(topic, unit.line, phrase, replacements))
    return tuple(sorted(found.values(), key=lambda s: s.line)[:PHRASES])


def _plain(topic: str, line: int, phrase: str, replacements: dict[str, str]) -> Suggestion:
    known = next(key for key in replacements if _pattern((key,)).fullmatch(phrase))
    what = "does not say what is meant" if topic == "vague" else "praises without saying anything"
    return Suggestion(
        topic=topic,
        line=line,
        problem=f"\u201c{phrase}\u201d {what}.",
        rewrite=f"Instead of \u201c{phrase}\u201d: {replacements[known]}.",
    )


def suggest_fewer(
    requirements: Sequence[Requirement], unassessed: Sequence[Requirement]
) -> tuple[Suggestion, ...]:
    """Suggest fewer must-haves, and work instead of years.

    Args:
        requirements: All that the text asks for.
        unassessed: Those that no criterion assesses; they are named first to become nice to have.
    """
    musts = [r for r in requirements if r.kind is RequirementKind.MUST]
    suggestions = [s for r in requirements for s in _years(r)]
    if len(musts) > MOST_MUSTS:
        spare = [r for r in unassessed if r.kind is RequirementKind.MUST] or musts[MOST_MUSTS:]
        named = "; ".join(f"\u201c{shorten(r.text)}\u201d" for r in spare[:SHOWN])
        suggestions.insert(
            0,
            Suggestion(
                topic="inflation",
                line=musts[MOST_MUSTS].line,
                problem=f"{len(musts)} must-haves; people who meet most of them stay away.",
                rewrite=f"Keep at most {MOST_MUSTS}. Move to nice to have, or drop: {named}.",
            ),
        )
    return tuple(suggestions)


def years_asked(text: str) -> str:
    """Return the years that a requirement asks for, such as "5+ years"; "" when it asks none."""
    match = _pattern_years().search(text.casefold())
    return text[match.start() : match.end()] if match else ""


def asks_years(text: str) -> bool:
    """Return whether a requirement asks for so many years that a suggestion is made."""
    match = _pattern_years().search(text.casefold())
    return match is not None and int(match.group(1)) >= MANY_YEARS


def _years(requirement: Requirement) -> Iterator[Suggestion]:
    match = _pattern_years().search(requirement.text.casefold())
    if match is None or not asks_years(requirement.text):
        return
    asked = requirement.text[match.start() : match.end()]
    rest = _LINKING.sub("", requirement.text[match.end() :])
    subject = shorten(rest.strip(" .")) or "this work"
    yield Suggestion(
        topic="inflation",
        line=requirement.line,
        problem=f"Asks for \u201c{asked}\u201d; years alone say little about what a person can do.",
        rewrite=(
            f"Instead of \u201c{asked}\u201d: \u201cYou have delivered something others rely on: "
            f"{subject}. Tell us what it was and what was yours.\u201d"
        ),
    )


def shorten(text: str, words: int = 12) -> str:
    """Return the first words of a text, with an ellipsis where some were cut."""
    parts = text.split()
    return text if len(parts) <= words else " ".join(parts[:words]).rstrip(",;:") + "\u2026"


@lru_cache(maxsize=512)  # one for each list, and one for each phrase that was found
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return phrases(words)


@lru_cache(maxsize=1)
def _pattern_years() -> re.Pattern[str]:
    return re.compile(_data()["years"])


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_data("clarity")
    return data
