"""An application's own message: beside a run's list it is posted when somebody opens it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import Application, Requisition
from bot.domain.rubric import Rubric
from bot.services.bot_deps import BotDeps
from bot.services.kept import application_for
from bot.services.parts import parts_of
from bot.store import Tx, assessments, inbox, postings, rubrics


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApplication:
    """Have an application of a run shown by a message with a thread of its own."""

    actor: Actor
    event_key: str
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Where the message stands."""

    label: str
    permalink: str
    """"" while it is on its way."""


def open_application(request: OpenApplication, deps: BotDeps) -> Opened:
    """Have an application's message posted, unless it is there.

    Raises:
        NotFoundError: There is no such application any more.
        NotAllowedError: They may not see it.
    """
    application, requisition = application_for(
        Action.SEE_APPLICATION, request.actor, deps, request.application_id
    )
    with deps.database.write() as tx:
        if inbox.accept(tx, request.event_key, deps.now()):
            _show(tx, application, requisition, deps)
        posting = postings.find(tx, MessageKind.APPLICATION, application.id)
    deps.wake_senders()
    is_shown = posting is not None and bool(posting.ts)
    permalink = deps.slack.permalink(posting.channel, posting.ts) if posting and is_shown else ""
    return Opened(label=application.label, permalink=permalink)


def _show(tx: Tx, application: Application, requisition: Requisition, deps: BotDeps) -> None:
    posting = postings.find(tx, MessageKind.APPLICATION, application.id)
    if posting is None:
        posting = want_message(tx, application, requisition, deps)
    else:
        postings.resume(tx, posting.id, deps.now())  # where it was held, or deleted in Slack
    stored = assessments.get(tx, application.id)
    if stored is not None:
        want_levels(tx, posting, rubrics.get(tx, stored[0].rubric_hash), deps)


def want_message(
    tx: Tx, application: Application, requisition: Requisition, deps: BotDeps
) -> Posting:
    """Want the living message of an application, in the requisition's channel."""
    return postings.want(
        tx,
        id=deps.new_id(),
        kind=MessageKind.APPLICATION,
        subject_id=application.id,
        channel=requisition.channel,
        now=deps.now(),
    )


def want_levels(tx: Tx, parent: Posting, rubric: Rubric, deps: BotDeps) -> None:
    """Want the levels in the thread of an application's message."""
    for part in range(parts_of(rubric)):
        postings.want(
            tx,
            id=deps.new_id(),
            kind=MessageKind.LEVELS,
            subject_id=parent.subject_id,
            part=part,
            channel=parent.channel,
            parent_id=parent.id,
            now=deps.now(),
        )
