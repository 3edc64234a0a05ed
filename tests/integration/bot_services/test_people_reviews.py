"""Agreeing with levels, changing them, and taking one's own word back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.posting import MessageKind, PostingState
from bot.domain.requisition import Application, ApplicationState, DecisionKind
from bot.domain.review import Review, ReviewKind, standing
from bot.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    RatingError,
    UsageError,
)
from bot.services.decisions import Decide, decide
from bot.services.forgetting import Forget, forget
from bot.services.reviews import (
    Agree,
    AgreeAll,
    Change,
    Undo,
    agree,
    agree_all,
    change,
    level_form,
    undo,
)
from bot.store import postings, reviews
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    RHEA,
    World,
    actor,
)
from tests.integration.bot_services.people import NAME, Desk, make_desk


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


@pytest.fixture
def read(desk: Desk) -> Application:
    return desk.add_read()


def of(desk: Desk, application: Application) -> list[Review]:
    with desk.deps.database.read() as tx:
        return standing(reviews.of_application(tx, application.id))


def agreeing(application: Application, user: str = RHEA, **changes: Any) -> Agree:
    values: dict[str, Any] = {
        "actor": actor(user),
        "event_key": f"agree {user}",
        "application_id": application.id,
        "criterion": "craft",
    }
    return Agree(**values | changes)


def changing(application: Application, user: str = RHEA, **changes: Any) -> Change:
    values: dict[str, Any] = {
        "actor": actor(user),
        "event_key": f"change {user}",
        "application_id": application.id,
        "criterion": "craft",
        "level": 3,
        "reason": "Runs the pager since 2023.",
    }
    return Change(**values | changes)


def decided(desk: Desk, application: Application) -> None:
    request = Decide(
        actor=actor(MARCO),
        event_key="decide",
        application_id=application.id,
        kind=DecisionKind.ADVANCE,
        reason="Good talk.",
    )
    decide(request, desk.deps)


def forgotten(desk: Desk, application: Application) -> None:
    request = Forget(actor=actor(), event_key="forget", candidate_ids=(application.candidate_id,))
    forget(request, desk.deps)


def test_agreeing_holds_the_level_of_the_reading(desk: Desk, read: Application) -> None:
    result = agree(agreeing(read), desk.deps)
    assert not result.is_repeat
    assert of(desk, read) == [result.review]
    assert (result.review.kind, result.review.level) == (ReviewKind.AGREE, 2)


def test_agreeing_with_a_gap_holds_that_nothing_is_evidenced(desk: Desk, read: Application) -> None:
    assert agree(agreeing(read, criterion="care"), desk.deps).review.level is None


@pytest.mark.parametrize(
    ("criterion", "part"),
    # criteria in order: craft care data | models production software | impact safety
    [("craft", 0), ("data", 0), ("models", 1), ("software", 1), ("impact", 2), ("safety", 2)],
)
def test_the_living_message_and_the_part_of_the_criterion_are_shown_anew(
    desk: Desk, read: Application, criterion: str, part: int
) -> None:
    agree(agreeing(read, criterion=criterion), desk.deps)
    assert desk.stale(read.id) == {(MessageKind.APPLICATION, 0), (MessageKind.LEVELS, part)}


def test_a_part_that_a_person_deleted_is_not_posted_again(desk: Desk, read: Application) -> None:
    with desk.deps.database.write() as tx:
        part = postings.find(tx, MessageKind.LEVELS, read.id, 0)
        assert part is not None
        postings.refresh(tx, MessageKind.LEVELS, read.id, desk.deps.now())
        while claimed := postings.claim(tx, owner="t", now=desk.deps.now(), lease_seconds=9):
            postings.gone(tx, claimed.id, owner="t")
    agree(agreeing(read), desk.deps)
    assert desk.find(MessageKind.LEVELS, read.id, 0).state is PostingState.GONE


def test_a_change_holds_another_level_with_a_reason(desk: Desk, read: Application) -> None:
    review = change(changing(read, reason="  Runs it.  "), desk.deps).review
    assert (review.kind, review.level, review.reason) == (ReviewKind.CHANGE, 3, "Runs it.")


def test_a_change_can_say_that_nothing_is_evidenced(desk: Desk, read: Application) -> None:
    assert change(changing(read, level=None), desk.deps).review.level is None


def test_a_change_to_the_level_of_the_reading_is_an_agreement(
    desk: Desk, read: Application
) -> None:
    review = change(changing(read, level=2), desk.deps).review
    assert (review.kind, review.reason) == (ReviewKind.AGREE, "")
    with pytest.raises(ConflictError, match="already agreed"):
        change(changing(read, level=2, event_key="again"), desk.deps)


def test_a_newer_word_replaces_the_older_of_the_same_person_alone(
    desk: Desk, read: Application
) -> None:
    agree(agreeing(read), desk.deps)
    agree(agreeing(read, MARCO), desk.deps)
    desk.world.clock.tick(1)
    change(changing(read), desk.deps)
    said = {(r.reviewer, r.kind) for r in of(desk, read)}
    assert said == {(RHEA, ReviewKind.CHANGE), (MARCO, ReviewKind.AGREE)}


def test_going_back_from_a_change_to_agreement_is_possible(desk: Desk, read: Application) -> None:
    change(changing(read), desk.deps)
    desk.world.clock.tick(1)
    agree(agreeing(read), desk.deps)
    assert [r.kind for r in of(desk, read)] == [ReviewKind.AGREE]


@pytest.mark.parametrize("say", [agree, change])
def test_the_same_event_twice_has_one_effect(
    desk: Desk, read: Application, say: Callable[..., Any]
) -> None:
    request = agreeing(read) if say is agree else changing(read)
    first = say(request, desk.deps)
    again = say(request, desk.deps)
    assert again.is_repeat
    assert again.review == first.review
    assert of(desk, read) == [first.review]


def test_the_same_words_in_another_event_change_nothing(desk: Desk, read: Application) -> None:
    agree(agreeing(read), desk.deps)
    with pytest.raises(ConflictError, match="already agreed with the level of Craft"):
        agree(agreeing(read, event_key="second click"), desk.deps)
    change(changing(read, MARCO), desk.deps)
    with pytest.raises(ConflictError, match="already said exactly that"):
        change(changing(read, MARCO, event_key="second tab"), desk.deps)
    assert len(of(desk, read)) == 2


def test_the_same_level_with_a_better_reason_replaces_the_older(
    desk: Desk, read: Application
) -> None:
    change(changing(read), desk.deps)
    desk.world.clock.tick(1)
    change(changing(read, event_key="2", reason="See page 2."), desk.deps)
    assert [r.reason for r in of(desk, read)] == ["See page 2."]


@pytest.mark.parametrize(("reason", "length"), [("", 0), (" ok ", 2), ("x" * 1001, 1001)])
def test_a_change_needs_a_reason_that_can_be_weighed(
    desk: Desk, read: Application, reason: str, length: int
) -> None:
    with pytest.raises(UsageError) as caught:
        change(changing(read, reason=reason), desk.deps)
    assert "3 to 1,000" in caught.value.fix
    assert (f"{length:,}" in caught.value.problem) is bool(length)
    assert of(desk, read) == []


@pytest.mark.parametrize("reason", ["abc", "x" * 1000])
def test_the_shortest_and_the_longest_reason_are_taken(
    desk: Desk, read: Application, reason: str
) -> None:
    assert change(changing(read, reason=reason), desk.deps).review.reason == reason


@pytest.mark.parametrize("level", [0, 5, -1])
def test_a_level_off_the_scale_is_refused(desk: Desk, read: Application, level: int) -> None:
    with pytest.raises(RatingError):
        change(changing(read, level=level), desk.deps)


def test_an_unknown_criterion_is_refused(desk: Desk, read: Application) -> None:
    for request in (agreeing(read, criterion="charm"),):
        with pytest.raises(NotFoundError):
            agree(request, desk.deps)
    with pytest.raises(NotFoundError):
        change(changing(read, criterion="charm"), desk.deps)


def test_nobody_reviews_after_a_decision_and_learns_who_decided_when(
    desk: Desk, read: Application
) -> None:
    mine = agree(agreeing(read), desk.deps).review
    decided(desk, read)
    for say in (
        lambda: agree(agreeing(read, event_key="late"), desk.deps),
        lambda: change(changing(read), desk.deps),
        lambda: undo(Undo(actor=actor(), event_key="u", review_id=mine.id), desk.deps),
        lambda: agree_all(
            AgreeAll(actor=actor(), event_key="all", application_id=read.id, part=0), desk.deps
        ),
        lambda: level_form(actor(), desk.deps, read.id, "craft"),
    ):
        with pytest.raises(ConflictError) as caught:
            say()
        assert f"<@{MARCO}> decided on {read.label} on 2 March 2026" in caught.value.problem
        assert "UTC: go on." in caught.value.problem  # as the form says it
        assert "Take back" in caught.value.fix
    assert of(desk, read) == [mine]


def test_nobody_reviews_what_was_removed_and_learns_what_happened(
    desk: Desk, read: Application
) -> None:
    mine = agree(agreeing(read), desk.deps).review
    forgotten(desk, read)
    for say in (
        lambda: agree(agreeing(read, event_key="late"), desk.deps),
        lambda: change(changing(read), desk.deps),
        lambda: level_form(actor(), desk.deps, read.id, "craft"),
    ):
        with pytest.raises(NotFoundError) as caught:
            say()
        assert f"{read.label} and all its data were removed by <@{RHEA}>" in caught.value.problem
        assert NAME not in caught.value.problem + caught.value.fix
    with pytest.raises(NotFoundError):
        undo(Undo(actor=actor(), event_key="u", review_id=mine.id), desk.deps)


def test_what_was_not_read_has_no_levels_to_review(desk: Desk) -> None:
    waiting = desk.add()
    with pytest.raises(ConflictError, match="no levels to review"):
        agree(agreeing(waiting), desk.deps)


@pytest.mark.parametrize("user", [PIA, GUEST])
def test_who_is_neither_in_the_channel_nor_hiring_may_not(
    desk: Desk, read: Application, user: str
) -> None:
    for say in (
        lambda: agree(agreeing(read, user), desk.deps),
        lambda: change(changing(read, user), desk.deps),
        lambda: level_form(actor(user), desk.deps, read.id, "craft"),
        lambda: agree_all(
            AgreeAll(actor=actor(user), event_key="a", application_id=read.id, part=0), desk.deps
        ),
    ):
        with pytest.raises(NotAllowedError):
            say()


def test_the_candidate_may_not_review_themselves(desk: Desk) -> None:
    own = desk.add_read(candidate_user_id=MARCO)
    with pytest.raises(NotAllowedError):
        agree(agreeing(own, MARCO), desk.deps)


def test_undo_takes_back_the_word_once(desk: Desk, read: Application) -> None:
    mine = change(changing(read), desk.deps).review
    request = Undo(actor=actor(), event_key="undo", review_id=mine.id)
    desk.world.clock.tick(5)
    undone = undo(request, desk.deps)
    assert undone.review.undone_at == desk.world.clock()
    assert of(desk, read) == []
    assert undo(request, desk.deps).is_repeat
    with pytest.raises(ConflictError, match="already undone"):
        undo(Undo(actor=actor(), event_key="again", review_id=mine.id), desk.deps)


def test_undo_is_its_authors_alone(desk: Desk, read: Application) -> None:
    mine = change(changing(read), desk.deps).review
    with pytest.raises(NotAllowedError, match="undo this review"):
        undo(Undo(actor=actor(MARCO), event_key="u", review_id=mine.id), desk.deps)
    assert of(desk, read) == [mine]


def test_a_replaced_word_cannot_be_undone(desk: Desk, read: Application) -> None:
    old = agree(agreeing(read), desk.deps).review
    desk.world.clock.tick(1)
    new = change(changing(read), desk.deps).review
    with pytest.raises(ConflictError, match="already replaced"):
        undo(Undo(actor=actor(), event_key="u", review_id=old.id), desk.deps)
    assert of(desk, read) == [new]


def test_undoing_shows_the_part_of_the_criterion_anew(desk: Desk, read: Application) -> None:
    mine = agree(agreeing(read, criterion="models"), desk.deps).review
    undo(Undo(actor=actor(), event_key="u", review_id=mine.id), desk.deps)
    part = desk.find(MessageKind.LEVELS, read.id, 1)
    # shown once, then wanted by the agreement and by its undo
    assert (part.shown, part.wanted) == (1, 3)


def test_agreeing_with_a_message_leaves_ones_own_words_alone(desk: Desk, read: Application) -> None:
    mine = change(changing(read), desk.deps).review
    request = AgreeAll(actor=actor(), event_key="all", application_id=read.id, part=0)
    result = agree_all(request, desk.deps)
    assert [r.criterion for r in result.reviews] == ["care", "data"]
    assert mine in of(desk, read)
    assert agree_all(request, desk.deps).is_repeat
    with pytest.raises(ConflictError, match="already reviewed all"):
        agree_all(
            AgreeAll(actor=actor(), event_key="all 2", application_id=read.id, part=0), desk.deps
        )


def test_the_last_message_holds_the_criteria_that_are_left(desk: Desk, read: Application) -> None:
    request = AgreeAll(actor=actor(), event_key="all", application_id=read.id, part=2)
    assert [r.criterion for r in agree_all(request, desk.deps).reviews] == ["impact", "safety"]


@pytest.mark.parametrize("part", [-1, 3])
def test_a_message_that_is_not_there_is_refused(desk: Desk, read: Application, part: int) -> None:
    with pytest.raises(NotFoundError):
        agree_all(
            AgreeAll(actor=actor(), event_key="all", application_id=read.id, part=part), desk.deps
        )


def test_the_form_shows_the_reading_and_ones_own_word(desk: Desk, read: Application) -> None:
    empty = level_form(actor(), desk.deps, read.id, "craft")
    assert (empty.level, empty.mine, empty.my_reason, empty.has_mine) == (2, None, "", False)
    assert [q.text for q in empty.quotes] == ["craft 2 wrote a service that others ran"]
    assert empty.anchors == ("listed", "used", "shipped", "owned")
    change(changing(read), desk.deps)
    filled = level_form(actor(), desk.deps, read.id, "craft")
    assert (filled.mine, filled.my_reason, filled.has_mine) == (
        3,
        "Runs the pager since 2023.",
        True,
    )
    others = level_form(actor(MARCO), desk.deps, read.id, "craft")
    assert not others.has_mine


def test_the_form_of_a_blind_view_hides_the_name(desk: Desk) -> None:
    blind = desk.add_read(f"{NAME}\ncraft 2 Nwosu built it for others", is_blind=True)
    (quote,) = level_form(actor(), desk.deps, blind.id, "craft").quotes
    assert quote.text == "craft 2 [name] built it for others"


def test_a_reading_that_is_no_longer_kept_is_no_ground_for_a_review(
    desk: Desk, read: Application
) -> None:
    assert desk.get(read.id).state is ApplicationState.READ
    with pytest.raises(NotFoundError):
        agree(agreeing(read, application_id="0" * 32), desk.deps)
