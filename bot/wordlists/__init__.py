"""Word lists that rubrics and job descriptions are both held against: protected topics, proxies."""

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
        for row in _rows("topics")
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
        for row in _rows("proxies")
    )


def _rows(name: str) -> list[dict[str, Any]]:
    text = (files("bot.wordlists") / f"{name}.yml").read_text(encoding="utf-8")
    # BaseLoader keeps `no` and `on` as the words they are.
    rows: list[dict[str, Any]] = yaml.load(
        text,
        Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader),  # noqa: S506 (our own file; text only)
    )
    return rows
