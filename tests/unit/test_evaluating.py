"""Opening a labelled set, and measuring an evaluator on it, over fakes."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.assessment import Assessment, Provenance
from bot.domain.counterfactual import Change
from bot.domain.document import Document
from bot.domain.rubric import Rubric
from bot.domain.spending import Purpose
from bot.domain.trial import cost_of
from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import DatasetError, ModelError, ModelOutcome, Reason
from bot.services.deps import Deps
from bot.services.evaluating import Judge, MeasureRequest, measure
from bot.services.labelled import OpenedSet, open_set
from tests.unit.cli_fakes import FakeEvaluator, FakeRubrics, make_deps, make_document, make_rubric

SPENT = Spent(model="m", tier="", usage=Usage(calls=1, input_tokens=100))


def write_set(folder: Path, *levels: str, head: str = "") -> Path:
    """A set of a document for each word on its levels; the files are read by a fake."""
    items = "".join(
        f"  - file: {n}.txt\n    name: Ada Muster\n    levels: {{{each}}}\n"
        for n, each in enumerate(levels)
    )
    for n in range(len(levels)):
        (folder / f"{n}.txt").write_text(f"text {n}", encoding="utf-8")
    (folder / "dataset.yml").write_text(f"dataset: 1\nrubric: small\n{head}items:\n{items}")
    return folder


def deps_of(folder: Path, *documents: Document | Reason, **changes: Any) -> Deps:
    return make_deps(
        {str(folder / f"{n}.txt"): each for n, each in enumerate(documents)}, **changes
    )


def cv(level: int | str) -> Document:
    return make_document("Ada Muster", "wrote it all, level", str(level))


@pytest.fixture
def opened(tmp_path: Path) -> OpenedSet:
    folder = write_set(tmp_path, "craft: 3, care: 1", "craft: 2, care: 2", "craft: 4, care: ~")
    return open_set(folder, deps_of(folder, cv(3), cv(2), cv("none")))


def test_a_set_is_opened_with_what_cannot_be_read_beside(tmp_path: Path) -> None:
    folder = write_set(tmp_path, "craft: 3, care: 1", "craft: 2, care: 2", "craft: 4, care: ~")
    scrap = make_document("two", "words", words=2)

    made = open_set(folder, deps_of(folder, cv(3), Reason.SCANNED, scrap))

    assert [each.item.file for each in made.items] == ["0.txt"]
    assert [(u.item.file, u.why) for u in made.unread] == [
        ("1.txt", Reason.SCANNED),
        ("2.txt", Reason.NOT_A_CV),
    ]
    assert made.warnings == ()


def test_what_may_bend_the_figures_is_warned_about(tmp_path: Path) -> None:
    folder = write_set(tmp_path, "craft: 3", head=f"rubric_hash: {'ef' * 32}\n")
    changed, unlabelled = open_set(folder, deps_of(folder, cv(3))).warnings
    assert str(changed).startswith(f"{folder / 'dataset.yml'}:1: The rubric small is not as it was")
    assert "cdcdcdcd, and then efefefef" in changed.what
    assert (unlabelled.line, unlabelled.what) == (5, "0.txt has no label for care.")


def test_a_criterion_that_the_rubric_lacks_stops_it_and_another_rubric_can_be_named(
    tmp_path: Path,
) -> None:
    folder = write_set(tmp_path, "speed: 3")
    rubrics = FakeRubrics({"small": make_rubric(), "fast": make_rubric("speed")})
    deps = deps_of(folder, cv(3), rubrics=rubrics)
    with pytest.raises(DatasetError) as caught:
        open_set(folder, deps)
    (said,) = caught.value.problems
    assert said.endswith("has no criterion `speed`. It has: craft, care.")
    assert f"{folder / 'dataset.yml'}:6: " in said
    assert open_set(folder, deps, rubric="fast").rubric.criteria[0].key == "speed"


def test_a_document_is_found_by_its_hash_under_any_name(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "renamed.txt"
    file.parent.mkdir()
    file.write_bytes(b"a cv")
    known, gone = hashlib.sha256(b"a cv").hexdigest(), "ab" * 32
    (tmp_path / "dataset.yml").write_text(
        f"dataset: 1\nrubric: small\nitems:\n"
        f"  - sha256: {gone}\n    levels: {{craft: 2}}\n"
        f"  - sha256: {known}\n    levels: {{craft: 3}}\n"
    )

    made = open_set(tmp_path, make_deps({str(file): cv(3)}))

    assert [each.item.sha256 for each in made.items] == [known]
    assert [(u.item.sha256, u.why) for u in made.unread] == [(gone, Reason.MISSING)]


@dataclass
class Paid(FakeEvaluator):
    """Costs something, and now and then ends in a named state, or is interrupted."""

    asks_model: bool = True
    ends: dict[str, ModelOutcome | type[BaseException]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def assess(
        self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
    ) -> Assessment:
        self.names.append(name)
        end = self.ends.get(document.text.split()[-1])
        meter(SPENT)
        if isinstance(end, ModelOutcome):
            raise ModelError(end)
        if end is not None:
            raise end
        made = super().assess(document, rubric, name=name, meter=meter)
        answered = Provenance(name="llm", version="1", model="m-2026", prompt="read_cv/1 ab")
        return replace(made, provenance=answered)


@dataclass
class Purse:
    """Lets so many questions be asked."""

    left: int
    kept: list[tuple[Purpose, str]] = field(default_factory=list)

    def check(self) -> None:
        if not self.left:
            raise ModelError(ModelOutcome.CAPPED)
        self.left -= 1

    def meter(self, purpose: Purpose, *, document_sha256: str, **_: Any) -> Meter:
        return lambda _spent: self.kept.append((purpose, document_sha256))


def test_each_document_is_read_as_often_as_asked_and_once_for_each_change(
    opened: OpenedSet,
) -> None:
    ticks = itertools.count()
    request = MeasureRequest(
        opened=opened, runs=2, changes=(Change.NAME, Change.CITY), clock=lambda: float(next(ticks))
    )
    done: list[int] = []
    evaluator = Paid()
    judge = Judge(evaluator=evaluator, title="paid", pricing=lambda _: 7)

    trial = measure(request, judge, on_done=lambda: done.append(1))

    assert (trial.title, trial.left, trial.unread, len(done)) == ("paid", 0, (), 3)
    assert trial.provenance.model == "m-2026"
    first = trial.read[0]
    assert first.runs == ({"craft": 3, "care": 3},) * 2
    # The name is in the document and was changed; no city is known.
    assert list(first.changes) == [Change.NAME]
    assert evaluator.names[:2] == ["Ada Muster"] * 2
    assert evaluator.names[2] != "Ada Muster"
    assert first.seconds == (1.0, 1.0)
    assert (first.usage.calls, first.micro_dollars) == (3, 21)
    assert trial.read[2].runs[0] == {"craft": None, "care": None}


def test_a_cost_that_is_not_known_is_not_nothing(opened: OpenedSet) -> None:
    prices: Iterator[int | None] = iter([5, None, 5])
    judge = Judge(evaluator=Paid(), title="paid", pricing=lambda _: next(prices, 5))
    trial = measure(MeasureRequest(opened=opened, runs=3), judge, on_done=lambda: None)
    assert [read.micro_dollars for read in trial.read] == [None, 15, 15]
    # A model that nobody has a price for: never known.
    plain = measure(
        MeasureRequest(opened=opened), Judge(evaluator=Paid(), title="p"), on_done=lambda: None
    )
    assert [read.micro_dollars for read in plain.read] == [None] * 3
    free = Judge(evaluator=FakeEvaluator(), title="rules")
    made = measure(MeasureRequest(opened=opened), free, on_done=lambda: None)
    assert [read.micro_dollars for read in made.read] == [0] * 3


def test_what_a_model_gives_no_answer_for_is_unread_and_stops_no_other(opened: OpenedSet) -> None:
    judge = Judge(evaluator=Paid(ends={"2": ModelOutcome.REFUSED}), title="paid", at_once=4)
    trial = measure(MeasureRequest(opened=opened), judge, on_done=lambda: None)
    assert [read.item.file for read in trial.read] == ["0.txt", "2.txt"]
    (unread,) = trial.unread
    assert (unread.item.file, unread.why) == ("1.txt", ModelOutcome.REFUSED)
    assert (unread.usage.calls, unread.micro_dollars) == (1, None)  # it was paid for all the same
    assert cost_of(trial).usage.calls == 3


def test_the_cap_of_the_month_holds_and_costs_are_kept_as_those_of_an_evaluation(
    opened: OpenedSet,
) -> None:
    purse = Purse(left=2)
    judge = Judge(evaluator=Paid(), title="paid", spending=purse)
    trial = measure(MeasureRequest(opened=opened), judge, on_done=lambda: None)
    assert len(trial.read) == 2
    assert [each.why for each in trial.unread] == [ModelOutcome.CAPPED]
    assert purse.kept == [(Purpose.EVAL, "ab" * 32)] * 2


def test_ctrl_c_keeps_what_was_read_and_counts_the_rest(opened: OpenedSet) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    judge = Judge(evaluator=FakeEvaluator(), title="rules")
    trial = measure(MeasureRequest(opened=opened), judge, on_done=stop)
    # The first is done when the person stops; what was under way then may be done as well.
    assert trial.read[0].item.file == "0.txt"
    assert len(trial.read) + trial.left == 3


def test_nothing_to_read_is_a_trial_of_nothing(opened: OpenedSet) -> None:
    judge = Judge(evaluator=FakeEvaluator(), title="rules")
    trial = measure(MeasureRequest(opened=replace(opened, items=())), judge, on_done=lambda: None)
    assert (trial.read, trial.left, trial.provenance.name) == ((), 0, "fake")
