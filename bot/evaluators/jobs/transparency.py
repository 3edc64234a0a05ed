"""What a job description leaves unsaid about pay, place and process."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from bot.domain.document import Document
from bot.domain.job import Suggestion
from bot.evaluators.data import load_data


def missing_topics(document: Document) -> tuple[str, ...]:
    """Return those of pay, place and process that the text does not say, in that order.

    Pay is said by an amount of money with a word for pay in the same line or a neighbouring one.

    Source:
        data/transparency.yml; the EU pay transparency directive 2023/970 asks for pay.
    """
    lines = [line.text.casefold() for line in document.lines]
    return tuple(topic for topic in _topics() if not _is_said(topic, lines))


def suggest_transparency(document: Document) -> tuple[Suggestion, ...]:
    """Suggest a line to add for each topic that is missing."""
    return tuple(
        Suggestion(
            topic=topic,
            line=0,
            problem=_topics()[topic]["problem"],
            rewrite=_topics()[topic]["rewrite"],
        )
        for topic in missing_topics(document)
    )


def _is_said(topic: str, lines: list[str]) -> bool:
    words = _pattern(topic, "patterns")
    if "amount" not in _topics()[topic]:
        return any(words.search(line) for line in lines)
    amount = _pattern(topic, "amount")
    return any(
        amount.search(line) and words.search(" ".join(lines[max(0, i - 1) : i + 2]))
        for i, line in enumerate(lines)
    )


@lru_cache(maxsize=8)  # two for each topic
def _pattern(topic: str, key: str) -> re.Pattern[str]:
    source = _topics()[topic][key]
    return re.compile(source if isinstance(source, str) else "|".join(source))


def _topics() -> dict[str, Any]:
    topics: dict[str, Any] = load_data("transparency")["topics"]
    return topics
