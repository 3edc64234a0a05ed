"""Reveal a panel, and show what everybody said, side by side and beside the reading of the CV."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.blind import Mask
from bot.domain.panel import (
    Panel,
    PanelState,
    Scorecard,
    Seat,
    SeatState,
    awaited,
    changed_after,
    counting,
    independent,
    is_ready,
    submitted,
)
from bot.domain.people import Actor, refuse_person
from bot.domain.policy import Action
from bot.domain.rubric import Criterion
from bot.domain.words import count
from bot.errors import AudienceRefusal, ConflictError
from bot.services.bot_deps import BotDeps
from bot.services.kept import mask_of, masked
from bot.services.panel_cases import PanelCase, check_open, find_panel, panel_for, show_panel
from bot.store import Tx, assessments, inbox, panels, rubrics, scorecards


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """Somebody has all scorecards shown."""

    actor: Actor
    event_key: str
    panel_id: str
    is_early: bool
    """Whether those who are still awaited are to be left out; the hiring manager alone may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """What a panel came to."""

    panel: Panel
    is_repeat: bool
    """Whether the same event came before, so that nothing was done now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelShown:
    """All that a revealed panel holds, for those who compute and show it."""

    panel: Panel
    application_id: str
    label: str
    requisition_title: str
    criteria: tuple[Criterion, ...]
    """All of the rubric's version that the panel is on, in its order."""
    seats: tuple[Seat, ...]
    """In the order of asking, also of those who declined, left or were not waited for."""
    cards: tuple[Scorecard, ...]
    """The newest of each rater, by rater: what counts."""
    before: tuple[Scorecard, ...]
    """What each said last before they saw the others', by rater: what agreement is told from."""
    history: tuple[Scorecard, ...]
    """All that was ever submitted, by rater and number."""
    changed_after: tuple[str, ...]
    """Who changed a level or their recommendation after the reveal."""
    unobserved: tuple[str, ...]
    """Keys of criteria for which nobody gave a level."""
    reading: dict[str, int | None] | None
    """Levels of the reading of the CV; None when there is none on this version of the rubric."""


def reveal(request: Reveal, deps: BotDeps) -> Revealed:
    """Show all scorecards to those who may see the panel; from then on no new one is taken.

    Who cannot rate any longer, as their account is closed, is not waited for. Of two reveals at
    once one is done; a scorecard that comes at the same moment is before it or too late.

    Raises:
        NotAllowedError: They may not, or it is early and they are not the hiring manager.
        NotFoundError: There is no such panel, or its person was forgotten.
        ConflictError: It is no longer open, no scorecard is in, some are awaited and that was not
            to be early, or the one who asks still owes theirs.
    """
    action = Action.REVEAL_EARLY if request.is_early else Action.REVEAL_PANEL
    gone = _gone(panel_for(action, request.actor, deps, request.panel_id).seats, deps)
    with deps.database.write() as tx:
        case = find_panel(tx, request.actor, request.panel_id, is_held=True)
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Revealed(panel=case.panel, is_repeat=True)
        check_open(case)
        seats = _let_go(tx, case.seats, gone, deps)
        _check_revealable(case, seats, request)
        panel = replace(
            case.panel,
            state=PanelState.REVEALED,
            revealed_at=deps.now(),
            revealed_by=request.actor.user_id,
            is_early=bool(awaited(seats)),
        )
        panels.replace(tx, panel)
        show_panel(tx, case.application.id, deps)
    return Revealed(panel=panel, is_repeat=False)


def reveal_when_ready(panel_id: str, deps: BotDeps) -> bool:
    """Reveal a panel by itself if all scorecards are in; nobody's name stands beside it.

    Returns:
        False when it is not ready, or was revealed or called off before; nothing was changed.

    Raises:
        NotFoundError: There is no such panel, or its person was forgotten.
    """
    with deps.database.write() as tx:
        panel = panels.hold(tx, panel_id)
        if not is_ready(panel, panels.seats(tx, panel_id)):
            return False
        panels.replace(tx, replace(panel, state=PanelState.REVEALED, revealed_at=deps.now()))
        show_panel(tx, panel.application_id, deps)
    return True


def note_departures(panel_id: str, deps: BotDeps) -> tuple[str, ...]:
    """Take those out of a panel who can no longer rate, as their account is closed or a guest's.

    What they submitted stays and counts; what they began is deleted. The panel goes on without
    them. Where Slack cannot say who somebody is, they stay.

    Returns:
        Slack user ids of those who left now.

    Raises:
        NotFoundError: There is no such panel, or its person was forgotten.
    """
    with deps.database.read() as tx:
        seats = panels.seats(tx, panel_id)
    gone = _gone(seats, deps)
    if not gone:
        return ()
    with deps.database.write() as tx:
        panel = panels.hold(tx, panel_id)
        if panel.state is not PanelState.OPEN:
            return ()
        before = panels.seats(tx, panel_id)
        after = _let_go(tx, before, gone, deps)
        show_panel(tx, panel.application_id, deps)
    return tuple(
        new.rater for old, new in zip(before, after, strict=True) if old.state is not new.state
    )


def revealed(actor: Actor, deps: BotDeps, panel_id: str) -> PanelShown:
    """Give everything that a revealed panel holds.

    In a blind view the candidate's name is taken out of what raters wrote.

    Raises:
        NotAllowedError: They may not see it.
        NotFoundError: There is no such panel, or its person was forgotten.
        ConflictError: It is not revealed.
    """
    panel_for(Action.SEE_PANEL, actor, deps, panel_id)
    with deps.database.read() as tx:
        return panel_shown(tx, find_panel(tx, actor, panel_id))


def panel_shown(tx: Tx, case: PanelCase) -> PanelShown:
    """Give everything that a revealed panel holds, as its message shows it to its channel.

    Raises:
        ConflictError: It is not revealed.
    """
    panel = case.panel
    found = scorecards.revealed_cards(tx, panel.id)
    if found is None:
        raise ConflictError(
            f"The panel on {case.application.label} is sealed.",
            "Wait until all scorecards are in and it is revealed.",
        )
    mask = mask_of(tx, case.application)
    cards = tuple(_masked(card, mask) for card in found)
    rubric = rubrics.get(tx, panel.rubric_hash)
    stored = assessments.get(tx, case.application.id)
    is_same = stored is not None and stored[0].rubric_hash == panel.rubric_hash
    return PanelShown(
        panel=panel,
        application_id=case.application.id,
        label=case.application.label,
        requisition_title=case.requisition.title,
        criteria=rubric.criteria,
        seats=case.seats,
        cards=counting(cards),
        before=independent(cards),
        history=cards,
        changed_after=changed_after(cards),
        unobserved=_unobserved([c.key for c in rubric.criteria], counting(cards)),
        reading=stored[0].levels if stored and is_same else None,
    )


def _unobserved(criteria: Iterable[str], cards: Iterable[Scorecard]) -> tuple[str, ...]:
    seen = {r.criterion for card in cards for r in card.ratings if r.level is not None}
    return tuple(key for key in criteria if key not in seen)


def _masked(card: Scorecard, mask: Mask | None) -> Scorecard:
    return replace(
        card,
        ratings=tuple(replace(r, observation=masked(r.observation, mask)) for r in card.ratings),
        would_change=masked(card.would_change, mask),
        reason=masked(card.reason, mask),
    )


def _check_revealable(case: PanelCase, seats: tuple[Seat, ...], request: Reveal) -> None:
    label, missing = case.application.label, awaited(seats)
    if not submitted(seats):
        raise ConflictError(
            f"No scorecard on {label} is in: there is nothing to reveal. Nothing was changed.",
            "Wait for the first one, or call the panel off.",
        )
    if any(seat.rater == request.actor.user_id for seat in missing):
        raise ConflictError(
            "Your own scorecard is not in. Nothing was revealed.",
            "Submit it first, or say that you did not interview.",
        )
    if missing and not request.is_early:
        raise ConflictError(
            f"{count(len(missing), 'scorecard')} on {label} "
            f"{'is' if len(missing) == 1 else 'are'} still awaited. Nothing was revealed.",
            "Wait, take those raters out, or have the hiring manager reveal it early.",
        )


def _gone(seats: Iterable[Seat], deps: BotDeps) -> frozenset[str]:
    """Name those who are awaited and can no longer rate."""
    return frozenset(
        seat.rater
        for seat in awaited(seats)
        if refuse_person(deps.slack.person(seat.rater), team_id=deps.team_id)
        not in {None, AudienceRefusal.UNKNOWN_PERSON}
    )


def _let_go(
    tx: Tx, seats: tuple[Seat, ...], gone: frozenset[str], deps: BotDeps
) -> tuple[Seat, ...]:
    """Have those leave who are still awaited, and return all seats as they are then."""
    leaving = {seat.rater for seat in awaited(seats) if seat.rater in gone}
    after = tuple(
        replace(seat, state=SeatState.LEFT, ended_at=deps.now()) if seat.rater in leaving else seat
        for seat in seats
    )
    for seat in after:
        if seat.rater in leaving:
            panels.put_seat(tx, seat)
            scorecards.drop_draft(tx, seat.panel_id, seat.rater)
    return after
