"""Reminders: what was said of whose scorecard, on which day, and who put them off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import col, select, update

from bot.domain.reminders import Past, ReminderClaim, Reminding, Rung, Sent
from bot.store.tables import ReminderCardRow, ReminderRow, SnoozeRow
from bot.store.transaction import Tx

_DAYS_KEPT_IN_MIND = 7
"""Newest reminders of a person that are looked at; one would do but for clocks that jump."""


def past(tx: Tx, person: str, seat_ids: Collection[str], people: Collection[str]) -> Past:
    """Return what was said before.

    Args:
        tx: The transaction.
        person: Slack user id of who may be reminded.
        seat_ids: The scorecards at hand.
        people: Slack user ids of whose putting off matters.
    """
    cards = (
        select(ReminderCardRow, ReminderRow)
        .join(ReminderRow, col(ReminderRow.id) == col(ReminderCardRow.reminder_id))
        .where(col(ReminderCardRow.seat_id).in_(sorted(seat_ids)))
    )
    snoozes = select(SnoozeRow).where(col(SnoozeRow.person).in_(sorted(people)))
    return Past(
        sent=tuple(_sent(card, row) for card, row in tx.pairs(cards)),
        days=_days(tx, person),
        snoozed={row.person: row.until for row in tx.many(snoozes)},
    )


def claim(tx: Tx, claimed: ReminderClaim, reminding: Reminding) -> bool:
    """Claim a person's reminder of a local date, and note what it says; False when it is taken."""
    row = ReminderRow(
        id=claimed.id,
        person=claimed.person,
        local_date=reminding.on.isoformat(),
        zone=claimed.zone,
        claimed_at=claimed.claimed_at,
    )
    if not tx.add_if_new(row):
        return False
    for sent in reminding.sent:
        tx.add(
            ReminderCardRow(
                reminder_id=claimed.id,
                seat_id=sent.card_id,
                rung=sent.rung.value,
                step=sent.step,
            )
        )
    return True


def get(tx: Tx, reminder_id: str) -> ReminderClaim:
    """Return a claim.

    Raises:
        NotFoundError: There is none with this id.
    """
    row = tx.get(select(ReminderRow).where(col(ReminderRow.id) == reminder_id), "reminder")
    return ReminderClaim(id=row.id, person=row.person, zone=row.zone, claimed_at=row.claimed_at)


def is_newest(tx: Tx, claimed: ReminderClaim) -> bool:
    """Say whether a person got no reminder after this one."""
    later = select(ReminderRow.id).where(
        col(ReminderRow.person) == claimed.person, col(ReminderRow.claimed_at) > claimed.claimed_at
    )
    return tx.first(later) is None


def told_of(tx: Tx, reminder_id: str) -> frozenset[str]:
    """Name the seats of others of which a reminder tells its recipient, their hiring manager."""
    statement = select(ReminderCardRow.seat_id).where(
        col(ReminderCardRow.reminder_id) == reminder_id,
        col(ReminderCardRow.rung) == Rung.MANAGER.value,
    )
    return frozenset(tx.many(statement))


def snooze(tx: Tx, person: str, until: datetime) -> None:
    """Put a person's reminders off until a moment; a new one takes the place of the old."""
    if tx.add_if_new(SnoozeRow(person=person, until=until)):
        return
    statement = update(SnoozeRow).where(col(SnoozeRow.person) == person).values(until=until)
    tx.changed(statement.returning(col(SnoozeRow.person)))


def _days(tx: Tx, person: str) -> frozenset[date]:
    statement = (
        select(ReminderRow.local_date)
        .where(col(ReminderRow.person) == person)
        .order_by(col(ReminderRow.local_date).desc())
        .limit(_DAYS_KEPT_IN_MIND)
    )
    return frozenset(date.fromisoformat(each) for each in tx.many(statement))


def _sent(card: ReminderCardRow, row: ReminderRow) -> Sent:
    return Sent(
        card_id=card.seat_id,
        rung=Rung(card.rung),
        step=card.step,
        on=date.fromisoformat(row.local_date),
    )
