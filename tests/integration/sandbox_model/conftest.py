"""One model server for each test module, healthy and unasked, and the real SDK as its client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from openai import OpenAI

from bot.sandbox.model import ModelServer, honest
from tests.unit.sandbox_model.samples import INSTRUCTIONS, content, reading_schema

Wire = Literal["responses", "chat"]
WIRES: tuple[Wire, ...] = ("responses", "chat")


@pytest.fixture(scope="module")
def _running() -> Iterator[tuple[ModelServer, OpenAI]]:
    with (
        ModelServer() as server,
        OpenAI(api_key="sk-test", base_url=server.base_url, max_retries=0, timeout=5) as sdk,
    ):
        yield server, sdk


@pytest.fixture
def server(_running: tuple[ModelServer, OpenAI]) -> ModelServer:
    server, _ = _running
    server.brain = honest
    server.seconds_per_call = 0.0
    server.clear()
    server.forget()
    return server


@pytest.fixture
def client(_running: tuple[ModelServer, OpenAI], server: ModelServer) -> OpenAI:
    assert server.calls == ()
    return _running[1]


def body(wire: Wire, **changes: Any) -> dict[str, Any]:
    """A whole request for a reading, as a careful client would send it."""
    named = {"name": "reading", "schema": reading_schema(), "strict": True}
    common = {"model": "model-1", "store": False, "safety_identifier": "5f1d"}
    if wire == "responses":
        own: dict[str, Any] = {
            "instructions": INSTRUCTIONS,
            "input": content(),
            "text": {"format": {"type": "json_schema", **named}},
            "max_output_tokens": 4000,
        }
    else:
        own = {
            "messages": [
                {"role": "system", "content": INSTRUCTIONS},
                {"role": "user", "content": content()},
            ],
            "response_format": {"type": "json_schema", "json_schema": named},
            "max_completion_tokens": 4000,
        }
    return {**common, **own, **changes}


def ask(client: OpenAI, wire: Wire, **changes: Any) -> Any:
    """Ask over a wire; the answer is the SDK's own object, or its exception."""
    given = body(wire, **changes)
    if wire == "responses":
        return client.responses.create(**given)
    return client.chat.completions.create(**given)


def raw(client: OpenAI, wire: Wire, **changes: Any) -> Any:
    """Ask over a wire; the answer is a context with the bytes as they come."""
    given = body(wire, **changes)
    if wire == "responses":
        return client.responses.with_streaming_response.create(**given)
    return client.chat.completions.with_streaming_response.create(**given)


def text_of(answer: Any) -> Any:
    """What was said, on either wire."""
    if answer.object == "response":
        return answer.output_text
    return answer.choices[0].message.content
