"""Walks over Block Kit: ids that Slack adds, elements by place, and words as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.shapes import Json

NESTING = ("blocks", "elements", "accessory", "element", "actions", "cards", "child_blocks")
"""Fields in which elements or further blocks stand."""
NOT_ELEMENTS = frozenset({"rich_text", "context"})
"""Blocks whose elements are text."""


def with_ids(blocks: list[Json], next_id: Callable[[str], str]) -> list[Json]:
    """Return copies of blocks, each with a block_id and its elements with action_ids.

    Args:
        blocks: Valid blocks.
        next_id: Gives ids by prefix.
    """
    return [_with_ids(block, next_id) for block in blocks]


def _with_ids(block: Json, next_id: Callable[[str], str]) -> Json:
    copy = {**block, "block_id": block.get("block_id") or next_id("b")}
    if copy["type"] in NOT_ELEMENTS:
        return copy
    for key in NESTING:
        if key in copy:
            copy[key] = _elements_with_ids(copy[key], next_id)
    return copy


def _elements_with_ids(value: Any, next_id: Callable[[str], str]) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, list):
        return [_elements_with_ids(item, next_id) for item in value]
    if not isinstance(value, dict) or "type" not in value:
        return value
    if "action_id" in value or value["type"] in INTERACTIVE:
        return {**value, "action_id": value.get("action_id") or next_id("a")}
    return _with_ids(value, next_id) if any(key in value for key in NESTING) else value


INTERACTIVE = frozenset(
    {
        "button",
        "overflow",
        "static_select",
        "multi_static_select",
        "users_select",
        "multi_users_select",
        "conversations_select",
        "multi_conversations_select",
        "channels_select",
        "multi_channels_select",
        "external_select",
        "multi_external_select",
        "radio_buttons",
        "checkboxes",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "plain_text_input",
        "rich_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "file_input",
        "feedback_buttons",
        "icon_button",
    }
)
"""Element types that a person can use."""


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield (block, element) for everything that a person can use, in order."""
    for block in blocks:
        if block["type"] not in NOT_ELEMENTS:
            for key in NESTING:
                yield from _elements(block, block.get(key))


def _elements(block: Json, value: Any) -> Iterator[tuple[Json, Json]]:  # noqa: ANN401  any JSON
    if isinstance(value, list):
        for item in value:
            yield from _elements(block, item)
    elif isinstance(value, dict) and value.get("type") in INTERACTIVE:
        yield block, value
    elif isinstance(value, dict) and "block_id" in value:
        yield from elements([value])


def find_element(blocks: list[Json], block_id: str, action_id: str) -> Json | None:
    """Return the element at this place, or None."""
    for block, element in elements(blocks):
        if (block["block_id"], element["action_id"]) == (block_id, action_id):
            return element
    return None


def plain(blocks: list[Json]) -> str:
    """Return all words of blocks in reading order, parted by single spaces.

    It is what a desktop notification draws from.
    """
    return " ".join(word for block in blocks for word in _words(block))


def _words(value: Any) -> Iterator[str]:  # noqa: ANN401  any JSON
    if isinstance(value, list):
        for item in value:
            yield from _words(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for key, item in value.items():
            if key not in {"type", "accessory", "options"} and isinstance(item, list | dict):
                yield from _words(item)
