"""A question that a person asked about one application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question in an application's thread; its answer is composed when it is shown."""

    id: str
    application_id: str
    asked_by: str
    """Slack user id."""
    text: str
    """Their own words; encrypted at rest."""
    asked_at: datetime
