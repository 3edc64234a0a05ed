"""What people read of a kit and a plan: why something is asked, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.kit import Cause, Kit, KitPart, Need
from bot.domain.plan import Flaw, Plan, Shortfall
from bot.domain.rubric import LEVEL_NAMES
from bot.domain.words import count

CONFIRM = "The CV shows it, and nobody disagrees: confirm it."
NO_QUESTIONS = "The rubric has no question for it: add one, or agree on one before you meet."
LEFT_OUT = (
    "Leave out age, family, pregnancy, health, origin, religion, politics, unions, arrests, looks, "
    "orientation, housing, military discharge and past pay, also in small talk."
)
SAME_FOR_ALL = "Put the question as it stands, so that answers can be compared; then probe."

_WEAK = {
    1: "The CV names it, without a piece of work.",
    2: "The CV shows it practised, not yet delivered to others.",
}
_CAUSES = {
    Cause.NOT_EVIDENCED: "The CV shows nothing of it.",
    Cause.DISPUTED: "A reviewer holds another level than the one that was read.",
    Cause.DIFFERING: "The two readings of the CV differ.",
}
_FLAWS = {
    Flaw.NO_QUESTION: "The rubric has no question for {title}.",
    Flaw.NOT_ASKED: "No time is left for {title}: nobody asks about it.",
    Flaw.NOT_TWICE: "{title} is a must-have, and only one person asks about it.",
    Flaw.SAME_QUESTION: "Two people put the same question on {title}.",
    Flaw.TWICE_BY_ONE: "Interviewer {who} asks about {title} twice.",
    Flaw.TOO_LONG: "Interviewer {who} has {minutes} of questions, more than the {limit} given.",
    Flaw.UNEVEN: "The minutes lie more than a tenth apart.",
    Flaw.IDLE: "Interviewer {who} has nothing to ask.",
}


def why(need: Need) -> tuple[str, ...]:
    """Say why a panel needs to learn about a criterion, one sentence for each cause.

    It speaks of how the CV was read, so that it is not for somebody who has yet to rate.
    """
    return tuple(_sentences(need)) or (CONFIRM,)


def must_have(need: Need) -> str:
    """Say what the job description asks for; "" when it asks for nothing of it."""
    if not need.musts:
        return ""
    said = "; ".join(f"“{text.rstrip('.')}”" for text in need.musts)
    return f"Must-have of the job description: {said}."


def level_read(need: Need) -> str:
    """Write the level as it was read."""
    return "not evidenced" if need.level is None else f"{need.level} {LEVEL_NAMES[need.level]}"


def said_of(shortfall: Shortfall, kit: Kit, plan: Plan) -> str:
    """Say in a sentence what is not as it should be."""
    part: KitPart | None = kit.part(shortfall.criterion) if shortfall.criterion else None
    who = shortfall.interviewer
    return _FLAWS[shortfall.flaw].format(
        title=part.title if part else "",
        who=who,
        minutes=count(plan.turns[who - 1].minutes, "minute") if who else "",
        limit=plan.minutes,
    )


def _sentences(need: Need) -> Iterator[str]:
    for cause in need.causes:
        if cause is Cause.MUST_HAVE:
            yield must_have(need)
        elif cause is Cause.WEAKLY_EVIDENCED:
            yield _WEAK[need.level or 1]
        else:
            yield _CAUSES[cause]
