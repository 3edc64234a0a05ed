"""What language models cost: a table, or one JSON object."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.cli.edge import FINE
from bot.cli.terminal import Screen, open_screen, percent, words
from bot.domain.prices import dollars
from bot.domain.spending import Grouping, UsageSum, month_bounds
from bot.domain.words import count
from bot.services.usage_report import (
    Budget,
    UsageDeps,
    UsageLine,
    UsageReport,
    UsageRequest,
    report_usage,
)

SCHEMA = "plumbline.usage/1"
"""Described by docs/schemas/usage.schema.json."""
_SHOWN = 40
"""Lines of the table; --json has all."""
_HEADS = {
    Grouping.MONTH: "Month",
    Grouping.REQUISITION: "Requisition",
    Grouping.DOCUMENT: "Document",
    Grouping.MODEL: "Model",
}
_COLUMNS = ("Calls", "Input", "Cached", "Output", "A call", "Cost")
_NOT_PRICED = "no price"


def show_usage(request: UsageRequest, deps: UsageDeps, *, as_json: bool) -> int:
    """Print what was spent."""
    report = report_usage(request, deps)
    if as_json:
        sys.stdout.write(json.dumps(_object(report), ensure_ascii=False) + "\n")
    else:
        screen = open_screen()
        screen.show(usage_table(report, screen))
    return FINE


def usage_table(report: UsageReport, screen: Screen) -> RenderableType:
    """Lay out a report: a line for each sum, the total, and what the budget leaves.

    Args:
        report: What was spent.
        screen: Where it is shown.
    """
    return Group(*_parts(report, screen))


def _parts(report: UsageReport, screen: Screen) -> Iterator[RenderableType]:
    if not report.lines:
        when = f" in {report.request.month}" if report.request.month else ""
        yield words(f"Nothing yet: no language model was asked{when}.")
    else:
        rule = Rule(style="dim", characters="─" if screen.has_symbols else "-")
        shown = [(line.name, _cells(line.sum)) for line in report.lines[:_SHOWN]]
        total = _cells(report.total)
        rows = (_COLUMNS, total, *(cells for _, cells in shown))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        yield _row(_HEADS[report.request.grouping], _COLUMNS, widths, "bold")
        yield rule
        yield from (_row(name, cells, widths) for name, cells in shown)
        if len(report.lines) > _SHOWN:
            yield Text(f"and {len(report.lines) - _SHOWN:,} more, all with --json", style="dim")
        yield rule
        yield _row("Total", total, widths, "bold")
        yield from _unpriced(report.lines, report.total)
    yield budget_line(report.budget)


def _row(name: str, cells: Sequence[str], widths: Sequence[int], style: str = "") -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1, overflow="fold")
    for width in widths:
        table.add_column(width=width, justify="right", no_wrap=True)
    table.add_row(words(name), *cells, style=style)
    return table


def _cells(summed: UsageSum) -> tuple[str, ...]:
    usage = summed.usage
    return (
        f"{usage.calls:,}",
        f"{usage.input_tokens:,}",
        percent(usage.cached_tokens / usage.input_tokens) if usage.input_tokens else "-",
        f"{usage.output_tokens:,}",
        f"{usage.seconds / usage.calls:.1f} s" if usage.calls else "-",
        _money(summed),
    )


def _money(summed: UsageSum) -> str:
    if summed.unpriced and not summed.micro_dollars:
        return _NOT_PRICED
    return dollars(summed.micro_dollars) + ("*" if summed.unpriced else "")


def _unpriced(lines: Sequence[UsageLine], total: UsageSum) -> Iterator[RenderableType]:
    if not total.unpriced:
        return
    sums = (total, *(line.sum for line in lines))
    mark = "* " if any(_money(each).endswith("*") for each in sums) else ""
    yield Text(
        f"{mark}{total.unpriced:,} of {total.usage.calls:,} calls had no known price, and are in "
        "no sum of money. Give one in a file that PLUMBLINE_MODEL_TABLE names; it counts from "
        "then on.",
        style="yellow",
    )


def budget_line(budget: Budget) -> Text:
    """Say how this month's spending stands against its cap."""
    if budget.cap is None:
        spent = f"{budget.month} so far: {_known(budget)}. "
        return Text(spent + "There is no cap (PLUMBLINE_MODEL_MONTHLY_CAP).", style="dim")
    of = f"{budget.month}: {_known(budget)} of {dollars(budget.cap)}"
    if not budget.left:
        following = month_bounds(budget.month)[1].astimezone(UTC).strftime("%Y-%m-%d")
        return Text(
            f"{of}. The budget is used up: no model is asked before {following} (UTC), or until "
            "PLUMBLINE_MODEL_MONTHLY_CAP is raised.",
            style="bold yellow",
        )
    return Text(f"{of}, {dollars(budget.left)} left")


def _known(budget: Budget) -> str:
    if not budget.unpriced:
        return dollars(budget.spent)
    calls = count(budget.unpriced, "call")
    if not budget.spent:
        return f"unknown, as no price of {calls} is known"
    return f"{dollars(budget.spent)} and what {calls} without a known price cost"


def _object(report: UsageReport) -> dict[str, Any]:
    budget = report.budget
    return {
        "schema": SCHEMA,
        "by": report.request.grouping.value,
        "month": report.request.month or None,
        "lines": [{"name": line.name, **_sum(line.sum)} for line in report.lines],
        "total": _sum(report.total),
        "budget": {
            "month": budget.month,
            "spent_micro_dollars": budget.spent,
            "cap_micro_dollars": budget.cap,
            "left_micro_dollars": budget.left,
        },
    }


def _sum(summed: UsageSum) -> dict[str, Any]:
    usage = summed.usage
    return {
        "calls": usage.calls,
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "seconds": round(usage.seconds, 3),
        "micro_dollars": summed.micro_dollars,
        "unpriced_calls": summed.unpriced,
    }
