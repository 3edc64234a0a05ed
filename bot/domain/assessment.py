"""What an evaluator says about one document, criterion by criterion."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.rubric import Stage


class Pattern(StrEnum):
    """A shape of the whole profile that a panel should know; never a score."""

    PROMPT_ONLY = "prompt_only"
    """Prompting is evidenced, engineering is not."""
    INTEGRATION_ONLY = "integration_only"
    """Calling somebody else's endpoint is evidenced, models and evaluation are not."""
    PROTOTYPE_ONLY = "prototype_only"
    """Things were built, nothing was run for others."""
    SOFTWARE_ONLY = "software_only"
    """Software engineering is evidenced, data work is not."""
    DATA_ONLY = "data_only"
    """Data work is evidenced, software engineering is not."""
    BUZZWORDS = "buzzwords"
    """Most claims stand without an action, artefact or outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of the document that carry a level."""

    quote: str
    """Words of the visible text, at least three where a line has them; a line end is a space."""
    page: int
    line: int
    """Number of the line where the quote begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An evaluator's level for one criterion, with what carries it."""

    key: str
    """Criterion key."""
    level: int | None
    """1..4, or None for "not evidenced", which is never counted as the lowest level."""
    evidence: tuple[Evidence, ...]
    """Strongest first; empty exactly when level is None."""
    stages: tuple[Stage, ...]
    """Lifecycle stages that the evidence shows at level 2 or above, in lifecycle order."""
    rationale: str
    """One line on why this level and not the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who read: enough to explain, or repeat, a result."""

    name: str
    version: str
    model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One evaluator's reading of one document against one rubric."""

    document_sha256: str
    rubric_hash: str
    provenance: Provenance
    readings: tuple[Reading, ...]
    """One for each criterion, in the rubric's order."""
    patterns: tuple[Pattern, ...]
    buzzword_share: float | None
    """Share 0..1 of claims without an action, artefact or outcome; None without claims."""

    @property
    def levels(self) -> dict[str, int | None]:
        """Level by criterion key."""
        return {reading.key: reading.level for reading in self.readings}
