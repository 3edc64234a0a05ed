"""Keep the reading of a CV from those who are still to rate the person themselves."""

from __future__ import annotations

from bot.domain.requisition import Application
from bot.errors import NotAllowedError
from bot.store import Tx, panels


def may_see_reading(tx: Tx, application_id: str, user_id: str) -> bool:
    """Say whether a person may see what an evaluator read: not while their scorecard is awaited.

    It holds for what is shown to a person whom we know: forms, details, answers. What stands in
    the review channel everybody there can read, also a rater; ``PanelProgress.in_channel`` names
    them.
    """
    return not panels.is_awaited(tx, application_id, user_id)


def check_may_see_reading(tx: Tx, application: Application, user_id: str) -> None:
    """Let pass who may see the reading of an application.

    Raises:
        NotAllowedError: Their own scorecard is awaited.
    """
    if not may_see_reading(tx, application.id, user_id):
        raise NotAllowedError(
            f"You are asked to rate {application.label}: its reading stays closed to you until "
            "your own scorecard is in.",
            "Submit your scorecard, or say that you did not interview.",
        )
