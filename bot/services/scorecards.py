"""Write one's own scorecard: keep a draft, submit it, amend it, or say that one did not interview.

The rater is always the user of the request's envelope: nobody rates for somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.panel import (
    AWAITED,
    CardProblem,
    Draft,
    Panel,
    PanelState,
    Scorecard,
    Seat,
    SeatState,
    card_problems,
    draft_problems,
    is_ready,
    tidy,
)
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.rubric import Criterion
from bot.errors import CardError, ConflictError, NotAllowedError, NotFoundError
from bot.services.bot_deps import BotDeps
from bot.services.derived import derived_id
from bot.services.kept import checked_reason, day
from bot.services.panel_cases import PanelCase, check_open, find_panel, panel_for, show_panel
from bot.store import Tx, inbox, panels, rubrics, scorecards

_WRITES = AWAITED | {SeatState.SUBMITTED}
"""States of a seat whose rater may have a draft."""
_RECENT_SECONDS = 120
"""Up to here "14 s ago" says more than a day and an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """Keep what somebody wrote so far."""

    actor: Actor
    panel_id: str
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """Somebody gives their scorecard."""

    actor: Actor
    event_key: str
    panel_id: str
    draft: Draft
    """Everything that they wrote; must be whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Somebody changes what they gave; what it was stays beside it."""

    actor: Actor
    event_key: str
    panel_id: str
    draft: Draft
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """Somebody did not interview, and is asked no more."""

    actor: Actor
    event_key: str
    panel_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What a rater's word came to; for that rater alone."""

    card: Scorecard
    is_ready: bool
    """Whether it was the last that was awaited, so that the panel can be revealed."""
    is_repeat: bool
    """Whether the same event came before, so that nothing was done now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """What is left of a panel that somebody stepped out of."""

    seat: Seat
    is_ready: bool
    is_repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardForm:
    """A rater's own form, filled with what they wrote themselves."""

    panel: Panel
    seat: Seat
    label: str
    requisition_title: str
    criteria: tuple[Criterion, ...]
    """Their focus in its order, as the version of the rubric has it that the panel is on."""
    card: Scorecard | None
    """What they submitted last; None until then."""
    draft: Draft | None
    """What they wrote since; None when there is nothing."""


def scorecard_form(actor: Actor, deps: BotDeps, panel_id: str) -> ScorecardForm:
    """Fill a rater's own form; nobody else's word and no reading of the CV is in it.

    Raises:
        NotAllowedError: They do not rate in this panel.
        NotFoundError: There is no such panel, or its person was forgotten.
    """
    panel_for(Action.RATE, actor, deps, panel_id)
    with deps.database.read() as tx:
        case = find_panel(tx, actor, panel_id)
        rubric = rubrics.get(tx, case.panel.rubric_hash)
        card = scorecards.own_card(tx, panel_id, actor.user_id)
        draft = scorecards.own_draft(tx, panel_id, actor.user_id)
    seat = _own_seat(case, actor)
    return ScorecardForm(
        panel=case.panel,
        seat=seat,
        label=case.application.label,
        requisition_title=case.requisition.title,
        criteria=tuple(rubric.criterion(key) for key in seat.focus),
        card=card,
        draft=_within(draft, seat.focus) if draft else None,
    )


def owed(actor: Actor, deps: BotDeps) -> tuple[ScorecardForm, ...]:
    """List the forms of all scorecards that somebody still owes, soonest due first.

    Nobody is asked for what is on a closed requisition or already decided.

    Raises:
        NotAllowedError: They no longer may, though they were asked.
    """
    with deps.database.read() as tx:
        found = panels.awaited_of(tx, actor.user_id)
    return tuple(scorecard_form(actor, deps, panel.id) for panel, _ in found)


def save_draft(request: SaveDraft, deps: BotDeps) -> Draft:
    """Keep what a rater wrote so far; it may lack anything. The newest one stays.

    Raises:
        NotAllowedError: They do not rate in this panel.
        NotFoundError: There is no such panel, or its person was forgotten.
        CardError: A text is too long, a level is off the scale, or a criterion is not theirs.
        ConflictError: It was called off, or they said that they did not interview.
    """
    actor, panel_id = request.actor, request.panel_id
    case = panel_for(Action.RATE, actor, deps, panel_id)
    draft = _tidied(request.draft)
    _refuse(draft_problems(_own_seat(case, actor).focus, draft))
    with deps.database.write() as tx:
        case = find_panel(tx, actor, panel_id, is_held=True)
        seat = _own_seat(case, actor)
        _check_not_cancelled(case)
        if seat.state not in _WRITES:
            _check_awaited(seat, deps)
        _keep_draft(tx, case, seat, draft, deps)
    return draft


def submit(request: Submit, deps: BotDeps) -> Submitted:
    """Take a scorecard; from then on it is only amended.

    Of two that come at once the first is taken. The words of the other are kept as its rater's
    draft, as are those of one that comes after the reveal.

    Raises:
        NotAllowedError: They do not rate in this panel.
        NotFoundError: There is no such panel, or its person was forgotten.
        CardError: Something is missing, too long or off the scale; says what, field by field.
        ConflictError: Theirs is in already, they declined, or the panel is no longer open.
    """
    draft = _checked(request.actor, request.panel_id, request.draft, deps)
    try:
        return _submit(request, draft, deps)
    except ConflictError as error:
        raise _with_words_kept(request, draft, error, deps) from None


def amend(request: Amend, deps: BotDeps) -> Submitted:
    """Follow one's scorecard with another, and say why; after the reveal it is marked as such.

    Raises:
        NotAllowedError: They do not rate in this panel.
        NotFoundError: There is no such panel, or its person was forgotten.
        CardError: Something is missing, too long or off the scale; says what, field by field.
        UsageError: There is no reason, or one that is too short or too long.
        ConflictError: Theirs is not in, it says exactly that, or the panel was called off.
    """
    reason = checked_reason(tidy(request.reason))
    draft = _checked(request.actor, request.panel_id, request.draft, deps)
    try:
        return _amend(request, draft, reason, deps)
    except ConflictError as error:
        raise _with_words_kept(request, draft, error, deps) from None


def decline(request: Decline, deps: BotDeps) -> Declined:
    """Note that somebody did not interview; what they wrote so far is deleted.

    Raises:
        NotAllowedError: They do not rate in this panel.
        NotFoundError: There is no such panel, or its person was forgotten.
        ConflictError: Their scorecard is in, they said so already, or it is no longer open.
    """
    actor = request.actor
    panel_for(Action.RATE, actor, deps, request.panel_id)
    with deps.database.write() as tx:
        case = find_panel(tx, actor, request.panel_id, is_held=True)
        seat = _own_seat(case, actor)
        is_repeat = not inbox.accept(tx, request.event_key, deps.now())
        if not is_repeat:
            check_open(case)
            _check_awaited(seat, deps)
            seat = replace(seat, state=SeatState.DECLINED, ended_at=deps.now())
            panels.put_seat(tx, seat)
            scorecards.drop_draft(tx, case.panel.id, actor.user_id)
            show_panel(tx, case.application.id, deps)
        ready = is_ready(case.panel, panels.seats(tx, case.panel.id))
    return Declined(seat=seat, is_ready=ready, is_repeat=is_repeat)


def _submit(request: Submit, draft: Draft, deps: BotDeps) -> Submitted:
    with deps.database.write() as tx:
        case = find_panel(tx, request.actor, request.panel_id, is_held=True)
        if not inbox.accept(tx, request.event_key, deps.now()):
            return _repeated(tx, case, request.actor)
        seat = _own_seat(case, request.actor)
        check_open(case)
        _check_awaited(seat, deps)
        card = _card(seat, request, draft, deps)
        scorecards.submit(tx, card, len(seat.focus))
        seat = replace(seat, state=SeatState.SUBMITTED, ended_at=card.submitted_at)
        panels.put_seat(tx, seat)
        show_panel(tx, case.application.id, deps)
        ready = is_ready(case.panel, panels.seats(tx, case.panel.id))
    return Submitted(card=card, is_ready=ready, is_repeat=False)


def _amend(request: Amend, draft: Draft, reason: str, deps: BotDeps) -> Submitted:
    with deps.database.write() as tx:
        case = find_panel(tx, request.actor, request.panel_id, is_held=True)
        if not inbox.accept(tx, request.event_key, deps.now()):
            return _repeated(tx, case, request.actor)
        seat = _own_seat(case, request.actor)
        _check_not_cancelled(case)
        before = scorecards.own_card(tx, case.panel.id, seat.rater)
        if before is None:
            raise ConflictError(
                "Your scorecard is not in, so there is nothing to amend. Nothing was changed.",
                "Submit it, if the panel is open.",
            )
        if _said(before) == draft:
            raise ConflictError(
                "Your scorecard says exactly that. Nothing was changed.", "Change what differs."
            )
        card = replace(
            _card(seat, request, draft, deps),
            number=before.number + 1,
            reason=reason,
            is_after_reveal=case.panel.state is PanelState.REVEALED,
        )
        scorecards.submit(tx, card, len(seat.focus))
        show_panel(tx, case.application.id, deps)
    return Submitted(card=card, is_ready=is_ready(case.panel, case.seats), is_repeat=False)


def _repeated(tx: Tx, case: PanelCase, actor: Actor) -> Submitted:
    card = scorecards.own_card(tx, case.panel.id, actor.user_id)
    if card is None:
        raise NotFoundError("This scorecard is not there.", "Open your form anew.")
    return Submitted(card=card, is_ready=is_ready(case.panel, case.seats), is_repeat=True)


def _with_words_kept(
    request: Submit | Amend, draft: Draft, error: ConflictError, deps: BotDeps
) -> ConflictError:
    """Keep what could not be taken as its rater's draft, unless it says what is in already."""
    with deps.database.write() as tx:
        case = find_panel(tx, request.actor, request.panel_id, is_held=True)
        seat = _own_seat(case, request.actor)
        own = scorecards.own_card(tx, case.panel.id, seat.rater)
        if seat.state not in _WRITES or (own is not None and _said(own) == draft):
            return error
        _keep_draft(tx, case, seat, draft, deps)
    return ConflictError(error.problem, f"{error.fix} What you wrote is kept for you as a draft.")


def _keep_draft(tx: Tx, case: PanelCase, seat: Seat, draft: Draft, deps: BotDeps) -> None:
    scorecards.save_draft(tx, case.panel.id, seat.rater, draft, len(seat.focus), deps.now())
    if seat.state is SeatState.ASKED:
        panels.put_seat(tx, replace(seat, state=SeatState.DRAFTED))


def _checked(actor: Actor, panel_id: str, draft: Draft, deps: BotDeps) -> Draft:
    """Return a whole draft of somebody who may rate, tidied."""
    focus = _own_seat(panel_for(Action.RATE, actor, deps, panel_id), actor).focus
    tidied = _tidied(draft)
    _refuse(card_problems(focus, tidied))
    return _within(tidied, focus)


def _tidied(draft: Draft) -> Draft:
    return replace(
        draft,
        ratings=tuple(replace(r, observation=tidy(r.observation)) for r in draft.ratings),
        would_change=tidy(draft.would_change),
    )


def _refuse(problems: Sequence[CardProblem]) -> None:
    if problems:
        raise _refusal(problems)


def _refusal(problems: Sequence[CardProblem]) -> CardError:
    """Say what is wrong, field by field; of several things in a field the first."""
    fields: dict[str, str] = {}
    for problem in problems:
        fields.setdefault(problem.field, f"{problem.problem} {problem.fix}")
    return CardError(fields)


def _card(seat: Seat, request: Submit | Amend, draft: Draft, deps: BotDeps) -> Scorecard:
    """Make the first scorecard of a whole draft.

    Raises:
        CardError: It is not whole; the focus may have changed since the form was filled.
    """
    problems = card_problems(seat.focus, draft)
    if problems or draft.recommendation is None:
        raise _refusal(problems)
    return Scorecard(
        id=derived_id("scorecard", request.event_key),
        panel_id=seat.panel_id,
        rater=seat.rater,
        ratings=draft.ratings,
        recommendation=draft.recommendation,
        would_change=draft.would_change,
        submitted_at=deps.now(),
        number=1,
        reason="",
        is_after_reveal=False,
    )


def _said(card: Scorecard) -> Draft:
    return Draft(
        ratings=card.ratings, recommendation=card.recommendation, would_change=card.would_change
    )


def _within(draft: Draft, focus: Sequence[str]) -> Draft:
    """Leave out of a draft what its rater no longer rates, in the order of their focus."""
    rated = {rating.criterion: rating for rating in draft.ratings}
    return replace(draft, ratings=tuple(rated[key] for key in focus if key in rated))


def _own_seat(case: PanelCase, actor: Actor) -> Seat:
    seat = case.seat_of(actor.user_id)
    if seat is None or seat.state is SeatState.LEFT:  # left since the policy was asked
        raise NotAllowedError("You no longer rate in this panel.", "Ask who set it up.")
    return seat


def _check_awaited(seat: Seat, deps: BotDeps) -> None:
    if seat.state is SeatState.DECLINED:
        raise ConflictError(
            "You said that you did not interview. Nothing was changed.",
            "Ask the hiring team to ask you again.",
        )
    if seat.ended_at is not None:
        raise ConflictError(
            f"Your scorecard is already in, {_since(seat.ended_at, deps.now())}. "
            "Nothing was changed.",
            "Look at it, or amend it and say why.",
        )


def _check_not_cancelled(case: PanelCase) -> None:
    if case.panel.state is PanelState.CANCELLED:
        check_open(case)


def _since(then: datetime, now: datetime) -> str:
    seconds = round((now - then).total_seconds())
    return f"{seconds} s ago" if seconds < _RECENT_SECONDS else f"since {day(then)}"
