"""Acks of the bot at 50 commands a second, at rest and while CVs are read."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from bot.sandbox import Sandbox
from bot.sandbox.core import Outcome
from tests.soak.cvs import make_cv
from tests.soak.office import Worker, our_messages
from tests.soak.processes import (
    CHANNEL,
    INTERVIEWER,
    MANAGER,
    MANIFEST,
    RECRUITER,
    MemoryWatch,
    Place,
    load,
    start,
)

A_SECOND, SECONDS = 50, 20
AT_ONCE = 20
"""CVs that are under way all the time."""
IN_MESSAGE = 10
P99_BAR_MS, MEMORY_BAR_MB = 100, 200
LINES = ("/hire status", "/hire help", "/hire cv")
_MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Acks:
    """How long acks took."""

    name: str
    seconds: tuple[float, ...]
    failed: int
    """Commands without an ack within 3 s."""

    @property
    def p99(self) -> float:
        """In ms."""
        return 1000 * quantiles(self.seconds, n=100)[98]

    def line(self) -> str:
        """Write it out."""
        p50 = 1000 * quantiles(self.seconds, n=100)[49]
        most = 1000 * max(self.seconds)
        return (
            f"{self.name}: {len(self.seconds)} acks, p50 {p50:.0f} ms, p99 {self.p99:.0f} ms, "
            f"max {most:.0f} ms, {self.failed} without"
        )


def run(root: Path) -> None:
    """Print both, and their ratio.

    Args:
        root: Unused: the CVs are made here.
    """
    del root
    print(load())
    with (
        Sandbox(MANIFEST, strict_rate_limits=False) as sandbox,
        tempfile.TemporaryDirectory() as folder,
    ):
        place = Place(api_url=sandbox.api_url, folder=Path(folder))
        with start(place, ["bot", "run"], PLUMBLINE_LOG_LEVEL="ERROR") as bot:
            try:
                sandbox.wait_until(lambda: sandbox.sockets.connections > 0, 60)
                rhea = Worker(sandbox=sandbox, user_id=RECRUITER)
                rhea.open_requisition()
                with MemoryWatch(bot.pid) as memory:
                    _measure(rhea, "warming up", 3)
                    idle = _measure(rhea, "at rest", SECONDS)
                    with _reading(sandbox) as runs:
                        busy = _measure(rhea, "while CVs are read", SECONDS)
                    print(f"{IN_MESSAGE * len(runs)} CVs were begun meanwhile")
            finally:
                bot.terminate()
    print(load())
    print(idle.line())
    print(f"{busy.line()} (bar of the p99: {P99_BAR_MS} ms)")
    print(f"ratio of the p99: {busy.p99 / idle.p99:.2f}")
    print(f"memory {memory.alone / _MB:.0f} MB (bar {MEMORY_BAR_MB}), ", end="")
    print(f"with its reading processes {memory.together / _MB:.0f} MB")


def _measure(rhea: Worker, name: str, seconds: int) -> Acks:
    """Send commands at an even pace, whether or not the earlier ones were acked."""
    people = (INTERVIEWER, MANAGER, rhea.user_id)
    outcomes: list[Future[Outcome]] = []
    with ThreadPoolExecutor(64) as pool:
        began = time.monotonic()
        for number in range(seconds * A_SECOND):
            time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
            kind = number % len(LINES)
            _put_away(rhea)
            person = rhea.sandbox.person(people[kind])
            outcomes.append(pool.submit(person.command, CHANNEL, LINES[kind]))
    found = [outcome.result().seconds for outcome in outcomes]
    acked = tuple(each for each in found if each is not None)
    return Acks(name=name, seconds=acked, failed=len(found) - len(acked))


def _put_away(rhea: Worker) -> None:
    """Close the form that an earlier command opened."""
    if (modal := rhea.modal) is not None:
        rhea.person.close(modal.id)


@contextmanager
def _reading(sandbox: Sandbox) -> Iterator[list[int]]:
    """Have so many CVs under way until left; gives the runs that were begun."""
    runs: list[int] = []
    end = threading.Event()
    hugo = Worker(sandbox=sandbox, user_id=MANAGER)

    def feed() -> None:
        while not end.is_set():
            if IN_MESSAGE * (len(runs) - _ended(sandbox)) < AT_ONCE:
                first = IN_MESSAGE * len(runs)
                cvs = [make_cv(number) for number in range(first, first + IN_MESSAGE)]
                hugo.add_several(cvs)
                runs.append(first)
            else:
                end.wait(0.02)

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        yield runs
    finally:
        end.set()
        feeder.join()


def _ended(sandbox: Sandbox) -> int:
    """Count the runs whose ranked list stands in the channel."""
    return sum(bool(message.files) for message in our_messages(sandbox))
