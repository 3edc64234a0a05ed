"""Of several processes that see the same slot or day, one claims it; all of it comes back whole."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.domain.hours import DAYS, WORKING_DAYS, Span
from bot.domain.reminders import ReminderClaim, Reminding, Rung, Sent
from bot.domain.slots import ClaimState, DigestSchedule, Schedule, Slot, SlotClaim
from bot.errors import NotFoundError
from bot.services.bot_deps import Job
from bot.services.digesting import send_due
from bot.store import Database, digests, reminders
from tests.integration.bot_services.fakes import FakeQueue, make_bot_deps
from tests.integration.store.conftest import KEYS
from tests.integration.store.world import NOW, TEAM, World

AT_ONCE = 4
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 1, 1)})
SCHEDULE = Schedule(
    weekdays=frozenset(DAYS),
    times=(time(0, 5), time(9)),
    zone="Asia/Kathmandu",
    quiet=Span(start=time(18), end=time(8)),
    holidays=HOLIDAYS,
)


def schedule(**changes: object) -> DigestSchedule:
    kept = DigestSchedule(
        id="d1",
        requisition_id="",
        person="U1",
        schedule=SCHEDULE,
        set_by="U1",
        begun_at=NOW,
        paused_at=None,
    )
    return replace(kept, **changes)  # type: ignore[arg-type]  # fields of it


def claimed(number: int = 0, **changes: object) -> SlotClaim:
    local = datetime.fromisoformat("2026-10-25T01:30") + timedelta(days=number)
    at = local.replace(tzinfo=UTC)
    made = SlotClaim(
        id=f"c{number}",
        schedule_id="d1",
        slot=Slot(local=local, zone="Europe/London", at=at),
        since=NOW,
        claimed_at=at,
        missed=2,
        state=ClaimState.CLAIMED,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of it


def test_a_schedule_comes_back_as_it_was_kept_and_may_change(database: Database) -> None:
    with database.write() as tx:
        assert digests.find(tx, "d1") is None
        digests.put(tx, TEAM, schedule())
        assert digests.get(tx, "d1") == schedule()
        plain = replace(SCHEDULE, weekdays=WORKING_DAYS, quiet=None, holidays=frozenset())
        digests.put(tx, TEAM, schedule(schedule=plain, paused_at=NOW, begun_at=NOW, set_by="U2"))
    with database.read() as tx:
        assert digests.get(tx, "d1") == schedule(schedule=plain, paused_at=NOW, set_by="U2")
        assert digests.running(tx, TEAM) == []
    with database.write() as tx:
        digests.put(tx, TEAM, schedule())
        assert digests.running(tx, TEAM) == [schedule()]
        assert digests.running(tx, "T0OTHER") == []
        with pytest.raises(NotFoundError, match="digest"):
            digests.get(tx, "d2")


def test_a_slot_is_claimed_once_by_its_local_time_and_settled_once(database: Database) -> None:
    with database.write() as tx:
        digests.put(tx, TEAM, schedule())
        assert digests.claim(tx, claimed())
        assert not digests.claim(tx, claimed(id="other"))  # the same wall clock, an hour later
        assert digests.claim(tx, claimed(1))
        assert digests.get_claim(tx, "c0") == claimed()
        assert digests.claimed_since(tx, "d1", claimed(1).slot.at) == [claimed(1)]
        assert digests.settle(tx, "c0", ClaimState.WANTED)
        assert not digests.settle(tx, "c0", ClaimState.EMPTY)
        assert digests.get_claim(tx, "c0").state is ClaimState.WANTED
        with pytest.raises(NotFoundError, match="digest"):
            digests.get_claim(tx, "c9")


def test_what_was_said_and_put_off_comes_back(database: Database) -> None:
    sent = (
        Sent(card_id="s1", rung=Rung.RATER, step=1, on=date(2026, 3, 2)),
        Sent(card_id="s2", rung=Rung.MANAGER, step=0, on=date(2026, 3, 2)),
    )
    reminding = Reminding(on=date(2026, 3, 2), cards=(), told=(), sent=sent)
    first = ReminderClaim(id="r1", person="U1", zone="Asia/Tokyo", claimed_at=NOW)
    with database.write() as tx:
        assert reminders.claim(tx, first, reminding)
        assert not reminders.claim(tx, replace(first, id="r2"), reminding)
        reminders.snooze(tx, "U2", NOW)
        reminders.snooze(tx, "U2", NOW + timedelta(days=1))
        past = reminders.past(tx, "U1", {"s1", "s2"}, {"U2", "U3"})
        assert sorted(past.sent, key=lambda each: each.card_id) == list(sent)
        assert past.days == {date(2026, 3, 2)}
        assert past.snoozed == {"U2": NOW + timedelta(days=1)}
        assert reminders.past(tx, "U3", {"s3"}, set()).sent == ()
        assert reminders.get(tx, "r1") == first
        assert reminders.told_of(tx, "r1") == {"s2"}
        assert reminders.is_newest(tx, first)
        with pytest.raises(NotFoundError, match="reminder"):
            reminders.get(tx, "r2")


def test_processes_that_tick_at_the_same_moment_claim_a_slot_once(
    url: str, world: World, tmp_path: Path
) -> None:
    with world.database.write() as tx:
        opening = world.requisition(tx)
        for number in range(3):
            digest = schedule(id=f"d{number}", requisition_id=opening.id, person="")
            plain = replace(SCHEDULE, zone="UTC", times=(time(9),), quiet=None)
            digests.put(tx, TEAM, replace(digest, schedule=plain, begun_at=NOW - timedelta(days=9)))
    now = datetime.combine(NOW.date(), time(9, 1), tzinfo=UTC)
    queue, start = FakeQueue(), threading.Barrier(AT_ONCE, timeout=30)

    def tick(_: int) -> int:
        with Database(url, KEYS) as own:
            ids = iter(f"{threading.get_ident():016x}{n:016x}" for n in range(100))
            deps = make_bot_deps(
                tmp_path,
                database=own,
                queue=queue,
                now=lambda: now,
                team_id=TEAM,
                new_id=lambda: next(ids),
            )
            start.wait()
            return send_due(deps)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        claims = list(pool.map(tick, range(AT_ONCE)))

    assert sum(claims) == 3
    assert len(queue.of(Job.SEND_DIGEST)) == 3
