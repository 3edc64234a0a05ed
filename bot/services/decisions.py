"""Record what a named person decided about an application, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.panel import awaited, submitted
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, ApplicationState, Decision, DecisionKind
from bot.errors import ConflictError
from bot.services.bot_deps import BotDeps
from bot.services.kept import (
    application_for,
    check_undecided,
    checked_reason,
    find_application,
)
from bot.services.screens import DecisionForm, SealedCards
from bot.store import Tx, applications, inbox, panels, postings

READ_STATES = frozenset({ApplicationState.READ, ApplicationState.READ_BY_PERSON})
"""States in which somebody or something has read the document, so that a person can decide."""
_UNREADABLE = frozenset({ApplicationState.UNREADABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Somebody decides."""

    actor: Actor
    event_key: str
    application_id: str
    kind: DecisionKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoDecision:
    """Somebody opens an application again."""

    actor: Actor
    event_key: str
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadByPerson:
    """Somebody says that they read what the bot could not."""

    actor: Actor
    event_key: str
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An application as it is now kept."""

    application: Application
    is_repeat: bool
    """Whether the same event came before, so that nothing was done now."""
    sealed: SealedCards | None = None
    """Of a panel that was open when it was decided, and stays so; None when none was."""


def decide(request: Decide, deps: BotDeps) -> Settled:
    """Record a decision; from then on no level is agreed with or changed.

    A panel that is open stays open and sealed: its scorecards may still come, and nobody is
    reminded of them.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application, or its data was removed.
        UsageError: There is no reason, or one that is too short or too long.
        ConflictError: It is decided already, or nobody has read it yet.
    """
    reason = checked_reason(request.reason)
    application_for(Action.DECIDE, request.actor, deps, request.application_id)
    with deps.database.write() as tx:
        application, is_repeat = _begin(tx, request, deps)
        if is_repeat:
            return Settled(application=application, is_repeat=True)
        check_undecided(application)
        decision = Decision(
            kind=request.kind,
            user_id=request.actor.user_id,
            reason=reason,
            decided_at=deps.now(),
        )
        if not applications.decide(tx, application.id, decision, READ_STATES):
            raise ConflictError(
                f"Nobody has read {application.label} yet. Nothing was changed.",
                "Wait until it is read, or read it yourself and say so.",
            )
        settled = replace(
            _settled(tx, application.id, deps), sealed=_sealed_cards(tx, application.id)
        )
    deps.wake_senders()
    return settled


def undo_decision(request: UndoDecision, deps: BotDeps) -> Settled:
    """Open an application again; its reviews stand as they stood.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application, or its data was removed.
        ConflictError: It is open already.
    """
    application_for(Action.DECIDE, request.actor, deps, request.application_id)
    with deps.database.write() as tx:
        application, is_repeat = _begin(tx, request, deps)
        if is_repeat:
            return Settled(application=application, is_repeat=True)
        if application.decision is None:
            raise ConflictError(
                f"The decision on {application.label} was already taken back. Nothing was changed.",
                "Its message shows how it stands: review its levels, or decide.",
            )
        applications.reopen(tx, application.id)
        settled = _settled(tx, application.id, deps)
    deps.wake_senders()
    return settled


def read_by_person(request: ReadByPerson, deps: BotDeps) -> Settled:
    """Note that a person read a document that the bot could not.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application, or its data was removed.
        ConflictError: Somebody said so already, or the document is not unreadable.
    """
    application_for(Action.READ_BY_PERSON, request.actor, deps, request.application_id)
    with deps.database.write() as tx:
        application, is_repeat = _begin(tx, request, deps)
        if is_repeat:
            return Settled(application=application, is_repeat=True)
        is_done = applications.advance(
            tx,
            application.id,
            state=ApplicationState.READ_BY_PERSON,
            from_states=_UNREADABLE,
            reason=application.reason,
            now=deps.now(),
            read_by=request.actor.user_id,
        )
        if not is_done:
            raise _not_for_a_person(application)
        settled = _settled(tx, application.id, deps)
    deps.wake_senders()
    return settled


def decision_form(actor: Actor, deps: BotDeps, application_id: str) -> DecisionForm:
    """Fill the form for a decision.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application, or its data was removed.
        ConflictError: It is decided already.
    """
    application, requisition = application_for(Action.DECIDE, actor, deps, application_id)
    check_undecided(application)
    with deps.database.read() as tx:
        sealed = _sealed_cards(tx, application_id)
    return DecisionForm(
        application_id=application.id,
        label=application.label,
        requisition_title=requisition.title,
        sealed=sealed,
    )


def _sealed_cards(tx: Tx, application_id: str) -> SealedCards | None:
    panel = panels.open_of(tx, application_id)
    if panel is None:
        return None
    seats = panels.seats(tx, panel.id)
    return SealedCards(submitted=len(submitted(seats)), awaited=len(awaited(seats)))


def _begin(
    tx: Tx, request: Decide | UndoDecision | ReadByPerson, deps: BotDeps
) -> tuple[Application, bool]:
    """Return the application, and whether this event was done before."""
    is_repeat = not inbox.accept(tx, request.event_key, deps.now())
    application, _ = find_application(tx, request.actor, request.application_id)
    return application, is_repeat


def _settled(tx: Tx, application_id: str, deps: BotDeps) -> Settled:
    """Have the living message and the levels, which open or close, shown anew."""
    postings.refresh(tx, MessageKind.APPLICATION, application_id, deps.now())
    postings.refresh(tx, MessageKind.LEVELS, application_id, deps.now())
    return Settled(application=applications.get(tx, application_id), is_repeat=False)


def _not_for_a_person(application: Application) -> ConflictError:
    if application.read_by:
        problem = f"<@{application.read_by}> already read {application.label} themselves."
    else:
        problem = f"{application.label} is not among what could not be read."
    return ConflictError(f"{problem} Nothing was changed.", "Its message says how it stands.")
