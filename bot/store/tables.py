"""The rows: what the database holds, and the promises that it keeps itself.

Sealed columns are encrypted with the row's place as context (see ``keys``), so that no text of or
about a candidate stands readable in a file of the database:

=============  ==========================================  =======================================
table          sealed columns                              readable columns that say the most
=============  ==========================================  =======================================
candidate      name, user_id                               id
document       name, data, text                            file_id, sha256, size
application    problem, fix, decision_reason               label, state, decision_kind
assessment     body, match                                 made_at
result         body                                        document_sha256
review         reason                                      criterion, level, reviewer
question       text                                        asked_by
note           problem, fix                                recipient
job_review     body, findings                              reason, rubric_hash
panel          closed_reason                               state, due_at, revealed_by
scorecard      body, under the panel's own key             rater, number, submitted_at
draft          body, under the panel's own key             rater, saved_at
seal           probe (nothing but its own place)           key_id
usage          none                                        application_id, document_sha256
=============  ==========================================  =======================================

No other column holds words of a candidate: ids, Slack ids, states, numbers and times only; a
rubric's body and a requisition's title are the hiring team's own words.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a migration can change it on both databases."""


class Row(SQLModel):
    """What all rows share; they are written once and changed by statements, never by attribute."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING_CONVENTION)


class InboxRow(Row, table=True):
    """An inbound event that was accepted."""

    __tablename__ = "inbox"

    fingerprint: str = Field(primary_key=True)
    accepted_at: datetime = Field(index=True)


class SealRow(Row, table=True):
    """A key that the database was sealed with: without it something of it cannot be opened."""

    __tablename__ = "seal"

    key_id: str = Field(primary_key=True)
    probe: bytes


class RubricRow(Row, table=True):
    """A version of a rubric, by its hash."""

    __tablename__ = "rubric"

    hash: str = Field(primary_key=True)
    name: str
    body: str
    """JSON of the domain's Rubric."""


class RequisitionRow(Row, table=True):
    """An opening; it also counts its candidates' labels."""

    __tablename__ = "requisition"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        ForeignKeyConstraint(["rubric_hash"], ["rubric.hash"]),
        ForeignKeyConstraint(["job_document_id"], ["document.id"]),
    )

    id: str = Field(primary_key=True)
    team_id: str
    number: int
    title: str
    channel: str = Field(index=True)
    rubric_name: str
    rubric_hash: str
    hiring_manager: str
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    job_document_id: str | None
    labels: int
    """Candidate numbers that were given out; never goes down."""


class DocumentRow(Row, table=True):
    """A CV or job description."""

    __tablename__ = "document"

    id: str = Field(primary_key=True)
    team_id: str
    kind: str
    upload: str
    file_id: str
    name: bytes
    sha256: str = Field(index=True)
    size: int
    data: bytes | None
    text: bytes | None


class CandidateRow(Row, table=True):
    """A person who applies."""

    __tablename__ = "candidate"

    id: str = Field(primary_key=True)
    name: bytes
    user_id: bytes


class BatchRow(Row, table=True):
    """A run over several CVs."""

    __tablename__ = "batch"
    __table_args__ = (ForeignKeyConstraint(["requisition_id"], ["requisition.id"]),)

    id: str = Field(primary_key=True)
    requisition_id: str = Field(index=True)
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    state: str
    is_blind: bool
    file_ids: str
    """Slack ids of the files, in order, separated by spaces."""


class ApplicationRow(Row, table=True):
    """A candidate on a requisition."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("requisition_id", "label"),
        ForeignKeyConstraint(["requisition_id"], ["requisition.id"]),
        ForeignKeyConstraint(["candidate_id"], ["candidate.id"]),
        ForeignKeyConstraint(["document_id"], ["document.id"]),
        ForeignKeyConstraint(["rubric_hash"], ["rubric.hash"]),
        ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        Index(None, "state", "added_at"),
    )

    id: str = Field(primary_key=True)
    requisition_id: str
    candidate_id: str = Field(index=True)
    document_id: str = Field(index=True)
    label: str
    is_blind: bool
    state: str
    state_before: str | None
    """State that undoing the decision brings back; None unless decided."""
    step: str | None
    reason: str | None
    problem: bytes
    fix: bytes
    rubric_hash: str
    batch_id: str | None = Field(index=True)
    added_by: str
    added_at: datetime
    changed_at: datetime
    """When its state or step last changed, as far as the change said when it was."""
    read_at: datetime | None
    seconds: float | None
    read_by: str
    decision_kind: str | None
    decision_user: str | None
    decision_reason: bytes | None
    decided_at: datetime | None
    waits_for: str | None
    not_before: datetime | None
    waits_since: datetime | None


class AssessmentRow(Row, table=True):
    """The one reading of an application."""

    __tablename__ = "assessment"
    __table_args__ = (ForeignKeyConstraint(["application_id"], ["application.id"]),)

    application_id: str = Field(primary_key=True)
    body: bytes
    match: bytes | None
    made_at: datetime


class ResultRow(Row, table=True):
    """A reading by what it was made from, so that the same question gets the same answer."""

    __tablename__ = "result"

    fingerprint: str = Field(primary_key=True)
    document_sha256: str = Field(index=True)
    body: bytes
    keep_until: datetime | None = Field(index=True)
    """None as long as a document with its bytes is kept."""


class ReviewRow(Row, table=True):
    """One reviewer's word on one criterion."""

    __tablename__ = "review"
    __table_args__ = (ForeignKeyConstraint(["application_id"], ["application.id"]),)

    id: str = Field(primary_key=True)
    application_id: str = Field(index=True)
    criterion: str
    reviewer: str
    kind: str
    level: int | None
    reason: bytes
    made_at: datetime
    undone_at: datetime | None


class PanelRow(Row, table=True):
    """Some people rating one application; see ``panels`` for what is sealed, and how."""

    __tablename__ = "panel"
    __table_args__ = (
        ForeignKeyConstraint(["application_id"], ["application.id"]),
        ForeignKeyConstraint(["requisition_id"], ["requisition.id"]),
        ForeignKeyConstraint(["rubric_hash"], ["rubric.hash"]),
        Index(None, "requisition_id", "state"),
    )

    id: str = Field(primary_key=True)
    application_id: str = Field(index=True)
    requisition_id: str
    rubric_hash: str
    opened_by: str
    opened_at: datetime
    due_at: datetime
    state: str
    revealed_at: datetime | None
    revealed_by: str
    is_early: bool
    closed_reason: bytes


class SeatRow(Row, table=True):
    """One rater's place in a panel."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("panel_id", "rater"),
        ForeignKeyConstraint(["panel_id"], ["panel.id"]),
        Index(None, "rater", "state"),
    )

    id: str = Field(primary_key=True)
    panel_id: str
    rater: str
    focus: str
    """Keys of criteria, in order, separated by spaces."""
    interview_at: datetime | None
    state: str
    added_at: datetime
    ended_at: datetime | None


class ScorecardRow(Row, table=True):
    """One rater's word; its readable columns say that there is one, and nothing of it."""

    __tablename__ = "scorecard"
    __table_args__ = (
        UniqueConstraint("panel_id", "rater", "number"),
        ForeignKeyConstraint(["panel_id"], ["panel.id"]),
    )

    id: str = Field(primary_key=True)
    panel_id: str
    rater: str
    number: int
    is_after_reveal: bool
    submitted_at: datetime
    body: bytes


class DraftRow(Row, table=True):
    """A scorecard that somebody began."""

    __tablename__ = "draft"
    __table_args__ = (ForeignKeyConstraint(["panel_id"], ["panel.id"]),)

    panel_id: str = Field(primary_key=True)
    rater: str = Field(primary_key=True)
    saved_at: datetime
    body: bytes


class QuestionRow(Row, table=True):
    """A question about an application."""

    __tablename__ = "question"
    __table_args__ = (ForeignKeyConstraint(["application_id"], ["application.id"]),)

    id: str = Field(primary_key=True)
    application_id: str = Field(index=True)
    asked_by: str
    text: bytes
    asked_at: datetime


class NoteRow(Row, table=True):
    """A word to one person."""

    __tablename__ = "note"

    id: str = Field(primary_key=True)
    recipient: str
    problem: bytes
    fix: bytes
    retry_posting_id: str = Field(index=True)


class OfferRow(Row, table=True):
    """Files that a person may have read."""

    __tablename__ = "offer"

    id: str = Field(primary_key=True)
    channel: str
    user_id: str
    file_ids: str
    """Separated by spaces."""
    thread_ts: str


class JobReviewRow(Row, table=True):
    """The review of a job description."""

    __tablename__ = "job_review"
    __table_args__ = (
        ForeignKeyConstraint(["document_id"], ["document.id"]),
        ForeignKeyConstraint(["requisition_id"], ["requisition.id"]),
    )

    document_id: str = Field(primary_key=True)
    requisition_id: str = Field(index=True)
    body: bytes | None
    reason: str | None
    findings: bytes | None
    rubric_hash: str
    added_by: str
    begun_at: datetime
    finished_at: datetime | None
    waits_for: str | None
    not_before: datetime | None


class PostingRow(Row, table=True):
    """Something that the bot shows in Slack; see ``postings`` for the rules."""

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "part"),
        Index(None, "state", "not_before"),
        Index(None, "lane", "state"),
        Index(None, "channel", "ts"),
    )

    id: str = Field(primary_key=True)
    kind: str
    subject_id: str = Field(index=True)
    part: int
    channel: str
    recipient: str
    lane: str
    """Channel, or the recipient of a direct message: one posting is in flight in each."""
    parent_id: str
    thread_ts: str
    ts: str
    state: str
    is_removal: bool
    wanted: int
    shown: int
    claimed: int
    """The ``wanted`` that was there when it was last claimed."""
    attempt: int
    is_unsure: bool
    not_before: datetime
    shown_at: datetime | None
    held_because: str
    created_at: datetime
    owner: str
    """Who sends it; "" for nobody."""
    lease_until: datetime | None
    """Until when it is theirs; None unless it is being sent."""


class PauseRow(Row, table=True):
    """A channel, or a person's direct messages, that Slack asked to leave alone for a while."""

    __tablename__ = "pause"

    lane: str = Field(primary_key=True)
    until: datetime


class DigestScheduleRow(Row, table=True):
    """When a channel or a person gets a digest."""

    __tablename__ = "digest_schedule"
    __table_args__ = (ForeignKeyConstraint(["requisition_id"], ["requisition.id"]),)

    id: str = Field(primary_key=True)
    team_id: str = Field(index=True)
    requisition_id: str | None
    """None for a person's."""
    person: str
    weekdays: str
    """Names, separated by spaces."""
    times: str
    """Such as ``09:00``, separated by spaces."""
    zone: str
    quiet: str
    """Such as ``18:00-08:00``; "" for none."""
    holidays: str
    """Such as ``2026-12-25``, separated by spaces."""
    set_by: str
    begun_at: datetime
    paused_at: datetime | None


class DigestSlotRow(Row, table=True):
    """A slot that was claimed: the local time is its name, so that none is claimed twice."""

    __tablename__ = "digest_slot"
    __table_args__ = (
        UniqueConstraint("schedule_id", "local", "zone"),
        ForeignKeyConstraint(["schedule_id"], ["digest_schedule.id"]),
        Index(None, "schedule_id", "at"),
    )

    id: str = Field(primary_key=True)
    schedule_id: str
    local: str
    """What the wall clock shows, such as ``2026-10-25T01:30``, without an offset."""
    zone: str
    at: datetime
    since: datetime
    claimed_at: datetime
    missed: int
    state: str


class ReminderRow(Row, table=True):
    """The one reminder that a person gets on a local date."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("person", "local_date"),)

    id: str = Field(primary_key=True)
    person: str
    local_date: str
    zone: str
    claimed_at: datetime


class ReminderCardRow(Row, table=True):
    """What a reminder told of one scorecard."""

    __tablename__ = "reminder_card"
    __table_args__ = (ForeignKeyConstraint(["reminder_id"], ["reminder.id"]),)

    reminder_id: str = Field(primary_key=True)
    seat_id: str = Field(primary_key=True, index=True)
    rung: str = Field(primary_key=True)
    step: int


class SnoozeRow(Row, table=True):
    """Until when a person put off being reminded."""

    __tablename__ = "snooze"

    person: str = Field(primary_key=True)
    until: datetime


class UsageRow(Row, table=True):
    """What one request to a language model took; ids and numbers alone.

    It points to an application without a key, since it outlives one that is forgotten: then what
    links it to a person is emptied, and the sums stay what they were.
    """

    __tablename__ = "usage"

    id: str = Field(primary_key=True)
    at: datetime = Field(index=True)
    purpose: str
    document_sha256: str = Field(index=True)
    application_id: str | None = Field(index=True)
    requisition_id: str | None
    model: str
    tier: str
    calls: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    milliseconds: int
    micro_dollars: int | None = Field(sa_type=BigInteger)
    """None when no price was known."""


class TombstoneRow(Row, table=True):
    """What is left of an application that was forgotten."""

    __tablename__ = "tombstone"

    application_id: str = Field(primary_key=True)
    label: str
    forgotten_by: str
    at: datetime
