"""What Slack takes in one message, checked before it is sent."""

from __future__ import annotations

from bot.slack.builders.payload import Payload
from bot.slack.errors import refusal

BLOCKS = 50
"""Blocks of one message. Source: docs.slack.dev, chat.postMessage."""
POST_CHARACTERS = 40_000
"""Characters of ``text`` that are not cut off. Source: docs.slack.dev, chat.postMessage."""
UPDATE_CHARACTERS = 4_000
"""Characters of ``text`` that a change may have. Source: method definition of chat.update."""


def check_payload(payload: Payload, *, most_characters: int) -> None:
    """Let a message pass that Slack would take; splitting is up to the builders.

    Args:
        payload: To be sent.
        most_characters: Of its ``text``.

    Raises:
        RefusedError: Code ``too_long``, or ``no_text`` for a message without a summary.
    """
    if len(payload.blocks) > BLOCKS or len(payload.text) > most_characters:
        raise refusal("too_long")
    if not payload.text.strip():
        raise refusal("no_text")
