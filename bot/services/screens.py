"""What forms, App Home and answers to commands show to one person, who may see all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.policy import Action
from bot.domain.requisition import ApplicationState
from bot.domain.rubric import Question, Rubric
from bot.services.messages import FindingNote, Quote, ReadBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option of a menu: an id and its words."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequisitionForm:
    """What the form for a requisition offers and is filled with."""

    requisition_id: str
    """"" for a new one."""
    title: str
    channel: str
    """Slack id that is chosen beforehand; "" for none."""
    hiring_manager: str
    rubrics: tuple[Choice, ...]
    rubric: str
    """Name of the rubric that is chosen beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateForm:
    """What the form for a candidate offers and is filled with."""

    requisitions: tuple[Choice, ...]
    requisition_id: str
    """Chosen beforehand; "" when there are several and none is meant."""
    file_ids: tuple[str, ...]
    """Files of a message that are to be read; empty when the form asks for one."""
    file_names: tuple[str, ...]
    """Their names, for the person who may see them; never put into metadata."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobForm:
    """What the form for a job description offers."""

    requisitions: tuple[Choice, ...]
    requisition_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelForm:
    """What the form to change one level shows."""

    application_id: str
    criterion: str
    title: str
    question: str
    label: str
    level: int | None
    """What the reading says."""
    mine: int | None
    """What this person said before, if that stands."""
    my_reason: str
    has_mine: bool
    anchors: tuple[str, str, str, str]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedCards:
    """How far the open panel of an application is, whose scorecards nobody has seen yet."""

    submitted: int
    awaited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionForm:
    """What the form for a decision shows."""

    application_id: str
    label: str
    requisition_title: str
    sealed: SealedCards | None = None
    """Of the open panel, without which this would be decided; None when none is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAs:
    """Another candidate who may be the same person."""

    id: str
    text: str
    """Label, name and requisition in words."""
    because: str
    """What is the same, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetForm:
    """People whose data can be removed."""

    candidates: tuple[Choice, ...]
    """By candidate id; label, name and requisition in words."""
    candidate_id: str
    """Chosen beforehand; "" for none."""
    look_alikes: tuple[SameAs, ...]
    """Who may be the one that was chosen, newest first; empty while nobody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was removed, and what could not be reached."""

    applications: int
    messages: int
    """Messages that are being removed or emptied in Slack."""
    look_alikes: int
    """Candidates who share a file, a name or an account with who was removed, and stay."""
    left: tuple[str, ...]
    """What Plumbline cannot remove, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """Interview questions for one criterion."""

    title: str
    because: str
    """Why it is asked of this person."""
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsScreen:
    """Interview questions for what a CV does not show."""

    application_id: str
    label: str
    groups: tuple[QuestionGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsScreen:
    """What is known about one reading, for those who want to check it."""

    application_id: str
    label: str
    name: str
    """"" when unknown, or when this person may not see it."""
    may_see_name: bool
    file_name: str
    """As it was shared; "" for pasted text, or when this person may not see the name."""
    file_permalink: str
    """Where the CV is in Slack; "" for pasted text, where Slack has no address for it, or when
    this person may not see the name."""
    is_file_hidden: bool
    """Whether there is a file that this person may not open: it shows the name."""
    pages: int
    words: int
    language: str
    added_by: str
    added_at: datetime
    findings: tuple[FindingNote, ...]
    read_by: ReadBy | None
    document_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameScreen:
    """The name behind a label, and the file that shows it, for those who may see them."""

    label: str
    name: str
    """"" when nobody gave one."""
    file_name: str
    """"" for pasted text."""
    file_permalink: str
    """"" for pasted text, or where Slack has no address for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricScreen:
    """A rubric, for people."""

    rubric: Rubric
    others: tuple[Choice, ...]
    """All rubrics that can be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """How one requisition stands."""

    requisition_id: str
    title: str
    channel: str
    is_open: bool
    counts: dict[ApplicationState, int]
    unreviewed: int
    """Read, and without any review yet."""
    held: int
    """Messages that could not be shown and wait for a person."""
    allowed: frozenset[Action]
    """What this person may do with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusScreen:
    """How the requisitions of one person stand."""

    lines: tuple[StatusLine, ...]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """Something that waits for one person."""

    application_id: str
    label: str
    requisition_title: str
    what: str
    """Such as "levels to review" or "could not be read"."""
    since: datetime
    permalink: str
    """"" when it is not shown in Slack yet."""
    is_file_hidden: bool = False
    """Whether its CV names the person in a blind view, and this person may not open it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeScreen:
    """App Home of one person."""

    is_new: bool
    """Whether nothing of theirs is there yet, so that it explains itself."""
    is_outsider: bool
    allowed: frozenset[Action]
    """What this person may do with any requisition, or with none."""
    waiting: tuple[WaitingItem, ...]
    waiting_more: int
    """How many more wait than are listed."""
    requisitions: tuple[StatusLine, ...]
