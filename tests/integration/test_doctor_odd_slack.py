"""The doctor's probes against a Slack that answers oddly."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from bot.errors import SlackError
from bot.slack.probe import probe_app_token, probe_bot_token

Headers = dict[str, str]


def now() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class _Answers(BaseHTTPRequestHandler):
    """Says what it was told to, and no header of its own."""

    says: ClassVar[dict[str, tuple[Any, Headers]]] = {}

    def do_POST(self) -> None:
        body, headers = self.says[self.path.removeprefix("/api/")]
        self.send_response_only(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing."""


class Odd:
    """A server, and what it says by method."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def says(self, method: str, body: Any, **headers: str) -> None:
        _Answers.says[method] = (body, {k.replace("_", "-"): v for k, v in headers.items()})

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        _Answers.says.clear()


@pytest.fixture
def odd() -> Iterator[Odd]:
    server = Odd()
    yield server
    server.close()


def _code(error: SlackError | None) -> str:
    assert error is not None
    return error.code


AUTH = {"ok": True, "team": "Acme", "team_id": "T1", "user_id": "U1"}


def test_headers_that_say_nothing_are_not_guessed(odd: Odd) -> None:
    odd.says("auth.test", AUTH)
    odd.says("users.info", {"ok": True, "user": {"profile": {"api_app_id": "A1"}}})

    facts = probe_bot_token("xoxb-1", odd.url, now)

    assert (facts.error, facts.scopes, facts.skew_seconds) == (None, None, None)
    assert (facts.team, facts.team_id, facts.app_id) == ("Acme", "T1", "A1")


def test_headers_are_read_in_any_case(odd: Odd) -> None:
    odd.says(
        "auth.test",
        AUTH,
        X_OAuth_Scopes="chat:write, im:write,",
        DATE="Mon, 02 Mar 2026 08:58:30 GMT",
    )
    odd.says("users.info", {"ok": True, "user": "nobody"})

    facts = probe_bot_token("xoxb-1", odd.url, now)

    assert facts.scopes == frozenset({"chat:write", "im:write"})
    assert facts.skew_seconds == 90.0  # 09:00:00 here, 08:58:30 there
    assert facts.app_id == ""


@pytest.mark.parametrize("profile", [None, "text", {}, {"api_app_id": None}])
def test_an_app_that_slack_does_not_name_is_unknown(odd: Odd, profile: object) -> None:
    odd.says("auth.test", AUTH, Date="once upon a time")
    odd.says("users.info", {"ok": True, "user": {"profile": profile}})

    facts = probe_bot_token("xoxb-1", odd.url, now)

    assert (facts.app_id, facts.skew_seconds) == ("", None)


def test_an_answer_that_is_no_object_is_an_error(odd: Odd) -> None:
    odd.says("auth.test", ["what"])
    odd.says("apps.connections.open", ["what"])

    assert _code(probe_bot_token("xoxb-1", odd.url, now).error) == "unreadable_answer"
    socket = probe_app_token("xapp-1", odd.url, now, is_opening=True)
    assert _code(socket.error) == "unreadable_answer"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"ok": True}, "unreadable_answer"),
        ({"ok": True, "url": "ws://127.0.0.1:9/link"}, "no_hello"),
        ({"ok": False, "error": "not_allowed_token_type"}, "not_allowed_token_type"),
    ],
)
def test_a_socket_that_does_not_open_is_an_error(
    odd: Odd, answer: dict[str, Any], code: str
) -> None:
    odd.says("apps.connections.open", answer)

    facts = probe_app_token("xapp-1", odd.url, now, is_opening=True)

    assert (_code(facts.error), facts.is_opened, facts.connections) == (code, False, 0)
