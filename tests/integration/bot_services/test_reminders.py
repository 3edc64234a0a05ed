"""Who owes scorecards gets one message a day about all of them; the hiring manager is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.panel import Panel, PanelState, Seat, SeatState
from bot.domain.people import PersonFacts
from bot.domain.posting import MessageKind
from bot.domain.slots import ScheduleWords
from bot.errors import NotAllowedError, UnsureError
from bot.services.bot_deps import Job
from bot.services.digest_settings import SetDigest, Snooze, set_digest, snooze
from bot.services.messages import ReminderMessage
from bot.services.panels import CancelPanel, cancel_panel
from bot.services.reminding import remind_due, send_reminder
from bot.store import panels, postings
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    RHEA,
    FakeSlack,
    World,
    actor,
)
from tests.integration.bot_services.panel_round import ZOE, Round, make_round

DUE = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
"""Tuesday, 17:00 in Berlin."""


@pytest.fixture
def round_(world: World) -> Round:
    """It is Monday, 2 March, 10:00 in Berlin; Marco hires."""
    return make_round(world)


def open_panels(round_: Round, number: int, rater: str = PIA, due: datetime = DUE) -> list[str]:
    """Have a rater asked so many times; whom it is about does not matter here."""
    ids = []
    with round_.deps.database.write() as tx:
        for _ in range(number):
            panel = Panel(
                id=round_.deps.new_id(),
                application_id=round_.application.id,
                requisition_id=round_.desk.requisition.id,
                rubric_hash=round_.application.rubric_hash,
                opened_by=RHEA,
                opened_at=round_.deps.now(),
                due_at=due,
                state=PanelState.OPEN,
                revealed_at=None,
                revealed_by="",
                is_early=False,
                closed_reason="",
            )
            seat = Seat(
                id=round_.deps.new_id(),
                panel_id=panel.id,
                rater=rater,
                focus=("craft",),
                interview_at=None,
                state=SeatState.ASKED,
                added_at=round_.deps.now(),
                ended_at=None,
            )
            panels.add(tx, panel)
            panels.put_seat(tx, seat)
            ids.append(panel.id)
    return ids


def at(round_: Round, day: int, hour: int = 8, *, is_delivered: bool = True) -> int:
    """Let the clock tick at an hour of UTC in March, and do what it asked for."""
    world = round_.desk.world
    world.clock.at = datetime(2026, 3, day, hour, 0, tzinfo=UTC)
    claimed = remind_due(round_.deps)
    for reminder_id in world.queue.of(Job.SEND_REMINDER):
        send_reminder(reminder_id, round_.deps)
    if is_delivered:
        round_.desk.deliver()
    return claimed


def got(round_: Round, person: str) -> list[ReminderMessage]:
    messages = round_.desk.world.slack.messages(f"D{person[1:]}")
    return [message for message in messages if isinstance(message, ReminderMessage)]


def test_a_rater_with_ten_overdue_scorecards_gets_one_message_a_day(round_: Round) -> None:
    for number in range(10):
        open_panels(round_, 1, due=DUE - timedelta(days=number % 3))

    ticks = [(day, hour) for day in range(3, 14) for hour in (6, 8, 12)]
    claimed = [(day, hour) for day, hour in ticks if at(round_, day, hour)]

    messages = got(round_, PIA)
    assert [len(message.cards) for message in messages] == [10] * len(messages)
    assert len({message.at.date() for message in messages}) == len(messages) == 4
    # due on the 1st: days 2 and 3; on the 2nd: days 1 and 3; on the 3rd: days 0, 1 and 3
    assert [message.at.day for message in messages] == [3, 4, 5, 6]
    assert all(hour == 8 for _, hour in claimed)  # the first tick in working hours
    told = [message for message in got(round_, MARCO) if message.told]
    assert sum(len(message.told) for message in told) == 10
    assert len({message.at.date() for message in told}) == len(told)
    assert at(round_, 30) == 0  # and silence


def test_what_is_in_declined_or_cancelled_is_not_asked_for_any_more(round_: Round) -> None:
    round_.open(PIA, ZOE)  # due on Wednesday the 4th
    assert at(round_, 4) == 2
    assert [card.label for card in got(round_, PIA)[0].cards] == ["A-1"]
    assert got(round_, PIA)[0].cards[0].requisition_title == round_.desk.requisition.title

    round_.submit(PIA)
    assert at(round_, 5) == 1
    assert (len(got(round_, PIA)), len(got(round_, ZOE))) == (1, 2)
    cancel = CancelPanel(
        actor=actor(), event_key=round_.event(), panel_id=round_.panel_id, reason="hired elsewhere"
    )
    cancel_panel(cancel, round_.deps)
    assert [at(round_, day) for day in (6, 9, 10, 11)] == [0] * 4


def test_a_card_that_comes_in_before_its_reminder_is_sent_leaves_nothing_to_send(
    round_: Round,
) -> None:
    round_.open(PIA)
    assert at(round_, 4, is_delivered=False) == 1
    round_.submit(PIA)
    round_.desk.deliver()
    assert got(round_, PIA) == []


def test_of_reminders_that_could_not_be_sent_only_the_newest_is(round_: Round) -> None:
    open_panels(round_, 1)
    assert [at(round_, day, is_delivered=False) for day in (3, 4)] == [1, 1]
    round_.desk.deliver()
    assert [message.at.day for message in got(round_, PIA)] == [4]


def test_a_snooze_puts_off_what_is_ones_own_and_counts_once(round_: Round) -> None:
    open_panels(round_, 1)
    assert at(round_, 3) == 1
    request = Snooze(actor=actor(PIA), event_key="snooze", days=2)
    # from Tuesday the 3rd to the midnight before Thursday the 5th, in Berlin
    assert snooze(request, round_.deps) == datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
    snooze(replace(request, days=7), round_.deps)  # the same click again
    assert [at(round_, day) for day in (4, 5, 6)] == [0, 1, 1]
    snooze(Snooze(actor=actor(PIA), event_key="again", days=1), round_.deps)
    with pytest.raises(NotAllowedError):
        snooze(Snooze(actor=actor(GUEST), event_key="x", days=1), round_.deps)


def test_the_own_digest_says_which_hours_are_somebodys(round_: Round) -> None:
    words = ScheduleWords(
        weekdays=("Mon",), times=("9:00",), zone="Asia/Kathmandu", holidays=("2026-03-04",)
    )
    request = SetDigest(actor=actor(PIA), event_key="own", requisition_id="", words=words)
    set_digest(request, round_.deps)
    open_panels(round_, 1)
    # 9:00 in Kathmandu is 3:15 UTC; Wednesday the 4th is a holiday of Pia's
    assert [at(round_, 3, 3), at(round_, 3, 4), at(round_, 4, 5), at(round_, 5, 5)] == [0, 1, 0, 1]
    snoozed = snooze(Snooze(actor=actor(PIA), event_key="s", days=1), round_.deps)
    assert snoozed == datetime(2026, 3, 5, 18, 15, tzinfo=UTC)  # midnight in Kathmandu


def test_whom_slack_does_not_know_or_who_left_is_not_written_to(round_: Round) -> None:
    slack = round_.desk.world.slack
    open_panels(round_, 1)
    open_panels(round_, 1, rater="U0NOBODY")
    slack.people[PIA] = replace(slack.people[PIA], is_deactivated=True)
    assert at(round_, 3) == 0
    slack.people[PIA] = replace(slack.people[PIA], is_deactivated=False, timezone="Etc/Unknown")
    assert at(round_, 3, 8) == 0  # 8:00 UTC where no zone is known
    assert at(round_, 3, 9) == 1
    until = snooze(Snooze(actor=actor(PIA), event_key="s", days=1), round_.deps)
    assert until == datetime(2026, 3, 4, tzinfo=UTC)


class SilentSlack(FakeSlack):
    """Says of one person nothing at all."""

    def person(self, user_id: str) -> PersonFacts | None:
        if user_id == PIA:
            raise UnsureError("timeout")
        return super().person(user_id)


def test_a_slack_that_does_not_answer_for_one_leaves_the_others_reminded(round_: Round) -> None:
    open_panels(round_, 1)
    open_panels(round_, 1, rater=ZOE)
    silent = SilentSlack(people=round_.desk.world.slack.people)
    assert remind_due(replace(round_.deps, slack=silent, now=lambda: DUE - timedelta(hours=4))) == 1


def test_a_reminder_names_the_day_it_is_of(round_: Round) -> None:
    open_panels(round_, 1)
    at(round_, 3)
    (reminder_id,) = round_.desk.world.queue.of(Job.SEND_REMINDER)
    with round_.deps.database.read() as tx:
        posting = postings.find(tx, MessageKind.REMINDER, reminder_id)
    assert posting is not None
    assert posting.recipient == PIA
    assert got(round_, PIA)[0].at.date() == date(2026, 3, 3)
