"""Events on their way to the app: delivered, delivered again until acked, or given up."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from dataclasses import dataclass

from bot.sandbox import payloads
from bot.sandbox.api.table import EVENT_SCOPES
from bot.sandbox.app_manifest import AppManifest
from bot.sandbox.faults import EVENT_EFFECTS, Faults
from bot.sandbox.shapes import Json
from bot.sandbox.sockets import Pending, Sockets
from bot.sandbox.workspace import Workspace

RETRY_SECONDS = (0.0, 60.0, 300.0)
"""Waits before the three redeliveries. Source: docs.slack.dev/apis/events-api."""


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One event and how often it was tried."""

    payload: Json
    """The event's envelope payload."""
    attempt: int = 0
    """Redeliveries so far."""
    pending: Pending | None = None
    """The ack awaited, once sent."""
    is_sent: bool = False
    """True while its ack is awaited."""


class EventPump:
    """Sends events from a thread of its own, in the order of their time.

    Args:
        workspace: Gives ids and time.
        manifest: Which events the app subscribes to.
        sockets: The way out.
        faults: Rules at work.
        ack_seconds: How long an ack may take.
        retry_scale: Factor on the waits before redeliveries.
    """

    def __init__(  # noqa: PLR0913  what it stands between
        self,
        workspace: Workspace,
        manifest: AppManifest,
        sockets: Sockets,
        faults: Faults,
        *,
        ack_seconds: float,
        retry_scale: float,
    ) -> None:
        self._workspace, self._manifest = workspace, manifest
        self._sockets, self._faults = sockets, faults
        self._ack_seconds, self._retry_scale = ack_seconds, retry_scale
        self._order = itertools.count()
        self._due: list[tuple[float, int, Delivery]] = []
        self._wake = threading.Condition()
        self._is_closed = False
        self.given_up: list[str] = []
        """Ids of events that were never acked."""
        self._thread = threading.Thread(target=self._run, name="sandbox-events")
        self._thread.start()

    @property
    def unacked(self) -> int:
        """How many deliveries are not acked yet."""
        with self._wake:
            return sum(1 for _, _, item in self._due if not _is_acked(item))

    def emit(self, inner: Json, channel_id: str | None) -> None:
        """Send an event, if the app subscribes to it and holds a scope for it.

        Args:
            inner: The event itself.
            channel_id: What it is about, for faults by channel.
        """
        kind = inner["type"]
        scopes = EVENT_SCOPES.get(kind, ())
        if kind not in self._manifest.events:
            return
        if scopes and not self._manifest.scopes.intersection(scopes):
            return
        workspace = self._workspace
        channel = workspace.channels.get(channel_id or "")
        payload = payloads.event(
            inner,
            workspace.next_id("Ev"),
            int(workspace.clock()),
            is_ext_shared=channel is not None and channel.is_ext_shared,
        )
        waits = [0.0]
        for rule in self._faults.strike(EVENT_EFFECTS, kind, channel_id):
            if rule.effect == "duplicate":
                waits += waits[:1] * rule.copies
            elif rule.effect == "late":
                waits = [wait + rule.seconds for wait in waits]
            else:
                waits = [wait + self._faults.draw(rule.seconds) for wait in waits]
        for wait in waits:
            self._put(Delivery(payload=payload), wait)

    def close(self) -> None:
        """End the thread; what is still on its way is dropped."""
        with self._wake:
            self._is_closed = True
            self._wake.notify_all()
        self._thread.join()

    def _put(self, delivery: Delivery, wait: float) -> None:
        with self._wake:
            due = time.monotonic() + wait
            heapq.heappush(self._due, (due, next(self._order), delivery))
            self._wake.notify_all()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._is_closed and not self._is_due():
                    left = self._due[0][0] - time.monotonic() if self._due else None
                    self._wake.wait(left)
                if self._is_closed:
                    return
                _, _, delivery = heapq.heappop(self._due)
            self._advance(delivery)

    def _is_due(self) -> bool:
        return bool(self._due) and self._due[0][0] <= time.monotonic()

    def _advance(self, delivery: Delivery) -> None:
        if not delivery.is_sent:
            retry = (delivery.attempt, "timeout") if delivery.attempt else None
            delivery.pending = self._sockets.send("events_api", delivery.payload, retry)
            delivery.is_sent = True
            if delivery.pending is not None:
                self._put(delivery, self._ack_seconds)
                return
        if delivery.pending is not None:
            self._sockets.give_up(delivery.pending)
        if _is_acked(delivery):
            return
        if delivery.attempt >= len(RETRY_SECONDS):
            self.given_up.append(delivery.payload["event_id"])
            self._workspace.touch(())
            return
        wait = RETRY_SECONDS[delivery.attempt] * self._retry_scale
        delivery.attempt += 1
        delivery.is_sent = False
        self._put(delivery, wait)


def _is_acked(delivery: Delivery) -> bool:
    return delivery.is_sent and delivery.pending is not None and delivery.pending.is_acked
