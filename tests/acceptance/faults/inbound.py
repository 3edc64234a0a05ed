"""Faults of what Slack delivers: everything is answered, and takes effect once or not at all."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import BoltRequest

from bot.sandbox.payloads import command as command_payload
from bot.sandbox.payloads import interaction as interaction_payload
from bot.sandbox.sockets import Pending
from tests.acceptance.faults.desk import Desk, parent_of
from tests.integration.slack_listeners.office import (
    GATHER_SECONDS,
    HIRING,
    INES,
    RHEA,
    words,
)

_WORDS = {
    "DEEP": "[" * 100_000,
    "HUGE": "9" * 5_000,
    "LONG": "a" * 3_001,
}
"""What a row cannot write out."""


def event(
    desk: Desk,
    *,
    answers: int,
    inner: dict[str, Any] | None = None,
    outer: dict[str, Any] | None = None,
    retries: list[tuple[int, str]] | None = None,
    at_once: bool = False,
    age_seconds: int = 0,
    told: str = "",
) -> None:
    """Deliver a question in a thread, in odd ways; each delivery is acked.

    Args:
        desk: The bot.
        answers: How many answers stand in the thread in the end.
        inner: Fields of the event that differ; the thread OTHER begins with a person's message.
        outer: Fields of its envelope that differ.
        retries: Number and reason of each further delivery.
        at_once: Whether all deliveries come together.
        age_seconds: How long ago it happened.
        told: Words that who asked reads beside it, for them alone; "" where they read nothing.
    """
    parent = parent_of(desk)
    before, whispered = _count(desk), len(desk.office.whispers(RHEA))
    inner = dict(inner or {})
    if inner.get("thread_ts") == "OTHER":
        inner["thread_ts"] = desk.office.person(RHEA).message(HIRING, "Lunch?").ts
    payload = desk.mention(parent.ts, **inner) | (outer or {})
    payload["event_time"] = int(time.time()) - age_seconds
    marks = [None, *(tuple(retry) for retry in retries or [])]
    if at_once:
        with ThreadPoolExecutor(len(marks)) as pool:
            acked = list(pool.map(lambda mark: desk.send(payload, retry=mark), marks))
    else:
        acked = [desk.send(payload, retry=mark) for mark in marks]

    assert all(acked)
    desk.wait(GATHER_SECONDS)
    desk.settle()
    thread = [m for m in desk.office.messages() if m.get("thread_ts") == parent.ts != m["ts"]]
    assert len(thread) == answers == _count(desk) - before
    alone = desk.office.whispers(RHEA)[whispered:]
    assert len(alone) == bool(told)
    assert all(told in words(message) for message in alone)
    desk.still_listens()


def interaction(
    desk: Desk, *, kind: str, change: dict[str, Any], says: str, **missing: list[str]
) -> None:
    """Dispatch a click, form, shortcut or command with fields that differ; it gets a 200.

    Args:
        desk: The bot.
        kind: block_actions, view_submission, shortcut, message_action or command.
        change: Fields that differ.
        says: Words that the person reads, in the ack or as an answer for them alone; "" where
            nothing tells what they did, so that they read nothing at all.
        missing: ``without``: fields that are taken away.
    """
    desk.settle()
    office = desk.office
    before = len(office.whispers(INES))
    body = _whole(desk, kind) | json.loads(_written_out(json.dumps(change)))
    for name in missing.get("without", []):
        del body[name]
    postings = _count(desk)

    answer = office.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    assert answer.status == 200
    if says and says not in str(answer.body):
        office.wait(lambda: len(office.whispers(INES)) > before)
        assert says in words(office.whispers(INES)[-1])
    assert _count(desk) == postings
    desk.still_listens()
    if not says:
        assert not answer.body
        assert len(office.whispers(INES)) == before


def _written_out(text: str) -> str:
    for word, meant in _WORDS.items():
        text = text.replace(word, meant)
    return text


def _count(desk: Desk) -> int:
    """Count what people see of the bot in the channel."""
    return len(desk.office.messages())


def _whole(desk: Desk, kind: str) -> dict[str, Any]:
    """Return a payload that is as Slack sends it, but about nothing."""
    workspace = desk.sandbox.workspace
    user, channel = workspace.users[INES], workspace.channels[HIRING]
    trigger = desk.sandbox.core.trigger("interactive", INES)
    answer_at = desk.sandbox.core.responses.new(INES, HIRING)
    ways = {"trigger_id": trigger, "response_url": answer_at}
    if kind == "command":
        return command_payload(user, channel, "/hire", "help") | ways
    body = interaction_payload(kind, user) | ways
    if kind == "block_actions":
        body["container"] = {"type": "message", "channel_id": HIRING, "message_ts": "1.1"}
        body["channel"] = {"id": HIRING, "name": "privategroup"}
        action = {"action_id": "agree", "block_id": "b", "type": "button", "value": "x:y"}
        body["actions"] = [action | {"action_ts": f"{time.time():.6f}"}]
    elif kind == "view_submission":
        body["view"] = {
            "id": "V0OLD",
            "type": "modal",
            "callback_id": "level_form",
            "private_metadata": f"{'0' * 32}:craft",
            "hash": "1.a",
            "blocks": [],
            "state": {"values": {}},
        }
    else:
        body["callback_id"] = "new_candidate" if kind == "shortcut" else "read_cv"
    return body


def command(desk: Desk, *, text: str, says: str, times: int = 1) -> None:
    """Type a line; the person reads an answer, and nothing is kept.

    Args:
        desk: The bot.
        text: What follows the command.
        says: Words of the answer, in the ack, a message for them alone or a form.
        times: How often the text is typed in one line.
    """
    desk.settle()
    office = desk.office
    for modal in reversed(office.modals(INES)):
        office.person(INES).close(modal["id"])
    before = len(office.whispers(INES))

    outcome = office.person(INES).command(HIRING, f"/hire {text * times}")

    assert outcome.ok, outcome.error

    def seen() -> str:
        found = [*office.whispers(INES)[before:], *office.modals(INES), outcome.response or {}]
        return json.dumps(found, ensure_ascii=False)

    office.wait(lambda: says in seen())


def frame(desk: Desk, *, text: str, acks: bool = False) -> None:
    """Send raw text over the socket; the bot goes on listening.

    Args:
        desk: The bot.
        text: The frame; DEEP and HUGE stand for what cannot be written out.
        acks: Whether it names an envelope that has to be acked.
    """
    desk.settle()
    sockets = desk.sandbox.sockets
    text = _written_out(text)
    acked = threading.Event()
    if acks:
        sockets._pending["envelope-odd"] = Pending(envelope_id="envelope-odd", is_done=acked)
    sockets._links[0].send(text)

    assert not acks or acked.wait(3)
    desk.still_listens()


def replay(desk: Desk) -> None:
    """Deliver an event that was dealt with before once more: it has no second effect."""
    parent = parent_of(desk)
    payload = desk.mention(parent.ts, user=RHEA)
    assert desk.send(payload)
    desk.settle()
    assert desk.send(payload, retry=(3, "timeout"))
    desk.settle()
    thread = [m for m in desk.office.messages() if m.get("thread_ts") == parent.ts != m["ts"]]
    assert len(thread) == 1
