"""Open a panel, change who rates in it until when, call it off, and say how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.panel import (
    AWAITED,
    MOST_RATERS,
    Panel,
    PanelState,
    Seat,
    SeatState,
    is_deserted,
    is_ready,
    uncovered,
)
from bot.domain.people import Actor, refuse_person
from bot.domain.policy import Action
from bot.domain.requisition import Application, Requisition
from bot.domain.rubric import Rubric
from bot.errors import AudienceError, ConflictError, UsageError
from bot.services.bot_deps import BotDeps
from bot.services.derived import derived_id
from bot.services.kept import application_for, check_undecided, checked_reason, find_application
from bot.services.panel_cases import (
    PanelCase,
    check_open,
    check_requisition_open,
    find_panel,
    panel_for,
    show_panel,
)
from bot.store import Tx, inbox, panels, rubrics, scorecards


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody who is to rate."""

    rater: str
    """Slack user id."""
    focus: tuple[str, ...]
    """Keys of the criteria that they rate, at least one."""
    interview_at: datetime | None = None
    """When they talk to the candidate; None when nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPanel:
    """Have some people rate an application."""

    actor: Actor
    event_key: str
    application_id: str
    asked: tuple[Asked, ...]
    due_at: datetime
    """Aware UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePanel:
    """Change who rates, on what, and until when; what is left out stays."""

    actor: Actor
    event_key: str
    panel_id: str
    asked: tuple[Asked, ...] = ()
    """New raters, raters to ask again, and those whose focus or interview is another."""
    removed: tuple[str, ...] = ()
    """Slack user ids of raters whose scorecard is no longer awaited."""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPanel:
    """Call a panel off: what was submitted stays sealed for good."""

    actor: Actor
    event_key: str
    panel_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelProgress:
    """How far a panel is: who has submitted, and nothing of what."""

    panel: Panel
    label: str
    requisition_title: str
    seats: tuple[Seat, ...]
    """In the order of asking, those that ended too."""
    uncovered: tuple[str, ...]
    """Keys of criteria that nobody who rates, or may still rate, has in their focus."""
    in_channel: tuple[str, ...]
    """Raters who are in the review channel, where the reading of the CV stands for all to read."""
    is_ready: bool
    """Whether some scorecard is in and none is awaited, so that it can be revealed."""
    is_deserted: bool
    """Whether no scorecard is in and none can come."""
    is_repeat: bool = False
    """Whether the same event came before, so that nothing was done now."""


def open_panel(request: OpenPanel, deps: BotDeps) -> PanelProgress:
    """Open a panel on an application; the version of its rubric is fixed from then on.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application or criterion, or its data was removed.
        UsageError: Nobody or too many are asked, somebody twice or with nothing to rate, somebody
            who may not rate, or the times make no sense.
        ConflictError: A panel is open already, it is decided, or the requisition is closed.
    """
    application, requisition = application_for(
        Action.SET_UP_PANEL, request.actor, deps, request.application_id
    )
    with deps.database.read() as tx:
        rubric = rubrics.get(tx, application.rubric_hash)
    if not request.asked:
        raise UsageError("A panel needs at least one rater.", "Choose who talks to the candidate.")
    _check_asked(request.asked, request.due_at, application, rubric, deps)
    panel_id = derived_id("panel", request.event_key)
    with deps.database.write() as tx:
        is_repeat = not inbox.accept(tx, request.event_key, deps.now())
        if not is_repeat:
            _add(tx, panel_id, request, rubric.hash, deps)
    return _progress(request.actor, deps, panel_id, requisition, is_repeat=is_repeat)


def change_panel(request: ChangePanel, deps: BotDeps) -> PanelProgress:
    """Ask more raters, take raters out, or move the day on which all should be in.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such panel or criterion, or its person was forgotten.
        UsageError: As for ``open_panel``.
        ConflictError: It is no longer open, a scorecard that it concerns is in, the requisition
            is closed, or it would change nothing.
    """
    case = panel_for(Action.SET_UP_PANEL, request.actor, deps, request.panel_id)
    due_at = request.due_at or case.panel.due_at
    with deps.database.read() as tx:
        rubric = rubrics.get(tx, case.panel.rubric_hash)
    if request.due_at is not None:
        _check_due(request.due_at, deps)
    if request.asked:
        _check_asked(request.asked, due_at, case.application, rubric, deps)
    with deps.database.write() as tx:
        is_repeat = not inbox.accept(tx, request.event_key, deps.now())
        if not is_repeat:
            _change(tx, find_panel(tx, request.actor, case.panel.id, is_held=True), request, deps)
    return _progress(request.actor, deps, case.panel.id, case.requisition, is_repeat=is_repeat)


def cancel_panel(request: CancelPanel, deps: BotDeps) -> PanelProgress:
    """Call a panel off, with a reason; nobody will see what was submitted but its rater.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such panel, or its person was forgotten.
        UsageError: There is no reason, or one that is too short or too long.
        ConflictError: It is no longer open.
    """
    reason = checked_reason(request.reason)
    case = panel_for(Action.SET_UP_PANEL, request.actor, deps, request.panel_id)
    with deps.database.write() as tx:
        is_repeat = not inbox.accept(tx, request.event_key, deps.now())
        if not is_repeat:
            held = find_panel(tx, request.actor, case.panel.id, is_held=True)
            check_open(held)
            ended = replace(held.panel, state=PanelState.CANCELLED, closed_reason=reason)
            panels.replace(tx, ended)
            show_panel(tx, held.application.id, deps)
    return _progress(request.actor, deps, case.panel.id, case.requisition, is_repeat=is_repeat)


def progress(actor: Actor, deps: BotDeps, panel_id: str) -> PanelProgress:
    """Say how far a panel is: whose scorecards are in, and never what they say.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such panel, or its person was forgotten.
    """
    case = panel_for(Action.SEE_PANEL, actor, deps, panel_id)
    return _progress(actor, deps, panel_id, case.requisition)


def open_panel_of(actor: Actor, deps: BotDeps, application_id: str) -> PanelProgress | None:
    """Say how far the open panel of an application is; None when none is open.

    Raises:
        NotAllowedError: They may not see it.
        NotFoundError: There is no such application, or its data was removed.
    """
    with deps.database.read() as tx:
        application, _ = find_application(tx, actor, application_id)
        panel = panels.open_of(tx, application.id)
    if panel is None:
        application_for(Action.SET_UP_PANEL, actor, deps, application_id)
        return None
    return progress(actor, deps, panel.id)


def _progress(
    actor: Actor,
    deps: BotDeps,
    panel_id: str,
    requisition: Requisition,
    *,
    is_repeat: bool = False,
) -> PanelProgress:
    with deps.database.read() as tx:
        case = find_panel(tx, actor, panel_id)
        rubric = rubrics.get(tx, case.panel.rubric_hash)
    raters = [seat.rater for seat in case.seats if seat.state in AWAITED]
    return PanelProgress(
        panel=case.panel,
        label=case.application.label,
        requisition_title=requisition.title,
        seats=case.seats,
        uncovered=uncovered([criterion.key for criterion in rubric.criteria], case.seats),
        in_channel=tuple(r for r in raters if deps.slack.is_in_channel(r, requisition.channel)),
        is_ready=is_ready(case.panel, case.seats),
        is_deserted=is_deserted(case.panel, case.seats),
        is_repeat=is_repeat,
    )


def _check_asked(
    asked: Sequence[Asked],
    due_at: datetime,
    application: Application,
    rubric: Rubric,
    deps: BotDeps,
) -> None:
    _check_due(due_at, deps)
    raters = [each.rater for each in asked]
    _check_count(len(raters))
    for each in asked:
        if raters.count(each.rater) > 1:
            raise UsageError(f"<@{each.rater}> is asked twice.", "Name everybody once.")
        if not each.focus:
            raise UsageError(
                f"<@{each.rater}> has nothing to rate.", "Choose at least one criterion."
            )
        for key in each.focus:
            rubric.criterion(key)
        if each.interview_at is not None and each.interview_at > due_at:
            raise UsageError(
                f"The interview of <@{each.rater}> is after the scorecards are due.",
                "Choose a later day for the scorecards.",
            )
    problems = [problem for each in asked if (problem := _unfit(each.rater, application, deps))]
    if problems:
        raise UsageError(" ".join(problems), "Choose somebody else in their place.")


def _check_count(raters: int) -> None:
    if raters > MOST_RATERS:
        raise UsageError(
            f"{raters} raters are more than one panel takes.", f"Choose at most {MOST_RATERS}."
        )


def _check_due(due_at: datetime, deps: BotDeps) -> None:
    if due_at <= deps.now():
        raise UsageError("The scorecards would be due in the past.", "Choose a later time.")


def _unfit(rater: str, application: Application, deps: BotDeps) -> str:
    """Say why somebody may not rate; "" when they may."""
    if rater == application.candidate_user_id:
        return f"<@{rater}> is the candidate."
    refusal = refuse_person(deps.slack.person(rater), team_id=deps.team_id)
    return "" if refusal is None else f"<@{rater}> may not rate. {AudienceError(refusal).problem}"


def _add(tx: Tx, panel_id: str, request: OpenPanel, rubric_hash: str, deps: BotDeps) -> None:
    application, requisition = find_application(tx, request.actor, request.application_id)
    check_undecided(application)
    check_requisition_open(requisition)
    before = panels.hold_application(tx, application.id)
    if before is not None:
        raise ConflictError(
            f"<@{before.opened_by}> already opened a panel on {application.label}. "
            "Nothing was changed.",
            "Change that one.",
        )
    panel = Panel(
        id=panel_id,
        application_id=application.id,
        requisition_id=requisition.id,
        rubric_hash=rubric_hash,
        opened_by=request.actor.user_id,
        opened_at=deps.now(),
        due_at=request.due_at,
        state=PanelState.OPEN,
        revealed_at=None,
        revealed_by="",
        is_early=False,
        closed_reason="",
    )
    panels.add(tx, panel)
    for asked in request.asked:
        panels.put_seat(tx, _seat(panel_id, asked, None, deps))
    show_panel(tx, application.id, deps)


def _change(tx: Tx, case: PanelCase, request: ChangePanel, deps: BotDeps) -> None:
    check_open(case)
    seats = [_seat_for(case, asked, deps) for asked in request.asked]
    seats += [_left(case, rater, deps) for rater in request.removed]
    if request.asked:
        check_requisition_open(case.requisition)
    panel = replace(case.panel, due_at=request.due_at or case.panel.due_at)
    if panel == case.panel and all(seat in case.seats for seat in seats):
        raise ConflictError(
            "The panel is so already. Nothing was changed.", "Change raters, criteria or the day."
        )
    after = {seat.rater: seat for seat in (*case.seats, *seats)}
    _check_count(sum(seat.state is not SeatState.LEFT for seat in after.values()))
    for seat in seats:
        panels.put_seat(tx, seat)
        if seat.state is SeatState.LEFT:
            scorecards.drop_draft(tx, panel.id, seat.rater)
    panels.replace(tx, panel)
    show_panel(tx, case.application.id, deps)


def _seat_for(case: PanelCase, asked: Asked, deps: BotDeps) -> Seat:
    before = case.seat_of(asked.rater)
    if before is not None and before.state is SeatState.SUBMITTED:
        raise ConflictError(
            f"The scorecard of <@{asked.rater}> is in: what they rate can no longer change. "
            "Nothing was changed.",
            "Leave them as they are.",
        )
    return _seat(case.panel.id, asked, before, deps)


def _seat(panel_id: str, asked: Asked, before: Seat | None, deps: BotDeps) -> Seat:
    """Make a place, or change one: who is still awaited keeps what they began."""
    fresh = Seat(
        id=derived_id("seat", panel_id, asked.rater),
        panel_id=panel_id,
        rater=asked.rater,
        focus=tuple(dict.fromkeys(asked.focus)),
        interview_at=asked.interview_at,
        state=SeatState.ASKED,
        added_at=deps.now(),
        ended_at=None,
    )
    if before is None or before.state not in AWAITED:
        return fresh
    return replace(fresh, state=before.state, added_at=before.added_at)


def _left(case: PanelCase, rater: str, deps: BotDeps) -> Seat:
    before = case.seat_of(rater)
    if before is None or before.state not in AWAITED:
        why = (
            "already in, and counts"
            if before is not None and before.state is SeatState.SUBMITTED
            else "not awaited"
        )
        raise ConflictError(
            f"The scorecard of <@{rater}> is {why}. Nothing was changed.",
            "Take out only who is still to rate.",
        )
    return replace(before, state=SeatState.LEFT, ended_at=deps.now())
