"""What language models cost so far, and what the month's budget leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.prices import MICRO
from bot.domain.requisition import letters
from bot.domain.spending import Grouping, UsageGroup, UsageSum, month_bounds, month_of
from bot.errors import UsageError
from bot.store import Database, usage

_NAMED = 8
"""Digits of a hash that name a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageDeps:
    """What the report reaches."""

    database: Database
    """With this version's tables; no key is needed, as nothing that is shown is sealed."""
    now: Callable[[], datetime]
    """Aware UTC."""
    cap: Decimal | None
    """USD a month; None for no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRequest:
    """Of which time, and by what."""

    month: str = ""
    """Such as ``2026-11``; "" for all time."""
    grouping: Grouping = Grouping.MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLine:
    """A sum with its name."""

    name: str
    sum: UsageSum


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How this month's spending stands against its cap."""

    month: str
    spent: int
    """Micro-dollars that are known to have been spent."""
    unpriced: int = 0
    """Calls of the month without a known price, which are not in it."""
    cap: int | None
    """Micro-dollars; None for no limit."""

    @property
    def left(self) -> int | None:
        """Micro-dollars that may still be spent, >= 0; None for no limit."""
        return None if self.cap is None else max(0, self.cap - self.spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReport:
    """What was asked for, with its total and the budget of the month that runs."""

    request: UsageRequest
    lines: tuple[UsageLine, ...]
    total: UsageSum
    budget: Budget


def report_usage(request: UsageRequest, deps: UsageDeps) -> UsageReport:
    """Sum up what language models took.

    Args:
        request: Of which time, and by what.
        deps: What to reach.

    Raises:
        UsageError: The month is none, or has not begun.
        StoreError: The database cannot be read.
    """
    present = month_of(deps.now())
    if request.month:
        _check_month(request.month, deps.now())
    with deps.database.read() as tx:
        found = usage.sums(tx, request.grouping, request.month)
        total = usage.total(tx, request.month)
        spent = usage.spent(tx, present)
        unpriced = usage.total(tx, present).unpriced
    return UsageReport(
        request=request,
        lines=tuple(
            UsageLine(name=_name(request.grouping, group), sum=summed) for group, summed in found
        ),
        total=total,
        budget=Budget(
            month=present,
            spent=spent,
            unpriced=unpriced,
            cap=None if deps.cap is None else int(deps.cap * MICRO),
        ),
    )


def _check_month(month: str, now: datetime) -> None:
    fix = f"Write it as YYYY-MM, such as {month_of(now)}."
    try:
        since, _ = month_bounds(month)
    except ValueError:
        raise UsageError(f"{month!r} is no month.", fix) from None
    if since > now:
        raise UsageError(f"{month} has not begun.", f"It is {month_of(now)} in UTC.")


def _name(grouping: Grouping, group: UsageGroup) -> str:
    if grouping is Grouping.MONTH:
        return group.month
    if grouping is Grouping.MODEL:
        tier = group.tier if group.tier not in {"", "default"} else ""
        return f"{group.model} · {tier}" if tier else group.model
    return _document(group) if grouping is Grouping.DOCUMENT else _requisition(group)


def _requisition(group: UsageGroup) -> str:
    if not group.requisition_number:
        return "outside requisitions"
    return f"{letters(group.requisition_number)} · {group.requisition_title}"


def _document(group: UsageGroup) -> str:
    if group.application_label:
        return group.application_label
    if not group.document_sha256:
        return "forgotten, old, or no document"
    file = f"file {group.document_sha256[:_NAMED]}"
    return f"{file} of {letters(group.requisition_number)}" if group.requisition_number else file
