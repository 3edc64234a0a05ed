"""The one way to the Web API: a client without retries of its own, and calls with typed errors."""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from bot.errors import RateLimitedError, SlackError, UnsureError
from bot.slack.errors import error_of_answer, error_of_failure
from bot.slack.methods import Method

SLACK_URL = "https://slack.com/api/"
"""Base of Slack's own Web API."""
ATTEMPTS = 3
"""Tries of a call that may be repeated."""
RETRY_AFTER_WAITED = 3.0
"""Seconds of Retry-After that a listener waits; what is longer is given back to it."""
_RETRY_SECONDS = 8.0
"""No try of a repeatable call begins later than this after the first."""
_BROKEN = (SlackClientError, OSError, HTTPException, ValueError, LookupError, TypeError)
"""What the SDK lets through for a connection or a body that is broken."""
_ODD = (AttributeError, RecursionError)
"""What the SDK lets through for JSON that is no object, or too deep."""

_log = logging.getLogger("plumbline.slack.client")


def make_client(token: str, base_url: str = SLACK_URL, timeout_seconds: int = 10) -> WebClient:
    """Build a client that sends every request once.

    The SDK repeats a request whose connection broke, and so posts twice; retries belong to us.

    Args:
        token: The bot's.
        base_url: Ends in ``/api/``; another than Slack's own is for tests and the sandbox.
        timeout_seconds: For connecting, and for every wait for bytes; > 0.
    """
    silent = logging.getLogger("plumbline.slack.sdk")
    silent.setLevel(logging.CRITICAL)  # at ERROR it writes the first 100 characters of an answer
    client = WebClient(
        token=token,
        base_url=base_url,
        timeout=timeout_seconds,
        logger=silent,
        retry_handlers=[],
    )
    client.proxy = proxy_for(base_url)  # the SDK takes the environment's and ignores NO_PROXY
    return client


def proxy_for(url: str) -> str | None:
    """Return the address of the proxy for an address, by the environment; None for none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    return getproxies().get(parts.scheme)


def is_loopback(host: str) -> bool:
    """Say whether a host name is this machine, by its letters alone: nothing is looked up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Api:
    """Calls of the Web API.

    Args:
        client: From ``make_client``.
        sleep: Waits between tries, in seconds.
        now: Aware UTC.
        waits: Most seconds of Retry-After that are waited for; 0 hands every limit to the caller.
    """

    def __init__(
        self,
        client: WebClient,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        waits: float = RETRY_AFTER_WAITED,
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._now = now
        self._waits = waits

    def call(self, method: Method, **arguments: object) -> dict[str, Any]:
        """Call a method; one that may be repeated is tried up to three times, within seconds.

        Args:
            method: Which.
            arguments: As Slack names them; None leaves one out.

        Raises:
            RateLimitedError: Slack asks to wait for longer than ``waits``, or was not reached.
            UnsureError: No usable answer came.
            RefusedError: Slack said no.
            DisconnectedError: The token no longer works.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        if not method.is_repeatable:
            return self._once(method, given)
        retrying = Retrying(
            retry=retry_if_exception(self._is_passing),
            stop=stop_after_attempt(ATTEMPTS) | stop_after_delay(_RETRY_SECONDS),
            wait=wait_before_retry,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._once, method, given)

    def _is_passing(self, error: BaseException) -> bool:
        """Say whether trying again within seconds may help."""
        if isinstance(error, RateLimitedError):
            return error.retry_after <= self._waits
        return isinstance(error, UnsureError)

    def _once(self, method: Method, arguments: dict[str, object]) -> dict[str, Any]:
        started = time.monotonic()
        answer = self._send(method, arguments)
        seconds = time.monotonic() - started
        if isinstance(answer, SlackError):
            _log.info("%s: %s after %.2f s", method.name, answer.code, seconds)
            raise answer  # outside of the handler: no answer of Slack stays chained to it
        _log.debug("%s: ok after %.2f s", method.name, seconds)
        return answer

    def _send(self, method: Method, arguments: dict[str, object]) -> dict[str, Any] | SlackError:
        # structures need JSON; many methods that read take a form only
        is_json = any(isinstance(value, list | dict) for value in arguments.values())
        try:
            if is_json:
                response = self._client.api_call(method.name, json=arguments)
            else:
                response = self._client.api_call(method.name, params=arguments)
        except SlackApiError as error:
            found = error.response
            return error_of_answer(found.status_code, found.headers, found.data, self._now)
        except (*_BROKEN, *_ODD) as error:
            return error_of_failure(error)
        data = response.data
        return data if isinstance(data, dict) else UnsureError("unreadable_answer")


def wait_before_retry(state: RetryCallState) -> float:
    """Return how many seconds to wait before the next try: what Slack asked for, or about 0.2."""
    error = state.outcome.exception() if state.outcome is not None else None
    if isinstance(error, RateLimitedError):
        return error.retry_after
    return float(wait_random_exponential(multiplier=0.1, max=0.8)(state))
