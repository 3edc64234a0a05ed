"""A small Slack on this machine, started and ended as a context manager."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from bot.sandbox.actor import Person
from bot.sandbox.api.dispatch import Api, Tokens
from bot.sandbox.app_manifest import load_manifest
from bot.sandbox.control import Control
from bot.sandbox.core import Core
from bot.sandbox.events import EventPump
from bot.sandbox.faults import Faults
from bot.sandbox.limits import RateLimits
from bot.sandbox.people import ACTORS, BOT_USER
from bot.sandbox.responses import ResponseUrls
from bot.sandbox.sockets import Sockets
from bot.sandbox.web import Web
from bot.sandbox.workspace import Workspace

TOKENS = Tokens(
    bot="xoxb-sandbox-bot",
    app="xapp-sandbox-app",
    signing_secret="sandbox-signing-secret",  # noqa: S106  opens nothing but this sandbox
)
LOG = logging.getLogger("bot.sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Times that tests shorten; what stands here is Slack's own."""

    clock: Callable[[], float] = time.time
    """Seconds since 1970, for ts, triggers, response addresses and rate limits."""
    ack_seconds: float = 3.0
    """How long an ack may take. Source: docs.slack.dev/interactivity."""
    retry_scale: float = 1.0
    """Factor on the waits of 0, 60 and 300 s before an event is delivered again."""
    seed: int = 0
    """Of the faults' draws."""


class Sandbox:
    """A local Slack for one app.

    Args:
        manifest: The app's manifest: scopes, events, commands and shortcuts.
        http_port: 0 takes any free one.
        socket_port: 0 takes any free one.
        host: Loopback, unless in a container.
        strict_rate_limits: False lets every call through.
        pace: Times and seed.
    """

    def __init__(  # noqa: PLR0913  all optional but the first
        self,
        manifest: Path,
        *,
        http_port: int = 0,
        socket_port: int = 0,
        host: str = "127.0.0.1",
        strict_rate_limits: bool = True,
        pace: Pace | None = None,
    ) -> None:
        self.manifest = load_manifest(manifest)
        self._addresses = (host, http_port), (host, socket_port)
        self._is_strict = strict_rate_limits
        self._pace = pace or Pace()
        self.workspace = Workspace(self._pace.clock)
        self.faults = Faults(self._pace.seed)
        self.tokens = TOKENS

    @property
    def url(self) -> str:
        """Address of the page, without a slash at the end."""
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """Base address of the Web API, for WebClient(base_url=...)."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The xoxb token."""
        return self.tokens.bot

    @property
    def app_token(self) -> str:
        """The xapp token."""
        return self.tokens.app

    @property
    def signing_secret(self) -> str:
        """The signing secret."""
        return self.tokens.signing_secret

    def __enter__(self) -> Self:
        """Start the servers.

        Raises:
            OSError: A port is taken; nothing was started.
        """
        http, sockets_at = self._addresses
        listening = socket.create_server(http)  # first: a thread that runs would outlive a failure
        try:
            self._start(listening, sockets_at)
        finally:
            listening.close()  # the server holds a copy
        return self

    def _start(self, listening: socket.socket, sockets_at: tuple[str, int]) -> None:
        workspace, pace = self.workspace, self._pace
        self.sockets = Sockets(sockets_at, self.faults, workspace.touch, workspace.next_id)
        self.events = EventPump(
            workspace,
            self.manifest,
            self.sockets,
            self.faults,
            ack_seconds=pace.ack_seconds,
            retry_scale=pace.retry_scale,
        )
        workspace.events = self.events.emit
        api = Api(
            workspace=workspace,
            manifest=self.manifest,
            tokens=self.tokens,
            limits=RateLimits(pace.clock, is_strict=self._is_strict),
            open_connection=self.sockets.new_url,
        )
        self.core = Core(
            workspace=workspace,
            manifest=self.manifest,
            faults=self.faults,
            sockets=self.sockets,
            events=self.events,
            responses=ResponseUrls(workspace),
            api=api,
            ack_seconds=pace.ack_seconds,
        )
        host, port = listening.getsockname()
        web = Web(self.core, Control(self.core))
        self._server = _Server(host, port, web, _Handler, fd=listening.fileno())
        workspace.base_url = f"http://{host}:{port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="sandbox-http"
        )
        self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all servers, connections and threads."""
        self.workspace.close()
        self.events.close()
        self.sockets.close()
        self._server.shutdown()
        self._thread.join()

    def person(self, user_id: str) -> Person:
        """Return one of the five people, to act as.

        Raises:
            KeyError: Nobody can act as this user.
        """
        if user_id not in ACTORS:
            raise KeyError(user_id)
        return Person(self.core, user_id)

    def uninstall(self) -> None:
        """Remove the app: it is told, and its tokens are worth nothing from now on."""
        workspace = self.workspace
        with workspace.lock:
            workspace.events({"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}}, None)
            workspace.events({"type": "app_uninstalled"}, None)
            workspace.is_installed = False
            workspace.touch()

    def wait_until(self, predicate: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait until something holds; looked at after every change, never by polling.

        Args:
            predicate: Called with the workspace locked.
            seconds: How long at most.

        Raises:
            TimeoutError: It did not come to hold in time.
        """
        workspace = self.workspace
        with workspace.lock:
            if not workspace.changed.wait_for(predicate, timeout=seconds):
                raise TimeoutError(f"not within {seconds} s")


class _Handler(WSGIRequestHandler):
    """Prints nothing for each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug's name
        """Say nothing."""


class _Server(ThreadedWSGIServer):
    """Threads that closing waits for, and ends."""

    daemon_threads = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  werkzeug's own
        self._open: set[Any] = set()
        super().__init__(*args, **kwargs)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  socketserver's
        """Note a connection and serve it."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401  socketserver's
        """End a connection that was served."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """End what browsers hold open without asking anything, then wait for all threads.

        serve_forever calls it when it ends.
        """
        for request in list(self._open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug's name
        LOG.log(logging.ERROR if type == "error" else logging.DEBUG, message, *args)
