"""Rules on wording: vague words, proxies and topics to stay away from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.lawful import unlawful_topics
from bot.rubric_files.draft import Draft
from bot.rubric_files.extend import Clash
from bot.rubric_files.models import CriterionPart
from bot.rubric_files.nodes import Where
from bot.rubric_files.words import vague_phrases
from bot.wordlists import proxy_rules, topic_rules

_QUOTED = re.compile(r'"[^"]*"|\u201c[^\u201d]*\u201d')
"""Words of a source, such as a published definition, which its author chose."""


def vague_words(draft: Draft) -> Iterator[Clash]:
    """Find words that two raters would read differently."""
    for where, name, text in (*_headings(draft), *_behaviours(draft)):
        seen = dict.fromkeys(match.text for match in vague_phrases().find(text))
        if seen:
            yield Clash(
                where=where,
                what=f"{name} is vague: {', '.join(map(repr, seen))}.",
                fix="Say what a rater would see or hear: the action, the artefact, the outcome.",
            )


def proxies(draft: Draft) -> Iterator[Clash]:
    """Find what stands in for a background."""
    for where, name, text in _judged(draft):
        for rule in proxy_rules():
            match = next(rule.phrases.find(text), None)
            if match is not None:
                yield Clash(
                    where=where, what=f"{name} rests on {rule.what}: {match.text!r}.", fix=rule.fix
                )


def protected_topics(draft: Draft) -> Iterator[Clash]:
    """Find topics that neither a question nor an anchor may touch."""
    for where, name, text in _judged(draft):
        for topic in unlawful_topics(text, topic_rules()):
            yield Clash(
                where=where,
                what=f"{name} touches {topic.key}: {topic.matched!r}. {topic.why}",
                fix=topic.lawful_form,
            )


def _headings(draft: Draft) -> Iterator[tuple[Where, str, str]]:
    """Yield title and description of the rubric without what they quote from elsewhere."""
    for where, text in draft.headings:
        yield where, f"The {where[-1]} of the rubric", _QUOTED.sub(" ", text)


def _behaviours(draft: Draft) -> Iterator[tuple[Where, str, str]]:
    """Yield what raters compare behaviour with: anchors and expected answers."""
    for where, part in draft.criteria:
        for level, text in enumerate(_anchors(part), 1):
            yield (*where, "anchors", str(level)), f"Anchor {level} of {part.key!r}", text
        for j, question in enumerate(part.questions):
            place = (*where, "questions", j)
            name = f"of question {j + 1} of {part.key!r}"
            yield (*place, "level_2"), f"The level-2 answer {name}", question.level_2
            yield (*place, "level_4"), f"The level-4 answer {name}", question.level_4


def _judged(draft: Draft) -> Iterator[tuple[Where, str, str]]:
    """Yield all that can earn credit or is asked; ``does_not_count`` may name anything."""
    yield from _headings(draft)
    yield from _behaviours(draft)
    for where, part in draft.criteria:
        yield (*where, "title"), f"The title of {part.key!r}", part.title
        yield (*where, "question"), f"The question of {part.key!r}", part.question
        for j, question in enumerate(part.questions):
            place = (*where, "questions", j)
            name = f"uestion {j + 1} of {part.key!r}"
            yield (*place, "ask"), f"Q{name}", question.ask
            for k, probe in enumerate(question.probes):
                yield (*place, "probes", k), f"Probe {k + 1} of q{name}", probe
    for placed in draft.indicators:
        for k, term in enumerate(placed.part.terms):
            name = f"A term of indicator {placed.part.key!r}"
            yield (*placed.where, "terms", k), name, term


def _anchors(part: CriterionPart) -> tuple[str, str, str, str]:
    a = part.anchors
    return a.level_1, a.level_2, a.level_3, a.level_4
