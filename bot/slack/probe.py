"""Shows the two tokens to Slack, once each, and says what came of it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from bot.errors import SlackError, UnsureError
from bot.services.doctor_slack import SocketFacts, TokenFacts
from bot.slack.client import make_client, proxy_for
from bot.slack.errors import error_of_answer, error_of_failure
from bot.slack.methods import AUTH_TEST, PERSON

_TIMEOUT_SECONDS = 2
"""For each call, so that a check ends within the doctor's 3 s."""
_BROKEN = (SlackClientError, OSError, HTTPException, ValueError, LookupError, TypeError)
"""What the SDK lets through for a connection or a body that is broken."""
_ODD = (AttributeError, RecursionError)
"""What the SDK lets through for JSON that is no object, or too deep."""

Now = Callable[[], datetime]
"""Aware UTC."""


def short_client(token: str, api_url: str) -> WebClient:
    """Build a client that waits for 2 s at most."""
    return make_client(token, api_url, timeout_seconds=_TIMEOUT_SECONDS)


def probe_bot_token(token: str, api_url: str, now: Now) -> TokenFacts:
    """Ask Slack whose the bot's token is.

    Args:
        token: The bot's.
        api_url: Base of the Web API.
        now: Aware UTC; what Slack's clock is held against.
    """
    client = short_client(token, api_url)
    data, headers, error = _call(client, AUTH_TEST.name, now)
    user_id = str(data.get("user_id") or "")
    return TokenFacts(
        error=error,
        team=str(data.get("team") or ""),
        team_id=str(data.get("team_id") or ""),
        app_id=_app_of(client, user_id, now) if user_id else "",
        scopes=_scopes(headers),
        skew_seconds=_skew(headers, now),
    )


def probe_app_token(token: str, api_url: str, now: Now, *, is_opening: bool) -> SocketFacts:
    """Ask Slack for a socket with the app's token, open it, and close it at once.

    Args:
        token: The app's.
        api_url: Base of the Web API.
        now: Aware UTC.
        is_opening: False to leave the address alone: Slack would give an open socket events that
            a running bot waits for.
    """
    client = short_client(token, api_url)
    data, _, error = _call(client, "apps.connections.open", now)
    address = data.get("url")
    if error is None and not isinstance(address, str):
        error = UnsureError("unreadable_answer")
    if error is not None or not is_opening:
        return _unopened(error)
    return _open(str(address), api_url)


def _open(address: str, api_url: str) -> SocketFacts:
    """Connect as the bot does, until Slack says hello or 2 s have gone by."""
    heard: list[str] = []
    state = ConnectionState()  # type: ignore[no-untyped-call]  # of the SDK

    def end() -> None:
        state.terminated = True

    def hear(message: str) -> None:
        heard.append(message)
        end()

    socket = Connection(
        url=address,
        logger=logging.getLogger("plumbline.slack.sdk"),
        proxy=proxy_for(api_url),
        receive_timeout=_TIMEOUT_SECONDS,
        on_message_listener=hear,
        on_error_listener=lambda _: end(),
    )
    timer = threading.Timer(_TIMEOUT_SECONDS, end)
    timer.start()
    try:
        socket.connect()  # says what fails to the listener alone
        socket.run_until_completion(state)
    finally:
        timer.cancel()
        socket.close()
    return _of_hello(heard[0] if heard else "")


def _of_hello(text: str) -> SocketFacts:
    try:
        hello = json.loads(text)
    except ValueError:
        hello = None
    if not isinstance(hello, dict) or hello.get("type") != "hello":
        return _unopened(UnsureError("no_hello"))
    about = hello.get("connection_info")
    number = hello.get("num_connections")
    return SocketFacts(
        error=None,
        is_opened=True,
        app_id=str(about.get("app_id") or "") if isinstance(about, dict) else "",
        connections=number if isinstance(number, int) else 1,
    )


def _unopened(error: SlackError | None) -> SocketFacts:
    return SocketFacts(error=error, is_opened=False, app_id="", connections=0)


def _app_of(client: WebClient, user_id: str, now: Now) -> str:
    """Name the app behind the bot's account; "" when Slack does not say."""
    data, _, _ = _call(client, PERSON.name, now, user=user_id)
    user = data.get("user")
    profile = user.get("profile") if isinstance(user, dict) else None
    return str(profile.get("api_app_id") or "") if isinstance(profile, dict) else ""


def _call(
    client: WebClient, method: str, now: Now, **arguments: str
) -> tuple[Mapping[str, object], Mapping[str, str], SlackError | None]:
    """Call once; return the answer, its headers, and the error that it means."""
    try:
        response = client.api_call(method, params=arguments)
    except SlackApiError as error:
        found = error.response
        return {}, found.headers, error_of_answer(found.status_code, found.headers, found.data, now)
    except (*_BROKEN, *_ODD) as failure:
        return {}, {}, error_of_failure(failure)
    assert isinstance(response.data, dict)  # it read "ok" in it
    return response.data, response.headers, None


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.lower() == name), None)


def _scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    given = _header(headers, "x-oauth-scopes")
    if given is None:
        return None
    return frozenset(part.strip() for part in given.split(",") if part.strip())


def _skew(headers: Mapping[str, str], now: Now) -> float | None:
    given = _header(headers, "date")
    try:
        at = parsedate_to_datetime(given or "")
    except (ValueError, OverflowError):
        return None
    return (now() - at.replace(tzinfo=at.tzinfo or UTC)).total_seconds()
