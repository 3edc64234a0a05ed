"""Local time: which moment a wall clock means, and the hours in which nobody is disturbed."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Weekday(StrEnum):
    """A day by its name; numbers mean Monday to some programs and Sunday to others."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


DAYS = tuple(Weekday)
"""In the order of ``date.weekday()``."""
WORKING_DAYS = frozenset(DAYS[:5])
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Hours of a day by the wall clock; one that ends before it begins goes over midnight."""

    start: time
    end: time
    """The first minute that is no longer in it."""

    def holds(self, at: time) -> bool:
        """Say whether a time is in it; in a span from a time to the same time none is."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """When somebody is left alone: some hours of each day, and whole days."""

    zone: str
    """IANA name."""
    quiet: Span | None = None
    """None when any hour will do."""
    holidays: frozenset[date] = frozenset()

    def holds(self, at: datetime) -> bool:
        """Say whether nothing may be sent at a moment (aware)."""
        local = local_time(at, self.zone)
        is_quiet = self.quiet is not None and self.quiet.holds(local.time())
        return is_quiet or local.date() in self.holidays

    def end_of_quiet(self, at: datetime) -> datetime:
        """Return the moment itself (aware), or the end of the quiet hours that it is in, in UTC."""
        local = local_time(at, self.zone)
        if self.quiet is None or not self.quiet.holds(local.time()):
            return at.astimezone(UTC)
        is_tomorrow = local.time() >= self.quiet.end
        day = local.date() + timedelta(days=int(is_tomorrow))
        return moment(datetime.combine(day, self.quiet.end), self.zone)


def is_zone(name: str) -> bool:
    """Say whether there is such a time zone in the data at hand, the same on every machine."""
    return name != "localtime" and name in zoneinfo.available_timezones()


def known_zone(name: str) -> str:
    """Return a zone as somebody else names it; UTC for one that nobody here knows, such as ""."""
    return name if is_zone(name) else "UTC"


def local_time(at: datetime, zone: str) -> datetime:
    """Return what a wall clock shows at a moment (aware): a time without a zone."""
    return at.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def moment(local: datetime, zone: str) -> datetime:
    """Return when a wall clock first shows a time, in UTC.

    An hour that comes twice counts when it comes first. One that is left out is over as soon as
    the clock has been put forward: its moment is that of the change, to the minute.

    Args:
        local: Without a zone, in whole minutes.
        zone: IANA name.
    """
    place = zoneinfo.ZoneInfo(zone)
    before, after = (
        local.replace(tzinfo=place, fold=fold).astimezone(UTC)
        for fold in (0, 1)  # by the offset before a change, and by the one after it
    )
    if local_time(before, zone) == local:
        return before
    # ``after`` is still before the change, and ``before`` behind it: find the minute between.
    early, late = after, before
    while late - early > _MINUTE:
        middle = early + (late - early) // 2 // _MINUTE * _MINUTE
        early, late = (early, middle) if local_time(middle, zone) > local else (middle, late)
    return late


def exists(day: date, zone: str) -> bool:
    """Say whether a date has any minute; whoever moves over the date line leaves one out."""
    start = datetime.combine(day, time())
    return local_time(moment(start, zone), zone).date() == day
