"""200 slots of digests in twelve zones while the bot is killed 20 times: each sent once."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.hours import DAYS, local_time
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import ApplicationState
from bot.domain.slots import ClaimState, DigestSchedule, Schedule
from bot.sandbox import Sandbox
from bot.store import Database, digests
from tests.integration.store.world import World
from tests.soak.ledger import all_postings, compare, is_settled, jobs, open_database
from tests.soak.processes import CHANNEL, MANIFEST, Place, start

SLOTS, KILLS = 200, 20
MINUTES = 3
"""Over how many minutes the slots are spread, beginning with the next."""
LIFE_SECONDS = (1.8, 5.0)
"""How long a bot lives; it needs about two seconds to start, so that it dies at work."""
MOST_SECONDS = 300.0
"""For the killing, and for ending what is left."""
SEED = 7
EVER = datetime(2000, 1, 1, tzinfo=UTC)
TEAM, CHANNELS = "T0PLUMB", (CHANNEL, "C0PANEL")
ZONES = (
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Nuuk",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Pago_Pago",
)


def run() -> bool:
    """Kill, count, and say whether every slot was claimed once and its message stands once."""
    with (
        Sandbox(MANIFEST, strict_rate_limits=False) as sandbox,
        tempfile.TemporaryDirectory() as folder,
    ):
        place = Place(api_url=sandbox.api_url, folder=Path(folder))
        place.data.mkdir(mode=0o700)
        with open_database(place) as database:
            database.migrate()
            _set_up(database)
        busy = _kill_until_done(place)
        with open_database(place) as database, database.read() as tx:
            claims = [
                (claimed.schedule_id, claimed.slot.key, claimed.state)
                for number in range(SLOTS)
                for claimed in digests.claimed_since(tx, _id(number), EVER)
            ]
            found, done = all_postings(tx), jobs(tx)
        lost, twice, odd = compare(sandbox, found)
    return _judge(claims, found, done, (lost, twice, odd), busy)


def _judge(
    claims: list[tuple[str, str, ClaimState]],
    found: list[Posting],
    done: dict[str, int],
    astray: tuple[int, int, int],
    busy: int,
) -> bool:
    states = Counter(state for _, _, state in claims)
    schedules = {schedule for schedule, _, _ in claims}
    shown = sum(is_settled(each) and each.kind is MessageKind.DIGEST for each in found)
    lost, twice, odd = astray
    print(f"{SLOTS} slots, {len(claims)} claims {_plain(states)}, {busy} kills at work; ", end="")
    print(f"{shown} shown; lost {lost}, twice {twice}, odd {odd}; jobs {done}")
    return (
        states == {ClaimState.WANTED: SLOTS}
        and len(schedules) == SLOTS
        and shown == len(found) == SLOTS
        and astray == (0, 0, 0)
        and set(done) == {"SUCCESS"}
        and busy >= KILLS
    )


def _id(number: int) -> str:
    return f"d{number:031x}"


def _set_up(database: Database) -> None:
    """Have each of many requisitions a candidate to review, and a digest in some minutes."""
    world, now = World(database), datetime.now(UTC)
    with database.write() as tx:
        for number in range(SLOTS):
            opening = world.requisition(tx, team_id=TEAM, channel=CHANNELS[number % 2])
            world.application(tx, opening, state=ApplicationState.READ, read_at=now)
            zone = ZONES[number % len(ZONES)]
            due = local_time(now + timedelta(minutes=1 + number % MINUTES), zone)
            schedule = Schedule(
                weekdays=frozenset(DAYS),
                times=(due.time().replace(second=0, microsecond=0),),
                zone=zone,
            )
            digest = DigestSchedule(
                id=_id(number),
                requisition_id=opening.id,
                person="",
                schedule=schedule,
                set_by="U0RHEA",
                begun_at=now,
                paused_at=None,
            )
            digests.put(tx, TEAM, digest)


def _plain(states: Counter[ClaimState]) -> dict[str, int]:
    return {state.value: number for state, number in states.items()}


def _kill_until_done(place: Place) -> int:
    """Kill, then let one bot end it; count the kills that met work that was begun."""
    draws, busy = random.Random(SEED), 0
    began = time.monotonic()
    with open_database(place) as database:
        while busy < KILLS and time.monotonic() < began + MOST_SECONDS and not _is_done(database):
            with start(place, ["tests.soak.digest_process"]) as bot:
                time.sleep(draws.uniform(*LIFE_SECONDS))
                bot.kill()
                busy += not _is_at_rest(database)
        with start(place, ["tests.soak.digest_process"]) as bot:
            while time.monotonic() < began + 2 * MOST_SECONDS and not _is_done(database):
                time.sleep(0.5)
            bot.terminate()
    return busy


def _is_done(database: Database) -> bool:
    with database.read() as tx:
        is_all = len(all_postings(tx)) == SLOTS and set(jobs(tx)) == {"SUCCESS"}
    return is_all and _is_at_rest(database)


def _is_at_rest(database: Database) -> bool:
    """Say whether everything that was claimed is shown."""
    with database.read() as tx:
        settled = [is_settled(each) for each in all_postings(tx)]
        claims = sum(len(digests.claimed_since(tx, _id(n), EVER)) for n in range(SLOTS))
    return all(settled) and len(settled) == claims
