"""Slots come once per local date, in every zone, whatever clock, process or person does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.hours import DAYS, WORKING_DAYS, Span, Weekday, local_time, moment
from bot.domain.slots import (
    WINDOW,
    Schedule,
    ScheduleWords,
    Slot,
    due_slots,
    read_schedule,
    slots_between,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONES = (
    "Europe/London",
    "America/New_York",
    "America/St_Johns",  # 3:30 behind
    "America/Nuuk",  # its gap is the hour before midnight
    "Africa/Cairo",  # its gap is the hour after midnight
    "Asia/Kolkata",  # no summer time, 5:30
    "Asia/Kathmandu",  # no summer time, 5:45
    "Asia/Tokyo",  # no summer time
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Chatham",  # 12:45, and 13:45 in summer
    "Pacific/Apia",  # no summer time any more, 13 ahead
    "Pacific/Pago_Pago",  # 11 behind
)
CHANGING = (  # zone, first local day with the change in it, forwards and back in 2026
    ("Europe/London", date(2026, 3, 29), date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5)),
    ("Pacific/Chatham", date(2026, 9, 27), date(2026, 4, 5)),
    ("Africa/Cairo", date(2026, 4, 24), date(2026, 10, 29)),
    ("America/Nuuk", date(2026, 3, 28), date(2026, 10, 24)),
)
EVERY_DAY = Schedule(weekdays=frozenset(DAYS), times=(time(9),), zone="Europe/London")
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    """Read a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def run(schedule: Schedule, ticks: list[datetime], sent: list[Slot] | None = None) -> list[Slot]:
    """Let a clock tick, and return what was sent."""
    found = list(sent or ())
    for now in ticks:
        due = due_slots(schedule, LONG_AGO if sent else ticks[0], now, found[-9:])
        if due is not None:
            found.append(due.slot)
    return found


def first_minute_of(local: datetime, zone: str) -> datetime:
    """Walk minute by minute to where a wall clock first shows a time, or is past it."""
    now = local.replace(tzinfo=UTC) - timedelta(hours=16)
    while local_time(now, zone) < local:
        now += MINUTE
    return now


@pytest.mark.parametrize("zone", ZONES)
def test_in_a_year_each_slot_is_sent_once_on_each_local_date(zone: str) -> None:
    schedule = replace(EVERY_DAY, zone=zone, times=(time(1, 30), time(9)))
    start = moment(datetime.fromisoformat("2026-01-01"), zone) - MINUTE
    ticks = range(0, 365 * 24 * 60 + 1, 233)  # often enough for a window of 240 minutes

    sent = run(schedule, [start + n * MINUTE for n in ticks])

    year = [date(2026, 1, 1) + n * DAY for n in range(365)]
    assert [slot.local for slot in sent] == [
        datetime.combine(day, each) for day in year for each in schedule.times
    ]
    assert len({slot.key for slot in sent}) == 2 * 365


@pytest.mark.parametrize(("zone", "forward", "back"), CHANGING)
def test_around_both_changes_of_the_clock_a_tick_each_minute_sends_each_slot_once(
    zone: str, forward: date, back: date
) -> None:
    times = (time(0, 15), time(1, 30), time(2, 15), time(23, 30))
    schedule = replace(EVERY_DAY, zone=zone, times=times)
    for day in (forward, back):
        start = moment(datetime.combine(day, time()), zone) - HOUR
        until = moment(datetime.combine(day + DAY, time(0, 10)), zone)
        near = [start + n * MINUTE for n in range(6 * 60)]
        late = [until - n * MINUTE for n in range(100, -1, -1)]
        sent = [slot for slot in run(schedule, near + late) if slot.local.date() == day]
        assert [slot.local.time() for slot in sent] == list(times)
        # what is left out is sent in the first minute that there is, what comes twice the first
        assert [slot.at for slot in sent] == [first_minute_of(slot.local, zone) for slot in sent]


def test_slots_are_named_by_the_wall_clock_without_an_offset() -> None:
    schedule = replace(EVERY_DAY, times=(time(1, 30),))
    (autumn,) = slots_between(schedule, at("2026-10-24T12:00"), at("2026-10-25T12:00"))
    (spring,) = slots_between(schedule, at("2026-03-28T12:00"), at("2026-03-29T12:00"))

    assert autumn.key == "2026-10-25T01:30 Europe/London"
    assert autumn.at == at("2026-10-25T00:30")  # 01:30 BST, and not again at 01:30 GMT
    assert spring.key == "2026-03-29T01:30 Europe/London"
    assert spring.at == at("2026-03-29T01:00")  # 01:00 GMT is 02:00 BST: the next minute there is


def test_a_date_that_was_left_out_has_no_slot() -> None:
    samoa = replace(EVERY_DAY, zone="Pacific/Apia")
    found = slots_between(samoa, at("2011-12-28T00:00"), at("2012-01-02T00:00"))
    # it moved over the date line at the end of 29 December 2011: there was no 30 December
    assert [slot.local.day for slot in found] == [28, 29, 31, 1, 2]


def test_of_several_missed_slots_the_newest_is_sent_and_the_others_are_counted() -> None:
    before = run(EVERY_DAY, [at("2026-01-05T08:00"), at("2026-01-05T09:00")])
    assert [slot.local.day for slot in before] == [5]

    # down from the 5th to the 9th, 09:00 in London is 09:00 UTC in winter
    due = due_slots(EVERY_DAY, LONG_AGO, at("2026-01-09T12:59"), before)
    late = due_slots(EVERY_DAY, LONG_AGO, at("2026-01-09T13:01"), before)
    next_day = due_slots(EVERY_DAY, LONG_AGO, at("2026-01-10T09:00"), before)

    assert due is not None
    assert (due.slot.local.day, due.missed) == (9, 3)  # the 6th, 7th and 8th
    assert late is None  # the window of four hours is over
    assert next_day is not None
    assert (next_day.slot.local.day, next_day.missed) == (10, 4)


def test_nothing_before_its_beginning_is_caught_up() -> None:
    assert due_slots(EVERY_DAY, at("2026-01-05T09:00"), at("2026-01-05T09:30")) is None


def test_a_clock_that_was_years_off_costs_one_slot_and_no_time() -> None:
    ahead = run(EVERY_DAY, [at("2026-01-05T08:00"), at("2099-06-01T08:30")])
    assert [slot.local.year for slot in ahead] == [2099]

    due = due_slots(EVERY_DAY, at("2026-01-05T08:00"), at("2026-01-05T09:00"), ahead)

    assert due is not None
    assert (due.slot.local.year, due.missed) == (2026, 0)


@settings(max_examples=60, deadline=None)
@given(
    jumps=st.lists(st.integers(-3 * 1440, 4 * 1440), min_size=1, max_size=25),
    zone=st.sampled_from(ZONES),
    quiet=st.sampled_from(
        [None, Span(start=time(18), end=time(8)), Span(start=time(1), end=time(4))]
    ),
)
def test_a_clock_that_jumps_sends_nothing_twice_nor_in_quiet_hours_nor_on_a_holiday(
    jumps: list[int], zone: str, quiet: Span | None
) -> None:
    holidays = frozenset({date(2026, 3, 30), date(2026, 3, 27)})
    schedule = replace(
        EVERY_DAY, zone=zone, times=(time(2, 15), time(9), time(19)), quiet=quiet, holidays=holidays
    )
    now, sent = at("2026-03-28T12:00"), list[Slot]()
    for minutes in jumps:
        now += minutes * MINUTE
        due = due_slots(schedule, LONG_AGO, now, sent)
        if due is not None:
            local = local_time(now, zone)
            assert due.slot.at <= now
            assert local.date() not in holidays
            assert due.slot.local.date() not in holidays
            assert quiet is None or not quiet.holds(local.time())
            assert all(old.at < due.slot.at for old in sent if old.at <= now)
            sent.append(due.slot)
    assert len({slot.key for slot in sent}) == len(sent)


def test_quiet_hours_move_a_slot_to_their_end_and_late_ones_wait_for_it() -> None:
    early = replace(EVERY_DAY, times=(time(6), time(19)), quiet=Span(start=time(18), end=time(8)))
    found = slots_between(early, at("2026-01-05T00:00"), at("2026-01-06T12:00"))
    # 06:00 moves to 08:00 of its date, 19:00 to 08:00 of the next
    assert [(slot.local.hour, slot.local.day, slot.at) for slot in found] == [
        (19, 4, at("2026-01-05T08:00")),
        (6, 5, at("2026-01-05T08:00")),
        (19, 5, at("2026-01-06T08:00")),
        (6, 6, at("2026-01-06T08:00")),
    ]

    last = replace(EVERY_DAY, times=(time(17, 59),), quiet=Span(start=time(18), end=time(8)))
    since = at("2026-01-05T17:00")
    assert due_slots(last, since, at("2026-01-05T18:00")) is None  # the tick was a minute late
    due = due_slots(last, since, at("2026-01-06T08:00"))
    assert due is not None
    assert due.slot.local.day == 5


def test_a_slot_that_would_be_sent_on_a_holiday_is_skipped_and_not_counted() -> None:
    schedule = replace(EVERY_DAY, holidays=frozenset({date(2026, 1, 6)}))
    sent = run(schedule, [at("2026-01-05T08:00"), at("2026-01-05T09:00")])

    assert due_slots(schedule, LONG_AGO, at("2026-01-06T09:00"), sent) is None
    due = due_slots(schedule, LONG_AGO, at("2026-01-07T09:00"), sent)

    assert due is not None
    assert due.missed == 0


def test_leap_days_and_ends_of_years_are_days_like_any_other() -> None:
    leap = slots_between(EVERY_DAY, at("2028-02-28T00:00"), at("2028-03-02T00:00"))
    year = slots_between(EVERY_DAY, at("2026-12-31T00:00"), at("2027-01-02T00:00"))
    assert [slot.key[5:10] for slot in leap] == ["02-28", "02-29", "03-01"]
    assert [slot.key[:10] for slot in year] == ["2026-12-31", "2027-01-01"]


def test_only_the_days_that_were_named_have_slots() -> None:
    weekdays = replace(EVERY_DAY, weekdays=WORKING_DAYS)
    found = slots_between(weekdays, at("2026-01-05T00:00"), at("2026-01-12T00:00"))
    assert [slot.local.day for slot in found] == [5, 6, 7, 8, 9]  # Monday to Friday
    assert found[0].local.weekday() == 0


def test_a_new_time_neither_repeats_nor_loses_a_day() -> None:
    sent = run(EVERY_DAY, [at("2026-01-05T08:00"), at("2026-01-05T09:00")])
    later = replace(EVERY_DAY, times=(time(11),))
    earlier = replace(EVERY_DAY, times=(time(7),))

    # changed after the day's slot was sent: not once more
    assert due_slots(later, LONG_AGO, at("2026-01-05T11:00"), sent) is None
    assert due_slots(earlier, LONG_AGO, at("2026-01-05T10:00"), sent) is None
    # and the next day it comes at the new time, with nothing missed
    due = due_slots(later, LONG_AGO, at("2026-01-06T11:00"), sent)
    assert due is not None
    assert due.missed == 0
    # changed to an hour that is over before the day's slot was sent: at once
    at_once = due_slots(earlier, LONG_AGO, at("2026-01-06T08:00"), sent)
    assert at_once is not None
    assert at_once.slot.local == datetime.fromisoformat("2026-01-06T07:00")


def test_a_new_zone_neither_repeats_a_local_date_nor_sends_what_is_older() -> None:
    # Auckland's 09:00 of the 6th is 20:00 UTC of the 5th; London's 09:00 of the 6th comes after it
    auckland, london = replace(EVERY_DAY, zone="Pacific/Auckland"), EVERY_DAY
    sent = run(auckland, [at("2026-01-05T19:00"), at("2026-01-05T20:00")])
    assert [slot.local.day for slot in sent] == [6]
    assert due_slots(london, LONG_AGO, at("2026-01-06T09:00"), sent) is None
    assert due_slots(london, LONG_AGO, at("2026-01-07T09:00"), sent) is not None

    # Pago Pago's 09:00 of the 5th is 20:00 UTC; Kiritimati's of the 6th was an hour before
    pago = replace(EVERY_DAY, zone="Pacific/Pago_Pago")
    sent = run(pago, [at("2026-01-05T19:30"), at("2026-01-05T20:00")])
    kiritimati = replace(EVERY_DAY, zone="Pacific/Kiritimati")
    assert due_slots(kiritimati, LONG_AGO, at("2026-01-05T20:01"), sent) is None
    assert due_slots(kiritimati, LONG_AGO, at("2026-01-06T19:00"), sent) is not None


def test_a_window_may_be_as_short_as_a_minute() -> None:
    now = at("2026-01-05T09:02")
    assert due_slots(EVERY_DAY, LONG_AGO, now, window=MINUTE) is None
    assert due_slots(EVERY_DAY, LONG_AGO, now, window=WINDOW) is not None


def test_a_schedule_is_read_from_words() -> None:
    words = ScheduleWords(
        weekdays=("Mon", " friday "),
        times=("14:30", "9:00", "09:00"),
        zone="Asia/Kathmandu",
        quiet="18:00 - 8:00",
        holidays=("2026-12-25",),
    )
    assert read_schedule(words) == Schedule(
        weekdays=frozenset({Weekday.MONDAY, Weekday.FRIDAY}),
        times=(time(9), time(14, 30)),
        zone="Asia/Kathmandu",
        quiet=Span(start=time(18), end=time(8)),
        holidays=frozenset({date(2026, 12, 25)}),
    )


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"weekdays": ("1",)}, "weekdays", "A number means Monday to some"),
        ({"weekdays": ("T",)}, "weekdays", "“t” is no day"),
        ({"weekdays": ("",)}, "weekdays", "There is no day"),
        ({"times": ()}, "times", "There is no time"),
        ({"times": ("24:00",)}, "times", "“24:00” is no time"),
        ({"times": ("9",)}, "times", "“9” is no time"),
        ({"times": ("٩:٠٠",)}, "times", "is no time"),
        ({"times": ("1:00", "2:00", "3:00", "4:00", "5:00")}, "times", "There are 5 times; 4"),
        ({"zone": "Mars/Base"}, "zone", "no time zone “Mars/Base”"),
        ({"zone": "../../etc/passwd"}, "zone", "no time zone"),
        ({"zone": "localtime"}, "zone", "no time zone"),
        ({"zone": ""}, "zone", "no time zone"),
        ({"quiet": "evenings"}, "quiet", "are no quiet hours"),
        ({"quiet": "18:00-18:00"}, "quiet", "are no quiet hours"),
        ({"holidays": ("2026-02-30",)}, "holidays", "“2026-02-30” is no date"),
        ({"holidays": ("25.12.2026",)}, "holidays", "is no date"),
        (
            {"holidays": tuple(f"{year}-01-01" for year in range(2000, 2201))},
            "holidays",
            "There are 201 holidays; 200 fit",
        ),
    ],
)
def test_what_is_no_schedule_is_said_with_what_to_do(
    changes: dict[str, tuple[str, ...]], field: str, problem: str
) -> None:
    words = ScheduleWords(weekdays=("Monday",), times=("9:00",), zone="Europe/London")
    found = read_schedule(replace(words, **changes))  # type: ignore[arg-type]  # a field of it
    assert isinstance(found, tuple)
    assert [each.field for each in found] == [field]
    assert problem in found[0].problem
    assert found[0].fix


def test_all_that_is_wrong_is_said_at_once() -> None:
    words = ScheduleWords(weekdays=(), times=("x",), zone="", quiet="x", holidays=("x",))
    found = read_schedule(words)
    assert isinstance(found, tuple)
    assert len(found) == 5
