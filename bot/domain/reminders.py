"""What to remind one person of today: at most one message a day, and an end to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.hours import DAYS, WORKING_DAYS, Calm, Span, Weekday, local_time, moment

LADDER = (0, 1, 3)
"""Days after the due date on which a rater is reminded. Source: issue 5, a bounded ladder: the
day itself, the day after, and once more when a weekend may have been between."""
MANAGER_DAYS = 5
"""Days after the due date from which the hiring manager is told. Source: a working week."""
PATIENCE_DAYS = 14
"""Days after which the hiring manager is told though the rater put reminders off."""
LONGEST_SNOOZE = timedelta(days=7)
"""How long reminders can be put off at once."""
WORKING_HOURS = Span(start=time(9), end=time(17))
"""When somebody is reminded who did not say otherwise."""


class Rung(StrEnum):
    """Who was told of a scorecard."""

    RATER = "rater"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A scorecard that is waited for: neither submitted, nor declined, nor taken off the panel."""

    id: str
    """Of the rater's seat."""
    rater: str
    """Slack user id."""
    manager: str
    """Slack user id of the hiring manager; "" when there is none."""
    due_at: datetime
    """Aware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was said of one scorecard to one person."""

    card_id: str
    rung: Rung
    step: int
    """Index in the ladder, for a rater; 0 for a manager."""
    on: date
    """Local date of who was told, in their zone at that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """When one person works."""

    zone: str
    """IANA name."""
    weekdays: frozenset[Weekday] = WORKING_DAYS
    hours: Span = WORKING_HOURS
    quiet: Span | None = None
    """What they asked to be left alone in."""
    holidays: frozenset[date] = frozenset()

    def is_open(self, at: datetime) -> bool:
        """Say whether they may be written to at a moment (aware)."""
        local = local_time(at, self.zone)
        calm = Calm(zone=self.zone, quiet=self.quiet, holidays=self.holidays)
        is_working = DAYS[local.weekday()] in self.weekdays and self.hours.holds(local.time())
        return is_working and not calm.holds(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """One message to one person, and what is counted as said by it."""

    on: date
    """Local date of the person: the one message of this day."""
    cards: tuple[Card, ...]
    """All of theirs that are due or overdue, longest overdue first."""
    told: tuple[Card, ...]
    """Of others, whose hiring manager they are: said this once."""
    sent: tuple[Sent, ...]
    """What goes into the history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was said and asked before."""

    sent: tuple[Sent, ...] = ()
    """Of the cards at hand, to anybody."""
    days: frozenset[date] = frozenset()
    """Local dates on which the person at hand got a reminder, at least the newest."""
    snoozed: Mapping[str, datetime] = field(default_factory=dict)
    """Until when people put off being reminded, aware, by Slack user id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderClaim:
    """The reminder of one person on one local date, which exactly one job sends."""

    id: str
    """The subject of its job and of its message."""
    person: str
    """Slack user id."""
    zone: str
    """IANA name, of the person at that time."""
    claimed_at: datetime
    """Aware."""


def remind(
    person: str, cards: Sequence[Card], past: Past, now: datetime, office: Office
) -> Reminding | None:
    """Say what to send to a person now; None for nothing.

    A scorecard has them reminded on each day of ``LADDER`` once, or later where nothing could be
    sent; then its hiring manager is told once, and nobody is told anything more.

    Args:
        person: Slack user id.
        cards: Everything that is waited for, at least of this person and of whom they manage.
        past: What was said before.
        now: Aware.
        office: When this person works, in their zone.
    """
    today = local_time(now, office.zone).date()
    if today in past.days or not office.is_open(now):
        return None
    mine = sorted(
        (c for c in cards if c.rater == person and days_over(c, now, office.zone) >= 0),
        key=lambda card: (card.due_at, card.id),
    )
    steps = {card.id: _next_step(card, past.sent, now, office.zone) for card in mine}
    if past.snoozed.get(person, now) > now or all(step is None for step in steps.values()):
        mine = []
    told = tuple(
        card
        for card in cards
        if card.manager == person != card.rater and _is_for_manager(card, past, now, office.zone)
    )
    if not mine and not told:
        return None
    news = [
        Sent(card_id=card.id, rung=Rung.RATER, step=step, on=today)
        for card in mine
        if (step := steps[card.id]) is not None
    ]
    news += [Sent(card_id=card.id, rung=Rung.MANAGER, step=0, on=today) for card in told]
    return Reminding(on=today, cards=tuple(mine), told=told, sent=tuple(news))


def snooze_until(days: int, now: datetime, office: Office) -> datetime:
    """Return until when reminders are put off: the morning of a local date, aware.

    Args:
        days: From 1 to those of ``LONGEST_SNOOZE``; what is beyond is cut.
        now: Aware.
        office: Of who puts them off.
    """
    most = min(max(days, 1), LONGEST_SNOOZE.days)
    day = local_time(now, office.zone).date() + timedelta(days=most)
    return moment(datetime.combine(day, time()), office.zone)


def may_have_come(card: Card, now: datetime) -> bool:
    """Say whether a card may be due on the local date of somebody, wherever they are."""
    return now >= card.due_at - timedelta(days=1)


def days_over(card: Card, now: datetime, zone: str) -> int:
    """Count the local dates since the one on which a card was due; negative before it."""
    return (local_time(now, zone).date() - local_time(card.due_at, zone).date()).days


def _next_step(card: Card, sent: Iterable[Sent], now: datetime, zone: str) -> int | None:
    """Return the highest rung that has come and was not said yet; None when there is none."""
    over = days_over(card, now, zone)
    come = max((step for step, days in enumerate(LADDER) if days <= over), default=-1)
    return come if come > _last_step(card, sent) else None


def _last_step(card: Card, sent: Iterable[Sent]) -> int:
    return max((s.step for s in sent if s.card_id == card.id and s.rung is Rung.RATER), default=-1)


def _is_for_manager(card: Card, past: Past, now: datetime, zone: str) -> bool:
    """Say whether its hiring manager is to be told of a card: once, when its ladder has ended."""
    mine = [each for each in past.sent if each.card_id == card.id]
    if any(each.rung is Rung.MANAGER for each in mine):
        return False
    over = days_over(card, now, zone)
    today = local_time(now, zone).date()
    has_ended = _last_step(card, mine) == len(LADDER) - 1 and all(each.on < today for each in mine)
    is_put_off = past.snoozed.get(card.rater, now) > now
    return over >= PATIENCE_DAYS or (over >= MANAGER_DAYS and has_ended and not is_put_off)
