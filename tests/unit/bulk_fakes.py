"""A model that answers in batches, in memory, and documents that are counted as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from bot.domain.assessment import Assessment
from bot.domain.batch_progress import BatchProgress, HandIn, OnBatchProgress
from bot.domain.document import Document
from bot.domain.rubric import Rubric
from bot.domain.source import ReadResult, Source
from bot.domain.spending import Purpose
from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import ModelError, ModelOutcome
from bot.services.deps import Deps, Model
from tests.unit.cli_fakes import FakeEvaluator, FakeReader, make_deps, make_document

SPENT = Spent(model="m", tier="batch", usage=Usage(calls=1))


@dataclass
class Stored:
    """Results, in memory."""

    all: dict[str, Assessment] = field(default_factory=dict)

    def get(self, key: str) -> Assessment | None:
        return self.all.get(key)

    def keep(self, key: str, assessment: Assessment) -> Assessment:
        return self.all.setdefault(key, assessment)


@dataclass
class Kept:
    """Costs and answers of a model, in memory."""

    results: Stored = field(default_factory=Stored)
    spent: list[tuple[Purpose, Spent]] = field(default_factory=list)
    checks: int = 0
    is_kept: bool = False
    is_noting: bool = False
    steps: tuple[int, ...] = (1,)
    end: BaseException | None = None
    cancelled: tuple[int, int] = (3, 1)
    fits: HandIn = field(default_factory=lambda: HandIn(asked=2, left_out=0, cost=None, left=None))

    def keep(self) -> None:
        self.is_kept = True

    def check(self) -> None:
        self.checks += 1

    def fit(self, estimates: Sequence[Usage]) -> HandIn:
        self.check()
        return replace(self.fits, left_out=len(estimates) - self.fits.asked)

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
        may_ask: Callable[[Sequence[Usage]], int],
    ) -> Iterator[Kept]:
        self.is_noting = True
        go_through()
        self.is_noting = False
        may_ask([Usage(input_tokens=1)] * 2)
        for done in self.steps:
            on_progress(BatchProgress(done=done, total=2, batches=1))
        if self.end is not None:
            raise self.end
        yield self

    def cancel(self, on_progress: OnBatchProgress) -> tuple[int, int]:
        on_progress(BatchProgress(done=0, total=2, batches=1))
        return self.cancelled


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
