"""One run over 500 CVs, with an evaluator that takes a second as a model would, 32 at once."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from subprocess import Popen

from bot.sandbox import Sandbox
from bot.store import Database, postings
from bot.store.keys import KeyRing
from tests.soak.cvs import make_cv
from tests.soak.office import Worker, our_messages
from tests.soak.processes import (
    CHANNEL,
    MANIFEST,
    RECRUITER,
    MemoryWatch,
    Place,
    load,
    start,
)

CVS, IN_MESSAGE = 500, 10
EVALUATOR_SECONDS, AT_ONCE = 1.0, 32
RATE_BAR, MEMORY_BAR_MB = 20, 200
MOST_SECONDS = 300
_MB = 1_000_000


def run(root: Path) -> None:
    """Print the rate from the start of the run to its ranked list, and the memory.

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
        files = place.folder / "files"
        command = ["tests.bench.bulk_bot", str(EVALUATOR_SECONDS), str(files)]
        with start(place, command, PLUMBLINE_AT_ONCE=str(AT_ONCE)) as bot:
            try:
                sandbox.wait_until(lambda: sandbox.sockets.connections > 0, 60)
                rhea = Worker(sandbox=sandbox, user_id=RECRUITER)
                rhea.open_requisition()
                with MemoryWatch(bot.pid) as memory:
                    shared = _share(rhea)
                    _wait_for_offers(place)
                    files.write_text(" ".join(shared))
                    seconds = _wait(sandbox, bot)
            finally:
                bot.terminate()
        _say_kept(place)
    print(load())
    ideal = AT_ONCE / EVALUATOR_SECONDS
    print(f"{CVS} CVs in {seconds:.1f} s: {CVS / seconds:.1f} a second (bar {RATE_BAR}, ", end="")
    print(f"{ideal:.0f} if nothing but the evaluator took time)")
    print(f"memory {memory.alone / _MB:.0f} MB (bar {MEMORY_BAR_MB}), ", end="")
    print(f"with its reading processes {memory.together / _MB:.0f} MB")


def _share(rhea: Worker) -> list[str]:
    """Share all CVs in the channel, and return the ids of their files in order."""
    ids: list[str] = []
    for first in range(0, CVS, IN_MESSAGE):
        cvs = [make_cv(number) for number in range(first, first + IN_MESSAGE)]
        given = [(cv.name, cv.data) for cv in cvs]
        shared = rhea.person.message(CHANNEL, "More of them.", files=given)
        assert shared.ts is not None
        ids += rhea.sandbox.workspace.channels[CHANNEL].messages[shared.ts].files
    return ids


def _wait_for_offers(place: Place) -> None:
    """Wait until the bot has taken up that they were shared, as a run begins from its offer."""
    with Database(place.url, KeyRing((place.key,))) as database:
        deadline = time.monotonic() + MOST_SECONDS
        taken = 0
        while taken < CVS and time.monotonic() < deadline:
            time.sleep(0.2)
            with database.read() as tx:
                counted = tx.connection().exec_driver_sql("SELECT count(*) FROM inbox")
                taken = counted.scalar_one()


def _wait(sandbox: Sandbox, bot: Popen[bytes]) -> float:
    """Wait for the ranked list; return the seconds since the run was begun."""
    began = time.monotonic()

    def is_ranked() -> bool:
        return bot.poll() is not None or any(message.files for message in our_messages(sandbox))

    sandbox.wait_until(is_ranked, MOST_SECONDS)
    return time.monotonic() - began


def _say_kept(place: Place) -> None:
    """Say that all were read, from the database."""
    with Database(place.url, KeyRing((place.key,))) as database, database.read() as tx:
        states = postings.counts(tx)
        rows = tx.connection().exec_driver_sql("SELECT state, count(*) FROM application GROUP BY 1")
        print(dict(tuple(row) for row in rows), {state.value: n for state, n in states.items()})
