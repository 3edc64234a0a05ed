"""Senders carry what is wanted as soon as they are woken, and end when they are told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.note import Note
from bot.domain.posting import MessageKind
from bot.jobs import senders as senders_module
from bot.jobs.senders import Senders
from bot.services.bot_deps import BotDeps, Post
from bot.services.claims import Pace
from bot.store import notes, postings
from tests.integration.bot_services.fakes import RHEA, FakeSlack, make_bot_deps

PATIENCE_SECONDS = 20.0
FAST = Pace(post_seconds=0.0, update_seconds=0.0)


class CountingSlack(FakeSlack):
    """Lets a test wait for a number of posts."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()

    def post(self, post: Post) -> str:
        with self.changed:
            ts = super().post(post)
            self.changed.notify_all()
            return ts

    def wait(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.shown) >= count, PATIENCE_SECONDS)


@pytest.fixture
def slack() -> CountingSlack:
    return CountingSlack()


@pytest.fixture
def deps(tmp_path: Path, slack: CountingSlack) -> Iterator[BotDeps]:
    made = make_bot_deps(tmp_path, slack=slack, now=lambda: datetime.now(UTC))
    yield made
    made.database.close()


def _want_notes(deps: BotDeps, count: int) -> None:
    with deps.database.write() as tx:
        for _ in range(count):
            note = Note(
                id=deps.new_id(), recipient=RHEA, problem="Look.", fix="Here.", retry_posting_id=""
            )
            notes.add(tx, note)
            postings.want(
                tx,
                id=deps.new_id(),
                kind=MessageKind.NOTE,
                subject_id=note.id,
                recipient=RHEA,
                now=deps.now(),
            )
    deps.wake_senders()


def test_what_is_wanted_is_carried_when_they_are_woken(deps: BotDeps, slack: CountingSlack) -> None:
    senders = Senders(name="test", count=3, pace=FAST)
    awake = replace(deps, wake_senders=senders.wake)
    _want_notes(awake, 2)  # before they start
    senders.start(awake)
    slack.wait(2)
    _want_notes(awake, 5)
    slack.wait(7)

    assert senders.stop(awake, 10)
    assert len(slack.shown) == 7


def test_a_sender_outlives_errors(
    deps: BotDeps,
    slack: CountingSlack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(senders_module, "_AFTER_ERROR_SECONDS", 0.01)
    slack.faults = [ValueError("Ada Canary"), OSError("Ada Canary")]
    senders = Senders(name="test", count=1, pace=replace(FAST, lease_seconds=0.05))
    awake = replace(deps, wake_senders=senders.wake)
    _want_notes(awake, 1)
    senders.start(awake)
    slack.wait(1)
    senders.stop(awake, 10)

    assert "ValueError" in caplog.text
    assert "Canary" not in caplog.text


def test_one_that_does_not_end_in_time_is_said_and_keeps_its_claim(
    deps: BotDeps, slack: CountingSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, freed = threading.Event(), threading.Event()

    def stuck(*_: object) -> str:
        entered.set()
        freed.wait(PATIENCE_SECONDS)
        return "D0RHEA"

    monkeypatch.setattr(slack, "direct_channel", stuck)
    senders = Senders(name="test", count=1, pace=FAST)
    awake = replace(deps, wake_senders=senders.wake)
    _want_notes(awake, 1)
    senders.start(awake)
    entered.wait(PATIENCE_SECONDS)
    (thread,) = senders._threads

    assert not senders.stop(awake, 0.01)
    freed.set()
    thread.join(PATIENCE_SECONDS)
