"""The ledger of everything that the bot shows in Slack: what is wanted, what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What a posting shows; its words are composed from the database when it is sent."""

    APPLICATION = "application"
    """The living message of an application, in the review channel."""
    LEVELS = "levels"
    """Criteria with levels and quotes, in the application's thread; ``part`` counts them."""
    ANSWER = "answer"
    """An answer to a question in the thread; the subject is the question."""
    BATCH = "batch"
    """The living message of a run over several CVs."""
    RANKING = "ranking"
    """The ranked list as a CSV file, in the batch's thread."""
    JOB = "job"
    """The review of a job description; the subject is its document."""
    JOB_DETAILS = "job_details"
    """Its suggestions, in the thread; ``part`` counts them."""
    OFFER = "offer"
    """One button to the person who shared a file, seen by that person alone."""
    NOTE = "note"
    """A word to one person, in their direct conversation with the bot."""
    WELCOME = "welcome"
    """What the bot does here, once, when it is added to a channel."""
    DIGEST = "digest"
    """How requisitions stand, at a time that was chosen; the subject is the claim of its slot."""
    REMINDER = "reminder"
    """Scorecards that one person owes, or is told of; the subject is the claim of their day."""


class PostingState(StrEnum):
    """Where a posting stands between us and Slack."""

    WANTED = "wanted"
    """To be posted, updated or removed, from ``not_before`` on."""
    SENDING = "sending"
    """Claimed by a sender until ``lease_until``."""
    SHOWN = "shown"
    """Slack shows what is wanted."""
    HELD = "held"
    """Not sent, and not tried again until a person does something; ``held_because`` says why."""
    GONE = "gone"
    """Removed by us, or deleted by a person in Slack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One message, file or word to a person, from the first wish to the last update."""

    id: str
    """Opaque; also the message's metadata, by which it is found again after a lost answer."""
    kind: MessageKind
    subject_id: str
    """Id of what it is about: an application, a batch, a question, a document, a note."""
    part: int
    """0-based, where one subject has several messages of a kind; negative for what another posting
    took the place of, and is to disappear."""
    channel: str
    """Slack id; "" until the direct conversation with ``recipient`` is opened."""
    recipient: str
    """Slack user id of the one person it is for; "" for a channel's message."""
    parent_id: str
    """Posting whose thread it stands in; "" for none."""
    thread_ts: str
    """Thread of a message that is not ours; "" for none. ``parent_id`` goes first."""
    ts: str
    """Slack's id of the message, or of the file for a ranking; "" until it is posted."""
    state: PostingState
    is_removal: bool
    """Whether what is wanted is that it disappears."""
    wanted: int
    """Goes up by one with every change that it should show."""
    shown: int
    """The ``wanted`` that Slack shows; 0 before the first post."""
    attempt: int
    """Tries of what is wanted now that ended without success."""
    is_unsure: bool
    """Whether a try to post ended without an answer, so that Slack may have it already."""
    not_before: datetime
    shown_at: datetime | None
    held_because: str
    """Error code or refusal that held it back, until it is shown or tried again by a person."""
    created_at: datetime

    @property
    def may_stand(self) -> bool:
        """Whether Slack may show it now, as far as anybody knows."""
        is_there = bool(self.ts) or self.is_unsure or self.state is PostingState.SENDING
        return is_there and self.state is not PostingState.GONE
