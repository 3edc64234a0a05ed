"""Bolt and Socket Mode, put together: what Slack delivers always gets an answer."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPException

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError, SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.errors import SlackError
from bot.services.bot_deps import BotDeps
from bot.slack.answering import Trouble, answering, trouble_of
from bot.slack.client import make_client, proxy_for
from bot.slack.errors import error_of_answer, error_of_failure
from bot.slack.events import Ears
from bot.slack.gate import Gate, unknown
from bot.slack.gateway import SlackGateway
from bot.slack.line_watch import LineWatch
from bot.slack.loggers import quiet_loggers
from bot.slack.responding import respond
from bot.slack.routes import Routes
from bot.slack.speaking import Tools

log = logging.getLogger("plumbline.slack.line")

LISTENERS = 16
"""Threads of the listeners. Source: design.md: 51-63 ms at the 99th percentile, 16 in flight."""
DRAIN_SECONDS = 3.0
"""How long closing waits for acks; nobody would see a later one."""


class SlackApp:
    """The bot's ears in Slack.

    Args:
        deps: What the use cases reach.
        bot_token: The token ``xoxb-…``.
        app_token: The token ``xapp-…``, for Socket Mode.
        api_url: Base of the Web API; ends in ``/api/``.
    """

    def __init__(self, deps: BotDeps, *, bot_token: str, app_token: str, api_url: str) -> None:
        self._app_token, self._api_url = app_token, api_url
        self._executor = ThreadPoolExecutor(LISTENERS, thread_name_prefix="slack-listener")
        self._handler: _Handler | None = None
        tools = Tools(deps=deps, views=_gateway(deps, bot_token, api_url), respond=respond)
        gate = Gate(Ears(tools=tools, stop=self._stop), self._executor)
        self.bolt = _bolt(deps, api_url, self._executor, gate)
        self._routes = Routes(tools)
        self._routes.register(self.bolt)

    @property
    def is_connected(self) -> bool:
        """Whether Slack can deliver something now."""
        return self._handler is not None and self._handler.client.is_connected()

    def dispatch(self, request: BoltRequest) -> BoltResponse:
        """Deal with one request as if it had come through the socket."""
        return self.bolt.dispatch(request)

    def connect(self) -> None:
        """Begin to listen; broken connections are renewed by themselves from then on.

        Raises:
            SlackError: Slack cannot be reached, or does not accept the app's token.
        """
        self._handler = _Handler(self.bolt, self._app_token, self._api_url)
        failure: SlackError | None = None
        try:
            self._handler.client.connect()
        except SlackApiError as error:
            found = error.response
            failure = error_of_answer(
                found.status_code, found.headers, found.data, lambda: datetime.now(UTC)
            )
        except (SlackClientError, OSError, HTTPException, ValueError) as error:
            failure = error_of_failure(error)
        if failure is None:
            self._handler.line.start()
        else:
            self.close()
            raise failure  # outside of the handler: no answer of Slack stays chained to it

    def close(self) -> None:
        """Take nothing new, let the listeners end, then hang up; what is not acked comes again."""
        if self._handler is not None:
            self._handler.drain(DRAIN_SECONDS)
        self._executor.shutdown(wait=True)
        if self._handler is not None:
            self._handler.hang_up()

    def _stop(self) -> None:
        """Hang up for good: the app was removed, and every new connection would be refused."""
        if self._handler is not None:
            # hanging up waits for the listeners, and this is one of them
            threading.Thread(target=self._handler.hang_up, name="slack-hang-up").start()


class _Handler(SocketModeHandler):
    """Socket Mode that acks whatever happens, and can be drained."""

    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        client = make_client(app_token, api_url)
        super().__init__(app, app_token, web_client=client, concurrency=LISTENERS)
        self.client.proxy = proxy_for(api_url)  # the SDK takes the environment's, for loopback too
        self.line = LineWatch(self.client)
        self._hanging_up = threading.Lock()
        self._idle = threading.Condition()
        self._running = 0
        self._is_draining = False

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as Bolt's own
        """Deal with one envelope; what cannot be read is acked all the same."""

        def say(_trouble: Trouble) -> None:
            client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))

        with self._counted() as is_taken, answering("envelope", say), _unless_cut():
            if is_taken:
                super().handle(client, req)

    def drain(self, seconds: float) -> None:
        """Take nothing new, and wait for what is under way."""
        with self._idle:
            self._is_draining = True
            self._idle.wait_for(lambda: self._running == 0, seconds)

    def hang_up(self) -> None:
        """End the connection and all threads of it; a second time does nothing."""
        with self._hanging_up:
            if not self.client.closed:
                self._hang_up()

    def _hang_up(self) -> None:
        self.line.stop()
        self.client.default_auto_reconnect_enabled = False
        self.client.auto_reconnect_enabled = False
        self.client.current_session_state.terminated = True
        sock = self.client.current_session.sock if self.client.current_session else None
        if sock is not None:
            with suppress(OSError):  # closed by the other end already
                # the SDK would wait 3 s for its reader; of the plain socket, as TLS has a reader
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
        self.client.closed = True
        self.client.enqueue_message("{}")  # or its reader of messages looks up after a second
        self.client.close()

    @contextmanager
    def _counted(self) -> Iterator[bool]:
        """Count a request, or say that it is not taken any more: Slack delivers it again."""
        with self._idle:
            is_taken = not self._is_draining
            self._running += is_taken
        try:
            yield is_taken
        finally:
            with self._idle:
                self._running -= is_taken
                self._idle.notify_all()


@contextmanager
def _unless_cut() -> Iterator[None]:
    """Let an ack go that has no line any more, as at every restart: Slack delivers it again."""
    try:
        yield
    except SlackClientNotConnectedError:
        log.info("The line was cut before an ack.")


def _bolt(deps: BotDeps, api_url: str, executor: ThreadPoolExecutor, gate: Gate) -> App:
    client = make_client("", api_url)  # ours is the gateway's; Bolt calls nothing by itself
    client.token = None
    logger = quiet_loggers()
    app = App(
        name=logger.name,  # Bolt sets the level of the logger that is named as its app
        logger=logger,
        client=client,
        # asks nobody: a call on every request would come before its ack
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=deps.team_id),
        before_authorize=gate,
        listener_executor=executor,
        raise_error_for_unhandled_request=True,
        ignoring_self_events_enabled=False,  # the gate deals with events, ours among them
        attaching_function_token_enabled=False,
    )
    app.error(_on_error)
    return app


def _on_error(error: Exception, request: BoltRequest) -> BoltResponse:
    """Answer what no listener takes, or what broke inside Bolt: Slack hears nothing but a 200."""
    trouble_of(error, "bolt")
    return unknown(request.body)


def _gateway(deps: BotDeps, bot_token: str, api_url: str) -> SlackGateway:
    """Return the gateway of the use cases, whose memory of channels is shared; or one for views."""
    if isinstance(deps.slack, SlackGateway):
        return deps.slack
    return SlackGateway(make_client(bot_token, api_url), team_id=deps.team_id, rules=deps.rules)
