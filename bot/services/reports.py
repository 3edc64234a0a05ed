"""What the use cases hand back: everything a renderer needs, and no document text beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.assessment import Assessment, Provenance
from bot.domain.document import DocumentKind, Finding, Line
from bot.domain.job import JobReview, RequirementMatch
from bot.domain.rubric import Rubric, Stage
from bot.domain.scoring import Priority, Score
from bot.domain.source import ReadResult
from bot.errors import ModelOutcome, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Which document a report is about."""

    path: str
    """As the person gave it."""
    sha256: str
    """Of the bytes, in hex; "" when they could not be had."""
    kind: DocumentKind
    pages: int
    words: int
    language: str
    """ISO 639-1 code, or "" when unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """What the bot sees of one document."""

    card: Card
    reason: Reason | None
    """Why it cannot be read; None when it can."""
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One document read against a rubric, or the reason why it was not."""

    card: Card
    reason: Reason | None
    """Why the document cannot be read; None when it can."""
    unanswered: ModelOutcome | None = None
    """Why the model that was to read it gave no reading; None when it was not asked, or did."""
    not_before: datetime | None = None
    """Before which asking the model again is in vain; None where it did not say."""
    rubric: Rubric
    provenance: Provenance
    assessment: Assessment | None
    """None exactly when there is a reason, or the model gave no reading."""
    score: Score
    lifecycle: dict[Stage, bool]
    priority: Priority
    match: RequirementMatch | None
    """Against the job description; None without one, or when there is a reason."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An evaluation with its place in a list."""

    evaluation: Evaluation
    rank: int
    """1 + the number of documents in better bands."""
    band: int
    """1-based; documents of one band are not told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Documents in tie bands, best first."""

    entries: tuple[Ranked, ...]
    is_interrupted: bool
    """Whether a person stopped it, so that some documents are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReport:
    """One job description taken apart, or the reason why it was not."""

    card: Card
    reason: Reason | None
    unanswered: ModelOutcome | None = None
    """Why the model that was to read it gave no answer; None when it was not asked, or did."""
    rubric: Rubric
    review: JobReview | None
    """None exactly when there is a reason, or the model gave no reading."""
    findings: tuple[Finding, ...]


def card_of(result: ReadResult) -> Card:
    """Describe a document that was read, or was tried."""
    document = result.document
    return Card(
        path=result.source.path,
        sha256=result.sha256,
        kind=result.source.kind,
        pages=document.pages if document else 0,
        words=document.words if document else 0,
        language=document.language if document else "",
    )
