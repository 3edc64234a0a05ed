"""What both wires have in common: a question, its samples and the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.shapes import Json

Finish = Literal["stop", "length", "content_filter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was taken."""

    model: str
    """Who is asked."""
    instructions: str
    """The system part."""
    content: str
    """The user part."""
    form: Literal["text", "json_object", "json_schema"] = "text"
    """What the answer may be."""
    schema: Json | None = None
    """Of the answer, when `form` is json_schema."""
    schema_param: str
    """Where the wire keeps the schema, for refusals."""
    is_strict: bool = False
    """True when the schema must be in the strict part of JSON Schema."""
    most_tokens: int | None = None
    """Of each sample, with its reasoning; None is without limit."""
    samples: int = 1
    """How many answers."""
    tier: str = "default"
    """Service tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One of the answers."""

    text: str | None
    """None when the answer has none; empty when all tokens went into reasoning."""
    finish: Finish = "stop"
    """Why it ended."""
    refusal: str | None = None
    """What stands there instead of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the model said."""

    id: str
    """Unique in a server."""
    model: str
    """Who answered."""
    tier: str
    """Service tier."""
    at: float
    """Seconds since 1970."""
    samples: tuple[Sample, ...]
    """As many as were asked for; none in some faults."""
    prompt_tokens: int
    """Of everything that was read."""
    cached_tokens: int
    """Those that were known."""
    output_tokens: int
    """Of everything that was written, with the reasoning."""
    reasoning_tokens: int
    """Those of them that nobody sees."""
    is_failed: bool = False
    """True when the model broke down after the status was sent."""


def text_of(content: Any) -> str:  # noqa: ANN401  checked JSON: a string, or a list of parts
    """Join the parts of a message."""
    return content if isinstance(content, str) else "\n".join(part["text"] for part in content)


def both_sides(messages: Iterable[Json]) -> tuple[str, str]:
    """Tell the instructions from the content: what system and developer say, and what users do."""
    said: dict[bool, list[str]] = {True: [], False: []}
    for message in messages:
        said[message["role"] == "user"].append(text_of(message["content"]))
    return "\n".join(said[False]), "\n".join(said[True])
