"""What is sent for a message, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.policy import Action
from bot.errors import (
    AudienceError,
    RefusedError,
    UnsureError,
)
from bot.services.screens import HomeScreen
from bot.slack.builders.payload import Payload
from bot.slack.client import make_client
from bot.slack.gateway import OpenView, identify
from bot.slack.limits import check_payload
from tests.integration.slack_gateway.fake_slack import FakeSlack, Reply, ok, refuses
from tests.integration.slack_gateway.parts import (
    NOTE,
    OFFER,
    POSTING,
    RANKING,
    TOKEN,
    answer_well,
    application,
    gateway,
    post,
    user,
)

NOON = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)


def test_a_channel_message_is_marked_and_unfurls_nothing(fake: FakeSlack) -> None:
    answer_well(fake)
    assert gateway(fake).post(post(thread_ts="9.9")) == "1.1"
    (call,) = fake.calls("chat.postMessage")
    sent = call.arguments
    assert sent["metadata"] == {
        "event_type": "plumbline_posting",
        "event_payload": {"id": POSTING},
    }
    flags = ("unfurl_links", "unfurl_media", "link_names", "mrkdwn", "parse", "thread_ts")
    assert [sent[flag] for flag in flags] == [False, False, False, False, "none", "9.9"]
    assert sent["text"]
    assert sent["blocks"]


def test_a_message_for_one_person_is_shown_to_them_alone(fake: FakeSlack) -> None:
    answer_well(fake)
    assert gateway(fake).post(post(OFFER, recipient="U0RHEA")) == ""
    (call,) = fake.calls("chat.postEphemeral")
    assert (call.arguments["user"], call.arguments["channel"]) == ("U0RHEA", "C0HIRING")
    assert "metadata" not in call.arguments  # nobody could find it again
    assert fake.calls("chat.postMessage") == []


def test_a_note_goes_into_the_direct_conversation(fake: FakeSlack) -> None:
    answer_well(fake)
    slack = gateway(fake)
    direct = slack.direct_channel("U0RHEA")
    assert slack.post(post(NOTE, channel=direct, recipient="U0RHEA")) == "1.1"
    assert fake.calls("chat.postMessage")[0].arguments["channel"] == "D0RHEA"


@pytest.mark.parametrize("reply", [ok(), ok(ts=""), ok(ts=5)])
def test_an_answer_without_a_ts_is_unsure(reply: Reply, fake: FakeSlack) -> None:
    answer_well(fake)
    fake.on("chat.postMessage", reply)
    with pytest.raises(UnsureError) as caught:
        gateway(fake).post(post())
    assert caught.value.code == "no_ts"


def test_a_change_sends_text_and_blocks_and_keeps_the_mark(fake: FakeSlack) -> None:
    answer_well(fake)
    gateway(fake).update(post(), "1.1")
    (call,) = fake.calls("chat.update")
    assert set(call.arguments) == {"channel", "ts", "text", "blocks", "link_names", "parse"}
    assert call.arguments["ts"] == "1.1"


def test_a_message_that_is_gone_cannot_be_changed(fake: FakeSlack) -> None:
    answer_well(fake)
    fake.on("chat.update", refuses("message_not_found"))
    with pytest.raises(RefusedError) as caught:
        gateway(fake).update(post(), "1.1")
    assert caught.value.code == "message_not_found"


def test_removing_what_is_gone_is_no_error(fake: FakeSlack) -> None:
    fake.on("chat.delete", refuses("message_not_found"))
    gateway(fake).delete("C0HIRING", "1.1")
    fake.on("chat.delete", refuses("cant_delete_message"))
    with pytest.raises(RefusedError):
        gateway(fake).delete("C0HIRING", "1.1")


@pytest.mark.parametrize(
    ("payload", "most", "code"),
    [
        (Payload(text="x" * 4001), 4000, "too_long"),
        (Payload(text="x", blocks=[{"type": "divider"}] * 51), 4000, "too_long"),
        (Payload(text=" \n"), 4000, "no_text"),
    ],
)
def test_what_slack_would_not_take_is_refused_before_it_is_sent(
    payload: Payload, most: int, code: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        check_payload(payload, most_characters=most)
    assert caught.value.code == code


def test_what_slack_takes_just_so_is_sent() -> None:
    check_payload(Payload(text="x" * 4000, blocks=[{"type": "divider"}] * 50), most_characters=4000)


def test_a_message_longer_than_a_change_may_be_is_refused_without_a_call(
    fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_well(fake)
    monkeypatch.setattr("bot.slack.gateway.message", lambda _: Payload(text="x" * 4001))
    slack = gateway(fake)
    assert slack.post(post()) == "1.1"  # 4,001 fit into a new message, not into a change
    assert fake.calls("chat.postMessage")[0].arguments["mrkdwn"] is True
    with pytest.raises(RefusedError):
        slack.update(post(), "1.1")
    assert fake.calls("chat.update") == []


def test_a_permalink_is_an_address_or_nothing(fake: FakeSlack) -> None:
    slack = gateway(fake)
    fake.on("chat.getPermalink", ok(permalink="https://x.slack.com/archives/C1/p1"))
    assert slack.permalink("C1", "1.1") == "https://x.slack.com/archives/C1/p1"
    fake.on("chat.getPermalink", ok(permalink=None))
    assert slack.permalink("C1", "1.1") == ""
    fake.on("chat.getPermalink", refuses("message_not_found"))
    assert slack.permalink("C1", "1.1") == ""


def home(**changes: Any) -> HomeScreen:
    fields: dict[str, Any] = {
        "is_new": True,
        "is_outsider": False,
        "allowed": frozenset({Action.HELP}),
        "waiting": (),
        "waiting_more": 0,
        "requisitions": (),
    }
    return HomeScreen(**fields | changes)


def test_app_home_is_for_people_who_may_see_it(fake: FakeSlack) -> None:
    fake.on("views.publish", ok(view={}))
    fake.on("users.info", ok(user=user()))
    slack = gateway(fake)
    slack.publish_home("U0RHEA", home())
    (call,) = fake.calls("views.publish")
    assert call.arguments["user_id"] == "U0RHEA"
    assert call.arguments["view"]["type"] == "home"
    fake.on("users.info", ok(user=user(is_restricted=True)))
    slack.forget("U0RHEA")
    with pytest.raises(AudienceError):
        slack.publish_home("U0RHEA", home())
    slack.publish_home("U0RHEA", home(is_outsider=True))  # the words for outsiders
    assert len(fake.calls("views.publish")) == 2


def test_forms_are_opened_pushed_and_changed(fake: FakeSlack) -> None:
    slack = gateway(fake)
    shown = ok(view={"id": "V1", "hash": "h1"})
    for method in ("views.open", "views.push", "views.update"):
        fake.on(method, shown)
    view = {"type": "modal", "blocks": []}
    opened = OpenView(view_id="V1", hash="h1")
    assert slack.open_view("trigger", view) == opened
    assert slack.push_view("trigger", view) == opened
    assert slack.update_view(opened, view) == opened
    assert fake.calls("views.open")[0].arguments == {"trigger_id": "trigger", "view": view}
    assert fake.calls("views.update")[0].arguments == {
        "view_id": "V1",
        "hash": "h1",
        "view": view,
    }


def test_a_form_is_opened_once_or_not(fake: FakeSlack) -> None:
    slack = gateway(fake)
    fake.on("views.open", refuses("expired_trigger_id"))
    with pytest.raises(RefusedError) as caught:
        slack.open_view("trigger", {})
    assert caught.value.code == "expired_trigger_id"
    fake.on("views.open", ok(view=None))
    with pytest.raises(UnsureError):
        slack.open_view("trigger", {})
    assert len(fake.calls("views.open")) == 2


def test_the_token_says_whose_it_is(fake: FakeSlack) -> None:
    fake.on("auth.test", ok(team_id="T1", user_id="U1", team="Acme"))
    identity = identify(make_client(TOKEN, fake.api_url, timeout_seconds=1))
    assert (identity.team_id, identity.user_id, identity.team) == ("T1", "U1", "Acme")


def test_a_lost_message_is_found_again_by_its_mark(fake: FakeSlack) -> None:
    mark = {"event_type": "plumbline_posting", "event_payload": {"id": POSTING}}
    others: list[Any] = [
        {"ts": "1"},
        {"ts": "2", "metadata": None},
        {"ts": "3", "metadata": {"event_type": "other", "event_payload": {"id": POSTING}}},
        {"ts": "4", "metadata": mark | {"event_payload": {"id": "another"}}},
        {"ts": "5", "metadata": mark | {"event_payload": None}},
        {"ts": "6", "blocks": [None, {"block_id": "another"}]},
    ]
    page = {"next_cursor": "page2"}
    fake.on(
        "conversations.history",
        ok(messages=others, response_metadata=page),
        ok(messages=[*others, {"ts": "7.7", "metadata": mark}]),
    )
    assert gateway(fake).find("C1", "", POSTING, NOON) == "7.7"
    first, second = fake.calls("conversations.history")
    # 2026-11-24 12:00 UTC is 1795521600; 120 s before it
    assert first.arguments == {
        "channel": "C1",
        "oldest": "1795521480.000000",
        "include_all_metadata": "1",
        "limit": "100",
    }
    assert second.arguments["cursor"] == "page2"


def test_a_lost_reply_is_looked_for_in_its_thread(fake: FakeSlack) -> None:
    fake.on("conversations.replies", ok(messages=[]))
    assert gateway(fake).find("C1", "9.9", POSTING, NOON) is None
    assert fake.calls("conversations.replies")[0].arguments["ts"] == "9.9"
    fake.on("conversations.replies", refuses("thread_not_found"))
    assert gateway(fake).find("C1", "9.9", POSTING, NOON) is None


def test_a_lost_file_is_found_by_the_words_beside_it(fake: FakeSlack) -> None:
    message = {"ts": "7.7", "blocks": [{"block_id": POSTING}], "files": [{"id": "F1"}]}
    fake.on("conversations.replies", ok(messages=[message]))
    assert gateway(fake).find("C1", "9.9", POSTING, NOON) == "F1"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (refuses("missing_scope", needed="channels:history"), "missing_scope"),
        (refuses("not_in_channel"), "not_in_channel"),
        (ok(messages=[], response_metadata={"next_cursor": "x"}), "look_back_too_long"),
    ],
)
def test_a_look_back_that_proves_nothing_never_says_none(
    reply: Reply, code: str, fake: FakeSlack
) -> None:
    fake.on("conversations.history", reply)
    with pytest.raises(RefusedError) as caught:
        gateway(fake).find("C1", "", POSTING, NOON)
    assert caught.value.code == code
    assert len(fake.calls("conversations.history")) == (5 if code == "look_back_too_long" else 1)


def test_a_history_without_messages_is_unsure(fake: FakeSlack) -> None:
    fake.on("conversations.history", ok())
    with pytest.raises(UnsureError):
        gateway(fake).find("C1", "", POSTING, NOON)


def test_a_file_that_is_shared_stays_as_it_is(fake: FakeSlack) -> None:
    gateway(fake).update(post(RANKING), "F1")
    assert fake.asked == []


def test_only_files_are_uploaded(fake: FakeSlack) -> None:
    with pytest.raises(RefusedError):
        gateway(fake).upload(post(application()))
    assert fake.asked == []
