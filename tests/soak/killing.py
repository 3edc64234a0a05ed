"""200 CVs while the bot is killed again and again: each assessed once, each message there once."""

from __future__ import annotations

import random
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.domain.posting import Posting
from bot.domain.requisition import Application, ApplicationState
from bot.sandbox import Fault, Sandbox
from bot.sandbox.faults import Planted
from bot.store import applications, assessments, documents, requisitions
from tests.soak.cvs import Cv, make_cv
from tests.soak.ledger import (
    all_postings,
    compare,
    is_settled,
    jobs,
    open_database,
    wait_for_rest,
)
from tests.soak.office import Worker
from tests.soak.processes import (
    CHANNEL,
    MANAGER,
    MANIFEST,
    RECRUITER,
    Place,
    family,
    lives,
    load,
    start,
)

_Word = TypeVar("_Word", bound=StrEnum)
SINGLES, BATCHES, IN_BATCH = 100, 10, 10
LEAST_KILLS, MOST_KILLS = 10, 40
LIFE_SECONDS = (0.3, 9.0)
"""How long a bot lives; it needs about two seconds to start."""
MOST_SECONDS = 480.0
SEED = 3
FAULTS = (
    Fault(method="chat.postMessage", effect="rate_limited", share=0.01, retry_after="1"),
    Fault(method="chat.postMessage", effect="status_after", share=0.01, status=500),
    Fault(method="chat.postMessage", effect="reset_after", share=0.01),
    Fault(method="chat.postMessage", effect="no_ts", share=0.005),
    Fault(method="chat.update", effect="status_before", share=0.01, status=503),
    Fault(method="files.completeUploadExternal", effect="reset_after", share=0.2),
    Fault(method="download", effect="status_before", share=0.02, status=502),
    Fault(method="interactive", effect="drop", share=0.02),
)


@dataclass(slots=True)
class Tally:
    """What the killing came to."""

    kills: int = 0
    orphans: int = 0
    """Reading processes that outlived their bot by more than 5 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the database says at the end."""

    applications: list[Application]
    files: Counter[str]
    """How many applications came of each file, by its name."""
    assessed: int
    postings: list[Posting]
    jobs: dict[str, int]
    """How many jobs of the engine ended how, or did not."""


def run() -> bool:
    """Kill, count, and say whether everything happened once."""
    with (
        Sandbox(MANIFEST, strict_rate_limits=False) as sandbox,
        tempfile.TemporaryDirectory() as folder,
    ):
        place = Place(api_url=sandbox.api_url, folder=Path(folder))
        tally = Tally()
        done = threading.Event()
        killer = threading.Thread(target=_kill_and_start, args=(place, tally, done))
        killer.start()
        try:
            planted, unsure = _work(sandbox)
            is_quiet = wait_for_rest(place, MOST_SECONDS)
        finally:
            done.set()
            killer.join()
        kept = _kept(place)
        asked = len((place.folder / "assessments").read_text().split())
        faults = sum(each.fired for each in planted)
        print(f"{tally.kills} kills, {faults} faults, {unsure} without an end told, ", end="")
        print(f"{tally.orphans} processes left; {kept.assessed} assessed, ", end="")
        print(f"asked {asked} times; ", end="")
        is_killed = tally.kills >= LEAST_KILLS
        return _judge(sandbox, kept) and is_quiet and is_killed and not tally.orphans


def _work(sandbox: Sandbox) -> tuple[list[Planted], int]:
    """Have two people bring CVs in, at the same time."""
    total = SINGLES + BATCHES * IN_BATCH
    cvs = [make_cv(number) for number in range(total)]
    rhea, hugo = (
        Worker(sandbox=sandbox, user_id=RECRUITER),
        Worker(sandbox=sandbox, user_id=MANAGER),
    )
    rhea.open_requisition()
    planted = [sandbox.faults.add(fault) for fault in FAULTS]
    several = threading.Thread(target=_add_batches, args=(hugo, cvs[SINGLES:]))
    several.start()
    for cv in cvs[:SINGLES]:
        rhea.add_cv(cv)
    several.join()
    return planted, len(rhea.unsure) + len(hugo.unsure)


def _add_batches(hugo: Worker, cvs: Sequence[Cv]) -> None:
    for first in range(0, len(cvs), IN_BATCH):
        hugo.add_several(cvs[first : first + IN_BATCH])


def _kill_and_start(place: Place, tally: Tally, done: threading.Event) -> None:
    draws = random.Random(SEED)
    while not done.is_set():
        command = ["tests.soak.bot_process", "0.1", str(place.folder / "assessments")]
        with start(place, command) as bot:
            is_last = tally.kills >= MOST_KILLS
            done.wait(None if is_last else draws.uniform(*LIFE_SECONDS))
            children = family(bot.pid)[1:]
            if done.is_set():
                bot.terminate()
                _end(bot)
                return
            bot.kill()
            bot.wait()
            tally.kills += 1
            tally.orphans += _orphans(children)


def _end(bot: subprocess.Popen[bytes]) -> None:
    try:
        bot.wait(30)
    except subprocess.TimeoutExpired:
        print("the last bot did not end in 30 s")
        bot.kill()


def _orphans(pids: Sequence[int]) -> int:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(lives(pid) for pid in pids):
        time.sleep(0.1)
    return sum(lives(pid) for pid in pids)


def _kept(place: Place) -> Kept:
    with open_database(place) as database, database.read() as tx:
        (requisition,) = requisitions.in_channel(tx, CHANNEL)
        found = applications.of_requisition(tx, requisition.id)
        return Kept(
            applications=found,
            files=Counter(documents.get(tx, each.document_id).name for each in found),
            assessed=sum(assessments.get(tx, each.id) is not None for each in found),
            postings=all_postings(tx),
            jobs=jobs(tx),
        )


def _judge(sandbox: Sandbox, kept: Kept) -> bool:
    total = SINGLES + BATCHES * IN_BATCH
    states = Counter(each.state for each in kept.applications)
    shown = Counter(each.state for each in kept.postings)
    lost, twice, odd = compare(sandbox, kept.postings)
    print(
        f"{len(kept.applications)} candidates {_plain(states)}; postings {_plain(shown)}, ", end=""
    )
    print(f"lost {lost}, twice {twice}, odd {odd}; jobs {kept.jobs}; {load()}")
    for each in kept.postings:
        if not is_settled(each):
            print(f"  {each.kind} is {each.state}: {each.held_because or each.attempt}")
    return (
        kept.files == Counter(make_cv(number).name for number in range(total))
        and states == {ApplicationState.READ: total}
        and kept.assessed == total
        and all(is_settled(each) for each in kept.postings)
        and (lost, twice, odd) == (0, 0, 0)
        and set(kept.jobs) == {"SUCCESS"}
    )


def _plain(counts: Counter[_Word]) -> dict[str, int]:
    return {word.value: count for word, count in counts.items()}
