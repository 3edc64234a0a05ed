"""The page's API: acts in, and out only what this person may see."""

from __future__ import annotations

import base64
import http.client
import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from bot.sandbox import Sandbox
from tests.integration.sandbox.tiny_app import TinyApp, buttons, text_modal

Json = dict[str, Any]


def get(sandbox: Sandbox, path: str, **headers: str) -> Json:
    request = urllib.request.Request(sandbox.url + path, headers=headers)
    with urllib.request.urlopen(request) as response:
        answer: Json = json.loads(response.read())
        return answer


def post(sandbox: Sandbox, path: str, body: object, **headers: str) -> Json:
    headers = {"Content-Type": "application/json"} | headers
    request = urllib.request.Request(sandbox.url + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as response:
        answer: Json = json.loads(response.read())
        return answer


def act(sandbox: Sandbox, user_id: str, do: str, **fields: Any) -> Json:
    return post(sandbox, "/sandbox/act", {"as": user_id, "do": do, **fields})


def status_of(sandbox: Sandbox, path: str, body: object = None, **headers: str) -> int:
    def ask() -> Json:
        if body is None:
            return get(sandbox, path, **headers)
        return post(sandbox, path, body, **headers)

    with pytest.raises(urllib.error.HTTPError) as caught:
        ask()
    caught.value.close()
    return caught.value.code


def test_the_state_has_everything_that_the_page_draws(sandbox: Sandbox) -> None:
    state = get(sandbox, "/sandbox/state?as=U0RHEA")
    assert state["me"]["avatar"] == "RL"
    assert [person["id"] for person in state["people"]] == [
        "U0RHEA",
        "U0HUGO",
        "U0INES",
        "U0TOMA",
        "U0GITA",
    ]
    assert (state["bot"]["connected"], state["bot"]["name"]) == (False, "Plumbline")
    assert state["commands"][0]["command"] == "/hire"
    assert {item["type"] for item in state["shortcuts"]} == {"global", "message"}
    flags = {c["name"]: (c["is_ext_shared"], c["is_archived"]) for c in state["channels"]}
    assert (flags["launch"], flags["old-roles"]) == ((True, False), (False, True))


def test_nobody_sees_what_is_not_theirs(sandbox: Sandbox, app: TinyApp) -> None:
    client = app.client
    client.chat_postMessage(channel="C0HIRING", text="canary-private")
    client.chat_postEphemeral(channel="C0GENERAL", user="U0RHEA", text="canary-ephemeral")
    client.chat_postMessage(channel="U0RHEA", text="canary-direct")
    client.views_publish(user_id="U0RHEA", view={"type": "home", "blocks": buttons("canary-home")})
    sandbox.person("U0RHEA").message("talent-private", "canary-quiet")
    sandbox.person("U0RHEA").command("general", "/canary-notice")
    sandbox.person("U0RHEA").shortcut("new_candidate")
    trigger = app.heard_of("interactive")[0]["trigger_id"]
    client.views_open(trigger_id=trigger, view=text_modal(private_metadata="canary-modal"))
    assert json.dumps(get(sandbox, "/sandbox/state?as=U0RHEA")).count("canary-") >= 7
    for person in ("U0TOMA", "U0GITA"):
        assert "canary-" not in json.dumps(get(sandbox, f"/sandbox/state?as={person}"))
    assert status_of(sandbox, "/sandbox/state?as=U0STRA") == 403
    assert status_of(sandbox, "/sandbox/state") == 403


def test_notifications_show_blocks_on_desktops_and_text_on_phones(
    sandbox: Sandbox, app: TinyApp
) -> None:
    ts = app.client.chat_postMessage(
        channel="C0HIRING", text="on a phone", blocks=buttons("on-a-desktop")
    )["ts"]
    app.client.chat_update(channel="C0HIRING", ts=ts, text="edited")
    assert get(sandbox, "/sandbox/state?as=U0HUGO")["notifications"] == [
        {"channel": "C0HIRING", "ts": ts, "desktop": "on-a-desktop", "mobile": "on a phone"}
    ]


def test_unread_goes_down_when_read(sandbox: Sandbox, app: TinyApp) -> None:
    app.client.chat_postMessage(channel="C0HIRING", text="a")

    def unread() -> int:
        channels = get(sandbox, "/sandbox/state?as=U0RHEA")["channels"]
        return int(next(c["unread"] for c in channels if c["id"] == "C0HIRING"))

    assert unread() == 1
    assert act(sandbox, "U0RHEA", "read", channel="C0HIRING")["ok"]
    assert unread() == 0


def test_every_act_of_the_page_works(sandbox: Sandbox, app: TinyApp) -> None:
    cv = {"name": "cv.txt", "base64": base64.b64encode(b"text").decode()}
    said = act(sandbox, "U0RHEA", "message", channel="C0HIRING", text="a", files=[cv])
    assert said["ok"]
    assert act(sandbox, "U0RHEA", "command", channel="C0HIRING", text="/hire cv")["seconds"] > 0
    assert act(sandbox, "U0RHEA", "open_home")["ok"]
    where = {"channel": "C0HIRING", "ts": said["ts"]}
    assert act(sandbox, "U0RHEA", "message_shortcut", callback_id="read_cv", **where)["ok"]
    assert act(sandbox, "U0RHEA", "shortcut", callback_id="new_candidate")["ok"]
    trigger = app.heard_of("interactive")[-1]["trigger_id"]
    field = {"type": "file_input", "action_id": "file", "max_files": 1}
    blocks = [*text_modal()["blocks"], *buttons("more")]
    label = {"type": "plain_text", "text": "CV"}
    blocks.append({"type": "input", "block_id": "cv", "label": label, "element": field})
    view = app.client.views_open(trigger_id=trigger, view=text_modal(blocks=blocks))["view"]["id"]
    pressed = {"container": {"view_id": view}, "block_id": "row", "action_id": "more"}
    assert act(sandbox, "U0RHEA", "press", **pressed)["ok"]
    values = {"name": {"value": "Ada"}, "cv": {"file": [cv]}}
    assert act(sandbox, "U0RHEA", "submit", view_id=view, values=values)["ok"]
    assert act(sandbox, "U0RHEA", "close", view_id=view)["error"] == "not_found"
    app.client.views_publish(user_id="U0RHEA", view={"type": "home", "blocks": buttons("x")})
    at_home = {"container": {"home": True}, "block_id": "row", "action_id": "x"}
    assert act(sandbox, "U0RHEA", "press", **at_home)["ok"]
    ts = app.client.chat_postMessage(channel="C0HIRING", text="a", blocks=buttons("x"))["ts"]
    on_message = {"container": {"channel": "C0HIRING", "message_ts": ts}}
    assert act(sandbox, "U0RHEA", "press", **(at_home | on_message))["ok"]
    assert act(sandbox, "U0RHEA", "delete_message", **where)["ok"]
    assert act(sandbox, "U0RHEA", "invite_bot", channel="C0QUIET")["ok"]
    assert act(sandbox, "U0RHEA", "leave_bot", channel="C0QUIET")["ok"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/sandbox/act", {"as": "U0RHEA", "do": "dance"}, 400),
        ("/sandbox/act", {"as": "U0RHEA", "do": "message"}, 400),
        ("/sandbox/act", {"as": "U0PLUM", "do": "open_home"}, 403),
        ("/sandbox/act", [], 400),
        ("/sandbox/faults", {"add": {"effect": "dance"}}, 400),
        ("/sandbox/faults", {"add": {"colour": "red"}}, 400),
        ("/sandbox/state", {}, 405),
        ("/sandbox/none", {}, 404),
        ("/none", {}, 404),
        ("/page/none.js", None, 404),
        ("/page/index.py", None, 404),
        ("/sandbox/files/F0?as=U0RHEA", None, 404),
        ("/files-pri/T-F0/download/a", None, 404),
    ],
)
def test_what_makes_no_sense_is_refused(
    sandbox: Sandbox, path: str, body: object, status: int
) -> None:
    assert status_of(sandbox, path, body) == status


def test_bad_base64_is_refused(sandbox: Sandbox) -> None:
    files = [{"name": "a", "base64": "%"}]
    body = {"as": "U0RHEA", "do": "message", "channel": "C0HIRING", "files": files}
    assert status_of(sandbox, "/sandbox/act", body) == 400


def test_another_site_can_neither_look_nor_act(sandbox: Sandbox) -> None:
    evil = {"Origin": "http://evil.example"}
    assert status_of(sandbox, "/sandbox/state?as=U0RHEA", **evil) == 403
    own = {"Origin": sandbox.url}
    assert get(sandbox, "/sandbox/state?as=U0RHEA", **own)["me"]["id"] == "U0RHEA"


def test_faults_are_planted_counted_and_cleared(sandbox: Sandbox) -> None:
    rule = {"effect": "error", "method": "auth.test", "error": "fatal_error", "times": 2}
    planted = post(sandbox, "/sandbox/faults", {"add": rule})["faults"]
    assert (planted[0]["effect"], planted[0]["fired"]) == ("error", 0)
    assert get(sandbox, "/api/auth.test")["error"] == "fatal_error"
    assert get(sandbox, "/sandbox/state?as=U0RHEA")["faults"][0]["fired"] == 1
    assert post(sandbox, "/sandbox/faults", {"clear": True})["faults"] == []


def test_changes_stream_only_what_concerns_the_person(sandbox: Sandbox, app: TinyApp) -> None:
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=5)
    connection.request("GET", "/sandbox/changes?as=U0TOMA")
    stream = connection.getresponse()
    assert stream.getheader("Content-Type", "").startswith("text/event-stream")
    first = json.loads(stream.readline().removeprefix(b"data: "))["revision"]
    stream.readline()
    app.client.chat_postMessage(channel="C0HIRING", text="not for Tomás")
    app.client.chat_postMessage(channel="C0PANEL", text="for Tomás")
    assert json.loads(stream.readline().removeprefix(b"data: "))["revision"] == first + 1
    connection.close()


def test_the_page_is_served(sandbox: Sandbox) -> None:
    with urllib.request.urlopen(sandbox.url + "/") as response:
        assert response.headers.get_content_type() == "text/html"
    with urllib.request.urlopen(sandbox.url + "/page/app.js") as response:
        assert response.headers.get_content_type() == "text/javascript"
