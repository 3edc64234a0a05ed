"""What changed between two rubrics, and what that does to results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.scoring import Priority, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Reweighted:
    """A criterion that carries another part of the whole."""

    key: str
    old_share: float
    """Weight over the weight of all criteria, in 0..1."""
    new_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionChange:
    """What changed inside a criterion that both rubrics have; empty tuples where nothing did."""

    key: str
    anchors: tuple[int, ...]
    """Levels whose anchor reads differently."""
    indicators_added: tuple[str, ...]
    indicators_removed: tuple[str, ...]
    indicators_changed: tuple[str, ...]
    """Same key, other terms, stage, strength or sources."""
    questions_changed: bool
    does_not_count_changed: bool
    wording_changed: bool
    """The title, or the question that the criterion answers."""

    @property
    def needs_rereading(self) -> bool:
        """Whether an evaluator could give another level now."""
        return bool(
            self.anchors
            or self.indicators_added
            or self.indicators_removed
            or self.indicators_changed
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricDiff:
    """Everything that differs between two rubrics."""

    old_hash: str
    new_hash: str
    added: tuple[str, ...]
    """Criterion keys, in the new rubric's order."""
    dropped: tuple[str, ...]
    """Criterion keys, in the old rubric's order."""
    reweighted: tuple[Reweighted, ...]
    """Criteria of both whose share of the whole moved, whoever's weight was edited."""
    changed: tuple[CriterionChange, ...]
    header: tuple[str, ...]
    """Of name, title, version, description, sources, buzzwords and order: those that differ."""

    @property
    def needs_rereading(self) -> tuple[str, ...]:
        """Keys of criteria whose levels can differ now: changed inside, or added."""
        return (*(c.key for c in self.changed if c.needs_rereading), *self.added)

    @property
    def is_empty(self) -> bool:
        """Whether the two rubrics say the same."""
        return self.old_hash == self.new_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenResult:
    """Levels that a document has under the old rubric."""

    path: str
    levels: Mapping[str, int | None]
    """Level 1..4 by criterion key; None or absent means "not evidenced"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultChange:
    """What the new rubric makes of levels given under the old one, before any rereading."""

    path: str
    old_score: Score
    new_score: Score
    """Of the levels that still stand: dropped criteria left out, added ones not evidenced."""
    old_priority: Priority
    new_priority: Priority
    must_reread: tuple[str, ...]
    """Keys whose level must be read again before ``new_score`` can be relied on."""

    @property
    def is_changed(self) -> bool:
        """Whether score or priority move by weights and dropped criteria alone."""
        return (self.old_score, self.old_priority) != (self.new_score, self.new_priority)
