"""What the use cases of the bot reach the outside through: ports, held in one frozen value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.audience import AudienceRules, ChannelFacts
from bot.domain.people import PersonFacts
from bot.services.deps import Deps
from bot.services.messages import Message
from bot.services.screens import HomeScreen
from bot.store import Database, Tx


class Job(StrEnum):
    """A durable piece of work; the values are names in the database and never change."""

    READ_APPLICATION = "read_application"
    REVIEW_JOB = "review_job"
    RUN_BATCH = "run_batch"
    ERASE = "erase"
    SEND_DIGEST = "send_digest"
    SEND_REMINDER = "send_reminder"


TRIES_A_ROUND = 10
"""Attempts are numbered round by round, so that work that a person asks for anew is new work."""


class Queue(Protocol):
    """Durable work: what is enqueued in a transaction runs if, and only if, it commits."""

    def enqueue(self, tx: Tx, job: Job, subject_id: str, *, attempt: int = 0) -> None:
        """Have a job done; the same job, subject and attempt runs once, however often asked.

        Args:
            tx: The transaction that it belongs to.
            job: What to do.
            subject_id: Id of what it is done to.
            attempt: A multiple of TRIES_A_ROUND; tries of one round count up from there.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What Slack says about a file."""

    file_id: str
    name: str
    size: int
    """Bytes."""
    shared_by: str
    """Slack user id."""
    permalink: str
    is_readable: bool
    """Whether its kind is one that is read: PDF, DOCX, plain text or Markdown, by name and type."""


def _no_check() -> None:
    """Let every message go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message on its way to Slack."""

    posting_id: str
    """Becomes the message's metadata; opaque."""
    channel: str
    thread_ts: str
    """"" for none."""
    recipient: str
    """User id, for a message that only this person sees in ``channel``; "" otherwise."""
    message: Message
    about: str = ""
    """User id of the candidate whom it is about, where it is known; "" otherwise."""
    before_sending: Callable[[], None] = _no_check
    """Called when all is ready and nothing was sent; what it raises keeps it from being sent."""


class Slack(Protocol):
    """The only way to Slack.

    Every call may raise SlackError (RateLimitedError, UnsureError, RefusedError,
    DisconnectedError). ``post``, ``update`` and ``upload`` check the audience themselves, at the
    moment of sending, and raise AudienceError before anything is sent; then they call the post's
    ``before_sending``.
    """

    def channel(self, channel_id: str) -> ChannelFacts | None:
        """Say what a channel is, at most 60 s old; None when Slack cannot say."""
        ...

    def person(self, user_id: str) -> PersonFacts | None:
        """Say whose account it is, at most 60 s old; None when Slack cannot say."""
        ...

    def is_in_channel(self, user_id: str, channel_id: str) -> bool:
        """Say whether a person is a member, at most 60 s old; False when Slack cannot say."""
        ...

    def group_members(self, group_id: str) -> frozenset[str]:
        """List the user ids of a user group, at most 5 minutes old; empty when it cannot be had."""
        ...

    def file(self, file_id: str) -> FileFacts:
        """Describe a file.

        Raises:
            DownloadError: The bot cannot see it, or it was deleted.
        """
        ...

    def download(self, file_id: str, limit: int) -> bytes:
        """Fetch a file of at most ``limit`` bytes.

        Raises:
            DownloadError: It cannot be had; says whether trying again can help.
        """
        ...

    def direct_channel(self, user_id: str) -> str:
        """Open the direct conversation with a person and return its id."""
        ...

    def post(self, post: Post) -> str:
        """Show a message, and return its ts ("" for one that only its recipient sees)."""
        ...

    def update(self, post: Post, ts: str) -> None:
        """Change a message that is shown."""
        ...

    def delete(self, channel: str, ts: str) -> None:
        """Remove a message; one that is gone already is no error."""
        ...

    def upload(self, post: Post) -> str:
        """Share a RankingFile in a thread, and return the file's id."""
        ...

    def delete_file(self, file_id: str) -> None:
        """Remove a file; one that is gone already is no error."""
        ...

    def find(self, channel: str, thread_ts: str, posting_id: str, since: datetime) -> str | None:
        """Look back for a message of ours by its metadata, and return its ts, or None.

        Raises:
            RefusedError: The history may not be read (code ``missing_scope``).
        """
        ...

    def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message; "" when it cannot be had."""
        ...

    def publish_home(self, user_id: str, screen: HomeScreen) -> None:
        """Show App Home to one person."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recruiters:
    """Who recruits, by the settings."""

    user_ids: frozenset[str]
    group_ids: frozenset[str]
    """User groups whose members recruit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotDeps:
    """Everything that a use case of the bot may reach."""

    reading: Deps
    """What the use cases of reading reach."""
    database: Database
    queue: Queue
    slack: Slack
    now: Callable[[], datetime]
    """Aware UTC."""
    new_id: Callable[[], str]
    """32 hex digits, never the same twice."""
    team_id: str
    """The one workspace that is served."""
    recruiters: Recruiters
    rules: AudienceRules
    wake_senders: Callable[[], None]
    """Tell the senders that the ledger has something new; called after a commit."""
    version: str
    """Of Plumbline, for people."""
