"""What one evaluator made of a labelled set, and how it compares: with the labels, or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from bot.domain.assessment import Provenance
from bot.domain.counterfactual import Change
from bot.domain.kappa import Agreement, Pair, agreement, position, quantile, spread
from bot.domain.labels import LabelledItem
from bot.domain.usage import Usage
from bot.errors import ModelOutcome, Reason

Levels = Mapping[str, int | None]
"""Level by criterion key."""
_SLOW = 0.95
"""Share of readings that were at least as quick as the slow one that is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """One document of the set, read at least once."""

    item: LabelledItem
    runs: tuple[Levels, ...]
    """One for each time it was read as it is; at least one."""
    changes: Mapping[Change, Levels]
    """What it became with one thing changed; without those that change nothing in it."""
    seconds: tuple[float, ...]
    """How long each run took, waiting for a model included."""
    usage: Usage
    """Of all runs and changes."""
    micro_dollars: int | None
    """Of all runs and changes; None when a price is not known. 0 where no model was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadItem:
    """One document of the set without a reading."""

    item: LabelledItem
    why: Reason | ModelOutcome
    usage: Usage = field(default_factory=Usage)
    """What was asked in vain."""
    micro_dollars: int | None = 0
    """None when a price is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one evaluator made of a labelled set."""

    title: str
    """Who read, for people."""
    provenance: Provenance
    keys: tuple[str, ...]
    """Criteria, in the rubric's order."""
    read: tuple[ReadItem, ...]
    unread: tuple[UnreadItem, ...]
    left: int
    """Documents that were not begun, because a person stopped the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """How far a reader repeats itself."""

    runs: int
    sd: float
    """In levels; 0 when the same comes each time."""
    unmoved: float
    """Share 0..1 of levels that were the same in all runs."""
    by_criterion: Mapping[str, float]
    """``sd`` by criterion key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What one kind of change did to the levels."""

    change: Change
    items: int
    """Documents in which there was something to change."""
    levels: int
    """That were compared."""
    up: int
    """That rose with the change."""
    down: int
    farthest: int
    """Most steps that a level moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the run took, with what was asked in vain."""

    readings: int
    """Times that a document was read, changed ones included."""
    usage: Usage
    micro_dollars: int | None
    """None when a price is not known."""
    median_seconds: float
    """Of one reading of an unchanged document."""
    slow_seconds: float
    """95 of 100 took no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A level that two evaluators give differently."""

    item: str
    criterion: str
    before: int | None
    after: int | None
    label: int | None
    """What people gave."""
    is_labelled: bool
    """False when nobody labelled this criterion, so that ``label`` says nothing."""

    @property
    def is_nearer(self) -> bool:
        """Whether the second is nearer to the label than the first."""
        return self.is_labelled and self._distance(self.after) < self._distance(self.before)

    @property
    def is_farther(self) -> bool:
        """Whether the second is farther from the label than the first."""
        return self.is_labelled and self._distance(self.after) > self._distance(self.before)

    def _distance(self, level: int | None) -> int:
        return abs(position(level) - position(self.label))


def agreements(trial: Trial) -> dict[str, Agreement]:
    """Compare labels with the first run, by criterion key, in the rubric's order."""
    return {key: agreement([_pairs(read, [key]) for read in trial.read]) for key in trial.keys}


def overall(trial: Trial) -> Agreement:
    """Compare labels with the first run, over all criteria at once."""
    return agreement([_pairs(read, trial.keys) for read in trial.read])


def retest(trial: Trial) -> Retest | None:
    """Tell how far the evaluator repeats itself; None when nothing was read twice."""
    runs = max((len(read.runs) for read in trial.read), default=0)
    by_criterion = {key: spread(_repeats(trial, [key])) for key in trial.keys}
    repeats = [levels for levels in _repeats(trial, trial.keys) if len(levels) > 1]
    sd = spread(repeats)
    if sd is None:
        return None
    return Retest(
        runs=runs,
        sd=sd,
        unmoved=sum(len(set(levels)) == 1 for levels in repeats) / len(repeats),
        by_criterion={key: value for key, value in by_criterion.items() if value is not None},
    )


def moves(trial: Trial) -> list[Moved]:
    """Tell what each kind of change did, against the first run; those that were tried alone."""
    return [
        _moved(change, trial) for change in Change if any(change in r.changes for r in trial.read)
    ]


def cost_of(trial: Trial) -> Cost:
    """Add up what the run took."""
    seconds = sorted(second for read in trial.read for second in read.seconds)
    tried: list[ReadItem | UnreadItem] = [*trial.read, *trial.unread]
    paid = [each.micro_dollars for each in tried]
    known = [each for each in paid if each is not None]
    return Cost(
        readings=sum(len(read.runs) + len(read.changes) for read in trial.read),
        usage=sum((each.usage for each in tried), Usage()),
        micro_dollars=sum(known) if len(known) == len(paid) else None,
        median_seconds=median(seconds) if seconds else 0.0,
        slow_seconds=quantile(seconds, _SLOW) if seconds else 0.0,
    )


def flips(before: Trial, after: Trial) -> list[Flip]:
    """List the levels that differ between two evaluators' first runs, in the order of the set.

    Documents that only one of them read are left out.
    """
    others = {read.item.id: read.runs[0] for read in after.read}
    return [
        Flip(
            item=read.item.id,
            criterion=key,
            before=read.runs[0][key],
            after=others[read.item.id][key],
            label=read.item.levels.get(key),
            is_labelled=key in read.item.levels,
        )
        for read in before.read
        if read.item.id in others
        for key in before.keys
        if read.runs[0][key] != others[read.item.id][key]
    ]


def _pairs(read: ReadItem, keys: Sequence[str]) -> list[Pair]:
    labels = read.item.levels
    return [(labels[key], read.runs[0][key]) for key in keys if key in labels]


def _repeats(trial: Trial, keys: Sequence[str]) -> list[list[int | None]]:
    return [[run[key] for run in read.runs] for read in trial.read for key in keys]


def _moved(change: Change, trial: Trial) -> Moved:
    changed = [
        (read.runs[0], read.changes[change]) for read in trial.read if change in read.changes
    ]
    steps = [
        position(after[key]) - position(before[key])
        for before, after in changed
        for key in trial.keys
    ]
    return Moved(
        change=change,
        items=len(changed),
        levels=len(steps),
        up=sum(step > 0 for step in steps),
        down=sum(step < 0 for step in steps),
        farthest=max((abs(step) for step in steps), default=0),
    )
