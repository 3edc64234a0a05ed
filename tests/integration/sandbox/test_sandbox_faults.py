"""Each fault does what it says, once for each time that it counts."""

from __future__ import annotations

import json
import random
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sandbox import Fault, Sandbox
from tests.integration.sandbox.tiny_app import TinyApp, text_modal


def texts(sandbox: Sandbox, channel: str = "C0HIRING") -> list[str]:
    return [message.text for message in sandbox.workspace.channels[channel].messages.values()]


def post_raw(sandbox: Sandbox, timeout: float = 5.0) -> Any:
    body = json.dumps({"channel": "C0HIRING", "text": "a"}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {sandbox.bot_token}"}
    url = sandbox.api_url + "chat.postMessage"
    with urllib.request.urlopen(
        urllib.request.Request(url, body, headers), timeout=timeout
    ) as response:
        return response.headers.get_content_type(), response.read().decode()


@pytest.mark.parametrize("text", ["30", "abc", "Wed, 21 Oct 2026 07:28:00 GMT", None])
def test_a_429_carries_any_retry_after(sandbox: Sandbox, text: str | None) -> None:
    planted = sandbox.faults.add(Fault(effect="rate_limited", retry_after=text, times=1))
    with pytest.raises(urllib.error.HTTPError) as caught:
        post_raw(sandbox)
    caught.value.close()
    assert (caught.value.code, caught.value.headers.get("Retry-After")) == (429, text)
    assert (texts(sandbox), planted.fired) == ([], 1)
    post_raw(sandbox)
    assert (texts(sandbox), planted.fired) == (["a"], 1)


@pytest.mark.parametrize(("effect", "stored"), [("status_before", []), ("status_after", ["a"])])
def test_a_5xx_comes_before_or_after_storing(
    sandbox: Sandbox, effect: str, stored: list[str]
) -> None:
    sandbox.faults.add(Fault(effect=effect, status=503, method="chat.postMessage"))
    with pytest.raises(urllib.error.HTTPError) as caught:
        post_raw(sandbox)
    caught.value.close()
    assert (caught.value.code, texts(sandbox)) == (503, stored)


def test_a_reset_after_storing_loses_the_answer_only(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(effect="reset_after"))
    with pytest.raises((ConnectionError, urllib.error.URLError)):
        post_raw(sandbox)
    assert texts(sandbox) == ["a"]


def test_a_timeout_after_storing_holds_the_connection(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(effect="timeout_after", seconds=30))
    with pytest.raises(TimeoutError):
        post_raw(sandbox, timeout=0.2)
    assert texts(sandbox) == ["a"]


def test_a_held_connection_is_dropped_in_the_end(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(effect="timeout_after", seconds=0.05))
    with pytest.raises((ConnectionError, urllib.error.URLError)):
        post_raw(sandbox)


def test_an_html_page_comes_with_status_200(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(effect="html"))
    kind, body = post_raw(sandbox)
    assert (kind, body[:15]) == ("text/html", "<!DOCTYPE html>")
    assert texts(sandbox) == []


def test_an_ok_can_lack_its_ts(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(effect="no_ts"))
    answer = json.loads(post_raw(sandbox)[1])
    assert answer == {"ok": True, "channel": "C0HIRING"}
    assert texts(sandbox) == ["a"]


def test_any_error_code_can_be_asked_for(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.faults.add(Fault(effect="error", error="fatal_error", channel="C0PANEL"))
    client.chat_postMessage(channel="C0HIRING", text="a")
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.chat_postMessage(channel="C0PANEL", text="a")


def test_a_slow_answer_is_slow_and_good(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.faults.add(Fault(effect="slow", seconds=0.05, method="auth.test"))
    assert client.auth_test()["ok"]


def test_faults_reach_downloads_uploads_and_response_addresses(
    sandbox: Sandbox, client: WebClient, app: TinyApp
) -> None:
    for method in ("download", "upload", "response_url"):
        sandbox.faults.add(Fault(effect="status_before", method=method, status=502))
    sandbox.person("U0RHEA").message("hiring-ai", "", files=[("a.pdf", b"1")])
    (file,) = sandbox.workspace.files.values()
    upload = client.files_getUploadURLExternal(filename="a", length=1)["upload_url"]
    for url in (file.url, upload):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url, data=None if url == file.url else b"1")
        caught.value.close()
        assert caught.value.code == 502
    sandbox.person("U0RHEA").command("hiring-ai", "/hire")
    hook = WebhookClient(app.heard_of("slash_commands")[0]["response_url"], retry_handlers=[])
    assert hook.send(text="a").status_code == 502
    assert sandbox.faults.fired == 3


def test_a_trigger_can_be_dead_on_arrival(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.faults.add(Fault(effect="expire_trigger", method="slash_commands"))
    sandbox.person("U0RHEA").command("hiring-ai", "/hire")
    trigger = app.heard_of("slash_commands")[0]["trigger_id"]
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        app.client.views_open(trigger_id=trigger, view=text_modal())


def test_a_share_of_the_calls_is_the_same_share_in_every_run(sandbox: Sandbox) -> None:
    planted = sandbox.faults.add(Fault(effect="html", share=0.25))
    kinds = [post_raw(sandbox)[0] for _ in range(40)]
    draws = random.Random(0)  # the sandbox's own seed: one draw for each call
    expected = sum(draws.random() < 0.25 for _ in range(40))
    assert 0 < expected < 40
    assert (kinds.count("text/html"), planted.fired) == (expected, expected)


# Events -----------------------------------------------------------------------------------------


def test_an_event_is_delivered_more_than_once_with_one_id(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.faults.add(Fault(effect="duplicate", method="app_home_opened", copies=3))
    sandbox.person("U0RHEA").open_home()
    sandbox.wait_until(lambda: len(app.heard_of("app_home_opened")) == 4)
    ids = {item["payload"]["event_id"] for item in app.heard if item["type"] == "events_api"}
    assert len(ids) == 1


def test_shuffled_events_overtake_each_other(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.faults.add(Fault(effect="shuffle", seconds=0.2))
    sent = [str(sandbox.person("U0RHEA").message("hiring-ai", "@plumbline").ts) for _ in range(12)]
    sandbox.wait_until(lambda: len(app.heard_of("app_mention")) == 12)
    heard = [event["ts"] for event in app.heard_of("app_mention")]
    assert sorted(heard) == sent
    assert heard != sent


def test_a_late_event_comes_after_a_later_one(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.faults.add(Fault(effect="late", seconds=0.2, times=1))
    for text in ("@plumbline first", "@plumbline second"):
        sandbox.person("U0RHEA").message("hiring-ai", text)
    sandbox.wait_until(lambda: len(app.heard_of("app_mention")) == 2)
    assert [event["text"][-6:] for event in app.heard_of("app_mention")] == ["second", " first"]
