"""The word lists that the linter alone uses, read from ``data``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.domain.phrases import Phrases, compile_phrases


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
