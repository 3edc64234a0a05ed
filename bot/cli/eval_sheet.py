"""The sheet of an evaluation: how far an evaluator agrees with labels, and with another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.cli import eval_words as said
from bot.cli.terminal import Screen, words
from bot.domain.kappa import Agreement
from bot.domain.labels import LabelKind
from bot.domain.rubric import Rubric
from bot.domain.trial import (
    Trial,
    agreements,
    cost_of,
    flips,
    moves,
    overall,
    retest,
)
from bot.domain.words import count
from bot.services.labelled import OpenedSet

MOST_FLIPS = 40
"""Flips that are listed; --json has all."""
_MEASURE = 100
"""Columns of the widest sheet."""
_LOW, _HIGH = 0.4, 0.6
"""Kappas below and from which a figure is coloured. Source: Landis and Koch 1977, "fair" ends at
0.40 and "substantial" begins at 0.61; colour says nothing that the figure does not."""
_KINDS = {
    LabelKind.READING: "levels given by reading",
    LabelKind.REVIEW: "levels reviewed, with the evaluator's in sight",
}


def evaluation_sheet(opened: OpenedSet, trials: Sequence[Trial], screen: Screen) -> RenderableType:
    """Lay out an evaluation.

    Args:
        opened: The labelled set.
        trials: What one evaluator made of it, or two of them.
        screen: Where it is shown.
    """
    is_wide = screen.out.width > _MEASURE
    body = Group(*_parts(opened, trials, screen), Text(""))
    return Padding(body, (0, screen.out.width - _MEASURE if is_wide else 0, 0, 0))


def _parts(opened: OpenedSet, trials: Sequence[Trial], screen: Screen) -> Iterator[RenderableType]:
    line = "─" if screen.has_symbols else "-"
    yield Rule(words(opened.labelled.title or opened.labelled.path, "bold"), characters=line)
    yield words(_about(opened), "dim")
    for trial in trials:
        yield from _trial(opened.rubric, trial, screen)
    if len(trials) == 2:
        yield from _comparison(opened.rubric, trials[0], trials[1], screen)
    yield Text("")
    yield words(said.LEGEND, "dim")


def _about(opened: OpenedSet) -> str:
    labelled = opened.labelled
    by = f" by {labelled.labelled_by}" if labelled.labelled_by else ""
    return (
        f"{count(len(labelled.items), 'document')} · rubric {opened.rubric.name} "
        f"{opened.rubric.hash[:8]} · {_KINDS[labelled.kind]}{by}"
    )


def _trial(rubric: Rubric, trial: Trial, screen: Screen) -> Iterator[RenderableType]:
    yield Text("")
    yield words(f"Labels and {trial.title}", "bold")
    for unread in trial.unread:
        yield words(f"Not read: {unread.item.id}. {said.why(unread)}", "yellow")
    if not trial.read:
        yield words("Nothing was read, so there is nothing to compare.", "yellow")
        return
    whole = overall(trial)
    yield _agreement_table(rubric, trial, whole)
    yield words(said.spoken(whole))
    again = retest(trial)
    if again is not None:
        yield words(said.spread(again))
    if moves(trial):
        yield Text("")
        yield _moves_table(trial, screen)
    cost = cost_of(trial)
    yield Text("")
    yield words(f"{said.cost(cost)} {said.time(cost)}", "dim")


def _agreement_table(rubric: Rubric, trial: Trial, whole: Agreement) -> Table:
    table = _table("", "kappa", "95 % interval", "exact", "±1", "both", "missed", "extra")
    for key, found in agreements(trial).items():
        table.add_row(*_row(rubric.criterion(key).title, found))
    table.add_section()
    table.add_row(*_row("All criteria", whole), style="bold")
    return table


def _row(title: str, found: Agreement) -> list[Text]:
    return [
        words(title),
        Text(said.kappa(found), style=_colour(found)),
        Text(said.interval(found), style="dim"),
        Text(said.share(found.exact)),
        Text(said.share(found.within_one)),
        Text(str(found.both)),
        Text(str(found.first_only)),
        Text(str(found.second_only)),
    ]


def _colour(found: Agreement) -> str:
    if found.kappa is None:
        return "dim"
    return "green" if found.kappa > _HIGH else "yellow" if found.kappa <= _LOW else ""


def _moves_table(trial: Trial, screen: Screen) -> Table:
    arrows = ("↑", "↓") if screen.has_symbols else ("up", "down")
    table = _table("Changed, which must not matter", "documents", "levels", *arrows, "farthest")
    for moved in moves(trial):
        style = "yellow" if moved.up or moved.down else ""
        table.add_row(
            words(said.CHANGES[moved.change]),
            str(moved.items),
            str(moved.levels),
            Text(str(moved.up), style=style),
            Text(str(moved.down), style=style),
            str(moved.farthest),
        )
    return table


def _comparison(
    rubric: Rubric, before: Trial, after: Trial, screen: Screen
) -> Iterator[RenderableType]:
    arrow = "→" if screen.has_symbols else "->"
    found = flips(before, after)
    nearer, farther = sum(f.is_nearer for f in found), sum(f.is_farther for f in found)
    yield Text("")
    yield words(f"From {before.title} to {after.title}", "bold")
    yield _kappas(rubric, before, after, arrow)
    yield words(
        f"{count(len(found), 'level')} flip: {nearer} nearer to the label, {farther} farther "
        f"from it, {len(found) - nearer - farther} neither."
    )
    if not found:
        return
    table = _table("What flips", "criterion", f"from {arrow} to", "label", "")
    table.columns[1].justify = table.columns[4].justify = "left"
    for flip in found[:MOST_FLIPS]:
        table.add_row(
            words(flip.item),
            words(flip.criterion),
            f"{said.level(flip.before)} {arrow} {said.level(flip.after)}",
            said.level(flip.label) if flip.is_labelled else "",
            Text(said.direction(flip), style="" if flip.is_nearer else "dim"),
        )
    yield table
    if len(found) > MOST_FLIPS:
        yield words(f"and {len(found) - MOST_FLIPS} more; --json has all.", "dim")


def _kappas(rubric: Rubric, before: Trial, after: Trial, arrow: str) -> Table:
    table = _table("", "kappa", "", "", "±1", "", "")
    pairs = [
        (rubric.criterion(key).title, first, agreements(after)[key])
        for key, first in agreements(before).items()
    ]
    for title, first, second in [*pairs, ("All criteria", overall(before), overall(after))]:
        table.add_row(
            words(title),
            said.kappa(first),
            arrow,
            said.kappa(second),
            said.share(first.within_one),
            arrow,
            said.share(second.within_one),
        )
    return table


def _table(*heads: str) -> Table:
    """A table without lines: the first column takes what is left, figures stand to the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for i, head in enumerate(heads):
        table.add_column(head, justify="right" if i else "left", no_wrap=bool(i))
    return table
