"""How the API says no: status, headers and an error object of its own shape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from bot.sandbox.shapes import Json

INVALID = "invalid_request_error"
RETRY_FORMS = ("seconds", "ms", "date", "junk", "none")
"""How long to wait is said in whole seconds, in milliseconds, as an HTTP date, or not at all."""


class ApiRefusalError(Exception):
    """The API says no.

    Args:
        status: HTTP status.
        message: What a person reads.
        param: The parameter at fault.
        code: The API's own code, such as insufficient_quota.
        kind: The API's `type`.
        headers: Further headers.
    """

    def __init__(  # noqa: PLR0913  the fields of the API's error object
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        kind: str = INVALID,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        error = {"message": message, "type": kind, "param": param, "code": code}
        self.body: Json = {"error": error}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One way of saying no, whatever was asked."""

    status: int
    """HTTP status."""
    message: str
    """What a person reads; {end} is the end of the prompt, which an API may repeat."""
    code: str | None = None
    """The API's own code."""
    kind: str = INVALID
    """The API's `type`."""
    is_temporary: bool = field(default=False)
    """True when it says how long to wait."""


REFUSALS = {
    "bad_request": Refusal(status=400, message="Invalid input near '{end}'."),
    "context_length": Refusal(
        status=400,
        message="Your input exceeds the context window of this model.",
        code="context_length_exceeded",
    ),
    "prompt_filter": Refusal(
        status=400,
        message="The response was filtered as the prompt triggered a content policy: '{end}'.",
        code="content_filter",
    ),
    "authentication": Refusal(
        status=401, message="Incorrect API key provided: {key}.", code="invalid_api_key"
    ),
    "permission": Refusal(
        status=403,
        message="This project has no access to the model.",
        code="unsupported_country_region_territory",
        kind="request_forbidden",
    ),
    "not_found": Refusal(status=404, message="Invalid URL (POST {path})."),
    "model_not_found": Refusal(
        status=404, message="The model '{model}' does not exist.", code="model_not_found"
    ),
    "request_timeout": Refusal(status=408, message="The request took too long.", kind="timeout"),
    "conflict": Refusal(status=409, message="Another request holds this.", kind="conflict"),
    "rate_limited": Refusal(
        status=429,
        message="Rate limit reached for requests.",
        code="rate_limit_exceeded",
        kind="requests",
        is_temporary=True,
    ),
    "resource_unavailable": Refusal(
        status=429, message="Resource unavailable.", code="resource_unavailable"
    ),
    "insufficient_quota": Refusal(
        status=429,
        message="You exceeded your current quota, please check your plan and billing details.",
        code="insufficient_quota",
        kind="insufficient_quota",
    ),
    "server_error": Refusal(
        status=500,
        message="The server had an error while processing your request.",
        kind="server_error",
    ),
    "overloaded": Refusal(
        status=503,
        message="The engine is currently overloaded.",
        kind="server_error",
        is_temporary=True,
    ),
}
"""Refusals that can be asked for as faults, by their kind."""


def retry_headers(form: str, seconds: float, now: float) -> dict[str, str]:
    """Write how long to wait into headers.

    Args:
        form: One of RETRY_FORMS.
        seconds: How long.
        now: Seconds since 1970, for the date.

    Returns:
        At most one header.
    """
    moment = datetime.fromtimestamp(now, UTC) + timedelta(seconds=seconds)
    return {
        "seconds": {"Retry-After": str(math.ceil(seconds))},
        "ms": {"retry-after-ms": str(round(seconds * 1000))},
        "date": {"Retry-After": format_datetime(moment, usegmt=True)},
        "junk": {"Retry-After": "soon"},
        "none": {},
    }[form]
