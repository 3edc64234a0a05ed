"""Asks a model's server which models it has, which is free: does it answer, and take the key?"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.evaluators.llm.outcomes import PassingError, json_object
from bot.evaluators.llm.transport import Transport
from bot.settings import ModelSettings

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

SECONDS = 2.0
"""Wall time for the answer, with which a check of the doctor stays below its own three seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What came of it."""

    status: int | None
    """Of the answer; None when none came."""
    names: frozenset[str] | None
    """Models of the server; None when it gives no list."""


def reach(settings: ModelSettings, seconds: float = SECONDS) -> Reached:
    """Ask a server for its models, once.

    Args:
        settings: Address and key.
        seconds: Wall time for all of it; > 0.
    """
    transport = Transport(settings, time.monotonic)
    try:
        answer = transport.exchange(_list, seconds)
    except PassingError:
        return Reached(status=None, names=None)
    finally:
        transport.close()
    return Reached(status=answer.status, names=_names(answer.body))


def _list(client: OpenAI, timeout: httpx2.Timeout) -> AbstractContextManager[Any]:
    return client.models.with_streaming_response.list(timeout=timeout)


def _names(body: bytes) -> frozenset[str] | None:
    said = json_object(body)
    rows = None if said is None else said.get("data")
    if not isinstance(rows, list):
        return None
    return frozenset(str(row.get("id")) for row in rows if isinstance(row, dict))
