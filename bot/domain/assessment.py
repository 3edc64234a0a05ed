"""What an evaluator says about one document, criterion by criterion."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.rubric import Stage
from bot.errors import ModelOutcome


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
    missing: str = ""
    """What would have told more, in a model's words; "" for none."""
    samples: tuple[int | None, ...] = ()
    """The level in each of several independent samples, of which ``level`` is the median; empty
    where the document was read once."""
    lost: int = 0
    """Quotes that were given for it and do not stand in the visible text; they carry nothing. Of
    several samples the most that one lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who read: enough to explain, or repeat, a result."""

    name: str
    """``offline`` or ``llm``."""
    version: str
    model: str | None
    """The one that answered, as its server names it; None for the offline evaluator."""
    prompt: str | None = None
    """Name, version and first hex digits of the hash of the prompt, such as
    ``read_cv/1 3fa9c21b``; None for the offline evaluator."""


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
    second: Assessment | None = None
    """The offline reading beside a model's; None when this is the offline reading itself."""
    stands_in: ModelOutcome | None = None
    """Why this offline reading stands in for a model's; None when none was asked for or it came."""

    @property
    def levels(self) -> dict[str, int | None]:
        """Level by criterion key."""
        return {reading.key: reading.level for reading in self.readings}

    @property
    def differing(self) -> tuple[str, ...]:
        """Keys of the criteria whose two readings are more than one step apart, in order.

        "Not evidenced" counts as one step below level 1 here, and nowhere else.

        Source:
            docs/scoring.md#readings-differ.
        """
        if self.second is None:
            return ()
        other = self.second.levels
        return tuple(
            key
            for key, level in self.levels.items()
            if abs((level or 0) - (other.get(key) or 0)) > 1
        )
