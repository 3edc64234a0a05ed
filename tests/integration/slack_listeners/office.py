"""The sandbox with our listeners connected, a real database, and jobs done when a test says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.audience import AudienceRules
from bot.domain.people import Actor
from bot.domain.requisition import Requisition
from bot.sandbox import Sandbox
from bot.sandbox.actor import Person
from bot.sandbox.core import Outcome
from bot.sandbox.pressing import Place
from bot.sandbox.sandbox import Pace as SandboxPace
from bot.services import reading_steps
from bot.services.bot_deps import BotDeps, Job, Recruiters
from bot.services.claims import Delivered, Pace
from bot.services.delivery import deliver_one
from bot.services.job_descriptions import review_stored
from bot.services.requisitions import OpenRequisition, open_requisition
from bot.slack.app import SlackApp
from bot.slack.client import make_client
from bot.slack.gateway import SlackGateway
from bot.store import requisitions
from tests.integration.bot_services.fakes import FakeQueue, make_bot_deps

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
TEAM = "T0PLUMB"
RHEA, HUGO, INES, TOMA, GITA = "U0RHEA", "U0HUGO", "U0INES", "U0TOMA", "U0GITA"
HIRING, GENERAL, QUIET = "C0HIRING", "C0GENERAL", "C0QUIET"
CV = b"""Amara Nwosu
craft 2 wrote a service that others ran
production 3 kept it running for 40k users
She also used Docker and Kubernetes at work"""
"""Levels by the fake evaluator: craft 2, production 3."""
GATHER_SECONDS = 3.0
"""More than an offer waits for further files."""
PATIENCE_SECONDS = 5.0
LOOK_SECONDS = 0.02
AT_ONCE = Pace(post_seconds=0.0, update_seconds=0.0)


@dataclass
class Ahead:
    """A clock that a test puts forward; offers wait for further files of the same person."""

    seconds: float = 0.0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.seconds)


@dataclass
class Office:
    """People, the bot, and what stands on their screens."""

    sandbox: Sandbox
    deps: BotDeps
    queue: FakeQueue
    app: SlackApp
    clock: Ahead
    done: int = 0
    """Jobs that were done."""
    marks: dict[str, int] = field(default_factory=dict)
    """How many words each person had been given when a test looked last."""

    def person(self, user_id: str = RHEA) -> Person:
        return self.sandbox.person(user_id)

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait for a screen or the database; a change of the latter alone wakes nobody."""
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < ends_at
            with suppress(TimeoutError):
                self.sandbox.wait_until(holds, LOOK_SECONDS)

    def requisition(self, **changes: Any) -> Requisition:
        """Open a requisition as the recruiter, with Hugo as its hiring manager."""
        values: dict[str, Any] = {
            "actor": Actor(user_id=RHEA, team_id=TEAM),
            "event_key": f"setup {changes}",
            "title": "AI Engineer",
            "channel": HIRING,
            "rubric": "ai_engineer",
            "hiring_manager": HUGO,
        }
        request = OpenRequisition(**values | changes)
        return open_requisition(request, self.deps).requisition

    def work(self) -> None:
        """Do all jobs and show everything that is wanted."""
        self._deliver()
        while self.done < len(self.queue.jobs):
            job, subject, _ = self.queue.jobs[self.done]
            self.done += 1
            if job is Job.READ_APPLICATION:
                self._read(subject)
            elif job is Job.RUN_BATCH:
                reading_steps.run_batch(subject, self.deps)
            elif job is Job.REVIEW_JOB:
                review_stored(subject, self.deps)
            self._deliver()

    def _read(self, application_id: str) -> None:
        if reading_steps.fetch(application_id, self.deps) and reading_steps.read(
            application_id, self.deps
        ):
            reading_steps.assess(application_id, self.deps)

    def _deliver(self) -> None:
        self.clock.seconds += GATHER_SECONDS
        while deliver_one(self.deps, owner="office", pace=AT_ONCE) is not Delivered.NOTHING:
            pass

    def modal(self, callback: str, user_id: str = RHEA) -> dict[str, Any]:
        """Wait for a form to stand on somebody's screen, filled, and return it."""
        sights = self.sandbox.workspace.sights[user_id]

        def stands() -> bool:
            if not sights.modals:
                return False
            view = sights.modals[-1].view
            return view["callback_id"] == callback and "being fetched" not in str(view["blocks"])

        self.wait(stands)
        view: dict[str, Any] = self.person(user_id).sees()["modals"][-1]
        return view

    def modals(self, user_id: str = RHEA) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.person(user_id).sees()["modals"]
        return found

    def whispers(self, user_id: str = RHEA) -> list[dict[str, Any]]:
        """Messages that this person alone sees, in channels."""
        channels = self.person(user_id).sees()["messages"].values()
        found = [m for messages in channels for m in messages if m.get("is_ephemeral")]
        return sorted(found, key=lambda message: float(message["ts"]))

    def told(self, user_id: str = RHEA) -> dict[str, Any]:
        """Wait for one more word to this person than at the last look, and return it."""
        seen = self.marks.get(user_id, 0)
        self.wait(lambda: len(self.whispers(user_id)) > seen)
        self.marks[user_id] = seen + 1
        return self.whispers(user_id)[seen]

    def messages(self, channel: str = HIRING, user_id: str = RHEA) -> list[dict[str, Any]]:
        """What the bot says to everybody in a channel."""
        found = self.person(user_id).sees()["messages"].get(channel, [])
        return [m for m in found if m.get("bot_id") and not m.get("is_ephemeral")]

    def living(self) -> dict[str, Any]:
        """The newest message of the bot in the review channel that heads a thread."""
        return next(
            m
            for m in reversed(self.messages())
            if "thread_ts" not in m or m["ts"] == m["thread_ts"]
        )

    def thread(self, living: dict[str, Any]) -> list[dict[str, Any]]:
        """What the bot says in the thread of a message."""
        found = (m for m in self.messages() if m.get("thread_ts") == living["ts"])
        return [message for message in found if message["ts"] != living["ts"]]

    def press(
        self, shown: dict[str, Any], action: str, value: object = None, user_id: str = RHEA
    ) -> Outcome:
        """Press what has this action id, or begins with it, in a message or a view."""
        block, element = find(shown, action)
        place = self._place(shown)
        return self.person(user_id).press(place, block, element, value)

    def _place(self, shown: dict[str, Any]) -> Place:
        if shown.get("type") == "home":
            return Place.home()
        if shown.get("type") == "modal":
            return Place.view(shown["id"])
        channels = self.sandbox.workspace.channels.values()
        channel = next(c.id for c in channels if shown["ts"] in c.messages)
        return Place.message(channel, shown["ts"])

    def submit(self, view: dict[str, Any], user_id: str = RHEA, **typed: object) -> Outcome:
        """Fill in fields by their block ids, and send the form off."""
        values = {block: {"value": raw} for block, raw in typed.items()}
        return self.person(user_id).submit(view["id"], values)

    def read_cv(self, cv: bytes = CV, **typed: Any) -> dict[str, Any]:
        """Add a candidate through the form, have the CV read, and return the living message."""
        self.person().command(HIRING, "/hire cv")
        view = self.modal("candidate_form")
        assert self.submit(view, files=[{"name": "cv.txt", "content": cv}], **typed).ok
        for modal in reversed(self.modals()):
            self.person().close(modal["id"])
        self.work()
        return self.living()

    def only(self, requisition_id: str) -> Requisition:
        with self.deps.database.read() as tx:
            return requisitions.get(tx, requisition_id)


def find(shown: dict[str, Any], action: str) -> tuple[str, str]:
    """Find an element by its action id, numbered or not; return block id and action id."""
    for block in shown["blocks"]:
        elements = [*block.get("elements", ()), block.get("accessory") or {}]
        for element in elements:
            found = str(element.get("action_id", ""))
            if found.partition(":")[0] == action:
                return block["block_id"], found
    raise LookupError(action)


def words(shown: dict[str, Any]) -> str:
    """Everything that a message or a view says, as one text."""
    return str(shown["blocks"]) + str(shown.get("text", ""))


@contextmanager
def open_office(folder: Path, *, ack_seconds: float = 3.0) -> Iterator[Office]:
    """Start the sandbox, and connect our listeners to it."""
    pace = SandboxPace(ack_seconds=ack_seconds, retry_scale=0.001)
    with Sandbox(MANIFEST, strict_rate_limits=False, pace=pace) as sandbox:
        client = make_client(sandbox.bot_token, sandbox.api_url)
        gateway = SlackGateway(client, team_id=TEAM, rules=AudienceRules())
        queue, clock = FakeQueue(), Ahead()
        deps = make_bot_deps(
            folder,
            slack=gateway,
            queue=queue,
            team_id=TEAM,
            now=clock,
            recruiters=Recruiters(user_ids=frozenset({RHEA}), group_ids=frozenset()),
        )
        app = SlackApp(
            deps,
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            api_url=sandbox.api_url,
        )
        app.connect()
        sandbox.wait_until(lambda: sandbox.sockets.connections == 1)
        try:
            yield Office(sandbox=sandbox, deps=deps, queue=queue, app=app, clock=clock)
        finally:
            app.close()
            deps.database.close()
