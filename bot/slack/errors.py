"""From what came back from the Web API, or did not, to the errors of the bot."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import URLError

from bot.errors import (
    DisconnectedError,
    RateLimitedError,
    RefusedError,
    SlackError,
    UnsureError,
)
from bot.slack.codes import CODES, Code, Outcome, unknown

RETRY_AFTER_DEFAULT = 30.0
"""Seconds to wait when Slack does not say, or says it unreadably.

Source: Slack's limits count by the minute, so half a minute is the mean time to the next window.
"""
RETRY_AFTER_MOST = 3600.0
"""Seconds; a longer wait is cut, so that a wrong header does not silence the bot for a day."""
_RETRY_AFTER_LEAST = 1.0
_UNREACHED_SECONDS = 5.0

_CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")
_SCOPES = re.compile(r"[a-z][a-z0-9:._,\- ]{0,199}")
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?")


class UnreachedError(RateLimitedError):
    """Slack was not reached; surely nothing was done, and trying again later may work."""

    def __init__(self, retry_after: float = _UNREACHED_SECONDS) -> None:
        super().__init__(retry_after)
        self.code = "not_reached"
        self.problem = "Slack cannot be reached."
        self.args = (self.problem,)


def error_of_answer(
    status: int, headers: Mapping[str, str], data: object, now: Callable[[], datetime]
) -> SlackError:
    """Name what an answer that is no success means.

    Args:
        status: Of HTTP.
        headers: Of the answer.
        data: The decoded body; anything but an object counts as no answer.
        now: Aware UTC; for a Retry-After that is a date.
    """
    if status == 429:
        return RateLimitedError(retry_after_seconds(headers, now))
    if status >= 500:
        return UnsureError(f"http_{status}")
    answer = data if isinstance(data, Mapping) else {}
    code = answer.get("error")
    if isinstance(code, str) and _CODE.fullmatch(code):
        return _error_of_code(code, headers, answer, now)
    # below 500 a proxy or a wrong address answered, and at 200 Slack may have done it
    return UnsureError("unreadable_answer") if status == 200 else _refused_by_http(status)


def _error_of_code(
    code: str, headers: Mapping[str, str], answer: Mapping[str, Any], now: Callable[[], datetime]
) -> SlackError:
    known = CODES.get(code) or unknown(code)
    if known.outcome is Outcome.LATER:
        return RateLimitedError(retry_after_seconds(headers, now))
    if known.outcome is Outcome.UNSURE:
        return UnsureError(code)
    if known.outcome is Outcome.DISCONNECTED:
        return DisconnectedError(code)
    return _refused(code, known, answer)


def refusal(code: str) -> RefusedError:
    """Refuse something ourselves, in the words of a code of the table.

    Args:
        code: A key of ``CODES`` whose outcome is a refusal.
    """
    known = CODES[code]
    return RefusedError(code, known.problem, known.fix)


def error_of_failure(failure: BaseException) -> SlackError:
    """Name what it means that no answer could be had.

    Args:
        failure: What the HTTP library raised.
    """
    reason = failure.reason if isinstance(failure, URLError) else None
    if isinstance(failure, URLError) and _is_before_sending(reason):
        return UnreachedError()
    if isinstance(failure, TimeoutError) or isinstance(reason, TimeoutError):
        return UnsureError("timeout")
    if isinstance(failure, OSError):
        return UnsureError("connection_lost")
    return UnsureError("unreadable_answer")


def retry_after_seconds(headers: Mapping[str, str], now: Callable[[], datetime]) -> float:
    """Read how long Slack asks to wait.

    Args:
        headers: Of the answer; the name of the header may be in any case.
        now: Aware UTC.

    Returns:
        Seconds, from 1 to ``RETRY_AFTER_MOST``; ``RETRY_AFTER_DEFAULT`` when it cannot be read.
    """
    given = next((v for k, v in headers.items() if k.lower() == "retry-after"), "").strip()
    seconds = float(given) if _SECONDS.fullmatch(given) else _until(given, now)
    return min(max(seconds, _RETRY_AFTER_LEAST), RETRY_AFTER_MOST)


def _until(date: str, now: Callable[[], datetime]) -> float:
    try:
        at = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return RETRY_AFTER_DEFAULT
    return (at.replace(tzinfo=at.tzinfo or UTC) - now()).total_seconds()


def _is_before_sending(reason: object) -> bool:
    """Whether a connection failed before the request can have been read by anybody."""
    if isinstance(reason, socket.gaierror | ConnectionRefusedError | ssl.SSLCertVerificationError):
        return True
    return isinstance(reason, OSError) and str(reason).startswith("Tunnel connection failed")


def _refused_by_http(status: int) -> RefusedError:
    return RefusedError(
        f"http_{status}",
        f"The address of Slack answered with HTTP {status}.",
        "Check SLACK_API_URL and the proxy.",
    )


def _refused(code: str, known: Code, data: Mapping[str, Any]) -> RefusedError:
    needed = data.get("needed")
    if code == "missing_scope" and isinstance(needed, str) and _SCOPES.fullmatch(needed):
        problem = f"Slack has not granted the bot the scope {needed}."
        return RefusedError(code, problem, known.fix)
    return RefusedError(code, known.problem, known.fix)
