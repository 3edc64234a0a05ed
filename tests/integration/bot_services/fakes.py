"""A Slack, a queue, a clock and readers that remember, around a real database."""

from __future__ import annotations

import functools
import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters import PromptFiles
from bot.domain.assessment import Assessment, Evidence, Provenance, Reading
from bot.domain.audience import AudienceRules, ChannelFacts, refuse_channel
from bot.domain.document import Document, DocumentKind, Line
from bot.domain.job import (
    Required,
    Requirement,
    RequirementKind,
    RequirementMatch,
    RequirementReading,
)
from bot.domain.people import Actor, PersonFacts
from bot.domain.rubric import Criterion, Rubric, Stage
from bot.domain.source import ReadResult, Source
from bot.domain.usage import Meter, unmetered
from bot.errors import (
    AudienceError,
    AudienceRefusal,
    DownloadError,
    Reason,
)
from bot.services.bot_deps import BotDeps, FileFacts, Job, Post, Recruiters
from bot.services.deps import Deps
from bot.services.messages import Message
from bot.services.screens import HomeScreen
from bot.store import Database, Tx
from bot.store.keys import KeyRing
from tests.unit.cli_fakes import FakeJobs, FakeRubrics, make_rubric

TEAM = "T0HIRING"
RHEA = "U0RHEA"
"""The recruiter of the settings."""
MARCO = "U0MARCO"
"""A full member in the review channel; the hiring manager where a test says so."""
PIA = "U0PIA"
"""A full member outside the review channel."""
GUEST = "U0GUEST"
REVIEW = "C0REVIEW"
"""A private channel that Plumbline is in."""
STARTED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = bytes(range(32))
LEAST_WORDS = 5
"""Words that the fake reader's documents need to be assessed."""

CRITERIA = ("craft", "care", "data", "models", "production", "software", "impact", "safety")


def actor(user_id: str = RHEA, team_id: str = TEAM) -> Actor:
    return Actor(user_id=user_id, team_id=team_id)


def make_person(user_id: str, **changes: Any) -> PersonFacts:
    person = PersonFacts(
        user_id=user_id,
        team_id=TEAM,
        is_bot=False,
        is_deactivated=False,
        is_guest=False,
        is_stranger=False,
        timezone="Europe/Berlin",
    )
    return replace(person, **changes)


def make_channel(channel_id: str = REVIEW, **changes: Any) -> ChannelFacts:
    channel = ChannelFacts(
        channel_id=channel_id,
        name="hiring-ai",
        is_direct=False,
        is_private=True,
        is_externally_shared=False,
        is_pending_externally_shared=False,
        is_org_shared=False,
        is_archived=False,
        is_member=True,
    )
    return replace(channel, **changes)


def make_file(file_id: str, **changes: Any) -> FileFacts:
    facts = FileFacts(
        file_id=file_id,
        name=f"{file_id}.pdf",
        size=2_000,
        shared_by=RHEA,
        permalink=f"https://files.example/{file_id}",
        is_readable=True,
    )
    return replace(facts, **changes)


@dataclass
class Clock:
    """Stands still until a test moves it."""

    at: datetime = STARTED_AT

    def __call__(self) -> datetime:
        return self.at

    def tick(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Ids:
    """Counts, in 32 hex digits."""

    last: int = 0

    def __call__(self) -> str:
        self.last += 1
        return f"{self.last:032x}"


@dataclass
class FakeQueue:
    """Remembers each job once, and only when its transaction commits."""

    jobs: list[tuple[Job, str, int]] = field(default_factory=list)

    def enqueue(self, tx: Tx, job: Job, subject_id: str, *, attempt: int = 0) -> None:
        tx.after_commit(lambda: self._add((job, subject_id, attempt)))

    def _add(self, item: tuple[Job, str, int]) -> None:
        if item not in self.jobs:
            self.jobs.append(item)

    def of(self, job: Job) -> list[str]:
        return [subject_id for kind, subject_id, _ in self.jobs if kind is job]


@dataclass
class Shown:
    """A message as Slack has it now."""

    post: Post
    edits: int = 0


@dataclass
class FakeSlack:
    """Channels, people and files that a test sets, and everything that was shown.

    ``faults`` are raised one by one by ``post``, ``update`` and ``upload``, before anything is
    shown; ``unsure`` are raised after it is.
    """

    channels: dict[str, ChannelFacts] = field(default_factory=lambda: {REVIEW: make_channel()})
    people: dict[str, PersonFacts] = field(
        default_factory=lambda: {
            **{user: make_person(user) for user in (RHEA, MARCO, PIA)},
            GUEST: make_person(GUEST, is_guest=True),
        }
    )
    members: dict[str, set[str]] = field(default_factory=lambda: {REVIEW: {RHEA, MARCO, GUEST}})
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    files: dict[str, FileFacts | DownloadError] = field(default_factory=dict)
    contents: dict[str, bytes | BaseException] = field(default_factory=dict)
    rules: AudienceRules = field(default_factory=AudienceRules)
    faults: list[BaseException] = field(default_factory=list)
    unsure: list[BaseException] = field(default_factory=list)
    shown: dict[tuple[str, str], Shown] = field(default_factory=dict)
    """What stands in Slack now, by channel and ts (or file id)."""
    whispers: list[Post] = field(default_factory=list)
    """Messages that one person alone sees."""
    downloads: list[str] = field(default_factory=list)
    homes: dict[str, HomeScreen] = field(default_factory=dict)
    last_ts: int = 0

    def channel(self, channel_id: str) -> ChannelFacts | None:
        return self.channels.get(channel_id)

    def person(self, user_id: str) -> PersonFacts | None:
        return self.people.get(user_id)

    def is_in_channel(self, user_id: str, channel_id: str) -> bool:
        return user_id in self.members.get(channel_id, set())

    def group_members(self, group_id: str) -> frozenset[str]:
        return self.groups.get(group_id, frozenset())

    def file(self, file_id: str) -> FileFacts:
        facts = self.files.get(file_id)
        if facts is None:
            raise DownloadError("The file is gone.", "Share it again.", is_final=True)
        if isinstance(facts, DownloadError):
            raise facts
        return facts

    def download(self, file_id: str, limit: int) -> bytes:
        self.downloads.append(file_id)
        found = self.contents.get(file_id)
        if found is None or (isinstance(found, bytes) and len(found) > limit):
            raise DownloadError("The file cannot be had.", "Share it again.", is_final=True)
        if isinstance(found, BaseException):
            raise found
        return found

    def direct_channel(self, user_id: str) -> str:
        channel_id = f"D{user_id[1:]}"
        self.channels[channel_id] = make_channel(channel_id, is_direct=True, name="")
        return channel_id

    def post(self, post: Post) -> str:
        self._check(post)
        if post.recipient:
            self.whispers.append(post)
            return ""
        ts = self._next_ts()
        self.shown[post.channel, ts] = Shown(post)
        self._lose_answer()
        return ts

    def update(self, post: Post, ts: str) -> None:
        self._check(post)
        shown = self.shown[post.channel, ts]
        shown.post, shown.edits = post, shown.edits + 1
        self._lose_answer()

    def delete(self, channel: str, ts: str) -> None:
        self.shown.pop((channel, ts), None)

    def upload(self, post: Post) -> str:
        self._check(post)
        file_id = f"F{self._next_ts()}"
        self.shown[post.channel, file_id] = Shown(post)
        self._lose_answer()
        return file_id

    def delete_file(self, file_id: str) -> None:
        self.shown = {key: shown for key, shown in self.shown.items() if key[1] != file_id}

    def find(self, channel: str, thread_ts: str, posting_id: str, since: datetime) -> str | None:
        del thread_ts, since
        for (where, ts), shown in self.shown.items():
            if where == channel and shown.post.posting_id == posting_id:
                return ts
        return None

    def permalink(self, channel: str, ts: str) -> str:
        return f"https://slack.example/{channel}/{ts}"

    def publish_home(self, user_id: str, screen: HomeScreen) -> None:
        self.homes[user_id] = screen

    def messages(self, channel: str = REVIEW) -> list[Message]:
        """What stands in a channel, in the order of posting."""
        return [shown.post.message for (where, _), shown in self.shown.items() if where == channel]

    def share(self, file_id: str, text: str, **changes: Any) -> str:
        """Put a readable file with this text into Slack, and return its id."""
        self.files[file_id] = make_file(file_id, **changes)
        self.contents[file_id] = text.encode()
        return file_id

    def _check(self, post: Post) -> None:
        if self.faults:
            raise self.faults.pop(0)
        refusal: AudienceRefusal | None = refuse_channel(self.channel(post.channel), self.rules)
        if refusal is not None:
            raise AudienceError(refusal)
        if post.about and post.about in self.members.get(post.channel, ()):
            raise AudienceError(AudienceRefusal.CANDIDATE)
        post.before_sending()

    def _lose_answer(self) -> None:
        if self.unsure:
            raise self.unsure.pop(0)

    def _next_ts(self) -> str:
        self.last_ts += 1
        return f"1772442000.{self.last_ts:06d}"


@dataclass
class TextReader:
    """Reads UTF-8 text line by line; text such as ``!scanned`` cannot be read for that reason."""

    reads: int = 0

    def read(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        for source in sources:
            self.reads += 1
            data = source.data or b""
            sha256 = hashlib.sha256(data).hexdigest()
            text = data.decode()
            if text.startswith("!"):
                yield ReadResult(
                    source=source, sha256=sha256, document=None, reason=Reason(text[1:])
                )
            else:
                yield ReadResult(
                    source=source,
                    sha256=sha256,
                    document=make_text(text, kind=source.kind, sha256=sha256),
                    reason=None,
                )


def make_text(text: str, **changes: Any) -> Document:
    """Make a document of one page with a line per line."""
    lines = tuple(
        Line(page=1, number=n, text=line, section="", is_heading=False)
        for n, line in enumerate((part for part in text.splitlines() if part.strip()), 1)
    )
    values: dict[str, Any] = {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "kind": DocumentKind.CV,
        "pages": 1,
        "words": len(text.split()),
        "language": "en",
        "lines": lines,
        "findings": (),
    }
    return Document(**values | changes)


@dataclass
class LineEvaluator:
    """Gives each criterion the level of the line ``<key> <level> …``, which is its evidence."""

    provenance: Provenance = field(
        default_factory=lambda: Provenance(name="lines", version="1", model=None)
    )
    cannot_see: tuple[str, ...] = ("Whether it is true.",)
    assessed: list[str] = field(default_factory=list)
    """Hashes of the documents that were assessed."""
    asks_model: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.provenance.name, self.provenance.version)

    def assess(
        self,
        document: Document,
        rubric: Rubric,
        *,
        name: str = "",  # noqa: ARG002  # the port
        meter: Meter = unmetered,  # noqa: ARG002  # the port
    ) -> Assessment:
        self.assessed.append(document.sha256)
        return Assessment(
            document_sha256=document.sha256,
            rubric_hash=rubric.hash,
            provenance=self.provenance,
            readings=tuple(_read(criterion, document) for criterion in rubric.criteria),
            patterns=(),
            buzzword_share=None,
        )


def _read(criterion: Criterion, document: Document) -> Reading:
    level, evidence = None, []
    for line in document.lines:
        words = line.text.split()
        if words[0] == criterion.key and len(words) > 1 and words[1].isdecimal():
            level = int(words[1])
            evidence.append(Evidence(quote=line.text, page=line.page, line=line.number))
    return Reading(
        key=criterion.key,
        level=level,
        evidence=tuple(evidence),
        stages=(Stage.BUILD,) if evidence else (),
        rationale="It says so." if evidence else "Nothing says so.",
    )


@dataclass
class LineJobs(FakeJobs):
    """A requirement for each line; a CV meets it when it holds the line's words."""

    def requirements(
        self,
        document: Document,
        *,
        meter: Meter = unmetered,  # noqa: ARG002  # the port
    ) -> Required:
        lines = document.lines
        return Required(
            requirements=tuple(
                Requirement(text=line.text, kind=RequirementKind.MUST, line=line.number)
                for line in lines
            )
        )

    def match(
        self,
        requirements: Sequence[Requirement],
        document: Document,
        *,
        name: str = "",  # noqa: ARG002  # the port
        meter: Meter = unmetered,  # noqa: ARG002  # the port
    ) -> RequirementMatch:
        readings = tuple(
            RequirementReading(requirement=asked, is_met=asked.text in document.text, evidence=())
            for asked in requirements
        )
        met = sum(bool(reading.is_met) for reading in readings)
        return RequirementMatch(readings=readings, match=met / len(readings) if readings else None)


def make_reading_deps(**changes: Any) -> Deps:
    deps = Deps(
        reader=TextReader(),
        evaluator=LineEvaluator(),
        offline=LineEvaluator(),
        jobs=LineJobs(),
        offline_jobs=LineJobs(),
        rubrics=FakeRubrics(
            {
                "ai_engineer": make_rubric(*CRITERIA, name="ai_engineer", title="AI engineer"),
                "short": make_rubric("craft", "care", name="short", title="Short", hash="ef" * 32),
            }
        ),
        prompts=PromptFiles(),
        is_prose=lambda document: document.words >= LEAST_WORDS,
        default_rubric="ai_engineer",
        file_bytes=100_000,
    )
    return replace(deps, **changes)


def make_database(folder: Path) -> Database:
    """Open a database of its own, at its newest schema."""
    file = folder / "plumbline.db"
    if not file.exists():
        file.write_bytes(_empty_database())
    return Database(f"sqlite:///{file}", KeyRing((KEY,)))


@functools.cache
def _empty_database() -> bytes:
    """Make the tables once for all tests of a process: that costs more than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plumbline.db"
        with Database(f"sqlite:///{file}", KeyRing((KEY,))) as database:
            database.migrate()
            database.shrink()
        return file.read_bytes()


def make_bot_deps(folder: Path, **changes: Any) -> BotDeps:
    """Make the dependencies of the bot; the caller closes ``database``."""
    values: dict[str, Any] = {
        "reading": make_reading_deps(),
        "queue": FakeQueue(),
        "slack": FakeSlack(),
        "now": Clock(),
        "new_id": Ids(),
        "team_id": TEAM,
        "recruiters": Recruiters(user_ids=frozenset({RHEA}), group_ids=frozenset()),
        "rules": AudienceRules(),
        "wake_senders": lambda: None,
        "version": "0.1.0",
    }
    values |= changes
    if "database" not in values:
        values["database"] = make_database(folder)
    return BotDeps(**values)


@dataclass
class World:
    """Dependencies, with the fakes behind them at hand."""

    deps: BotDeps
    slack: FakeSlack
    queue: FakeQueue
    clock: Clock
    evaluator: LineEvaluator
    reader: TextReader


def make_world(folder: Path, **changes: Any) -> World:
    """Make a bot around fakes; the caller closes ``deps.database``."""
    slack, queue, clock = FakeSlack(), FakeQueue(), Clock()
    evaluator, reader = LineEvaluator(), TextReader()
    reading = make_reading_deps(evaluator=evaluator, reader=reader)
    deps = make_bot_deps(
        folder, **{"slack": slack, "queue": queue, "now": clock, "reading": reading, **changes}
    )
    return World(
        deps=deps, slack=slack, queue=queue, clock=clock, evaluator=evaluator, reader=reader
    )
