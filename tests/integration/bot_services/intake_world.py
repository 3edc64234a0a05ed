"""Steps that the tests of intake share: open a requisition, add CVs, run the queue."""

from __future__ import annotations

from typing import Any

from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, Requisition
from bot.errors import BotError
from bot.services import reading_steps
from bot.services.bot_deps import Job
from bot.services.compose import compose
from bot.services.intake import AddCandidate, Added, add_candidate
from bot.services.messages import ApplicationMessage, BatchMessage, Message
from bot.services.requisitions import OpenRequisition, open_requisition
from bot.store import applications, postings
from tests.integration.bot_services.fakes import MARCO, REVIEW, World, actor

CV = """Amara Nwosu, amara.nwosu@example.org
craft 3 built a search service that Amara Nwosu ran for 40 users
care 2 wrote tests for the parts that changed most
models 4 owned the ranking models in production for two years
also spoke at meetups about search and taught twelve people"""
"""An invented CV: three of eight criteria are evidenced, and two lines name the candidate."""


def opened(world: World, **changes: Any) -> Requisition:
    """Open a requisition in the review channel, or as changed."""
    values: dict[str, Any] = {
        "actor": actor(),
        "event_key": "open",
        "title": "AI Engineer",
        "channel": REVIEW,
        "rubric": "ai_engineer",
        "hiring_manager": MARCO,
    }
    return open_requisition(OpenRequisition(**values | changes), world.deps).requisition


def candidate(requisition: Requisition, **changes: Any) -> AddCandidate:
    values: dict[str, Any] = {
        "actor": actor(),
        "event_key": "add",
        "requisition_id": requisition.id,
        "name": "Amara Nwosu",
        "candidate_user_id": "",
        "file_ids": (),
        "pasted_text": "",
        "is_blind": False,
    }
    return AddCandidate(**values | changes)


def added(world: World, requisition: Requisition, **changes: Any) -> Added:
    """Add one pasted CV, or as changed."""
    if "file_ids" not in changes:
        changes = {"pasted_text": CV, **changes}
    return add_candidate(candidate(requisition, **changes), world.deps)


def run_jobs(world: World) -> None:
    """Do what is enqueued, and what that enqueues, as the durable workflows do it."""
    done = 0
    while done < len(world.queue.jobs):
        job, subject_id, _ = world.queue.jobs[done]
        done += 1
        if job is Job.RUN_BATCH:
            reading_steps.run_batch(subject_id, world.deps)
        elif job is Job.READ_APPLICATION:
            run_reading(world, subject_id)
    world.queue.jobs.clear()


def run_reading(world: World, application_id: str) -> None:
    """Do the steps of one reading; what breaks for good becomes its state."""
    try:
        if reading_steps.fetch(application_id, world.deps) and reading_steps.read(
            application_id, world.deps
        ):
            reading_steps.assess(application_id, world.deps)
    except BotError as error:
        reading_steps.fail(application_id, error.problem, error.fix, world.deps)


def application(world: World, application_id: str | None) -> Application:
    assert application_id is not None
    with world.deps.database.read() as tx:
        return applications.get(tx, application_id)


def composed(
    world: World, kind: MessageKind, subject_id: str | None, part: int = 0
) -> Message | None:
    """Say what the posting of a subject shows now."""
    assert subject_id is not None
    with world.deps.database.read() as tx:
        posting = postings.find(tx, kind, subject_id, part)
    assert posting is not None, "it was never wanted"
    return compose(posting, world.deps)


def living(world: World, application_id: str | None) -> ApplicationMessage:
    message = composed(world, MessageKind.APPLICATION, application_id)
    assert isinstance(message, ApplicationMessage)
    return message


def run_message(world: World, batch_id: str | None) -> BatchMessage:
    message = composed(world, MessageKind.BATCH, batch_id)
    assert isinstance(message, BatchMessage)
    return message


def wanted(world: World, subject_id: str | None) -> list[tuple[MessageKind, int]]:
    """List kind and part of everything that is shown about a subject, in order."""
    assert subject_id is not None
    with world.deps.database.read() as tx:
        found = postings.of_subject(tx, subject_id)
    return sorted((posting.kind, posting.part) for posting in found)
