"""A CV read through a local model: an evaluator of a server, and documents to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.evaluator import Asked, LlmEvaluator
from bot.sandbox.model import ModelServer
from tests.integration.llm.parts import Hours, settings


@contextmanager
def reading(
    server: ModelServer, hours: Hours | None = None, **changes: Any
) -> Iterator[LlmEvaluator]:
    """An evaluator that asks the server; in real time when no other is given."""
    given = settings(server, **changes)
    client = ModelClient(given, hours.time() if hours else None)
    asked = Asked(
        model=given.model,
        address=server.base_url,
        temperature=given.temperature,
        safety_id="a" * 64,
    )
    try:
        yield LlmEvaluator(client, asked)
    finally:
        client.close()
