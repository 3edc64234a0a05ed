"""What a server does not take is found out once, left out, and remembered."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm import wires
from bot.sandbox.model import ModelServer
from tests.integration.llm.parts import SCHEMA, asking, complaint, question


def bodies(server: ModelServer) -> list[dict[str, Any]]:
    return [call.body for call in server.calls]


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize("parameter", ["temperature", "service_tier"])
def test_a_refused_parameter_is_left_out_once_and_for_all(
    parameter: str, *, is_named: bool, wire: str, server: ModelServer
) -> None:
    server.fault("bad_parameter", times=None, parameter=parameter, is_named=is_named)

    with asking(server, wire=wire, temperature=0.0, tier="flex") as client:
        for _ in range(3):
            client.ask(question(), complaint)

    # One refusal, then three answers.
    assert [parameter in body for body in bodies(server)] == [True, False, False, False]
    kept = "service_tier" if parameter == "temperature" else "temperature"
    assert all(kept in body for body in bodies(server))


@pytest.mark.parametrize("parameter", ["prompt_cache_key", "safety_identifier"])
def test_courtesies_are_left_out_where_they_are_refused(
    parameter: str, server: ModelServer
) -> None:
    server.fault("bad_parameter", times=None, parameter=parameter)

    with asking(server) as client:
        client.ask(question(), complaint)

    assert [parameter in body for body in bodies(server)] == [True, False]


def test_that_nothing_may_be_stored_is_said_always_and_never_left_out(server: ModelServer) -> None:
    server.fault("bad_parameter", times=None, parameter="store")

    with asking(server) as client, pytest.raises(ModelError) as raised:
        client.ask(question(), complaint)

    assert raised.value.outcome is ModelOutcome.BAD_REQUEST
    assert [body["store"] for body in bodies(server)] == [False]


def test_the_limit_of_a_reply_goes_by_its_other_name_where_it_is_refused(
    server: ModelServer,
) -> None:
    server.fault("bad_parameter", times=None, parameter="max_tokens")

    with asking(server, wire="chat") as client:
        client.ask(question(), complaint)
        client.ask(question(), complaint)

    names = [[key for key in body if key.startswith("max_")] for body in bodies(server)]
    assert names == [["max_tokens"], ["max_completion_tokens"], ["max_completion_tokens"]]


@pytest.mark.parametrize(
    ("wire", "refused", "forms"),
    [
        ("responses", "text.format.schema", ["json_schema", "json_object", "json_object"]),
        ("responses", "text.format", ["json_schema", "json_object", None, None]),
        ("chat", "response_format.json_schema", ["json_schema", "json_object", "json_object"]),
        ("chat", "response_format", ["json_schema", "json_object", None, None]),
    ],
)
def test_the_ladder_falls_as_far_as_it_must_and_stays_there(
    wire: str, refused: str, forms: list[str | None], server: ModelServer
) -> None:
    server.fault("bad_parameter", times=None, parameter=refused)

    with asking(server, wire=wire) as client:
        client.ask(question(), complaint)
        reply = client.ask(question(), complaint)

    assert [form_of(body) for body in bodies(server)] == forms
    assert complaint(reply.texts[0]) is None


def form_of(body: dict[str, Any]) -> str | None:
    form = body.get("text", {}).get("format") or body.get("response_format") or {}
    return form.get("type")


def test_below_the_schema_the_instructions_hold_it(server: ModelServer) -> None:
    server.fault("bad_parameter", times=None, parameter="text.format.schema")

    with asking(server) as client:
        client.ask(question(), complaint)

    first, second = bodies(server)
    assert second["instructions"].startswith(first["instructions"])
    assert '"additionalProperties": false' in second["instructions"]
    assert first["text"]["format"]["schema"] == SCHEMA
    assert first["text"]["format"]["strict"] is True


def test_a_server_without_the_responses_wire_is_asked_on_the_other_from_then_on(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wires, "_OPENAI_HOSTS", ("127.0.0.1", ".api.openai.com"))
    server.fault("not_found", times=None, wire="responses")

    with asking(server, wire="auto") as client:
        client.ask(question(), complaint)
        client.ask(question(), complaint)

    paths = [call.path.removeprefix("/v1/") for call in server.calls]
    assert paths == ["responses", "chat/completions", "chat/completions"]


def test_a_model_that_does_not_exist_is_not_looked_for_on_the_other_wire(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wires, "_OPENAI_HOSTS", ("127.0.0.1", ".api.openai.com"))
    server.fault("model_not_found", times=None)

    with asking(server, wire="auto") as client, pytest.raises(ModelError) as raised:
        client.ask(question(), complaint)

    assert raised.value.outcome is ModelOutcome.BAD_REQUEST
    assert len(server.calls) == 1


def test_a_model_that_was_seen_to_think_gets_room_for_it() -> None:
    with ModelServer(reasoning_tokens=300) as server, asking(server) as client:
        client.ask(question(), complaint)
        client.ask(question(), complaint)

        assert [body["max_output_tokens"] for body in bodies(server)] == [2000, 8000]


def test_a_model_that_is_known_to_think_gets_room_at_once(server: ModelServer) -> None:
    with asking(server, model="gpt-6-terra") as client:
        client.ask(question(), complaint)

    assert bodies(server)[0]["max_output_tokens"] == 8000
