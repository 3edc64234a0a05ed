"""Ids that a repeat of the same event, or of the same step, arrives at again."""

from __future__ import annotations

import hashlib


def derived_id(kind: str, *parts: str | int) -> str:
    """Make the id of what one event or one place in a run stands for.

    Args:
        kind: What the id is of, so that one event may make several things.
        parts: What tells it from all others of its kind.

    Returns:
        32 hex digits, always the same for the same arguments.
    """
    text = ":".join((kind, *(str(part) for part in parts)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
