"""The mark by which a message of ours is found again: an opaque id, readable by everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EVENT_TYPE = "plumbline_posting"
"""Name of the metadata that every message in a channel carries."""


def mark(posting_id: str) -> dict[str, Any]:
    """Return the metadata of a message.

    Args:
        posting_id: Opaque; never anything about a candidate, since any app may read it.
    """
    return {"event_type": EVENT_TYPE, "event_payload": {"id": posting_id}}


def marked_block(posting_id: str, text: str) -> dict[str, Any]:
    """Return the words beside a shared file, with the mark as the block's id.

    Sharing a file takes no metadata.

    Args:
        posting_id: Opaque.
        text: To show, literally.
    """
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": posting_id, "elements": [words]}


def has_mark(message: Mapping[str, Any], posting_id: str) -> bool:
    """Say whether a message of the history carries the mark of a posting."""
    blocks = message.get("blocks")
    if isinstance(blocks, list) and any(_is_marked_block(each, posting_id) for each in blocks):
        return True
    metadata = message.get("metadata")
    if not isinstance(metadata, Mapping) or metadata.get("event_type") != EVENT_TYPE:
        return False
    payload = metadata.get("event_payload")
    return isinstance(payload, Mapping) and payload.get("id") == posting_id


def _is_marked_block(block: object, posting_id: str) -> bool:
    return isinstance(block, Mapping) and block.get("block_id") == posting_id
