"""An evaluation as Markdown tables, for a document that is kept under version control."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.cli import eval_words as said
from bot.cli.terminal import plain
from bot.domain.kappa import Agreement
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


def evaluation_markdown(opened: OpenedSet, trials: Sequence[Trial]) -> str:
    """Write an evaluation; times are left out, so that the same levels give the same text.

    Args:
        opened: The labelled set.
        trials: What one evaluator made of it, or two of them.
    """
    blocks = [block for trial in trials for block in _trial(opened, trial)]
    if len(trials) == 2:
        blocks += _comparison(trials[0], trials[1])
    return "\n\n".join(blocks) + "\n"


def _trial(opened: OpenedSet, trial: Trial) -> Iterator[str]:
    rubric, whole = opened.rubric, overall(trial)
    rows = [(rubric.criterion(key).title, found) for key, found in agreements(trial).items()]
    yield (
        f"**{plain(trial.title)}**, {count(len(trial.read), 'document')}, rubric "
        f"{rubric.name} {rubric.hash[:8]}"
    )
    yield _table(
        ("", "kappa", "95 % interval", "exact", "±1", "both", "missed", "extra"),
        [_row(title, found) for title, found in [*rows, ("**All criteria**", whole)]],
    )
    yield said.spoken(whole)
    again = retest(trial)
    if again is not None:
        yield said.spread(again)
    if moves(trial):
        yield _table(
            ("changed", "documents", "levels", "rose", "fell", "farthest"),
            [
                (
                    said.CHANGES[moved.change],
                    *map(str, (moved.items, moved.levels, moved.up, moved.down, moved.farthest)),
                )
                for moved in moves(trial)
            ],
        )
    yield said.cost(cost_of(trial))


def _row(title: str, found: Agreement) -> tuple[str, ...]:
    return (
        title,
        said.kappa(found),
        said.interval(found),
        said.share(found.exact),
        said.share(found.within_one),
        str(found.both),
        str(found.first_only),
        str(found.second_only),
    )


def _comparison(before: Trial, after: Trial) -> Iterator[str]:
    found = flips(before, after)
    nearer, farther = sum(f.is_nearer for f in found), sum(f.is_farther for f in found)
    yield (
        f"**From {plain(before.title)} to {plain(after.title)}**: "
        f"{count(len(found), 'level')} flip, {nearer} nearer to the label, {farther} farther."
    )
    if found:
        yield _table(
            ("document", "criterion", "from", "to", "label"),
            [
                (
                    plain(flip.item),
                    flip.criterion,
                    said.level(flip.before),
                    said.level(flip.after),
                    said.level(flip.label) if flip.is_labelled else "",
                )
                for flip in found
            ],
        )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
