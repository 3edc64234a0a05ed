"""Socket Mode: connections, envelopes out and acks in."""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from bot.sandbox.faults import SOCKET_EFFECTS, Faults
from bot.sandbox.people import APP
from bot.sandbox.shapes import Json

MAX_CONNECTIONS = 10
"""Source: docs.slack.dev/apis/events-api/using-socket-mode."""


@dataclass(slots=True, kw_only=True)
class Pending:
    """An envelope whose ack is awaited."""

    envelope_id: str
    """Which envelope."""
    is_done: threading.Event = field(default_factory=threading.Event)
    """Set by the ack, or when the sandbox closes."""
    is_acked: bool = False
    """True once the app answered."""
    body: Json | None = None
    """The payload of the ack, if it had one."""


class Sockets:
    """The Socket Mode server.

    Args:
        address: Host and port (0: any free one).
        faults: Rules at work.
        on_change: Called when a connection or an ack came or went.
        next_id: Gives ids by prefix.
    """

    def __init__(
        self,
        address: tuple[str, int],
        faults: Faults,
        on_change: Callable[[], None],
        next_id: Callable[[str], str],
    ) -> None:
        self._faults = faults
        self._on_change = on_change
        self._next_id = next_id
        self._lock = threading.Lock()
        self._links: list[ServerConnection] = []
        self._tickets: set[str] = set()
        self._pending: dict[str, Pending] = {}
        self._turn = 0
        # Broken connections are the sandbox's daily bread; websockets shall not print them.
        quiet = logging.getLogger("bot.sandbox.websockets")
        quiet.setLevel(logging.CRITICAL + 1)
        self._server: Server = serve(
            self._serve_link,
            *address,
            process_request=self._check_ticket,
            compression=None,
            ping_interval=None,
            close_timeout=1,
            max_size=None,
            logger=quiet,
        )
        self.port: int = self._server.socket.getsockname()[1]
        self._host = address[0]
        self._thread = threading.Thread(target=self._server.serve_forever, name="sandbox-sockets")
        self._thread.start()

    @property
    def connections(self) -> int:
        """How many connections the app holds."""
        with self._lock:
            return len(self._links)

    def new_url(self) -> str:
        """Return an address that takes one connection."""
        ticket = self._next_id("ticket-")
        with self._lock:
            self._tickets.add(ticket)
        return f"ws://{self._host}:{self.port}/link/?ticket={ticket}&app_id={APP}"

    def send(
        self, kind: str, payload: Json, retry: tuple[int, str] | None = None
    ) -> Pending | None:
        """Deliver an envelope to one of the connections.

        Args:
            kind: slash_commands, interactive or events_api.
            payload: What it carries.
            retry: Number and reason of a redelivery.

        Returns:
            The ack to come, or None when the app is not connected.
        """
        struck = {rule.effect for rule in self._faults.strike(SOCKET_EFFECTS, kind)}
        envelope_id = self._next_id("envelope-")
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if kind == "events_api":
            number, reason = retry or (0, "")
            envelope |= {"retry_attempt": number, "retry_reason": reason}
        pending = Pending(envelope_id=envelope_id)
        with self._lock:
            if not self._links:
                return None
            link = self._links[self._turn % len(self._links)]
            self._turn += 1
            if "drop" not in struck:
                self._pending[envelope_id] = pending
        with contextlib.suppress(ConnectionClosed):
            self._say_disconnect(link, struck)
            link.send(json.dumps(envelope))
        if "drop" in struck:
            self._forget(link)
            link.socket.shutdown(2)
        return pending

    def give_up(self, pending: Pending) -> None:
        """Wait no longer: an ack that still comes counts for nothing."""
        with self._lock:
            self._pending.pop(pending.envelope_id, None)

    def disconnect(self, reason: str) -> None:
        """Tell every connection to renew itself, as Slack does every few hours.

        Args:
            reason: warning or refresh_requested; the latter also closes the connections.
        """
        with self._lock:
            links = list(self._links)
        for link in links:
            with contextlib.suppress(ConnectionClosed):
                link.send(_disconnect(reason))
                if reason != "warning":
                    link.close()

    def close(self) -> None:
        """End all connections and threads; nobody waits for an ack any more."""
        with self._lock:
            waiting = list(self._pending.values())
        for pending in waiting:
            pending.is_done.set()
        self._server.shutdown()
        self._thread.join()

    def _check_ticket(self, link: ServerConnection, request: Request) -> Response | None:
        ticket = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        with self._lock:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
                return None
        return link.respond(HTTPStatus.UNAUTHORIZED, "invalid ticket\n")

    def _serve_link(self, link: ServerConnection) -> None:
        with self._lock:
            is_full = len(self._links) >= MAX_CONNECTIONS
            number = len(self._links) + 1
        try:
            if is_full:
                link.send(_disconnect("too_many_websockets"))
                return
            link.send(json.dumps(_hello(number)))
            with self._lock:
                self._links.append(link)
            self._on_change()
            for text in link:
                self._take_ack(text)
        except ConnectionClosed:
            return
        finally:
            self._forget(link)

    def _take_ack(self, text: str | bytes) -> None:
        try:
            ack = json.loads(text)
        except ValueError:
            return
        if not isinstance(ack, dict):
            return
        body = ack.get("payload")
        with self._lock:
            pending = self._pending.pop(str(ack.get("envelope_id")), None)
            if pending is None:
                return
            pending.body = body if isinstance(body, dict) else None
            pending.is_acked = True
            pending.is_done.set()
        self._on_change()

    def _say_disconnect(self, link: ServerConnection, struck: set[str]) -> None:
        if "disconnect_warning" in struck:
            link.send(_disconnect("warning"))
        if "disconnect_refresh" in struck:
            link.send(_disconnect("refresh_requested"))

    def _forget(self, link: ServerConnection) -> None:
        with self._lock:
            if link not in self._links:
                return
            self._links.remove(link)
        self._on_change()


def _hello(number: int) -> Json:
    return {
        "type": "hello",
        "num_connections": number,
        "debug_info": {
            "host": "sandbox",
            "build_number": 1,
            "approximate_connection_time": 3600,
        },
        "connection_info": {"app_id": APP},
    }


def _disconnect(reason: str) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
