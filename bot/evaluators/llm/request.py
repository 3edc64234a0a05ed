"""What is asked of a language model, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[str], str | None]
"""Takes the text of a reply; returns None when it can be used, else what is wrong with it, in words
for the model. Called from several threads when there are several samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One question. What never changes stands in front, so that the server can keep it ready."""

    instructions: str
    """The same for every document of a rubric."""
    content: str
    """What is read."""
    schema_name: str
    """Letters, digits, ``_`` and ``-``; at most 64."""
    schema: Mapping[str, Any]
    """JSON Schema of the reply: every property required, no other allowed."""
    output_tokens: int
    """Size of the reply that is read; room for thinking comes on top."""
    samples: int = 1
    """Independent replies to the same question; >= 1."""
    cache_key: str
    """The same for questions that begin alike."""
    safety_id: str
    """A hash, at most 64 characters, of who asks; never of who is asked about."""


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
class ModelReply:
    """Usable answers to one question."""

    texts: tuple[str, ...]
    """One for each sample: the JSON alone, without what a model wraps around it."""
    model: str
    """The one that answered, as the server names it."""
    usage: Usage
    tier: str
    """Service tier that was used; "" when the server does not say."""


Meter: TypeAlias = Callable[[Usage], None]
"""Takes what one answer cost as soon as it is there, so that what leads to an error counts too."""
