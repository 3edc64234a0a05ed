"""What is enqueued in a transaction is done once, if and only if it commits."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.errors import DownloadError, NotReadyError, RateLimitedError, StoreError
from bot.jobs import workflows
from bot.jobs.engine import Engine
from bot.services import digesting, housekeeping, reading_steps, reminding
from bot.services.bot_deps import BotDeps, Job
from bot.store.keys import KeyRing
from tests.integration.bot_services.fakes import KEY, World, make_world

PATIENCE_SECONDS = 20.0


@dataclass
class Steps:
    """Plays the steps of reading, and lets a test wait for what was done."""

    done: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def fetch(self, subject_id: str, deps: BotDeps) -> bool:
        del deps
        if self.faults:
            raise self.faults.pop(0)
        return not subject_id.startswith("stopped")

    def read(self, subject_id: str, deps: BotDeps) -> bool:
        del deps
        return not subject_id.startswith("unreadable")

    def assess(self, subject_id: str, deps: BotDeps) -> None:
        del deps
        self._note(self.done, subject_id)

    def other(self, subject_id: str, deps: BotDeps) -> None:
        del deps
        self._note(self.done, subject_id)

    def shrink(self, deps: BotDeps) -> None:
        del deps
        self._note(self.done, "shrunk")

    def fail(self, subject_id: str, problem: str, fix: str, deps: BotDeps) -> None:
        del fix, deps
        self._note(self.failures, (subject_id, problem))

    def _note(self, where: list[Any], what: object) -> None:
        with self.changed:
            where.append(what)
            self.changed.notify_all()

    def wait(self, holds: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(holds, PATIENCE_SECONDS), "it did not happen"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    played = Steps()
    for name in ("fetch", "read", "assess", "fail"):
        monkeypatch.setattr(reading_steps, name, getattr(played, name))
    for name in ("run_batch", "review_job"):
        monkeypatch.setattr(reading_steps, name, played.other)
    for name in ("fail_job", "fail_batch"):
        monkeypatch.setattr(reading_steps, name, played.fail)
    monkeypatch.setattr(housekeeping, "leave_no_bytes", played.shrink)
    monkeypatch.setattr(digesting, "send", played.other)
    monkeypatch.setattr(reminding, "send_reminder", played.other)
    yield played
    # A step whose checkpoint fails is done again, and must not be met by the next test.
    _wait(lambda: not workflows.at_work())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = make_world(tmp_path_factory.mktemp("jobs"))
    yield made
    made.deps.database.close()


def _engine(world: World) -> Engine:
    engine = Engine(world.deps.database, KeyRing((KEY,)), polling_seconds=0.02)
    engine.prepare()
    return engine


@pytest.fixture(scope="module")
def engine(world: World) -> Iterator[Engine]:
    """One for all tests here: starting and stopping takes seconds."""
    started = _engine(world)
    started.start(world.deps)
    yield started
    started.stop(1)


def _wait(holds: Callable[[], bool]) -> None:
    """Wait for what nobody tells of: the end of a job in the engine's tables."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, "it did not happen"
        threading.Event().wait(0.01)


def _enqueue(engine: Engine, world: World, job: Job, *subjects: str) -> None:
    with world.deps.database.write() as tx:
        for subject in subjects:
            engine.enqueue(tx, job, subject)


def test_each_job_is_done_once_however_often_it_is_asked_for(
    engine: Engine, world: World, steps: Steps
) -> None:
    for _ in range(2):
        _enqueue(engine, world, Job.READ_APPLICATION, "once-a", "once-b")
    _enqueue(engine, world, Job.RUN_BATCH, "batch")
    _enqueue(engine, world, Job.REVIEW_JOB, "job")
    _enqueue(engine, world, Job.ERASE, "person")
    _enqueue(engine, world, Job.SEND_DIGEST, "digest")
    _enqueue(engine, world, Job.SEND_REMINDER, "reminder")
    steps.wait(lambda: len(steps.done) >= 7)

    expected = ["batch", "digest", "job", "once-a", "once-b", "reminder", "shrunk"]
    assert sorted(steps.done) == expected


def test_what_is_rolled_back_is_never_done(engine: Engine, world: World, steps: Steps) -> None:
    def break_off() -> None:
        with world.deps.database.write() as tx:
            engine.enqueue(tx, Job.READ_APPLICATION, "never")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    _enqueue(engine, world, Job.READ_APPLICATION, "after")
    steps.wait(lambda: bool(steps.done))

    assert steps.done == ["after"]


def test_a_step_that_says_stop_ends_the_work(engine: Engine, world: World, steps: Steps) -> None:
    _enqueue(engine, world, Job.READ_APPLICATION, "stopped", "unreadable", "read")
    steps.wait(lambda: bool(steps.done))

    assert steps.done == ["read"]
    assert steps.failures == []


@pytest.mark.parametrize(
    "fault",
    [RateLimitedError(0.05), DownloadError("Not now.", "Wait.", is_final=False)],
    ids=["limit", "not now"],
)
def test_what_may_pass_is_begun_again_later(
    engine: Engine, world: World, steps: Steps, fault: Exception
) -> None:
    steps.faults = [fault]
    _enqueue(engine, world, Job.READ_APPLICATION, f"patient {type(fault).__name__}")
    steps.wait(lambda: bool(steps.done))

    assert steps.done == [f"patient {type(fault).__name__}"]
    assert steps.failures == []


def test_a_database_that_is_away_is_waited_for(
    engine: Engine, world: World, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "_PAUSES", (0.001, 0.002))
    steps.faults = [StoreError("The disk is full.", "Free some space.") for _ in range(20)]
    _enqueue(engine, world, Job.READ_APPLICATION, "stubborn")
    steps.wait(lambda: bool(steps.done))

    assert steps.done == ["stubborn"]
    assert steps.failures == []


def test_an_outage_that_does_not_end_is_said_at_last(
    engine: Engine, world: World, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "OUTAGE_SECONDS", 0.0)
    steps.faults = [StoreError("It is damaged.", "Restore it.")]
    _enqueue(engine, world, Job.READ_APPLICATION, "hopeless")
    steps.wait(lambda: bool(steps.failures))

    assert [subject for subject, _ in steps.failures] == ["hopeless"]


def test_a_checkpoint_that_cannot_be_written_is_written_later(
    engine: Engine, world: World, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "_PAUSES", (0.001, 0.002))
    refusals = [sqlite3.OperationalError("database or disk is full") for _ in range(3)]

    def refuse(*given: object) -> None:
        if "INSERT INTO main.operation_outputs" in str(given[2]) and refusals:
            raise refusals.pop()

    event.listen(engine._engine, "before_cursor_execute", refuse)
    try:
        _enqueue(engine, world, Job.READ_APPLICATION, "unwritten")
        steps.wait(lambda: bool(steps.done) and not refusals)
        _wait(lambda: "unwritten" not in engine.subjects(Job.READ_APPLICATION))
    finally:
        event.remove(engine._engine, "before_cursor_execute", refuse)

    assert set(steps.done) == {"unwritten"}  # again after each, which changes nothing
    assert steps.failures == []


def test_what_the_engine_lost_is_taken_up(
    engine: Engine, world: World, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    _wait(lambda: not engine.subjects(Job.READ_APPLICATION))  # or it takes up their ends, too
    begun = threading.Event()

    def lose(*_: object) -> bool:
        if not begun.is_set():
            begun.set()
            raise workflows._StoppedError
        return True

    monkeypatch.setattr(reading_steps, "fetch", lose)
    _enqueue(engine, world, Job.READ_APPLICATION, "lost")
    assert begun.wait(PATIENCE_SECONDS)
    later = datetime.now(UTC) + timedelta(seconds=2)  # the engine's clock counts whole seconds
    _wait(lambda: engine.take_up_lost(later) == 1)  # once its thread is out of it
    steps.wait(lambda: bool(steps.done))

    assert steps.done == ["lost"]


def test_limits_use_up_no_tries() -> None:
    def limited() -> None:
        raise NotReadyError("job description", 1.0)

    # the seventh try of its round stays the seventh
    assert workflows._outcome(6, limited) == ["later", 1.0, 16]


def test_erasing_that_a_reader_is_in_the_way_of_is_begun_again(world: World) -> None:
    class Busy:
        def shrink(self) -> None:
            raise StoreError("Something keeps reading it.", "It is tried again.")

    deps = replace(world.deps, database=Busy())  # type: ignore[arg-type]
    with pytest.raises(NotReadyError):
        workflows._erase(deps)


@pytest.mark.parametrize("job", [Job.READ_APPLICATION, Job.REVIEW_JOB, Job.RUN_BATCH])
def test_what_a_person_must_put_right_is_said_in_its_own_words(
    engine: Engine, world: World, steps: Steps, monkeypatch: pytest.MonkeyPatch, job: Job
) -> None:
    def refuse(*_: object) -> bool:
        raise DownloadError("The file is gone.", "Share it again.", is_final=True)

    for name in ("fetch", "review_job", "run_batch"):
        monkeypatch.setattr(reading_steps, name, refuse)
    _enqueue(engine, world, job, f"gone {job}")
    steps.wait(lambda: bool(steps.failures))

    assert steps.failures == [(f"gone {job}", "The file is gone.")]


def test_a_mistake_of_ours_is_said_without_its_text(
    engine: Engine,
    world: World,
    steps: Steps,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down(*_: object) -> bool:
        raise ValueError("Ada Canary")

    monkeypatch.setattr(reading_steps, "fetch", break_down)
    with caplog.at_level(logging.DEBUG):
        _enqueue(engine, world, Job.READ_APPLICATION, "broken")
        steps.wait(lambda: bool(steps.failures))

    ((_, problem),) = steps.failures
    assert "(ref " in problem
    assert "Canary" not in problem + caplog.text
