"""An answer in the thread, from the stored reading and the rubric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.words import count
from bot.services.messages import AnswerMessage, AnswerPart
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import fit, isolate

_MOST = 20
"""Paragraphs of one answer."""
_QUOTES = 5
"""Quotes of one paragraph."""
_PARAGRAPH = 1_500
"""Characters of one paragraph."""


def answer(message: AnswerMessage) -> Payload:
    """Answer somebody, with quotes; what does not fit is left out, and it says so."""
    shown = _fitting(message.parts)
    blocks = [parts.small(f"For {rich.mention(message.asked_by)}")]
    blocks += [rich.rich(*_part(part)) for part in shown]
    left = len(message.parts) - len(shown)
    if left:
        more = count(left, "more paragraph")
        blocks.append(parts.small(f"{more} left out. Ask about one criterion to see all of it."))
    blocks.append(
        parts.small("From the stored reading and the rubric; nothing was read anew or changed.")
    )
    return Payload(text="An answer from the stored reading is in the thread.", blocks=blocks)


def _fitting(found: Sequence[AnswerPart]) -> Sequence[AnswerPart]:
    total = 0
    for index, part in enumerate(found[:_MOST]):
        total += min(len(part.text), _PARAGRAPH)
        total += sum(min(len(quote.text), parts.QUOTE) for quote in part.quotes[:_QUOTES])
        if index and total > parts.MESSAGE * 3 // 4:
            return found[:index]
    return found[:_MOST]


def _part(part: AnswerPart) -> Iterator[Json]:
    yield rich.line(*rich.with_people(isolate(fit(part.text, _PARAGRAPH)) or "-"))
    for quote in part.quotes[:_QUOTES]:
        yield parts.quotation(quote)
