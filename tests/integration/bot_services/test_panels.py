"""A panel is opened by those who hire, with people who may rate, and changed while it is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.panel import MOST_RATERS, PanelState
from bot.domain.posting import MessageKind
from bot.domain.requisition import DecisionKind
from bot.errors import BotError, ConflictError, NotAllowedError, NotFoundError, UsageError
from bot.services.decisions import Decide, decide, decision_form
from bot.services.forgetting import Forget, forget
from bot.services.panels import Asked, CancelPanel, cancel_panel, open_panel_of, progress
from bot.services.requisitions import SetOpen, close_requisition
from bot.services.scorecards import owed, scorecard_form
from bot.store import panels, requisitions, rubrics
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    RHEA,
    World,
    actor,
    make_person,
)
from tests.integration.bot_services.panel_round import FOCUS, ZOE, Round, make_round


@pytest.fixture
def round_(world: World) -> Round:
    return make_round(world)


def close(round_: Round) -> None:
    request = SetOpen(actor=actor(), event_key="close", requisition_id=round_.desk.requisition.id)
    close_requisition(request, round_.deps)


def test_a_panel_is_opened_with_focus_and_times_and_says_what_nobody_rates(round_: Round) -> None:
    at = round_.due_at - timedelta(hours=3)
    asked = (
        Asked(rater=PIA, focus=("craft", "care", "craft"), interview_at=at),
        Asked(rater=MARCO, focus=("data", "models", "production", "software")),
    )
    opened = round_.open(asked=asked, by=MARCO)
    assert [(seat.rater, seat.focus) for seat in opened.seats] == [
        (MARCO, asked[1].focus),
        (PIA, ("craft", "care")),
    ]
    assert opened.seats[1].interview_at == at
    assert opened.uncovered == ("impact", "safety")
    assert opened.in_channel == (MARCO,)  # who can read the levels there
    assert (opened.is_ready, opened.is_deserted, opened.is_repeat) == (False, False, False)
    assert opened.panel.rubric_hash == round_.application.rubric_hash
    assert opened.panel.opened_by == MARCO
    assert (MessageKind.APPLICATION, 0) in round_.desk.stale(round_.application.id)


def test_the_same_event_opens_one_panel(round_: Round) -> None:
    first = round_.open(event_key="click")
    again = round_.open(event_key="click")
    assert again == replace(first, is_repeat=True)


def ask(*raters: str, **changes: Any) -> tuple[Asked, ...]:
    return tuple(replace(Asked(rater=rater, focus=FOCUS), **changes) for rater in raters)


REFUSED = (
    ((), "at least one rater"),
    (ask(PIA, PIA), "asked twice"),
    (ask(PIA, focus=()), "nothing to rate"),
    (ask(GUEST), "Guests may not see"),
    (ask("U0NOBODY"), "could not say whose"),
    (ask("U0LEFT"), "deactivated"),
    (ask("U0STRANGER"), "another company"),
    (ask("U0BOT"), "Bots may not"),
    (ask("U0CAND"), "<@U0CAND> is the candidate"),
    (ask(PIA, GUEST, "U0CAND"), "<@U0GUEST> may not rate. .* <@U0CAND> is the candidate."),
    (ask(*(f"U{n}" for n in range(MOST_RATERS + 1))), "13 raters"),
)


def test_who_may_not_rate_is_refused_with_the_reason(world: World) -> None:
    world.slack.people |= {
        "U0LEFT": make_person("U0LEFT", is_deactivated=True),
        "U0STRANGER": make_person("U0STRANGER", is_stranger=True),
        "U0BOT": make_person("U0BOT", is_bot=True),
        "U0CAND": make_person("U0CAND"),
    }
    round_ = make_round(world, candidate_user_id="U0CAND")
    for asked, words in REFUSED:
        with pytest.raises(UsageError, match=words):
            round_.open(asked=asked)
    with round_.deps.database.read() as tx:
        assert panels.of_application(tx, round_.application.id) == []


def test_times_that_make_no_sense_and_unknown_criteria_are_refused(round_: Round) -> None:
    late = round_.due_at + timedelta(minutes=1)
    with pytest.raises(UsageError, match="due in the past"):
        round_.open(due_at=round_.deps.now())
    with pytest.raises(UsageError, match="after the scorecards are due"):
        round_.open(asked=ask(PIA, interview_at=late))
    with pytest.raises(NotFoundError, match="no criterion 'charm'"):
        round_.open(asked=ask(PIA, focus=("charm",)))


def test_one_panel_at_a_time_on_what_is_open_and_undecided(round_: Round) -> None:
    first = round_.open()
    with pytest.raises(ConflictError, match=f"<@{RHEA}> already opened a panel on A-1"):
        round_.open()
    round_.submit(PIA)
    round_.decline(ZOE)
    round_.reveal()
    second = round_.open(PIA)  # a second round
    assert second.panel.id != first.panel.id
    decision = Decide(
        actor=actor(),
        event_key="decide",
        application_id=round_.application.id,
        kind=DecisionKind.HOLD,
        reason="not now",
    )
    decide(decision, round_.deps)
    with pytest.raises(ConflictError, match="decided on A-1"):
        round_.open()


def test_only_those_who_hire_set_it_up_and_only_those_concerned_see_how_far_it_is(
    round_: Round,
) -> None:
    with pytest.raises(NotAllowedError, match="may not set up or change"):
        round_.open(by=PIA)
    assert open_panel_of(actor(MARCO), round_.deps, round_.application.id) is None
    round_.open(PIA)
    for who in (RHEA, MARCO, PIA):
        seen = progress(actor(who), round_.deps, round_.panel_id)
        assert open_panel_of(actor(who), round_.deps, round_.application.id) == seen
    for who in (ZOE, GUEST, "U0NOBODY"):
        with pytest.raises(NotAllowedError):
            progress(actor(who), round_.deps, round_.panel_id)
    with pytest.raises(NotAllowedError):
        round_.change(by=PIA, removed=(PIA,))
    elsewhere = replace(actor(), team_id="T0OTHER")
    with pytest.raises(NotFoundError):
        progress(elsewhere, round_.deps, round_.panel_id)


def test_raters_come_late_leave_and_are_asked_again(round_: Round) -> None:
    round_.open(PIA, ZOE)
    later = round_.due_at + timedelta(days=1)
    after = round_.change(asked=ask(MARCO, focus=("data",)), removed=(PIA,), due_at=later)
    assert round_.states() == {PIA: "left", ZOE: "asked", MARCO: "asked"}
    assert after.panel.due_at == later
    with pytest.raises(NotAllowedError, match="may not rate"):
        round_.submit(PIA)
    round_.desk.world.clock.tick(5)
    again = round_.change(asked=ask(PIA, focus=("care",)))
    seat = next(seat for seat in again.seats if seat.rater == PIA)
    assert (seat.focus, seat.added_at) == (("care",), round_.deps.now())


def test_another_focus_keeps_who_is_awaited_where_they_are(round_: Round) -> None:
    opened = round_.open(PIA)
    round_.desk.world.clock.tick(5)
    changed = round_.change(asked=ask(PIA, focus=("care", "data")))
    assert changed.seats == (replace(opened.seats[0], focus=("care", "data")),)
    form = scorecard_form(actor(PIA), round_.deps, round_.panel_id)
    assert [criterion.key for criterion in form.criteria] == ["care", "data"]


def test_what_is_in_can_be_neither_taken_out_nor_changed(round_: Round) -> None:
    round_.open(PIA, ZOE)
    round_.submit(PIA)
    for changes, words in (
        ({"asked": ask(PIA, focus=("data",))}, "can no longer change"),
        ({"removed": (PIA,)}, "already in, and counts"),
        ({"removed": (MARCO,)}, "not awaited"),
        ({"asked": ask(ZOE)}, "is so already"),
        ({}, "is so already"),
        ({"asked": ask(GUEST)}, "may not rate"),
        ({"due_at": round_.deps.now()}, "due in the past"),
    ):
        with pytest.raises(BotError, match=words):
            round_.change(**changes)
    assert round_.states() == {PIA: "submitted", ZOE: "asked"}


def test_late_raters_count_towards_the_most_that_a_panel_takes(round_: Round) -> None:
    people = [f"U{n:02}" for n in range(MOST_RATERS)]
    round_.desk.world.slack.people |= {user: make_person(user) for user in people}
    round_.open(*people)
    with pytest.raises(UsageError, match="13 raters"):
        round_.change(asked=ask(PIA))
    round_.change(asked=ask(PIA), removed=(people[0],))


def test_a_panel_that_everybody_left_says_so(round_: Round) -> None:
    round_.open(PIA, ZOE)
    round_.decline(PIA)
    assert round_.change(removed=(ZOE,)).is_deserted
    with pytest.raises(ConflictError, match="nothing to reveal"):
        round_.reveal()
    assert not round_.change(asked=ask(ZOE)).is_deserted


def test_what_was_called_off_is_over_and_its_reason_kept(round_: Round) -> None:
    round_.open()
    request = CancelPanel(
        actor=actor(MARCO), event_key="off", panel_id=round_.panel_id, reason="she withdrew"
    )
    for is_repeat in (False, True):
        ended = cancel_panel(request, round_.deps)
        assert (ended.panel.state, ended.is_repeat) == (PanelState.CANCELLED, is_repeat)
    assert ended.panel.closed_reason == "she withdrew"
    with pytest.raises(ConflictError, match="called off"):
        round_.change(removed=(PIA,))
    with pytest.raises(ConflictError, match="called off"):
        cancel_panel(replace(request, event_key="again"), round_.deps)
    with pytest.raises(UsageError, match="A reason is needed"):
        cancel_panel(replace(request, reason=" "), round_.deps)
    round_.open()  # another one may follow


def test_on_a_closed_requisition_cards_still_come_in_but_nobody_new_is_asked(
    round_: Round,
) -> None:
    round_.open()
    assert [form.panel.id for form in owed(actor(PIA), round_.deps)] == [round_.panel_id]
    close(round_)
    assert owed(actor(PIA), round_.deps) == ()
    with pytest.raises(ConflictError, match="closed on"):
        round_.change(asked=ask(MARCO))
    round_.change(removed=(ZOE,))
    assert round_.submit(PIA).is_ready
    round_.reveal()
    with pytest.raises(ConflictError, match="closed on"):
        round_.open()


def test_a_later_version_of_the_rubric_changes_nothing_in_a_panel(round_: Round) -> None:
    opened = round_.open(PIA)
    other = round_.deps.reading.rubrics.load("short")
    with round_.deps.database.write() as tx:
        before = requisitions.get(tx, round_.desk.requisition.id)
        rubrics.keep(tx, other)
        requisitions.replace(tx, replace(before, rubric_hash=other.hash, rubric_name=other.name))
    assert progress(actor(), round_.deps, round_.panel_id).panel == opened.panel
    form = scorecard_form(actor(PIA), round_.deps, round_.panel_id)
    assert [criterion.key for criterion in form.criteria] == ["craft", "care"]
    round_.change(asked=ask(ZOE, focus=("safety",)))  # of the panel's version alone


def test_a_decision_while_a_panel_is_open_says_what_is_still_sealed(round_: Round) -> None:
    request = Decide(
        actor=actor(MARCO),
        event_key="decide",
        application_id=round_.application.id,
        kind=DecisionKind.ADVANCE,
        reason="strong",
    )
    assert decision_form(actor(MARCO), round_.deps, round_.application.id).sealed is None
    round_.open(PIA, ZOE, MARCO)
    round_.submit(PIA)
    form = decision_form(actor(MARCO), round_.deps, round_.application.id)
    assert form.sealed is not None
    assert (form.sealed.submitted, form.sealed.awaited) == (1, 2)
    assert decide(request, round_.deps).sealed == form.sealed
    assert owed(actor(ZOE), round_.deps) == ()
    assert not round_.submit(ZOE).is_ready  # what somebody wrote is taken all the same
    assert progress(actor(), round_.deps, round_.panel_id).panel.state is PanelState.OPEN


def test_forgetting_the_candidate_ends_the_panel_for_everybody(round_: Round) -> None:
    round_.open()
    round_.submit(PIA)
    request = Forget(
        actor=actor(), event_key="forget", candidate_ids=(round_.application.candidate_id,)
    )
    forget(request, round_.deps)
    for attempt in (
        lambda: round_.submit(ZOE),
        lambda: scorecard_form(actor(PIA), round_.deps, round_.panel_id),
        lambda: progress(actor(), round_.deps, round_.panel_id),
        round_.reveal,
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert owed(actor(ZOE), round_.deps) == ()
