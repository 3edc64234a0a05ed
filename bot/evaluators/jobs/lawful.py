"""Protected topics and proxies that a job description asks for, with the lawful form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from bot.domain.document import Document
from bot.domain.job import Suggestion
from bot.domain.lawful import Topic, unlawful_topics
from bot.domain.phrases import Phrases, compile_phrases
from bot.evaluators.data import load_data
from bot.evaluators.jobs.requirements import asking_units
from bot.wordlists import ProxyRule, proxy_rules, topic_rules


def suggest_lawful(document: Document) -> tuple[Suggestion, ...]:
    """Suggest the lawful form of what a text asks about a protected ground or a proxy for one.

    Only units that ask something of the person are read, so that a line about equal opportunity
    or about the company's users is let be.

    Returns:
        Each topic once for a line, in the order of the text.

    Source:
        bot/wordlists/topics.yml and proxies.yml.
    """
    found = (s for unit in asking_units(document) for s in _suggestions(unit.text, unit.line))
    return tuple(dict.fromkeys(found))


def is_unlawful(text: str) -> bool:
    """Return whether a text touches a protected topic or a proxy."""
    return next(_suggestions(text, 0), None) is not None


def _suggestions(text: str, line: int) -> Iterator[Suggestion]:
    if next(_let_be().find(text), None) is not None:
        return
    for topic in unlawful_topics(text, topic_rules()):
        yield _about_topic(topic, line)
    for rule in _proxies():
        match = next(rule.phrases.find(text), None)
        if match is not None:
            problem = _data()["proxy_problem"].format(matched=match.text, what=rule.what)
            yield Suggestion(topic="proxy", line=line, problem=problem, rewrite=rule.fix)


def _about_topic(topic: Topic, line: int) -> Suggestion:
    is_stand_in = next(_stand_ins().find(topic.matched), None) is not None
    problem: str = _data()["stand_in_problem" if is_stand_in else "topic_problem"]
    rewrite: str = _data()["topic_rewrite"]
    return Suggestion(
        topic="proxy" if is_stand_in else "lawful",
        line=line,
        problem=problem.format(matched=topic.matched, topic=topic.key, why=topic.why),
        rewrite=rewrite.format(lawful_form=topic.lawful_form),
    )


@lru_cache(maxsize=1)
def _proxies() -> tuple[ProxyRule, ...]:
    return tuple(rule for rule in proxy_rules() if rule.key in _data()["proxies"])


@lru_cache(maxsize=1)
def _stand_ins() -> Phrases:
    return compile_phrases(_data()["stand_ins"])


@lru_cache(maxsize=1)
def _let_be() -> Phrases:
    return compile_phrases(_data()["let_be"])


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_data("lawful")
    return data
