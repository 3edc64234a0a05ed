"""An answer in the thread, from the stored reading and the rubric."""

from __future__ import annotations

from collections.abc import Iterator

from bot.services.messages import AnswerMessage, AnswerPart
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import isolate

_MOST = 40
"""Paragraphs of one answer; the ones after are left out, and it says so."""


def answer(message: AnswerMessage) -> Payload:
    """Answer somebody, with quotes."""
    blocks = [parts.small(f"For {rich.mention(message.asked_by)}")]
    blocks += [rich.rich(*_part(part)) for part in message.parts[:_MOST]]
    left = len(message.parts) - _MOST
    if left > 0:
        blocks.append(
            parts.small(f"{left} more are left out. Ask about one criterion to see more.")
        )
    blocks.append(
        parts.small("From the stored reading and the rubric; nothing was read anew or changed.")
    )
    return Payload(text="An answer from the stored reading is in the thread.", blocks=blocks)


def _part(part: AnswerPart) -> Iterator[Json]:
    yield rich.line(isolate(part.text) or "-")
    for quote in part.quotes:
        yield parts.quotation(quote)
