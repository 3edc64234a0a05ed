"""One model server for each test module; every test begins with it healthy and unasked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.sandbox.model import ModelServer, honest
from tests.integration.llm.parts import Hours


@pytest.fixture(scope="module")
def _server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def server(_server: ModelServer) -> ModelServer:
    _server.brain = honest
    _server.seconds_per_call = 0.0
    _server.clear()
    _server.forget()
    return _server


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture(params=["responses", "chat"])
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)
