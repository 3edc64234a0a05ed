"""What is known about language models: prices, room, and when they are shut down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.prices import Price

_DATE_BEHIND = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4})\Z")
"""How servers date a version of a model: ``-2026-07-09``, ``-20260709`` or ``-0709``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """What is known about one model."""

    name: str
    """As its server knows it."""
    price: Price | None
    """None when none is known."""
    context_tokens: int | None
    """Most tokens of input and output together; None when not known."""
    shutdown_on: date | None
    """From when on it no longer answers, as its maker announced; None when nothing is announced."""
    source: str
    """Where the facts are from; "" when whoever wrote them does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTable:
    """All models of which something is known, by name."""

    models: Mapping[str, ModelFacts]

    def find(self, name: str) -> ModelFacts | None:
        """Look a model up.

        A name that is in the table stands for itself; else a date at its end is left away, as
        ``gpt-x-2026-01-01`` is a version of ``gpt-x``. Nothing else is guessed: ``gpt-x-mini`` is
        another model than ``gpt-x``, with another price.
        """
        found = self.models.get(name)
        return found or self.models.get(_DATE_BEHIND.sub("", name))

    def price(self, *names: str) -> Price | None:
        """Return the price of the first of several names that has one; None when none has."""
        found = (self.find(name) for name in names)
        return next((facts.price for facts in found if facts and facts.price), None)
