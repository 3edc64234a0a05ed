"""Digests: claim the slots that are due, and send each of them once."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.digest import Digest, digest
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import Requisition
from bot.domain.slots import LOOK_BACK, ClaimState, DigestSchedule, SlotClaim, due_slots
from bot.services.access import is_allowed
from bot.services.bot_deps import BotDeps, Job
from bot.services.digest_facts import facts_of
from bot.services.messages import DigestMessage
from bot.store import Tx, digests, postings, requisitions


def send_due(deps: BotDeps) -> int:
    """Claim the slots that are due, each with its job in one transaction; return how many.

    The clock calls it, often and in every process; whoever comes second finds the slot claimed.
    """
    with deps.database.read() as tx:
        running = digests.running(tx, deps.team_id)
        due = [each.id for each in running if _due(tx, each, deps.now()) is not None]
    return sum(_claim(digest_id, deps) for digest_id in due)


def send(claim_id: str, deps: BotDeps) -> None:
    """Have the digest of a claimed slot shown, unless there is nothing to say.

    Doing it again changes nothing.

    Raises:
        NotFoundError: There is no such claim.
    """
    message = compose_claim(claim_id, deps)
    with deps.database.write() as tx:
        claimed = digests.get_claim(tx, claim_id)
        state = ClaimState.EMPTY if message is None else ClaimState.WANTED
        if not digests.settle(tx, claim_id, state) or message is None:
            return
        schedule = digests.get(tx, claimed.schedule_id)
        channel = "" if schedule.person else requisitions.get(tx, schedule.requisition_id).channel
        postings.want(
            tx,
            id=deps.new_id(),
            kind=MessageKind.DIGEST,
            subject_id=claim_id,
            channel=channel,
            recipient=schedule.person,
            now=deps.now(),
        )
    deps.wake_senders()


def compose_digest(posting: Posting, deps: BotDeps) -> DigestMessage | None:
    """Say what a digest shows, as things stand now.

    None when there is nothing to say any more, or when it never could be shown and a newer one is
    there: what was held back for a week is not seven messages.

    Raises:
        NotFoundError: Its claim is gone.
    """
    if not posting.ts:
        with deps.database.read() as tx:
            claimed = digests.get_claim(tx, posting.subject_id)
            later = digests.claimed_since(tx, claimed.schedule_id, claimed.slot.at)
            if any(c.slot.at > claimed.slot.at and c.state is ClaimState.WANTED for c in later):
                return None
    return compose_claim(posting.subject_id, deps)


def compose_claim(claim_id: str, deps: BotDeps) -> DigestMessage | None:
    """Say what the digest of a slot has to say now; None when that is nothing.

    Raises:
        NotFoundError: There is no such claim.
    """
    with deps.database.read() as tx:
        claimed = digests.get_claim(tx, claim_id)
        schedule = digests.get(tx, claimed.schedule_id)
        candidates = _requisitions(tx, schedule, deps)
    seen = [r for r in candidates if _may_see(schedule, r, deps)]
    if not seen:
        return None
    with deps.database.read() as tx:
        facts = facts_of(tx, [r.id for r in seen], claimed.since, claimed.claimed_at)
    told = digest(facts, deps.now(), claimed.slot.zone)
    return None if told is None else _message(schedule, claimed, seen, told)


def _message(
    schedule: DigestSchedule, claimed: SlotClaim, seen: list[Requisition], told: Digest
) -> DigestMessage:
    return DigestMessage(
        digest_id=schedule.id,
        requisition_titles=tuple(requisition.title for requisition in seen),
        is_private=bool(schedule.person),
        changed=told.changed,
        groups=told.groups,
        missed=claimed.missed,
    )


def _claim(digest_id: str, deps: BotDeps) -> bool:
    with deps.database.write() as tx:
        schedule = digests.hold(tx, digest_id)
        if schedule is None or schedule.paused_at is not None:
            return False
        now = deps.now()
        claimed = _due(tx, schedule, now, deps.new_id())
        if claimed is None or not digests.claim(tx, claimed):
            return False
        deps.queue.enqueue(tx, Job.SEND_DIGEST, claimed.id)
        return True


def _due(tx: Tx, schedule: DigestSchedule, now: datetime, claim_id: str = "") -> SlotClaim | None:
    """Say which slot is to be claimed now; None for none."""
    known = digests.claimed_since(tx, schedule.id, now - LOOK_BACK - timedelta(days=2))
    due = due_slots(schedule.schedule, schedule.begun_at, now, [each.slot for each in known])
    if due is None:
        return None
    before = (each.claimed_at for each in known if each.claimed_at <= now)
    return SlotClaim(
        id=claim_id,
        schedule_id=schedule.id,
        slot=due.slot,
        since=max(before, default=schedule.begun_at),
        claimed_at=now,
        missed=due.missed,
        state=ClaimState.CLAIMED,
    )


def _requisitions(tx: Tx, schedule: DigestSchedule, deps: BotDeps) -> list[Requisition]:
    """List the open requisitions that a digest is of."""
    found = requisitions.all(tx, deps.team_id, is_open=True)
    person = schedule.person
    if person:
        return [r for r in found if person in {r.hiring_manager, r.opened_by}]
    return [r for r in found if r.id == schedule.requisition_id]


def _may_see(schedule: DigestSchedule, requisition: Requisition, deps: BotDeps) -> bool:
    """Whether its reader may see how a requisition stands; a channel is checked at sending."""
    if not schedule.person:
        return True
    actor = Actor(user_id=schedule.person, team_id=deps.team_id)
    return is_allowed(Action.SEE_STATUS, actor, deps, requisition)
