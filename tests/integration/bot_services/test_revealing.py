"""A reveal shows everything to those concerned, once, and says whether anybody was left out."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from bot.domain.panel import PanelState, Rating, Recommendation
from bot.domain.posting import MessageKind
from bot.errors import BotError, ConflictError, NotAllowedError
from bot.services.again import ShowAgain, show_again
from bot.services.messages import ApplicationMessage
from bot.services.panels import Asked, progress
from bot.services.revealing import note_departures, reveal_when_ready, revealed
from bot.store import assessments
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    World,
    actor,
    make_channel,
    make_person,
)
from tests.integration.bot_services.panel_round import ZOE, Round, make_round, said
from tests.integration.bot_services.people import NAME


@pytest.fixture
def round_(world: World) -> Round:
    made = make_round(world)
    made.open()
    return made


def test_when_all_are_in_the_hiring_team_reveals_and_all_concerned_see_it(round_: Round) -> None:
    round_.submit(PIA, said(2))
    with pytest.raises(ConflictError, match="1 scorecard on A-1 is still awaited"):
        round_.reveal()
    round_.submit(ZOE, said(4, "led the rebuild"))
    for who in (PIA, GUEST):
        with pytest.raises(NotAllowedError, match="may not reveal"):
            round_.reveal(who)
    for who in (RHEA, MARCO, PIA):
        with pytest.raises(ConflictError, match="is sealed"):
            revealed(actor(who), round_.deps, round_.panel_id)
    done = round_.reveal(event_key="click")
    assert round_.reveal(event_key="click") == replace(done, is_repeat=True)
    assert (done.panel.revealed_by, done.panel.is_early) == (RHEA, False)
    shown = [revealed(actor(who), round_.deps, round_.panel_id) for who in (RHEA, MARCO, PIA, ZOE)]
    assert all(each == shown[0] for each in shown)
    assert [(card.rater, card.ratings[0].level) for card in shown[0].cards] == [(PIA, 2), (ZOE, 4)]
    assert shown[0].before == shown[0].cards == shown[0].history
    assert [criterion.key for criterion in shown[0].criteria][:2] == ["craft", "care"]
    assert "care" in shown[0].unobserved
    assert "craft" not in shown[0].unobserved
    assert shown[0].reading is None  # of this one nobody read the CV
    for who in (GUEST, "U0NOBODY"):
        with pytest.raises(NotAllowedError):
            revealed(actor(who), round_.deps, round_.panel_id)


def test_early_the_hiring_manager_alone_reveals_and_it_is_recorded(round_: Round) -> None:
    with pytest.raises(ConflictError, match="nothing to reveal"):
        round_.reveal(MARCO, is_early=True)
    round_.submit(PIA)
    with pytest.raises(NotAllowedError, match="before all scorecards are in") as caught:
        round_.reveal(RHEA, is_early=True)
    assert "the hiring manager" in caught.value.fix
    panel = round_.reveal(MARCO, is_early=True).panel
    assert (panel.is_early, panel.revealed_by) == (True, MARCO)
    with pytest.raises(ConflictError, match=f"revealed by <@{MARCO}>") as caught_late:
        round_.submit(ZOE)
    assert "kept for you as a draft" in caught_late.value.fix
    for again in (MARCO, RHEA):
        with pytest.raises(ConflictError, match="was revealed by"):
            round_.reveal(again)
    seats = revealed(actor(), round_.deps, round_.panel_id).seats
    assert {seat.rater: seat.state.value for seat in seats} == {PIA: "submitted", ZOE: "drafted"}


def test_what_was_asked_for_early_and_is_complete_is_not_early(round_: Round) -> None:
    round_.submit(PIA)
    round_.decline(ZOE)
    assert not round_.reveal(MARCO, is_early=True).panel.is_early


def test_nobody_looks_before_their_own_scorecard_is_in(round_: Round) -> None:
    round_.submit(PIA)
    round_.change(asked=(Asked(rater=MARCO, focus=("craft",)),))
    with pytest.raises(ConflictError, match="Your own scorecard is not in"):
        round_.reveal(MARCO, is_early=True)
    round_.decline(MARCO)
    round_.reveal(MARCO, is_early=True)


def test_a_panel_reveals_itself_when_all_are_in_and_only_then(round_: Round) -> None:
    for step in (lambda: round_.submit(PIA), lambda: round_.decline(ZOE)):
        assert not reveal_when_ready(round_.panel_id, round_.deps)
        step()
    assert reveal_when_ready(round_.panel_id, round_.deps)
    panel = round_.panel()
    assert (panel.state, panel.revealed_by, panel.is_early) == (PanelState.REVEALED, "", False)
    assert not reveal_when_ready(round_.panel_id, round_.deps)
    with pytest.raises(ConflictError, match="was revealed on 2 March"):
        round_.reveal()


def test_of_two_reveals_at_once_one_is_done(round_: Round) -> None:
    round_.submit(PIA)
    round_.submit(ZOE)
    start, refused = threading.Barrier(2), []

    def run(who: str) -> None:
        start.wait()
        try:
            round_.reveal(who, event_key=who)
        except BotError as error:
            refused.append(error.problem)

    threads = [threading.Thread(target=run, args=(who,)) for who in (RHEA, MARCO)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = round_.panel().revealed_by
    assert winner in {RHEA, MARCO}
    assert [f"revealed by <@{winner}>" in problem for problem in refused] == [True]


def test_whose_account_was_closed_is_not_waited_for_and_what_they_gave_counts(
    round_: Round,
) -> None:
    people = round_.desk.world.slack.people
    round_.change(asked=(Asked(rater=MARCO, focus=("craft",)),))
    round_.submit(PIA)
    assert note_departures(round_.panel_id, round_.deps) == ()
    people[PIA] = make_person(PIA, is_deactivated=True)
    people[ZOE] = make_person(ZOE, is_guest=True)
    del people[MARCO]  # Slack cannot say who it is: nobody leaves for that
    assert note_departures(round_.panel_id, round_.deps) == (ZOE,)
    assert round_.states() == {PIA: "submitted", ZOE: "left", MARCO: "asked"}
    assert note_departures(round_.panel_id, round_.deps) == ()
    people[MARCO] = make_person(MARCO, is_deactivated=True)
    round_.reveal()  # finds out by itself
    assert round_.states() == {PIA: "submitted", ZOE: "left", MARCO: "left"}
    assert not round_.panel().is_early
    shown = revealed(actor(), round_.deps, round_.panel_id)
    assert [card.rater for card in shown.cards] == [PIA]


def test_a_panel_whose_raters_have_all_gone_says_so(round_: Round) -> None:
    for rater in (PIA, ZOE):
        round_.desk.world.slack.people[rater] = make_person(rater, is_deactivated=True)
    assert note_departures(round_.panel_id, round_.deps) == (PIA, ZOE)
    assert progress(actor(), round_.deps, round_.panel_id).is_deserted


def test_nobody_leaves_a_panel_that_is_over(round_: Round) -> None:
    round_.submit(PIA)
    round_.reveal(MARCO, is_early=True)
    round_.desk.world.slack.people[ZOE] = make_person(ZOE, is_deactivated=True)
    assert note_departures(round_.panel_id, round_.deps) == ()


def test_what_changed_after_the_reveal_is_marked_and_what_was_said_before_stays(
    round_: Round,
) -> None:
    round_.submit(PIA, said(2))
    round_.submit(ZOE, said(4))
    round_.reveal()
    round_.amend(ZOE, said(3, advice=Recommendation.NO))
    shown = revealed(actor(), round_.deps, round_.panel_id)
    assert shown.changed_after == (ZOE,)
    assert [card.ratings[0].level for card in shown.cards] == [2, 3]
    assert [card.ratings[0].level for card in shown.before] == [2, 4]
    assert [(card.rater, card.number) for card in shown.history] == [(PIA, 1), (ZOE, 1), (ZOE, 2)]


def test_in_a_blind_view_the_name_is_taken_out_of_what_raters_wrote(world: World) -> None:
    round_ = make_round(world, is_blind=True)
    round_.open(PIA)
    draft = replace(said(3, f"{NAME} drew the queue"), would_change=f"a call with {NAME}")
    round_.submit(PIA, draft)
    round_.reveal()
    (card,) = revealed(actor(), round_.deps, round_.panel_id).cards
    assert NAME not in f"{card.ratings}{card.would_change}"
    assert "drew the queue" in card.ratings[0].observation


def test_the_reading_stands_beside_the_panel_if_it_is_on_the_same_version_of_the_rubric(
    world: World,
) -> None:
    round_ = make_round(world, is_read=True)
    round_.open()
    application = round_.application.id
    round_.submit(PIA)
    round_.decline(ZOE)
    round_.reveal()
    reading = revealed(actor(), round_.deps, round_.panel_id).reading
    assert reading is not None
    assert (reading["craft"], reading["care"]) == (2, None)  # by the fake evaluator
    with round_.deps.database.write() as tx:
        stored = assessments.get(tx, application)
        assert stored is not None
        assessments.drop(tx, application)
        other = replace(stored[0], rubric_hash="ef" * 32)
        assessments.put(tx, application, other, None, round_.deps.now())
    assert revealed(actor(), round_.deps, round_.panel_id).reading is None
    with round_.deps.database.write() as tx:
        assessments.drop(tx, application)
    assert revealed(actor(), round_.deps, round_.panel_id).reading is None


def test_a_level_counts_as_observed_by_anybody(round_: Round) -> None:
    round_.submit(PIA, said(None))
    care = Rating(criterion="care", level=1, observation="asked nothing")
    round_.submit(ZOE, replace(said(), ratings=(said(None).ratings[0], care)))
    round_.reveal()
    shown = revealed(actor(), round_.deps, round_.panel_id)
    assert shown.unobserved[0] == "craft"
    assert "care" not in shown.unobserved


def test_no_private_copy_of_a_reading_for_whom_is_still_to_rate(world: World) -> None:
    round_ = make_round(world)
    round_.open(MARCO)
    posting = round_.desk.find(MessageKind.APPLICATION, round_.application.id)
    request = ShowAgain(
        actor=actor(MARCO), event_key="again", posting_id=posting.id, is_private=True
    )
    with pytest.raises(NotAllowedError, match="stays closed"):
        show_again(request, round_.deps)


def test_a_private_copy_is_taken_back_from_whom_is_asked_to_rate(world: World) -> None:
    private = f"D{MARCO[1:]}"
    safe, world.slack.channels[REVIEW] = (
        world.slack.channels[REVIEW],
        make_channel(is_private=False),
    )
    round_ = make_round(world, is_read=True)
    held = round_.desk.find(MessageKind.APPLICATION, round_.application.id)
    request = ShowAgain(actor=actor(MARCO), event_key="again", posting_id=held.id, is_private=True)
    show_again(request, round_.deps)
    round_.desk.deliver()
    assert world.slack.messages(private)
    world.slack.channels[REVIEW] = safe
    round_.open(MARCO)
    round_.desk.deliver()
    assert world.slack.messages(private) == []
    assert ApplicationMessage in {type(message) for message in world.slack.messages(REVIEW)}
