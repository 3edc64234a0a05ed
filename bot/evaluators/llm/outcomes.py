"""What an answer that holds no reply means: which end it is, and whether trying again may help."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.errors import ModelOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent, whatever it is."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    seconds: float
    """Between sending and the last byte."""


class PassingError(Exception):
    """A try failed in a way that passes: the same request may well succeed a little later.

    Args:
        outcome: What it is when it does not pass: OUTAGE or LIMITED.
        retry_after: Seconds that the server asked to wait, >= 0; None when it did not say.
        status: HTTP status; 0 when there was none.
    """

    def __init__(
        self, outcome: ModelOutcome, *, retry_after: float | None = None, status: int = 0
    ) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.retry_after = retry_after
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a server says about a request that it did not take."""

    status: int
    code: str
    """Code or type of the error; "" when it names none."""
    param: str
    """The parameter at fault; "" when it names none."""
    message: str
    """To look for names in; never shown, for it may quote the request."""

    @property
    def named(self) -> str:
        """Where to look for the parameter at fault."""
        return self.param or self.message


_WORDS = 2_000
# What a server quotes of the request is a document's own words, and names nothing.
_QUOTED = re.compile(r"(['\"`])(?:(?!\1).){40,}\1", re.DOTALL)
_MOST_WAIT = 86_400.0
_NO_MONEY = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_FILTERS = {
    "content_filter",
    "content_policy_violation",
    "invalid_prompt",
    "bio_policy",
    "misalignment_policy_violation",
}
_LENGTH_CODES = {"context_length_exceeded", "string_above_max_length", "exceed_context_size_error"}
# Compatible servers have no code for it; the words are those of vLLM, llama.cpp, Ollama, LM Studio.
_LENGTH_WORDS = re.compile(
    r"context (?:length|window|size)|too many tokens|reduce the length"
    r"|(?:prompt|input|request) (?:is )?too (?:long|large)",
    re.IGNORECASE,
)
_PASSING = {408, 409, 425, 429}


def refusal_in(answer: Answer, now: datetime) -> Refusal | None:
    """Read what a server says about a request that it did not take.

    Args:
        answer: Of any status.
        now: Aware; for waits that are given as a date.

    Returns:
        None when it took the request: 200, and no error in place of a reply.

    Raises:
        PassingError: It did not take it now, and may take it later.
    """
    # Gemini wraps an error in a list.
    payload = json_object(answer.body) or json_object(answer.body.strip().strip(b"[]")) or {}
    error = payload.get("error")
    if not 200 <= answer.status < 300:
        refusal = _refusal(answer.status, error or payload)
    elif error and not payload.get("choices"):
        refusal = _refusal(_status_in(error), error)
    else:
        return None
    if _is_passing(refusal):
        raise PassingError(
            ModelOutcome.LIMITED if refusal.status == 429 else ModelOutcome.OUTAGE,
            retry_after=retry_after_in(answer.headers, now),
            status=refusal.status,
        )
    return refusal


def end_of(refusal: Refusal) -> ModelOutcome:
    """Name the end to which a refusal leads that does not pass."""
    status, code = refusal.status, refusal.code
    if status == 402 or code in _NO_MONEY:
        return ModelOutcome.QUOTA
    if code in _FILTERS:
        return ModelOutcome.FILTERED
    if code in _LENGTH_CODES or status == 413 or _LENGTH_WORDS.search(refusal.message):
        return ModelOutcome.TOO_LONG
    if status in (401, 403):
        return ModelOutcome.AUTHENTICATION
    return ModelOutcome.BAD_REQUEST


def retry_after_in(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read how long to wait: milliseconds, seconds or an HTTP date.

    Args:
        headers: Names in lower case.
        now: Aware.

    Returns:
        Seconds, 0 to a day; None when nothing is said that can be read.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return min(milliseconds / 1000, _MOST_WAIT)
    said = headers.get("retry-after", "").strip()
    seconds = _number(said)
    if seconds is None:
        seconds = _until(said, now)
    return None if seconds is None else min(seconds, _MOST_WAIT)


def json_object(data: bytes | str) -> dict[str, Any] | None:
    """Read JSON whose outermost value is an object; None for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refusal(status: int, error: object) -> Refusal:
    if not isinstance(error, Mapping):
        return Refusal(status=status, code="", param="", message=_message(error))
    return Refusal(
        status=status,
        code=_code(error),
        param=str(error.get("param") or "")[:_WORDS],
        message=_message(error.get("message") or error.get("detail") or ""),
    )


def _code(error: Mapping[str, Any]) -> str:
    """Return the first word among code and type; llama.cpp and proxies repeat the status there."""
    names = (str(error.get(name) or "") for name in ("code", "type"))
    return next((name for name in names if name and not name.isdigit()), "")


def _message(said: object) -> str:
    words = said if isinstance(said, str) else json.dumps(said)
    return _QUOTED.sub("", words[:_WORDS])


def _status_in(error: object) -> int:
    """Tell the status of an error that came with 200."""
    code = error.get("code") if isinstance(error, Mapping) else None
    if isinstance(code, int) and 400 <= code < 600:
        return code
    if code == "rate_limit_exceeded":
        return 429
    return 400 if code in _FILTERS | _LENGTH_CODES else 500


def _is_passing(refusal: Refusal) -> bool:
    is_passing = refusal.status in _PASSING or refusal.status >= 500
    # One word of money or length goes before the status: waiting makes neither fit.
    is_certain = refusal.code in _NO_MONEY | _LENGTH_CODES | _FILTERS or (
        refusal.status == 429 and _LENGTH_WORDS.search(refusal.message)
    )
    return is_passing and not is_certain


def _number(said: str) -> float | None:
    try:
        value = float(said)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _until(said: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(said)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError, OverflowError):  # TypeError: a date without its zone
        return None
