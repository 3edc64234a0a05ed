"""The commands on labelled sets, over fakes: what is printed, said and returned."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.cli import eval as evals
from bot.cli.edge import Program
from bot.cli.eval_sheet import MOST_FLIPS
from bot.cli.main import main
from bot.domain.assessment import Provenance
from bot.domain.reader import EvaluatorChoice
from bot.errors import Reason, UsageError
from bot.services.deps import Deps
from bot.services.evaluating import Judge, JudgeChoice
from bot.services.labels_export import Exported, ExportedSet, LabelDeps
from tests.unit.cli_fakes import FakeEvaluator
from tests.unit.test_evaluating import Paid, cv, deps_of, write_set

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "eval.schema.json"

RULES = FakeEvaluator(provenance=Provenance(name="offline", version="7", model=None))


@dataclass
class Ran:
    """How a command ended."""

    code: object
    out: str
    err: str


@dataclass
class Shell:
    """Runs `eval` over given dependencies; whoever is asked for, a fake of that kind reads."""

    capsys: pytest.CaptureFixture[str]
    asked: list[JudgeChoice] = field(default_factory=list)
    first: Judge = field(default_factory=lambda: Judge(evaluator=RULES, title="rules"))
    second: Judge = field(default_factory=lambda: Judge(evaluator=Paid(), title="model m"))

    @contextmanager
    def judge(self, choice: JudgeChoice) -> Iterator[Judge]:
        self.asked.append(choice)
        is_first = len(self.asked) == 1
        yield self.first if is_first else self.second

    def __call__(self, deps: Deps, *arguments: str | Path) -> Ran:
        def never(*_: object) -> Any:
            raise AssertionError

        @contextmanager
        def opened() -> Iterator[Deps]:
            yield deps

        program = Program(
            open_deps=opened,
            open_evaluator=never,
            run_bot=never,
            open_demo_bot=never,
            diagnose=never,
            open_usage=never,
            open_judge=self.judge,
            open_labels=never,
        )
        with pytest.raises(SystemExit) as left:
            main(program, ["eval", *map(str, arguments)])
        said = self.capsys.readouterr()
        return Ran(left.value.code, said.out, said.err)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    head = "title: Ours\nlabelled: {by: two of us}\n"
    return write_set(
        tmp_path, "craft: 3, care: 1", "craft: 2, care: 2", "craft: 4, care: ~", head=head
    )


def test_a_sheet_shows_agreement_changes_spread_and_cost(shell: Shell, folder: Path) -> None:
    ran = shell(deps_of(folder, cv(3), cv(2), cv("no")), folder, "--runs", "2")

    assert (ran.code, ran.err) == (0, "")
    assert "3 documents · rubric small cdcdcdcd · levels given by reading by two of us" in ran.out
    # craft 3-3, 2-2, 4-None: 2 of 3 equal. Observed 16/3; expected (29+13)/3 - 2*3*5/3 = 4:
    # 1 - (16/3) / 4 = -0.33.
    assert _figures(ran.out, "Craft") == ["-0.33", "67", "%", "67", "%", "2", "1", "0"]
    assert "Where both gave a level (4 of 6): 75 % equal, 75 % at most one" in ran.out
    assert "Read 2 times: 100 % of the levels are the same each time" in ran.out
    assert _figures(ran.out, "another person's name") == ["3", "6", "0", "0", "0"]
    assert "another city" not in ran.out
    assert "no call of a model" in ran.out


def _figures(out: str, title: str) -> list[str]:
    (line,) = [each for each in out.splitlines() if each.startswith(title)]
    words = line.removeprefix(title).split()
    return [w for i, w in enumerate(words) if "to" not in words[max(0, i - 1) : i + 2]]


def test_two_evaluators_stand_side_by_side_with_what_flips(shell: Shell, folder: Path) -> None:
    class Other(FakeEvaluator):
        def assess(self, *args: Any, **kwargs: Any) -> Any:
            document, rubric = args
            return super().assess(cv(3 if "2" in document.text else 2), rubric, **kwargs)

    shell.second = Judge(evaluator=Other(), title="model m")
    deps = deps_of(folder, cv(3), cv(2), cv("no"))
    ran = shell(deps, folder, "--against", "model=m", "--no-changes")

    assert ran.code == 0
    assert shell.asked[1] == JudgeChoice(evaluator=EvaluatorChoice.LLM, model="m")
    # 0: 3 to 2 (labels 3 and 1: farther, nearer); 1: 2 to 3 (labels 2, 2: both farther);
    # 2: none to 2 (labels 4 and none: nearer, farther).
    assert "6 levels flip: 2 nearer to the label, 4 farther from it, 0 neither." in ran.out
    assert "0.txt" in ran.out
    flipped = [line.split() for line in ran.out.splitlines() if line.startswith("2.txt")]
    assert flipped == [
        ["2.txt", "craft", "-", "→", "2", "4", "nearer"],
        ["2.txt", "care", "-", "→", "2", "-", "farther"],
    ]


def test_json_is_one_object_of_the_published_schema(shell: Shell, folder: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    deps = deps_of(folder, cv(3), cv(2), Reason.SCANNED)
    ran = shell(deps, folder, "--json", "--against", "llm", "--runs", "2")

    assert ran.code == 1  # one could not be read
    (line,) = ran.out.splitlines()
    made = json.loads(line)
    jsonschema.Draft202012Validator(schema).validate(made)
    assert [trial["title"] for trial in made["trials"]] == ["rules", "model m"]
    assert made["trials"][0]["unread"] == [{"item": "2.txt", "reason": "scanned"}]
    # For a model the changes take calls, so that they are made only when asked for.
    assert made["trials"][0]["changes"] != []
    assert made["trials"][1]["changes"] == []
    assert made["trials"][1]["cost"]["calls"] == 4
    assert made["flips"] == []


def test_markdown_holds_no_times_and_stays_the_same(shell: Shell, folder: Path) -> None:
    deps = deps_of(folder, cv(3), cv(2), cv("no"))
    first = shell(deps, folder, "--markdown", "--against", "offline", "--runs", "2")
    shell.asked.clear()
    again = shell(deps, folder, "--markdown", "--against", "offline", "--runs", "2")
    assert first.out == again.out
    assert "| Craft | -0.33 |" in first.out
    assert "**From rules to model m**: 0 levels flip" in first.out
    assert "median" not in first.out


def test_flips_beyond_what_a_screen_takes_are_counted(shell: Shell, tmp_path: Path) -> None:
    """Silence beside a level: nothing on which both gave one, and a flip for each."""
    folder = write_set(tmp_path, *["craft: ~"] * 25)
    shell.first = Judge(evaluator=Paid(ends={}), title="model a", pricing=lambda _: 2_000)

    class Silent(FakeEvaluator):
        def assess(self, *args: Any, **kwargs: Any) -> Any:
            return super().assess(cv("no"), args[1], **kwargs)

    shell.second = Judge(evaluator=Silent(), title="silent")
    deps = deps_of(folder, *[cv(2)] * 25)
    ran = shell(deps, folder, "--against", "offline", "--no-changes")

    assert ran.code == 0
    # Two criteria of 25 documents flip; care has no label, craft comes to it.
    assert "50 levels flip: 25 nearer to the label, 0 farther from it, 25 neither." in ran.out
    assert f"and {50 - MOST_FLIPS} more; --json has all." in ran.out
    assert "not labelled" in ran.out
    assert "There is no criterion on which both gave a level." in ran.out
    assert "25 calls, 2,500 tokens in (0 of them cached), 0 out, $0.0500." in ran.out
    shell.asked.clear()
    table = shell(deps, folder, "--against", "offline", "--no-changes", "--markdown").out
    assert "| 0.txt | craft | 2 | - | - |" in table


def test_what_is_wrong_in_a_file_stands_line_by_line(shell: Shell, tmp_path: Path) -> None:
    folder = write_set(tmp_path, "craft: 9", "craft: 8")
    ran = shell(deps_of(folder), folder)
    assert (ran.code, ran.out, shell.asked) == (2, "", [])
    assert ran.err.count("is not on the scale") == 2
    assert "Mend the file, and run it again." in ran.err


def test_warnings_are_talk_and_few(shell: Shell, tmp_path: Path) -> None:
    folder = write_set(tmp_path, *["craft: 3"] * 7)
    ran = shell(deps_of(folder, *[cv(3)] * 7), folder)
    assert ran.err.replace("\n", " ").count("has no label for care.") == evals.MOST_WARNINGS
    assert "one level" in ran.out  # seven times 3 and 3: no kappa, and the word why


def test_nothing_read_is_said(shell: Shell, tmp_path: Path) -> None:
    folder = write_set(tmp_path, "craft: 3, care: 1")
    ran = shell(deps_of(folder, Reason.ENCRYPTED), folder)
    assert ran.code == 1
    assert "Not read: 0.txt. A password is needed to open it." in ran.out
    assert "nothing to compare" in ran.out


def test_ctrl_c_shows_what_was_read_and_leaves_with_130(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    class Patient(FakeEvaluator):
        def assess(self, *args: Any, **kwargs: Any) -> Any:
            never.wait(0.02)  # so that the others are still to be read when the first is done
            return super().assess(*args, **kwargs)

    never = threading.Event()
    monkeypatch.setattr("bot.cli.progress.Bar.advance", stopped)
    shell.first = Judge(evaluator=Patient(), title="rules")
    many = write_set(folder, *["craft: 3, care: 1"] * 100)
    ran = shell(deps_of(many, *[cv(3)] * 100), many, "--against", "llm", "--no-changes")
    assert ran.code == 130
    assert "Stopped: " in ran.err
    assert "Labels and rules" in ran.out
    assert len(shell.asked) == 1


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("offline", JudgeChoice(evaluator=EvaluatorChoice.OFFLINE)),
        ("llm", JudgeChoice(evaluator=EvaluatorChoice.LLM)),
        ("model=b", JudgeChoice(evaluator=EvaluatorChoice.LLM, model="b")),
        # A prompt is compared on the model that is measured first.
        ("prompt=p.md", JudgeChoice(evaluator=EvaluatorChoice.LLM, model="a", prompt=Path("p.md"))),
        (
            "model=b,prompt=p.md",
            JudgeChoice(evaluator=EvaluatorChoice.LLM, model="b", prompt=Path("p.md")),
        ),
        ("replies=r.json", JudgeChoice(replies=Path("r.json"))),
    ],
)
def test_whom_to_compare_with_is_understood(text: str, choice: JudgeChoice) -> None:
    assert evals.parse_against(text, JudgeChoice(model="a")) == choice


@pytest.mark.parametrize("text", ["auto", "model", "model=", "gpt", "model=b,colour=red"])
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="names nobody to compare with"):
        evals.parse_against(text, JudgeChoice())


def test_two_forms_of_output_are_one_too_many(shell: Shell, folder: Path) -> None:
    ran = shell(deps_of(folder), folder, "--json", "--markdown")
    assert ran.code == 2
    assert "Ask for one of them." in ran.err


@pytest.mark.parametrize("with_text", [True, False])
def test_an_export_says_what_it_wrote_and_what_to_heed(
    with_text: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = ExportedSet(path=Path("out/small-cd/dataset.yml"), rubric="small", items=2, levels=9)
    exported = Exported(sets=(written,), disputed=3 * with_text, without_document=with_text)
    monkeypatch.setattr(evals, "export_labels", lambda *_: exported)

    assert evals.export_reviews("out", _no_deps(), with_text=with_text) == 0

    said = capsys.readouterr()
    assert "2 applications, 9 levels, rubric small" in said.out
    assert ("3 levels left out" in said.err) is with_text
    assert ("1 application left out" in said.err) is with_text
    assert ("personal data" in said.err) is with_text
    assert ("found by their hash" in said.err) is not with_text
    assert "pulls towards them" in said.err.replace("\n", " ")


def _no_deps() -> LabelDeps:
    return LabelDeps(database=None)  # type: ignore[arg-type]  # not reached
