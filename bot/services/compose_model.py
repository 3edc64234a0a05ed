"""What messages say of a language model that is waited for, or stood in for."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.words import why_no_model
from bot.errors import ModelOutcome
from bot.services.messages import StandIn, Waits

_SOON = timedelta(hours=12)
"""Up to when a time of day names one moment."""


def waiting(why: ModelOutcome, since: datetime, until: datetime, now: datetime) -> Waits:
    """Say what is waited for, since when, and when it goes on by itself."""
    return Waits(
        problem=why_no_model(why)[0],
        since=since,
        until=_next_minute(until),
        is_soon=until - now < _SOON,
    )


def standing_in(why: ModelOutcome | None) -> StandIn | None:
    """Say why a reading by rule stands in for a model's; None when it does not."""
    if why is None:
        return None
    problem, fix = why_no_model(why)
    return StandIn(problem=problem, fix=fix)


def _next_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)
