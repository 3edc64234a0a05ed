"""What one call of the Web API does when Slack answers oddly, late or not at all."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.errors import (
    DisconnectedError,
    RateLimitedError,
    RefusedError,
    SlackError,
    UnsureError,
)
from bot.slack.client import Api, make_client
from bot.slack.errors import UnreachedError
from bot.slack.methods import CHANNEL, POST
from tests.integration.slack_gateway.fake_slack import (
    HTML,
    FakeSlack,
    Reply,
    ok,
    raw,
    refuses,
    says,
)
from tests.integration.slack_gateway.parts import (
    POSTING,
    TOKEN,
    Clock,
    answer_well,
    channel,
    gateway,
    post,
)

SENDERS = (
    "conversations.info",
    "conversations.open",
    "chat.delete",
    "files.delete",
    "conversations.history",
)
"""What a sender calls that may be repeated."""

FAULTS = [
    (says({"ok": False, "error": "internal_error"}, 500), "http_500"),
    (raw(b"<html>Bad gateway</html>", "text/html", 502), "http_502"),
    (HTML, "unreadable_answer"),
    (raw(b"", "application/json"), "unreadable_answer"),
    (says([1, 2]), "unreadable_answer"),
    (says("text"), "unreadable_answer"),
    (says({}), "unreadable_answer"),
    (raw(b"[" * 100_000, "application/json"), "unreadable_answer"),
    (raw(b"\xff\xfe{", "application/json; charset=utf-8"), "unreadable_answer"),
    (raw(b"{}", "application/json; charset=nonsense"), "unreadable_answer"),
    (raw(b"zipped", "application/gzip"), "unreadable_answer"),
    (Reply(does="reset"), "connection_lost"),
    (Reply(does="close"), "connection_lost"),
    (Reply(does="cut", body=b'{"ok": true, "ts": "1.1"}'), "unreadable_answer"),
    (Reply(does="hang"), "timeout"),
    (refuses("fatal_error"), "fatal_error"),
]


def api(fake: FakeSlack, clock: Clock) -> Api:
    return Api(make_client(TOKEN, fake.api_url, timeout_seconds=1), sleep=clock.sleep)


@pytest.mark.parametrize(("reply", "code"), FAULTS)
def test_a_write_that_gets_no_usable_answer_is_unsure_and_sent_once(
    reply: Reply, code: str, fake: FakeSlack, clock: Clock
) -> None:
    fake.on("chat.postMessage", reply)
    with pytest.raises(UnsureError) as caught:
        api(fake, clock).call(POST, channel="C1", text="hello")
    assert caught.value.code == code
    assert caught.value.__context__ is None  # no text of Slack's is chained to it
    assert len(fake.calls("chat.postMessage")) == 1
    assert clock.slept == []


@pytest.mark.parametrize("reply", [FAULTS[0][0], FAULTS[2][0], FAULTS[11][0]])
def test_a_read_is_tried_three_times_and_briefly(
    reply: Reply, fake: FakeSlack, clock: Clock
) -> None:
    fake.on("conversations.info", reply)
    with pytest.raises(UnsureError):
        api(fake, clock).call(CHANNEL, channel="C1")
    assert len(fake.calls("conversations.info")) == 3
    assert len(clock.slept) == 2
    assert all(0 <= seconds <= 0.8 for seconds in clock.slept)


def test_a_read_goes_on_after_passing_trouble(fake: FakeSlack, clock: Clock) -> None:
    fake.on("conversations.info", refuses("internal_error"), HTML, ok(channel={"id": "C1"}))
    assert api(fake, clock).call(CHANNEL, channel="C1")["channel"] == {"id": "C1"}


def test_a_read_waits_for_a_short_retry_after_and_gives_a_long_one_back(
    fake: FakeSlack, clock: Clock
) -> None:
    limited = says({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "3"})
    fake.on("conversations.info", limited, ok(channel={"id": "C1"}))
    api(fake, clock).call(CHANNEL, channel="C1")
    assert clock.slept == [3.0]
    fake.on("conversations.info", says({}, 429, **{"Retry-After": "4"}))
    with pytest.raises(RateLimitedError) as caught:
        api(fake, clock).call(CHANNEL, channel="C1")
    assert caught.value.retry_after == 4.0
    assert clock.slept == [3.0]
    assert len(fake.calls("conversations.info")) == 3  # two before, one now


def test_a_sender_is_handed_every_limit_and_a_listener_waits_for_a_short_one(
    fake: FakeSlack, clock: Clock
) -> None:
    slack = gateway(fake, clock)
    answer_well(fake)
    limited = says({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "1"})
    for method in SENDERS:
        fake.on(method, limited)
    since = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    sends: list[Callable[[], object]] = [
        lambda: slack.direct_channel("U0RHEA"),
        lambda: slack.post(post()),
        lambda: slack.delete("C0HIRING", "1.1"),
        lambda: slack.delete_file("F1"),
        lambda: slack.find("C0HIRING", "", POSTING, since),
    ]
    for send in sends:
        with pytest.raises(RateLimitedError):
            send()
    assert clock.slept == []
    fake.on("conversations.info", limited, ok(channel=channel()))
    assert slack.channel("C0HIRING") is not None
    assert clock.slept == [1.0]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("1", 1.0), ("30", 30.0), ("3600", 3600.0), ("abc", 30.0), (None, 30.0)],
)
def test_a_write_that_is_limited_says_when_to_come_back(
    header: str | None, seconds: float, fake: FakeSlack, clock: Clock
) -> None:
    headers = {} if header is None else {"Retry-After": header}
    fake.on("chat.postMessage", raw(b"slow down", "text/plain", 429))
    fake.on("chat.postMessage", says({"ok": False, "error": "ratelimited"}, 429, **headers))
    with pytest.raises(RateLimitedError) as caught:
        api(fake, clock).call(POST, channel="C1", text="hello")
    assert caught.value.retry_after == seconds
    assert len(fake.calls("chat.postMessage")) == 1


def test_a_retry_after_may_be_a_date(fake: FakeSlack, clock: Clock) -> None:
    date = "Wed, 25 Nov 2026 12:01:30 GMT"
    fake.on("chat.postMessage", says({}, 429, **{"Retry-After": date}))
    client = make_client(TOKEN, fake.api_url)
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    with pytest.raises(RateLimitedError) as caught:
        Api(client, sleep=clock.sleep, now=lambda: now).call(POST, channel="C1", text="hello")
    assert caught.value.retry_after == 90.0


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("channel_not_found", RefusedError),
        ("brand_new", RefusedError),
        ("invalid_auth", DisconnectedError),
        ("token_revoked", DisconnectedError),
        ("account_inactive", DisconnectedError),
    ],
)
def test_a_code_is_not_tried_again(
    code: str, kind: type[SlackError], fake: FakeSlack, clock: Clock
) -> None:
    fake.on("conversations.info", refuses(code))
    with pytest.raises(kind) as caught:
        api(fake, clock).call(CHANNEL, channel="C1")
    assert isinstance(caught.value, SlackError)
    assert caught.value.code == code
    assert len(fake.calls("conversations.info")) == 1


def test_a_server_that_is_not_there_was_surely_not_reached(clock: Clock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # taken, and not listening
        client = make_client(TOKEN, f"http://127.0.0.1:{unused.getsockname()[1]}/api/")
        with pytest.raises(UnreachedError):
            Api(client, sleep=clock.sleep).call(POST, channel="C1", text="hello")


def test_structures_travel_as_json_and_plain_values_as_a_form(
    fake: FakeSlack, clock: Clock
) -> None:
    fake.on("chat.postMessage", ok(ts="1"))
    blocks = [{"type": "divider"}]
    api(fake, clock).call(POST, channel="C1", text="lone \ud800 surrogate", blocks=blocks)
    api(fake, clock).call(POST, channel="C1", text="ünï", thread_ts=None)
    first, second = fake.calls("chat.postMessage")
    assert first.arguments["blocks"] == blocks
    assert first.headers["authorization"] == f"Bearer {TOKEN}"
    assert second.arguments == {"channel": "C1", "text": "ünï"}
