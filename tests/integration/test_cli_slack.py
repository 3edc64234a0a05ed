"""The commands that start a local Slack or the bot: what a person reads, and how they end."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import bot.cli.demo
import bot.cli.sandbox
from bot.app import PROGRAM
from bot.cli import tour
from bot.cli.edge import Program
from bot.cli.main import main
from bot.cli.sandbox import open_sandbox
from bot.errors import UsageError
from bot.sandbox import Pace, Sandbox
from bot.sandbox.hands import Hands
from bot.services.doctor import Check, Health
from tests.integration.sandbox.tiny_app import TinyApp
from tests.soak.processes import MANIFEST, RECRUITER

CANARY = "canary-7K2F"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it said."""

    code: object
    out: str
    talk: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Ran]]:
    """Run commands in this process; what a library keeps of the streams stays open."""

    def ran(*arguments: str, program: Program = PROGRAM) -> Ran:
        out, talk = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", talk)
        with pytest.raises(SystemExit) as left:
            main(program, list(arguments))
        return Ran(left.value.code, out.getvalue(), " ".join(talk.getvalue().split()))

    root, ours = logging.getLogger(), logging.getLogger("plumbline")
    kept = list(root.handlers), root.level, ours.level
    yield ran
    root.handlers[:], root.level, ours.level = kept


def at_the_keyboard(act: Callable[[], None]) -> Any:
    """Return a `threading` in whose wait a person does something, then presses Ctrl-C."""

    def wait() -> None:
        act()
        raise KeyboardInterrupt

    return SimpleNamespace(Event=lambda: SimpleNamespace(wait=wait))


def written(stream: object) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def test_the_sandbox_prints_what_a_bot_needs_and_serves_until_ctrl_c(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    teams: list[str] = []

    def connect() -> None:
        lines = written(sys.stdout).splitlines()
        given = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        assert list(given) == [
            "SLACK_BOT_TOKEN",
            "SLACK_APP_TOKEN",
            "SLACK_API_URL",
            "PLUMBLINE_RECRUITERS",
        ]
        token = {"Authorization": f"Bearer {given['SLACK_BOT_TOKEN']}"}
        asked = urllib.request.Request(f"{given['SLACK_API_URL']}auth.test", b"", token)
        with urllib.request.urlopen(asked) as answer:
            teams.append(json.loads(answer.read())["team_id"])

    monkeypatch.setattr(bot.cli.sandbox, "threading", at_the_keyboard(connect))

    ran = run("sandbox", "--port", "0")

    assert ran.code == 130
    assert teams == ["T0PLUMB"]
    assert "Ctrl-C ends it." in ran.talk
    assert "The local Slack is gone" in ran.talk
    assert "What was printed" not in ran.talk


def test_a_port_that_is_taken_is_named_with_a_way_out(run: Callable[..., Ran]) -> None:
    with Sandbox(MANIFEST) as first:
        port = first.url.rpartition(":")[2]
        ran = run("sandbox", "--port", port)

    assert (ran.code, ran.out) == (2, "")
    assert f"Port {port} is taken" in ran.talk
    assert "--port" in ran.talk


def test_an_installation_without_its_manifest_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.cli.sandbox, "_MANIFESTS", (Path("gone.yml"),))

    with pytest.raises(UsageError, match=r"manifest\.yml"), open_sandbox(0):
        raise AssertionError


def test_the_tour_plays_to_its_end_without_a_person_and_asks_no_model_of_the_environment(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("PLUMBLINE_MODEL", "theirs"),
        ("PLUMBLINE_MODEL_URL", "http://127.0.0.1:9/v1"),
        ("PLUMBLINE_MODEL_MONTHLY_CAP", "1"),
        ("PLUMBLINE_EVALUATOR", "offline"),
        ("OPENAI_API_KEY", CANARY),
    ):
        monkeypatch.setenv(name, value)
    before = set(threading.enumerate())

    ran = run("demo", "--once")

    assert ran.code == 0
    steps = (
        "Rhea opened a requisition, shared one CV, then five more at once.",
        "Candidate A-1 · CV read in",
        "added by Rhea Lindqvist",
        "evidenced",
        "The two readings differ on 1 criterion: Data workflows.",
        "[Decide…]",
        "with demo-model, prompt read_cv/",
        "Ines agreed with a level",
        "1 of 8 criteria, none changed",
        "The other five, in order:",
        "All 5 done",
        "[Open a candidate…]",
        "About A-3 the model changed a number in a quote. It was refused:",
        "Lowered from 3: a quote does not stand in the text.",
        "not found in the text",
        "Ines asked in its thread what is missing, and got: For Ines Okafor",
        "Nothing in the document says enough for a level on:",
        "Gita is a guest.",
        "Guests may not see candidate data.",
        "That was everything once.",
    )
    places = [ran.talk.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
    assert not re.search(r"<@|\*|Show name", ran.talk)  # no marks, and no entries of closed menus
    assert [t.name for t in set(threading.enumerate()) - before if not t.daemon] == []


@contextmanager
def no_bot(_: object) -> Iterator[None]:
    yield


@pytest.mark.parametrize("is_offline", [False, True])
def test_the_demo_says_where_it_is_who_reads_and_what_to_try_once_all_is_there(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, is_offline: bool
) -> None:
    folders: list[Path] = []
    models: list[str] = []
    seeded: list[Sandbox] = []
    pages: list[bytes] = []

    @contextmanager
    def open_bot(slack: Any) -> Iterator[None]:
        folders.append(slack.folder)
        models.append(slack.model_url)
        assert slack.folder.is_dir()
        yield

    def look() -> None:
        (address,) = re.findall(r"http://\S+", written(sys.stderr))
        assert f"?as={RECRUITER}&channel=C0HIRING" in address
        with urllib.request.urlopen(address) as page:
            pages.append(page.read())

    monkeypatch.setattr(bot.cli.demo, "threading", at_the_keyboard(look))
    monkeypatch.setattr(bot.cli.demo, "seed", lambda sandbox, _: seeded.append(sandbox))

    given = ["--offline"] if is_offline else []
    program = replace(PROGRAM, open_demo_bot=open_bot)
    ran = run("demo", "--port", "0", *given, program=program)

    assert ran.code == 130
    assert [bool(url) for url in models] == [not is_offline]
    assert ("The language model is played by this machine too" in ran.talk) is not is_offline
    topic = seeded[0].workspace.channels["C0HIRING"].topic
    assert "nothing leaves" in topic
    assert ("a model that this machine plays" in topic) is not is_offline
    assert len(seeded) == len(pages) == 1
    assert "/hire" in ran.talk
    assert "Nothing leaves this machine." in ran.talk
    assert ran.talk.endswith("its key were removed; nothing is left.")
    assert not folders[0].exists()


def test_whatever_ends_the_demo_its_folder_goes_with_it(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    folders: list[Path] = []
    monkeypatch.setattr(bot.cli.demo, "seed", lambda *_: None)
    told: list[signal.Signals] = []

    def tell() -> None:
        os.kill(os.getpid(), told[-1])

    @contextmanager
    def open_bot(slack: Any) -> Iterator[None]:
        (slack.folder / "plumbline.db").write_bytes(b"kept")
        folders.append(slack.folder)
        try:
            yield
        finally:
            tell()  # somebody in a hurry tells it twice

    wait = SimpleNamespace(Event=lambda: SimpleNamespace(wait=tell))
    monkeypatch.setattr(bot.cli.demo, "threading", wait)
    program = replace(PROGRAM, open_demo_bot=open_bot)
    for number in numbers:
        told.append(number)

        ran = run("demo", "--port", "0", "--offline", program=program)

        assert (ran.code, ran.talk.endswith("nothing is left.")) == (130, True)
    assert [folder.exists() for folder in folders] == [False] * 3
    assert [signal.getsignal(number) for number in numbers] == before


def test_a_tour_without_a_bot_ends_with_what_did_not_happen(run: Callable[..., Ran]) -> None:
    ran = run("demo", "--once", program=replace(PROGRAM, open_demo_bot=no_bot))

    assert ran.code == 2
    assert "The tour stopped: /hire failed" in ran.talk
    assert "report it if it stays" in ran.talk


def test_a_form_that_does_not_come_ends_the_tour_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tour, "PATIENCE_SECONDS", 0.01)
    quick = Sandbox(MANIFEST, strict_rate_limits=False, pace=Pace(ack_seconds=5.0))

    with quick as sandbox, TinyApp(sandbox), pytest.raises(tour.TourError) as raised:
        tour.open_requisition(Hands(sandbox, RECRUITER), "A job.")

    assert raised.value.problem.startswith("The tour stopped: the form for a requisition did not")


def test_a_setting_that_cannot_be_used_ends_the_demo_by_name(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLUMBLINE_AT_ONCE", CANARY)

    ran = run("demo", "--once")

    assert ran.code == 2
    assert "PLUMBLINE_AT_ONCE cannot be used" in ran.talk
    assert CANARY not in ran.talk


def test_run_says_how_it_goes_on_stderr(run: Callable[..., Ran]) -> None:
    ran = run("run", program=replace(PROGRAM, run_bot=lambda say: say("It goes well.")))

    assert (ran.code, ran.out, ran.talk) == (0, "", "It goes well.")


CHECKS = (
    Check(name="one", health=Health.OK, what="All is [well].", fix=""),
    Check(name="two", health=Health.WARN, what="Not quite.", fix="Mend it."),
)
BROKEN = Check(name="three", health=Health.FAIL, what="Broken.", fix="Make it anew.")


@pytest.mark.parametrize(("checks", "code"), [(CHECKS, 0), ((*CHECKS, BROKEN), 1)])
def test_a_failed_check_alone_makes_the_doctor_fail(
    run: Callable[..., Ran], checks: tuple[Check, ...], code: int
) -> None:
    program = replace(PROGRAM, diagnose=lambda: iter(checks))

    read, listed = run("doctor", program=program), run("doctor", "--json", program=program)

    assert (read.code, listed.code) == (code, code)
    lines = read.out.splitlines()
    assert lines[0].split() == ["ok", "one:", "All", "is", "[well]."]
    assert lines[2].strip() == "Mend it."
    objects = [json.loads(line) for line in listed.out.splitlines()]
    assert [made["name"] for made in objects] == [check.name for check in checks]
    assert objects[1] == {"name": "two", "health": "warn", "what": "Not quite.", "fix": "Mend it."}


def start(folder: Path, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """Start a command in a process of its own, with no settings but these."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "PLUMBLINE_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**kept, "PYTHONPATH": str(MANIFEST.parent), **settings},
    )


def test_a_process_with_bad_settings_ends_with_2_and_says_no_secret(tmp_path: Path) -> None:
    with start(
        tmp_path,
        "run",
        SLACK_BOT_TOKEN=f"xapp-{CANARY}",
        SLACK_APP_TOKEN=f"xoxb-{CANARY}",
        PLUMBLINE_KEY=CANARY,
        PLUMBLINE_LOG_LEVEL="DEBUG",
    ) as process:
        out, talk = process.communicate(timeout=60)

    assert (process.returncode, out) == (2, "")
    assert "in each other's place" in talk
    assert CANARY not in talk
    assert list(tmp_path.iterdir()) == []  # nothing is made before the tokens are looked at
