"""Openings, and the labels that their candidates get."""

from __future__ import annotations

from sqlmodel import col, func, select, update

from bot.domain.requisition import Requisition, label
from bot.store.tables import RequisitionRow
from bot.store.transaction import Tx, missing


def add(tx: Tx, requisition: Requisition) -> None:
    """Keep a new opening; its rubric version is kept before.

    Raises:
        ConflictError: Its id or number is taken, or its rubric version was never kept.
    """
    tx.add(
        RequisitionRow.model_validate({**_values(requisition), "id": requisition.id, "labels": 0})
    )


def next_number(tx: Tx, team_id: str) -> int:
    """Say which number the next opening of a workspace gets; held until the transaction ends."""
    tx.lock("requisition.number")
    mine = col(RequisitionRow.team_id) == team_id
    return (tx.first(select(func.max(RequisitionRow.number)).where(mine)) or 0) + 1


def get(tx: Tx, requisition_id: str) -> Requisition:
    """Return an opening.

    Raises:
        NotFoundError: There is none with this id.
    """
    mine = col(RequisitionRow.id) == requisition_id
    return _requisition(tx.get(select(RequisitionRow).where(mine), "requisition"))


def replace(tx: Tx, requisition: Requisition) -> None:
    """Keep an opening as it is now; the numbers of its candidates go on.

    Raises:
        NotFoundError: There is none with this id.
        ConflictError: Its rubric version or its job description is not kept.
    """
    statement = (
        update(RequisitionRow)
        .where(col(RequisitionRow.id) == requisition.id)
        .values(**_values(requisition))
    )
    if not tx.changed(statement.returning(col(RequisitionRow.id))):
        raise missing("requisition")


def all(tx: Tx, team_id: str, *, is_open: bool | None = None) -> list[Requisition]:  # noqa: A001  # requisitions.all reads as what it is
    """List the openings of a workspace in the order of opening.

    Args:
        tx: The transaction.
        team_id: The workspace.
        is_open: True or False for open or closed ones; None for both.
    """
    statement = select(RequisitionRow).where(col(RequisitionRow.team_id) == team_id)
    if is_open is not None:
        closed_at = col(RequisitionRow.closed_at)
        statement = statement.where(closed_at.is_(None) if is_open else closed_at.is_not(None))
    return [_requisition(row) for row in tx.many(statement.order_by(col(RequisitionRow.number)))]


def in_channel(tx: Tx, channel: str, *, is_open: bool = True) -> list[Requisition]:
    """List the openings whose review channel this is, in the order of opening.

    Args:
        tx: The transaction.
        channel: Slack id.
        is_open: Whether to list the open ones or the closed ones.
    """
    closed_at = col(RequisitionRow.closed_at)
    statement = select(RequisitionRow).where(
        col(RequisitionRow.channel) == channel,
        closed_at.is_(None) if is_open else closed_at.is_not(None),
    )
    return [_requisition(row) for row in tx.many(statement.order_by(col(RequisitionRow.number)))]


def next_label(tx: Tx, requisition_id: str) -> str:
    """Give out the label of the next candidate; it is never given out again.

    Raises:
        NotFoundError: There is no such opening.
    """
    statement = (
        update(RequisitionRow)
        .where(col(RequisitionRow.id) == requisition_id)
        .values(labels=RequisitionRow.labels + 1)
        .returning(col(RequisitionRow.labels))
    )
    taken = tx.changed(statement)
    if not taken:
        raise missing("requisition")
    return label(get(tx, requisition_id).number, taken[0])


def _values(requisition: Requisition) -> dict[str, object]:
    return {
        "team_id": requisition.team_id,
        "number": requisition.number,
        "title": requisition.title,
        "channel": requisition.channel,
        "rubric_name": requisition.rubric_name,
        "rubric_hash": requisition.rubric_hash,
        "hiring_manager": requisition.hiring_manager,
        "opened_by": requisition.opened_by,
        "opened_at": requisition.opened_at,
        "closed_at": requisition.closed_at,
        "job_document_id": requisition.job_document_id,
    }


def _requisition(row: RequisitionRow) -> Requisition:
    return Requisition(
        id=row.id,
        team_id=row.team_id,
        number=row.number,
        title=row.title,
        channel=row.channel,
        rubric_name=row.rubric_name,
        rubric_hash=row.rubric_hash,
        hiring_manager=row.hiring_manager,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        job_document_id=row.job_document_id,
    )
