"""The bot as a process of its own, ended in the middle of its work: the next one does the rest."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, update

from bot.domain.requisition import ApplicationState
from bot.sandbox import Fault, Sandbox
from bot.sandbox.hands import Hands
from bot.store import Database, applications, assessments, requisitions
from bot.store.keys import KeyRing
from bot.store.tables import PostingRow
from tests.integration.faults.conftest import CHANNEL, close_all, open_requisition, wait_for_field
from tests.integration.slack_listeners.office import MANIFEST, RHEA, TEAM
from tests.integration.store.conftest import KINDS, server_url  # noqa: F401  # a fixture
from tests.soak.processes import Place, start

CVS = 3
PATIENCE_SECONDS = 30.0
LINES = """Person Number{number}
Built a retrieval service in Python that 40 people used every day for a year.
Wrote the evaluation set of 300 questions and ran it before every release.
Ran the service on Kubernetes, with alerts, and was on call for it."""


@dataclass(frozen=True, kw_only=True)
class Home(Place):
    """A place whose database may be on a server."""

    server: str = ""
    """Address of the database there; "" for the file in the data folder."""

    @property
    def url(self) -> str:
        """Of the database."""
        return self.server or super().url

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a bot here."""
        return super().environment(PLUMBLINE_DATABASE_URL=self.url, **more)


@contextmanager
def running(sandbox: Sandbox, place: Place) -> Iterator[subprocess.Popen[bytes]]:
    process = start(place, ["bot", "run"], log=subprocess.DEVNULL)
    try:
        sandbox.wait_until(lambda: sandbox.sockets.connections == 1, PATIENCE_SECONDS)
        yield process
    finally:
        process.kill()
        process.wait()
        sandbox.wait_until(lambda: sandbox.sockets.connections == 0, PATIENCE_SECONDS)


def bring(person: Hands) -> None:
    """Add several CVs in one form."""
    assert person.sandbox.person(person.user_id).command(CHANNEL, "/hire cv").ok
    wait_for_field(person, "CV")
    files = [
        {"name": f"cv{number}.txt", "content": LINES.format(number=number).encode()}
        for number in range(CVS)
    ]
    assert person.submit({"CV": files}).ok
    close_all(person)


def said(person: Hands) -> list[str]:
    """Return the notification text of each message of the bot that heads a thread."""
    return [m["text"] for m in person.messages(CHANNEL) if m.get("bot_id")]


def end_leases(place: Place) -> None:
    """Let the minute pass for which a sender that was killed still holds its channel."""
    past = datetime(2020, 1, 1, tzinfo=UTC)
    rows = update(PostingRow).where(col(PostingRow.lease_until).is_not(None))
    with closing(Database(place.url, KeyRing((place.key,)))) as database, database.write() as tx:
        tx.connection().execute(rows.values(lease_until=past))


def kept(place: Place) -> tuple[list[ApplicationState], int]:
    """Return the states of all applications, and how many have an assessment."""
    with closing(Database(place.url, KeyRing((place.key,)))) as database, database.read() as tx:
        (opened,) = requisitions.all(tx, TEAM)
        found = applications.of_requisition(tx, opened.id)
        read = [assessments.get(tx, each.id) for each in found]
    return [each.state for each in found], sum(each is not None for each in read)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(MANIFEST, strict_rate_limits=False) as made:
        yield made


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path) -> Home:
    server = "" if request.param == "sqlite" else str(request.getfixturevalue("server_url"))
    return Home(api_url=sandbox.api_url, folder=tmp_path, server=server)


@pytest.mark.parametrize("told", ["SIGTERM", "SIGKILL"])
def test_what_a_process_left_is_done_once_by_the_next(
    told: str, sandbox: Sandbox, place: Home
) -> None:
    rhea = Hands(sandbox, RHEA)
    with running(sandbox, place) as process:
        open_requisition(rhea)
        slow = sandbox.faults.add(Fault(effect="slow", method="download", seconds=0.5))
        bring(rhea)
        sandbox.wait_until(lambda: slow.fired > 0, PATIENCE_SECONDS)
        process.send_signal(getattr(signal, told))
        process.wait(PATIENCE_SECONDS)
    sandbox.faults.clear()
    end_leases(place)

    with running(sandbox, place):
        done = [f"AI Engineer: the run over {CVS} CVs is done."]
        sandbox.wait_until(lambda: said(rhea) == done, PATIENCE_SECONDS)

    assert kept(place) == ([ApplicationState.READ] * CVS, CVS)


def test_a_second_signal_while_it_ends_loses_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    place, rhea = Place(api_url=sandbox.api_url, folder=tmp_path), Hands(sandbox, RHEA)
    with running(sandbox, place) as process:
        open_requisition(rhea)
        slow = sandbox.faults.add(Fault(effect="slow", method="download", seconds=0.5))
        bring(rhea)
        sandbox.wait_until(lambda: slow.fired > 0, PATIENCE_SECONDS)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0
    states, _ = kept(place)
    assert len(states) <= CVS
    assert ApplicationState.FAILED not in states
