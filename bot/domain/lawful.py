"""Interview topics that the law or fairness rules out, found in a typed question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.phrases import Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRule:
    """A topic, and the phrases that ask about it."""

    key: str
    why: str
    """One sentence on why it is not asked."""
    lawful_form: str
    """What may be asked instead, where the job needs it."""
    phrases: Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic that a text asks about."""

    key: str
    matched: str
    """The words that gave it away, in lower case."""
    why: str
    lawful_form: str


def unlawful_topics(text: str, rules: Sequence[TopicRule]) -> list[Topic]:
    """Return each topic a text asks about once, in the order of the rules; [] for a clean text.

    Finds words, not intentions: a question without any of the listed words passes, so a person
    still reads what is asked.
    """
    found = []
    for rule in rules:
        match = next(rule.phrases.find(text), None)
        if match is not None:
            found.append(
                Topic(
                    key=rule.key,
                    matched=match.text,
                    why=rule.why,
                    lawful_form=rule.lawful_form,
                )
            )
    return found
