"""Reminders: who owes a scorecard gets one message a day about all of them, for a few days."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.domain.hours import known_zone
from bot.domain.panel import Panel
from bot.domain.people import refuse_person
from bot.domain.posting import MessageKind, Posting
from bot.domain.reminders import (
    Card,
    Office,
    ReminderClaim,
    Reminding,
    days_over,
    may_have_come,
    remind,
)
from bot.errors import SlackError
from bot.services.bot_deps import BotDeps, Job
from bot.services.digest_settings import digest_id
from bot.services.messages import OwedCard, ReminderMessage
from bot.store import Tx, applications, digests, panels, postings, reminders, requisitions

log = logging.getLogger("plumbline.reminders")


def remind_due(deps: BotDeps) -> int:
    """Claim the reminders that are due, each with its job in one transaction; return how many.

    The clock calls it, in every process; whoever comes second finds the day claimed.
    """
    with deps.database.read() as tx:
        cards = [card for card, _ in _owed(tx)]
    now = deps.now()
    people = {card.rater for card in cards if may_have_come(card, now)}
    people |= {card.manager for card in cards if may_have_come(card, now) and card.manager}
    return sum(_claim(person, deps) for person in sorted(people))


def send_reminder(reminder_id: str, deps: BotDeps) -> None:
    """Have a claimed reminder shown; doing it again shows it no second time.

    Raises:
        NotFoundError: There is no such reminder.
    """
    with deps.database.write() as tx:
        claimed = reminders.get(tx, reminder_id)
        if postings.find(tx, MessageKind.REMINDER, reminder_id) is not None:
            return
        postings.want(
            tx,
            id=deps.new_id(),
            kind=MessageKind.REMINDER,
            subject_id=reminder_id,
            recipient=claimed.person,
            now=deps.now(),
        )
    deps.wake_senders()


def compose_reminder(tx: Tx, posting: Posting, deps: BotDeps) -> ReminderMessage | None:
    """Say what a reminder shows: what is still owed now.

    None when nothing is, or when it never could be shown and there is a newer one.

    Raises:
        NotFoundError: There is no such reminder.
    """
    claimed = reminders.get(tx, posting.subject_id)
    if not posting.ts and not reminders.is_newest(tx, claimed):
        return None
    of_others = reminders.told_of(tx, claimed.id)
    owed, now = _owed(tx), deps.now()
    mine = [
        _line(tx, card, panel)
        for card, panel in owed
        if card.rater == claimed.person and days_over(card, now, claimed.zone) >= 0
    ]
    told = [_line(tx, card, panel) for card, panel in owed if card.id in of_others]
    if not mine and not told:
        return None
    return ReminderMessage(cards=tuple(mine), told=tuple(told), at=claimed.claimed_at)


def _owed(tx: Tx) -> list[tuple[Card, Panel]]:
    """List all scorecards that are waited for, longest overdue first."""
    asked = [pair for rater in panels.raters(tx) for pair in panels.awaited_of(tx, rater)]
    managers = {
        id_: requisitions.get(tx, id_).hiring_manager
        for id_ in {panel.requisition_id for panel, _ in asked}
    }
    cards = [
        (
            Card(
                id=seat.id,
                rater=seat.rater,
                manager=managers[panel.requisition_id],
                due_at=panel.due_at,
            ),
            panel,
        )
        for panel, seat in asked
    ]
    return sorted(cards, key=lambda pair: (pair[0].due_at, pair[0].id))


def _line(tx: Tx, card: Card, panel: Panel) -> OwedCard:
    return OwedCard(
        panel_id=panel.id,
        rater=card.rater,
        label=applications.get(tx, panel.application_id).label,
        requisition_title=requisitions.get(tx, panel.requisition_id).title,
        due_at=panel.due_at,
    )


def _claim(person: str, deps: BotDeps) -> bool:
    zone = _zone(person, deps)
    if not zone:
        return False
    with deps.database.read() as tx:
        if _due(tx, person, zone, deps.now()) is None:
            return False
    with deps.database.write() as tx:
        now = deps.now()
        found = _due(tx, person, zone, now)
        if found is None:
            return False
        reminding, zone = found
        claimed = ReminderClaim(id=deps.new_id(), person=person, zone=zone, claimed_at=now)
        if not reminders.claim(tx, claimed, reminding):
            return False
        deps.queue.enqueue(tx, Job.SEND_REMINDER, claimed.id)
        return True


def _zone(person: str, deps: BotDeps) -> str:
    """Return a person's zone as Slack says; "" when they may not be written to."""
    try:
        facts = deps.slack.person(person)
    except SlackError as error:
        log.info("nobody is reminded while Slack does not say who they are: %s", error.code)
        return ""
    if facts is None or refuse_person(facts, team_id=deps.team_id) is not None:
        return ""
    return known_zone(facts.timezone)


def _due(tx: Tx, person: str, zone: str, now: datetime) -> tuple[Reminding, str] | None:
    """Say what to remind a person of now, and in which zone; None for nothing."""
    own = digests.find(tx, digest_id("", person))  # its zone, quiet hours and holidays are theirs
    office = (
        Office(zone=zone)
        if own is None
        else Office(
            zone=own.schedule.zone, quiet=own.schedule.quiet, holidays=own.schedule.holidays
        )
    )
    cards = [card for card, _ in _owed(tx) if person in {card.rater, card.manager}]
    past = reminders.past(tx, person, {c.id for c in cards}, {c.rater for c in cards})
    found = remind(person, cards, past, now, office)
    return None if found is None else (found, office.zone)
