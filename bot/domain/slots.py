"""When a digest is due: slots by local wall time, each of them sent once or not at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.hours import DAYS, Calm, Span, Weekday, exists, is_zone, local_time, moment

WINDOW = timedelta(hours=4)
"""How late a slot is still sent. Source: half a working day; later, the next one is near."""
LOOK_BACK = timedelta(days=31)
"""How far back missed slots are counted, so that a clock that was years off costs nothing."""
MOST_TIMES = 4
"""Times a day. Source: a digest every two working hours is already noise (UX checklist 15)."""
MOST_HOLIDAYS = 200
"""Dates of one list."""
_SHORTEST_DAY = 3
"""Letters that tell a day from all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """On which days and at which local times something is sent."""

    weekdays: frozenset[Weekday]
    times: tuple[time, ...]
    """In order, each once, in whole minutes."""
    zone: str
    """IANA name."""
    quiet: Span | None = None
    """What would be sent in it is sent at its end."""
    holidays: frozenset[date] = frozenset()
    """Nothing is sent on them."""

    @property
    def calm(self) -> Calm:
        """When its readers are left alone."""
        return Calm(zone=self.zone, quiet=self.quiet, holidays=self.holidays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time at which something is to be sent."""

    local: datetime
    """What the wall clock shows, without a zone: an hour that comes twice is one slot."""
    zone: str
    at: datetime
    """Aware UTC: when it is to be sent, past a gap of the clock and past quiet hours."""

    @property
    def key(self) -> str:
        """Its name, such as ``2026-10-25T01:30 Europe/London``; without an offset."""
        return f"{self.local:%Y-%m-%dT%H:%M} {self.zone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be sent now."""

    slot: Slot
    missed: int
    """Slots since the last one that was sent, which are not sent any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleProblem:
    """Something that keeps a schedule from being taken, and what to do about it."""

    field: str
    """``weekdays``, ``times``, ``zone``, ``quiet`` or ``holidays``."""
    problem: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleWords:
    """A schedule as people write it."""

    weekdays: tuple[str, ...]
    """Names, whole or of three letters and more."""
    times: tuple[str, ...]
    """Such as ``9:00``."""
    zone: str
    quiet: str = ""
    """Such as ``18:00-08:00``; "" for none."""
    holidays: tuple[str, ...] = ()
    """Such as ``2026-12-25``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSchedule:
    """When one channel, or one person, gets a digest of what."""

    id: str
    """Opaque, the same for the same requisition and person."""
    requisition_id: str
    """What it is of, in its review channel; "" for a person's, of all that is theirs."""
    person: str
    """Slack user id of who gets it; "" for a channel's."""
    schedule: Schedule
    set_by: str
    """Slack user id."""
    begun_at: datetime
    """When it was made, or went on after a pause: nothing before is caught up."""
    paused_at: datetime | None


class ClaimState(StrEnum):
    """What became of a slot that was claimed."""

    CLAIMED = "claimed"
    """A job is there for it."""
    WANTED = "wanted"
    """The ledger has its message."""
    EMPTY = "empty"
    """There was nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotClaim:
    """A slot that is sent by exactly one job."""

    id: str
    """The subject of its job and of its message."""
    schedule_id: str
    slot: Slot
    since: datetime
    """Aware: what happened from here on is news in it."""
    claimed_at: datetime
    """Aware: and until here."""
    missed: int
    """Slots before it that were never sent."""
    state: ClaimState


def slots_between(schedule: Schedule, after: datetime, until: datetime) -> tuple[Slot, ...]:
    """List the slots that are to be sent after one moment and until another, oldest first.

    Args:
        schedule: With a zone that there is.
        after: Aware; a slot at this very moment is left out.
        until: Aware; a slot at this very moment is in.
    """
    # Quiet hours move a slot to the next date at most; a clock put back over midnight repeats one.
    first = local_time(after, schedule.zone).date() - timedelta(days=1)
    last = local_time(until, schedule.zone).date() + timedelta(days=1)
    found = (slot for day in _days(first, last) for slot in _slots_of(schedule, day))
    return tuple(
        sorted((slot for slot in found if after < slot.at <= until), key=lambda s: (s.at, s.local))
    )


def next_slot(schedule: Schedule, now: datetime) -> Slot | None:
    """Return the next slot after a moment (aware); None when the coming month has none."""
    return next(iter(slots_between(schedule, now, now + LOOK_BACK)), None)


def due_slots(
    schedule: Schedule,
    since: datetime,
    now: datetime,
    sent: Collection[Slot] = (),
    window: timedelta = WINDOW,
) -> Due | None:
    """Say what is to be sent now, or None.

    Of several slots that were missed the newest is sent, while its window is open; the others are
    counted. Nothing is sent in quiet hours or on a holiday, even late. A slot that was sent is
    never sent again, nor is one that is older than another that was sent; on a local date the n-th
    slot is sent only while fewer than n were, so that a new time or zone does not repeat a day.

    Args:
        schedule: As it is now.
        since: When it began, or was last begun again; aware.
        now: Aware.
        sent: What was sent by this schedule, under whatever zone and times, at least of the last
            ``LOOK_BACK`` and of the two days to come, where a clock may have run ahead.
        window: How late a slot is still sent.
    """
    if schedule.calm.holds(now):
        return None
    last = max((slot.at for slot in sent if slot.at <= now), default=since)
    passed = slots_between(schedule, max(last, since, now - LOOK_BACK), now)
    open_ = [slot for slot in passed if not _is_taken(schedule, slot, sent)]
    if not open_ or now > _deadline(schedule, open_[-1], window):
        return None
    return Due(slot=open_[-1], missed=len(open_) - 1)


def read_schedule(words: ScheduleWords) -> Schedule | tuple[ScheduleProblem, ...]:
    """Turn what people wrote into a schedule, or say all that keeps it from being one."""
    problems: list[ScheduleProblem] = []
    weekdays = _read_weekdays(words.weekdays, problems)
    times = _read_times(words.times, problems)
    if not is_zone(words.zone):
        problems.append(
            ScheduleProblem(
                field="zone",
                problem=f"There is no time zone “{words.zone[:40]}”.",
                fix="Choose one by a city, such as Europe/London or Asia/Kathmandu.",
            )
        )
    quiet = _read_span(words.quiet, problems) if words.quiet.strip() else None
    holidays = _read_dates(words.holidays, problems)
    if problems:
        return tuple(problems)
    return Schedule(weekdays=weekdays, times=times, zone=words.zone, quiet=quiet, holidays=holidays)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _slots_of(schedule: Schedule, day: date) -> Iterator[Slot]:
    if DAYS[day.weekday()] not in schedule.weekdays or day in schedule.holidays:
        return
    for at in schedule.times:
        local = datetime.combine(day, at)
        exact = moment(local, schedule.zone)
        shown = local_time(exact, schedule.zone)
        if shown.date() != day and not exists(day, schedule.zone):
            return
        when = exact
        if schedule.quiet is not None and schedule.quiet.holds(shown.time()):
            when = schedule.calm.end_of_quiet(exact)
            shown = local_time(when, schedule.zone)
        if shown.date() not in schedule.holidays:
            yield Slot(local=local, zone=schedule.zone, at=when)


def _is_taken(schedule: Schedule, slot: Slot, sent: Iterable[Slot]) -> bool:
    same_day = [each for each in sent if each.local.date() == slot.local.date()]
    is_sent = any(each.key == slot.key for each in same_day)
    return is_sent or len(same_day) > schedule.times.index(slot.local.time())


def _deadline(schedule: Schedule, slot: Slot, window: timedelta) -> datetime:
    """Say until when a slot is sent; where that is in quiet hours, the window begins after them."""
    end = slot.at + window
    awake = schedule.calm.end_of_quiet(end)
    return end if awake == end else awake + window


def _read_weekdays(names: Iterable[str], problems: list[ScheduleProblem]) -> frozenset[Weekday]:
    given = [name.strip().casefold() for name in names if name.strip()]
    found = {name: [day for day in DAYS if day.startswith(name)] for name in given}
    unknown = [name for name in given if len(name) < _SHORTEST_DAY or not found[name]]
    fix = "Write days by name, such as Monday or Mon."
    if unknown:
        why = " A number means Monday to some programs and Sunday or Tuesday to others."
        is_number = any(name.isdecimal() for name in unknown)
        problem = f"“{unknown[0][:40]}” is no day.{why if is_number else ''}"
        problems.append(ScheduleProblem(field="weekdays", problem=problem, fix=fix))
    elif not given:
        problems.append(ScheduleProblem(field="weekdays", problem="There is no day.", fix=fix))
    return frozenset(day for days in found.values() for day in days)


def _read_times(texts: Iterable[str], problems: list[ScheduleProblem]) -> tuple[time, ...]:
    given = [text.strip() for text in texts if text.strip()]
    read = [_time(text) for text in given]
    problem = ""
    if not given:
        problem = "There is no time."
    elif None in read:
        problem = f"“{given[read.index(None)][:40]}” is no time of day."
    elif len(set(read)) > MOST_TIMES:
        problem = f"There are {len(set(read))} times; {MOST_TIMES} a day are the most."
    if problem:
        fix = "Write hours from 0 to 23 and minutes, such as 9:00."
        problems.append(ScheduleProblem(field="times", problem=problem, fix=fix))
    return tuple(sorted({at for at in read if at is not None}))


def _read_span(text: str, problems: list[ScheduleProblem]) -> Span | None:
    start, dash, end = text.replace("–", "-").partition("-")  # noqa: RUF001  # as people type it
    first, last = _time(start), _time(end)
    if first is None or last is None or not dash or first == last:
        problems.append(
            ScheduleProblem(
                field="quiet",
                problem=f"“{text[:40]}” are no quiet hours.",
                fix="Write when they begin and end, such as 18:00-08:00.",
            )
        )
        return None
    return Span(start=first, end=last)


def _read_dates(texts: Iterable[str], problems: list[ScheduleProblem]) -> frozenset[date]:
    given = [text.strip() for text in texts if text.strip()]
    read = [_date(text) for text in given]
    problem = ""
    if None in read:
        problem = f"“{given[read.index(None)][:40]}” is no date."
    elif len(set(read)) > MOST_HOLIDAYS:
        problem = f"There are {len(set(read)):,} holidays; {MOST_HOLIDAYS} fit."
    if problem:
        fix = "Write dates as year, month and day, such as 2026-12-25."
        problems.append(ScheduleProblem(field="holidays", problem=problem, fix=fix))
    return frozenset(day for day in read if day is not None)


def _time(text: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", text.strip(), re.ASCII)
    hour, minute = (int(found[1]), int(found[2])) if found else (-1, -1)
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None


def _date(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
