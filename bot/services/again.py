"""Once more, because a person asks: read a document again, or show a message that was held."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import Application, ApplicationState, Requisition
from bot.errors import ConflictError, NotFoundError
from bot.services.access import require
from bot.services.bot_deps import TRIES_A_ROUND, BotDeps, Job
from bot.services.owners import application_of, requisition_of
from bot.services.withheld import check_may_see_reading
from bot.store import Tx, applications, assessments, inbox, postings, requisitions

_AGAIN_FROM = frozenset(
    {ApplicationState.STOPPED, ApplicationState.UNREADABLE, ApplicationState.FAILED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """Fetch and read a document once more."""

    actor: Actor
    event_key: str
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowAgain:
    """Show a message that was held, or that a person deleted in Slack."""

    actor: Actor
    event_key: str
    posting_id: str
    is_private: bool
    """Whether to send it to this person instead of the channel."""


def read_again(request: ReadAgain, deps: BotDeps) -> Application:
    """Put an application that was stopped, or could not be read, back in line.

    So is one whose offline reading stands in for a model's, which is asked anew; what people said
    of its levels stays.

    Raises:
        NotFoundError: There is no such application any more.
        NotAllowedError: They may not.
        ConflictError: It is being read, or was read.
    """
    with deps.database.read() as tx:
        application = applications.get(tx, request.application_id)
        requisition = requisitions.get(tx, application.requisition_id)
    require(
        Action.READ_AGAIN,
        request.actor,
        deps,
        requisition,
        application,
        author=application.added_by,
    )
    with deps.database.write() as tx:
        if inbox.accept(tx, request.event_key, deps.now()):
            _back_in_line(tx, application, deps)
        again = applications.get(tx, application.id)
    deps.wake_senders()
    return again


def _back_in_line(tx: Tx, application: Application, deps: BotDeps) -> None:
    stored = assessments.get(tx, application.id)
    stands_in = stored is not None and stored[0].stands_in is not None
    from_states = _AGAIN_FROM | {ApplicationState.READ} if stands_in else _AGAIN_FROM
    moved = applications.advance(
        tx, application.id, state=ApplicationState.WAITING, from_states=from_states
    )
    if not moved:
        raise ConflictError(
            "It is being read already, or was read. Nothing was changed.",
            "Look at its message in the review channel.",
        )
    if stands_in:
        assessments.drop(tx, application.id)
    now = deps.now()
    # A new round of attempts: unlike any round before, however soon after it.
    round_number = int(deps.new_id(), 16)
    deps.queue.enqueue(
        tx, Job.READ_APPLICATION, application.id, attempt=round_number * TRIES_A_ROUND
    )
    postings.refresh(tx, MessageKind.APPLICATION, application.id, now)


def show_again(request: ShowAgain, deps: BotDeps) -> Posting:
    """Have a message tried once more: where it was meant to be, or privately.

    Raises:
        NotFoundError: What it was about is no longer there.
        NotAllowedError: They may not see it, or want it privately and are still to rate themselves.
        ConflictError: It is shown, or on its way; or it is wanted privately, and stands in its
            channel as it was before.
    """
    with deps.database.read() as tx:
        posting = postings.get(tx, request.posting_id)
        requisition = requisition_of(tx, posting)
        application = application_of(tx, posting)
    if requisition is None:
        raise NotFoundError(
            "What this message was about is no longer there.", "There is nothing left to show."
        )
    require(Action.SEE_APPLICATION, request.actor, deps, requisition, application)
    with deps.database.write() as tx:
        if request.is_private and application is not None:
            check_may_see_reading(tx, application, request.actor.user_id)
        if inbox.accept(tx, request.event_key, deps.now()):
            _resume(tx, posting, requisition, request, deps)
        shown = postings.get(tx, posting.id)
    deps.wake_senders()
    return shown


def _resume(
    tx: Tx, posting: Posting, requisition: Requisition, request: ShowAgain, deps: BotDeps
) -> None:
    now = deps.now()
    stands = posting.ts and posting.held_because
    if request.is_private and (stands or _hangs_in_channel(tx, posting)):
        raise ConflictError(
            "It stands in its channel as it was before, and cannot be moved. Nothing was changed.",
            "Mend what was said about the channel, then press Try again.",
        )
    if not postings.resume(tx, posting.id, now):
        raise ConflictError(
            "It is shown already, or on its way. Nothing was changed.", "Give it a minute."
        )
    postings.want(
        tx,
        id=posting.id,
        kind=posting.kind,
        subject_id=posting.subject_id,
        part=posting.part,
        channel="" if request.is_private else requisition.channel,
        recipient=request.actor.user_id if request.is_private else "",
        parent_id=posting.parent_id,
        thread_ts=posting.thread_ts,
        now=now,
    )
    thread = posting.parent_id or posting.id  # one note speaks for all parts of a thread
    for other in postings.of_subject(tx, posting.subject_id):
        if other.parent_id == thread:
            postings.resume(tx, other.id, now)


def _hangs_in_channel(tx: Tx, posting: Posting) -> bool:
    """Whether it is part of a thread whose first message stands in a channel."""
    if not posting.parent_id:
        return False
    parent = postings.get(tx, posting.parent_id)
    return bool(parent.ts) and not parent.recipient
