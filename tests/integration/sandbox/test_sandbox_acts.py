"""People act, the app hears Slack's own payloads, and its acks are shown to the person."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sandbox import Place, Sandbox
from tests.integration.sandbox.tiny_app import SILENCE, TinyApp, buttons, text_modal

Json = dict[str, Any]


def refusal(client: WebClient, method: str, **args: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=args)
    return str(caught.value.response["error"])


def open_modal(app: TinyApp, person_id: str = "U0RHEA", **view: Any) -> Json:
    assert app.sandbox.person(person_id).shortcut("new_candidate").ok
    trigger = app.heard_of("interactive")[-1]["trigger_id"]
    opened: Json = app.client.views_open(trigger_id=trigger, view=text_modal(**view))["view"]
    return opened


def notices(sandbox: Sandbox, person_id: str) -> list[str]:
    return [item["text"] for item in sandbox.person(person_id).sees()["notices"]]


# Commands ---------------------------------------------------------------------------------------


def test_a_command_arrives_in_slacks_shape(sandbox: Sandbox, app: TinyApp) -> None:
    outcome = sandbox.person("U0RHEA").command("#hiring-ai", "/hire cv for @hugo in #hiring-data")
    assert outcome.ok
    assert outcome.seconds is not None
    payload = app.heard_of("slash_commands")[0]
    assert payload["text"] == "cv for <@U0HUGO> in <#C0PANEL>"
    assert (payload["command"], payload["user_id"]) == ("/hire", "U0RHEA")
    assert (payload["channel_id"], payload["channel_name"]) == ("C0HIRING", "privategroup")
    assert payload["is_enterprise_install"] == "false"
    assert payload["response_url"].startswith(sandbox.url)


def test_the_ack_of_a_command_is_seen_by_its_sender_alone(sandbox: Sandbox, app: TinyApp) -> None:
    app.reply = lambda _envelope: {"text": "only you"}
    outcome = sandbox.person("U0RHEA").command("hiring-ai", "/hire help")
    seen = sandbox.person("U0RHEA").sees()
    assert [(m["text"], m["is_ephemeral"]) for m in seen["messages"]["C0HIRING"]] == [
        ("only you", True)
    ]
    assert seen["messages"]["C0HIRING"][0]["ts"] == outcome.ts
    assert seen["notifications"] == []
    assert sandbox.person("U0HUGO").sees()["messages"]["C0HIRING"] == []


def test_an_ack_in_channel_shows_the_command_too(sandbox: Sandbox, app: TinyApp) -> None:
    app.reply = lambda _envelope: {"text": "for all", "response_type": "in_channel"}
    sandbox.person("U0RHEA").command("hiring-ai", "/hire status")
    seen = sandbox.person("U0HUGO").sees()["messages"]["C0HIRING"]
    assert [(m["user"], m["text"]) for m in seen] == [
        ("U0RHEA", "/hire status"),
        ("U0PLUM", "for all"),
    ]


@pytest.mark.parametrize(
    ("channel", "line", "error"),
    [
        ("hiring-ai", "/hier", "/hier is not a valid command."),
        ("old-roles", "/hire", "is_archived"),
        ("hiring-data", "/hire", "channel_not_found"),
        ("nowhere", "/hire", "channel_not_found"),
    ],
)
def test_a_command_that_slack_would_not_send_is_not_sent(
    sandbox: Sandbox, app: TinyApp, channel: str, line: str, error: str
) -> None:
    person = "U0RHEA" if channel == "old-roles" else "U0INES"
    assert sandbox.person(person).command(channel, line).error == error
    assert app.heard_of("slash_commands") == []


def test_a_command_without_an_ack_times_out_in_sight(sandbox: Sandbox, app: TinyApp) -> None:
    app.reply = lambda _envelope: SILENCE
    outcome = sandbox.person("U0RHEA").command("hiring-ai", "/hire cv")
    text = '/hire failed with the error "operation_timeout"'
    assert (outcome.ok, outcome.seconds, outcome.error) == (False, None, text)
    assert notices(sandbox, "U0RHEA") == [text]
    assert notices(sandbox, "U0HUGO") == []


def test_a_command_without_an_app_fails_at_once(sandbox: Sandbox) -> None:
    outcome = sandbox.person("U0RHEA").command("hiring-ai", "/hire cv")
    assert outcome.error == '/hire failed with the error "dispatch_failed"'


def test_an_ack_that_slack_would_not_show_is_an_error(sandbox: Sandbox, app: TinyApp) -> None:
    app.reply = lambda _envelope: {"text": "a", "blocks": [{"type": "nonsense"}]}
    outcome = sandbox.person("U0RHEA").command("hiring-ai", "/hire cv")
    assert outcome.error == '/hire failed with the error "invalid_blocks"'


# Triggers ---------------------------------------------------------------------------------------


def test_a_trigger_opens_one_modal(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.person("U0RHEA").command("hiring-ai", "/hire")
    trigger = app.heard_of("slash_commands")[0]["trigger_id"]
    assert app.client.views_open(trigger_id=trigger, view=text_modal())["ok"]
    again = refusal(app.client, "views.open", trigger_id=trigger, view=text_modal())
    assert again == "exchanged_trigger_id"


def test_a_push_needs_a_modal_under_it(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.person("U0RHEA").command("hiring-ai", "/hire")
    trigger = app.heard_of("slash_commands")[0]["trigger_id"]
    push = refusal(app.client, "views.push", trigger_id=trigger, view=text_modal())
    assert push == "invalid_trigger_id"


# Modals -----------------------------------------------------------------------------------------


def test_a_submission_carries_state_values_and_closes_the_modal(
    sandbox: Sandbox, app: TinyApp
) -> None:
    view = open_modal(app, private_metadata="a1")
    rhea = sandbox.person("U0RHEA")
    assert rhea.submit(view["id"], {"name": {"value": "Ada"}}).ok
    payload = app.heard_of("interactive")[-1]
    assert payload["type"] == "view_submission"
    assert payload["response_urls"] == []
    assert payload["user"]["id"] == "U0RHEA"
    sent = payload["view"]
    assert (sent["id"], sent["private_metadata"], sent["hash"]) == (view["id"], "a1", view["hash"])
    assert sent["state"]["values"] == {
        "name": {"value": {"type": "plain_text_input", "value": "Ada"}}
    }
    assert rhea.sees()["modals"] == []


def test_slacks_client_stops_an_incomplete_form(sandbox: Sandbox, app: TinyApp) -> None:
    view = open_modal(app)
    rhea = sandbox.person("U0RHEA")
    before = len(app.heard)
    assert rhea.submit(view["id"]).error == "Please complete this required field."
    # 21 characters are one more than max_length of the field.
    long = rhea.submit(view["id"], {"name": {"value": "a" * 21}})
    assert long.error == "Please enter at most 20 characters."
    assert list(rhea.sees()["modals"][0]["errors"]) == ["name"]
    assert len(app.heard) == before


def test_errors_of_the_ack_stand_on_their_fields(sandbox: Sandbox, app: TinyApp) -> None:
    view = open_modal(app)
    app.reply = lambda _envelope: {"response_action": "errors", "errors": {"name": "Taken"}}
    outcome = sandbox.person("U0RHEA").submit(view["id"], {"name": {"value": "Ada"}})
    assert (outcome.ok, outcome.error) == (False, "Taken")
    (modal,) = sandbox.person("U0RHEA").sees()["modals"]
    assert (modal["errors"], modal["problem"]) == ({"name": "Taken"}, None)
    assert modal["state"]["values"]["name"]["value"]["value"] == "Ada"


@pytest.mark.parametrize(
    "body",
    [
        SILENCE,
        {"response_action": "errors", "errors": {"elsewhere": "a"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
        {"text": "a message is no answer to a form"},
    ],
)
def test_a_bad_ack_of_a_submission_shows_trouble(
    sandbox: Sandbox, app: TinyApp, body: Json
) -> None:
    view = open_modal(app)
    app.reply = lambda _envelope: body
    outcome = sandbox.person("U0RHEA").submit(view["id"], {"name": {"value": "Ada"}})
    text = "We had some trouble connecting. Try again?"
    assert (outcome.ok, outcome.error) == (False, text)
    assert sandbox.person("U0RHEA").sees()["modals"][0]["problem"] == text


def test_an_ack_updates_pushes_and_clears(sandbox: Sandbox, app: TinyApp) -> None:
    rhea = sandbox.person("U0RHEA")
    view = open_modal(app)
    values = {"name": {"value": "Ada"}}
    app.reply = lambda _envelope: {
        "response_action": "update",
        "view": text_modal(private_metadata="second"),
    }
    assert rhea.submit(view["id"], values).ok
    (modal,) = rhea.sees()["modals"]
    assert (modal["id"], modal["private_metadata"]) == (view["id"], "second")
    assert modal["hash"] != view["hash"]
    app.reply = lambda _envelope: {"response_action": "push", "view": text_modal()}
    assert rhea.submit(view["id"], values).ok
    pushed = rhea.sees()["modals"][1]
    assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view["id"], view["id"])
    assert rhea.submit(view["id"], values).error == "not_found"
    app.reply = lambda _envelope: {"response_action": "clear"}
    assert rhea.submit(pushed["id"], values).ok
    assert rhea.sees()["modals"] == []


def test_no_more_than_three_modals_are_stacked(sandbox: Sandbox, app: TinyApp) -> None:
    rhea = sandbox.person("U0RHEA")
    open_modal(app, blocks=buttons("more"))
    for _ in range(2):
        top = rhea.sees()["modals"][-1]["id"]
        assert rhea.press(Place.view(top), "row", "more").ok
        trigger = app.heard_of("interactive")[-1]["trigger_id"]
        app.client.views_push(trigger_id=trigger, view=text_modal(blocks=buttons("more")))
    top = rhea.sees()["modals"][-1]["id"]
    assert rhea.press(Place.view(top), "row", "more").ok
    trigger = app.heard_of("interactive")[-1]["trigger_id"]
    fourth = refusal(app.client, "views.push", trigger_id=trigger, view=text_modal())
    assert fourth == "push_limit_reached"


def test_a_view_is_updated_by_hash_and_by_external_id(sandbox: Sandbox, app: TinyApp) -> None:
    view = open_modal(app, external_id="form-1")
    changed = app.client.views_update(
        external_id="form-1", view=text_modal(external_id="form-1"), hash=view["hash"]
    )["view"]
    assert changed["id"] == view["id"]
    stale = refusal(
        app.client, "views.update", view_id=view["id"], view=text_modal(), hash=view["hash"]
    )
    assert stale == "hash_conflict"
    sandbox.person("U0HUGO").shortcut("new_candidate")
    trigger = app.heard_of("interactive")[-1]["trigger_id"]
    twice = refusal(
        app.client, "views.open", trigger_id=trigger, view=text_modal(external_id="form-1")
    )
    assert twice == "duplicate_external_id"


def test_closing_tells_the_app_if_it_asked(sandbox: Sandbox, app: TinyApp) -> None:
    rhea = sandbox.person("U0RHEA")
    view = open_modal(app)
    before = len(app.heard)
    assert rhea.close(view["id"]).ok
    assert len(app.heard) == before
    view = open_modal(app, notify_on_close=True, clear_on_close=True)
    assert rhea.close(view["id"]).seconds is not None
    payload = app.heard_of("interactive")[-1]
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", True)
    assert rhea.close(view["id"]).error == "not_found"


def test_a_submission_names_only_what_the_form_has(sandbox: Sandbox, app: TinyApp) -> None:
    option = {"text": {"type": "plain_text", "text": "Three"}, "value": "3"}
    select = {"type": "static_select", "action_id": "value", "options": [option]}
    label = {"type": "plain_text", "text": "Level"}
    level = {"type": "input", "block_id": "level", "label": label, "element": select}
    view = open_modal(app, blocks=[level])
    rhea = sandbox.person("U0RHEA")
    assert rhea.submit(view["id"], {"none": {"value": "3"}}).error == "element_not_found"
    assert rhea.submit(view["id"], {"level": {"value": "9"}}).error == "no_such_option"
    # The app closes the form under the person's hands; the ack then has nothing left to close.
    app.reply = lambda _envelope: sandbox.workspace.sights["U0RHEA"].modals.clear()
    assert rhea.submit(view["id"], {"level": {"value": "3"}}).ok


# Buttons ----------------------------------------------------------------------------------------


def test_a_press_on_a_message_arrives_whole(sandbox: Sandbox, app: TinyApp) -> None:
    parent = app.client.chat_postMessage(channel="C0HIRING", text="parent")["ts"]
    ts = app.client.chat_postMessage(
        channel="C0HIRING", text="press", thread_ts=parent, blocks=buttons("agree")
    )["ts"]
    assert sandbox.person("U0INES").press(Place.message("C0HIRING", ts), "row", "agree").ok
    payload = app.heard_of("interactive")[-1]
    assert payload["type"] == "block_actions"
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0HIRING",
        "is_ephemeral": False,
        "thread_ts": parent,
    }
    (action,) = payload["actions"]
    assert (action["block_id"], action["action_id"], action["type"]) == ("row", "agree", "button")
    assert payload["message"]["ts"] == ts
    assert payload["channel"] == {"id": "C0HIRING", "name": "privategroup"}


def test_a_select_on_a_message_is_remembered_in_its_state(sandbox: Sandbox, app: TinyApp) -> None:
    option = {"text": {"type": "plain_text", "text": "Three"}, "value": "3"}
    select = {"type": "static_select", "action_id": "level", "options": [option]}
    row = {
        "type": "actions",
        "block_id": "r",
        "elements": [select, *buttons("save")[0]["elements"]],
    }
    ts = app.client.chat_postMessage(channel="C0HIRING", text="a", blocks=[row])["ts"]
    place, ines = Place.message("C0HIRING", ts), sandbox.person("U0INES")
    assert ines.press(place, "r", "level", "9").error == "no_such_option"
    assert ines.press(place, "r", "level", "3").ok
    assert app.heard_of("interactive")[-1]["actions"][0]["selected_option"] == option
    assert ines.press(place, "r", "save").ok
    values = app.heard_of("interactive")[-1]["state"]["values"]
    assert values == {"r": {"level": {"type": "static_select", "selected_option": option}}}


def test_a_select_that_is_gone_is_forgotten(sandbox: Sandbox, app: TinyApp) -> None:
    option = {"text": {"type": "plain_text", "text": "Three"}, "value": "3"}
    select = {"type": "static_select", "action_id": "level", "options": [option]}
    date = {"type": "datepicker", "action_id": "level"}
    ts = ""
    for element in (select, date):
        row = {"type": "actions", "block_id": "r", "elements": [element]}
        if ts:
            app.client.chat_update(channel="C0HIRING", ts=ts, text="a", blocks=[row])
        else:
            ts = app.client.chat_postMessage(channel="C0HIRING", text="a", blocks=[row])["ts"]
        value = "3" if element is select else "2026-11-24"
        place = Place.message("C0HIRING", ts)
        assert sandbox.person("U0INES").press(place, "r", "level", value).ok
    values = app.heard_of("interactive")[-1]["state"]["values"]
    assert values == {"r": {"level": {"type": "datepicker", "selected_date": "2026-11-24"}}}


def test_a_press_nobody_answers_warns_the_person(sandbox: Sandbox, app: TinyApp) -> None:
    ts = app.client.chat_postMessage(channel="C0HIRING", text="a", blocks=buttons("go"))["ts"]
    app.reply = lambda _envelope: SILENCE
    outcome = sandbox.person("U0INES").press(Place.message("C0HIRING", ts), "row", "go")
    assert not outcome.ok
    assert notices(sandbox, "U0INES") == [outcome.error]
    app.reply = lambda _envelope: None
    view = open_modal(app, "U0INES", blocks=buttons("go"))
    app.reply = lambda _envelope: SILENCE
    outcome = sandbox.person("U0INES").press(Place.view(view["id"]), "row", "go")
    assert sandbox.person("U0INES").sees()["modals"][0]["problem"] == outcome.error


@pytest.mark.parametrize(
    ("place", "ids", "error"),
    [
        (Place.message("C0HIRING", "1.0"), ("row", "go"), "message_not_found"),
        (Place.view("V0NONE"), ("row", "go"), "not_found"),
        (Place.home(), ("row", "go"), "not_found"),
    ],
)
def test_what_is_not_there_cannot_be_pressed(
    sandbox: Sandbox, place: Place, ids: tuple[str, str], error: str
) -> None:
    assert sandbox.person("U0RHEA").press(place, *ids).error == error


def test_nobody_presses_what_they_cannot_see(sandbox: Sandbox, app: TinyApp) -> None:
    ts = app.client.chat_postMessage(channel="C0HIRING", text="a", blocks=buttons("go"))["ts"]
    toma = sandbox.person("U0TOMA").press(Place.message("C0HIRING", ts), "row", "go")
    assert toma.error == "message_not_found"
    rhea = sandbox.person("U0RHEA").press(Place.message("C0HIRING", ts), "row", "stop")
    assert rhea.error == "element_not_found"


def test_home_opens_and_its_buttons_work(sandbox: Sandbox, app: TinyApp) -> None:
    rhea = sandbox.person("U0RHEA")
    assert rhea.open_home().ok
    sandbox.wait_until(lambda: len(app.heard_of("app_home_opened")) == 1)
    assert "view" not in app.heard_of("app_home_opened")[0]
    view = {"type": "home", "blocks": buttons("open")}
    app.client.views_publish(user_id="U0RHEA", view=view)
    assert rhea.sees()["home"]["type"] == "home"
    assert sandbox.person("U0HUGO").sees()["home"] is None
    assert rhea.press(Place.home(), "row", "open").ok
    payload = app.heard_of("interactive")[-1]
    assert payload["view"]["type"] == "home"
    assert "channel" not in payload
    assert rhea.open_home().ok
    sandbox.wait_until(lambda: len(app.heard_of("app_home_opened")) == 2)
    assert app.heard_of("app_home_opened")[1]["view"]["type"] == "home"


def test_a_message_shortcut_carries_its_message(sandbox: Sandbox, app: TinyApp) -> None:
    ts = str(sandbox.person("U0HUGO").message("hiring-ai", "the CV", files=[("a.pdf", b"1")]).ts)
    assert sandbox.person("U0RHEA").message_shortcut("read_cv", "hiring-ai", ts).ok
    payload = app.heard_of("interactive")[-1]
    assert (payload["type"], payload["callback_id"]) == ("message_action", "read_cv")
    assert payload["message"]["files"][0]["name"] == "a.pdf"
    toma = sandbox.person("U0TOMA").message_shortcut("read_cv", "hiring-ai", ts)
    assert toma.error == "channel_not_found"
    rhea = sandbox.person("U0RHEA")
    assert rhea.message_shortcut("read_cv", "hiring-ai", "1.0").error == "message_not_found"
    assert rhea.message_shortcut("none", "hiring-ai", ts).error == "no_such_shortcut"
    assert rhea.shortcut("read_cv").error == "no_such_shortcut"
    app.reply = lambda _envelope: SILENCE
    failed = rhea.shortcut("new_candidate")
    assert failed.error == "New candidate: We had some trouble connecting. Try again?"


# response_url -----------------------------------------------------------------------------------


def test_a_response_url_answers_five_times(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.person("U0RHEA").command("talent-private", "/hire")
    hook = WebhookClient(app.heard_of("slash_commands")[0]["response_url"], retry_handlers=[])
    for number in range(5):
        assert hook.send(text=str(number)).status_code == 200
    last = hook.send(text="6")
    assert (last.status_code, "used_url" in last.body) == (404, True)
    seen = sandbox.person("U0RHEA").sees()["messages"]["C0QUIET"]
    assert [message["text"] for message in seen] == ["0", "1", "2", "3", "4"]
    assert sandbox.person("U0HUGO").sees()["messages"]["C0QUIET"] == []


def test_a_response_url_replaces_and_deletes_an_ephemeral(sandbox: Sandbox, app: TinyApp) -> None:
    rhea = sandbox.person("U0RHEA")
    ts = app.client.chat_postEphemeral(
        channel="C0HIRING", user="U0RHEA", text="a", blocks=buttons("go")
    )["message_ts"]
    assert rhea.press(Place.message("C0HIRING", ts), "row", "go").ok
    payload = app.heard_of("interactive")[-1]
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    hook = WebhookClient(payload["response_url"], retry_handlers=[])
    hook.send(text="done", replace_original=True)
    assert [m["text"] for m in rhea.sees()["messages"]["C0HIRING"]] == ["done"]
    hook.send(delete_original=True)
    assert rhea.sees()["messages"]["C0HIRING"] == []


def test_a_response_url_can_speak_to_all_and_refuses_nonsense(
    sandbox: Sandbox, app: TinyApp
) -> None:
    sandbox.person("U0RHEA").command("talent-private", "/hire")
    hook = WebhookClient(app.heard_of("slash_commands")[0]["response_url"], retry_handlers=[])
    bad = hook.send_dict({"text": "a", "colour": "red"})
    assert (bad.status_code, "invalid_payload" in bad.body) == (400, True)
    assert hook.send(text="").status_code == 400
    hook.send(text="for all", response_type="in_channel")
    assert sandbox.person("U0HUGO").sees()["messages"]["C0QUIET"][0]["text"] == "for all"


# Messages and channels --------------------------------------------------------------------------


def test_a_mention_reaches_the_app_where_it_is_a_member(sandbox: Sandbox, app: TinyApp) -> None:
    rhea = sandbox.person("U0RHEA")
    parent = app.client.chat_postMessage(channel="C0HIRING", text="parent")["ts"]
    rhea.message("talent-private", "@plumbline here?")
    rhea.message("hiring-ai", "@nobody in #nowhere")
    rhea.message("hiring-ai", "no mention")
    ts = rhea.message("hiring-ai", "@plumbline why 2?", thread_ts=parent).ts
    sandbox.wait_until(lambda: bool(app.heard_of("app_mention")))
    assert app.heard_of("app_mention") == [
        {
            "type": "app_mention",
            "user": "U0RHEA",
            "text": "<@U0PLUM> why 2?",
            "ts": ts,
            "channel": "C0HIRING",
            "event_ts": ts,
            "team": "T0PLUMB",
            "thread_ts": parent,
        }
    ]


def test_a_mention_with_a_file_carries_the_file(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.person("U0RHEA").message("hiring-ai", "@plumbline", files=[("cv.pdf", b"1")])
    sandbox.wait_until(lambda: bool(app.heard_of("app_mention")))
    assert app.heard_of("app_mention")[0]["files"][0]["name"] == "cv.pdf"


def test_the_bot_hears_of_joining_and_leaving(sandbox: Sandbox, app: TinyApp) -> None:
    hugo = sandbox.person("U0HUGO")
    assert hugo.invite_bot("talent-private").ok
    assert hugo.invite_bot("talent-private").error == "already_in_channel"
    assert hugo.leave_bot("talent-private").ok
    assert hugo.leave_bot("talent-private").error == "not_in_channel"
    assert hugo.leave_bot("general").ok
    sandbox.wait_until(lambda: bool(app.heard_of("channel_left")))
    joined = app.heard_of("member_joined_channel")[0]
    assert (joined["user"], joined["inviter"], joined["channel_type"]) == ("U0PLUM", "U0HUGO", "G")
    assert app.heard_of("group_left")[0]["channel"] == "C0QUIET"


def test_uninstalling_is_announced(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.uninstall()
    sandbox.wait_until(lambda: bool(app.heard_of("app_uninstalled")))
    assert app.heard_of("tokens_revoked")[0]["tokens"] == {"bot": ["U0PLUM"]}


def test_people_write_only_where_slack_lets_them(sandbox: Sandbox, client: WebClient) -> None:
    rhea = sandbox.person("U0RHEA")
    direct = client.conversations_open(users="U0RHEA")["channel"]["id"]
    assert rhea.message(direct, "hello").error == "read_only"
    assert rhea.message("old-roles", "hello").error == "is_archived"
    sandbox.workspace.channels["C0GENERAL"].members.discard("U0RHEA")
    assert rhea.message("general", "hello").error == "not_in_channel"
    assert rhea.read("general").ok
    assert rhea.message("hiring-ai", "").error == "no_text"
    assert sandbox.person("U0GITA").message("hiring-ai", "hello").error == "channel_not_found"


def test_people_delete_their_own_messages_only(sandbox: Sandbox, client: WebClient) -> None:
    rhea = sandbox.person("U0RHEA")
    ts = client.chat_postMessage(channel="C0HIRING", text="a")["ts"]
    assert rhea.delete_message("hiring-ai", ts).error == "cant_delete_message"
    assert rhea.delete_message("hiring-ai", "1.0").error == "message_not_found"
    psst = client.chat_postEphemeral(channel="C0HIRING", user="U0RHEA", text="a")["message_ts"]
    assert sandbox.person("U0HUGO").delete_message("hiring-ai", psst).error == "message_not_found"
    assert rhea.delete_message("hiring-ai", psst).ok


def test_nobody_acts_as_a_stranger(sandbox: Sandbox) -> None:
    with pytest.raises(KeyError):
        sandbox.person("U0STRA")
