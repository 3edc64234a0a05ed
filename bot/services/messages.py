"""What messages show: everything that a builder needs, and nothing that its readers may not see.

Names and quotes here are already as the audience may see them: a blind view has been applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.assessment import Pattern
from bot.domain.digest import DigestGroup
from bot.domain.document import FindingKind
from bot.domain.requisition import ApplicationState, BatchState, Decision, Step
from bot.domain.review import Review, ReviewTally
from bot.domain.rubric import Stage
from bot.domain.scoring import Priority, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of the document, and where they stand."""

    text: str
    page: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """A criterion in one line of the living message."""

    key: str
    title: str
    level: int | None
    quote: Quote | None
    """The strongest; None without evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingNote:
    """Findings of one kind, counted."""

    kind: FindingKind
    count: int
    pages: tuple[int, ...]
    """1-based, in order; empty when they belong to no page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBy:
    """Which evaluator, against which version of which rubric."""

    evaluator: str
    version: str
    model: str
    """"" for the offline evaluator."""
    rubric_name: str
    rubric_hash: str
    """The whole hash; a builder shows its first digits."""
    cannot_see: tuple[str, ...]
    """What this reading cannot see, a sentence each."""
    prompt: str = ""
    """Name, version and hash of what a model was asked; "" for the offline evaluator."""
    beside: str = ""
    """Name and version of the second reading; "" without one."""
    is_stand_in: bool = False
    """Whether it stands in for a model's, so that reading again asks anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What is waited for, by whom nobody has to do anything."""

    problem: str
    """What is the matter, in our words."""
    since: datetime
    until: datetime
    """When it goes on by itself at the latest, as a whole minute."""
    is_soon: bool
    """Whether that is within half a day, so that the time of day tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Why an offline reading stands in for a model's."""

    problem: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What reading one CV gave."""

    priority: Priority
    score: Score
    rated: int
    """Criteria with a level."""
    lines: tuple[CriterionLine, ...]
    """All criteria, strongest first; those that are not evidenced come last."""
    questions: int
    """Questions that the rubric has for what is not evidenced."""
    patterns: tuple[Pattern, ...]
    findings: tuple[FindingNote, ...]
    met: int | None
    """Requirements of the job description that are evidenced; None without one."""
    asked: int | None
    """Requirements that it states."""
    pages: int
    language: str
    """ISO 639-1 code; "" when unknown."""
    read_by: ReadBy
    stands_in: StandIn | None = None
    differing: tuple[str, ...] = ()
    """Titles of the criteria whose two readings are more than one step apart."""
    job_stands_in: StandIn | None = None
    """Why the rules stand in for a model on the job description alone; None when they do not."""
    opposite: int = 0
    """Requirements on which a model and the rules say the opposite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationMessage:
    """The living message of one application."""

    application_id: str
    requisition_title: str
    label: str
    name: str
    """"" in a blind view, or when unknown."""
    is_blind: bool
    state: ApplicationState
    step: Step | None
    ahead: int
    """Documents in line before it, while it waits."""
    problem: str
    """Why there is no result, in our words; "" otherwise."""
    fix: str
    is_scan: bool
    """Whether a person could read what the bot could not."""
    seconds: float | None
    result: Result | None
    tally: ReviewTally
    decision: Decision | None
    read_by_person: str
    """Slack user id; "" otherwise."""
    added_by: str
    same_as: str
    """Label of another application with the same document; "" for none."""
    has_file: bool
    """Whether the CV is a file in Slack, rather than pasted text."""
    waits: Waits | None = None
    """The language model that the reading waits for; None when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLevel:
    """What the offline reading beside a model's says, where the two differ."""

    level: int | None
    quote: Quote | None
    """Its strongest; None without evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionCard:
    """One criterion in the thread, open to agreement or change."""

    key: str
    title: str
    level: int | None
    anchor: str
    """What its level means here; "" without one."""
    next_level: int | None
    """The level above; None at the top."""
    next_anchor: str
    quotes: tuple[Quote, ...]
    stages: tuple[Stage, ...]
    rationale: str
    reviews: tuple[Review, ...]
    """What stands, oldest first."""
    second: SecondLevel | None = None
    """None where the readings do not differ, or there is one."""
    missing: str = ""
    """What would have told more; "" where there is a level, or nothing was said."""
    samples: tuple[int | None, ...] = ()
    """Levels of several readings by the same model; empty where it read once."""
    lost: int = 0
    """Quotes that were given and do not stand in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsMessage:
    """Three or four criteria of one application, in its thread."""

    application_id: str
    label: str
    part: int
    """0-based."""
    parts: int
    cards: tuple[CriterionCard, ...]
    is_open: bool
    """Whether people may still agree or change; False once decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPart:
    """One paragraph of an answer."""

    text: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMessage:
    """An answer from the stored assessment and the rubric."""

    asked_by: str
    parts: tuple[AnswerPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedLine:
    """One application in a ranked list."""

    application_id: str
    label: str
    name: str
    """"" in a blind view, or when unknown."""
    rank: int
    band: int
    state: ApplicationState
    priority: Priority
    score: Score
    rated: int
    match: float | None
    """Share 0..1 of what the job description asks that is evidenced; None without one."""
    problem: str
    """Why it has no reading; "" otherwise."""
    is_stand_in: bool = False
    """Whether the offline reading stands in for a model's."""
    differing: int = 0
    """Criteria whose two readings are more than one step apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """How many CVs of a run were read by the same."""

    name: str
    """Of the evaluator with its version, and of its model."""
    count: int
    stands_in: StandIn | None
    """Why, where it stands in for a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchMessage:
    """The living message of a run over several CVs."""

    batch_id: str
    requisition_title: str
    state: BatchState
    total: int
    done: int
    """Read, or known to be unreadable."""
    unreadable: int
    failed: int
    per_minute: float | None
    """Documents read a minute; None until that can be said."""
    seconds_left: float | None
    started_by: str
    criteria: int
    """Criteria of the rubric, so that "rated" can be shown out of all."""
    ranking: tuple[RankedLine, ...]
    """All applications of the run in tie bands once it ended; empty before."""
    read_by: ReadBy | None
    waiting: int = 0
    """How many wait for the language model."""
    waits: Waits | None = None
    """Of the first of them to go on; None when none waits."""
    readers: tuple[Readers, ...] = ()
    """Who read, where it was not one for all or stood in for a model; most CVs first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingFile:
    """A ranked list as a file that is safe to open in a spreadsheet."""

    file_name: str
    title: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSuggestion:
    """Something to change in a job description."""

    topic: str
    line: int
    """1-based; 0 when it is about the whole text."""
    problem: str
    rewrite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMessage:
    """The review of a job description."""

    document_id: str
    requisition_title: str
    is_reading: bool
    problem: str
    """Why there is no review; "" otherwise."""
    fix: str
    described: str
    """Role that the text describes, in words; "" when it is too thin to tell."""
    title: str
    """Role that its title names, in words; "" when it names none."""
    is_mismatch: bool
    must: int
    nice: int
    unassessed: tuple[str, ...]
    """Requirements that no criterion assesses, as they stand there."""
    unadvertised: tuple[str, ...]
    """Titles of criteria that the text never mentions."""
    missing: tuple[str, ...]
    """Of pay, place, process: what the text does not say."""
    suggestions: int
    """How many stand in the thread."""
    findings: tuple[FindingNote, ...]
    added_by: str
    read_by: ReadBy | None
    waits: Waits | None = None
    """What its reading waits for; None when it does not."""
    stands_in: StandIn | None = None
    """Why the rules read in place of a model what it asks for; None when they do not."""
    lost: int = 0
    """Requirements that a model named and that do not stand in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDetailsMessage:
    """Suggestions for a job description, in its thread."""

    part: int
    parts: int
    suggestions: tuple[JobSuggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMessage:
    """One button for the person who shared files in a review channel."""

    offer_id: str
    files: int
    requisition_title: str
    """"" when the channel has several, so that the form asks which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteMessage:
    """What happened, what was kept and what to do, for one person."""

    problem: str
    fix: str
    retry_posting_id: str
    """Posting that was held and can be tried again by a button; "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeMessage:
    """What the bot does in a channel that it was added to."""

    is_safe: bool
    """Whether candidate data may be posted here."""
    problem: str
    """Why not; "" when it may."""
    fix: str
    requisition_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMessage:
    """How requisitions stand, and what changed since the last time."""

    digest_id: str
    requisition_titles: tuple[str, ...]
    """Of one in a channel's digest; of all that are theirs in a person's."""
    is_private: bool
    """Whether it is one person's."""
    changed: str
    """Such as "Since Thursday: 6 CVs read."; "" when nothing did."""
    groups: tuple[DigestGroup, ...]
    """At most five."""
    missed: int
    """Digests before it that were due and never sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedCard:
    """A scorecard that is waited for."""

    panel_id: str
    rater: str
    """Slack user id."""
    label: str
    requisition_title: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderMessage:
    """The one reminder that a person gets on a day."""

    cards: tuple[OwedCard, ...]
    """Theirs that are due or overdue, longest overdue first."""
    told: tuple[OwedCard, ...]
    """Of others, whose hiring manager they are; told once."""
    at: datetime
    """When it became due: what is overdue is so by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneMessage:
    """What is left of an application or a list after its data was removed."""

    label: str
    forgotten_by: str
    forgotten_at: datetime


Message = (
    ApplicationMessage
    | LevelsMessage
    | AnswerMessage
    | BatchMessage
    | RankingFile
    | JobMessage
    | JobDetailsMessage
    | OfferMessage
    | NoteMessage
    | WelcomeMessage
    | DigestMessage
    | ReminderMessage
    | TombstoneMessage
)
"""Everything that a posting can show."""
