"""A requisition with applications in any state, for the use cases of people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.domain.document import Document, DocumentKind
from bot.domain.job import RequirementMatch
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import (
    Application,
    ApplicationState,
    Batch,
    BatchState,
    Requisition,
    StoredDocument,
    UploadKind,
)
from bot.domain.rubric import Rubric
from bot.errors import Reason
from bot.services.adding import Incoming, add_application
from bot.services.bot_deps import BotDeps
from bot.services.claims import Delivered, Pace
from bot.services.delivery import deliver_one
from bot.services.parts import parts_of
from bot.store import (
    Tx,
    applications,
    assessments,
    batches,
    documents,
    postings,
    requisitions,
    rubrics,
)
from tests.integration.bot_services.fakes import (
    MARCO,
    REVIEW,
    RHEA,
    TEAM,
    World,
    make_text,
)

NAME = "Amara Nwosu"
CV = f"""{NAME}
craft 2 wrote a service that others ran
production 3 kept it running for 40k users
Amara used Docker and Kubernetes"""
"""Levels by the fake evaluator: craft 2, production 3, six criteria without one."""
OPEN_STATES = frozenset({ApplicationState.WAITING})


@dataclass
class Desk:
    """A requisition and what is needed to put applications on it."""

    world: World
    requisition: Requisition
    rubric: Rubric
    made: int = 0

    @property
    def deps(self) -> BotDeps:
        return self.world.deps

    def add(self, name: str = NAME, **changes: Any) -> Application:
        """Add an application that waits, with its living message shown."""
        self.made += 1
        incoming = Incoming(
            key=("test", self.requisition.id, self.made),
            added_by=RHEA,
            is_blind=False,
            file_id=f"F{self.made}",
            file_name=f"{name}.pdf",
            candidate_name=name,
        )
        with self.deps.database.write() as tx:
            application = add_application(
                tx, self.requisition, replace(incoming, **changes), self.deps
            )
        self.post(MessageKind.APPLICATION, application.id)
        self.world.clock.tick(1)
        return application

    def add_read(
        self, text: str = CV, match: RequirementMatch | None = None, **changes: Any
    ) -> Application:
        """Add an application that was read, with its levels shown in the thread."""
        application = self.add(**changes)
        document = make_document(text)
        with self.deps.database.write() as tx:
            documents.fill(tx, application.document_id, text.encode(), document.sha256)
            documents.keep_text(tx, application.document_id, document)
            assessment = self.world.evaluator.assess(document, self.rubric)
            assert assessments.put(tx, application.id, assessment, match, self.deps.now())
        self.move(application, ApplicationState.READ, seconds=1.5)
        parent = self.find(MessageKind.APPLICATION, application.id)
        for part in range(parts_of(self.rubric)):
            self.post(MessageKind.LEVELS, application.id, part, parent_id=parent.id)
        return self.get(application.id)

    def move(self, application: Application, state: ApplicationState, **changes: Any) -> None:
        with self.deps.database.write() as tx:
            assert applications.advance(
                tx,
                application.id,
                state=state,
                from_states=OPEN_STATES,
                now=self.deps.now(),
                **changes,
            )

    def add_unreadable(self, reason: Reason = Reason.SCANNED, **changes: Any) -> Application:
        application = self.add(**changes)
        self.move(application, ApplicationState.UNREADABLE, reason=reason)
        return self.get(application.id)

    def batch(self, *, is_blind: bool = False, files: tuple[str, ...] = ()) -> Batch:
        """Start a run over several CVs, with its living message shown."""
        batch = Batch(
            id=self.deps.new_id(),
            requisition_id=self.requisition.id,
            started_by=RHEA,
            started_at=self.deps.now(),
            finished_at=None,
            state=BatchState.RUNNING,
            is_blind=is_blind,
        )
        with self.deps.database.write() as tx:
            batches.add(tx, batch, files)
        self.post(MessageKind.BATCH, batch.id)
        return batch

    def add_unlinked(self, tx: Tx, of: Application) -> Application:
        """Add a second application of the same candidate, inside a transaction."""
        self.made += 1
        document = StoredDocument(
            id=self.deps.new_id(),
            team_id=TEAM,
            kind=DocumentKind.CV,
            upload=UploadKind.PASTED,
            file_id="",
            name="",
            sha256="",
            size=0,
        )
        documents.add(tx, document, None)
        second = replace(
            of,
            id=self.deps.new_id(),
            document_id=document.id,
            label=requisitions.next_label(tx, self.requisition.id),
            state=ApplicationState.WAITING,
            added_at=self.deps.now(),
            read_at=None,
            seconds=None,
        )
        applications.add(tx, second)
        return second

    def post(self, kind: MessageKind, subject_id: str, part: int = 0, parent_id: str = "") -> None:
        """Have a message wanted, and show all that is wanted in Slack."""
        with self.deps.database.write() as tx:
            postings.want(
                tx,
                id=self.deps.new_id(),
                kind=kind,
                subject_id=subject_id,
                part=part,
                channel=self.requisition.channel,
                parent_id=parent_id,
                now=self.deps.now(),
            )
        self.deliver()

    def deliver(self) -> None:
        """Show in Slack all that is wanted."""
        pace = Pace(post_seconds=0.0, update_seconds=0.0)
        while deliver_one(self.deps, owner="sender", pace=pace) is not Delivered.NOTHING:
            pass

    def get(self, application_id: str) -> Application:
        with self.deps.database.read() as tx:
            return applications.get(tx, application_id)

    def find(self, kind: MessageKind, subject_id: str, part: int = 0) -> Posting:
        with self.deps.database.read() as tx:
            posting = postings.find(tx, kind, subject_id, part)
        assert posting is not None
        return posting

    def stale(self, application_id: str) -> set[tuple[MessageKind, int]]:
        """Name the messages of an application that are to be shown anew."""
        with self.deps.database.read() as tx:
            return {
                (posting.kind, posting.part)
                for posting in postings.of_subject(tx, application_id)
                if posting.wanted > posting.shown
            }


def make_document(text: str) -> Document:
    return make_text(text, kind=DocumentKind.CV)


def make_desk(world: World, **changes: Any) -> Desk:
    """Open a requisition in the review channel, with Marco as its hiring manager."""
    rubric = world.deps.reading.rubrics.load("ai_engineer")
    with world.deps.database.write() as tx:
        rubrics.keep(tx, rubric)
        requisition = Requisition(
            id=world.deps.new_id(),
            team_id=TEAM,
            number=requisitions.next_number(tx, TEAM),
            title="AI engineer",
            channel=REVIEW,
            rubric_name=rubric.name,
            rubric_hash=rubric.hash,
            hiring_manager=MARCO,
            opened_by=RHEA,
            opened_at=world.clock(),
            closed_at=None,
            job_document_id=None,
        )
        requisition = replace(requisition, **changes)
        requisitions.add(tx, requisition)
    return Desk(world=world, requisition=requisition, rubric=rubric)
