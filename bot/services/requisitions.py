"""Open a requisition, change it, close it and open it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from bot.domain.audience import refuse_channel
from bot.domain.people import Actor, refuse_person
from bot.domain.policy import Action
from bot.domain.posting import MessageKind
from bot.domain.requisition import Requisition
from bot.domain.rubric import Rubric
from bot.domain.words import heading
from bot.errors import AudienceError, ConflictError, NotFoundError, UsageError
from bot.services.access import own_requisition, require
from bot.services.bot_deps import BotDeps
from bot.services.derived import derived_id
from bot.services.moving import move_all
from bot.services.screens import Choice, RequisitionForm
from bot.store import Tx, applications, inbox, postings, requisitions, rubrics

LONGEST_TITLE = 150
"""Characters. Source: Slack's limit of a header block, in which the title stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequisition:
    """A requisition to open, or what an open one should become."""

    actor: Actor
    event_key: str
    """What tells this request from every other; a repeat of it has no effect."""
    title: str
    channel: str
    rubric: str
    """Name of the rubric; "" for the default."""
    hiring_manager: str
    """Slack user id; "" for nobody."""
    requisition_id: str = ""
    """The one to change; "" to open a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A requisition as it is now kept."""

    requisition: Requisition
    is_repeat: bool
    """Whether the same request was done before, so that nothing happened now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOpen:
    """A requisition to close, or to open again."""

    actor: Actor
    event_key: str
    requisition_id: str


def open_form(
    actor: Actor, deps: BotDeps, requisition_id: str = "", channel: str = ""
) -> RequisitionForm:
    """Fill the form for a new requisition, or for one that is there.

    Args:
        actor: Who will see the form.
        deps: What to reach.
        requisition_id: The one to change; "" for a new one.
        channel: Where the form was asked for; chosen beforehand where candidate data may go
            there.

    Raises:
        NotFoundError: There is no such requisition.
        NotAllowedError: They may not open or change one.
    """
    if requisition_id:
        with deps.database.read() as tx:
            found = own_requisition(tx, actor, requisition_id)
        require(Action.EDIT_REQUISITION, actor, deps, found)
        return RequisitionForm(
            requisition_id=found.id,
            title=found.title,
            channel=found.channel,
            hiring_manager=found.hiring_manager,
            rubrics=rubric_choices(deps, found.rubric_name),
            rubric=found.rubric_name,
        )
    require(Action.OPEN_REQUISITION, actor, deps)
    default = deps.reading.default_rubric
    is_safe = bool(channel) and refuse_channel(deps.slack.channel(channel), deps.rules) is None
    return RequisitionForm(
        requisition_id="",
        title="",
        channel=channel if is_safe else "",
        hiring_manager="",
        rubrics=rubric_choices(deps, default),
        rubric=default,
    )


def open_requisition(request: OpenRequisition, deps: BotDeps) -> Opened:
    """Open a requisition, or change one; its channel is checked when it is new to it.

    What stands in a channel that is no longer its own is taken away, and shown in the new one.

    Raises:
        UsageError: The title is empty or too long, or the channel is a direct conversation.
        NotFoundError: There is no such requisition or rubric.
        RubricError: The rubric cannot be used.
        NotAllowedError: They may not.
        AudienceError: Candidate data may not go to that channel, or to that hiring manager.
    """
    before = _before(request, deps)
    request = replace(request, title=_title(request.title))
    rubric = _rubric(request.rubric, before, deps)
    if before is None or before.channel != request.channel:
        _check_channel(request.channel, deps)
    if request.hiring_manager and (
        before is None or before.hiring_manager != request.hiring_manager
    ):
        _check_person(request.hiring_manager, deps)
    id_ = request.requisition_id or derived_id("requisition", request.event_key)
    with deps.database.write() as tx:
        is_repeat = not inbox.accept(tx, request.event_key, deps.now())
        if not is_repeat:
            _keep(tx, id_, request, rubric, deps)
        requisition = requisitions.get(tx, id_)
    deps.wake_senders()
    return Opened(requisition=requisition, is_repeat=is_repeat)


def close_requisition(request: SetOpen, deps: BotDeps) -> Opened:
    """Close a requisition: nothing is added any more, all that is there is kept.

    Raises:
        NotFoundError: There is no such requisition.
        NotAllowedError: They may not.
        ConflictError: It is closed already.
    """
    return _set_closed(request, deps, closed_at=deps.now())


def reopen_requisition(request: SetOpen, deps: BotDeps) -> Opened:
    """Open a closed requisition again; its channel is checked anew.

    Raises:
        NotFoundError: There is no such requisition.
        NotAllowedError: They may not.
        AudienceError: Candidate data may no longer go to its channel.
        ConflictError: It is open already.
    """
    return _set_closed(request, deps, closed_at=None)


def twins(requisition: Requisition, deps: BotDeps) -> tuple[Requisition, ...]:
    """List other open requisitions of the same title: only their letters tell them apart."""
    with deps.database.read() as tx:
        found = requisitions.all(tx, requisition.team_id, is_open=True)
    title = requisition.title.casefold()
    return tuple(r for r in found if r.id != requisition.id and r.title.casefold() == title)


def rubric_choices(deps: BotDeps, *besides: str) -> tuple[Choice, ...]:
    """List the rubrics that can be chosen, and others that are in use."""
    names = dict.fromkeys([*deps.reading.rubrics.names(), *besides])
    return tuple(Choice(id=name, text=heading(PurePath(name).stem)) for name in names)


def _before(request: OpenRequisition, deps: BotDeps) -> Requisition | None:
    if not request.requisition_id:
        require(Action.OPEN_REQUISITION, request.actor, deps)
        return None
    with deps.database.read() as tx:
        found = own_requisition(tx, request.actor, request.requisition_id)
    require(Action.EDIT_REQUISITION, request.actor, deps, found)
    return found


def _title(given: str) -> str:
    title = " ".join(given.split())
    if not title:
        raise UsageError("A requisition needs a title.", "Name the opening, as in the advert.")
    if len(title) > LONGEST_TITLE:
        raise UsageError(
            f"The title is longer than {LONGEST_TITLE} characters.", "Give a shorter one."
        )
    return title


def _rubric(name: str, before: Requisition | None, deps: BotDeps) -> Rubric:
    library = deps.reading.rubrics
    wanted, names = name or deps.reading.default_rubric, library.names()
    if wanted in names or wanted == deps.reading.default_rubric:
        return library.load(wanted)
    if before is not None and wanted == before.rubric_name:  # its file is gone, its version is not
        with deps.database.read() as tx:
            return rubrics.get(tx, before.rubric_hash)
    raise NotFoundError("There is no such rubric.", f"Choose one of: {', '.join(names)}.")


def _check_channel(channel: str, deps: BotDeps) -> None:
    facts = deps.slack.channel(channel) if channel else None
    refusal = refuse_channel(facts, deps.rules)
    if refusal is not None:
        raise AudienceError(refusal)
    if facts is not None and facts.is_direct:
        raise UsageError(
            "A direct conversation cannot be a review channel.", "Choose a private channel."
        )


def _check_person(user_id: str, deps: BotDeps) -> None:
    refusal = refuse_person(deps.slack.person(user_id), team_id=deps.team_id)
    if refusal is not None:
        raise AudienceError(refusal)


def _keep(tx: Tx, id_: str, request: OpenRequisition, rubric: Rubric, deps: BotDeps) -> None:
    rubrics.keep(tx, rubric)
    if not request.requisition_id:
        new = Requisition(
            id=id_,
            team_id=request.actor.team_id,
            number=requisitions.next_number(tx, request.actor.team_id),
            title=request.title,
            channel=request.channel,
            rubric_name=rubric.name,
            rubric_hash=rubric.hash,
            hiring_manager=request.hiring_manager,
            opened_by=request.actor.user_id,
            opened_at=deps.now(),
            closed_at=None,
            job_document_id=None,
        )
        requisitions.add(tx, new)
        return
    old = requisitions.get(tx, id_)
    requisitions.replace(
        tx,
        replace(
            old,
            title=request.title,
            channel=request.channel,
            rubric_name=rubric.name,
            rubric_hash=rubric.hash,
            hiring_manager=request.hiring_manager,
        ),
    )
    if old.channel != request.channel:  # who is in the old one may not be in the new one
        move_all(tx, id_, old.channel, request.channel, deps)
    if old.title != request.title:  # every living message says the title
        for application in applications.of_requisition(tx, id_):
            postings.refresh(tx, MessageKind.APPLICATION, application.id, deps.now())


def _set_closed(request: SetOpen, deps: BotDeps, *, closed_at: datetime | None) -> Opened:
    with deps.database.read() as tx:
        found = own_requisition(tx, request.actor, request.requisition_id)
    require(Action.EDIT_REQUISITION, request.actor, deps, found)
    if closed_at is None:
        _check_channel(found.channel, deps)
    with deps.database.write() as tx:
        before = requisitions.get(tx, found.id)
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Opened(requisition=before, is_repeat=True)
        if (before.closed_at is None) == (closed_at is None):
            state = "open" if closed_at is None else "closed"
            raise ConflictError(
                f"The requisition is {state} already. Nothing was changed.",
                "Look at its present state in App Home.",
            )
        after = replace(before, closed_at=closed_at)
        requisitions.replace(tx, after)
    return Opened(requisition=after, is_repeat=False)
