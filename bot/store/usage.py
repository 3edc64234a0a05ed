"""What requests to language models took, and sums of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, case
from sqlalchemy import select as select_many
from sqlmodel import and_, col, func, or_, select, update

from bot.domain.spending import (
    Grouping,
    UsageGroup,
    UsageRecord,
    UsageSum,
    month_bounds,
    month_of,
)
from bot.domain.usage import Usage
from bot.store.faults import translated
from bot.store.tables import ApplicationRow, RequisitionRow, UsageRow
from bot.store.transaction import Tx

_SUMS = (
    func.coalesce(func.sum(col(UsageRow.calls)), 0),
    func.coalesce(func.sum(col(UsageRow.input_tokens)), 0),
    func.coalesce(func.sum(col(UsageRow.cached_tokens)), 0),
    func.coalesce(func.sum(col(UsageRow.output_tokens)), 0),
    func.coalesce(func.sum(col(UsageRow.milliseconds)), 0),
    func.coalesce(func.sum(col(UsageRow.micro_dollars)), 0),
    func.count().filter(col(UsageRow.micro_dollars).is_(None)),
)
_REQUISITION = (col(RequisitionRow.number), col(RequisitionRow.title))
_COLUMNS: dict[Grouping, tuple[Any, ...]] = {
    Grouping.REQUISITION: _REQUISITION,
    Grouping.DOCUMENT: (
        *_REQUISITION,
        col(ApplicationRow.label),
        case((col(ApplicationRow.label).is_(None), col(UsageRow.document_sha256)), else_=""),
    ),
    Grouping.MODEL: (col(UsageRow.model), col(UsageRow.tier)),
}


def add(tx: Tx, record: UsageRecord) -> None:
    """Keep what a request took, once; of an application that is gone it is kept without a link."""
    mine = select(ApplicationRow.id).where(col(ApplicationRow.id) == record.application_id)
    is_linked = record.application_id is None or tx.first(mine) is not None
    usage = record.usage
    tx.add_if_new(
        UsageRow(
            id=record.id,
            at=record.at,
            purpose=record.purpose.value,
            document_sha256=record.document_sha256 if is_linked else "",
            application_id=record.application_id if is_linked else None,
            requisition_id=record.requisition_id,
            model=record.model,
            tier=record.tier,
            calls=usage.calls,
            input_tokens=usage.input_tokens,
            cached_tokens=usage.cached_tokens,
            output_tokens=usage.output_tokens,
            milliseconds=round(usage.seconds * 1000),
            micro_dollars=record.micro_dollars,
        )
    )


def unlink(tx: Tx, application_ids: Sequence[str], sha256s: Iterable[str]) -> None:
    """Leave nothing that links what was spent to people who are forgotten; sums stay the same.

    Args:
        tx: The transaction that forgets them.
        application_ids: Their applications.
        sha256s: Of documents that went with them; what was read of these bytes outside an
            application is unlinked too.
    """
    theirs = col(UsageRow.application_id).in_(application_ids)
    nobodys = and_(
        col(UsageRow.application_id).is_(None), col(UsageRow.document_sha256).in_(list(sha256s))
    )
    statement = update(UsageRow).where(or_(theirs, nobodys))
    tx.changed(
        statement.values(application_id=None, document_sha256="").returning(col(UsageRow.id))
    )


def unlink_files(tx: Tx, before: datetime) -> int:
    """Forget which files were read outside requisitions before a moment; return how many answers.

    Nobody can ask for it to be forgotten, as nothing tells whose file it was.
    """
    mine = (
        col(UsageRow.application_id).is_(None),
        col(UsageRow.requisition_id).is_(None),
        col(UsageRow.document_sha256) != "",
        col(UsageRow.at) < before,
    )
    statement = update(UsageRow).where(*mine).values(document_sha256="")
    return len(tx.changed(statement.returning(col(UsageRow.id))))


def spent(tx: Tx, month: str) -> int:
    """Sum up what is known to have been spent in a calendar month (UTC), in micro-dollars."""
    found: int | None = tx.first(
        select(func.sum(col(UsageRow.micro_dollars))).where(*_within(month))
    )
    return int(found or 0)


def total(tx: Tx, month: str = "") -> UsageSum:
    """Sum up everything.

    Args:
        tx: The transaction.
        month: Such as ``2026-11``; "" for all time.
    """
    (row,) = _rows(tx, select_many(*_SUMS).where(*_within(month)))
    return _sum(row)


def sums(tx: Tx, grouping: Grouping, month: str = "") -> list[tuple[UsageGroup, UsageSum]]:
    """Sum up by something; months in their order, else what cost most first.

    Args:
        tx: The transaction.
        grouping: What to sum up by; what no request belongs to is left out.
        month: Such as ``2026-11``; "" for all time.
    """
    if grouping is Grouping.MONTH:
        months = [month] if month else _months(tx)
        found = [(UsageGroup(month=each), total(tx, each)) for each in months]
        return [(group, summed) for group, summed in found if summed.usage.calls]
    columns = _COLUMNS[grouping]
    statement = select_many(*columns, *_SUMS).select_from(UsageRow)
    if grouping is not Grouping.MODEL:
        opening = col(RequisitionRow.id) == col(UsageRow.requisition_id)
        statement = statement.outerjoin(RequisitionRow, opening)
    if grouping is Grouping.DOCUMENT:
        application = col(ApplicationRow.id) == col(UsageRow.application_id)
        statement = statement.outerjoin(ApplicationRow, application)
    rows = _rows(tx, statement.where(*_within(month)).group_by(*columns))
    size = len(columns)
    result = [(_group(grouping, row[:size]), _sum(row[size:])) for row in rows]
    return sorted(result, key=_dearest_first)


def _dearest_first(found: tuple[UsageGroup, UsageSum]) -> tuple[object, ...]:
    group, summed = found
    names = (group.requisition_number, group.application_label, group.document_sha256)
    tokens = summed.usage.input_tokens + summed.usage.output_tokens
    return (-summed.micro_dollars, -tokens, *names, group.model, group.tier)


def _months(tx: Tx) -> list[str]:
    """List every month from the first request to the last."""
    first = tx.first(select(func.min(UsageRow.at)))
    last = tx.first(select(func.max(UsageRow.at)))
    if first is None or last is None:
        return []
    months = [month_of(first)]
    while months[-1] != month_of(last):
        months.append(month_of(month_bounds(months[-1])[1]))
    return months


def _within(month: str) -> tuple[ColumnElement[bool], ...]:
    if not month:
        return ()
    since, until = month_bounds(month)
    return (col(UsageRow.at) >= since, col(UsageRow.at) < until)


def _rows(tx: Tx, statement: Executable) -> Sequence[Row[Any]]:
    with translated():
        return tx.connection().execute(statement).all()


def _group(grouping: Grouping, values: Sequence[Any]) -> UsageGroup:
    if grouping is Grouping.MODEL:
        return UsageGroup(model=values[0], tier=values[1])
    number, title = values[:2]
    label, sha256 = values[2:] or ("", "")
    return UsageGroup(
        requisition_number=number or 0,
        requisition_title=title or "",
        application_label=label or "",
        document_sha256=sha256,
    )


def _sum(values: Sequence[Any]) -> UsageSum:
    calls, read, cached, wrote, milliseconds, micro_dollars, unpriced = map(int, values)
    return UsageSum(
        usage=Usage(
            calls=calls,
            input_tokens=read,
            cached_tokens=cached,
            output_tokens=wrote,
            seconds=milliseconds / 1000,
        ),
        micro_dollars=micro_dollars,
        unpriced=unpriced,
    )
