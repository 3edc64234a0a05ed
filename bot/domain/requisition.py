"""An opening and the people who apply to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.document import DocumentKind
from bot.errors import ModelOutcome, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisition:
    """The opening being hired for; it owns a rubric, a job description and a review channel."""

    id: str
    """Opaque, 32 hex digits, as all ids here."""
    team_id: str
    number: int
    """1-based, in the order of opening; gives the letter of its candidates' labels."""
    title: str
    channel: str
    """Slack id of the review channel."""
    rubric_name: str
    rubric_hash: str
    """Version of the rubric that new applications are read against."""
    hiring_manager: str
    """Slack user id; "" when nobody is named."""
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    job_document_id: str | None


class UploadKind(StrEnum):
    """How a document came."""

    SLACK_FILE = "slack_file"
    PASTED = "pasted"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A CV or job description that is kept, encrypted; its bytes are asked for by id."""

    id: str
    team_id: str
    kind: DocumentKind
    upload: UploadKind
    file_id: str
    """Slack's id of the file; "" for pasted text."""
    name: str
    """File name as shared; may hold a person's name, so never logged."""
    sha256: str
    """In hex, of the bytes; "" until they were had."""
    size: int
    """Bytes; 0 until they were had."""


class Step(StrEnum):
    """A named step of reading, in order."""

    FETCH = "fetch"
    READ = "read"
    ASSESS = "assess"


class ApplicationState(StrEnum):
    """Where an application stands; the living message shows it."""

    WAITING = "waiting"
    """Kept, and in line to be read."""
    READING = "reading"
    """Being read; ``step`` says where."""
    STOPPED = "stopped"
    """Stopped by a person before it was read."""
    UNREADABLE = "unreadable"
    """The document cannot be read; ``reason`` says why."""
    FAILED = "failed"
    """Something broke on our side or Slack's; ``problem`` and ``fix`` say what."""
    READ = "read"
    """Assessed; people agree with or change its levels."""
    READ_BY_PERSON = "read_by_person"
    """Unreadable for the bot; a person said that they read it."""
    DECIDED = "decided"


class DecisionKind(StrEnum):
    """What a named person decided; the bot never proposes one."""

    ADVANCE = "advance"
    HOLD = "hold"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision about an application, by a named person with a reason."""

    kind: DecisionKind
    user_id: str
    reason: str
    """Their own words; encrypted at rest."""
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A candidate on a requisition."""

    id: str
    requisition_id: str
    candidate_id: str
    document_id: str
    label: str
    """Such as ``A-17``: the requisition's letter and a number; shown instead of the name."""
    candidate_name: str
    """As the recruiter gave it; "" when unknown. Never in a notification with a score."""
    candidate_user_id: str
    """Slack id when the candidate is an employee; "" otherwise."""
    is_blind: bool
    """Whether name and contact details are hidden in what the channel sees."""
    state: ApplicationState
    step: Step | None
    """None unless reading."""
    reason: Reason | None
    """None unless unreadable."""
    problem: str
    """What broke, in our own words; "" unless failed."""
    fix: str
    """What to do next; "" unless failed."""
    rubric_hash: str
    """Version of the rubric that it is, or will be, read against."""
    batch_id: str | None
    added_by: str
    added_at: datetime
    read_at: datetime | None
    seconds: float | None
    """Time from taking it up to the result; None until read."""
    read_by: str
    """Slack id of the person who read what the bot could not; "" otherwise."""
    decision: Decision | None
    waits_for: ModelOutcome | None = None
    """How asking the language model ended, while it waits to ask again; None otherwise."""
    not_before: datetime | None = None
    """When it asks again by itself; None unless it waits."""
    waits_since: datetime | None = None
    """When the model first gave no answer in this reading; kept while it is asked again."""


class BatchState(StrEnum):
    """Where a run over several CVs stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    """Stopped by a person; what was read is kept and ranked."""
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Several CVs shared at once, for one requisition."""

    id: str
    requisition_id: str
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    state: BatchState
    is_blind: bool


def letters(number: int) -> str:
    """Write a requisition's number as letters: 1 is A, 26 is Z, 27 is AA.

    Args:
        number: 1-based.
    """
    text = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


def label(requisition_number: int, candidate_number: int) -> str:
    """Name a candidate without a name, such as ``A-17``; both numbers are 1-based."""
    return f"{letters(requisition_number)}-{candidate_number}"
