"""Stop what has not been read yet: one CV, or the rest of a run over several."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.requisition import Application
from bot.errors import ConflictError, UsageError
from bot.services.access import own_application, own_requisition, require
from bot.services.batch_steps import set_stopped, stop_rest
from bot.services.bot_deps import BotDeps
from bot.services.cases import show_end
from bot.store import Tx, batches, inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class StopReading:
    """One application, or one run over several CVs, that is to be read no further."""

    actor: Actor
    event_key: str
    application_id: str = ""
    batch_id: str = ""
    """Exactly one of both is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What was stopped."""

    applications: int
    """How many were waiting or being read."""
    is_repeat: bool


def stop_reading(request: StopReading, deps: BotDeps) -> Stopped:
    """Stop what has not been read yet; what was read is kept, and a run's results are ranked.

    Raises:
        UsageError: Neither, or both, of an application and a run is named.
        NotFoundError: There is no such application or run.
        NotAllowedError: They may not.
        ConflictError: There is nothing left to stop.
    """
    if bool(request.application_id) == bool(request.batch_id):
        raise UsageError("It is not clear what to stop.", "Use the button on its message.")
    if request.batch_id:
        return _stop_batch(request, deps)
    with deps.database.read() as tx:
        application, requisition = own_application(tx, request.actor, request.application_id)
    author = application.added_by
    require(Action.STOP_READING, request.actor, deps, requisition, application, author)
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Stopped(applications=0, is_repeat=True)
        if not _stop(tx, application, deps):
            raise ConflictError(
                "It is no longer being read. Nothing was changed.",
                "Its message says how it stands.",
            )
    deps.wake_senders()
    return Stopped(applications=1, is_repeat=False)


def _stop_batch(request: StopReading, deps: BotDeps) -> Stopped:
    with deps.database.read() as tx:
        batch = batches.get(tx, request.batch_id)
        requisition = own_requisition(tx, request.actor, batch.requisition_id)
    require(
        Action.STOP_READING,
        request.actor,
        deps,
        requisition,
        application=None,
        author=batch.started_by,
    )
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Stopped(applications=0, is_repeat=True)
        stopped = stop_rest(tx, batch.id, deps)
        if stopped is None:
            raise ConflictError(
                "The run has ended already. Nothing was changed.", "Its message holds the list."
            )
    deps.wake_senders()
    return Stopped(applications=stopped, is_repeat=False)


def _stop(tx: Tx, application: Application, deps: BotDeps) -> bool:
    is_stopped = set_stopped(tx, application, deps)
    if is_stopped:
        show_end(tx, application, deps)
    return is_stopped
