"""Digests: when they are due, and which of their slots were claimed."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlmodel import col, select, update

from bot.domain.hours import Span, Weekday
from bot.domain.slots import ClaimState, DigestSchedule, Schedule, Slot, SlotClaim
from bot.store.tables import DigestScheduleRow, DigestSlotRow
from bot.store.transaction import Tx, missing

_LOCAL = "%Y-%m-%dT%H:%M"


def put(tx: Tx, team_id: str, digest: DigestSchedule) -> None:
    """Keep when a digest is due, new or as it is now; what it is of stays."""
    row = DigestScheduleRow.model_validate(
        {
            "id": digest.id,
            "team_id": team_id,
            "requisition_id": digest.requisition_id or None,
            "person": digest.person,
            **_values(digest),
        }
    )
    if tx.add_if_new(row):
        return
    mine = col(DigestScheduleRow.id) == digest.id
    statement = update(DigestScheduleRow).where(mine).values(**_values(digest))
    tx.changed(statement.returning(col(DigestScheduleRow.id)))


def find(tx: Tx, digest_id: str) -> DigestSchedule | None:
    """Return when a digest is due; None when there is none with this id."""
    row = tx.first(select(DigestScheduleRow).where(col(DigestScheduleRow.id) == digest_id))
    return None if row is None else _digest(row)


def get(tx: Tx, digest_id: str) -> DigestSchedule:
    """Return when a digest is due.

    Raises:
        NotFoundError: There is none with this id.
    """
    found = find(tx, digest_id)
    if found is None:
        raise missing("digest")
    return found


def running(tx: Tx, team_id: str) -> list[DigestSchedule]:
    """List the digests of a workspace that nobody paused, in a fixed order."""
    statement = select(DigestScheduleRow).where(
        col(DigestScheduleRow.team_id) == team_id, col(DigestScheduleRow.paused_at).is_(None)
    )
    return [_digest(row) for row in tx.many(statement.order_by(col(DigestScheduleRow.id)))]


def hold(tx: Tx, digest_id: str) -> DigestSchedule | None:
    """Return a digest, and let nobody else claim or change it until the end of this transaction."""
    tx.lock(f"digest:{digest_id}")
    return find(tx, digest_id)


def claim(tx: Tx, claimed: SlotClaim) -> bool:
    """Claim a slot; False when somebody did before."""
    return tx.add_if_new(
        DigestSlotRow(
            id=claimed.id,
            schedule_id=claimed.schedule_id,
            local=claimed.slot.local.strftime(_LOCAL),
            zone=claimed.slot.zone,
            at=claimed.slot.at,
            since=claimed.since,
            claimed_at=claimed.claimed_at,
            missed=claimed.missed,
            state=claimed.state.value,
        )
    )


def claimed_since(tx: Tx, digest_id: str, since: datetime) -> list[SlotClaim]:
    """List the claims of slots that were to be sent from a moment on, oldest first."""
    statement = select(DigestSlotRow).where(
        col(DigestSlotRow.schedule_id) == digest_id, col(DigestSlotRow.at) >= since
    )
    order = (col(DigestSlotRow.at), col(DigestSlotRow.local))
    return [_claim(row) for row in tx.many(statement.order_by(*order))]


def get_claim(tx: Tx, claim_id: str) -> SlotClaim:
    """Return a claim.

    Raises:
        NotFoundError: There is none with this id.
    """
    row = tx.first(select(DigestSlotRow).where(col(DigestSlotRow.id) == claim_id))
    if row is None:
        raise missing("digest")
    return _claim(row)


def settle(tx: Tx, claim_id: str, state: ClaimState) -> bool:
    """Say what became of a claim; False when that was said before."""
    statement = (
        update(DigestSlotRow)
        .where(
            col(DigestSlotRow.id) == claim_id,
            col(DigestSlotRow.state) == ClaimState.CLAIMED.value,
        )
        .values(state=state.value)
    )
    return bool(tx.changed(statement.returning(col(DigestSlotRow.id))))


def _values(digest: DigestSchedule) -> dict[str, object]:
    schedule = digest.schedule
    return {
        "weekdays": " ".join(day for day in Weekday if day in schedule.weekdays),
        "times": " ".join(f"{each:%H:%M}" for each in schedule.times),
        "zone": schedule.zone,
        "quiet": f"{schedule.quiet.start:%H:%M}-{schedule.quiet.end:%H:%M}"
        if schedule.quiet
        else "",
        "holidays": " ".join(day.isoformat() for day in sorted(schedule.holidays)),
        "set_by": digest.set_by,
        "begun_at": digest.begun_at,
        "paused_at": digest.paused_at,
    }


def _digest(row: DigestScheduleRow) -> DigestSchedule:
    start, _, end = row.quiet.partition("-")
    quiet = Span(start=time.fromisoformat(start), end=time.fromisoformat(end)) if end else None
    return DigestSchedule(
        id=row.id,
        requisition_id=row.requisition_id or "",
        person=row.person,
        schedule=Schedule(
            weekdays=frozenset(Weekday(name) for name in row.weekdays.split()),
            times=tuple(time.fromisoformat(each) for each in row.times.split()),
            zone=row.zone,
            quiet=quiet,
            holidays=frozenset(date.fromisoformat(each) for each in row.holidays.split()),
        ),
        set_by=row.set_by,
        begun_at=row.begun_at,
        paused_at=row.paused_at,
    )


def _claim(row: DigestSlotRow) -> SlotClaim:
    slot = Slot(local=datetime.fromisoformat(row.local), zone=row.zone, at=row.at)
    return SlotClaim(
        id=row.id,
        schedule_id=row.schedule_id,
        slot=slot,
        since=row.since,
        claimed_at=row.claimed_at,
        missed=row.missed,
        state=ClaimState(row.state),
    )
