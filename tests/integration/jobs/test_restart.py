"""Work outlives the process that was to do it, and what is kept of it cannot be read."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.jobs.engine import Engine
from bot.services import reading_steps
from bot.services.bot_deps import BotDeps, Job
from bot.store.keys import KeyRing
from tests.integration.bot_services.fakes import KEY, World, make_world


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Released once for every document that was assessed."""
    assessed = threading.Semaphore(0)

    def go_on(subject_id: str, deps: BotDeps) -> bool:
        del subject_id, deps
        return True

    def assess(subject_id: str, deps: BotDeps) -> None:
        del subject_id, deps
        assessed.release()

    monkeypatch.setattr(reading_steps, "fetch", go_on)
    monkeypatch.setattr(reading_steps, "read", go_on)
    monkeypatch.setattr(reading_steps, "assess", assess)
    return assessed


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.deps.database.close()


def _engine(world: World) -> Engine:
    engine = Engine(world.deps.database, KeyRing((KEY,)), polling_seconds=0.02)
    engine.prepare()
    return engine


def test_work_that_was_left_in_the_middle_is_taken_up_by_the_next_process(
    world: World, steps: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    outage = [True]

    def fetch(subject_id: str, deps: BotDeps) -> bool:
        del subject_id, deps
        begun.set()
        if outage:
            raise StoreError("The disk is full.", "Free some space.")
        return True

    monkeypatch.setattr(reading_steps, "fetch", fetch)
    first = _engine(world)
    first.start(world.deps)
    with world.deps.database.write() as tx:
        first.enqueue(tx, Job.READ_APPLICATION, "left")
    assert begun.wait(20)
    first.stop(0)
    with world.deps.database.read() as tx:
        states = tx.connection().exec_driver_sql("SELECT status FROM workflow_status").all()
    outage.clear()
    second = _engine(world)
    second.start(world.deps)
    is_done = steps.acquire(timeout=20)
    second.stop(1)

    assert [state for (state,) in states] == ["PENDING"]
    assert is_done


def test_finished_work_is_deleted_and_holds_nothing_to_read(
    world: World, steps: threading.Semaphore, tmp_path: Path
) -> None:
    engine = _engine(world)
    engine.start(world.deps)
    with world.deps.database.write() as tx:
        engine.enqueue(tx, Job.READ_APPLICATION, "a" * 32)
    assert steps.acquire(timeout=20)
    engine.stop(2)  # so that the last checkpoint is written
    with sqlite3.connect(tmp_path / "plumbline.db") as looked:
        rows = looked.execute("select inputs, output from workflow_status").fetchall()
    again = _engine(world)
    again.start(world.deps)

    assert len(rows) == 1
    assert "a" * 32 not in str(rows)
    assert again.delete_finished(world.clock() - timedelta(days=400)) == 0
    assert again.delete_finished(world.clock() + timedelta(days=4000)) == 1
    again.stop(1)
