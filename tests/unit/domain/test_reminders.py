"""A rater gets one message a day at most, and not for ever; the hiring manager is told once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.hours import Span, local_time
from bot.domain.reminders import (
    PATIENCE_DAYS,
    Card,
    Office,
    Past,
    Reminding,
    Rung,
    Sent,
    may_have_come,
    remind,
    snooze_until,
)

RATER, MANAGER, OTHER = "U1RATER", "U2MANAGER", "U3OTHER"
BERLIN = Office(zone="Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""09:00 in Berlin, in winter."""


def card(number: int = 1, due: datetime = MONDAY, **changes: str) -> Card:
    values = {"rater": RATER, "manager": MANAGER} | changes
    return Card(id=f"card {number}", due_at=due, **values)


@dataclass
class Inbox:
    """Keeps what was sent, as the database would."""

    cards: list[Card]
    offices: dict[str, Office] = field(default_factory=lambda: {RATER: BERLIN, MANAGER: BERLIN})
    snoozed: dict[str, datetime] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    got: list[tuple[str, datetime, Reminding]] = field(default_factory=list)

    def tick(self, now: datetime) -> None:
        for person, office in self.offices.items():
            days = frozenset(r.on for who, _, r in self.got if who == person)
            past = Past(sent=tuple(self.sent), days=days, snoozed=self.snoozed)
            found = remind(person, self.cards, past, now, office)
            if found is not None:
                self.got.append((person, now, found))
                self.sent += found.sent

    def run(self, days: int, start: datetime = MONDAY) -> None:
        for hour in range(0, days * 24, 4):
            self.tick(start + hour * HOUR)

    def of(self, person: str) -> list[tuple[date, int, int]]:
        """Dates of what a person got, with the cards in it: theirs, and others'."""
        return [(r.on, len(r.cards), len(r.told)) for who, _, r in self.got if who == person]


def test_a_card_is_reminded_of_on_its_ladder_and_then_its_manager_is_told_once() -> None:
    inbox = Inbox([card()])

    inbox.run(60)

    # due on Monday the 2nd: days 0, 1 and 3; day 5 is Saturday the 7th, so Monday the 9th
    assert [day.day for day, _, _ in inbox.of(RATER)] == [2, 3, 5]
    assert inbox.of(MANAGER) == [(date(2026, 11, 9), 0, 1)]


def test_ten_overdue_cards_are_one_message_a_day() -> None:
    inbox = Inbox([card(number, MONDAY - number * HOUR * 30) for number in range(10)])

    inbox.run(60)

    # the newest is due on the 2nd and has its rungs on the 2nd, 3rd and 5th; the one before, due on
    # the 1st, on the 2nd and 4th; all older ones have theirs in the first message
    assert [day.day for day, _, _ in inbox.of(RATER)] == [2, 3, 4, 5]
    assert inbox.of(RATER)[0] == (date(2026, 11, 2), 10, 0)  # all of them, in the first
    assert sum(told for _, _, told in inbox.of(MANAGER)) == 10


def test_what_is_due_later_is_not_mentioned_and_the_longest_overdue_comes_first() -> None:
    cards = [card(1, MONDAY), card(2, MONDAY - DAY), card(3, MONDAY + DAY)]
    found = remind(RATER, cards, Past(), MONDAY, BERLIN)
    assert found is not None
    assert [each.id for each in found.cards] == ["card 2", "card 1"]


def test_a_card_that_is_in_ends_its_asking_and_a_new_one_starts_its_own() -> None:
    inbox = Inbox([card()])
    inbox.run(1)
    inbox.cards = []  # submitted, declined, left or cancelled
    inbox.run(10, MONDAY + DAY)
    assert len(inbox.got) == 1

    inbox.cards = [card(2, MONDAY + 14 * DAY)]
    inbox.run(1, MONDAY + 14 * DAY)
    assert len(inbox.got) == 2


def test_nobody_is_written_to_out_of_hours_at_weekends_or_on_holidays() -> None:
    past = Past()
    asks = [
        MONDAY - HOUR,  # 08:00
        MONDAY + 8 * HOUR,  # 17:00
        MONDAY - 2 * DAY,  # Saturday
    ]
    early = [card(due=MONDAY - 10 * DAY)]
    assert [remind(RATER, early, past, now, BERLIN) for now in asks] == [None] * 3
    assert remind(RATER, early, past, MONDAY, BERLIN) is not None
    closed = Office(zone="Europe/Berlin", holidays=frozenset({MONDAY.date()}))
    assert remind(RATER, early, past, MONDAY, closed) is None
    quiet = Office(zone="Europe/Berlin", quiet=Span(start=time(8), end=time(12)))
    assert remind(RATER, early, past, MONDAY, quiet) is None
    assert remind(RATER, early, past, MONDAY + 3 * HOUR, quiet) is not None


def test_it_is_the_readers_zone_that_counts() -> None:
    auckland = Office(zone="Pacific/Auckland")
    due = [card(due=MONDAY)]  # 21:00 of the 2nd there, 13 hours ahead in summer
    assert remind(RATER, due, Past(), MONDAY - 13 * HOUR, auckland) is None  # 08:00 of the 2nd
    found = remind(RATER, due, Past(), MONDAY - 12 * HOUR, auckland)
    assert found is not None
    assert found.on == date(2026, 11, 2)


def test_snoozing_puts_off_and_comes_back_with_the_rung_that_is_due() -> None:
    inbox = Inbox([card()])
    inbox.run(1)
    until = snooze_until(3, MONDAY, BERLIN)
    assert until == datetime(2026, 11, 4, 23, 0, tzinfo=UTC)  # midnight of the 5th in Berlin
    inbox.snoozed[RATER] = until

    inbox.run(20, MONDAY + DAY)

    # rung 1 fell into the snooze; on the 5th, day 3, the highest rung is sent and the ladder ends
    assert [day.day for day, _, _ in inbox.of(RATER)] == [2, 5]
    assert [day.day for day, _, _ in inbox.of(MANAGER)] == [9]


def test_a_rater_who_snoozes_for_ever_does_not_keep_the_manager_from_being_told() -> None:
    inbox = Inbox([card()], snoozed={RATER: MONDAY + 365 * DAY})
    inbox.run(30)
    assert inbox.of(RATER) == []
    # day 14 is Monday the 16th
    assert [day for day, _, _ in inbox.of(MANAGER)] == [(MONDAY + PATIENCE_DAYS * DAY).date()]


def test_a_snooze_is_a_day_at_least_and_a_week_at_most() -> None:
    assert local_time(snooze_until(0, MONDAY, BERLIN), "Europe/Berlin").day == 3
    assert local_time(snooze_until(99, MONDAY, BERLIN), "Europe/Berlin").day == 9


def test_a_manager_who_rates_gets_one_message_for_both_and_is_not_told_of_themselves() -> None:
    own = card(1, MONDAY, rater=MANAGER)
    others = card(2, MONDAY - 20 * DAY)
    inbox = Inbox([own, others], offices={MANAGER: BERLIN})
    inbox.run(40)
    assert inbox.of(MANAGER)[0] == (date(2026, 11, 2), 1, 1)
    assert all(told == 0 for _, _, told in inbox.of(MANAGER)[1:])


def test_a_card_without_a_manager_just_falls_silent() -> None:
    inbox = Inbox([card(manager="")], offices={RATER: BERLIN, MANAGER: BERLIN})
    inbox.run(40)
    assert {who for who, _, _ in inbox.got} == {RATER}


def test_who_might_be_due_somewhere_is_looked_at_a_day_ahead() -> None:
    assert may_have_come(card(), MONDAY - DAY)
    assert not may_have_come(card(), MONDAY - DAY - timedelta(minutes=1))


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_whatever_happens_it_is_one_a_day_in_hours_bounded_and_told_once(
    data: st.DataObject,
) -> None:
    zones = ("Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns", "Australia/Lord_Howe")
    offices = {
        person: Office(
            zone=data.draw(st.sampled_from(zones)),
            quiet=data.draw(st.sampled_from([None, Span(start=time(16), end=time(10))])),
            holidays=frozenset({date(2026, 11, 5)}),
        )
        for person in (RATER, OTHER, MANAGER)
    }
    start = datetime(2026, 10, 20, tzinfo=UTC)
    cards = [
        card(
            n,
            start + data.draw(st.integers(0, 400)) * HOUR,
            rater=data.draw(st.sampled_from((RATER, OTHER, MANAGER))),
        )
        for n in range(data.draw(st.integers(1, 10)))
    ]
    inbox = Inbox(cards, offices=offices)
    now = start
    for hours in data.draw(st.lists(st.integers(1, 60), min_size=10, max_size=40)):
        now += hours * HOUR
        if data.draw(st.integers(0, 9)) == 0:
            inbox.snoozed[RATER] = snooze_until(3, now, offices[RATER])
        if data.draw(st.integers(0, 9)) == 0 and inbox.cards:
            inbox.cards.pop()
        inbox.tick(now)
    inbox.run(35, now + HOUR)  # long enough for all ladders to end
    ended = len(inbox.got)
    inbox.run(10, now + 37 * DAY)

    assert len(inbox.got) == ended
    days = Counter((who, reminding.on) for who, _, reminding in inbox.got)
    assert set(days.values()) <= {1}
    for who, when, reminding in inbox.got:
        office = offices[who]
        local = local_time(when, office.zone)
        assert local.date() == reminding.on
        assert local.weekday() < 5
        assert time(9) <= local.time() < time(17)
        assert reminding.on not in office.holidays
        assert office.quiet is None or not office.quiet.holds(local.time())
    rungs = Counter((s.card_id, s.rung, s.step) for s in inbox.sent)
    assert set(rungs.values()) <= {1}  # each rung once, so three a card and its manager once
    told = {s.card_id for s in inbox.sent if s.rung is Rung.MANAGER}
    assert told == told | {each.id for each in inbox.cards if each.rater != MANAGER}
