"""The shipped set, read by rule and with recorded replies, as the documentation shows it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import open_judge, open_labels
from bot.cli.eval import SHIPPED
from bot.domain.reader import EvaluatorChoice
from bot.domain.trial import Trial, agreements
from bot.errors import SettingsError, StoreError, UsageError
from bot.evaluators.llm.evaluator import LlmEvaluator
from bot.evaluators.llm.prompt import Prompt, prompt
from bot.evaluators.llm.recorded import RecordedModel, load_recording
from bot.judges import asked_of
from bot.sandbox.model import ModelServer
from bot.services.evaluating import Judge, JudgeChoice, MeasureRequest, measure
from bot.services.labelled import OpenedSet
from bot.services.labels_export import ExportRequest, export_labels
from bot.settings import ModelSettings
from tests.tools.evaluation_page import PAGE, REPLIES, measured, page

RERECORD = "what is asked of a model has changed: run `make record`, and look at the difference"


@dataclass(frozen=True)
class Measured:
    """The shipped set, and what was made of it."""

    opened: OpenedSet
    rules: Trial
    recorded: Trial


@pytest.fixture(scope="module")
def shipped() -> Measured:
    return Measured(*measured())


def test_every_label_stands_and_every_document_is_read(shipped: Measured) -> None:
    keys = {criterion.key for criterion in shipped.opened.rubric.criteria}
    items = shipped.opened.items
    assert len(items) == 28
    assert shipped.opened.warnings == ()  # the rubric is as it was when the levels were given
    assert shipped.opened.unread == shipped.rules.unread == ()
    assert all(set(each.item.levels) == keys for each in items)
    languages = [each.item.language for each in items]
    assert {x: languages.count(x) for x in set(languages)} == {"en": 23, "de": 2, "fr": 2, "es": 1}
    for each in items:
        text = each.document.text.casefold()
        named = (each.item.name, each.item.city, each.item.school)
        assert all(word and word.casefold() in text for word in named), each.item.file


def test_the_recorded_replies_answer_every_question(shipped: Measured) -> None:
    assert shipped.recorded.unread == (), RERECORD
    assert len(shipped.recorded.read) == 28
    assert shipped.recorded.provenance.prompt == prompt("read_cv").id


def test_the_page_shows_what_is_measured(shipped: Measured) -> None:
    made = page(shipped.opened, shipped.rules, shipped.recorded)
    assert made == PAGE.read_text(encoding="utf-8"), "run: python -m tests.tools.evaluation_page"


def test_the_rules_are_moved_by_nothing_that_must_not_matter(shipped: Measured) -> None:
    moved = [
        (read.item.file, change)
        for read in shipped.rules.read
        for change, levels in read.changes.items()
        if levels != read.runs[0]
    ]
    assert moved == []
    assert agreements(shipped.rules)["data_workflows"].kappa is not None


def _with(own: Prompt) -> LlmEvaluator:
    asked = asked_of(ModelSettings(model="plumbline-test-model"))
    return LlmEvaluator(RecordedModel(load_recording(REPLIES)), asked, own)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            replace(prompt("read_cv"), text=f"{prompt('read_cv').text} And be kind."),
            "the prompt or the rubric is not as it was",
        ),
        (
            replace(prompt("read_cv"), schema=prompt("read_cv").schema.replace("rationale", "why")),
            "the schema of the reply is not as it was",
        ),
    ],
    ids=["prompt", "schema"],
)
def test_another_prompt_or_schema_needs_another_recording(
    own: Prompt, said: str, shipped: Measured
) -> None:
    judge = Judge(evaluator=_with(own), title="changed")
    with pytest.raises(UsageError, match=said):
        measure(MeasureRequest(opened=shipped.opened), judge, on_done=lambda: None)


def test_no_word_that_tells_who_it_is_stands_in_the_recording() -> None:
    text = REPLIES.read_text(encoding="utf-8").casefold()
    assert "@example" not in text
    assert "maren" not in text


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer() as started:
        yield started


@pytest.fixture
def configured(server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PLUMBLINE_MODEL", "m")
    monkeypatch.setenv("PLUMBLINE_MODEL_URL", server.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.chdir(tmp_path)
    return server


def test_a_model_is_measured_recorded_and_measured_again_without_it(
    configured: ModelServer, tmp_path: Path, shipped: Measured
) -> None:
    few = replace(shipped.opened, items=shipped.opened.items[:1])
    request, file = MeasureRequest(opened=few, runs=2), tmp_path / "r.json"
    before = len(configured.calls)

    with open_judge(JudgeChoice(model="other", record=file)) as judge:
        asked = measure(request, judge, on_done=lambda: None)
    calls = configured.calls[before:]
    with open_judge(JudgeChoice(replies=file)) as judge:
        repeated = measure(request, judge, on_done=lambda: None)

    assert len(asked.read) == 1
    assert {call.body["model"] for call in calls} == {"other"}
    assert len(calls) >= 2  # reading again is asking again: nothing stored is handed out
    assert len(configured.calls) == before + len(calls)
    assert [read.runs for read in repeated.read] == [read.runs for read in asked.read]
    assert repeated.title.startswith("other, read_cv/")


def test_an_export_needs_a_database_and_the_key_that_sealed_it(
    configured: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del configured
    with pytest.raises(StoreError, match="nobody reviewed anything"), open_labels():
        pass
    with open_judge(JudgeChoice()):
        pass  # opening it for a model's costs makes the database
    with open_labels() as deps, pytest.raises(UsageError, match="no reviewed application"):
        export_labels(ExportRequest(folder=tmp_path / "out", with_text=False), deps)
    assert not (tmp_path / "out").exists()
    monkeypatch.setenv("PLUMBLINE_KEY", base64.b64encode(b"k" * 32).decode())
    with pytest.raises(SettingsError, match="sealed with a key"), open_labels():
        pass


def test_who_is_asked_for_is_who_reads(
    configured: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del configured
    own = tmp_path / "mine.md"
    own.write_text(prompt("read_cv").text, encoding="utf-8")
    with open_judge(JudgeChoice(prompt=own)) as judge:
        assert judge.evaluator.provenance.prompt is not None
        assert judge.evaluator.provenance.prompt.startswith("read_cv/mine.md ")
        assert judge.at_once == 8
        assert judge.spending is not None
    with open_judge(JudgeChoice(evaluator=EvaluatorChoice.OFFLINE)) as judge:
        assert (judge.title, judge.spending) == ("offline 1", None)
    gone = tmp_path / "no" / "such" / "r.json"
    with pytest.raises(UsageError, match="cannot be written"), open_judge(JudgeChoice(record=gone)):
        pass
    monkeypatch.delenv("PLUMBLINE_MODEL")
    with open_judge(JudgeChoice()) as judge:
        assert judge.title == "offline 1"
    refused: list[dict[str, Any]] = [
        {"record": tmp_path / "r.json"},
        {"prompt": own},
        {"evaluator": EvaluatorChoice.LLM},
        {"replies": REPLIES, "model": "b"},
        {"replies": REPLIES, "evaluator": EvaluatorChoice.OFFLINE},
    ]
    for values in refused:
        with pytest.raises(UsageError), open_judge(JudgeChoice(**values)):
            pass


def test_the_shipped_files_are_named_once_and_hold_nothing_else() -> None:
    listed = {entry["file"] for entry in _items()}
    assert listed == {f"cvs/{path.name}" for path in (SHIPPED / "cvs").iterdir()}
    bodies = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (SHIPPED / "cvs").iterdir()}
    assert len(bodies) == len(listed)
    assert json.loads(REPLIES.read_text(encoding="utf-8"))["note"]


def _items() -> list[dict[str, Any]]:
    import yaml  # noqa: PLC0415  # this test alone reads the file as it stands

    loaded = yaml.safe_load((SHIPPED / "dataset.yml").read_text(encoding="utf-8"))
    items: list[dict[str, Any]] = loaded["items"]
    return items
