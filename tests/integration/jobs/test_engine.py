"""What is enqueued in a transaction is done once, if and only if it commits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.errors import DownloadError, RateLimitedError, StoreError
from bot.jobs import workflows
from bot.jobs.engine import Engine
from bot.services import housekeeping, reading_steps
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
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    played = Steps()
    for name in ("fetch", "read", "assess", "fail"):
        monkeypatch.setattr(reading_steps, name, getattr(played, name))
    for name in ("run_batch", "review_job"):
        monkeypatch.setattr(reading_steps, name, played.other)
    for name in ("fail_job", "fail_batch"):
        monkeypatch.setattr(reading_steps, name, played.fail)
    monkeypatch.setattr(housekeeping, "leave_no_bytes", played.shrink)
    return played


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
    steps.wait(lambda: len(steps.done) >= 5)

    assert sorted(steps.done) == ["batch", "job", "once-a", "once-b", "shrunk"]


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


def test_a_database_that_fails_a_step_is_asked_again(
    engine: Engine, world: World, steps: Steps
) -> None:
    steps.faults = [StoreError("The database is busy.", "Wait.")]
    _enqueue(engine, world, Job.READ_APPLICATION, "stubborn")
    steps.wait(lambda: bool(steps.done))

    assert steps.done == ["stubborn"]


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

    monkeypatch.setattr(workflows, "STEP_TRIES", 1)
    monkeypatch.setattr(reading_steps, "fetch", break_down)
    with caplog.at_level(logging.DEBUG):
        _enqueue(engine, world, Job.READ_APPLICATION, "broken")
        steps.wait(lambda: bool(steps.failures))

    ((_, problem),) = steps.failures
    assert "(ref " in problem
    assert "Canary" not in problem + caplog.text
