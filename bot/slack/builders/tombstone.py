"""What is left of a message after its data was removed."""

from __future__ import annotations

from bot.services.messages import TombstoneMessage
from bot.slack.builders import rich
from bot.slack.builders.payload import Payload
from bot.slack.builders.text import escape, fit, isolate


def tombstone(message: TombstoneMessage) -> Payload:
    """Say what was here, without anything of it."""
    line = rich.line(
        rich.bold(isolate(message.label)),
        ": the data was removed by ",
        rich.person(message.forgotten_by),
        ", ",
        rich.moment(message.forgotten_at),
        ".",
    )
    return Payload(
        text=f"{escape(fit(message.label, 100))}: the data was removed.", blocks=[rich.rich(line)]
    )
