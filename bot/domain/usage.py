"""What asking a language model cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What asking cost; adds up with ``+``."""

    calls: int = 0
    """Requests that the model answered, usable or not."""
    input_tokens: int = 0
    cached_tokens: int = 0
    """Those of the input tokens that the server had kept ready."""
    output_tokens: int = 0
    """With those of thinking."""
    seconds: float = 0.0
    """Between sending and the last byte of the answer; adds up over calls side by side."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            seconds=self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one answer cost."""

    model: str
    """The one that answered, as its server names it; the one asked where it does not say."""
    tier: str
    """Service tier that was used; "" when the server does not say."""
    usage: Usage


Meter: TypeAlias = Callable[[Spent], None]
"""Takes what one answer cost as soon as it is there, so that what leads to an error counts too.
Called from several threads when there are several samples."""


def unmetered(_spent: Spent) -> None:
    """Let what an answer cost go unrecorded."""
