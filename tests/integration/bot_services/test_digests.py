"""Digests come once at the times that were chosen, and say how things stand when they are sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.digest import GroupKind
from bot.domain.posting import MessageKind, PostingState
from bot.domain.requisition import Application, ApplicationState, DecisionKind
from bot.domain.slots import ClaimState, ScheduleWords
from bot.errors import NotAllowedError, NotFoundError
from bot.services.bot_deps import Job
from bot.services.decisions import Decide, decide
from bot.services.digest_settings import (
    DigestSet,
    PauseDigest,
    SetDigest,
    digest_id,
    pause_digest,
    set_digest,
)
from bot.services.digesting import send, send_due
from bot.services.messages import DigestMessage, NoteMessage
from bot.services.moving import move_all
from bot.services.requisitions import SetOpen, close_requisition
from bot.services.reviews import Agree, Change, agree, change
from bot.store import digests, postings
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    World,
    actor,
    make_channel,
)
from tests.integration.bot_services.panel_round import ZOE, Round, make_round, said

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
WORDS = ScheduleWords(weekdays=WEEKDAYS, times=("9:00",), zone="Europe/Berlin")


@pytest.fixture
def round_(world: World) -> Round:
    """It is Monday, 2 March, 10:00 in Berlin; one CV was read."""
    return make_round(world)


@pytest.fixture
def read(world: World) -> Round:
    """The same, with levels to review."""
    return make_round(world, is_read=True)


def add_quickly(round_: Round) -> Application:
    """Add an application that was read, without levels."""
    application = round_.desk.add()
    round_.desk.move(application, ApplicationState.READ, seconds=1.0)
    return round_.desk.get(application.id)


def set_up(round_: Round, *, by: str = MARCO, own: bool = False) -> DigestSet:
    request = SetDigest(
        actor=actor(by),
        event_key=round_.event(),
        requisition_id="" if own else round_.desk.requisition.id,
        words=WORDS,
    )
    found = set_digest(request, round_.deps)
    assert isinstance(found, DigestSet)
    return found


def at(round_: Round, day: int, hour: int = 8, minute: int = 0) -> int:
    """Let the clock tick at a time of UTC in March, and do what it asked for."""
    world = round_.desk.world
    world.clock.at = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    claimed = send_due(round_.deps)
    for claim_id in world.queue.of(Job.SEND_DIGEST):
        send(claim_id, round_.deps)
    round_.desk.deliver()
    return claimed


def shown(round_: Round, channel: str = REVIEW) -> list[DigestMessage]:
    messages = round_.desk.world.slack.messages(channel)
    return [message for message in messages if isinstance(message, DigestMessage)]


def outline(message: DigestMessage) -> dict[GroupKind, list[str]]:
    return {g.kind: [f"{x.person}{x.text}" for x in g.lines] for g in message.groups}


def test_a_channel_gets_its_digest_once_on_each_of_its_days(read: Round) -> None:
    due = set_up(read).next
    assert due is not None
    assert due.key == "2026-03-03T09:00 Europe/Berlin"

    assert at(read, 3, 7, 59) == 0
    assert [at(read, 3), at(read, 3), at(read, 3, 9)] == [1, 0, 0]
    (first,) = shown(read)
    assert first.requisition_titles == (read.desk.requisition.title,)
    assert first.changed == ""  # the CV was read before it was set up
    assert outline(first) == {GroupKind.REVIEW: ["A-1 waits for review for 1 day"]}

    review = Agree(
        actor=actor(MARCO),
        event_key=read.event(),
        application_id=read.application.id,
        criterion="craft",
    )
    agree(review, read.deps)
    add_quickly(read)
    assert at(read, 4) == 1
    assert shown(read)[1].changed == "Since yesterday: 1 CV read, 1 reviewed."
    assert outline(shown(read)[1]) == {GroupKind.REVIEW: ["A-2 waits for review for 1 day"]}


def test_what_changed_is_told_once_however_late_the_message_is(round_: Round) -> None:
    set_up(round_)
    clock = round_.desk.world.clock
    clock.at = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert send_due(round_.deps) == 1
    clock.tick(60)
    add_quickly(round_)  # after the claim, before its job

    at(round_, 3, 8, 5)
    at(round_, 4)

    assert [message.changed for message in shown(round_)] == ["", "Since yesterday: 1 CV read."]


def test_a_digest_with_nothing_to_say_is_skipped(round_: Round) -> None:
    own = set_up(round_, by=PIA, own=True)
    assert at(round_, 3) == 1
    assert shown(round_, "D0PIA") == []
    with round_.deps.database.read() as tx:
        (claimed,) = digests.claimed_since(tx, own.digest_id, round_.deps.now() - timedelta(days=1))
        assert claimed.state is ClaimState.EMPTY
        assert postings.find(tx, MessageKind.DIGEST, claimed.id) is None
    send(claimed.id, round_.deps)  # the job, done twice
    assert at(round_, 3) == 0


def test_a_closed_requisition_has_no_digest(round_: Round) -> None:
    set_up(round_)
    request = SetOpen(
        actor=actor(), event_key=round_.event(), requisition_id=round_.desk.requisition.id
    )
    close_requisition(request, round_.deps)
    at(round_, 3)
    assert shown(round_) == []


def test_a_person_gets_one_of_all_that_is_theirs_and_nobody_else_does(round_: Round) -> None:
    set_up(round_, own=True)
    set_up(round_, by=GUEST_WHO_LEFT, own=True)
    people = round_.desk.world.slack.people
    people[GUEST_WHO_LEFT] = replace(people[GUEST_WHO_LEFT], is_deactivated=True)

    assert at(round_, 3) == 2

    (mine,) = shown(round_, f"D{MARCO[1:]}")
    assert mine.is_private
    assert shown(round_, f"D{GUEST_WHO_LEFT[1:]}") == []
    assert shown(round_) == []


GUEST_WHO_LEFT = RHEA
"""Opened the requisition, and is deactivated by the time of the digest."""


def test_missed_ones_are_counted_and_the_newest_is_sent(round_: Round) -> None:
    set_up(round_)
    at(round_, 3)
    assert at(round_, 6, 11) == 1  # down over Wednesday and Thursday, up on Friday at noon
    assert [message.missed for message in shown(round_)] == [0, 2]
    assert at(round_, 7) == 0  # Saturday


def test_of_what_was_held_back_for_days_only_the_newest_is_posted(round_: Round) -> None:
    set_up(round_)
    slack = round_.desk.world.slack
    slack.channels[REVIEW] = make_channel(is_member=False)
    for day in (3, 4, 5):
        at(round_, day)
    told = [m for m in slack.messages(f"D{MARCO[1:]}") if isinstance(m, NoteMessage)]
    assert len(told) == 3
    assert told[0].problem.startswith("The message about the digest of")

    slack.channels[REVIEW] = make_channel()
    with round_.deps.database.write() as tx:
        assert postings.resume_held(tx, None, REVIEW, round_.deps.now()) == 3
    round_.desk.deliver()

    assert len(shown(round_)) == 1
    with round_.deps.database.read() as tx:
        assert postings.held(tx) == []


def test_digests_do_not_follow_a_requisition_to_another_channel(round_: Round) -> None:
    set_up(round_)
    at(round_, 3)
    round_.desk.world.slack.channels["C0OTHER"] = make_channel("C0OTHER")
    with round_.deps.database.write() as tx:
        move_all(tx, round_.desk.requisition.id, REVIEW, "C0OTHER", round_.deps)
    round_.desk.deliver()
    assert shown(round_) == shown(round_, "C0OTHER") == []


def test_it_tells_of_panels_and_disagreements_and_of_nothing_that_is_sealed(round_: Round) -> None:
    set_up(round_)
    round_.open(PIA, ZOE)  # due on Wednesday
    assert at(round_, 3) == 1
    assert GroupKind.CARDS not in outline(shown(round_)[-1])  # not due yet
    round_.submit(PIA, said(1))
    assert at(round_, 5) == 1
    cards = outline(shown(round_)[-1])[GroupKind.CARDS]
    assert cards == [f"{ZOE}1 scorecard overdue, the oldest by 1 day"]

    round_.submit(ZOE, said(4))
    assert at(round_, 6) == 1
    assert outline(shown(round_)[-1])[GroupKind.REVEAL] == ["A-1 is ready to reveal for 1 day"]

    round_.reveal()
    assert at(round_, 9) == 1
    last = outline(shown(round_)[-1])
    assert GroupKind.REVEAL not in last
    assert last[GroupKind.SETTLE] == ["A-1: people differ on 1 criterion"]  # craft: 1 and 4


def test_reviews_that_are_two_levels_apart_are_to_settle(read: Round) -> None:
    set_up(read)
    for person, level in ((MARCO, 4), (RHEA, 1)):
        review = Change(
            actor=actor(person),
            event_key=read.event(),
            application_id=read.application.id,
            criterion="craft",
            level=level,
            reason="said so",
        )
        change(review, read.deps)
    at(read, 3)
    assert outline(shown(read)[0]) == {GroupKind.SETTLE: ["A-1: people differ on 1 criterion"]}


def test_what_is_undecided_for_twice_the_usual_time_is_named(round_: Round) -> None:
    set_up(round_)
    others = [add_quickly(round_) for _ in range(5)]
    round_.desk.world.clock.tick(24 * 3600)
    for other in others:
        request = Decide(
            actor=actor(MARCO),
            event_key=round_.event(),
            application_id=other.id,
            kind=DecisionKind.ADVANCE,
            reason="strong on care",
        )
        decide(request, round_.deps)
    at(round_, 6)
    (message,) = shown(round_)
    assert message.changed.endswith("5 CVs read, 5 decided.")
    stuck = outline(message)[GroupKind.STUCK]
    assert stuck == ["A-1 is undecided for 3 days, usually 1 day"]


def test_a_pause_sends_nothing_and_nothing_of_it_is_caught_up(round_: Round) -> None:
    set_up(round_)
    id_ = round_.desk.requisition.id

    def pause(*, is_paused: bool, event: str = "") -> bool:
        request = PauseDigest(
            actor=actor(MARCO),
            event_key=event or round_.event(),
            requisition_id=id_,
            is_paused=is_paused,
        )
        return pause_digest(request, round_.deps)

    assert [pause(is_paused=True), pause(is_paused=True)] == [True, False]
    assert at(round_, 3) == 0
    round_.desk.world.clock.at = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    assert pause(is_paused=False, event="on")
    assert not pause(is_paused=True, event="on")  # the same click again
    assert at(round_, 4, 8, 31) == 0  # the 9:00 that fell into the pause
    assert at(round_, 5) == 1
    assert shown(round_)[0].missed == 0


def test_a_change_keeps_what_was_sent_in_mind(round_: Round) -> None:
    first = set_up(round_)
    at(round_, 3)
    later = SetDigest(
        actor=actor(MARCO),
        event_key="later",
        requisition_id=round_.desk.requisition.id,
        words=replace(WORDS, times=("11:00",), quiet="18:00-8:00", holidays=("2026-03-05",)),
    )
    changed = set_digest(later, round_.deps)
    assert isinstance(changed, DigestSet)
    assert changed.digest_id == first.digest_id
    assert [at(round_, 3, 10), at(round_, 4, 8), at(round_, 4, 10), at(round_, 5, 10)] == [
        0,
        0,
        1,
        0,
    ]
    set_digest(replace(later, words=WORDS), round_.deps)  # the same event again
    assert [at(round_, 6, 8), at(round_, 6, 10)] == [0, 1]


def test_who_may_say_when_a_digest_comes(round_: Round) -> None:
    request = SetDigest(
        actor=actor(PIA),
        event_key="e",
        requisition_id=round_.desk.requisition.id,
        words=WORDS,
    )
    with pytest.raises(NotAllowedError, match="You may not change this requisition"):
        set_digest(request, round_.deps)
    with pytest.raises(NotAllowedError):
        set_digest(replace(request, actor=actor(GUEST), requisition_id=""), round_.deps)
    wrong = set_digest(
        replace(request, actor=actor(MARCO), words=replace(WORDS, weekdays=("1",))), round_.deps
    )
    assert isinstance(wrong, tuple)
    pause = PauseDigest(
        actor=actor(MARCO),
        event_key="p",
        requisition_id=round_.desk.requisition.id,
        is_paused=True,
    )
    with pytest.raises(NotFoundError, match="no such digest"):
        pause_digest(pause, round_.deps)
    with round_.deps.database.read() as tx:
        assert digests.find(tx, digest_id(round_.desk.requisition.id, "")) is None


def test_a_digest_that_may_not_be_shown_is_held_and_its_claim_stays_one(round_: Round) -> None:
    set_up(round_)
    round_.desk.world.slack.channels[REVIEW] = make_channel(is_archived=True)
    assert at(round_, 3) == 1
    assert at(round_, 3, 9) == 0
    with round_.deps.database.read() as tx:
        (held,) = postings.held(tx)
    assert (held.kind, held.state) == (MessageKind.DIGEST, PostingState.HELD)
