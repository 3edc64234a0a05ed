"""A scripted Slack for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.slack_gateway.fake_slack import FakeSlack, fake_slack
from tests.integration.slack_gateway.parts import Clock


@pytest.fixture
def fake() -> Iterator[FakeSlack]:
    with fake_slack() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()
