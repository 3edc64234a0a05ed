"""A word in every field of a candidate: in no log, id or job; once forgotten, nowhere."""

from __future__ import annotations

import sqlite3
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import StoreError
from bot.jobs.serializer import SealedJson
from bot.sandbox import Sandbox
from bot.store.keys import KeyRing
from bot.store.tables import Row
from tests.soak.ledger import wait_for_rest
from tests.soak.processes import MANIFEST, Place, load, start
from tests.soak.round import CANDIDATE_FIELDS, OTHER_FIELDS, PatientTown, Round, new_traces
from tests.soak.said import Said, reached, still_shown
from tests.soak.traces import Traces, files_below, pieces

REST_SECONDS = 180.0
_OURS = frozenset(Row.metadata.tables)
_SEALED = {
    "application": ("problem", "fix", "decision_reason"),
    "assessment": ("body", "match"),
    "candidate": ("name", "user_id"),
    "document": ("name", "data", "text"),
    "draft": ("body",),
    "note": ("problem", "fix"),
    "panel": ("closed_reason",),
    "question": ("text",),
    "result": ("body",),
    "review": ("reason",),
    "scorecard": ("body",),
}
"""What is of a candidate in the database, with the columns that are sealed."""
_NO_JOB_DESCRIPTION = {"document": "WHERE kind = 'cv'"}

Hits = Counter[str]
"""How many fields were found in each place; nothing, if all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a round came to."""

    before: Hits
    """While the candidates are there."""
    after: Hits
    """Once they are forgotten."""
    reached: set[str]
    """Fields whose words came to the bot."""
    shown: int
    """Messages, forms and files of the bot with a word in them, before it was to forget."""
    forgotten: int
    ids: int
    """That were sent to Slack, and looked at."""
    jobs: int
    """Values in the engine's tables, opened and looked at."""
    log_lines: int
    sealed: int
    """Pieces of sealed values that were there, and have to be gone."""


def run() -> bool:
    """Walk, look, forget, look again; say whether nothing is anywhere."""
    found = look(["bot", "run"])
    for when, hits in (("before", found.before), ("after forget", found.after)):
        for place, count in sorted(hits.items()):
            print(f"  {when}: {place} ({count})")
    missing = {*CANDIDATE_FIELDS, *OTHER_FIELDS} - found.reached
    for name in sorted(missing):
        print(f"  never came to the bot: {name}")
    print(f"{len(found.reached)} fields; looked at {found.ids} ids, ", end="")
    print(f"{found.jobs} values of jobs, {found.log_lines} lines of log at DEBUG; ", end="")
    print(
        f"{found.forgotten} candidates, {found.shown} messages and {found.sealed} pieces ", end=""
    )
    print("of sealed values forgotten; ", end="")
    print(f"hits {found.before.total()} before, {found.after.total()} after; {load()}")
    looked_at = (found.ids, found.jobs, found.log_lines, found.forgotten, found.shown, found.sealed)
    return not (found.before or found.after or missing) and min(looked_at) > 0


def look(command: Sequence[str]) -> Looked:
    """Go through a round of hiring with the bot as a process, and look for its words.

    Args:
        command: Module and arguments that run the bot.
    """
    traces = new_traces()
    with (
        Sandbox(MANIFEST, strict_rate_limits=False) as sandbox,
        tempfile.TemporaryDirectory() as folder,
        ExitStack() as stack,
    ):
        said = stack.enter_context(Said(sandbox))
        place = Place(api_url=sandbox.api_url, folder=Path(folder))
        bot = stack.enter_context(_Bot(place, command))
        sandbox.wait_until(lambda: sandbox.sockets.connections > 0, 60)
        work = Round(PatientTown(sandbox, place.data), traces.words, bot.kill_and_start)
        work.walk()
        _rest(place)
        bot.doctor()
        before, jobs = _hits(traces, place, said)
        came = reached(traces, said, sandbox)
        shown = still_shown(traces.only(CANDIDATE_FIELDS), sandbox)
        sealed = pieces(_sealed(place))
        forgotten = work.forget_all()
        _rest(place)
        after, _ = _hits(traces, place, said)
        after += _left(place, sealed)
        after += still_shown(traces.only(CANDIDATE_FIELDS), sandbox)
        return Looked(
            before=before,
            after=after,
            reached=came,
            shown=len(shown),
            forgotten=forgotten,
            ids=len(said.ids()),
            jobs=jobs,
            log_lines=bot.log.read_bytes().count(b"\n"),
            sealed=len(sealed),
        )


class _Bot:
    """The bot as a process, with everything that it writes in one log."""

    def __init__(self, place: Place, command: Sequence[str]) -> None:
        self._place, self._command = place, command
        self.log = place.folder / "log"

    def __enter__(self) -> Self:
        """Start it."""
        self._process = self._start(*self._command)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(60)

    def kill_and_start(self) -> None:
        """Kill it, and start it anew."""
        self._process.kill()
        self._process.wait()
        self._process = self._start(*self._command)

    def doctor(self) -> None:
        """Have the installation checked, beside the running bot."""
        self._start("bot", "doctor", "--json").wait(60)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        temporary = self._place.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        more = {"PLUMBLINE_LOG_LEVEL": "DEBUG", "TMPDIR": str(temporary)}
        with self.log.open("ab") as log:
            return start(self._place, command, log=log, **more)


def _rest(place: Place) -> None:
    if not wait_for_rest(place, REST_SECONDS):
        raise TimeoutError("the bot does not come to rest")


def _hits(traces: Traces, place: Place, said: Said) -> tuple[Hits, int]:
    """Look where no word may ever stand; also return how many values of jobs there are."""
    hits: Hits = Counter()
    for name, data in files_below(place.folder).items():
        hits[name] = len(traces.found_in(data))
    values = _values_of_jobs(place)
    hits["jobs"] = len(traces.found_in("\n".join(values).encode()))
    hits["ids"] = len(traces.found_in("\n".join(said.ids()).encode()))
    return +hits, len(values)


def _values_of_jobs(place: Place) -> list[str]:
    """Read every value of the engine's tables; what is sealed is opened."""
    ring = SealedJson(KeyRing((place.key,)))
    values: list[str] = []
    with closing(sqlite3.connect(place.data / "plumbline.db")) as database:
        named = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = {str(name) for (name,) in database.execute(named)} - _OURS
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):  # its own names
                values += [_opened(ring, value) for value in row if value is not None]
    return values


def _opened(ring: SealedJson, value: object) -> str:
    """Open a value of the engine's; one that it does not seal is written as it stands."""
    if not isinstance(value, str):
        return str(value)
    try:
        return f"{value} {ring.deserialize(value)}"
    except (StoreError, ValueError):
        return value


def _sealed(place: Place) -> list[bytes]:
    """Read all that is sealed of candidates, as it stands in the database."""
    found: list[bytes] = []
    with closing(sqlite3.connect(place.data / "plumbline.db")) as database:
        for table, columns in _SEALED.items():
            of = _NO_JOB_DESCRIPTION.get(table, "")
            select = f"SELECT {', '.join(columns)} FROM {table} {of}"  # our own names
            found += [value for row in database.execute(select) for value in row if value]
    return found


def _left(place: Place, sealed: set[bytes]) -> Hits:
    """Count what is left of sealed values in the data folder, free pages and log included."""
    kept = files_below(place.data).items()
    return +Counter({f"sealed in {name}": sum(map(data.count, sealed)) for name, data in kept})
