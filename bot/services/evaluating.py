"""Measure an evaluator on a labelled set."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.domain.assessment import Assessment, Provenance
from bot.domain.counterfactual import Change, change
from bot.domain.document import Document
from bot.domain.reader import EvaluatorChoice
from bot.domain.rubric import Rubric
from bot.domain.spending import Purpose
from bot.domain.trial import Levels, ReadItem, Trial, UnreadItem
from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import ModelError
from bot.services.deps import Evaluator, Spending
from bot.services.labelled import OpenedItem, OpenedSet

Pricing: TypeAlias = Callable[[Spent], int | None]
"""What an answer cost in micro-dollars; None when no price is known."""


def unpriced(_spent: Spent) -> int | None:
    """Know no price."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeChoice:
    """Who a person asks to have measured."""

    evaluator: EvaluatorChoice | None = None
    """None for what the settings say. AUTO never lets the rules stand in for a model here, which
    would measure a mixture."""
    model: str = ""
    """Another model than the configured one; "" for that."""
    prompt: Path | None = None
    """A file with another prompt than the package's."""
    replies: Path | None = None
    """Recorded replies to read with, in place of asking anybody."""
    record: Path | None = None
    """Where to keep what a model says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Who is measured."""

    evaluator: Evaluator
    title: str
    """For people, such as ``offline`` or ``gpt-x, read_cv/1 3fa9c21b``."""
    pricing: Pricing = unpriced
    spending: Spending | None = None
    """Where the cost is kept, and what stops at the month's cap; None when it costs nothing."""
    at_once: int = 1
    """Documents that are read side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRequest:
    """What to measure, and how."""

    opened: OpenedSet
    runs: int = 1
    """How often each document is read as it is; at least 1."""
    changes: tuple[Change, ...] = ()
    """What is changed in each document, one reading for each."""
    clock: Callable[[], float] = time.perf_counter
    """Seconds."""


def measure(request: MeasureRequest, judge: Judge, *, on_done: Callable[[], None]) -> Trial:
    """Have an evaluator read a set; stopped by a person, keep what was read.

    A document for which a model gave no answer is among the unread, and stops no other.

    Args:
        request: What to measure.
        judge: Who reads.
        on_done: Called after each document, for progress.
    """
    items = request.opened.items
    done: list[_Done | UnreadItem] = []
    with ThreadPoolExecutor(max_workers=judge.at_once) as pool:
        futures = [pool.submit(_read_item, item, request, judge) for item in items]
        try:
            with suppress(KeyboardInterrupt):
                for future in futures:
                    done.append(future.result())
                    on_done()
        finally:
            for future in futures:
                future.cancel()
    done += _late(futures[len(done) :])
    read = [each for each in done if isinstance(each, _Done)]
    unread = [each for each in done if isinstance(each, UnreadItem)]
    return Trial(
        title=judge.title,
        provenance=read[0].provenance if read else judge.evaluator.provenance,
        keys=tuple(criterion.key for criterion in request.opened.rubric.criteria),
        read=tuple(each.read for each in read),
        unread=(*request.opened.unread, *unread),
        left=len(items) - len(done),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """A document that was read."""

    read: ReadItem
    provenance: Provenance


def _late(futures: list[Future[_Done | UnreadItem]]) -> Iterator[_Done | UnreadItem]:
    """Yield what was under way when a person stopped the run, and is done by now."""
    yield from (future.result() for future in futures if not future.cancelled())


def _read_item(opened: OpenedItem, request: MeasureRequest, judge: Judge) -> _Done | UnreadItem:
    desk = _Desk(request, judge)
    try:
        runs = [desk.timed(opened.document, opened.item.name) for _ in range(request.runs)]
        changes = desk.changed(opened)
    except ModelError as error:
        return UnreadItem(
            item=opened.item,
            why=error.outcome,
            usage=desk.usage,
            micro_dollars=desk.micro_dollars,
        )
    first, _ = runs[0]
    return _Done(
        read=ReadItem(
            item=opened.item,
            runs=tuple(assessment.levels for assessment, _ in runs),
            changes=changes,
            seconds=tuple(seconds for _, seconds in runs),
            usage=desk.usage,
            micro_dollars=desk.micro_dollars,
        ),
        provenance=first.provenance,
    )


class _Desk:
    """Where one document is read several times, and the cost adds up."""

    def __init__(self, request: MeasureRequest, judge: Judge) -> None:
        self._request = request
        self._judge = judge
        self._rubric: Rubric = request.opened.rubric
        self._lock = threading.Lock()
        self.usage = Usage()
        self.micro_dollars: int | None = 0

    def timed(self, document: Document, name: str) -> tuple[Assessment, float]:
        meter = self._meter(document)
        begun = self._request.clock()
        assessment = self._judge.evaluator.assess(document, self._rubric, name=name, meter=meter)
        return assessment, self._request.clock() - begun

    def changed(self, opened: OpenedItem) -> Mapping[Change, Levels]:
        levels: dict[Change, Levels] = {}
        for kind in self._request.changes:
            other = change(kind, opened.document, opened.item)
            if other is not None:
                levels[kind] = self.timed(other.document, other.name)[0].levels
        return levels

    def _meter(self, document: Document) -> Meter:
        kept: Meter = unmetered
        if self._judge.spending is not None:
            self._judge.spending.check()
            kept = self._judge.spending.meter(Purpose.EVAL, document_sha256=document.sha256)

        def count(spent: Spent) -> None:
            kept(spent)
            cost = self._judge.pricing(spent)
            with self._lock:
                self.usage += spent.usage
                if cost is None or self.micro_dollars is None:
                    self.micro_dollars = None
                else:
                    self.micro_dollars += cost

        return count
