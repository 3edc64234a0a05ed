"""One button for the person who shared files."""

from __future__ import annotations

from bot.services.messages import OfferMessage
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Payload
from bot.slack.ids import ActionId


def offer(message: OfferMessage) -> Payload:
    """Offer to read files that somebody shared; nothing is read before the click."""
    files = "this file" if message.files == 1 else f"these {message.files} files"
    against: list[rich.Part] = []
    if message.requisition_title:
        against = [" for ", rich.bold(message.requisition_title)]
    return Payload(
        text=f"Shall I read {files}? Nothing is read until you say so.",
        blocks=[
            rich.rich(
                rich.line(f"Shall I read {files}", *against, "? Nothing is read until you say so.")
            ),
            *parts.actions(
                parts.button(
                    "Read this CV" if message.files == 1 else "Read these CVs",
                    ActionId.READ_OFFERED,
                    message.offer_id,
                    is_primary=True,
                )
            ),
        ],
    )
