"""The list of documents in tie bands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.cli import readers
from bot.cli.inputs import PASTE
from bot.cli.terminal import Screen, percent, words
from bot.domain.assessment import Assessment, Reading
from bot.domain.rubric import Rubric
from bot.domain.scoring import Priority
from bot.domain.words import PRIORITIES, count, why_no_model
from bot.errors import DocumentError
from bot.services.reports import Evaluation, Ranked

_NAMED = 2
"""Criteria named as strongest, and to ask about."""
_RANK = 7
"""Columns of the rank; what is said below a document begins after them."""
_STYLES = {Priority.TALK_FIRST: "green", Priority.TALK: "", Priority.HUMAN_READ: "yellow"}


def ranking_table(entries: Sequence[Ranked], screen: Screen) -> RenderableType:
    """Lay out a list; a line parts one band from the next.

    Args:
        entries: Best first; at least one.
        screen: Where it is shown.
    """
    return Group(*_lines(entries, screen))


def _lines(entries: Sequence[Ranked], screen: Screen) -> Iterator[RenderableType]:
    has_match = any(entry.evaluation.match is not None for entry in entries)
    folder = _folder(entries)
    rule = Rule(style="dim", characters="─" if screen.has_symbols else "-")
    heads = ("Rank", "Document", *(("Match",) if has_match else ()), "Evidenced", "Coverage", "")
    yield from _warned(entries)
    header = _row(has_match=has_match)
    header.add_row(*(Text(head, style="bold") for head in heads))
    yield header
    for _, band in groupby(entries, key=lambda entry: entry.band):
        tied = list(band)
        yield rule
        for entry in tied:
            table = _row(has_match=has_match)
            is_tie = len(tied) > 1
            table.add_row(*_cells(entry, folder, is_tie=is_tie, has_match=has_match))
            yield table
            yield Padding(_said(entry.evaluation), (0, 0, 0, _RANK))
    yield rule
    yield _foot(entries, folder)


def _warned(entries: Sequence[Ranked]) -> Iterator[RenderableType]:
    """Say first that a model did not read all, as rows of two readers are not quite alike."""
    assessments = [e.evaluation.assessment for e in entries if e.evaluation.assessment]
    instead = sum(one.stands_in is not None for one in assessments)
    not_read = sum(entry.evaluation.unanswered is not None for entry in entries)
    said = [f"{count(instead, 'document')} read offline in its place"] if instead else []
    said += [f"{count(not_read, 'document')} not read"] if not_read else []
    if not said:
        return
    is_mixed = 0 < instead < len(assessments)
    care = " Compare rows of different readers with care." if is_mixed else ""
    yield Text(f"The language model did not read all: {', '.join(said)}.{care}\n", "yellow")


def _folder(entries: Sequence[Ranked]) -> str:
    """Return the folder that all documents share, with its separator, or ""."""
    folders = {os.path.dirname(e.evaluation.card.path) for e in entries}  # noqa: PTH120  # as given
    shared = folders.pop() if len(folders) == 1 else ""
    return shared + os.sep if shared else ""


def _row(*, has_match: bool) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(width=_RANK - 1, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for _ in range(3 if has_match else 2):
        table.add_column(width=9, justify="right", no_wrap=True)
    table.add_column(width=19, no_wrap=True)
    return table


def _cells(entry: Ranked, folder: str, *, is_tie: bool, has_match: bool) -> list[Text]:
    evaluation = entry.evaluation
    path = evaluation.card.path.removeprefix(folder)
    name = "pasted text" if path == PASTE else path
    shares: list[float | None] = [None, None]
    if evaluation.assessment is not None:
        shares = [evaluation.score.evidenced, evaluation.score.coverage]
    if has_match:
        shares.insert(0, evaluation.match.match if evaluation.match else None)
    return [
        Text.assemble((str(entry.rank), "bold"), (" tie" if is_tie else "", "dim")),
        words(name, "bold"),
        *(Text("-", "dim") if share is None else Text(percent(share)) for share in shares),
        _suggestion(evaluation),
    ]


def _suggestion(evaluation: Evaluation) -> Text:
    if evaluation.unanswered is not None:
        return Text(" Not read by model", style="yellow")
    if evaluation.assessment is None:
        return Text(" Cannot read", style="yellow")
    return Text(" " + PRIORITIES[evaluation.priority], style=_STYLES[evaluation.priority])


def _said(evaluation: Evaluation) -> Text:
    if evaluation.unanswered is not None:
        return Text(why_no_model(evaluation.unanswered)[0], style="dim")
    if evaluation.assessment is None:
        assert evaluation.reason is not None
        return Text(DocumentError(evaluation.reason).problem, style="dim")
    rubric, assessment = evaluation.rubric, evaluation.assessment
    said = [_strongest(rubric, assessment.readings), _gaps(rubric, assessment.readings)]
    text = Text(" · ".join(each for each in said if each), style="dim")
    for note in _notes(rubric, assessment):
        text.append("\n" if text else "").append(note, "yellow")
    return text


def _notes(rubric: Rubric, assessment: Assessment) -> Iterator[str]:
    if assessment.stands_in is not None:
        problem, _ = why_no_model(assessment.stands_in)
        yield f"Offline reading in place of the language model: {problem}"
    if assessment.differing:
        titles = [rubric.criterion(key).title for key in assessment.differing]
        yield f"Readings differ on {' · '.join(titles)}"  # titles hold commas themselves


def _strongest(rubric: Rubric, readings: Sequence[Reading]) -> str:
    rated = [(r.level, r.key) for r in readings if r.level is not None]
    best = sorted(rated, key=lambda pair: -pair[0])[:_NAMED]
    return ", ".join(f"{rubric.criterion(key).title} {level}" for level, key in best)


def _gaps(rubric: Rubric, readings: Sequence[Reading]) -> str:
    titles = [rubric.criterion(r.key).title for r in readings if r.level is None]
    if not titles:
        return ""
    more = f" and {len(titles) - _NAMED} more" if len(titles) > _NAMED else ""
    return "ask about " + ", ".join(titles[:_NAMED]) + more


def _foot(entries: Sequence[Ranked], folder: str) -> RenderableType:
    rubric = entries[0].evaluation.rubric
    where = f" in {folder}" if folder else ""
    said = f"{count(len(entries), 'document')}{where} · rubric {rubric.name} {rubric.hash[:8]}"
    assessments = [e.evaluation.assessment for e in entries if e.evaluation.assessment]
    if assessments:
        said += f" · read by {readers.readers(assessments)}"
    note = (
        "Documents between two lines are not told apart, and stand in the order of their names. "
        "A person decides whom to talk to."
    )
    return Group(words(said, "dim"), Text(note, style="dim"))
