"""What messages, views and replies say, line by line, as a person would compare it."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from .examples import MESSAGES, PAYLOADS, REPLIES, VIEWS
from .outline import outline

LONG = {"rubric_endless", "home_busy", "forget", "batch_many"}
"""Examples of size alone: their parts are compared in shorter ones."""


@pytest.mark.parametrize("name", sorted({*MESSAGES} - LONG))
def test_messages(name: str, snapshot: SnapshotAssertion) -> None:
    payload = PAYLOADS[name]
    assert f"{payload.text}\n{outline(payload.blocks)}" == snapshot


@pytest.mark.parametrize("name", sorted({*VIEWS} - LONG))
def test_views(name: str, snapshot: SnapshotAssertion) -> None:
    view = VIEWS[name]
    keys = ("title", "submit", "close")
    head = " | ".join(view[key]["text"] for key in keys if key in view)
    metadata = view.get("private_metadata", "")
    found = f"{head} | {view['callback_id'].value} {metadata}\n{outline(view['blocks'])}"
    assert found == snapshot


@pytest.mark.parametrize("name", sorted({*REPLIES} - {"status_many"}))
def test_replies(name: str, snapshot: SnapshotAssertion) -> None:
    assert f"{REPLIES[name].text}\n{outline(REPLIES[name].blocks)}" == snapshot
