"""The bot starts whole or says what to do and leaves nothing held, and ends when it is told."""

from __future__ import annotations

import base64
import io
import logging
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import app, starting
from bot.app import open_bot, run_bot
from bot.errors import BotError, DisconnectedError, SettingsError, SlackError, StoreError
from bot.health import complaint
from bot.jobs.instance import is_held, only_instance
from bot.sandbox import Fault, Sandbox
from bot.settings import BotSettings, Settings, load_bot_settings
from bot.store import Database
from bot.store.alone import Claim
from bot.store.keys import KeyRing
from tests.integration.store.conftest import POSTGRES_URL, server_url  # noqa: F401  # a fixture
from tests.soak.processes import MANIFEST, RECRUITER

NOBODY = "http://127.0.0.1:9/api/"
"""The port that discards; nothing listens there."""
CANARY = "canary-7K2F"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(MANIFEST, strict_rate_limits=False) as running:
        yield running


@pytest.fixture
def broken(sandbox: Sandbox) -> Iterator[Sandbox]:
    """A Slack to which a test adds faults."""
    yield sandbox
    sandbox.faults.clear()


def settings(sandbox: Sandbox, folder: Path, **changes: Any) -> BotSettings:
    given = {
        "bot_token": sandbox.bot_token,
        "app_token": sandbox.app_token,
        "api_url": sandbox.api_url,
        "data_dir": folder,
        "recruiters": (RECRUITER,),
    }
    return load_bot_settings(**given | changes)


def fails(made: BotSettings, kind: type[Exception]) -> Any:
    """Put the bot together, which fails; return the error."""
    with pytest.raises(kind) as raised, open_bot(made, Settings()):
        raise AssertionError
    assert not is_held(made.lock_file)
    return raised.value


def test_a_slack_that_is_not_there_is_to_be_looked_after_by_whoever_starts(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    error = fails(settings(sandbox, tmp_path, api_url=NOBODY), SlackError)

    assert error.problem == "Slack cannot be reached."
    assert "SLACK_API_URL" in error.fix
    assert "start Plumbline again" in error.fix


def test_a_slack_that_breaks_or_limits_promises_nothing_at_the_start(
    broken: Sandbox, tmp_path: Path
) -> None:
    for fault, said in (
        (Fault(effect="status_before", method="auth.test", status=500), "did not answer"),
        (Fault(effect="rate_limited", method="auth.test", retry_after="30"), "slow down"),
    ):
        broken.faults.add(fault)
        error = fails(settings(broken, tmp_path), SlackError)
        broken.faults.clear()

        assert said in error.problem
        assert "start Plumbline again" in error.fix


def test_a_token_that_is_revoked_is_to_be_renewed(broken: Sandbox, tmp_path: Path) -> None:
    broken.faults.add(Fault(effect="error", method="auth.test", error="token_revoked"))

    error = fails(settings(broken, tmp_path), DisconnectedError)

    assert "SLACK_BOT_TOKEN" in error.fix


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_a_data_folder_that_is_none_is_named(sandbox: Sandbox, tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    error = fails(settings(sandbox, tmp_path / where), SettingsError)

    assert error.problem.startswith("PLUMBLINE_DATA_DIR names no folder")


def test_a_lock_that_cannot_be_opened_is_no_fault_of_ours(sandbox: Sandbox, tmp_path: Path) -> None:
    made = settings(sandbox, tmp_path)
    made.lock_file.mkdir()

    error = fails(made, SettingsError)

    assert "PLUMBLINE_DATA_DIR" in error.problem


def test_a_second_one_on_a_data_folder_touches_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    made = settings(sandbox, tmp_path)

    with only_instance(made.lock_file), pytest.raises(SettingsError) as raised:  # noqa: SIM117
        with open_bot(made, Settings()):
            raise AssertionError

    assert "Another Plumbline" in raised.value.problem
    assert "PLUMBLINE_DATA_DIR" in raised.value.fix
    assert [path.name for path in tmp_path.iterdir()] == [made.lock_file.name]


@pytest.mark.skipif(not POSTGRES_URL, reason="no server is named")
def test_a_second_one_on_a_server_is_turned_away_until_the_first_is_gone(
    sandbox: Sandbox,
    tmp_path: Path,
    server_url: str,  # noqa: F811  # the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "LET_GO_SECONDS", 0.1)
    made = settings(sandbox, tmp_path, database_url=server_url, api_url=NOBODY)
    with Database(server_url, KeyRing((bytes(32),))) as database, database.engine.connect() as any_:
        claim = Claim(database)
        assert claim.take()
        cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"

        error = fails(made, SettingsError)
        any_.exec_driver_sql(cut)  # the server loses the session, which is replaced
        assert claim.take()
        again = fails(made, SettingsError)
        claim.release()

    assert "Another Plumbline works on this database" in error.problem
    assert "PLUMBLINE_DATABASE_URL" in error.fix
    assert again.problem == error.problem
    assert not (tmp_path / "key").exists()
    fails(made, SlackError)  # as far as it goes without a Slack


def test_a_database_of_a_newer_version_is_left_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    made = settings(sandbox, tmp_path)
    with Database(made.url, KeyRing((bytes(32),))) as database:
        database.migrate()
    file = tmp_path / "plumbline.db"
    with sqlite3.connect(file) as changed:
        changed.execute("update alembic_version set version_num = '9999'")
    changed.close()
    before = file.read_bytes()

    error = fails(made, StoreError)

    assert "newer" in error.problem
    assert error.fix
    assert file.read_bytes() == before


def test_without_each_key_that_sealed_something_nothing_starts_and_nothing_is_lost(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    def start(*keys: bytes) -> BotError:
        """Start with these keys, or with the key file; it goes as far as Slack at most."""
        ring = ",".join(base64.b64encode(key).decode() for key in keys)
        error: BotError = fails(settings(sandbox, tmp_path, api_url=NOBODY, key=ring), BotError)
        return error

    key_file, lost = tmp_path / "key", tmp_path / "lost"
    new, foreign = bytes([1] * 32), bytes([2] * 32)
    assert isinstance(start(), SlackError)
    first = base64.b64decode(key_file.read_text(encoding="ascii"))

    key_file.rename(lost)
    for refused in (start(), start(foreign)):
        assert isinstance(refused, SettingsError)
        assert "all that is stored is kept" in refused.problem
        assert "Put the former key back" in refused.fix
    assert not key_file.exists()  # a fresh one would look as if all were well

    lost.rename(key_file)
    assert isinstance(start(), SlackError)
    assert isinstance(start(new, first), SlackError)  # a key is changed like this,
    assert isinstance(start(first), SettingsError)  # and from then on both are needed
    assert isinstance(start(new), SettingsError)


@pytest.mark.parametrize(
    "url",
    [
        CANARY,
        f"mysql://u:{CANARY}@db/plumbline",
        f"postgresql://u:{CANARY}@db:port/plumbline",
        "sqlite://",
    ],
)
def test_a_database_address_that_cannot_be_used_is_named_without_its_password(
    sandbox: Sandbox, tmp_path: Path, url: str
) -> None:
    error = fails(settings(sandbox, tmp_path, database_url=url), SettingsError)

    assert error.problem.startswith("PLUMBLINE_DATABASE_URL ")
    assert "postgresql://<user>@<host>" in error.fix
    assert CANARY not in error.problem + error.fix


def test_a_bot_that_cannot_listen_ends_what_it_had_begun(broken: Sandbox, tmp_path: Path) -> None:
    broken.faults.add(Fault(effect="html", method="apps.connections.open", times=9))
    before = set(threading.enumerate())

    with (
        pytest.raises(SlackError, match="did not answer") as raised,
        open_bot(settings(broken, tmp_path), Settings()) as bot,
    ):
        bot.start()

    assert "start Plumbline again" in raised.value.fix
    assert not is_held(tmp_path / "plumbline.lock")
    assert [t.name for t in set(threading.enumerate()) - before if not t.daemon] == []


@pytest.fixture
def terminal(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The environment, handlers and loggers of a process that runs the bot."""
    for name, value in {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "PLUMBLINE_DATA_DIR": str(tmp_path),
        "PLUMBLINE_LOG_LEVEL": "DEBUG",
        "PLUMBLINE_WORKERS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    root, ours = logging.getLogger(), logging.getLogger("plumbline")
    kept = list(root.handlers), root.level, ours.level
    yield tmp_path
    for number, handler in handlers.items():
        signal.signal(number, handler)
    root.handlers[:], root.level, ours.level = kept


def test_a_process_that_is_told_to_end_says_so_and_lets_everything_go(
    terminal: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    stderr = io.StringIO()  # never closed: handlers of a library hold on to it
    monkeypatch.setattr(sys, "stderr", stderr)

    def say(line: str) -> None:
        said.append(line)
        if "is listening" in line:
            assert is_held(terminal / "plumbline.lock")
            os.kill(os.getpid(), signal.SIGTERM)

    run_bot(say)

    assert [line.split()[-1] for line in said] == ["it.", "kept."]
    assert not is_held(terminal / "plumbline.lock")
    sandbox.wait_until(lambda: sandbox.sockets.connections == 0)
    logged = stderr.getvalue()
    assert "Made a key file" in logged
    assert "auth.test" in logged  # DEBUG holds what is called,
    key = (terminal / "key").read_text(encoding="ascii").strip()
    assert all(  # and neither tokens nor the key
        secret not in logged for secret in (sandbox.bot_token, sandbox.app_token, key)
    )
    assert all(line.count(" plumbline") for line in logged.splitlines())  # nothing of libraries


def test_a_bot_that_starts_before_its_network_waits_and_says_so_until_slack_answers(
    terminal: Path, broken: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "FIRST_PAUSE", 0.01)
    # auth.test is tried 3 times by its caller: away for two whole rounds; then no socket, once
    broken.faults.add(Fault(effect="status_before", method="auth.test", status=503, times=6))
    broken.faults.add(Fault(effect="html", method="apps.connections.open", times=1))
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if "Trying again" in line:  # the folder is taken: a second bot does not wait beside it
            assert is_held(terminal / "plumbline.lock")
        if "is listening" in line:
            os.kill(os.getpid(), signal.SIGTERM)

    run_bot(say)

    waited, back = "Slack did not answer. Trying again in 0 s", "Slack answers again."
    expected = [waited, waited, back, waited, back, "Plumbline", "Finishing"]
    assert [line.startswith(start) for line, start in zip(said, expected, strict=True)] == [
        True for _ in expected
    ]
    assert not is_held(terminal / "plumbline.lock")
    for thread in threading.enumerate():  # nothing was left behind, so nobody ends the process
        if thread.name == "stop-watch":
            thread.join(5.0)
            assert not thread.is_alive()


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_bot_that_waits_for_slack_ends_when_it_is_told(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setenv("SLACK_API_URL", NOBODY)
    said: list[str] = []
    held: list[bool] = []

    def say(line: str) -> None:
        said.append(line)
        if "Trying again" in line:
            held.append(complaint(load_bot_settings()) == "")  # as after the start: Slack apart
            os.kill(os.getpid(), number)

    run_bot(say)

    assert said == [
        "Slack cannot be reached. Trying again in 2 s; Ctrl-C ends it.",
        "Ended. Nothing was begun, and all that was there is kept.",
    ]
    assert held == [True]
    assert complaint(load_bot_settings()) == "No running Plumbline holds the data folder."


def test_a_wrong_token_is_not_waited_for_and_named(
    terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-of-nobody")
    with pytest.raises(SlackError) as raised:
        run_bot(said.append)
    assert raised.value.problem == "Slack does not accept SLACK_APP_TOKEN (invalid_auth)."

    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-nobody")
    with pytest.raises(DisconnectedError):
        run_bot(said.append)

    assert said == []
    assert not is_held(terminal / "plumbline.lock")
