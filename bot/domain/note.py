"""Words to one person: what happened to a message, and what can be done with shared files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What happened, and what to do, for one person."""

    id: str
    recipient: str
    """Slack user id."""
    problem: str
    """What happened; encrypted at rest."""
    fix: str
    """What to do next; encrypted at rest."""
    retry_posting_id: str = ""
    """Posting that can be tried again; "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Files that a person shared in a review channel, and may have read with one button."""

    id: str
    channel: str
    user_id: str
    """Slack id of the person who shared them."""
    file_ids: tuple[str, ...]
    thread_ts: str
    """Thread that they were shared in; "" for none."""
