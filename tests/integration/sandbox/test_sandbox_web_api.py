"""The Web API says what Slack would say."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Pace, Sandbox
from tests.integration.sandbox.conftest import MANIFEST
from tests.integration.sandbox.tiny_app import buttons, text_modal

HOME = {"type": "home", "blocks": [{"type": "divider"}]}


def refusal(client: WebClient, method: str, **args: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=args)
    answer: dict[str, Any] = caught.value.response.data
    assert answer["ok"] is False
    return answer


def metadata(payload: dict[str, Any]) -> dict[str, Any]:
    return {"event_type": "posting", "event_payload": payload}


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.shout", {}, "unknown_method"),
        ("chat.postMessage", {"channel": "C0HIRING", "text": "a", "loud": 1}, "invalid_arguments"),
        ("chat.postMessage", {"text": "a"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0HIRING"}, "no_text"),
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0QUIET", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0OLD", "text": "a"}, "is_archived"),
        ("chat.postMessage", {"channel": "U0GONE", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0HIRING", "text": "a" * 40_001}, "msg_too_long"),
        (
            "chat.postMessage",
            {"channel": "C0HIRING", "markdown_text": "a", "text": "b"},
            "markdown_text_conflict",
        ),
        (
            "chat.postMessage",
            {"channel": "C0HIRING", "text": "a", "blocks": [{"type": "divider"}] * 51},
            "msg_blocks_too_many",
        ),
        (
            "chat.postMessage",
            # 5 sections of 3,000 characters are 15,000, over the 13,000 of a whole message.
            {
                "channel": "C0HIRING",
                "text": "a",
                "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "a" * 3_000}}]
                * 5,
            },
            "msg_blocks_too_long",
        ),
        (
            "chat.postMessage",
            {"channel": "C0HIRING", "text": "a", "blocks": "[{"},
            "invalid_blocks_format",
        ),
        (
            "chat.postMessage",
            {"channel": "C0HIRING", "text": "a", "blocks": {"type": "divider"}},
            "invalid_blocks_format",
        ),
        (
            "chat.postMessage",
            {"channel": "C0HIRING", "text": "a", "metadata": {"event_type": "x"}},
            "invalid_metadata_format",
        ),
        (
            "chat.postMessage",
            {"channel": "C0HIRING", "text": "a", "metadata": "{"},
            "invalid_arguments",
        ),
        (
            "chat.postMessage",
            {"channel": "C0HIRING", "text": "a", "metadata": metadata({"k": "x" * 8_000})},
            "metadata_too_large",
        ),
        (
            "chat.postMessage",
            {"channel": "C0HIRING", "text": "a", "thread_ts": "1.000001"},
            "thread_not_found",
        ),
        (
            "chat.update",
            {"channel": "C0HIRING", "ts": "1.000001", "text": "a"},
            "message_not_found",
        ),
        ("chat.delete", {"channel": "C0HIRING", "ts": "1.000001"}, "message_not_found"),
        ("chat.getPermalink", {"channel": "C0HIRING", "message_ts": "1.0"}, "message_not_found"),
        (
            "chat.postEphemeral",
            {"channel": "C0HIRING", "user": "U0TOMA", "text": "a"},
            "user_not_in_channel",
        ),
        ("conversations.info", {"channel": "C0QUIET"}, "channel_not_found"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U0GONE"}, "user_disabled"),
        ("conversations.open", {"users": "U0STRA"}, "user_not_visible"),
        ("conversations.open", {"users": "U0PLUM"}, "cannot_dm_bot"),
        ("conversations.open", {"users": "U0RHEA,U0HUGO"}, "method_not_supported_for_channel_type"),
        ("conversations.replies", {"channel": "C0HIRING", "ts": "1.0"}, "thread_not_found"),
        ("conversations.history", {"channel": "C0HIRING", "limit": 0.5}, "invalid_limit"),
        ("conversations.history", {"channel": "C0HIRING", "cursor": "x"}, "invalid_cursor"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
        ("files.info", {"file": "F0NONE"}, "file_not_found"),
        ("views.open", {"view": text_modal()}, "invalid_arguments"),
        ("views.open", {"view": text_modal(), "trigger_id": "1.2"}, "invalid_trigger_id"),
        ("views.open", {"view": HOME, "trigger_id": "1.2"}, "invalid_arguments"),
        ("views.update", {"view": text_modal()}, "invalid_arguments"),
        ("views.update", {"view": text_modal(), "view_id": "V1"}, "not_found"),
        ("views.update", {"view": text_modal(), "external_id": "none"}, "not_found"),
        ("views.publish", {"view": HOME, "user_id": "U0NOBODY"}, "user_not_found"),
        ("views.publish", {"view": HOME, "user_id": "U0RHEA", "hash": "old"}, "hash_conflict"),
    ],
)
def test_what_slack_refuses_is_refused_with_its_code(
    client: WebClient, method: str, args: dict[str, Any], error: str
) -> None:
    assert refusal(client, method, **args)["error"] == error


def test_bad_blocks_are_named_by_json_pointer(client: WebClient) -> None:
    blocks = [{"type": "divider"}, {"type": "header", "text": {"type": "plain_text", "text": ""}}]
    answer = refusal(client, "chat.postMessage", channel="C0HIRING", text="a", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/1/text/text]" in answer["response_metadata"]["messages"][0]


def test_bad_and_huge_views_are_refused(client: WebClient) -> None:
    no_submit = text_modal()
    del no_submit["submit"]
    answer = refusal(client, "views.open", view=no_submit, trigger_id="1.2")
    assert answer["error"] == "invalid_arguments"
    assert "json-pointer:/view" in answer["response_metadata"]["messages"][0]
    huge = text_modal(private_metadata="a" * 250_001)
    assert refusal(client, "views.open", view=huge, trigger_id="1.2")["error"] == "view_too_large"


def test_a_message_is_posted_changed_found_and_deleted(client: WebClient) -> None:
    key = metadata({"key": "p1"})
    blocks = buttons("go")
    ts = client.chat_postMessage(channel="C0HIRING", text="one", blocks=blocks, metadata=key)["ts"]
    changed = client.chat_update(channel="C0HIRING", ts=ts, text="two")
    assert changed["message"]["text"] == "two"
    assert "blocks" not in changed["message"]
    assert changed["message"]["edited"]["user"] == "U0PLUM"
    assert changed["message"]["metadata"] == key
    plain = client.conversations_history(channel="C0HIRING")["messages"]
    assert plain[0]["metadata"] == {"event_type": "posting"}
    full = client.conversations_history(channel="C0HIRING", include_all_metadata=True)
    assert full["messages"][0]["metadata"] == key
    cleared = client.chat_update(channel="C0HIRING", ts=ts, text="two", metadata={})
    assert "metadata" not in cleared["message"]
    link = client.chat_getPermalink(channel="C0HIRING", message_ts=ts)["permalink"]
    assert link.endswith(f"/C0HIRING/p{ts.replace('.', '')}")
    client.chat_delete(channel="C0HIRING", ts=ts)
    assert client.conversations_history(channel="C0HIRING")["messages"] == []


def test_an_update_takes_less_text_than_a_post(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0HIRING", text="a" * 4_001)["ts"]
    answer = refusal(client, "chat.update", channel="C0HIRING", ts=ts, text="a" * 4_001)
    assert answer["error"] == "msg_too_long"


def test_messages_of_others_cannot_be_changed(sandbox: Sandbox, client: WebClient) -> None:
    ts = sandbox.person("U0RHEA").message("C0HIRING", "mine").ts
    update = refusal(client, "chat.update", channel="C0HIRING", ts=ts, text="a")
    assert update["error"] == "cant_update_message"
    assert (
        refusal(client, "chat.delete", channel="C0HIRING", ts=ts)["error"] == "cant_delete_message"
    )


def test_an_ephemeral_cannot_be_updated_replied_to_or_found(client: WebClient) -> None:
    ts = client.chat_postEphemeral(channel="C0HIRING", user="U0RHEA", text="psst")["message_ts"]
    link = refusal(client, "chat.getPermalink", channel="C0HIRING", message_ts=ts)
    assert link["error"] == "message_not_found"
    update = refusal(client, "chat.update", channel="C0HIRING", ts=ts, text="a")
    assert update["error"] == "message_not_found"
    reply = refusal(client, "chat.postMessage", channel="C0HIRING", text="a", thread_ts=ts)
    assert reply["error"] == "cannot_reply_to_message"
    assert client.conversations_history(channel="C0HIRING")["messages"] == []


def test_a_thread_reads_oldest_first_and_by_page(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0HIRING", text="parent")["ts"]
    first = client.chat_postMessage(channel="C0HIRING", text="r1", thread_ts=parent)["ts"]
    client.chat_postMessage(channel="C0HIRING", text="r2", thread_ts=first, reply_broadcast=True)
    thread = client.conversations_replies(channel="C0HIRING", ts=parent)["messages"]
    assert [item["text"] for item in thread] == ["parent", "r1", "r2"]
    assert thread[0]["reply_count"] == 2
    assert thread[2]["subtype"] == "thread_broadcast"
    page = client.conversations_replies(channel="C0HIRING", ts=parent, limit=2)
    assert page["has_more"]
    rest = client.conversations_replies(
        channel="C0HIRING", ts=parent, cursor=page["response_metadata"]["next_cursor"]
    )
    assert [item["text"] for item in rest["messages"]] == ["r2"]
    top = client.conversations_history(channel="C0HIRING")["messages"]
    assert [item["text"] for item in top] == ["r2", "parent"]


def test_history_is_cut_at_oldest_and_latest(client: WebClient) -> None:
    times = [client.chat_postMessage(channel="C0HIRING", text=str(n))["ts"] for n in range(3)]
    newer = client.conversations_history(channel="C0HIRING", oldest=times[0])["messages"]
    assert [item["text"] for item in newer] == ["2", "1"]
    span = client.conversations_history(
        channel="C0HIRING", oldest=times[0], latest=times[1], inclusive=True
    )
    assert [item["text"] for item in span["messages"]] == ["1", "0"]


def test_a_parent_with_replies_leaves_a_tombstone(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0HIRING", text="secret")["ts"]
    client.chat_postMessage(channel="C0HIRING", text="r1", thread_ts=parent)
    client.chat_delete(channel="C0HIRING", ts=parent)
    shown = client.conversations_history(channel="C0HIRING")["messages"][0]
    assert (shown["subtype"], shown["text"]) == ("tombstone", "This message was deleted.")
    again = refusal(client, "chat.delete", channel="C0HIRING", ts=parent)
    assert again["error"] == "message_not_found"


def test_channels_and_people_carry_the_flags_that_guards_need(client: WebClient) -> None:
    shared = client.conversations_info(channel="C0LAUNCH", include_num_members=True)["channel"]
    assert (shared["is_ext_shared"], shared["is_private"], shared["num_members"]) == (True, True, 3)
    public = client.conversations_info(channel="C0GENERAL")["channel"]
    assert (public["is_private"], public["is_member"]) == (False, True)
    assert client.conversations_info(channel="C0OLD")["channel"]["is_archived"]
    assert client.users_info(user="U0GITA")["user"]["is_restricted"]
    assert client.users_info(user="U0STRA")["user"]["is_stranger"]
    assert client.users_info(user="U0GONE")["user"]["deleted"]
    people = client.conversations_members(channel="C0HIRING")["members"]
    assert people == ["U0HUGO", "U0INES", "U0PLUM", "U0RHEA"]
    groups = client.usergroups_list(include_users=True)["usergroups"]
    assert [(group["handle"], group["users"]) for group in groups] == [("recruiters", ["U0RHEA"])]
    assert client.usergroups_users_list(usergroup="S0TALENT")["users"] == ["U0RHEA"]
    assert client.auth_test()["user_id"] == "U0PLUM"


def test_direct_messages_open_once_and_take_posts_by_user_id(client: WebClient) -> None:
    opened = client.conversations_open(users="U0INES")["channel"]["id"]
    again = client.conversations_open(users="U0INES", return_im=True)["channel"]
    assert (again["id"], again["is_im"], again["user"]) == (opened, True, "U0INES")
    assert client.conversations_open(channel=opened)["channel"]["id"] == opened
    assert client.chat_postMessage(channel="U0INES", text="hello")["channel"] == opened


def test_a_scope_that_was_not_granted_is_named(client: WebClient) -> None:
    direct = client.conversations_open(users="U0INES")["channel"]["id"]
    answer = refusal(client, "conversations.info", channel=direct)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:read")
    assert "chat:write" in answer["provided"].split(",")


def test_a_public_channel_without_the_bot_can_be_seen_not_used(
    sandbox: Sandbox, client: WebClient
) -> None:
    assert sandbox.person("U0RHEA").leave_bot("general").ok
    assert client.conversations_info(channel="C0GENERAL")["channel"]["is_member"] is False
    post = refusal(client, "chat.postMessage", channel="C0GENERAL", text="a")
    assert post["error"] == "not_in_channel"
    read = refusal(client, "conversations.history", channel="C0GENERAL")
    assert read["error"] == "not_in_channel"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("xapp-sandbox-app", "auth.test", "not_allowed_token_type"),
        ("xoxb-sandbox-bot", "apps.connections.open", "not_allowed_token_type"),
        ("", "auth.test", "not_authed"),
    ],
)
def test_tokens_are_told_apart(sandbox: Sandbox, token: str, method: str, error: str) -> None:
    body = json.dumps({}).encode()
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(sandbox.api_url + method, body, headers)
    with urllib.request.urlopen(request) as response:
        assert json.loads(response.read())["error"] == error
        assert "chat:write" in response.headers["x-oauth-scopes"]


def test_a_form_is_read_like_json(sandbox: Sandbox) -> None:
    form = "token=xoxb-sandbox-bot&channel=C0HIRING&text=true&blocks=[]&unfurl_links=0"
    with urllib.request.urlopen(sandbox.api_url + "chat.postMessage", form.encode()) as response:
        assert json.loads(response.read())["message"]["text"] == "true"


def test_after_uninstalling_the_token_is_worth_nothing(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.uninstall()
    assert refusal(client, "auth.test")["error"] == "account_inactive"


def test_the_home_tab_is_published_and_guarded_by_its_hash(client: WebClient) -> None:
    first = client.views_publish(user_id="U0RHEA", view=HOME)["view"]
    second = client.views_publish(user_id="U0RHEA", view=HOME, hash=first["hash"])["view"]
    assert (first["id"], first["type"]) == (second["id"], "home")
    assert first["hash"] != second["hash"]
    stale = refusal(client, "views.publish", user_id="U0RHEA", view=HOME, hash=first["hash"])
    assert stale["error"] == "hash_conflict"


@pytest.fixture
def limited() -> Iterator[Sandbox]:
    with Sandbox(MANIFEST, pace=Pace(clock=lambda: 1_800_000_000.0)) as running:
        yield running


def test_rate_limits_bite_by_channel_and_by_method(limited: Sandbox) -> None:
    client = WebClient(limited.bot_token, base_url=limited.api_url, retry_handlers=[])
    for _ in range(4):  # the burst that a channel takes
        client.chat_postMessage(channel="C0HIRING", text="a")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0HIRING", text="a")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert client.chat_postMessage(channel="C0PANEL", text="a")["ok"]
    for _ in range(20):  # usergroups.list is of tier 2: 20 a minute
        client.usergroups_list()
    with pytest.raises(SlackApiError) as caught:
        client.usergroups_list()
    assert caught.value.response.headers["Retry-After"] == "60"


def test_ids_and_times_are_the_same_in_every_run(limited: Sandbox) -> None:
    client = WebClient(limited.bot_token, base_url=limited.api_url, retry_handlers=[])
    answers = [client.chat_postMessage(channel="C0HIRING", text="a")["ts"] for _ in range(2)]
    assert answers == ["1800000000.000000", "1800000000.000001"]


def test_scopes_come_from_the_manifest(tmp_path: Path) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    manifest["oauth_config"]["scopes"]["bot"] = ["commands"]
    narrow = tmp_path / "manifest.yml"
    narrow.write_text(yaml.safe_dump(manifest))
    with Sandbox(narrow) as sandbox:
        client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        answer = refusal(client, "chat.postMessage", channel="C0HIRING", text="a")
        # file_shared is subscribed, but files:read was not granted: nothing is even tried.
        sandbox.person("U0RHEA").message("hiring-ai", "", files=[("cv.pdf", b"1")])
        assert sandbox.events.unacked == 0
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "chat:write",
        "commands",
    )


def test_a_message_of_an_archived_channel_cannot_be_changed(
    sandbox: Sandbox, client: WebClient
) -> None:
    parent = client.chat_postMessage(channel="C0HIRING", text="a")["ts"]
    ts = client.chat_postMessage(channel="C0HIRING", text="a", thread_ts=parent)["ts"]
    link = client.chat_getPermalink(channel="C0HIRING", message_ts=ts)["permalink"]
    assert link.endswith(f"?thread_ts={parent}&cid=C0HIRING")
    sandbox.workspace.channels["C0HIRING"].is_archived = True
    answer = refusal(client, "chat.update", channel="C0HIRING", ts=ts, text="b")
    assert answer["error"] == "is_archived"


def test_a_reply_that_is_deleted_leaves_its_thread(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0HIRING", text="parent")["ts"]
    ts = client.chat_postMessage(channel="C0HIRING", text="reply", thread_ts=parent)["ts"]
    client.chat_delete(channel="C0HIRING", ts=ts)
    thread = client.conversations_replies(channel="C0HIRING", ts=parent)["messages"]
    assert [item["text"] for item in thread] == ["parent"]


def test_a_view_keeps_what_was_typed_in_fields_that_stay(
    sandbox: Sandbox, client: WebClient
) -> None:
    trigger = sandbox.workspace.new_trigger("U0RHEA")
    view = client.views_open(trigger_id=trigger, view=text_modal())["view"]
    modal = sandbox.workspace.sights["U0RHEA"].modals[0]
    modal.values = {"name": {"value": {"type": "plain_text_input", "value": "Ada"}}, "gone": {}}
    changed = client.views_update(view_id=view["id"], view=text_modal())["view"]
    assert changed["state"]["values"] == {
        "name": {"value": {"type": "plain_text_input", "value": "Ada"}}
    }
    client.views_update(view_id=view["id"], view=text_modal(external_id="x"))
    assert client.views_update(external_id="x", view=text_modal())["view"]["id"] == view["id"]


def test_waiting_for_what_does_not_come_says_so(sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError, match="not within"):
        sandbox.wait_until(lambda: False, 0.01)
    assert sandbox.signing_secret == "sandbox-signing-secret"


def test_a_fault_of_the_sandbox_itself_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with Sandbox(MANIFEST) as sandbox:
        client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        broken = sandbox.workspace.channels["C0HIRING"].messages
        broken["1.0"] = None  # type: ignore[assignment]
        with pytest.raises(SlackApiError):
            client.conversations_history(channel="C0HIRING")
    assert "Error on request" in caplog.text
