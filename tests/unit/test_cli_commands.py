"""The commands in this process, over fakes: what goes to stdout, to stderr, and the exit code."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.cli import edge, terminal
from bot.cli.edge import OpenDeps, Program
from bot.cli.main import main
from bot.cli.progress import progress_bar
from bot.cli.sample import SAMPLE
from bot.cli.terminal import Screen
from bot.domain.assessment import Assessment
from bot.domain.document import Document
from bot.domain.rubric import Rubric, RubricProblem
from bot.errors import ModelOutcome, Reason
from bot.services.deps import Deps
from tests.unit.cli_fakes import FakeEvaluator, FakeRubrics, make_deps, make_document, make_rubric

WHOLE = make_document("Built it, level", "3")


@dataclass
class Ran:
    """How a command ended."""

    code: object
    out: str
    err: str


def _program(open_deps: OpenDeps) -> Program:
    """Only reading can be used: nothing here starts a bot."""

    def never(*_: object) -> Any:
        raise AssertionError

    return Program(
        open_deps=open_deps,
        open_evaluator=lambda _: open_deps(),
        run_bot=never,
        open_demo_bot=never,
        diagnose=never,
        open_usage=never,
        open_judge=never,
        open_labels=never,
    )


class Shell:
    """Runs commands over given dependencies."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, deps: Deps, *arguments: str) -> Ran:
        @contextmanager
        def opened() -> Iterator[Deps]:
            yield deps

        with pytest.raises(SystemExit) as left:
            main(_program(opened), list(arguments))
        said = self._capsys.readouterr()
        return Ran(left.value.code, said.out, said.err)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_a_sheet_for_each_and_1_when_one_cannot_be_read(shell: Shell) -> None:
    deps = make_deps({"a": WHOLE, "b": Reason.SCANNED, "job": make_document()})

    ran = shell(deps, "evaluate", "a", "b", "--jd", "job", "--rubric", "small")

    assert ran.code == 1
    assert "■■■□  Craft" in ran.out
    assert "(scanned)" in ran.out
    assert ran.err == ""


class StandsIn(FakeEvaluator):
    """Reads in place of a model that declined."""

    def assess(self, document: Document, rubric: Rubric, **_: Any) -> Assessment:
        return replace(super().assess(document, rubric), stands_in=ModelOutcome.REFUSED)


def test_a_sheet_says_what_the_one_who_did_read_cannot_see(shell: Shell) -> None:
    asked = StandsIn(cannot_see=("What a model cannot.",))
    offline = FakeEvaluator(cannot_see=("What words cannot.",))

    ran = shell(make_deps({"a": WHOLE}, evaluator=asked, offline=offline), "evaluate", "a")

    assert "It cannot see: what words cannot." in ran.out
    assert "what a model cannot" not in ran.out


@pytest.mark.parametrize("command", ["evaluate", "rank", "read", "review-jd"])
def test_json_is_one_object_a_line(shell: Shell, command: str) -> None:
    ran = shell(make_deps({"a": WHOLE, "b": WHOLE}), command, "a", "b", "--json")

    assert ran.code == 0
    paths = [json.loads(line)["document"]["path"] for line in ran.out.splitlines()]
    assert paths == ["a", "b"]


@pytest.mark.parametrize("command", ["rank", "read", "review-jd"])
def test_the_other_sheets_are_printed(shell: Shell, command: str) -> None:
    ran = shell(make_deps({"a": make_document(), "b": Reason.MISSING}), command, "a", "b")

    assert ran.code == 1
    assert "There is no such file." in ran.out


@pytest.mark.parametrize("command", ["evaluate", "read"])
def test_ctrl_c_keeps_what_is_printed(shell: Shell, command: str) -> None:
    deps = make_deps({"a": WHOLE, "b": KeyboardInterrupt(), "c": WHOLE})

    ran = shell(deps, command, "a", "b", "c", "--json")

    assert ran.code == 130
    assert len(ran.out.splitlines()) == 1
    assert "Stopped: 1 of 3 read, 2 left." in ran.err


@pytest.mark.parametrize("done", [0, 1])
def test_ctrl_c_ranks_what_was_read(shell: Shell, done: int) -> None:
    stop = KeyboardInterrupt()
    deps = make_deps({"a": WHOLE if done else stop, "b": stop})

    ran = shell(deps, "rank", "a", "b")

    assert ran.code == 130
    assert ("Craft 3" in ran.out) is bool(done)
    assert f"Stopped: {done} of 2 read" in ran.err


def test_an_error_is_its_problem_and_its_fix(shell: Shell) -> None:
    ran = shell(make_deps(), "evaluate", "a", "--rubric", "[bold]nobody")

    assert ran.code == 2
    assert ran.err == "There is no rubric '[bold]nobody'.\nName one.\n"


def test_a_fault_is_a_reference_and_never_its_text(shell: Shell) -> None:
    deps = make_deps({"a": ValueError("words of a CV")})

    ran = shell(deps, "evaluate", "a")

    assert ran.code == 70
    assert "ValueError, cli_fakes.py:" in ran.err
    assert "words of a CV" not in ran.out + ran.err
    assert "Traceback" not in ran.err


def test_ctrl_c_outside_a_loop_is_130(capsys: pytest.CaptureFixture[str]) -> None:
    def body() -> int:
        raise KeyboardInterrupt

    assert edge.guarded(body) == 130
    assert capsys.readouterr().err == "Stopped.\nWhat was printed is complete.\n"


def test_a_broken_pipe_is_quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def body() -> int:
        raise BrokenPipeError

    with (tmp_path / "out").open("w", encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdout", file)
        assert edge.guarded(body) == 141
        file.write("lost")

    assert (tmp_path / "out").read_text(encoding="utf-8") == ""


def test_rubric_commands(shell: Shell) -> None:
    problem = RubricProblem(path="small.yml", line=2, what="No.", fix="Yes.")
    broken = make_deps(rubrics=FakeRubrics({"small": make_rubric()}, {"small": [problem]}))

    assert shell(make_deps(), "rubric", "lint").code == 0
    lint = shell(broken, "rubric", "lint", "small")
    assert (lint.code, lint.out) == (1, "small.yml:2: No. Yes.\n")
    assert "1 rubric checked, 1 problem." in lint.err
    assert shell(make_deps(), "rubric", "show").out == "small\n"
    assert "Craft  (craft" in shell(make_deps(), "rubric", "show", "small").out
    assert shell(make_deps(), "rubric", "schema").out == '{"title": "fake"}\n'
    assert "They say the same." in shell(make_deps(), "rubric", "diff", "small", "small").out


def test_given_results_are_read_line_by_line(shell: Shell, tmp_path: Path) -> None:
    deps = make_deps({"a": WHOLE})
    file = tmp_path / "results.jsonl"
    file.write_text(shell(deps, "evaluate", "a", "--json").out + "\n", encoding="utf-8")
    library = FakeRubrics({"small": make_rubric()})

    diff = ("rubric", "diff", "small", "small", "--results", str(file))
    ran = shell(make_deps(rubrics=library), *diff)

    assert ran.code == 0
    (given,) = library.asked
    assert (given.path, given.levels) == ("a", {"craft": 3, "care": 3})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{]", "line 1 is not a result"),
        (b"\n{}", "line 2 is not a result"),
        (b"[" * 100_000, "line 1 is not a result"),
        (b"\xff\xfe", "cannot be read as results"),
    ],
)
def test_what_is_not_a_result_is_named(
    shell: Shell, tmp_path: Path, data: bytes, said: str
) -> None:
    file = tmp_path / "results.jsonl"
    file.write_bytes(data)

    ran = shell(make_deps(), "rubric", "diff", "small", "small", "--results", str(file))

    assert ran.code == 2
    assert said in " ".join(ran.err.split())


def test_results_too_large_to_hold_are_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    with file.open("wb") as sparse:
        sparse.truncate((256 << 20) + 1)

    ran = shell(make_deps(), "rubric", "diff", "small", "small", "--results", str(file))

    assert "too large for results" in " ".join(ran.err.split())


def test_the_demo_shows_a_sheet_a_list_and_a_review(shell: Shell) -> None:
    names = [path.name for path in (SAMPLE / "cvs").iterdir()]
    deps = make_deps({**dict.fromkeys(names, WHOLE), "job.md": make_document()})

    ran = shell(deps, "sample")

    assert ran.code == 0
    assert "1 of 3" in ran.out
    assert "■■■□  Craft" in ran.out
    assert "6 documents" in ran.out
    assert "The text describes: ML engineer" in ran.out
    assert "plumbline rank" in ran.out


def test_ctrl_c_ends_the_demo(shell: Shell) -> None:
    names = [path.name for path in (SAMPLE / "cvs").iterdir()]
    deps = make_deps({**dict.fromkeys(names, KeyboardInterrupt()), "job.md": make_document()})

    assert shell(deps, "sample").code == 130


def test_help_needs_no_dependencies(capsys: pytest.CaptureFixture[str]) -> None:
    def never() -> AbstractContextManager[Deps]:
        raise AssertionError

    with pytest.raises(SystemExit) as left:
        main(_program(never), ["--help"])
    with pytest.raises(SystemExit) as version:
        main(_program(never), ["--version"])

    assert (left.value.code, version.value.code) == (0, 0)
    assert "Exit codes: 0 all fine" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["rubric", "--help"]])
def test_summaries_of_commands_are_whole_in_80_columns(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    with pytest.raises(SystemExit):
        main(_program(lambda: nullcontext(make_deps({}))), arguments)

    _, _, listed = capsys.readouterr().out.partition("Commands:")
    assert listed.count("\n") > 4
    assert "..." not in listed


def make_screen(*, is_terminal: bool) -> Screen:
    out = Console(file=io.StringIO(), force_terminal=is_terminal, width=80)
    return Screen(out=out, talk=out)


def written(screen: Screen) -> str:
    assert isinstance(screen.out.file, io.StringIO)
    return screen.out.file.getvalue()


@pytest.mark.parametrize(("total", "is_terminal"), [(3, True), (50, False)])
def test_no_bar_for_few_files_or_without_a_terminal(total: int, is_terminal: bool) -> None:
    screen = make_screen(is_terminal=is_terminal)

    with progress_bar(screen, total) as bar:
        bar.advance()
        with bar.aside():
            screen.out.file.write("data")

    assert written(screen) == "data"


def test_a_bar_shows_how_many_are_done_and_makes_way_for_data() -> None:
    screen = make_screen(is_terminal=True)

    with progress_bar(screen, 4) as bar:
        bar.advance()
        with bar.aside():
            screen.out.file.write("data\n")
        bar.advance()

    assert "Reading" in written(screen)
    assert "1/4" in written(screen)
    assert "/s" in written(screen)


def test_a_terminal_is_printed_to_as_it_is() -> None:
    screen = make_screen(is_terminal=True)

    screen.show("words   ")

    assert written(screen).startswith("words")


@pytest.mark.parametrize(("told", "width"), [("40", 60), ("100", 100), ("500", 160)])
def test_the_width_stays_where_it_can_be_read(
    told: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", told)

    assert terminal.open_screen().out.width == width


def test_a_stream_without_utf8_gets_replacements(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    screen = terminal.open_screen()

    screen.show(terminal.words("“■”"))
    screen.out.file.flush()

    assert raw.getvalue() == b"???\n"
    assert not screen.has_symbols


def test_prompt_commands(shell: Shell) -> None:
    listed = shell(make_deps(), "prompts", "show")
    assert "read_job/1" in listed.out
    assert "plumbline prompts show NAME" in listed.err
    filled = shell(make_deps(), "prompts", "show", "read_cv", "--version", "1", "--filled", "small")
    assert "# Rubric: Small" in filled.out
    assert "They say the same." in shell(make_deps(), "prompts", "diff", "read_cv", "1", "1").out
    for wrong in (("show", "nobody"), ("show", "read_cv", "--version", "9"), ("diff", "read_cv")):
        assert shell(make_deps(), "prompts", *wrong).code == 2
