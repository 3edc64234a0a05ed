"""What the bot sees of one document, as numbered lines."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from bot.cli import parts
from bot.cli.terminal import Screen, words
from bot.services.reports import ReadReport


def reading_sheet(report: ReadReport, screen: Screen) -> RenderableType:
    """Lay out the visible lines with their numbers, then what was noticed."""
    return Group(*_parts(report, screen), Text(""))


def _parts(report: ReadReport, screen: Screen) -> Iterator[RenderableType]:
    yield parts.title(report.card, report.reason)
    if report.reason is not None:
        yield parts.unreadable(report.reason)
    page = 0
    dash = "─" if screen.has_symbols else "-"
    table = parts.grid(5, None)
    for line in report.lines:
        if line.page != page:
            page = line.page
            table.add_row("", Text(f"{dash * 3} page {page}", style="dim"))
        number = Text(f"{line.number:>5}", style="dim")
        table.add_row(number, words(line.text, "bold" if line.is_heading else ""))
    if report.lines:
        yield table
    if report.findings:
        yield parts.section("Noticed while reading", parts.findings(report.findings))
