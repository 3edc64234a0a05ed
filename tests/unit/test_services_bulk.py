"""Ranking in batches goes through documents twice, reads them once, and lets go only at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.assessment import Assessment
from bot.domain.batch_progress import BatchProgress, OnBatchProgress
from bot.domain.document import Document
from bot.domain.rubric import Rubric
from bot.domain.source import ReadResult, Source
from bot.domain.spending import Purpose
from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import ModelError, ModelOutcome, UsageError
from bot.services.bulk import Listeners, end_batches, rank_in_batches
from bot.services.deps import Deps, Model
from bot.services.evaluation import EvaluateRequest
from bot.services.reports import Ranking
from tests.unit.cli_fakes import FakeEvaluator, FakeReader, make_deps, make_document, make_source

SPENT = Spent(model="m", tier="batch", usage=Usage(calls=1))


@dataclass
class Stored:
    """Results, in memory."""

    all: dict[str, Assessment] = field(default_factory=dict)

    def get(self, key: str) -> Assessment | None:
        return self.all.get(key)

    def keep(self, key: str, assessment: Assessment) -> None:
        self.all[key] = assessment


@dataclass
class Kept:
    """Costs and answers of a model, in memory."""

    results: Stored = field(default_factory=Stored)
    spent: list[tuple[Purpose, Spent]] = field(default_factory=list)
    checks: int = 0
    is_kept: bool = False
    is_noting: bool = False

    def keep(self) -> None:
        self.is_kept = True

    def check(self) -> None:
        self.checks += 1

    def meter(
        self,
        purpose: Purpose,
        *,
        document_sha256: str,  # noqa: ARG002  # the port
        application_id: str | None = None,  # noqa: ARG002  # the port
        requisition_id: str | None = None,  # noqa: ARG002  # the port
    ) -> Meter:
        return lambda spent: self.spent.append((purpose, spent))

    @contextmanager
    def answering(
        self,
        go_through: Callable[[], None],
        on_progress: OnBatchProgress,
        may_ask: Callable[[], None],
    ) -> Iterator[Kept]:
        self.is_noting = True
        go_through()
        self.is_noting = False
        may_ask()
        on_progress(BatchProgress(done=1, total=2, batches=1))
        yield self

    def cancel(self, on_progress: OnBatchProgress) -> tuple[int, int]:
        on_progress(BatchProgress(done=0, total=2, batches=1))
        return 3, 1


@dataclass
class Asking(FakeEvaluator):
    """Asks a model, which is stopped by a person at one document."""

    asks_model: bool = True
    kept: Kept = field(default_factory=Kept)
    stopped_at: str = "never"

    def assess(
        self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
    ) -> Assessment:
        if self.kept.is_noting:
            raise ModelError(ModelOutcome.OUTAGE)
        if self.stopped_at in document.text:
            raise KeyboardInterrupt
        meter(SPENT)
        return FakeEvaluator.assess(self, document, rubric, name=name)


@dataclass
class Counting(FakeReader):
    """Counts what is read."""

    read_paths: list[str] = field(default_factory=list)

    def read(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        for result in super().read(sources):
            self.read_paths.append(result.source.path)
            yield result


def asking(kept: Kept, stopped_at: str = "never") -> tuple[Deps, Counting]:
    documents: dict[str, Document | BaseException] = {
        "a": make_document("Built it, level", "3"),
        "b": make_document("Ran it, level", "2"),
        "job": make_document("Asks for Python"),
    }
    reader = Counting({**documents})
    model = Model(results=kept.results, spending=kept, at_once=1, may_stand_in=True, batching=kept)
    evaluator = Asking(kept=kept, stopped_at=stopped_at)
    return replace(make_deps({}), reader=reader, evaluator=evaluator, model=model), reader


def ranked(deps: Deps, seen: list[str]) -> Ranking:
    request = EvaluateRequest(sources=(make_source(path) for path in "ab"), job=make_source("job"))
    listeners = Listeners(
        on_read=lambda evaluation: seen.append(evaluation.card.path),
        on_progress=lambda progress: seen.append(f"{progress.done} of {progress.total}"),
    )
    return rank_in_batches(request, deps, listeners)


def test_documents_are_read_once_and_paid_answers_are_not_capped() -> None:
    kept, seen = Kept(), list[str]()
    deps, reader = asking(kept)

    ranking = ranked(deps, seen)

    assert [entry.evaluation.card.path for entry in ranking.entries] == ["a", "b"]
    assert seen == ["a", "b", "1 of 2"]
    assert sorted(reader.read_paths) == ["a", "b", "job"]
    # What stands in while questions are noted is not kept: both results are the model's own.
    assert len(kept.results.all) == 2
    assert all(result.stands_in is None for result in kept.results.all.values())
    assert kept.spent == [(Purpose.READ_CV, SPENT)] * 2
    assert kept.checks == 1
    assert not kept.is_kept


def test_stopped_on_its_way_through_the_answers_it_keeps_them_on_the_server() -> None:
    kept = Kept()
    deps, _ = asking(kept, stopped_at="Ran it")

    ranking = ranked(deps, [])

    assert ranking.is_interrupted
    assert kept.is_kept


def test_batches_end_and_say_how_many_are_left() -> None:
    seen: list[BatchProgress] = []

    assert end_batches(asking(Kept())[0], seen.append) == (3, 1)
    assert len(seen) == 1


def test_without_a_model_nothing_is_handed_in() -> None:
    deps, _ = asking(Kept())
    assert deps.model is not None
    for none in (None, replace(deps.model, batching=None)):
        for act in (lambda deps: ranked(deps, []), lambda deps: end_batches(deps, print)):
            with pytest.raises(UsageError, match="none reads here"):
                act(replace(deps, model=none))
