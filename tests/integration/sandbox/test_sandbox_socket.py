"""Socket Mode: connections, redelivery and disconnects."""

from __future__ import annotations

import json
import socket
import threading

import pytest
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.sandbox import Fault, Sandbox
from tests.integration.sandbox.conftest import MANIFEST
from tests.integration.sandbox.tiny_app import SILENCE, TinyApp


def test_hello_says_what_slack_says(app: TinyApp) -> None:
    app.sandbox.wait_until(lambda: bool(app.heard))
    hello = app.heard[0]
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"] == {"app_id": "A0PLUMB"}


def test_an_address_takes_one_connection(sandbox: Sandbox) -> None:
    client = WebClient(base_url=sandbox.api_url, retry_handlers=[])
    url = client.apps_connections_open(app_token=sandbox.app_token)["url"]
    with connect(url):
        pass
    with pytest.raises(InvalidStatus, match="401"), connect(url):
        pass


def test_an_event_is_delivered_again_until_it_is_acked(sandbox: Sandbox, app: TinyApp) -> None:
    app.reply = lambda envelope: SILENCE if envelope["retry_attempt"] < 2 else None
    sandbox.person("U0RHEA").open_home()
    sandbox.wait_until(lambda: len(app.heard_of("app_home_opened")) == 3)
    sandbox.wait_until(lambda: sandbox.events.unacked == 0)
    envelopes = [item for item in app.heard if item["type"] == "events_api"]
    tries = [(item["retry_attempt"], item["retry_reason"]) for item in envelopes]
    assert tries == [(0, ""), (1, "timeout"), (2, "timeout")]
    assert len({item["payload"]["event_id"] for item in envelopes}) == 1
    assert len({item["envelope_id"] for item in envelopes}) == 3
    assert all(item["accepts_response_payload"] is False for item in envelopes)


def test_an_event_is_given_up_after_three_redeliveries(sandbox: Sandbox, app: TinyApp) -> None:
    app.reply = lambda _envelope: SILENCE
    sandbox.person("U0RHEA").open_home()
    sandbox.wait_until(lambda: bool(sandbox.events.given_up))
    assert len(app.heard_of("app_home_opened")) == 4


def test_an_event_waits_for_an_app_that_is_away(sandbox: Sandbox) -> None:
    sandbox.person("U0RHEA").open_home()
    with TinyApp(sandbox) as app:
        sandbox.wait_until(lambda: len(app.heard_of("app_home_opened")) == 1)


def test_events_that_the_manifest_does_not_name_are_not_sent(
    sandbox: Sandbox, app: TinyApp
) -> None:
    sandbox.workspace.events({"type": "reaction_added"}, None)
    sandbox.person("U0RHEA").open_home()
    sandbox.wait_until(lambda: bool(app.heard_of("app_home_opened")))
    assert app.heard_of("reaction_added") == []


def test_connections_take_turns(sandbox: Sandbox) -> None:
    with TinyApp(sandbox) as one, TinyApp(sandbox) as two:
        for _ in range(4):
            assert sandbox.person("U0RHEA").command("hiring-ai", "/hire").ok
        assert len(one.heard_of("slash_commands")) == 2
        assert len(two.heard_of("slash_commands")) == 2


def test_no_more_than_ten_connections_are_taken(sandbox: Sandbox) -> None:
    client = WebClient(base_url=sandbox.api_url, retry_handlers=[])

    def url() -> str:
        return str(client.apps_connections_open(app_token=sandbox.app_token)["url"])

    apps = [TinyApp(sandbox) for _ in range(10)]
    for app in apps:
        app.__enter__()
    with connect(url()) as eleventh:
        said = json.loads(eleventh.recv())
    for app in apps:
        app.__exit__(None, None, None)
    assert (said["type"], said["reason"]) == ("disconnect", "too_many_websockets")


@pytest.mark.parametrize(
    ("effect", "reason"),
    [("disconnect_warning", "warning"), ("disconnect_refresh", "refresh_requested")],
)
def test_a_disconnect_is_said_before_a_delivery(
    sandbox: Sandbox, app: TinyApp, effect: str, reason: str
) -> None:
    sandbox.faults.add(Fault(effect=effect, method="slash_commands", times=1))
    assert sandbox.person("U0RHEA").command("hiring-ai", "/hire").ok
    kinds = [item["type"] for item in app.heard]
    assert kinds == ["hello", "disconnect", "slash_commands"]
    assert app.heard[1]["reason"] == reason


def test_a_refresh_closes_every_connection(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.sockets.disconnect("warning")
    assert sandbox.sockets.connections == 1
    sandbox.sockets.disconnect("refresh_requested")
    sandbox.wait_until(lambda: sandbox.sockets.connections == 0)
    reasons = [item["reason"] for item in app.heard if item["type"] == "disconnect"]
    assert reasons == ["warning", "refresh_requested"]


def test_a_drop_between_receipt_and_ack_loses_the_ack(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.faults.add(Fault(effect="drop", times=1))
    outcome = sandbox.person("U0RHEA").command("hiring-ai", "/hire")
    assert (outcome.ok, outcome.seconds) == (False, None)
    assert len(app.heard_of("slash_commands")) == 1
    assert sandbox.sockets.connections == 0


def test_a_dropped_event_is_delivered_to_the_next_connection(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(effect="drop", method="events_api", times=1))
    with TinyApp(sandbox) as first:
        sandbox.person("U0RHEA").open_home()
        sandbox.wait_until(lambda: sandbox.sockets.connections == 0)
        with TinyApp(sandbox) as second:
            sandbox.wait_until(lambda: len(second.heard_of("app_home_opened")) == 1)
            assert second.heard[1]["retry_attempt"] == 1
        first.link.close()


def test_nonsense_and_late_acks_are_ignored(sandbox: Sandbox, app: TinyApp) -> None:
    for text in ("{", "[]", '{"envelope_id": "envelope-99999999"}'):
        app.link.send(text)
    late = threading.Event()
    app.reply = lambda _envelope: SILENCE
    assert not sandbox.person("U0RHEA").command("hiring-ai", "/hire").ok
    app.link.send(json.dumps({"envelope_id": app.heard[-1]["envelope_id"]}))
    app.reply = lambda _envelope: late.set()
    assert sandbox.person("U0RHEA").command("hiring-ai", "/hire").ok
    assert late.is_set()


def test_closing_ends_every_thread_even_of_silent_browsers() -> None:
    with Sandbox(MANIFEST) as sandbox:
        silent = socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2])))
        with TinyApp(sandbox) as app:
            app.client.auth_test()
    with silent:
        assert silent.recv(1) == b""
    assert not [thread.name for thread in threading.enumerate() if "sandbox" in thread.name]
