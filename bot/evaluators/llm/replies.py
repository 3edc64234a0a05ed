"""An answer of either wire as choices: a text, a text cut off, nothing, or a named end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.usage import Usage
from bot.errors import ModelOutcome
from bot.evaluators.llm.outcomes import json_object

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the replies in an answer."""

    text: str = ""
    """As it came, or the JSON alone where words stood around it; "" when there is none."""
    is_cut: bool = False
    """Whether the model had more to say than room."""
    outcome: ModelOutcome | None = None
    """REFUSED or FILTERED, when it is no reply at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a model said."""

    choices: tuple[Choice, ...]
    """Never empty: an answer without a reply is one without text."""
    model: str
    """Who answered; "" when the answer does not say."""
    tier: str
    usage: Usage
    is_thinking: bool
    """Whether the model thought before it wrote."""


def said_in(payload: Mapping[str, Any], seconds: float) -> Said:
    """Read an answer, whatever is missing in it.

    Args:
        payload: JSON of either wire.
        seconds: What the answer took.
    """
    choices = payload.get("choices")
    found = (
        tuple(_chat_choice(item) for item in choices if isinstance(item, dict))
        if isinstance(choices, list)
        else (_response_choice(payload),)
    )
    usage = _mapping(payload.get("usage"))
    read = _mapping(usage.get("input_tokens_details") or usage.get("prompt_tokens_details"))
    wrote = _mapping(usage.get("output_tokens_details") or usage.get("completion_tokens_details"))
    return Said(
        choices=found or (Choice(),),
        model=_name(payload.get("model")),
        tier=_name(payload.get("service_tier")),
        usage=Usage(
            calls=1,
            input_tokens=_count(usage.get("input_tokens", usage.get("prompt_tokens"))),
            cached_tokens=_count(read.get("cached_tokens")),
            output_tokens=_count(usage.get("output_tokens", usage.get("completion_tokens"))),
            seconds=seconds,
        ),
        is_thinking=_count(wrote.get("reasoning_tokens")) > 0,
    )


def bare(text: str) -> str:
    """Take away what a model wraps around JSON: thoughts, a fence, a sentence before or behind.

    Returns:
        The JSON object, when exactly one stands in the text; else what is left of the text.
    """
    if json_object(text) is not None:  # first of all: a quote may hold the mark below
        return text.strip()
    text = text.rpartition("</think>")[2].strip()
    if json_object(text) is not None:
        return text
    first, last = text.find("{"), text.rfind("}")
    inner = text[first : last + 1] if first >= 0 else ""
    return inner if json_object(inner) is not None else text


def _chat_choice(item: Mapping[str, Any]) -> Choice:
    message = _mapping(item.get("message"))
    finish = item.get("finish_reason")
    return _choice(
        text=_text(message.get("content")),
        is_refusal=bool(message.get("refusal")),
        is_filtered=finish == "content_filter",
        is_cut=finish == "length",
    )


def _response_choice(payload: Mapping[str, Any]) -> Choice:
    output = payload.get("output")
    parts = [
        part
        for item in (output if isinstance(output, list) else ())
        if isinstance(item, dict) and item.get("type") == "message"
        for part in (item.get("content") or ())
        if isinstance(part, dict)
    ]
    reason = _mapping(payload.get("incomplete_details")).get("reason")
    return _choice(
        text=_text(parts),
        is_refusal=any(part.get("type") == "refusal" for part in parts),
        is_filtered=reason == "content_filter",
        is_cut=reason == "max_output_tokens",
    )


def _choice(*, text: str, is_refusal: bool, is_filtered: bool, is_cut: bool) -> Choice:
    if is_refusal:
        return Choice(outcome=ModelOutcome.REFUSED)
    if is_filtered:
        return Choice(outcome=ModelOutcome.FILTERED)
    return Choice(text=bare(text), is_cut=is_cut)


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "".join(text for text in texts if isinstance(text, str))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return max(0, value)


def _name(value: object) -> str:
    # It is stored and shown, and comes from outside.
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or not value.isprintable():
        return ""
    return value
