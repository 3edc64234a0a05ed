"""Files that a person may have read with one button."""

from __future__ import annotations

from sqlmodel import col, select, update

from bot.domain.note import Offer
from bot.store.tables import OfferRow
from bot.store.transaction import Tx


def add(tx: Tx, offer: Offer) -> None:
    """Keep an offer.

    Raises:
        ConflictError: Its id is taken.
    """
    tx.add(
        OfferRow(
            id=offer.id,
            channel=offer.channel,
            user_id=offer.user_id,
            file_ids=" ".join(offer.file_ids),
            thread_ts=offer.thread_ts,
        )
    )


def extend(tx: Tx, offer_id: str, file_ids: tuple[str, ...]) -> None:
    """Offer further files with the same button; one that is in it already stays once.

    Raises:
        NotFoundError: There is no such offer.
    """
    known = get(tx, offer_id).file_ids
    together = dict.fromkeys((*known, *file_ids))
    statement = update(OfferRow).where(col(OfferRow.id) == offer_id)
    tx.changed(statement.values(file_ids=" ".join(together)).returning(col(OfferRow.id)))


def get(tx: Tx, offer_id: str) -> Offer:
    """Return an offer.

    Raises:
        NotFoundError: There is none with this id.
    """
    row = tx.get(select(OfferRow).where(col(OfferRow.id) == offer_id), "offer")
    return Offer(
        id=row.id,
        channel=row.channel,
        user_id=row.user_id,
        file_ids=tuple(row.file_ids.split()),
        thread_ts=row.thread_ts,
    )
