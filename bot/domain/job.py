"""A job description taken apart: requirements, the role described, wording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.assessment import Evidence, Provenance
from bot.domain.document import Finding
from bot.errors import ModelOutcome, Reason

BY_RULE = Provenance(name="rules", version="1", model=None)
"""Who reads job descriptions, and CVs against them, without a language model."""


class RequirementKind(StrEnum):
    """How a job description asks for something."""

    MUST = "must"
    NICE = "nice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing a job description asks for."""

    text: str
    """As it stands in the job description."""
    kind: RequirementKind
    line: int
    """Number of its line in the job description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """What a job description asks for, and who says so."""

    requirements: tuple[Requirement, ...]
    """In its order, none twice."""
    provenance: Provenance = BY_RULE
    lost: int = 0
    """Requirements that a model named and that do not stand in the text; they were left out."""
    stands_in: ModelOutcome | None = None
    """Why the rules stand in for a model; None when none was asked for or it answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementReading:
    """Whether a CV shows what a requirement asks for."""

    requirement: Requirement
    is_met: bool | None
    """True: evidenced; False: not evidenced; None: unclear, a person should look."""
    evidence: tuple[Evidence, ...]
    years: str = ""
    """The years asked for, as they stand there, which are not checked; "" when none are."""
    rationale: str = ""
    """Why, in a model's words; "" where rules read."""
    lost: int = 0
    """Quotes that a model gave for it and that are no evidence; with one, nothing is met."""
    differs: bool = False
    """Whether a model and the rules say the opposite: met, and not evidenced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementMatch:
    """A CV read against a job description."""

    readings: tuple[RequirementReading, ...]
    """One for each requirement, in the job description's order."""
    match: float | None
    """Share 0..1 of what is asked that is evidenced; None when nothing is asked.

    Source: docs/scoring.md#match.
    """
    provenance: Provenance = BY_RULE
    """Who read the CV; the job description may have been read by another."""
    stands_in: ModelOutcome | None = None
    """Why the rules stand in for a model, in reading the CV or else the job description; None when
    none was asked for or it answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReading:
    """Which role a text describes, against its title."""

    described: str
    """Slug of the closest archetype; "" when the text is too thin to tell."""
    title: str
    """Slug of the archetype that the title names; "" when it names none."""
    is_mismatch: bool
    scores: dict[str, float]
    """Similarity 0..1 by archetype slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Gender-coded wording of a text, in the public decoder's terms."""

    coding: str
    masculine: dict[str, int]
    feminine: dict[str, int]
    allowed: dict[str, int]
    """Coded words counted above that stand in a technical phrase, such as "data analysis"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something to change in a job description."""

    topic: str
    """Slug: role, lawful, proxy, coverage, inflation, unicorn, vague, buzz, gender, pay, place,
    process."""
    line: int
    """1-based line it is about; 0 when it is about the whole text."""
    problem: str
    rewrite: str
    """What to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReview:
    """What a job description says, leaves out and could say better."""

    role: RoleReading
    required: Required
    """All else is read by rule, whoever read what is asked for."""
    coverage: dict[str, tuple[int, ...]]
    """By criterion key, the lines that advertise it; empty tuple when none does."""
    unassessed: tuple[Requirement, ...]
    """Requirements that no criterion of the rubric assesses."""
    unadvertised: tuple[str, ...]
    """Keys of criteria that the text never mentions."""
    wording: Wording
    missing: tuple[str, ...]
    """Of pay, place, process: what the text does not say."""
    suggestions: tuple[Suggestion, ...]

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """What it asks for, in its order."""
        return self.required.requirements


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredJobReview:
    """The review of a job description as it is kept, from its begin."""

    document_id: str
    requisition_id: str
    review: JobReview | None
    """None while it is being read, or when there is a reason."""
    reason: Reason | None
    """Why it cannot be read; None while it is being read, or when there is a review."""
    findings: tuple[Finding, ...]
    rubric_hash: str
    added_by: str
    """Slack user id."""
    begun_at: datetime
    finished_at: datetime | None
    """None while it is being read."""
    waits_for: ModelOutcome | None = None
    """Why the language model cannot be asked now; None when it is not waited for."""
    not_before: datetime | None = None
    """When it goes on by itself; None when nothing is waited for."""
