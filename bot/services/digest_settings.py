"""Set up, pause and resume a digest, and put one's own reminders off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.hours import known_zone
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.reminders import Office, snooze_until
from bot.domain.slots import (
    DigestSchedule,
    Schedule,
    ScheduleProblem,
    ScheduleWords,
    Slot,
    next_slot,
    read_schedule,
)
from bot.errors import NotFoundError
from bot.services.access import own_requisition, require
from bot.services.bot_deps import BotDeps
from bot.services.derived import derived_id
from bot.store import Tx, digests, inbox, reminders


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDigest:
    """Somebody chooses when a digest comes; one that was paused goes on."""

    actor: Actor
    event_key: str
    requisition_id: str
    """Whose channel gets it; "" for the actor's own, of all requisitions that are theirs."""
    words: ScheduleWords


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSet:
    """What was kept."""

    digest_id: str
    next: Slot | None
    """When the next one is due; None when no day of the coming month has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDigest:
    """Somebody pauses a digest, or has it go on."""

    actor: Actor
    event_key: str
    requisition_id: str
    """"" for the actor's own."""
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """Somebody puts their own reminders off."""

    actor: Actor
    event_key: str
    days: int
    """From 1; a week is the most."""


def digest_id(requisition_id: str, person: str) -> str:
    """Return the id of a channel's digest, or of a person's, whose requisition is ""."""
    return derived_id("digest", requisition_id, "" if requisition_id else person)


def set_digest(request: SetDigest, deps: BotDeps) -> DigestSet | tuple[ScheduleProblem, ...]:
    """Keep when a digest comes, or say all that is wrong with the words.

    A new one begins now. One that is changed keeps what it sent in mind, so that a day is neither
    repeated nor lost.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such requisition.
    """
    _require(request.actor, request.requisition_id, deps)
    schedule = read_schedule(request.words)
    if isinstance(schedule, tuple):
        return schedule
    id_ = digest_id(request.requisition_id, request.actor.user_id)
    with deps.database.write() as tx:
        if inbox.accept(tx, request.event_key, deps.now()):
            _put(tx, id_, request, schedule, deps)
        begun_at = digests.get(tx, id_).begun_at
    return DigestSet(digest_id=id_, next=next_slot(schedule, max(begun_at, deps.now())))


def pause_digest(request: PauseDigest, deps: BotDeps) -> bool:
    """Pause a digest, or have it go on from now; False when it was so already.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such requisition, or nobody ever set up its digest.
    """
    _require(request.actor, request.requisition_id, deps)
    id_ = digest_id(request.requisition_id, request.actor.user_id)
    with deps.database.write() as tx:
        kept = digests.hold(tx, id_)
        if kept is None:
            raise NotFoundError("There is no such digest.", "Choose when it comes first.")
        is_new = inbox.accept(tx, request.event_key, deps.now())
        if not is_new or (kept.paused_at is not None) == request.is_paused:
            return False
        now = deps.now()
        changed = (
            replace(kept, paused_at=now)
            if request.is_paused
            else replace(kept, paused_at=None, begun_at=now)
        )
        digests.put(tx, request.actor.team_id, changed)
    return True


def snooze(request: Snooze, deps: BotDeps) -> datetime:
    """Put one's own reminders off, and return until when.

    Raises:
        NotAllowedError: They are an outsider.
    """
    actor = request.actor
    require(Action.HOME, actor, deps)
    facts = deps.slack.person(actor.user_id)
    zone = known_zone(facts.timezone if facts else "")
    with deps.database.write() as tx:
        own = digests.find(tx, digest_id("", actor.user_id))
        office = Office(zone=own.schedule.zone if own else zone)
        until = snooze_until(request.days, deps.now(), office)
        if inbox.accept(tx, request.event_key, deps.now()):
            reminders.snooze(tx, actor.user_id, until)
    return until


def _require(actor: Actor, requisition_id: str, deps: BotDeps) -> None:
    """Let pass who may say when a digest comes: the hiring team, and everybody for their own."""
    if not requisition_id:
        require(Action.HOME, actor, deps)
        return
    with deps.database.read() as tx:
        requisition = own_requisition(tx, actor, requisition_id)
    require(Action.EDIT_REQUISITION, actor, deps, requisition)


def _put(tx: Tx, id_: str, request: SetDigest, schedule: Schedule, deps: BotDeps) -> None:
    kept = digests.hold(tx, id_)
    is_running = kept is not None and kept.paused_at is None
    digests.put(
        tx,
        request.actor.team_id,
        DigestSchedule(
            id=id_,
            requisition_id=request.requisition_id,
            person="" if request.requisition_id else request.actor.user_id,
            schedule=schedule,
            set_by=request.actor.user_id,
            begun_at=kept.begun_at if kept is not None and is_running else deps.now(),
            paused_at=None,
        ),
    )
