"""The parts of a running sandbox, held together for those who act in it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.sandbox.api.dispatch import Api
from bot.sandbox.app_manifest import AppManifest
from bot.sandbox.events import EventPump
from bot.sandbox.faults import TRIGGER_EFFECTS, Faults
from bot.sandbox.responses import ResponseUrls
from bot.sandbox.shapes import Json
from bot.sandbox.sockets import Sockets
from bot.sandbox.workspace import TRIGGER_SECONDS, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a person's act."""

    ok: bool
    """True when Slack showed no trouble."""
    seconds: float | None = None
    """Time to the app's ack; None when none came, or none was needed."""
    error: str | None = None
    """What the person was told, or why they could not act."""
    response: Json | None = None
    """Payload of the app's ack."""
    ts: str | None = None
    """The message that the act made, if it made one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the app said to an envelope."""

    is_connected: bool = True
    """False when there was nobody to send it to."""
    seconds: float | None = None
    """Time to the ack; None when none came in time."""
    body: Json | None = None
    """Payload of the ack, if it had one."""

    @property
    def is_acked(self) -> bool:
        """True when the ack came in time."""
        return self.seconds is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Everything that an act needs."""

    workspace: Workspace
    """State."""
    manifest: AppManifest
    """What the app declares."""
    faults: Faults
    """Rules at work."""
    sockets: Sockets
    """The way to the app."""
    events: EventPump
    """Events on their way."""
    responses: ResponseUrls
    """Addresses for answers."""
    api: Api
    """The Web API."""
    ack_seconds: float
    """How long an ack may take."""

    def trigger(self, kind: str, user_id: str, view_id: str | None = None) -> str:
        """Return a trigger id for an act.

        Args:
            kind: slash_commands or interactive, for faults.
            user_id: Who acts.
            view_id: The modal in which they act.
        """
        struck = self.faults.strike(TRIGGER_EFFECTS, kind)
        life = 0.0 if struck else TRIGGER_SECONDS
        return self.workspace.new_trigger(user_id, view_id=view_id, life=life)

    def deliver(self, kind: str, payload: Json) -> Answer:
        """Send an envelope and wait for its ack.

        Args:
            kind: slash_commands or interactive.
            payload: What it carries.
        """
        started = time.monotonic()
        pending = self.sockets.send(kind, payload)
        if pending is None:
            return Answer(is_connected=False)
        pending.is_done.wait(self.ack_seconds)
        self.sockets.give_up(pending)
        if not pending.is_acked:
            return Answer()
        return Answer(seconds=time.monotonic() - started, body=pending.body)

    def told(self, user_id: str, text: str, level: str = "error") -> Outcome:
        """Show a line of Slack's own to a person, and return it as what came of their act."""
        self.workspace.notice(user_id, text, level)
        return Outcome(ok=False, error=text)
