"""A rubric: the criteria that a document or a person is judged on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import NotFoundError

TOP_LEVEL = 4
"""Highest level of every criterion; the lowest is 1, and None means "not evidenced"."""

LEVEL_NAMES = {1: "named", 2: "practised", 3: "delivered", 4: "owned in production"}
"""What each level means in every criterion, so that people can compare criteria."""


class Stage(StrEnum):
    """A part of the life of an AI solution, in order."""

    DESIGN = "design"
    BUILD = "build"
    OPERATE = "operate"
    IMPROVE = "improve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """Something to look for in a text that points to a criterion."""

    key: str
    """Stable slug, unique in its criterion."""
    stage: Stage
    """Part of the lifecycle it is evidence for."""
    source: tuple[str, ...]
    """Ids in the rubric's sources that it is derived from; at least one."""
    terms: tuple[str, ...]
    """Phrases that count as one mention of it; matched by word, any inflection."""
    strength: str
    """``specific`` when one mention tells of AI work, ``craft`` when it tells of its criterion by
    itself but not of AI, ``generic`` when other trades use the word too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A behavioural interview question, with what answers of two levels contain."""

    ask: str
    probes: tuple[str, ...]
    """Follow-ups, in the order to ask them; at least one."""
    level_2: str
    """What an answer that shows level 2 contains."""
    level_4: str
    """What an answer that shows level 4 contains."""
    minutes: int
    """Time to plan for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One job-related thing to judge, on a behaviourally anchored scale."""

    key: str
    """Stable slug, unique in its rubric; stored with ratings, so never renamed."""
    title: str
    question: str
    """The one question this criterion answers."""
    weight: float
    """Relative importance, > 0; the weights of a rubric need not add up to 1."""
    anchors: tuple[str, str, str, str]
    """Observable behaviour for levels 1, 2, 3, 4, in that order."""
    indicators: tuple[Indicator, ...]
    questions: tuple[Question, ...]
    does_not_count: tuple[str, ...]
    """What must not earn credit here, in words for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """All criteria for a requisition, resolved (nothing left to inherit)."""

    name: str
    """Slug of the file, as people type it."""
    title: str
    version: str
    """The rubric author's own version, for people; the hash is for machines."""
    description: str
    sources: dict[str, str]
    """What each source id says, in our words."""
    criteria: tuple[Criterion, ...]
    buzzwords: tuple[str, ...]
    """Phrases that claim skill without an action, artefact or outcome."""
    samples: int = 1
    """How often a language model reads a document, at least: 1, or 3, of which the median counts.
    The offline evaluator gives the same answer however often it reads."""
    hash: str
    """Sha256 in hex of the canonical form; equal content gives an equal hash."""

    @property
    def weight(self) -> float:
        """Sum of the weights of all criteria, > 0."""
        return sum(criterion.weight for criterion in self.criteria)

    def criterion(self, key: str) -> Criterion:
        """Return the criterion with this key.

        Raises:
            NotFoundError: The rubric has no such criterion.
        """
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        known = ", ".join(c.key for c in self.criteria)
        raise NotFoundError(f"Rubric {self.name} has no criterion {key!r}.", f"It has: {known}.")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RubricProblem:
    """Something in a rubric file that its author should put right."""

    path: str
    """The file, as it was named."""
    line: int
    """1-based line where it stands; 1 when it concerns the whole file."""
    what: str
    """One sentence that names the thing."""
    fix: str
    """The next step for the author."""

    def __str__(self) -> str:
        """Read as editors and people expect: path, line, what, fix."""
        return f"{self.path}:{self.line}: {self.what} {self.fix}"
