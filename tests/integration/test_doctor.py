"""The doctor against a local Slack, a real database and a real folder: well, and broken."""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import doctor
from bot.app import PROGRAM
from bot.cli.main import main
from bot.health import complaint
from bot.health import main as health_main
from bot.jobs.instance import only_instance
from bot.sandbox import Sandbox
from bot.sandbox.faults import Fault
from bot.sandbox.people import BOT_USER, User
from bot.services.doctor import Check, Health
from bot.settings import load_bot_settings
from bot.store import Database, seals
from bot.store.keys import load_keys
from tests.integration.rubric_yaml import CLEAN, write
from tests.integration.store.world import World

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
OK, WARN, FAIL = Health.OK, Health.WARN, Health.FAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An installation that is well, until a test breaks it."""

    sandbox: Sandbox
    folder: Path
    set: Callable[[str, str], None]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def file(self) -> Path:
        return self.data / "plumbline.db"

    def open(self, **changes: Any) -> None:
        """Open a requisition in the sandbox's workspace."""
        keys, _ = load_keys("", self.data / "key")
        with Database(f"sqlite:///{self.file}", keys) as database:
            database.migrate()
            world = World(database)
            with database.write() as tx:
                seals.keep(tx)  # as the start of the bot does
                requisition = world.requisition(
                    tx, **{"team_id": "T0PLUMB", "channel": "C0HIRING", **changes}
                )
                world.application(tx, requisition)


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox(MANIFEST, strict_rate_limits=False) as running:
        yield running


@pytest.fixture
def installed(slack: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    return _install(slack, tmp_path, monkeypatch)


def _install(slack: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    monkeypatch.chdir(folder)
    (folder / "data").mkdir(mode=0o700)
    rubrics = folder / "small"
    rubrics.mkdir(exist_ok=True)
    write(rubrics, CLEAN.replace("name: tiny", "name: ai_engineer"), "ai_engineer")
    for name, value in {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "PLUMBLINE_RECRUITERS": "U0RHEA,S0TALENT",
        "PLUMBLINE_DATA_DIR": "data",
        "PLUMBLINE_RUBRICS": "small",  # the shipped ones are checked where they are tested
    }.items():
        monkeypatch.setenv(name, value)
    return Installed(sandbox=slack, folder=folder, set=monkeypatch.setenv)


@pytest.fixture
def with_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Callable[[list[str]], None]], Installed]]:
    """Start a Slack that granted other scopes than our manifest asks for."""
    started: list[Sandbox] = []

    def start(change: Callable[[list[str]], None]) -> Installed:
        manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
        change(manifest["oauth_config"]["scopes"]["bot"])
        path = tmp_path / "other.yml"
        path.write_text(yaml.safe_dump(manifest), encoding="utf-8")
        started.append(Sandbox(path, strict_rate_limits=False).__enter__())
        return _install(started[0], tmp_path, monkeypatch)

    yield start
    for sandbox in started:
        sandbox.__exit__(None, None, None)


def _diagnosed() -> list[Check]:
    return list(doctor.diagnose())


def _worst(checks: list[Check], name: str) -> Health:
    """Of all checks of this name."""
    found = {check.health for check in checks if check.name == name}
    assert found, f"nothing was said of {name}"
    return next(health for health in (FAIL, WARN, OK) if health in found)


def _troubled(checks: list[Check]) -> set[str]:
    return {check.name for check in checks if check.health is not OK}


def test_a_whole_installation_is_well_and_every_thing_was_looked_at(
    installed: Installed,
) -> None:
    installed.open()

    checks = _diagnosed()

    assert _troubled(checks) == set()
    assert [check.name for check in checks] == [
        "python",
        "sqlite",
        "settings file",
        "rubrics",
        "model",
        "process",
        "data folder",
        "database",
        "key",
        "bot token",
        "app token",
        "scopes",
        "optional scopes",
        "clock",
        "recruiters",
        "workspace",
        "channels",
    ]
    said = {check.name: check.what for check in checks}
    assert "T0PLUMB" in said["bot token"]
    assert said["app token"] == "a socket opens"
    assert "2 values tried" in said["key"]  # the name of one candidate and of one file
    assert "2 recruiters" in said["recruiters"]  # Rhea, and the group that she is in


def test_before_the_first_run_nothing_is_made_and_nothing_is_wrong(installed: Installed) -> None:
    checks = _diagnosed()

    assert _troubled(checks) == set()
    assert list(installed.data.iterdir()) == []


def test_a_socket_is_closed_again_and_none_is_opened_beside_a_running_bot(
    installed: Installed,
) -> None:
    installed.data.joinpath("plumbline.lock").touch(mode=0o600)
    with only_instance(installed.data / "plumbline.lock"):
        checks = _diagnosed()

    said = {check.name: check.what for check in checks}
    assert said["process"] == "A running Plumbline holds the data folder."
    assert "left to the bot" in said["app token"]
    assert _troubled(checks) == set()
    assert "No running" in {check.name: check.what for check in _diagnosed()}["process"]
    installed.sandbox.wait_until(lambda: installed.sandbox.sockets.connections == 0)


def test_swapped_tokens_are_told_and_shown_to_nobody(installed: Installed) -> None:
    installed.set("SLACK_BOT_TOKEN", installed.sandbox.app_token)
    installed.set("SLACK_APP_TOKEN", installed.sandbox.bot_token)

    checks = _diagnosed()

    (told,) = [check for check in checks if check.name == "tokens"]
    assert (told.health, "each other's place" in told.what) == (FAIL, True)
    assert _worst(checks, "slack") is WARN
    assert "bot token" not in {check.name for check in checks}
    assert checks[-1].what == "Slack was not checked: the tokens are not right."


def test_before_the_set_up_it_is_said_that_there_are_no_tokens(installed: Installed) -> None:
    installed.set("SLACK_BOT_TOKEN", "")
    installed.set("SLACK_APP_TOKEN", "")

    checks = _diagnosed()

    missing = [check.what for check in checks if check.name == "tokens"]
    assert missing == ["SLACK_BOT_TOKEN is not set.", "SLACK_APP_TOKEN is not set."]
    assert checks[-1].what == "Slack was not checked: there are no tokens yet."


def test_a_revoked_token_is_told(
    with_manifest: Callable[[Callable[[list[str]], None]], Installed],
) -> None:
    installed = with_manifest(lambda scopes: scopes.sort())
    installed.sandbox.uninstall()

    checks = _diagnosed()

    assert _worst(checks, "bot token") is FAIL
    assert _worst(checks, "app token") is FAIL


def test_a_wrong_app_token_is_told_by_itself(installed: Installed) -> None:
    installed.set("SLACK_APP_TOKEN", "xapp-of-nobody")

    checks = _diagnosed()

    assert _troubled(checks) == {"app token"}
    (told,) = [check for check in checks if check.name == "app token"]
    assert told.what == "Slack does not accept SLACK_APP_TOKEN (invalid_auth)."
    assert "connections:write" in told.fix


def test_a_missing_scope_is_named(
    with_manifest: Callable[[Callable[[list[str]], None]], Installed],
) -> None:
    with_manifest(lambda scopes: scopes.remove("chat:write"))

    checks = _diagnosed()

    assert _worst(checks, "scopes") is FAIL
    assert "chat:write" in next(c.what for c in checks if c.name == "scopes")


def test_a_missing_optional_scope_says_what_is_lost(
    with_manifest: Callable[[Callable[[list[str]], None]], Installed],
) -> None:
    with_manifest(lambda scopes: scopes.remove("groups:history"))

    checks = _diagnosed()

    assert _troubled(checks) == {"optional scopes"}
    what = next(c.what for c in checks if c.name == "optional scopes")
    assert "groups:history, without which a message can appear twice" in what


def test_a_surplus_scope_is_named(
    with_manifest: Callable[[Callable[[list[str]], None]], Installed],
) -> None:
    with_manifest(lambda scopes: scopes.append("users:read.email"))

    checks = _diagnosed()

    assert _troubled(checks) == {"surplus scopes"}
    assert "users:read.email" in next(c.what for c in checks if c.name == "surplus scopes")


def test_a_database_of_another_workspace_is_told(installed: Installed) -> None:
    installed.open(team_id="T0OTHER")

    checks = _diagnosed()

    assert _troubled(checks) == {"workspace"}
    assert _worst(checks, "workspace") is FAIL


class _OfAnotherApp(User):
    def as_slack(self) -> dict[str, Any]:
        """Slack's object of a bot user, which names its app."""
        shown = super().as_slack()
        shown["profile"]["api_app_id"] = "A0OTHER"
        return shown


def test_tokens_of_two_apps_are_told_apart(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = _OfAnotherApp(id=BOT_USER, name="plumbline", real_name="Plumbline", is_bot=True)
    monkeypatch.setitem(installed.sandbox.workspace.users, BOT_USER, mine)

    checks = _diagnosed()

    assert _troubled(checks) == {"app token"}
    assert "A0OTHER" in next(c.what for c in checks if c.name == "app token")


def test_a_folder_that_takes_nothing_is_told(installed: Installed) -> None:
    in_the_way = installed.folder / "file"
    in_the_way.touch()
    installed.set("PLUMBLINE_DATA_DIR", str(in_the_way / "data"))

    checks = _diagnosed()

    assert _worst(checks, "data folder") is FAIL
    assert not (in_the_way / "data").exists()


def test_a_folder_and_settings_that_others_can_read_are_told(installed: Installed) -> None:
    installed.data.chmod(0o755)
    settings = installed.folder / ".env"
    settings.touch()
    settings.chmod(0o644)

    assert _troubled(_diagnosed()) == {"data folder", "settings file"}


def test_a_file_that_is_no_database_is_told(installed: Installed) -> None:
    installed.file.write_bytes(b"no database at all, by far" * 100)

    assert _worst(_diagnosed(), "database") is FAIL


def test_a_database_of_a_newer_or_an_older_version_is_told(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.open()
    monkeypatch.setattr("bot.store.migrating.head", lambda: "0002")
    assert _worst(_diagnosed(), "database") is WARN
    monkeypatch.undo()
    _install_again(installed, monkeypatch)
    with sqlite3.connect(installed.file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    checks = _diagnosed()

    assert _worst(checks, "database") is FAIL


def _install_again(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = installed.folder / "kept"
    shutil.move(installed.data, kept)
    _install(installed.sandbox, installed.folder, monkeypatch)
    shutil.rmtree(installed.data)
    shutil.move(kept, installed.data)


def test_a_database_that_may_only_be_read_is_told(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.open()
    monkeypatch.setattr("bot.store.database.writing", lambda connection: connection)

    checks = _diagnosed()

    assert _troubled(checks) == {"database"}
    assert "cannot be written to" in next(c.what for c in checks if c.name == "database")


def test_an_empty_database_is_one_that_the_first_run_fills(installed: Installed) -> None:
    installed.file.touch(mode=0o600)

    checks = _diagnosed()

    assert _troubled(checks) == set()
    assert "the first run fills it" in next(c.what for c in checks if c.name == "database")


def test_a_key_that_others_read_or_that_is_gone_or_another_is_told(installed: Installed) -> None:
    installed.open()
    key = installed.data / "key"
    key.chmod(0o644)
    assert _worst(_diagnosed(), "key") is FAIL

    key.unlink()
    gone = _diagnosed()
    assert _worst(gone, "key") is FAIL
    assert not key.exists()

    installed.set("PLUMBLINE_KEY", base64.b64encode(bytes(32)).decode())
    other = _diagnosed()
    assert _worst(other, "key") is FAIL
    assert "the work in line" in next(c.what for c in other if c.name == "key")


def test_a_channel_that_is_shared_with_another_company_is_told(installed: Installed) -> None:
    installed.open(channel="C0LAUNCH")

    checks = _diagnosed()

    assert _troubled(checks) == {"channels"}
    assert "#launch" in next(c.what for c in checks if c.name == "channels")


def test_a_guest_and_a_deactivated_recruiter_are_told(installed: Installed) -> None:
    installed.set("PLUMBLINE_RECRUITERS", "U0RHEA,U0GITA,U0GONE")

    checks = _diagnosed()

    assert _troubled(checks) == {"recruiters"}
    assert [c.health for c in checks if c.name == "recruiters"] == [WARN, WARN, OK]


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [(timedelta(seconds=30), OK), (timedelta(minutes=2), WARN), (timedelta(minutes=-10), FAIL)],
)
@pytest.mark.usefixtures("installed")
def test_a_wrong_clock_is_told(ahead: timedelta, expected: Health) -> None:
    checks = list(doctor.diagnose(now=lambda: datetime.now(UTC) + ahead))

    assert _worst(checks, "clock") is expected
    assert _troubled(checks) <= {"clock"}


def test_a_rubric_with_a_problem_and_one_that_cannot_be_used_are_told(
    installed: Installed,
) -> None:
    shutil.copytree(MANIFEST.parent / "rubrics", installed.folder / "rubrics")
    installed.set("PLUMBLINE_RUBRICS", "rubrics")
    (installed.folder / "rubrics" / "mine.yml").write_text("name: mine\n", encoding="utf-8")
    assert _worst(_diagnosed(), "rubrics") is WARN

    installed.set("PLUMBLINE_RUBRIC", "mine")
    assert _worst(_diagnosed(), "rubrics") is FAIL


def test_settings_that_cannot_be_used_are_all_named_and_the_other_checks_go_on(
    installed: Installed,
) -> None:
    installed.set("PLUMBLINE_AT_ONCE", "many")
    installed.set("PLUMBLINE_RECRUITERS", "@rhea, U0RHEA,xoxb-canary-7")

    checks = _diagnosed()

    told = {check.name: check for check in checks if check.health is not OK}
    assert told.keys() == {"settings", "recruiters"}  # and nobody says that nobody recruits
    assert told["settings"].what.startswith("PLUMBLINE_AT_ONCE cannot be used: ")
    assert told["recruiters"].what == "PLUMBLINE_RECRUITERS: “@rhea”, entry 3 are no Slack ids."
    assert "unset" not in told["recruiters"].fix
    assert _worst(checks, "app token") is OK


def test_tokens_are_not_shown_to_an_address_that_cannot_be_used(installed: Installed) -> None:
    installed.set("SLACK_API_URL", "http://elsewhere.example/api/")

    checks = _diagnosed()

    assert _worst(checks, "settings") is FAIL
    assert checks[-1].what == "Slack was not checked: its address cannot be used."


def test_a_settings_file_that_is_no_text_ends_the_examination_there(installed: Installed) -> None:
    (installed.folder / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")

    checks = _diagnosed()

    assert (checks[-1].name, checks[-1].health) == ("settings", FAIL)


def test_a_slack_that_does_not_answer_costs_3_seconds_and_no_more(installed: Installed) -> None:
    sandbox = installed.sandbox
    started = time.monotonic()
    planted = sandbox.faults.add(Fault(effect="slow", seconds=6.0, method="auth.test"))
    try:
        checks = _diagnosed()
    finally:
        sandbox.faults.clear()
    seconds = time.monotonic() - started

    assert planted
    assert _worst(checks, "bot token") is FAIL
    assert _worst(checks, "app token") is OK
    assert seconds < 6.0  # 2 s for the call that times out, and what the others take


def test_a_slack_that_is_not_there_is_told(installed: Installed) -> None:
    installed.set("SLACK_API_URL", "http://127.0.0.1:9/api/")

    checks = _diagnosed()

    told = [check for check in checks if check.name in {"bot token", "app token"}]
    assert [check.what for check in told] == ["Slack cannot be reached."] * 2
    for check in told:
        assert "network" in check.fix
        assert "by itself" not in check.fix
    assert _worst(checks, "data folder") is OK


def test_a_probe_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "SECONDS", 0.05)
    ends = time.monotonic() + 0.3

    def hang() -> list[Check]:
        while time.monotonic() < ends:
            pass
        return []

    (check,) = doctor._bounded("x", hang)

    assert check.health is FAIL
    assert "0.05 s" in check.what


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_command_says_each_check_on_a_line_and_fails_with_1(
    installed: Installed, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    installed.open(channel="C0LAUNCH")

    with pytest.raises(SystemExit) as ended:
        main(PROGRAM, ["doctor", *options])

    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    if options:
        found = [json.loads(line) for line in lines]
        assert [c["name"] for c in found if c["health"] == "fail"] == ["channels"]
        assert set(found[0]) == {"name", "health", "what", "fix"}
    else:
        begun = [line for line in lines if not line.startswith("       ")]
        assert {line.split()[0] for line in begun} == {"ok", "fail"}
        assert len(lines) == len(begun) + 1  # the one fix


def test_no_secret_is_ever_said(
    installed: Installed, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    key = base64.b64encode(b"CANARYcanaryCANARYcanaryCANARY12").decode()
    canaries = ["xoxb-canary-7", "xapp-canary-8", "canary-secret-9", key, "pass-canary-6"]
    bot, app, signing, _, password = canaries
    real = installed.sandbox
    installed.set("SLACK_SIGNING_SECRET", signing)
    for bot_token, app_token, sealing, url in (
        (bot, app, key, ""),
        (app, bot, key, ""),
        (f" {bot}", app, f"{key}!", ""),
        (real.bot_token, app, key, f"postgresql://u:{password}@127.0.0.1:9/x"),
        (real.bot_token, real.app_token, key, f"mysql://u:{password}@127.0.0.1:9/x"),
        (real.bot_token, real.app_token, key[:-4], ""),
    ):
        installed.set("SLACK_BOT_TOKEN", bot_token)
        installed.set("SLACK_APP_TOKEN", app_token)
        installed.set("PLUMBLINE_KEY", sealing)
        installed.set("PLUMBLINE_DATABASE_URL", url)
        for options in ([], ["--json"]):
            with pytest.raises(SystemExit):
                main(PROGRAM, ["doctor", *options])

    said = capsys.readouterr()
    everything = said.out + said.err + caplog.text
    assert everything.count("data folder") >= 6  # it was not empty
    for secret in (*canaries, real.bot_token, real.app_token):
        assert secret not in everything


def test_health_is_a_bot_that_holds_the_folder_and_a_database_that_answers(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No running" in complaint(load_bot_settings())

    with only_instance(installed.data / "plumbline.lock"):
        assert complaint(load_bot_settings()) == "The database is not there."
        installed.open()
        assert complaint(load_bot_settings()) == ""
        with pytest.raises(SystemExit) as well:
            health_main()
        with sqlite3.connect(installed.file) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
        assert complaint(load_bot_settings()) == "The database is not of this version."

    installed.set("PLUMBLINE_AT_ONCE", "many")
    with pytest.raises(SystemExit) as ill:
        health_main()
    run = subprocess.run([sys.executable, "-m", "bot.health"], check=False, capture_output=True)

    assert (run.returncode, run.stderr[:18]) == (1, b"PLUMBLINE_AT_ONCE ")
    assert (well.value.code, ill.value.code) == (0, 1)
    assert "PLUMBLINE_AT_ONCE" in capsys.readouterr().err
