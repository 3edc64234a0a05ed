"""What the bot does in a channel, said once."""

from __future__ import annotations

from bot.services.messages import WelcomeMessage
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Payload
from bot.slack.ids import NONE, ActionId, numbered


def welcome(message: WelcomeMessage) -> Payload:
    """Say once what the bot does in a channel, and who sees it."""
    if not message.is_safe:
        words = parts.problem_and_fix(
            f"I will not post candidate data here. {message.problem}", message.fix
        )
        return Payload(
            text="Plumbline will not post candidate data here.", blocks=[rich.rich(words)]
        )
    lines = [
        rich.line(
            rich.bold("I read CVs here against your rubric, and show a quote for each level.")
        ),
        rich.bullets(
            [
                rich.line("Everybody in this channel sees the readings and can correct them."),
                rich.line("A file is read only after somebody asks for it."),
                rich.line("People decide. I never do."),
            ]
        ),
    ]
    if message.requisition_titles:
        lines.append(rich.line("Requisitions here: ", parts.titles(message.requisition_titles)))
        step = parts.button("Add a candidate", ActionId.ADD_CANDIDATE, NONE, is_primary=True)
    else:
        lines.append(rich.line("No requisition has its reviews here yet."))
        step = parts.button("Open a requisition", ActionId.RUN_VERB, "open", is_primary=True)
    learn = parts.button("Show what I can do", numbered(ActionId.RUN_VERB, 1), "help")
    return Payload(
        text="Plumbline reads CVs here against your rubric. People decide.",
        blocks=[rich.rich(*lines), *parts.actions(step, learn)],
    )
