"""Where the reading of one CV stands, and how a step of it moves on or ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.document import Document
from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, ApplicationState, Step, StoredDocument
from bot.errors import Reason
from bot.services.batch_steps import end_if_done
from bot.services.bot_deps import BotDeps
from bot.store import Tx, applications, documents, postings

READING = frozenset({ApplicationState.READING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that is kept of one application, as a step begins."""

    application: Application
    document: StoredDocument
    text: Document | None
    """What a reader sees; None until it was read."""


def case_of(tx: Tx, application_id: str) -> Case:
    """Take together what is kept of an application.

    Raises:
        NotFoundError: There is none with this id.
    """
    application = applications.get(tx, application_id)
    return Case(
        application=application,
        document=documents.get(tx, application.document_id),
        text=documents.text(tx, application.document_id),
    )


def being_read(application_id: str, deps: BotDeps) -> Case | None:
    """Take up an application that is being read; None when it was stopped, read or forgotten."""
    with deps.database.read() as tx:
        application = applications.find(tx, application_id)
        if application is None or application.state is not ApplicationState.READING:
            return None
        return case_of(tx, application_id)


def go_on(tx: Tx, case: Case, step: Step, started_at: datetime, deps: BotDeps) -> bool:
    """Move on to a step, unless it was stopped or forgotten meanwhile."""
    goes_on = applications.advance(
        tx,
        case.application.id,
        state=ApplicationState.READING,
        from_states=READING,
        step=step,
        now=deps.now(),
        seconds=seconds_of(case, started_at, deps),
        waits_since=case.application.waits_since,
    )
    if goes_on:
        show_step(tx, case.application.id, deps)
    return goes_on


def end(  # noqa: PLR0913  # what an end is told from
    tx: Tx,
    case: Case,
    state: ApplicationState,
    started_at: datetime,
    deps: BotDeps,
    *,
    reason: Reason | None = None,
) -> bool:
    """End the reading with its state, unless it was stopped or forgotten meanwhile."""
    is_ours = applications.advance(
        tx,
        case.application.id,
        state=state,
        from_states=READING,
        reason=reason,
        now=deps.now(),
        seconds=seconds_of(case, started_at, deps),
    )
    if is_ours:
        show_end(tx, case.application, deps)
        tx.after_commit(deps.wake_senders)
    return is_ours


def seconds_of(case: Case, started_at: datetime, deps: BotDeps) -> float:
    """Add up the time that the steps took; waiting between them is not reading."""
    return (case.application.seconds or 0.0) + (deps.now() - started_at).total_seconds()


def show_step(tx: Tx, application_id: str, deps: BotDeps) -> None:
    """Show a new step where the application has a message; in a run it mostly has none."""
    if postings.refresh(tx, MessageKind.APPLICATION, application_id, deps.now()):
        tx.after_commit(deps.wake_senders)


def show_end(tx: Tx, application: Application, deps: BotDeps) -> None:
    """Show an application that is no longer read, and its run's progress.

    In a run over several CVs its own message is posted when somebody opens it from the list, so
    that the channel gets one message and not hundreds.
    """
    postings.refresh(tx, MessageKind.APPLICATION, application.id, deps.now())
    if application.batch_id is not None:
        end_if_done(tx, application.batch_id, deps)
