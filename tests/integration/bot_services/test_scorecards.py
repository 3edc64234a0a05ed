"""A scorecard is its rater's alone: drafted, given once, amended with a reason, or declined."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.panel import RECOMMENDATION, Draft, Rating, Recommendation
from bot.domain.posting import MessageKind
from bot.errors import BotError, CardError, ConflictError, NotAllowedError, UsageError
from bot.services.answers import Ask, ask
from bot.services.candidates import details, questions
from bot.services.panels import Asked, CancelPanel, cancel_panel, progress
from bot.services.reviews import Agree, agree, level_form
from bot.services.scorecards import SaveDraft, owed, save_draft, scorecard_form
from bot.store import inbox, scorecards
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    RHEA,
    World,
    actor,
    make_person,
)
from tests.integration.bot_services.panel_round import FOCUS, ZOE, Round, make_round, said

NOVEL = "x" * 20_000


@pytest.fixture
def round_(world: World) -> Round:
    made = make_round(world)
    made.open()
    return made


def draft_of(round_: Round, rater: str) -> Draft | None:
    return scorecard_form(actor(rater), round_.deps, round_.panel_id).draft


def save(round_: Round, rater: str, draft: Draft) -> Draft:
    request = SaveDraft(actor=actor(rater), panel_id=round_.panel_id, draft=draft)
    return save_draft(request, round_.deps)


def test_a_form_holds_the_anchors_of_the_focus_and_what_its_rater_wrote(round_: Round) -> None:
    half = Draft(
        ratings=(Rating(criterion="care", level=2, observation="  asked twice "),),
        recommendation=None,
        would_change="",
    )
    empty = scorecard_form(actor(PIA), round_.deps, round_.panel_id)
    assert (empty.card, empty.draft, empty.label) == (None, None, "A-1")
    assert tuple(criterion.key for criterion in empty.criteria) == FOCUS
    assert all(len(criterion.anchors) == 4 for criterion in empty.criteria)
    tidied = save(round_, PIA, half)
    assert tidied.ratings[0].observation == "asked twice"
    assert draft_of(round_, PIA) == tidied
    assert draft_of(round_, ZOE) is None
    assert round_.states() == {PIA: "drafted", ZOE: "asked"}
    assert [form.panel.id for form in owed(actor(PIA), round_.deps)] == [round_.panel_id]


def test_what_no_longer_is_in_the_focus_is_left_out_of_a_draft(round_: Round) -> None:
    save(round_, PIA, said())
    round_.change(asked=(Asked(rater=PIA, focus=("care", "data")),))
    draft = draft_of(round_, PIA)
    assert draft is not None
    assert [rating.criterion for rating in draft.ratings] == ["care"]
    with pytest.raises(CardError) as caught:
        round_.submit(PIA, said())
    assert set(caught.value.fields) == {"craft", "data"}


def test_a_scorecard_is_given_once_and_its_rater_sees_that_others_are_in(round_: Round) -> None:
    first = round_.submit(PIA, event_key="phone")
    assert round_.submit(PIA, said(1), event_key="phone") == replace(first, is_repeat=True)
    assert (first.card.number, first.card.rater, first.is_ready) == (1, PIA, False)
    round_.desk.world.clock.tick(14)
    with pytest.raises(ConflictError, match="already in, 14 s ago") as caught:
        round_.submit(PIA, said(1, "another word"))
    assert "kept for you as a draft" in caught.value.fix
    assert draft_of(round_, PIA) == said(1, "another word")
    with pytest.raises(ConflictError) as caught:
        round_.submit(PIA, said())  # the very same: nothing of it would be lost
    assert "draft" not in caught.value.fix
    round_.desk.world.clock.tick(3600)
    with pytest.raises(ConflictError, match="already in, since 2 March 2026, 09:00 UTC"):
        round_.submit(PIA, said(2))
    assert round_.submit(ZOE).is_ready
    seen = progress(actor(PIA), round_.deps, round_.panel_id)
    assert {seat.rater: seat.state.value for seat in seen.seats} == {
        PIA: "submitted",
        ZOE: "submitted",
    }


def test_what_is_missing_or_too_long_is_said_field_by_field(round_: Round) -> None:
    with pytest.raises(CardError) as caught:
        round_.submit(PIA, said(4, NOVEL, advice=None))
    assert set(caught.value.fields) == {"craft", RECOMMENDATION}
    assert "20,000 characters; 3,000 fit" in caught.value.fields["craft"]
    assert "xxx" not in f"{caught.value}{caught.value.fix}"
    with pytest.raises(CardError):
        save(round_, PIA, said(4, NOVEL))
    assert round_.states()[PIA] == "asked"


def test_nobody_rates_but_who_was_asked_and_nobody_in_their_place(round_: Round) -> None:
    for who, attempt in itertools.product(
        (RHEA, MARCO, GUEST, "U0NOBODY"),
        (
            round_.submit,
            round_.decline,
            lambda rater: round_.amend(rater, said()),
            lambda rater: save(round_, rater, said()),
            lambda rater: scorecard_form(actor(rater), round_.deps, round_.panel_id),
        ),
    ):
        with pytest.raises(NotAllowedError, match="may not rate in this panel"):
            attempt(who)


def test_whose_account_was_closed_rates_no_more(round_: Round) -> None:
    round_.desk.world.slack.people[PIA] = make_person(PIA, is_deactivated=True)
    with pytest.raises(NotAllowedError, match="deactivated"):
        round_.submit(PIA)


def test_who_leaves_between_the_policy_and_the_lock_is_refused(round_: Round) -> None:
    steal_turn(round_, lambda: round_.change(removed=(PIA,)))
    with pytest.raises(NotAllowedError, match="no longer rate"):
        round_.submit(PIA)


def test_a_focus_that_changes_between_the_check_and_the_lock_is_asked_for_anew(
    round_: Round,
) -> None:
    other = Asked(rater=PIA, focus=("craft", "care", "data"))
    steal_turn(round_, lambda: round_.change(asked=(other,)))
    with pytest.raises(CardError) as caught:
        round_.submit(PIA)
    assert set(caught.value.fields) == {"data"}
    assert round_.states()[PIA] == "asked"


def test_who_did_not_interview_is_asked_no_more(round_: Round) -> None:
    save(round_, PIA, said())
    gone = round_.decline(PIA, event_key="no")
    assert round_.decline(PIA, event_key="no") == replace(gone, is_repeat=True)
    assert round_.states()[PIA] == "declined"
    assert owed(actor(PIA), round_.deps) == ()
    for attempt in (
        lambda: round_.decline(PIA),
        lambda: round_.submit(PIA),
        lambda: save(round_, PIA, said()),
    ):
        with pytest.raises(ConflictError, match="did not interview") as caught:
            attempt()
        assert "draft" not in caught.value.fix
    assert draft_of(round_, PIA) is None
    round_.submit(ZOE)
    with pytest.raises(ConflictError, match="already in"):
        round_.decline(ZOE)


def test_an_amendment_says_why_and_is_marked_after_the_reveal(round_: Round) -> None:
    with pytest.raises(ConflictError, match="nothing to amend"):
        round_.amend(PIA, said(2))
    round_.submit(PIA)
    with pytest.raises(ConflictError, match="says exactly that") as caught:
        round_.amend(PIA, said())
    assert "draft" not in caught.value.fix
    with pytest.raises(UsageError, match="A reason is needed"):
        round_.amend(PIA, said(2), reason="")
    with pytest.raises(CardError):
        round_.amend(PIA, said(9))
    save(round_, PIA, said(2))
    second = round_.amend(PIA, said(2), reason=" misheard it ", event_key="amend")
    again = round_.amend(PIA, said(2), reason=" misheard it ", event_key="amend")
    assert again == replace(second, is_repeat=True)
    assert (second.card.number, second.card.reason) == (2, "misheard it")
    assert not second.card.is_after_reveal
    assert draft_of(round_, PIA) is None
    round_.submit(ZOE)
    round_.reveal()
    assert round_.amend(PIA, said(1)).card.is_after_reveal
    form = scorecard_form(actor(PIA), round_.deps, round_.panel_id)
    assert form.card is not None
    assert form.card.number == 3


def test_a_panel_that_was_called_off_takes_nothing_and_keeps_what_was_typed(
    round_: Round,
) -> None:
    round_.submit(ZOE)
    request = CancelPanel(
        actor=actor(), event_key="off", panel_id=round_.panel_id, reason="withdrew"
    )
    cancel_panel(request, round_.deps)
    for attempt in (
        lambda: round_.submit(PIA, said(1)),
        lambda: round_.amend(ZOE, said(1)),
        lambda: save(round_, PIA, said(2)),
        lambda: round_.decline(PIA),
    ):
        with pytest.raises(ConflictError, match="called off"):
            attempt()
    assert draft_of(round_, PIA) == draft_of(round_, ZOE) == said(1)


def test_an_event_that_did_something_else_is_no_scorecard(round_: Round) -> None:
    with round_.deps.database.write() as tx:
        inbox.accept(tx, "other", round_.deps.now())
    with pytest.raises(BotError, match="not there"):
        round_.submit(PIA, event_key="other")


def steal_turn(round_: Round, first: Callable[[], object]) -> None:
    """Have something done once, after the next check of a person and before the lock."""
    slack = round_.desk.world.slack
    person = slack.person

    def once(user_id: str) -> object:
        slack.person = person  # type: ignore[method-assign]  # restored before it is used
        found = person(user_id)
        first()
        return found

    slack.person = once  # type: ignore[method-assign,assignment]  # for one call


def race(*works: Callable[[], object]) -> list[BotError]:
    """Do all at once, and return what was refused."""
    start, refused = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BotError as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_of_two_scorecards_at_once_one_is_taken_and_the_other_kept_as_a_draft(
    round_: Round,
) -> None:
    given = {level: said(level, f"level {level}") for level in (1, 4)}
    refused = race(*[lambda g=g: round_.submit(PIA, g, event_key=f"e{g}") for g in given.values()])
    assert [type(error) for error in refused] == [ConflictError]
    with round_.deps.database.read() as tx:
        card = scorecards.own_card(tx, round_.panel_id, PIA)
        draft = scorecards.own_draft(tx, round_.panel_id, PIA)
    assert card is not None
    assert draft is not None
    assert {card.ratings, draft.ratings} == {g.ratings for g in given.values()}
    assert card.number == 1


def test_a_scorecard_at_the_second_of_the_reveal_is_before_it_or_too_late(round_: Round) -> None:
    round_.submit(ZOE)
    refused = race(
        lambda: round_.submit(PIA, event_key="card"),
        lambda: round_.reveal(MARCO, is_early=True, event_key="reveal"),
    )
    with round_.deps.database.read() as tx:
        cards = scorecards.revealed_cards(tx, round_.panel_id)
        draft = scorecards.own_draft(tx, round_.panel_id, PIA)
    assert cards is not None
    if refused:
        assert "was revealed by" in refused[0].problem
        assert "kept for you as a draft" in refused[0].fix
        assert (len(cards), draft, round_.panel().is_early) == (1, said(), True)
    else:
        assert (len(cards), draft, round_.panel().is_early) == (2, None, False)
    assert not any(card.is_after_reveal for card in cards)


def test_who_is_still_to_rate_sees_no_reading_until_their_own_scorecard_is_in(
    world: World,
) -> None:
    round_ = make_round(world, is_read=True)
    deps, of = round_.deps, round_.application.id
    parent = round_.desk.find(MessageKind.APPLICATION, of)
    whole = details(actor(MARCO), deps, of)
    assert whole.read_by is not None
    round_.open(MARCO, PIA)

    def attempts() -> list[Callable[[], object]]:
        event = round_.event()
        asked = Ask(
            actor=actor(MARCO),
            event_key=f"ask {event}",
            channel=parent.channel,
            thread_ts=parent.ts,
            text="What about craft?",
        )
        agreed = Agree(
            actor=actor(MARCO), event_key=f"agree {event}", application_id=of, criterion="craft"
        )
        return [
            lambda: questions(actor(MARCO), deps, of),
            lambda: level_form(actor(MARCO), deps, of, "craft"),
            lambda: ask(asked, deps),
            lambda: agree(agreed, deps),
        ]

    for attempt in attempts():
        with pytest.raises(NotAllowedError, match="its reading stays closed"):
            attempt()
    assert details(actor(MARCO), deps, of) == replace(whole, read_by=None)
    level_form(actor(RHEA), deps, of, "craft")  # who does not rate sees it
    round_.submit(MARCO, said(advice=Recommendation.STRONG_NO))
    for attempt in attempts():
        attempt()
    assert details(actor(MARCO), deps, of) == whole
