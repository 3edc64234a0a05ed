"""The list of documents in tie bands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.cli.terminal import Screen, percent, words
from bot.cli.words import PRIORITIES, count
from bot.domain.assessment import Reading
from bot.domain.rubric import Rubric
from bot.domain.scoring import Priority
from bot.errors import DocumentError
from bot.services.reports import Evaluation, Ranked

_NAMED = 2
"""Criteria named as strongest."""


def ranking_table(entries: Sequence[Ranked], screen: Screen) -> RenderableType:
    """Lay out a list; a line parts one band from the next.

    Args:
        entries: Best first; at least one.
        screen: Where it is shown.
    """
    has_match = any(entry.evaluation.match is not None for entry in entries)
    table = _table(screen, has_match=has_match)
    ends = {i for i, (a, b) in enumerate(pairwise(entries)) if a.band != b.band}
    for index, entry in enumerate(entries):
        is_first = index == 0 or entries[index - 1].band != entry.band
        tied = sum(other.band == entry.band for other in entries)
        row = _row(entry, is_first=is_first, tied=tied, has_match=has_match)
        table.add_row(*row, end_section=index in ends)
    rubric = entries[0].evaluation.rubric
    reader = entries[0].evaluation.provenance
    return Group(
        table,
        Text(
            "Documents between two lines are not told apart. A person decides whom to talk to.",
            style="dim",
        ),
        Text(
            f"{count(len(entries), 'document')} · rubric {rubric.name} {rubric.hash[:8]} · "
            f"read by {reader.name} {reader.version}",
            style="dim",
        ),
    )


def _table(screen: Screen, *, has_match: bool) -> Table:
    frame = box.HORIZONTALS if screen.has_symbols else box.ASCII2
    table = Table(box=frame, expand=True, border_style="dim", header_style="bold", pad_edge=False)
    table.add_column("Rank", no_wrap=True)
    table.add_column("Document", ratio=3, overflow="fold")
    if has_match:
        table.add_column("Match", justify="right", no_wrap=True)
    table.add_column("Evid.", justify="right", no_wrap=True)
    table.add_column("Cov.", justify="right", no_wrap=True)
    table.add_column("", ratio=2, min_width=13)
    table.add_column("Strongest", ratio=3)
    table.add_column("Ask about", ratio=3)
    return table


def _row(entry: Ranked, *, is_first: bool, tied: int, has_match: bool) -> list[Text]:
    evaluation = entry.evaluation
    place = f"{entry.rank}" + (" tie" if tied > 1 else "") if is_first else ""
    row = [Text(place, style="bold"), words(evaluation.card.path)]
    if evaluation.assessment is None:
        blank = [Text("-", style="dim")] * (3 if has_match else 2)
        return [*row, *blank, _priority(evaluation.priority), _why(evaluation), Text("")]
    if has_match:
        share = evaluation.match.match if evaluation.match else None
        row.append(Text("-" if share is None else percent(share)))
    return [
        *row,
        Text(percent(evaluation.score.evidenced)),
        Text(percent(evaluation.score.coverage)),
        _priority(evaluation.priority),
        Text(_strongest(evaluation.rubric, evaluation.assessment.readings)),
        Text(_gaps(evaluation.rubric, evaluation.assessment.readings), style="dim"),
    ]


def _priority(priority: Priority) -> Text:
    styles = {Priority.TALK_FIRST: "green", Priority.HUMAN_READ: "yellow"}
    return Text(PRIORITIES[priority], style=styles.get(priority, ""))


def _why(evaluation: Evaluation) -> Text:
    assert evaluation.reason is not None
    return Text(DocumentError(evaluation.reason).problem, style="dim")


def _strongest(rubric: Rubric, readings: Sequence[Reading]) -> str:
    rated = [(r.level, r.key) for r in readings if r.level is not None]
    best = sorted(rated, key=lambda pair: -pair[0])[:_NAMED]
    return ", ".join(f"{rubric.criterion(key).title} {level}" for level, key in best)


def _gaps(rubric: Rubric, readings: Sequence[Reading]) -> str:
    titles = [rubric.criterion(r.key).title for r in readings if r.level is None]
    more = f" and {len(titles) - _NAMED} more" if len(titles) > _NAMED else ""
    return ", ".join(titles[:_NAMED]) + more
