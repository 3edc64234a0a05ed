"""What the API refuses, the server refuses, in errors that the SDK understands."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import openai
import pytest
from openai import OpenAI

from bot.sandbox.model import ModelServer, scripted
from tests.integration.sandbox_model.conftest import WIRES, Wire, ask, body
from tests.unit.sandbox_model.samples import reading_schema

both_wires = pytest.mark.parametrize("wire", WIRES)


@both_wires
def test_an_unknown_parameter_is_named(client: OpenAI, server: ModelServer, wire: Wire) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, wire, extra_body={"beam_width": 4})
    assert (caught.value.param, caught.value.code) == ("beam_width", "unknown_parameter")
    assert caught.value.type == "invalid_request_error"
    assert caught.value.request_id is not None
    assert len(server.calls) == 1
    assert server.calls[0].prompt_tokens == 0


@both_wires
def test_streaming_is_off(client: OpenAI, wire: Wire) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, wire, stream=True)
    assert caught.value.param == "stream"


def formats(wire: Wire, schema: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    named = {"name": "reading", "schema": schema, "strict": strict}
    if wire == "responses":
        return {"text": {"format": {"type": "json_schema", **named}}}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


@both_wires
def test_a_schema_outside_the_strict_part_is_refused_only_when_strict(
    client: OpenAI, wire: Wire
) -> None:
    open_schema = reading_schema() | {"additionalProperties": True}
    with pytest.raises(openai.BadRequestError, match="additionalProperties") as caught:
        ask(client, wire, **formats(wire, open_schema, strict=True))
    param = {"responses": "text.format.schema", "chat": "response_format"}[wire]
    assert (caught.value.param, caught.value.code) == (param, "invalid_json_schema")
    ask(client, wire, **formats(wire, open_schema, strict=False))


@both_wires
def test_a_json_object_must_be_spoken_of(client: OpenAI, wire: Wire) -> None:
    changes: dict[str, Any] = {"text": {"format": {"type": "json_object"}}}
    param = "text.format"
    if wire == "chat":
        changes, param = {"response_format": {"type": "json_object"}}, "response_format"
    with pytest.raises(openai.BadRequestError, match="'json'") as caught:
        ask(client, wire, **changes)
    assert caught.value.param == param


def test_no_key_and_a_bad_key_are_refused(client: OpenAI) -> None:
    # No client of HTTP sends a key that is empty: "Bearer " is no header.
    for sent, code in (("Bearer bad", "invalid_api_key"), ("Bearer", None), ("Basic a", None)):
        headers = {"Authorization": sent}
        for wire in WIRES:
            with pytest.raises(openai.AuthenticationError) as caught:
                ask(client, wire, extra_headers=headers)
            assert caught.value.code == code
        with pytest.raises(openai.AuthenticationError):
            client.models.list(extra_headers=headers)


def test_other_addresses_and_methods_do_not_exist(client: OpenAI, server: ModelServer) -> None:
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="m", input="a")
    with pytest.raises(openai.APIStatusError) as caught:
        client.get("/responses", cast_to=object)
    assert caught.value.status_code == 405
    assert server.calls == ()


@pytest.mark.parametrize("sent", [b"", b"{", b"[1]", b"null", b'"a"'])
def test_a_body_that_is_no_object_is_refused(server: ModelServer, sent: bytes) -> None:
    headers = {"Content-Type": "application/json", "Authorization": "Bearer k"}
    request = urllib.request.Request(f"{server.base_url}/responses", sent, headers)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=5)
    with caught.value:
        assert caught.value.code == 400
        assert b"could not parse" in caught.value.read()
    assert [call.body for call in server.calls] == [{}]


def test_a_fault_does_not_hide_a_request_that_would_be_refused(
    client: OpenAI, server: ModelServer
) -> None:
    planted = server.fault("server_error")
    with pytest.raises(openai.BadRequestError):
        ask(client, "chat", seed="x")
    assert planted.fired == 0


@both_wires
def test_a_script_that_has_ended_is_no_error_to_try_again(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    server.brain = scripted(["{}"])
    ask(client, wire)
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, wire)
    assert caught.value.code == "script_ended"
    assert [call.body for call in server.calls] == [body(wire)] * 2
