"""What happened, what was kept and what to do, for one person."""

from __future__ import annotations

from bot.services.messages import NoteMessage
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Payload
from bot.slack.builders.text import escape, fit, nameless
from bot.slack.ids import ActionId


def note(message: NoteMessage) -> Payload:
    """Tell one person what happened, what was kept and what to do."""
    again = parts.button(
        "Try again", ActionId.RETRY_POSTING, message.retry_posting_id, is_primary=True
    )
    private = parts.button(
        "Send it to me privately", ActionId.SHOW_PRIVATELY, message.retry_posting_id
    )
    return Payload(
        text=escape(nameless(fit(f"{message.problem} {message.fix}", 1000))),
        blocks=[
            rich.rich(parts.problem_and_fix(message.problem, message.fix)),
            *(parts.actions(again, private) if message.retry_posting_id else []),
        ],
    )
