"""What reviewers said about levels, all of it, also what was undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select, update

from bot.domain.review import Review, ReviewKind
from bot.store.sealing import open_text, place, seal_text
from bot.store.tables import ReviewRow
from bot.store.transaction import Tx


def add(tx: Tx, review: Review) -> None:
    """Keep a review.

    Raises:
        ConflictError: Its id is taken, or its application is gone.
    """
    tx.add(
        ReviewRow(
            id=review.id,
            application_id=review.application_id,
            criterion=review.criterion,
            reviewer=review.reviewer,
            kind=review.kind.value,
            level=review.level,
            reason=seal_text(tx, review.reason, _place(review.id)),
            made_at=review.made_at,
            undone_at=review.undone_at,
        )
    )


def get(tx: Tx, review_id: str) -> Review:
    """Return a review.

    Raises:
        NotFoundError: There is none with this id.
    """
    row = tx.get(select(ReviewRow).where(col(ReviewRow.id) == review_id), "review")
    return _review(tx, row)


def undo(tx: Tx, review_id: str, now: datetime) -> bool:
    """Undo a review; False when it was undone before, or is gone."""
    statement = (
        update(ReviewRow)
        .where(col(ReviewRow.id) == review_id, col(ReviewRow.undone_at).is_(None))
        .values(undone_at=now)
    )
    return bool(tx.changed(statement.returning(col(ReviewRow.id))))


def of_application(tx: Tx, application_id: str) -> list[Review]:
    """List the reviews of an application, oldest first, undone ones too."""
    return of_applications(tx, [application_id])[application_id]


def of_applications(tx: Tx, application_ids: Iterable[str]) -> dict[str, list[Review]]:
    """List the reviews of several applications by its id, oldest first, undone ones too."""
    reviews: dict[str, list[Review]] = {key: [] for key in application_ids}
    statement = (
        select(ReviewRow)
        .where(col(ReviewRow.application_id).in_(list(reviews)))
        .order_by(col(ReviewRow.made_at), col(ReviewRow.id))
    )
    for row in tx.many(statement):
        reviews[row.application_id].append(_review(tx, row))
    return reviews


def reviewed(tx: Tx) -> list[str]:
    """List the ids of the applications that anybody ever reviewed, in a fixed order."""
    statement = select(ReviewRow.application_id).distinct()
    return list(tx.many(statement.order_by(col(ReviewRow.application_id))))


def _place(review_id: str) -> str:
    return place("review", "reason", review_id)


def _review(tx: Tx, row: ReviewRow) -> Review:
    return Review(
        id=row.id,
        application_id=row.application_id,
        criterion=row.criterion,
        reviewer=row.reviewer,
        kind=ReviewKind(row.kind),
        level=row.level,
        reason=open_text(tx, row.reason, _place(row.id)),
        made_at=row.made_at,
        undone_at=row.undone_at,
    )
