"""Errors in the words of many servers lead to one of nine ends, or pass."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.errors import ModelOutcome
from bot.evaluators.llm.outcomes import (
    Answer,
    PassingError,
    Refusal,
    end_of,
    refusal_in,
    retry_after_in,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
O = ModelOutcome  # noqa: E741  # the tables below are read by their columns


def answer(status: int, body: object, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, headers=names, body=json.dumps(body).encode(), seconds=0.1)


@pytest.mark.parametrize(
    ("status", "error", "end"),
    [
        (400, {"code": "context_length_exceeded"}, O.TOO_LONG),
        (400, {"message": "This model's maximum context length is 8192 tokens."}, O.TOO_LONG),
        (400, {"type": "exceed_context_size_error", "code": 400}, O.TOO_LONG),  # llama.cpp
        (400, {"message": "prompt is too long: 210000 tokens > 200000"}, O.TOO_LONG),  # Anthropic
        (422, {"detail": [{"msg": "input too long"}]}, O.TOO_LONG),
        # It will never fit into a minute, so waiting for the next one is no use.
        (429, {"message": "Request too large for gpt-6 on tokens per min"}, O.TOO_LONG),
        (413, {}, O.TOO_LONG),
        (429, {"code": "insufficient_quota"}, O.QUOTA),
        (400, {"code": "billing_hard_limit_reached"}, O.QUOTA),
        (402, {"message": "Insufficient Balance"}, O.QUOTA),
        (401, {"code": "invalid_api_key"}, O.AUTHENTICATION),
        (403, {}, O.AUTHENTICATION),
        (400, {"code": "content_filter"}, O.FILTERED),  # Azure
        (400, {"code": "invalid_prompt"}, O.FILTERED),
        (400, {"message": "no"}, O.BAD_REQUEST),
        (404, {"code": "model_not_found"}, O.BAD_REQUEST),
        (418, {}, O.BAD_REQUEST),
        (307, {}, O.BAD_REQUEST),
    ],
)
def test_an_error_that_stays_has_one_end(status: int, error: object, end: ModelOutcome) -> None:
    refusal = refusal_in(answer(status, {"error": error}), NOW)

    assert refusal is not None
    assert end_of(refusal) is end


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (429, {"code": "rate_limit_exceeded"}, O.LIMITED),
        (429, {}, O.LIMITED),
        (408, {}, O.OUTAGE),
        (409, {}, O.OUTAGE),
        (500, {}, O.OUTAGE),
        (503, {"message": "overloaded"}, O.OUTAGE),
        (529, {}, O.OUTAGE),
        # With success, in place of a reply.
        (200, {"code": "server_error"}, O.OUTAGE),
        (200, {"code": "rate_limit_exceeded"}, O.LIMITED),
        (200, {"code": 429}, O.LIMITED),
        (200, {"code": 502}, O.OUTAGE),
        (200, "broken", O.OUTAGE),
    ],
)
def test_an_error_that_passes_is_raised(status: int, error: object, outcome: ModelOutcome) -> None:
    with pytest.raises(PassingError) as raised:
        refusal_in(answer(status, {"error": error}, retry_after="3"), NOW)

    assert (raised.value.outcome, raised.value.retry_after) == (outcome, 3)


@pytest.mark.parametrize(
    ("error", "end"),
    [
        ({"code": "invalid_prompt"}, O.FILTERED),
        ({"code": "bio_policy"}, O.FILTERED),
        ({"code": "context_length_exceeded"}, O.TOO_LONG),
        ({"code": 402}, O.QUOTA),
        ({"code": 401}, O.AUTHENTICATION),
    ],
)
def test_an_error_that_comes_with_success_has_its_end_too(error: object, end: ModelOutcome) -> None:
    refusal = refusal_in(answer(200, {"status": "failed", "error": error}), NOW)

    assert refusal is not None
    assert end_of(refusal) is end


@pytest.mark.parametrize(
    "body",
    [{"error": None, "output": []}, {"choices": [{"error": "x"}], "error": {"code": 1}}, {}, []],
)
def test_success_is_no_refusal(body: object) -> None:
    assert refusal_in(answer(200, body), NOW) is None


def test_an_error_in_a_list_is_read_as_one_alone() -> None:
    message = "Unknown name at 'generation_config.response_schema'"
    error = {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}  # as Gemini says it

    assert refusal_in(answer(400, [{"error": error}]), NOW) == Refusal(
        status=400, code="", param="", message=message
    )


def test_what_a_server_quotes_of_a_document_names_nothing() -> None:
    quoted = "I tuned 'response_format' and temperature for a context window of my own"
    refusal = refusal_in(answer(400, {"error": {"message": f'Invalid "{quoted}" here'}}), NOW)

    assert refusal is not None
    assert refusal.named == "Invalid  here"
    assert end_of(refusal) is O.BAD_REQUEST


def test_a_named_parameter_goes_before_the_words() -> None:
    error = {"param": "temperature", "message": "'max_tokens' is fine"}
    refusal = refusal_in(answer(400, {"error": error}), NOW)

    assert refusal == Refusal(
        status=400, code="", param="temperature", message="'max_tokens' is fine"
    )
    assert refusal.named == "temperature"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0),
        ({"retry-after-ms": "250", "retry-after": "30"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "30"}, 30),
        ({"retry-after": "Tue, 24 Nov 2026 12:01:30 GMT"}, 90),
        ({"retry-after": "Tue, 24 Nov 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "Tue, 24 Nov 2026 12:01:30 -0000"}, None),  # without a zone
        ({"retry-after": "Tue, 99 Nov 2026 12:01:30 GMT"}, None),
        ({"retry-after": "999999999"}, 86_400),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e999"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
    ],
)
def test_a_wait_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_in(headers, NOW) == seconds
