"""Runs over several CVs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select, update

from bot.domain.requisition import Batch, BatchState
from bot.store.tables import BatchRow
from bot.store.transaction import Tx


def add(tx: Tx, batch: Batch, file_ids: Sequence[str] = ()) -> None:
    """Keep a run, with the Slack ids of its files in order.

    Raises:
        ConflictError: Its id is taken, or its requisition is not kept.
    """
    tx.add(
        BatchRow(
            id=batch.id,
            requisition_id=batch.requisition_id,
            started_by=batch.started_by,
            started_at=batch.started_at,
            finished_at=batch.finished_at,
            state=batch.state.value,
            is_blind=batch.is_blind,
            file_ids=" ".join(file_ids),
        )
    )


def get(tx: Tx, batch_id: str) -> Batch:
    """Return a run.

    Raises:
        NotFoundError: There is none with this id.
    """
    return _batch(_row(tx, batch_id))


def file_ids(tx: Tx, batch_id: str) -> tuple[str, ...]:
    """Return the Slack ids of a run's files, in order.

    Raises:
        NotFoundError: There is none with this id.
    """
    return tuple(_row(tx, batch_id).file_ids.split())


def finish(tx: Tx, batch_id: str, state: BatchState, now: datetime) -> bool:
    """End a run that is running; False when it ended before, or is gone."""
    statement = (
        update(BatchRow)
        .where(col(BatchRow.id) == batch_id, col(BatchRow.state) == BatchState.RUNNING.value)
        .values(state=state.value, finished_at=now)
    )
    return bool(tx.changed(statement.returning(col(BatchRow.id))))


def _row(tx: Tx, batch_id: str) -> BatchRow:
    return tx.get(select(BatchRow).where(col(BatchRow.id) == batch_id), "run")


def _batch(row: BatchRow) -> Batch:
    return Batch(
        id=row.id,
        requisition_id=row.requisition_id,
        started_by=row.started_by,
        started_at=row.started_at,
        finished_at=row.finished_at,
        state=BatchState(row.state),
        is_blind=row.is_blind,
    )
