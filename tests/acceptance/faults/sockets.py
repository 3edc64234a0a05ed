"""Faults of the socket: the bot connects again, and everything takes effect once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.errors import SlackError
from bot.sandbox import Fault
from bot.sandbox.sockets import _disconnect
from bot.slack.app import SlackApp
from tests.acceptance.faults.desk import Desk, parent_of
from tests.integration.slack_listeners.office import HIRING


def disconnect(desk: Desk, *, reason: str, closes: bool) -> None:
    """Have Slack end the connection; the bot comes back, and an event then has its effect.

    Args:
        desk: The bot.
        reason: What Slack says.
        closes: Whether it also closes the connection.
    """
    parent = parent_of(desk)
    link = desk.sandbox.sockets._links[0]
    link.send(_disconnect(reason))
    if closes:
        link.close()
    _wait_for_another(desk, link)

    assert desk.send(desk.mention(parent.ts))
    desk.settle()
    assert len(desk.office.thread({"ts": parent.ts})) == 1


def _wait_for_another(desk: Desk, link: object) -> None:
    links = desk.sandbox.sockets._links
    desk.until(lambda: bool(links) and link not in links)


def silent(desk: Desk, *, seconds: int) -> None:
    """Have Slack answer no ping for so long; the bot takes another connection.

    Args:
        desk: The bot.
        seconds: More than four pings.
    """
    parent = parent_of(desk)
    client = _client(desk)
    link = desk.sandbox.sockets._links[0]
    links = desk.sandbox.sockets._links

    def has_moved() -> bool:
        if client.is_connected() and link in links:
            client.current_session.last_ping_pong_time = time.time() - seconds
            client._monitor_current_session()  # as the client does at every ping
        return bool(links) and link not in links

    desk.until(has_moved)
    assert desk.send(desk.mention(parent.ts))
    desk.settle()
    assert len(desk.office.thread({"ts": parent.ts})) == 1


def drop(desk: Desk, *, what: str) -> None:
    """Cut the connection between a delivery and its ack; it has one effect all the same."""
    {"event": _drop_event, "form": _drop_form}[what](desk)


def _drop_event(desk: Desk) -> None:
    parent = parent_of(desk)
    link = desk.sandbox.sockets._links[0]
    desk.sandbox.faults.add(Fault(effect="drop", method="events_api", times=1))
    payload = desk.mention(parent.ts)

    assert desk.sandbox.sockets.send("events_api", payload) is not None
    _wait_for_another(desk, link)
    assert desk.send(payload, retry=(1, "timeout"))

    desk.settle()
    assert len(desk.office.thread({"ts": parent.ts})) == 1


def _client(desk: Desk) -> Any:
    handler = desk.office.app._handler
    assert handler is not None
    return handler.client


def _drop_form(desk: Desk) -> None:
    desk.settle()
    office = desk.office
    office.person().command(HIRING, "/hire cv")
    view = office.modal("candidate_form")
    link, jobs = desk.sandbox.sockets._links[0], len(office.queue.jobs)
    desk.sandbox.faults.add(Fault(effect="drop", method="interactive", times=1))
    typed = {"pasted": "craft 2 wrote a service that others ran for them. " * 4}

    first = office.submit(view, **typed)
    _wait_for_another(desk, link)
    again = office.submit(view, **typed)

    assert not first.ok
    assert again.ok
    assert len(office.queue.jobs) == jobs + 1
    for modal in reversed(office.modals()):
        office.person().close(modal["id"])


def connect(desk: Desk, *, fault: dict[str, Any], says: str) -> None:
    """Start to listen against a fault; whoever starts the bot learns what to do."""
    rule: dict[str, Any] = {"method": "apps.connections.open", "times": 1} | fault
    desk.sandbox.faults.add(Fault(**rule))
    app = SlackApp(
        desk.office.deps,
        bot_token=desk.sandbox.bot_token,
        app_token=desk.sandbox.app_token,
        api_url=desk.sandbox.api_url,
    )
    with pytest.raises(SlackError) as caught:
        app.connect()
    desk.sandbox.faults.clear()
    assert says in f"{caught.value.problem} {caught.value.fix}"


def two(desk: Desk) -> None:
    """Listen twice, as during a change of versions; each event has one effect."""
    parent = parent_of(desk)
    second = SlackApp(
        desk.office.deps,
        bot_token=desk.sandbox.bot_token,
        app_token=desk.sandbox.app_token,
        api_url=desk.sandbox.api_url,
    )
    second.connect()
    try:
        desk.until(lambda: desk.sandbox.sockets.connections == 2)
        payload = desk.mention(parent.ts)
        acked = [desk.send(payload), desk.send(payload, retry=(1, "timeout"))]  # one to each
    finally:
        second.close()
    desk.until(lambda: desk.sandbox.sockets.connections == 1)

    assert acked == [True, True]
    desk.settle()
    assert len(desk.office.thread({"ts": parent.ts})) == 1
