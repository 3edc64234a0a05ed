"""Looks into payloads as Slack and its readers do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.slack.builders import Json, Payload


def nodes(value: Any) -> Iterator[Json]:
    """Every object of a payload, at any depth."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def texts(value: Any, *kinds: str) -> list[str]:
    """Words of all text objects and elements of these types."""
    found = (node for node in nodes(value) if node.get("type") in kinds)
    return [node["text"] for node in found if isinstance(node.get("text"), str)]


def visible(value: Any) -> str:
    """All words that a reader sees."""
    return "\n".join(texts(value, "text", "plain_text", "mrkdwn"))


def notification_of(payload: Payload, blocks: int = 3) -> str:
    """What a notification may show: the first blocks on a desktop, ``text`` on a telephone."""
    return f"{visible(payload.blocks[:blocks])}\n{payload.text}"


def opaque(value: Any) -> list[str]:
    """Everything that Slack sends back or keeps, and nobody reads."""
    keys = ("value", "action_id", "block_id", "private_metadata", "callback_id")
    return [node[key] for node in nodes(value) for key in keys if isinstance(node.get(key), str)]
