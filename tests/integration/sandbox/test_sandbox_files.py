"""Files go both ways, and only to those who may have them."""

from __future__ import annotations

import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from tests.integration.sandbox.tiny_app import TinyApp, text_modal

PDF = b"%PDF-1.4 invented"
FILE_FIELD = {
    "type": "input",
    "block_id": "cv",
    "label": {"type": "plain_text", "text": "CV"},
    "element": {
        "type": "file_input",
        "action_id": "file",
        "max_files": 1,
        "filetypes": ["pdf", "docx"],
    },
}


def download(url: str, token: str | None) -> tuple[str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
        return response.headers.get_content_type(), response.read()


def error_of(client: WebClient, method: str, **args: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=args)
    return str(caught.value.response["error"])


def test_a_shared_file_is_announced_by_ids_only(
    sandbox: Sandbox, client: WebClient, app: TinyApp
) -> None:
    ts = sandbox.person("U0RHEA").message("hiring-ai", "", files=[("cv.pdf", PDF)]).ts
    sandbox.wait_until(lambda: bool(app.heard_of("file_shared")))
    event = app.heard_of("file_shared")[0]
    assert "cv.pdf" not in str(event)
    assert (event["channel_id"], event["user_id"], event["event_ts"]) == ("C0HIRING", "U0RHEA", ts)
    file = client.files_info(file=event["file_id"])["file"]
    assert (file["name"], file["size"], file["filetype"]) == ("cv.pdf", len(PDF), "pdf")
    assert (file["channels"], file["groups"], file["ims"]) == ([], ["C0HIRING"], [])
    url = file["url_private_download"]
    assert download(url, sandbox.bot_token) == ("application/pdf", PDF)
    assert download(file["url_private"], sandbox.bot_token)[1] == PDF
    message = client.conversations_history(channel="C0HIRING")["messages"][0]
    assert (message["subtype"], message["files"][0]["id"]) == ("file_share", event["file_id"])


def test_a_permalink_opens_the_file_for_those_who_may_see_it(
    sandbox: Sandbox, client: WebClient
) -> None:
    sandbox.person("U0RHEA").message("hiring-ai", "", files=[("cv.pdf", PDF)])
    sandbox.person("U0RHEA").message("hiring-ai", "", files=[("cv.html", b"<p>x")])
    shared = {
        file["name"]: file["permalink"]
        for message in client.conversations_history(channel="C0HIRING")["messages"]
        for file in message.get("files", [])
    }
    link = shared["cv.pdf"]

    assert link.startswith(f"{sandbox.url}/files/U0RHEA/F")
    assert download(f"{link}?as=U0HUGO", None) == ("application/pdf", PDF)
    for stranger in ("?as=U0GITA", "?as=nobody", ""):
        with pytest.raises(HTTPError, match="404") as refused:
            urllib.request.urlopen(f"{link}{stranger}")
        assert b"you cannot see it" in refused.value.read()
    with urllib.request.urlopen(f"{shared['cv.html']}?as=U0HUGO") as page:
        assert page.headers["Content-Security-Policy"] == "sandbox"  # it runs nothing here


@pytest.mark.parametrize("token", [None, "xoxb-wrong"])
def test_a_download_without_the_token_gets_a_sign_in_page(
    sandbox: Sandbox, client: WebClient, token: str | None
) -> None:
    sandbox.person("U0RHEA").message("hiring-ai", "", files=[("cv.pdf", PDF)])
    (file,) = client.conversations_history(channel="C0HIRING")["messages"][0]["files"]
    kind, body = download(file["url_private_download"], token)
    assert kind == "text/html"
    assert body.startswith(b"<!DOCTYPE html>")


def test_a_file_of_a_channel_without_the_bot_stays_closed(
    sandbox: Sandbox, client: WebClient, app: TinyApp
) -> None:
    rhea = sandbox.person("U0RHEA")
    rhea.message("talent-private", "", files=[("cv.pdf", PDF)])
    (file_id,) = sandbox.workspace.files
    assert error_of(client, "files.info", file=file_id) == "file_not_found"
    url = sandbox.workspace.files[file_id].url
    assert download(url, sandbox.bot_token)[0] == "text/html"
    rhea.message("hiring-ai", "", files=[("other.pdf", PDF)])
    sandbox.wait_until(lambda: bool(app.heard_of("file_shared")))
    assert [event["channel_id"] for event in app.heard_of("file_shared")] == ["C0HIRING"]
    assert rhea.invite_bot("talent-private").ok
    assert client.files_info(file=file_id)["ok"]


def test_a_file_shared_only_in_a_deleted_message_is_closed_again(
    sandbox: Sandbox, client: WebClient
) -> None:
    rhea = sandbox.person("U0RHEA")
    ts = rhea.message("hiring-ai", "", files=[("cv.pdf", PDF)]).ts
    (file_id,) = sandbox.workspace.files
    assert rhea.delete_message("hiring-ai", str(ts)).ok
    assert error_of(client, "files.info", file=file_id) == "file_not_found"


def test_the_sdk_uploads_a_file_into_a_thread(sandbox: Sandbox, client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0HIRING", text="parent")["ts"]
    answer = client.files_upload_v2(
        channel="C0HIRING",
        thread_ts=parent,
        initial_comment="the list",
        filename="list.csv",
        content="a,b\n1,2\n",
    )
    file_id = answer["files"][0]["id"]
    reply = client.conversations_replies(channel="C0HIRING", ts=parent)["messages"][1]
    assert (reply["text"], reply["files"][0]["id"]) == ("the list", file_id)
    seen = sandbox.person("U0INES").sees()["messages"]["C0HIRING"][1]["files"][0]
    with urllib.request.urlopen(sandbox.url + seen["content_url"]) as response:
        assert response.read() == b"a,b\n1,2\n"
    client.files_delete(file=file_id)
    assert error_of(client, "files.info", file=file_id) == "file_not_found"


def test_the_bot_deletes_no_file_of_others(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.person("U0RHEA").message("hiring-ai", "", files=[("cv.pdf", PDF)])
    (file_id,) = sandbox.workspace.files
    assert error_of(client, "files.delete", file=file_id) == "cant_delete_file"


def test_an_upload_of_another_length_is_refused(sandbox: Sandbox, client: WebClient) -> None:
    announced = client.files_getUploadURLExternal(filename="a.txt", length=5)
    with pytest.raises(urllib.request.HTTPError) as caught:
        urllib.request.urlopen(announced["upload_url"], b"toolong")
    caught.value.close()
    assert caught.value.code == 400
    listed = [{"id": announced["file_id"]}]
    error = error_of(client, "files.completeUploadExternal", files=listed)
    assert error == "file_upload_size_restricted"
    assert error_of(client, "files.completeUploadExternal", files=[]) == "invalid_arguments"
    assert error_of(client, "files.completeUploadExternal", files=[{"id": "F9"}]) == (
        "file_not_found"
    )
    error = error_of(client, "files.getUploadURLExternal", filename="a.txt", length=0)
    assert error == "invalid_arguments"
    assert sandbox.workspace.files == {}


def test_a_file_of_the_apps_own_modal_can_be_read(sandbox: Sandbox) -> None:
    view = text_modal(blocks=[FILE_FIELD])
    rhea = sandbox.person("U0RHEA")
    with TinyApp(sandbox) as app:
        rhea.shortcut("new_candidate")
        trigger = app.heard_of("interactive")[0]["trigger_id"]
        view_id = app.client.views_open(trigger_id=trigger, view=view)["view"]["id"]
        wrong = rhea.submit(view_id, {"cv": {"file": [{"name": "a.exe", "content": b"MZ"}]}})
        assert wrong.error == "This file type can't be uploaded here."
        two = [{"name": name, "content": PDF} for name in ("a.pdf", "b.pdf")]
        assert rhea.submit(view_id, {"cv": {"file": two}}).error == "You can upload up to 1 file."
        assert rhea.submit(view_id, {"cv": {"file": ["F0NONE"]}}).error == "file_not_found"
        assert rhea.submit(view_id, {"cv": {"file": two[:1]}}).ok
        state = app.heard_of("interactive")[-1]["view"]["state"]["values"]["cv"]["file"]
        file_id = state["files"][0]["id"]
        assert app.client.files_info(file=file_id)["file"]["name"] == "a.pdf"
        url = state["files"][0]["url_private_download"]
        assert download(url, sandbox.bot_token)[1] == PDF
    assert sandbox.person("U0HUGO").sees()["messages"]["C0HIRING"] == []


def test_only_those_who_may_look_get_a_file_from_the_page(sandbox: Sandbox) -> None:
    sandbox.person("U0RHEA").message("hiring-ai", "", files=[("cv.pdf", PDF)])
    (file_id,) = sandbox.workspace.files
    url = f"{sandbox.url}/sandbox/files/{file_id}?as="
    assert download(url + "U0INES", None) == ("application/pdf", PDF)
    for stranger in ("U0TOMA", "U0STRA"):
        with pytest.raises(urllib.request.HTTPError) as caught:
            urllib.request.urlopen(url + stranger)
        caught.value.close()
        assert caught.value.code in {403, 404}


@pytest.mark.parametrize("named_by", ["id", "url"])
def test_a_picture_in_a_message_is_a_file_that_was_shared(
    sandbox: Sandbox, client: WebClient, named_by: str
) -> None:
    """As Slack says it: `invalid slack file [json-pointer:/blocks/0/slack_file]`."""
    rhea = sandbox.person("U0RHEA")
    for channel, name in [
        ("hiring-ai", "a.png"),
        ("hiring-ai", "cv.pdf"),
        ("talent-private", "b.png"),
    ]:
        assert rhea.message(channel, "", files=[(name, b"bytes")]).ok
    shared, no_picture, not_for_the_bot = sandbox.workspace.files.values()
    shared_nowhere = client.files_upload_v2(filename="c.png", content="bytes")["files"][0]["id"]

    def block(file_id: str) -> dict[str, Any]:
        file = sandbox.workspace.files.get(file_id)
        url = file.as_slack()["url_private"] if file else f"{sandbox.url}/files-pri/{file_id}/a.png"
        named = {"id": file_id} if named_by == "id" else {"url": url}
        return {"type": "image", "alt_text": "A chart", "slack_file": named}

    def post(file_id: str) -> str:
        blocks = [{"type": "context", "elements": [block(file_id)]}]
        return error_of(client, "chat.postMessage", channel="C0HIRING", text="a", blocks=blocks)

    assert client.chat_postMessage(channel="C0HIRING", text="a", blocks=[block(shared.id)])["ok"]
    for file_id in (no_picture.id, not_for_the_bot.id, shared_nowhere, "F0NONE"):
        assert post(file_id) == "invalid_blocks"
    home = {"type": "home", "blocks": [block(shared_nowhere)]}
    assert error_of(client, "views.publish", user_id="U0RHEA", view=home) == "invalid_arguments"
