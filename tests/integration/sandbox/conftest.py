"""A sandbox for each test, with acks and retries that do not make a test wait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.sandbox import Pace, Sandbox
from tests.integration.sandbox.tiny_app import TinyApp

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
QUICK = Pace(ack_seconds=0.3, retry_scale=0.0005)
"""Acks within 0.3 s; events again after 0, 0.03 and 0.15 s."""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(MANIFEST, strict_rate_limits=False, pace=QUICK) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def app(sandbox: Sandbox) -> Iterator[TinyApp]:
    with TinyApp(sandbox) as running:
        yield running
