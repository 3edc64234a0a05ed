"""Panels and their seats: who rates what, and how far it is; never what anybody said."""

from __future__ import annotations

from sqlmodel import col, select, update

from bot.domain.panel import AWAITED, Panel, PanelState, Seat, SeatState
from bot.store.sealing import open_text, place, seal_text
from bot.store.tables import ApplicationRow, PanelRow, RequisitionRow, SeatRow
from bot.store.transaction import Tx, missing

_OPEN = PanelState.OPEN.value
_AWAITED = sorted(state.value for state in AWAITED)


def add(tx: Tx, panel: Panel) -> None:
    """Keep a new panel.

    Raises:
        ConflictError: Its id is taken, or what it is about is gone.
    """
    tx.add(
        PanelRow(
            id=panel.id,
            application_id=panel.application_id,
            requisition_id=panel.requisition_id,
            rubric_hash=panel.rubric_hash,
            opened_by=panel.opened_by,
            opened_at=panel.opened_at,
            due_at=panel.due_at,
            state=panel.state.value,
            revealed_at=panel.revealed_at,
            revealed_by=panel.revealed_by,
            is_early=panel.is_early,
            closed_reason=seal_text(tx, panel.closed_reason, _place(panel.id)),
        )
    )


def get(tx: Tx, panel_id: str) -> Panel:
    """Return a panel.

    Raises:
        NotFoundError: There is none with this id, for example since its person was forgotten.
    """
    mine = col(PanelRow.id) == panel_id
    return _panel(tx, tx.get(select(PanelRow).where(mine), "panel"))


def hold(tx: Tx, panel_id: str) -> Panel:
    """Return a panel that nobody else changes until this transaction ends.

    Whatever is submitted, revealed or changed goes through here, so one of two comes first.

    Raises:
        NotFoundError: There is none with this id.
    """
    tx.lock(f"panel:{panel_id}")
    return get(tx, panel_id)


def hold_application(tx: Tx, application_id: str) -> Panel | None:
    """Return the open panel of an application, and let nobody else open one meanwhile."""
    tx.lock(f"panels of:{application_id}")
    return open_of(tx, application_id)


def open_of(tx: Tx, application_id: str) -> Panel | None:
    """Return the open panel of an application; None when there is none."""
    found = of_application(tx, application_id)
    return next((panel for panel in found if panel.state is PanelState.OPEN), None)


def of_application(tx: Tx, application_id: str) -> list[Panel]:
    """List the panels of an application, oldest first."""
    mine = col(PanelRow.application_id) == application_id
    order = (col(PanelRow.opened_at), col(PanelRow.id))
    return [_panel(tx, row) for row in tx.many(select(PanelRow).where(mine).order_by(*order))]


def in_requisition(tx: Tx, requisition_id: str, state: PanelState) -> list[Panel]:
    """List the panels of an opening that are in a state, oldest first."""
    statement = select(PanelRow).where(
        col(PanelRow.requisition_id) == requisition_id, col(PanelRow.state) == state.value
    )
    order = (col(PanelRow.opened_at), col(PanelRow.id))
    return [_panel(tx, row) for row in tx.many(statement.order_by(*order))]


def replace(tx: Tx, panel: Panel) -> None:
    """Keep a panel as it is now; whom and what it is about stays.

    Raises:
        NotFoundError: There is none with this id.
    """
    statement = (
        update(PanelRow)
        .where(col(PanelRow.id) == panel.id)
        .values(
            due_at=panel.due_at,
            state=panel.state.value,
            revealed_at=panel.revealed_at,
            revealed_by=panel.revealed_by,
            is_early=panel.is_early,
            closed_reason=seal_text(tx, panel.closed_reason, _place(panel.id)),
        )
    )
    if not tx.changed(statement.returning(col(PanelRow.id))):
        raise missing("panel")


def put_seat(tx: Tx, seat: Seat) -> None:
    """Keep a rater's place, new or as it is now.

    Raises:
        ConflictError: Its panel is gone.
    """
    if tx.add_if_new(
        SeatRow(
            id=seat.id,
            panel_id=seat.panel_id,
            rater=seat.rater,
            focus=" ".join(seat.focus),
            interview_at=seat.interview_at,
            state=seat.state.value,
            added_at=seat.added_at,
            ended_at=seat.ended_at,
        )
    ):
        return
    statement = (
        update(SeatRow)
        .where(col(SeatRow.panel_id) == seat.panel_id, col(SeatRow.rater) == seat.rater)
        .values(
            focus=" ".join(seat.focus),
            interview_at=seat.interview_at,
            state=seat.state.value,
            added_at=seat.added_at,
            ended_at=seat.ended_at,
        )
    )
    tx.changed(statement.returning(col(SeatRow.id)))


def seats(tx: Tx, panel_id: str) -> tuple[Seat, ...]:
    """List the places of a panel in the order of asking, then by rater; those that ended too."""
    statement = select(SeatRow).where(col(SeatRow.panel_id) == panel_id)
    order = (col(SeatRow.added_at), col(SeatRow.rater))
    return tuple(_seat(row) for row in tx.many(statement.order_by(*order)))


def seat_of(tx: Tx, panel_id: str, rater: str) -> Seat | None:
    """Return a person's place in a panel; None when they never had one."""
    statement = select(SeatRow).where(
        col(SeatRow.panel_id) == panel_id, col(SeatRow.rater) == rater
    )
    row = tx.first(statement)
    return None if row is None else _seat(row)


def seat(tx: Tx, seat_id: str) -> Seat:
    """Return a place by its id.

    Raises:
        NotFoundError: There is none with this id, for example since its person was forgotten.
    """
    return _seat(tx.get(select(SeatRow).where(col(SeatRow.id) == seat_id), "panel"))


def awaited_of(tx: Tx, rater: str) -> list[tuple[Panel, Seat]]:
    """List whose scorecards a person still owes, soonest due first.

    What nobody should be asked for any more is left out: closed openings, decided applications.
    """
    statement = (
        select(PanelRow, SeatRow)
        .join(SeatRow, col(SeatRow.panel_id) == col(PanelRow.id))
        .join(RequisitionRow, col(RequisitionRow.id) == col(PanelRow.requisition_id))
        .join(ApplicationRow, col(ApplicationRow.id) == col(PanelRow.application_id))
        .where(
            col(SeatRow.rater) == rater,
            col(SeatRow.state).in_(_AWAITED),
            col(PanelRow.state) == _OPEN,
            col(RequisitionRow.closed_at).is_(None),
            col(ApplicationRow.decision_kind).is_(None),
        )
        .order_by(col(PanelRow.due_at), col(PanelRow.id))
    )
    return [(_panel(tx, panel), _seat(row)) for panel, row in tx.pairs(statement)]


def raters(tx: Tx) -> list[str]:
    """List everybody from whom a scorecard of an open panel is awaited, in a fixed order."""
    statement = (
        select(SeatRow.rater)
        .join(PanelRow, col(PanelRow.id) == col(SeatRow.panel_id))
        .where(col(SeatRow.state).in_(_AWAITED), col(PanelRow.state) == _OPEN)
        .distinct()
    )
    return list(tx.many(statement.order_by(col(SeatRow.rater))))


def is_awaited(tx: Tx, application_id: str, user_id: str) -> bool:
    """Say whether a person is to rate an application, and has not yet."""
    statement = (
        select(SeatRow.id)
        .join(PanelRow, col(PanelRow.id) == col(SeatRow.panel_id))
        .where(
            col(PanelRow.application_id) == application_id,
            col(PanelRow.state) == _OPEN,
            col(SeatRow.rater) == user_id,
            col(SeatRow.state).in_(_AWAITED),
        )
    )
    return tx.first(statement) is not None


def _place(panel_id: str) -> str:
    return place("panel", "closed_reason", panel_id)


def _panel(tx: Tx, row: PanelRow) -> Panel:
    return Panel(
        id=row.id,
        application_id=row.application_id,
        requisition_id=row.requisition_id,
        rubric_hash=row.rubric_hash,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        due_at=row.due_at,
        state=PanelState(row.state),
        revealed_at=row.revealed_at,
        revealed_by=row.revealed_by,
        is_early=row.is_early,
        closed_reason=open_text(tx, row.closed_reason, _place(row.id)),
    )


def _seat(row: SeatRow) -> Seat:
    return Seat(
        id=row.id,
        panel_id=row.panel_id,
        rater=row.rater,
        focus=tuple(row.focus.split()),
        interview_at=row.interview_at,
        state=SeatState(row.state),
        added_at=row.added_at,
        ended_at=row.ended_at,
    )
