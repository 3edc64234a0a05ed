"""Every fault is seen through the SDK as what it is, on both wires, and then it is over."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai
import pytest
from openai import OpenAI

from bot.sandbox.model import KINDS, ModelServer, honest
from bot.sandbox.model.damage import GERMAN
from bot.sandbox.model.faults import TEXTS
from tests.integration.sandbox_model.conftest import WIRES, Wire, ask, body, raw, text_of
from tests.unit.sandbox_model.samples import CV, KEYS, prompt

both_wires = pytest.mark.parametrize("wire", WIRES)
GOOD = honest(prompt())

STATUS: dict[str, tuple[type[openai.APIStatusError], int, str | None]] = {
    "bad_request": (openai.BadRequestError, 400, None),
    "context_length": (openai.BadRequestError, 400, "context_length_exceeded"),
    "prompt_filter": (openai.BadRequestError, 400, "content_filter"),
    "authentication": (openai.AuthenticationError, 401, "invalid_api_key"),
    "permission": (openai.PermissionDeniedError, 403, "unsupported_country_region_territory"),
    "not_found": (openai.NotFoundError, 404, None),
    "model_not_found": (openai.NotFoundError, 404, "model_not_found"),
    "request_timeout": (openai.APIStatusError, 408, None),
    "conflict": (openai.ConflictError, 409, None),
    "rate_limited": (openai.RateLimitError, 429, "rate_limit_exceeded"),
    "resource_unavailable": (openai.RateLimitError, 429, "resource_unavailable"),
    "insufficient_quota": (openai.RateLimitError, 429, "insufficient_quota"),
    "server_error": (openai.InternalServerError, 500, None),
    "bad_gateway": (openai.InternalServerError, 502, None),
    "overloaded": (openai.InternalServerError, 503, None),
}


@both_wires
def test_a_refusal_of_the_api_is_the_sdks_own_exception(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    for kind, (error, status, code) in STATUS.items():
        planted = server.fault(kind)
        with pytest.raises(error) as caught:
            ask(client, wire)
        assert (caught.value.status_code, caught.value.code) == (status, code), kind
        assert planted.fired == 1
    assert text_of(ask(client, wire)) == GOOD
    assert [call.fault for call in server.calls] == [*STATUS, None]
    assert [call.output_tokens > 0 for call in server.calls] == [False] * len(STATUS) + [True]


@pytest.mark.parametrize(
    ("kind", "leak"),
    [("bad_request", CV[-1]), ("prompt_filter", CV[-1]), ("authentication", "sk-test")],
)
def test_the_api_repeats_what_a_client_must_not(
    client: OpenAI, server: ModelServer, kind: str, leak: str
) -> None:
    server.fault(kind)
    with pytest.raises(openai.APIStatusError, match=leak):
        ask(client, "responses")


# Retry-After ----------------------------------------------------------------------------------

WAITS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "retry-after", "1"),
    ({"form": "seconds", "seconds": 300}, "retry-after", "300"),
    ({"form": "ms", "seconds": 0.25}, "retry-after-ms", "250"),
    ({"form": "junk"}, "retry-after", "soon"),
    ({"form": "none"}, "", ""),
]


def test_a_wait_is_said_in_the_form_that_was_asked_for(client: OpenAI, server: ModelServer) -> None:
    for kind in ("rate_limited", "overloaded"):
        for options, header, value in WAITS:
            server.fault(kind, **options)
            with pytest.raises(openai.APIStatusError) as caught:
                ask(client, "chat")
            headers = caught.value.response.headers
            said = {name: headers[name] for name in headers if name.startswith("retry-after")}
            assert said == ({header: value} if value else {})


def test_a_wait_as_a_date_counts_from_the_servers_clock() -> None:
    noon = datetime(2026, 10, 20, 12, tzinfo=UTC)
    with (
        ModelServer(clock=noon.timestamp) as server,
        OpenAI(api_key="k", base_url=server.base_url, max_retries=0) as client,
    ):
        server.fault("rate_limited", form="date", seconds=90)
        with pytest.raises(openai.RateLimitError) as caught:
            ask(client, "chat")
    date = parsedate_to_datetime(caught.value.response.headers["retry-after"])
    assert (date - noon).total_seconds() == 90


# Parameters -----------------------------------------------------------------------------------


@both_wires
def test_a_refused_parameter_strikes_until_it_is_dropped(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    server.fault("bad_parameter", times=None, parameter="temperature")
    for _ in range(2):
        with pytest.raises(openai.BadRequestError) as caught:
            ask(client, wire, temperature=0)
        assert caught.value.param == "temperature"
        assert caught.value.code == "unsupported_parameter"
    assert text_of(ask(client, wire)) == GOOD


@both_wires
def test_a_compatible_server_names_a_parameter_in_its_message_only(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    server.fault("bad_parameter", parameter="store", is_named=False)
    with pytest.raises(openai.BadRequestError, match="'store'") as caught:
        ask(client, wire)
    assert (caught.value.param, caught.value.code) == (None, None)


@both_wires
def test_a_server_may_know_no_schemas(client: OpenAI, server: ModelServer, wire: Wire) -> None:
    held = {"responses": "text.format.schema", "chat": "response_format.json_schema"}[wire]
    server.fault("bad_parameter", times=None, parameter=held)
    with pytest.raises(openai.BadRequestError):
        ask(client, wire)
    plain: dict[str, Any] = {"text": {"format": {"type": "text"}}}
    if wire == "chat":
        plain = {"response_format": {"type": "text"}}
    assert ask(client, wire, **plain)


def test_a_server_may_know_one_wire_only(client: OpenAI, server: ModelServer) -> None:
    server.fault("not_found", times=None, wire="responses")
    with pytest.raises(openai.NotFoundError):
        ask(client, "responses")
    assert text_of(ask(client, "chat")) == GOOD


# What is said around the text -----------------------------------------------------------------


def is_refused(answer: Any, wire: Wire) -> bool:
    if wire == "chat":
        message = answer.choices[0].message
        return message.content is None and CV[-1] in message.refusal
    part = answer.output[0].content[0]
    return part.type == "refusal" and CV[-1] in part.refusal and answer.output_text == ""


def is_cut(answer: Any, wire: Wire) -> bool:
    return is_ended(answer, wire, "max_output_tokens", "length") and text_of(answer) != ""


def is_filtered(answer: Any, wire: Wire) -> bool:
    return is_ended(answer, wire, "content_filter", "content_filter")


def is_silent(answer: Any, wire: Wire) -> bool:
    has_thoughts = wire == "chat" or [item.type for item in answer.output] == ["reasoning"]
    return (
        text_of(answer) == ""
        and has_thoughts
        and is_ended(answer, wire, "max_output_tokens", "length")
    )


def is_ended(answer: Any, wire: Wire, reason: str, finish: str) -> bool:
    text: str = text_of(answer)
    if not GOOD.startswith(text) or text == GOOD:
        return False
    if wire == "chat":
        return bool(answer.choices[0].finish_reason == finish)
    return bool(answer.status == "incomplete" and answer.incomplete_details.reason == reason)


def is_failed(answer: Any, wire: Wire) -> bool:
    if wire == "chat":
        return answer.choices is None and "broke down" in answer.error["message"]
    return answer.status == "failed" and answer.error.code == "server_error" and not answer.output


def has_nothing(answer: Any, wire: Wire) -> bool:
    said: list[Any] = answer.choices if wire == "chat" else answer.output
    return not said


def has_null(answer: Any, wire: Wire) -> bool:
    if wire == "chat":
        return (
            answer.choices[0].message.content is None and answer.choices[0].message.refusal is None
        )
    return answer.output[0].content[0].text is None


OUTCOMES: dict[str, Callable[[Any, Wire], bool]] = {
    "refusal": is_refused,
    "truncation": is_cut,
    "reasoning_only": is_silent,
    "content_filter": is_filtered,
    "failed": is_failed,
    "no_choices": has_nothing,
    "null_content": has_null,
    "other_model": lambda answer, _: answer.model == "another-model-2026-10-01",
}


@both_wires
def test_what_is_said_around_the_text_is_off(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    for kind, is_off in OUTCOMES.items():
        server.fault(kind)
        assert is_off(ask(client, wire), wire), kind
        good = ask(client, wire)
        assert not is_off(good, wire), kind
        assert text_of(good) == GOOD


# The text itself ------------------------------------------------------------------------------


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


def first(text: str, name: str) -> Any:
    return parsed(text)["readings"][0][name]


def keys(text: str) -> list[str]:
    return [item["criterion"] for item in parsed(text)["readings"]]


DAMAGE: dict[str, Callable[[str], bool]] = {
    "malformed": lambda text: parsed(text) is None and len(text) >= len(GOOD),
    "fenced": lambda text: text == f"```json\n{GOOD}\n```",
    "partial": lambda text: parsed(text) is None and GOOD.startswith(text),
    "prose": lambda text: parsed(text) is None and f"\n{GOOD}\n" in text,
    "wrong_schema": lambda text: parsed(text)["score"] == 87,
    "level_9": lambda text: first(text, "level") == 9,
    "level_fraction": lambda text: first(text, "level") == 3.7,
    "level_text": lambda text: first(text, "level") == "4",
    "unknown_criterion": lambda text: keys(text) == ["handwriting", KEYS[1]],
    "missing_criterion": lambda text: keys(text) == [KEYS[0]],
    "duplicate_criterion": lambda text: keys(text) == [*KEYS, KEYS[0]],
    "other_language": lambda text: first(text, "rationale") == GERMAN,
}


@both_wires
def test_a_damaged_text_comes_as_a_complete_answer(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    for kind, is_damaged in DAMAGE.items():
        server.fault(kind)
        answer = ask(client, wire)
        ended = answer.status if wire == "responses" else answer.choices[0].finish_reason
        assert ended == {"responses": "completed", "chat": "stop"}[wire]
        assert is_damaged(text_of(answer)), kind
    assert text_of(ask(client, wire)) == GOOD


# The way --------------------------------------------------------------------------------------


@both_wires
@pytest.mark.parametrize("kind", ["disconnect_before", "disconnect_after"])
def test_a_reset_connection_is_a_connection_error(
    client: OpenAI, server: ModelServer, wire: Wire, kind: str
) -> None:
    server.fault(kind)
    with pytest.raises(openai.APIConnectionError) as caught:
        ask(client, wire)
    assert not isinstance(caught.value, openai.APITimeoutError)  # it does not hang
    # Work that is done is paid for, though its answer is lost.
    assert (server.calls[0].output_tokens > 0) is (kind == "disconnect_after")
    assert text_of(ask(client, wire)) == GOOD


@both_wires
def test_a_held_connection_is_a_timeout(client: OpenAI, server: ModelServer, wire: Wire) -> None:
    server.fault("timeout", seconds=60)
    with pytest.raises(openai.APITimeoutError):
        ask(client.with_options(timeout=0.1), wire)
    assert server.calls[0].output_tokens == 0


def test_a_held_connection_is_reset_in_the_end(client: OpenAI, server: ModelServer) -> None:
    server.fault("timeout", seconds=0.01)
    with pytest.raises(openai.APIConnectionError) as caught:
        ask(client, "chat")
    assert not isinstance(caught.value, openai.APITimeoutError)


@both_wires
def test_a_200_may_hold_no_json(client: OpenAI, server: ModelServer, wire: Wire) -> None:
    for kind, mimetype, start in (
        ("empty_body", "application/json", b""),
        ("html", "text/html", b"<!DOCTYPE html>"),
    ):
        server.fault(kind)
        with raw(client, wire) as response:
            assert response.status_code == 200
            assert response.headers["content-type"].startswith(mimetype)
            found = response.read()
        assert found.startswith(start)
        assert bool(found) == bool(start)


@both_wires
def test_a_body_may_end_before_its_length(client: OpenAI, server: ModelServer, wire: Wire) -> None:
    server.fault("cut_body")
    with raw(client, wire) as response, pytest.raises(httpx2.RemoteProtocolError):
        response.read()


@both_wires
def test_a_dripping_body_outlasts_every_read_timeout(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    server.fault("drip", seconds=0.02)
    began = time.monotonic()
    got = b""
    # Each read comes well within its 0.5 s, and yet the whole would take half a minute.
    with raw(client.with_options(timeout=0.5), wire) as response:
        for part in response.iter_bytes():
            got += part
            if time.monotonic() - began > 0.2:
                break
    assert 1 <= len(got) < 100
    assert got.startswith(b"{")


@both_wires
def test_a_flood_comes_before_the_answer(client: OpenAI, server: ModelServer, wire: Wire) -> None:
    server.fault("flood", megabytes=2)
    with raw(client, wire) as response:
        found = b"".join(response.iter_bytes())
    assert len(found.partition(b"{")[0]) == 2 << 20
    assert json.loads(found)["model"] == "model-1"


def test_a_flood_ends_when_nobody_reads_it(client: OpenAI, server: ModelServer) -> None:
    server.fault("flood", megabytes=512)
    with raw(client, "chat") as response:
        assert next(iter(response.iter_bytes())).isspace()
    assert text_of(ask(client, "chat")) == GOOD


def test_every_kind_of_fault_is_tested_here() -> None:
    way = {"empty_body", "html", "cut_body", "drip", "flood"}
    way |= {"disconnect_before", "disconnect_after", "timeout"}
    assert set(TEXTS) == set(DAMAGE)
    assert {*STATUS, *OUTCOMES, *DAMAGE, *way, "bad_parameter"} == set(KINDS)


def test_a_request_is_recorded_whatever_became_of_it(client: OpenAI, server: ModelServer) -> None:
    server.fault("server_error", times=3)
    for _ in range(3):
        with pytest.raises(openai.InternalServerError):
            ask(client, "responses")
    assert [call.body for call in server.calls] == [body("responses")] * 3
