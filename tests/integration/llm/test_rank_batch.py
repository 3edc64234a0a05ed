"""``rank --batch`` from its words to its files, in this process, with a model of our own."""

from __future__ import annotations

import json
import os
import re
import signal
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app import PROGRAM
from bot.cli.main import main
from bot.evaluators.llm import batch_run
from bot.sandbox.model import ModelServer

SAMPLE = Path(__file__).parents[3] / "bot" / "sample" / "cvs" / "chloe_bergstrom.txt"
JOB = SAMPLE.parents[1] / "job.md"
CVS = [f"{n}.txt" for n in range(4)]
Run = Callable[..., tuple[object, list[dict[str, Any]], str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where commands run: with four CVs, and one data folder for all, which is made slowly."""
    made = tmp_path_factory.mktemp("batch")
    for n, name in enumerate(CVS):
        text = SAMPLE.read_text(encoding="utf-8")
        (made / name).write_text(f"{text}\nHeld {n + 2} talks at home.\n", encoding="utf-8")
    return made


@pytest.fixture
def run(
    server: ModelServer,
    folder: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command; returns its exit code, JSON objects and words as one line."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(batch_run, "FIRST_PAUSE", 0.0)
    for name, value in {
        # A model for each test, so that none finds the results of another.
        "PLUMBLINE_MODEL": str(zlib.crc32(request.node.name.encode())),
        "PLUMBLINE_MODEL_URL": server.base_url,
        "PLUMBLINE_DATA_DIR": str(folder / "data"),
        "PLUMBLINE_WORKERS": "1",
    }.items():
        monkeypatch.setenv(name, value)

    def command(*arguments: str, **settings: str) -> tuple[object, list[dict[str, Any]], str]:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as left:
                main(PROGRAM, list(arguments))
        said = capsys.readouterr()
        objects = [json.loads(line) for line in said.out.splitlines()]
        return left.value.code, objects, " ".join(said.err.split())

    return command


def ended(server: ModelServer) -> tuple[int, int, int]:
    """Batches, lines answered and questions asked alone."""
    lines = sum(call.is_line for call in server.calls)
    asked = sum(call.path == "/v1/chat/completions" for call in server.calls)
    return len(server.batches.list(None, 100)["data"]), lines, asked - lines


def levels(objects: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        Path(each["document"]["path"]).name: [
            (criterion["key"], criterion["level"]) for criterion in each["criteria"]
        ]
        for each in objects
    }


def test_a_batch_ranks_as_asking_at_once_does_and_is_kept(
    server: ModelServer, run: Run, folder: Path
) -> None:
    model = {"PLUMBLINE_MODEL": "gpt-6-luna"}
    code, alone, _ = run("rank", "--json", *CVS)
    assert code == 0
    server.forget()
    code, objects, talk = run("rank", "--batch", "--json", *CVS, **model)
    assert code == 0
    assert levels(objects) == levels(alone)
    assert len(objects) == len(CVS)
    assert "Waiting for 1 batch: 0 of 3 answers." in talk
    batches, lines, _ = ended(server)
    assert (batches, lines) == (1, 3)
    assert server.files == ()
    assert not (folder / "data" / "batches.json").exists()
    _, (usage,), _ = run("usage", "--json", "--by", "model")
    (cost,) = (line for line in usage["lines"] if line["name"] == "gpt-6-luna · batch")
    told = [call for call in server.calls if call.is_line]
    assert (cost["calls"], cost["input_tokens"]) == (3, sum(call.prompt_tokens for call in told))
    # Half of $0.10, $0.01 cached and $0.50 out for a million tokens, each answer rounded up.
    cached, out = cost["cached_tokens"], cost["output_tokens"]
    half = ((cost["input_tokens"] - cached) * 0.10 + cached * 0.01 + out * 0.50) / 2
    assert half <= cost["micro_dollars"] <= half + 3
    # What is kept costs nothing again.
    asked = len(server.calls)
    code, kept, talk = run("rank", "--batch", "--json", *CVS, **model)
    assert (code, levels(kept), talk) == (0, levels(alone), "")
    assert len(server.calls) == asked


@pytest.mark.parametrize("choice", [("--batch",), ()])
def test_a_cap_holds_for_what_is_under_way_and_is_said_before(
    server: ModelServer, run: Run, tmp_path: Path, choice: tuple[str, ...]
) -> None:
    settings = {
        "PLUMBLINE_MODEL": "gpt-6-luna",
        "PLUMBLINE_MODEL_MONTHLY_CAP": "0.0001",
        "PLUMBLINE_DATA_DIR": str(tmp_path / "data"),
    }
    server.seconds_per_call = 0.05  # so that four are under way at once, where they may be
    code, objects, talk = run("rank", *choice, "--json", *CVS, **settings)
    # 2,400 tokens of a reply for eight criteria are $0.0012 by themselves: none fits in $0.0001,
    # and one alone, of which that is not sure before it is asked, passes it.
    assert (code, len(objects)) == (0, 4)
    assert len(server.calls) == (0 if choice else 1)
    if choice:
        assert "4 questions do not fit in this month's cap: $0.0001 is left" in talk


def test_a_cv_is_held_against_a_job_description_in_the_same_batch(
    server: ModelServer, run: Run
) -> None:
    code, objects, _ = run("rank", "--batch", "--json", "--jd", str(JOB), *CVS)
    assert code == 0
    assert all(each["match"] is not None for each in objects)
    # The job description and the first question go alone; the other seven of four CVs do not.
    assert ended(server) == (1, 7, 2)


def test_stopped_with_ctrl_c_it_says_how_to_go_on(
    server: ModelServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = server.batches.look

    def interrupt(batch_id: str) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return look(batch_id)

    with monkeypatch.context() as patch:
        patch.setattr(server.batches, "look", interrupt)
        code, objects, talk = run("rank", "--batch", "--json", *CVS)
    assert (code, objects) == (130, [])
    assert "Stopped; what was submitted is kept. Run the same command again" in talk
    assert "--cancel-batch" in talk
    (sent,) = server.files
    (mail,) = re.findall(rb"[\w.]+@[\w.]+", SAMPLE.read_bytes())
    assert mail not in sent.content
    code, objects, _ = run("rank", "--batch", "--json", *CVS)
    assert (code, len(objects)) == (0, 4)
    assert ended(server)[:2] == (1, 3)


def test_it_is_cancelled_with_a_word(server: ModelServer, run: Run) -> None:
    assert "no batch of this model" in run("rank", "--cancel-batch")[2]
    server.fault("permission", wire="batch")
    code, objects, talk = run("rank", "--batch", *CVS)
    assert (code, objects) == (1, [])
    assert "does not accept the key" in talk
    assert "What was submitted is kept." in talk
    code, _, talk = run("rank", "--cancel-batch")
    assert (code, talk.endswith("1 batch ended, files deleted.")) == (0, True)
    assert talk.startswith("Asking the model's server to end its batches; waiting up to a min")
    code, _, talk = run("rank")
    assert code == 2
    assert "name files or folders" in talk
    assert server.files == ()


@pytest.mark.parametrize("is_configured", [True, False])
def test_without_a_model_there_is_no_batch(
    server: ModelServer, run: Run, *, is_configured: bool
) -> None:
    choice = ["--evaluator", "offline"] if is_configured else []
    settings = {} if is_configured else {"PLUMBLINE_MODEL": ""}
    for option in ("--batch", "--cancel-batch"):
        code, objects, talk = run("rank", option, *choice, *CVS, **settings)
        assert (code, objects) == (2, [])
        assert talk.startswith("Batches are for a language model, and none reads here.")
    assert server.calls == ()


def test_a_server_without_batches_is_asked_without_them(server: ModelServer, run: Run) -> None:
    server.fault("not_found", times=None, wire="batches")
    code, objects, talk = run("rank", "--batch", *CVS)
    assert (code, objects) == (2, [])
    assert "takes no batches. Run the same command without --batch." in talk
