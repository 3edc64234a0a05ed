"""Whose concern a posting is: who is told when it cannot be shown."""

from __future__ import annotations

from bot.domain.posting import MessageKind, Posting
from bot.errors import NotFoundError
from bot.store import Tx, applications, batches, job_reviews, questions


def owner_of(tx: Tx, posting: Posting) -> str:
    """Name the Slack user concerned, or "" when there is nobody to tell."""
    try:
        return _owner(tx, posting)
    except NotFoundError:
        return ""


def _owner(tx: Tx, posting: Posting) -> str:
    subject = posting.subject_id
    match posting.kind:
        case MessageKind.APPLICATION | MessageKind.LEVELS:
            return applications.get(tx, subject).added_by
        case MessageKind.BATCH | MessageKind.RANKING:
            return batches.get(tx, subject).started_by
        case MessageKind.JOB | MessageKind.JOB_DETAILS:
            stored = job_reviews.get(tx, subject)
            return stored.added_by if stored else ""
        case MessageKind.ANSWER:
            return questions.get(tx, subject).asked_by
        case _:
            return posting.recipient
