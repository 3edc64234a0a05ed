"""A model that is away, and the real engine: nobody does anything, and the CV is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.requisition import ApplicationState
from bot.errors import ModelError, ModelOutcome
from bot.jobs.engine import Engine
from bot.services import assessing
from bot.services.messages import ApplicationMessage
from bot.store import assessments
from bot.store.keys import KeyRing
from tests.integration.bot_services.fakes import KEY, World, make_world
from tests.integration.bot_services.intake_world import added, living, opened
from tests.integration.bot_services.model_world import with_model

PATIENCE_SECONDS = 20.0


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(assessing, "LEAST_PAUSE", timedelta(seconds=0.05))
    made = make_world(tmp_path)
    yield made
    made.deps.database.close()


def test_an_outage_is_waited_for_shown_and_gone_on_from_by_itself(world: World) -> None:
    shown: list[ApplicationMessage] = []
    read, ids = threading.Event(), list[str]()

    def look() -> None:
        if ids:
            shown.append(living(world, ids[0]))
            if shown[-1].result is not None:
                read.set()

    engine = Engine(world.deps.database, KeyRing((KEY,)), polling_seconds=0.02)
    engine.prepare()
    world.deps = replace(world.deps, queue=engine, now=lambda: datetime.now(UTC), wake_senders=look)
    model = with_model(world)
    model.ends = [ModelError(ModelOutcome.OUTAGE, datetime.now(UTC))]
    engine.start(world.deps)
    try:
        requisition = opened(world)
        id_ = added(world, requisition).application_id
        assert id_ is not None
        ids.append(id_)
        assert read.wait(PATIENCE_SECONDS), "it did not go on"
    finally:
        engine.stop(1)

    (wait,) = [message.waits for message in shown if message.waits is not None]
    assert wait.problem == "The language model cannot be reached."
    assert shown[-1].state is ApplicationState.READ
    assert len(model.names) == 2  # one in vain, and the one that was answered
    with world.deps.database.read() as tx:
        stored = assessments.get(tx, id_)
    assert stored is not None
    assert (stored[0].provenance.name, stored[0].stands_in) == ("llm", None)
