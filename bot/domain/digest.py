"""What a digest says: how things stand at the moment of sending, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from bot.domain.hours import DAYS, local_time
from bot.domain.words import count

MOST_LINES = 5
"""Lines of a group; the others are counted. Source: a digest is read in ten seconds (ux.md)."""
LEAST_STAYS = 5
"""Stays that have to have ended before one is called usual. Source: below five, a median moves by
whole days with each."""
LEAST_DAYS = 2.0
"""Days below which nothing counts as stuck, however quick the others were."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class GroupKind(StrEnum):
    """A group of a digest, in the order in which they stand."""

    REVIEW = "review"
    """Waiting for review."""
    CARDS = "cards"
    """Scorecards due and overdue, counted by person."""
    REVEAL = "reveal"
    """Panels that can be revealed."""
    SETTLE = "settle"
    """Applications on which people differ."""
    STUCK = "stuck"
    """In one stage for longer than usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An application or a panel that waits for somebody."""

    id: str
    """Of what its button opens."""
    label: str
    """What the channel calls the application, such as A-17; never a name."""
    since: datetime
    """Aware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """An application whose criteria people see differently."""

    id: str
    label: str
    criteria: int
    """How many they differ on; at least one."""
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A scorecard that is waited for."""

    panel_id: str
    rater: str
    """Slack user id."""
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happened since the last digest."""

    since: datetime
    """Aware."""
    read: int = 0
    """CVs."""
    reviewed: int = 0
    """Applications."""
    decided: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing happened."""
        return not (self.read or self.reviewed or self.decided)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How one requisition stands."""

    to_review: tuple[Waiting, ...] = ()
    owed: tuple[Owed, ...] = ()
    ready: tuple[Waiting, ...] = ()
    """Panels."""
    disputes: tuple[Dispute, ...] = ()
    in_stage: tuple[Waiting, ...] = ()
    """Applications that nobody decided about, since they came into their stage."""
    stays: tuple[float, ...] = ()
    """Days that applications which left this stage had been in it."""
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One thing and what to press for it."""

    group: GroupKind
    """Also says what its button does."""
    subject_id: str
    """What the button opens: an application or a panel; "" for a line about a person."""
    person: str
    """Slack user id; "" for a line about an application."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestGroup:
    """Lines of one kind, oldest first."""

    kind: GroupKind
    lines: tuple[DigestLine, ...]
    """At least one, at most MOST_LINES."""
    more: int
    """How many do not stand here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest says of one requisition."""

    changed: str
    """Such as "Since Thursday: 6 CVs read, 4 reviewed, 1 decided."; "" when nothing did."""
    groups: tuple[DigestGroup, ...]


def digest(facts: Facts, now: datetime, zone: str) -> Digest | None:
    """Say how a requisition stands; None when there is nothing to say.

    Args:
        facts: As they are now.
        now: Aware.
        zone: IANA name, of its readers.
    """
    usual = usual_days(facts.stays)
    of_kind = {
        GroupKind.REVIEW: [_review(each, now, zone) for each in _oldest(facts.to_review)],
        GroupKind.CARDS: _people(facts.owed, now, zone),
        GroupKind.REVEAL: [_reveal(each, now, zone) for each in _oldest(facts.ready)],
        GroupKind.SETTLE: [
            _settle(each) for each in sorted(facts.disputes, key=lambda d: (d.since, d.id))
        ],
        GroupKind.STUCK: [
            _stuck(each, now, usual)
            for each in _oldest(facts.in_stage)
            if usual is not None and is_stuck(_days(each.since, now), usual)
        ],
    }
    groups = tuple(
        DigestGroup(kind=kind, lines=tuple(lines[:MOST_LINES]), more=len(lines[MOST_LINES:]))
        for kind, lines in of_kind.items()
        if lines
    )
    if not groups and facts.changes.is_nothing:
        return None
    return Digest(changed=changes_words(facts.changes, now, zone), groups=groups)


def usual_days(stays: Sequence[float]) -> float | None:
    """Return the median of stays in days; None when fewer than LEAST_STAYS ended."""
    return median(stays) if len(stays) >= LEAST_STAYS else None


def is_stuck(days: float, usual: float) -> bool:
    """Say whether something is in its stage for twice the usual time, and two days at least.

    Source: twice the median is beyond nearly all stays where they are spread as waiting times are
    (an exponential spread has a quarter there), and short enough to still act.
    """
    return days >= max(2 * usual, LEAST_DAYS)


def changes_words(changes: Changes, now: datetime, zone: str) -> str:
    """Say what happened since the last digest; "" when nothing did."""
    if changes.is_nothing:
        return ""
    told = [
        count(changes.read, "CV") + " read" if changes.read else "",
        f"{changes.reviewed:,} reviewed" if changes.reviewed else "",
        f"{changes.decided:,} decided" if changes.decided else "",
    ]
    return f"Since {_since(changes.since, now, zone)}: {', '.join(t for t in told if t)}."


def _since(since: datetime, now: datetime, zone: str) -> str:
    then, today = local_time(since, zone), local_time(now, zone).date()
    ago = (today - then.date()).days
    if ago <= 0:
        return f"{then:%H:%M}"
    if ago == 1:
        return "yesterday"
    if ago < len(DAYS):
        return DAYS[then.weekday()].capitalize()
    return _date_words(then.date())


def _date_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _oldest(things: Iterable[Waiting]) -> list[Waiting]:
    return sorted(things, key=lambda each: (each.since, each.id))


def _days(since: datetime, now: datetime) -> float:
    return (now - since) / timedelta(days=1)


def _waits(since: datetime, now: datetime, zone: str) -> str:
    dates = (local_time(now, zone).date() - local_time(since, zone).date()).days
    return "since today" if dates <= 0 else f"for {count(dates, 'day')}"


def _review(each: Waiting, now: datetime, zone: str) -> DigestLine:
    text = f"{each.label} waits for review {_waits(each.since, now, zone)}"
    return DigestLine(group=GroupKind.REVIEW, subject_id=each.id, person="", text=text)


def _reveal(each: Waiting, now: datetime, zone: str) -> DigestLine:
    text = f"{each.label} is ready to reveal {_waits(each.since, now, zone)}"
    return DigestLine(group=GroupKind.REVEAL, subject_id=each.id, person="", text=text)


def _settle(each: Dispute) -> DigestLine:
    text = f"{each.label}: people differ on {count(each.criteria, 'criterion', 'criteria')}"
    return DigestLine(group=GroupKind.SETTLE, subject_id=each.id, person="", text=text)


def _stuck(each: Waiting, now: datetime, usual: float) -> DigestLine:
    days = int(_days(each.since, now))
    text = f"{each.label} is undecided for {count(days, 'day')}, usually {_usual(usual)}"
    return DigestLine(group=GroupKind.STUCK, subject_id=each.id, person="", text=text)


def _usual(usual: float) -> str:
    return "less than a day" if usual < 1 else count(round(usual), "day")


def _people(owed: Iterable[Owed], now: datetime, zone: str) -> list[DigestLine]:
    """Count what is due today and overdue by person, who is overdue for longest first.

    It names neither a candidate nor a panel.
    """
    today = local_time(now, zone).date()
    by_person: dict[str, list[int]] = {}
    for each in sorted(owed, key=lambda o: (o.due_at, o.rater, o.panel_id)):
        over = (today - local_time(each.due_at, zone).date()).days
        if over >= 0:
            by_person.setdefault(each.rater, []).append(over)
    lines = []
    for person, days in by_person.items():
        overdue = [over for over in days if over > 0]
        told = [
            f"{count(len(overdue), 'scorecard')} overdue, the oldest by {count(max(days), 'day')}"
            if overdue
            else "",
            f"{count(days.count(0), 'scorecard')} due today" if 0 in days else "",
        ]
        text = "; ".join(t for t in told if t)
        lines.append(DigestLine(group=GroupKind.CARDS, subject_id="", person=person, text=text))
    return lines
