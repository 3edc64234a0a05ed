"""The word lists of the linter, read from ``data``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.domain.lawful import TopicRule
from bot.domain.phrases import Phrases, compile_phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRule:
    """Something that stands in for a background."""

    key: str
    what: str
    """A noun phrase for people."""
    fix: str
    phrases: Phrases


@cache
def topic_rules() -> tuple[TopicRule, ...]:
    """Return the topics for ``bot.domain.lawful.unlawful_topics``."""
    return tuple(
        TopicRule(
            key=row["key"],
            why=row["why"],
            lawful_form=row["lawful_form"],
            phrases=compile_phrases(row["phrases"], row["harmless"]),
        )
        for row in _data("topics")
    )


@cache
def proxy_rules() -> tuple[ProxyRule, ...]:
    """Return what must never earn credit."""
    return tuple(
        ProxyRule(
            key=row["key"],
            what=row["what"],
            fix=row["fix"],
            phrases=compile_phrases(row["phrases"], row["harmless"]),
        )
        for row in _data("proxies")
    )


@cache
def vague_phrases() -> Phrases:
    """Return what two raters would read differently."""
    row = _data("vague")
    return compile_phrases(row["phrases"], row["harmless"])


@cache
def grade_words() -> frozenset[str]:
    """Return words that only grade."""
    return frozenset(_data("grades")["words"])


@cache
def stop_words() -> frozenset[str]:
    """Return words too common to be a term."""
    return frozenset(_data("stop_words")["words"])


def _data(name: str) -> Any:  # noqa: ANN401 (each caller knows the shape of its own file)
    text = (files("bot.rubric_files") / "data" / f"{name}.yml").read_text(encoding="utf-8")
    # BaseLoader keeps `no` and `on` as the words they are.
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 (our own file; text only)
