"""The bot at a sandbox for a whole module, with the hour in the hands of the tests."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.domain.people import Actor
from bot.domain.posting import MessageKind, Posting, PostingState
from bot.domain.requisition import Requisition
from bot.sandbox import Sandbox
from bot.sandbox.payloads import event
from bot.sandbox.records import Message
from bot.services.claims import Delivered, Pace
from bot.services.delivery import deliver_one
from bot.services.intake import AddCandidate, Added, add_candidate
from bot.store import postings
from tests.integration.slack_listeners.office import (
    CV,
    HIRING,
    HUGO,
    RHEA,
    TEAM,
    Office,
    open_office,
)

PATIENCE_SECONDS = 10.0
_AT_ONCE = Pace(post_seconds=0.0, update_seconds=0.0)
_numbers = itertools.count(1)


@dataclass
class Desk:
    """An office whose deliveries happen when a test says so, at the hour that it says."""

    office: Office
    requisition: Requisition

    @property
    def sandbox(self) -> Sandbox:
        return self.office.sandbox

    def settle(self) -> None:
        """Take all faults away, and show everything that is wanted."""
        self.sandbox.faults.clear()
        while self.deliver() is not Delivered.NOTHING:
            pass

    def deliver(self) -> Delivered:
        return deliver_one(self.office.deps, owner="desk", pace=_AT_ONCE)

    def wait(self, seconds: float) -> None:
        self.office.clock.seconds += seconds

    def seconds_until(self, moment: datetime) -> float:
        return (moment - self.now()).total_seconds()

    def now(self) -> datetime:
        return self.office.deps.now()

    def add(self) -> Added:
        """Add a candidate by pasted text, as the recruiter would; nothing is delivered yet."""
        request = AddCandidate(
            actor=Actor(user_id=RHEA, team_id=TEAM),
            event_key=f"fault {next(_numbers)}",
            requisition_id=self.requisition.id,
            name="",
            candidate_user_id="",
            file_ids=(),
            pasted_text=CV.decode(),
            is_blind=False,
        )
        return add_candidate(request, self.office.deps)

    def posting(self, subject_id: str | None) -> Posting:
        """Return the ledger's row of an application's message."""
        assert subject_id is not None
        with self.office.deps.database.read() as tx:
            found = postings.find(tx, MessageKind.APPLICATION, subject_id)
        assert found is not None
        return found

    def held(self) -> int:
        with self.office.deps.database.read() as tx:
            return postings.counts(tx).get(PostingState.HELD, 0)

    def standing(self, added: Added) -> int:
        """Count the messages in the channel that bear the mark of a candidate's posting."""
        mark = self.posting(added.application_id).id
        stored = self.sandbox.workspace.channels[HIRING].messages.values()
        return sum(mark in str(message.metadata) for message in stored)

    def notes(self, user_id: str = RHEA) -> list[dict[str, Any]]:
        """What the bot wrote to somebody directly, oldest first."""
        seen = self.office.person(user_id).sees()["messages"]
        return [m for channel, found in seen.items() if channel[0] == "D" for m in found]

    def mention(self, parent_ts: str, **inner: Any) -> dict[str, Any]:
        """Make the event of a question in a thread, not delivered yet."""
        about = {
            "type": "app_mention",
            "user": RHEA,
            "text": "<@U0PLUM> what is missing?",
            "ts": f"{time.time():.6f}",
            "channel": HIRING,
            "thread_ts": parent_ts,
        }
        return event(
            about | inner, f"EvFault{next(_numbers)}", int(time.time()), is_ext_shared=False
        )

    def send(self, payload: Any, kind: str = "events_api", retry: Any = None) -> bool:
        """Deliver an envelope, and say whether it was acked."""
        pending = self.sandbox.sockets.send(kind, payload, retry)
        assert pending is not None, "nobody is connected"
        pending.is_done.wait(self.sandbox.core.ack_seconds)
        return pending.is_acked

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what the sandbox cannot tell of."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < deadline, "it did not come to hold in time"
            threading.Event().wait(0.01)

    def still_listens(self) -> None:
        self.until(lambda: self.sandbox.sockets.connections >= 1)
        outcome = self.office.person(HUGO).command(HIRING, "/hire help")
        assert outcome.ok, outcome.error


def parent_of(desk: Desk) -> Message:
    """Have a candidate's message stand in the channel, and return it as Slack stores it."""
    desk.settle()
    added = desk.add()
    desk.settle()
    return desk.sandbox.workspace.channels[HIRING].messages[desk.posting(added.application_id).ts]


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """Start the sandbox and the bot's ears, and open a requisition."""
    with open_office(folder, ack_seconds=2.0) as office:
        # Slack's own clock goes with the bot's: messages are looked for by their time
        office.sandbox.workspace.clock = lambda: office.deps.now().timestamp()
        yield Desk(office=office, requisition=office.requisition())
