"""Pieces that several sheets share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.cli.terminal import cut, plain, words
from bot.domain.assessment import Evidence
from bot.domain.document import DocumentKind, Finding, FindingKind, Severity
from bot.domain.rubric import TOP_LEVEL
from bot.domain.words import FINDINGS, KINDS, LANGUAGES, count
from bot.errors import DocumentError, Reason
from bot.services.reports import Card

INDENT = 2
_BULLETS = "•▪◦●■-*· "
"""Signs at the start of a quoted line that say nothing to a person."""
_SHOWN_OF_A_KIND = 3
"""Findings of one kind that a sheet shows; --json has all."""
NO_LEVELS = "It has no levels and no score; that says nothing about the person."


def title(card: Card, reason: Reason | None, *, is_assessed: bool = True) -> RenderableType:
    """Head a sheet with the file and what is known about it.

    Args:
        card: Of the file.
        reason: Why it cannot be read; None when it can.
        is_assessed: Whether what can be read was also assessed.
    """
    facts = [KINDS[card.kind]]
    if reason is None or card.words:
        facts += [count(card.pages, "page"), count(card.words, "word")]
    if card.language:
        facts.append(LANGUAGES.get(card.language, card.language))
    facts.append("read" if reason is None and is_assessed else "not assessed")
    return Group(
        Rule(words(card.path, "bold"), align="left", style="dim"),
        indented(Text(" · ".join(facts), style="dim")),
    )


def section(name: str, *body: RenderableType) -> RenderableType:
    """Put a heading over a part of a sheet."""
    return Group(Text(""), indented(Text(name, style="bold cyan")), *(indented(b) for b in body))


def indented(body: RenderableType) -> RenderableType:
    """Keep a part off the left edge."""
    return Padding(body, (0, 0, 0, INDENT))


def unreadable(reason: Reason, kind: DocumentKind = DocumentKind.CV) -> RenderableType:
    """Say why a document was not assessed, and what to do."""
    error = DocumentError(reason)
    said = [
        Text("Needs a human read", style="bold yellow"),
        Text(f"{error.problem} ({reason.value})"),
        Text(error.fix),
    ]
    if kind is DocumentKind.CV:
        said.append(Text(NO_LEVELS, "dim"))
    return Group(Text(""), *map(indented, said))


def bar(level: int | None, *, has_symbols: bool) -> Text:
    """Draw a level as four boxes."""
    full, empty = ("■", "□") if has_symbols else ("#", ".")
    reached = level or 0
    return Text.assemble((full * reached, "green"), (empty * (TOP_LEVEL - reached), "dim"))


def quoted(evidence: Evidence) -> Table:
    """Show a quote, with its place at the right edge."""
    row = Table.grid(padding=(0, 2, 0, 0), expand=True)
    row.add_column(ratio=1)
    row.add_column(justify="right", no_wrap=True)
    quote = plain(evidence.quote).lstrip(_BULLETS)
    place = Text(f"p{evidence.page} l{evidence.line}", style="dim")
    row.add_row(Text(f"“{quote}”", style="italic"), place)
    return row


def grid(*widths: int | None) -> Table:
    """Lay out columns without lines; None is as wide as what is left."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for width in widths:
        if width is None:
            table.add_column(ratio=1)
        else:
            table.add_column(width=width, no_wrap=True)
    return table


def findings(found: Sequence[Finding]) -> RenderableType:
    """Say what was noticed, each kind once with its first texts."""
    kinds = list(dict.fromkeys((f.kind, f.severity) for f in found))
    parts = [
        _finding(kind, [f for f in found if (f.kind, f.severity) == (kind, severity)])
        for kind, severity in sorted(kinds, key=lambda k: k[1] is Severity.NOTE)
    ]
    return Group(*parts)


def _finding(kind: FindingKind, found: Sequence[Finding]) -> RenderableType:
    pages = _pages(found)
    thing = (
        "Page" + ("s" if pages.count(",") else "")
        if kind is FindingKind.UNREADABLE_PAGE
        else count(len(found), "piece") + " of text"
    )
    where = f" {pages}" if kind is FindingKind.UNREADABLE_PAGE else _on(pages)
    is_kept = found[0].severity is Severity.NOTE
    mark = Text("note    " if is_kept else "hidden  ", style="dim" if is_kept else "yellow")
    said = Text.assemble(mark, f"{thing}{where}: {FINDINGS[kind]}")
    texts = [f.text for f in found if plain(f.text)][:_SHOWN_OF_A_KIND]
    return Group(
        said, *(Padding(Text(f"“{cut(t, 100)}”", style="dim"), (0, 0, 0, 8)) for t in texts)
    )


def _pages(found: Iterable[Finding]) -> str:
    return ", ".join(str(page) for page in sorted({f.page for f in found}) if page)


def _on(pages: str) -> str:
    if not pages:
        return ""
    return f" on pages {pages}" if "," in pages else f" on page {pages}"
