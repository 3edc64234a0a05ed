"""People agreeing with, or changing, the levels of an assessment; side by side, never averaged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReviewKind(StrEnum):
    """What a reviewer said about a level."""

    AGREE = "agree"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One reviewer's word on one criterion; a newer one of the same person replaces it."""

    id: str
    application_id: str
    criterion: str
    """Criterion key."""
    reviewer: str
    """Slack user id."""
    kind: ReviewKind
    level: int | None
    """Level that the reviewer holds, 1..4, or None for "not evidenced"."""
    reason: str
    """Their own words; "" when they agree. Encrypted at rest."""
    made_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTally:
    """How far an assessment was reviewed."""

    reviewers: tuple[str, ...]
    """Slack user ids, in the order of their first standing review."""
    criteria: int
    """Criteria on which at least one review stands."""
    changed: int
    """Criteria on which at least one standing review changes the level."""


def standing(reviews: Iterable[Review]) -> list[Review]:
    """Keep what stands: the newest review of each person on each criterion, if not undone.

    Undoing a review does not bring an older one back. Oldest first.
    """
    newest: dict[tuple[str, str], Review] = {}
    for review in sorted(reviews, key=lambda r: (r.made_at, r.id)):
        newest[review.criterion, review.reviewer] = review
    kept = [review for review in newest.values() if review.undone_at is None]
    return sorted(kept, key=lambda r: (r.made_at, r.id))


def tally(reviews: Sequence[Review]) -> ReviewTally:
    """Count what stands."""
    kept = standing(reviews)
    changed = {r.criterion for r in kept if r.kind is ReviewKind.CHANGE}
    return ReviewTally(
        reviewers=tuple(dict.fromkeys(r.reviewer for r in kept)),
        criteria=len({r.criterion for r in kept}),
        changed=len(changed),
    )
