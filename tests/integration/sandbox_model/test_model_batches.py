"""Files and batches of the model server, seen through the real SDK."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import openai
import pytest
from openai import OpenAI

from bot.sandbox.model import ModelServer, honest
from bot.sandbox.model.batch_input import Limits
from tests.integration.sandbox_model.conftest import Wire, body
from tests.unit.sandbox_model.samples import prompt

ENDPOINTS: dict[Wire, str] = {"responses": "/v1/responses", "chat": "/v1/chat/completions"}
HOUR = 3600


class Clock:
    """Time that goes on when told to."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def _timed() -> Iterator[tuple[ModelServer, OpenAI, Clock]]:
    clock = Clock()
    with (
        ModelServer(clock=clock) as server,
        OpenAI(api_key="sk-test", base_url=server.base_url, max_retries=0, timeout=5) as sdk,
    ):
        yield server, sdk, clock


@pytest.fixture
def timed(_timed: tuple[ModelServer, OpenAI, Clock]) -> tuple[ModelServer, OpenAI, Clock]:
    _timed[0].clear()
    _timed[0].forget()
    return _timed


def lines(count: int, wire: Wire = "responses") -> list[dict[str, Any]]:
    url = ENDPOINTS[wire]
    return [
        {"custom_id": f"line-{n}", "method": "POST", "url": url, "body": body(wire)}
        for n in range(count)
    ]


def upload(client: OpenAI, content: list[dict[str, Any]] | bytes, **more: Any) -> Any:
    if isinstance(content, list):
        content = "".join(json.dumps(line) + "\n" for line in content).encode()
    return client.files.create(file=("questions.jsonl", content), purpose="batch", **more)


def begin(client: OpenAI, content: list[dict[str, Any]] | bytes, wire: Wire = "responses") -> Any:
    return client.batches.create(
        input_file_id=upload(client, content).id,
        endpoint=ENDPOINTS[wire],  # type: ignore[arg-type]  # one of the SDK's literals
        completion_window="24h",
        metadata={"mark": "7"},
        output_expires_after={"anchor": "created_at", "seconds": HOUR},
    )


def answers(client: OpenAI, file_id: str | None) -> dict[str, Any]:
    assert file_id is not None
    written = client.files.content(file_id).text.splitlines()
    return {found["custom_id"]: found for found in map(json.loads, written)}


@pytest.mark.parametrize("wire", list(ENDPOINTS))
def test_a_batch_goes_a_step_on_with_each_look(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    begun = begin(client, lines(3, wire), wire)
    assert (begun.status, begun.metadata) == ("validating", {"mark": "7"})
    seen = [client.batches.retrieve(begun.id) for _ in range(3)]
    assert [batch.status for batch in seen] == ["in_progress", "finalizing", "completed"]
    done = seen[-1]
    assert done.request_counts is not None
    assert (done.request_counts.total, done.request_counts.completed) == (3, 3)
    assert done.error_file_id is None
    assert done.expires_at is not None
    assert done.expires_at - done.created_at == 24 * HOUR
    found = answers(client, done.output_file_id)
    assert list(found) == ["line-0", "line-1", "line-2"]
    response = found["line-1"]["response"]
    assert (response["status_code"], found["line-1"]["error"]) == (200, None)
    said = response["body"]
    text = (
        said["output"][0]["content"][0]["text"]
        if wire == "responses"
        else said["choices"][0]["message"]["content"]
    )
    assert text == honest(prompt())
    assert [call.is_line for call in server.calls] == [False, False, True, True, True]


def test_files_are_listed_read_and_deleted(client: OpenAI, server: ModelServer) -> None:
    kept = upload(client, b"{}\n", expires_after={"anchor": "created_at", "seconds": HOUR})
    assert (kept.bytes, kept.filename, kept.purpose) == (3, "questions.jsonl", "batch")
    assert kept.expires_at == kept.created_at + HOUR
    assert client.files.retrieve(kept.id).id == kept.id
    assert [file.id for file in client.files.list(purpose="batch")] == [kept.id]
    assert list(client.files.list(purpose="batch_output")) == []
    assert client.files.content(kept.id).content == b"{}\n"
    assert client.files.delete(kept.id).deleted
    assert server.files == ()
    for gone in (client.files.retrieve, client.files.content, client.files.delete):
        with pytest.raises(openai.NotFoundError):
            gone(kept.id)


def test_what_the_api_would_not_take_is_refused(client: OpenAI) -> None:
    kept = upload(client, lines(1)).id
    good: dict[str, Any] = {
        "input_file_id": kept,
        "endpoint": "/v1/responses",
        "completion_window": "24h",
    }
    hour = {"anchor": "created_at", "seconds": HOUR - 1}
    for wrong, param in (
        ({"priority": 1}, "priority"),
        ({"endpoint": "/v1/embeddings"}, "endpoint"),
        ({"completion_window": "1h"}, "completion_window"),
        ({"metadata": {"mark": "x" * 513}}, "metadata.mark"),
        ({"output_expires_after": hour}, "output_expires_after.seconds"),
    ):
        with pytest.raises(openai.BadRequestError) as caught:
            client.post("/batches", body={**good, **wrong}, cast_to=object)
        assert caught.value.param == param
    with pytest.raises(openai.NotFoundError):
        client.batches.create(**{**good, "input_file_id": "file-none"})
    with pytest.raises(openai.BadRequestError):
        client.post("/batches", body=[], cast_to=object)
    for more, param in (
        ({"purpose": "vision"}, "purpose"),
        ({"expires_after": hour}, "expires_after.seconds"),
        ({"extra_body": {"colour": "red"}}, "colour"),
    ):
        given: dict[str, Any] = {"file": ("questions.jsonl", b"{}"), "purpose": "batch", **more}
        with pytest.raises(openai.BadRequestError) as caught:
            client.files.create(**given)
        assert caught.value.param == param
    for query in ({"limit": "0"}, {"limit": "x"}, {"before": "y"}):
        with pytest.raises(openai.BadRequestError):
            client.get("/batches", cast_to=object, options={"params": query})
    with pytest.raises(openai.BadRequestError, match=r"Must be \.jsonl"):
        client.files.create(file=("questions.txt", b"{}"), purpose="batch")
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="bad").files.list()


def test_a_file_that_makes_no_batch_fails_with_why(client: OpenAI, server: ModelServer) -> None:
    one, other = lines(2)
    good_body = body("responses")
    cases: list[tuple[list[dict[str, Any]] | bytes, str, int | None]] = [
        (b"", "empty_file", None),
        (b"no json\n", "invalid_json_line", 1),
        ([one, {**other, "custom_id": "line-0"}], "duplicate_custom_id", 2),
        ([{**one, "custom_id": "x" * 65}], "invalid_custom_id", 1),
        ([{**one, "method": "GET"}], "invalid_method", 1),
        ([{**one, "url": "/v1/chat/completions"}], "mismatched_url", 1),
        ([{**one, "note": 1}], "unknown_parameter", 1),
        ([{**one, "body": "text"}], "missing_required_parameter", 1),
        ([one, {**other, "body": {**good_body, "model": "two"}}], "mismatched_model", None),
        (lines(4), "too_many_tasks", None),
        ([{**one, "body": {**good_body, "input": "x" * 40_000}}], "file_too_large", None),
    ]
    server.batches.limits = Limits(lines=3, size=30_000)
    for content, code, line in cases:
        batch = client.batches.retrieve(begin(client, content).id)
        assert batch.status == "failed", code
        assert batch.errors is not None
        assert batch.errors.data is not None
        assert [(error.code, error.line) for error in batch.errors.data] == [(code, line)]
        assert batch.output_file_id is None
    assert not any(call.is_line for call in server.calls)


def test_lines_fail_alone_and_are_answered_as_slowly_as_wanted(
    client: OpenAI, server: ModelServer
) -> None:
    server.batches.lines_per_look = 0
    asked = lines(4)
    asked[1]["body"]["beam_width"] = 4
    begun = begin(client, asked)
    server.fault("server_error", wire="line")
    server.fault("bad_parameter", wire="line", parameter="instructions")
    assert client.batches.retrieve(begun.id).status == "validating"
    server.batches.step()
    server.batches.step(lines=2)
    half = client.batches.retrieve(begun.id)
    assert half.request_counts is not None
    # line-0 met the fault, line-1 holds an unknown parameter, which no fault may hide.
    assert (half.status, half.request_counts.failed) == ("in_progress", 2)
    server.batches.step()
    server.batches.step()
    done = client.batches.retrieve(begun.id)
    assert done.status == "completed"
    failures = answers(client, done.error_file_id)
    statuses = {key: line["response"]["status_code"] for key, line in failures.items()}
    assert statuses == {"line-0": 500, "line-1": 400, "line-2": 400}
    assert failures["line-1"]["response"]["body"]["error"]["param"] == "beam_width"
    assert list(answers(client, done.output_file_id)) == ["line-3"]


def test_a_batch_is_cancelled_with_what_it_had(client: OpenAI, server: ModelServer) -> None:
    server.batches.lines_per_look = 1
    begun = begin(client, lines(3))
    client.batches.retrieve(begun.id)
    client.batches.retrieve(begun.id)
    assert client.batches.cancel(begun.id).status == "cancelling"
    done = client.batches.retrieve(begun.id)
    assert done.status == "cancelled"
    assert list(answers(client, done.output_file_id)) == ["line-0"]
    left = answers(client, done.error_file_id)
    assert {line["error"]["code"] for line in left.values()} == {"batch_cancelled"}
    assert list(left) == ["line-1", "line-2"]
    with pytest.raises(openai.ConflictError):
        client.batches.cancel(begun.id)
    for act in (client.batches.retrieve, client.batches.cancel):
        with pytest.raises(openai.NotFoundError):
            act("batch_none")


def test_time_ends_batches_and_files(timed: tuple[ModelServer, OpenAI, Clock]) -> None:
    server, client, clock = timed
    server.batches.lines_per_look = 1
    begun = begin(client, lines(2))
    client.batches.retrieve(begun.id)
    client.batches.retrieve(begun.id)
    clock.now += 24 * HOUR
    late = client.batches.retrieve(begun.id)
    assert late.status == "expired"
    assert list(answers(client, late.output_file_id)) == ["line-0"]
    left = answers(client, late.error_file_id)["line-1"]
    assert (left["response"], left["error"]["code"]) == (None, "batch_expired")
    clock.now += HOUR
    with pytest.raises(openai.NotFoundError):
        client.files.content(str(late.output_file_id))
    assert [file.purpose for file in server.files] == ["batch"]


def test_a_batch_whose_file_is_gone_fails(client: OpenAI) -> None:
    begun = begin(client, lines(1))
    client.files.delete(begun.input_file_id)
    assert client.batches.retrieve(begun.id).status == "failed"


def test_batches_are_listed_in_pages(client: OpenAI) -> None:
    made = [begin(client, lines(1)).id for _ in range(3)]
    page = client.batches.list(limit=2)
    assert [batch.id for batch in page.data] == made[:0:-1]
    assert page.has_more
    assert [batch.id for batch in client.batches.list(limit=2)] == made[::-1]


def test_doors_fail_when_told_to(client: OpenAI, server: ModelServer) -> None:
    server.fault("server_error", wire="upload")
    with pytest.raises(openai.InternalServerError):
        upload(client, lines(1))
    begin_again = lines(1)
    server.fault("rate_limited", wire="create", seconds=7)
    with pytest.raises(openai.RateLimitError) as caught:
        begin(client, begin_again)
    assert caught.value.response.headers["retry-after"] == "7"
    server.fault("disconnect_before", wire="create")
    with pytest.raises(openai.APIConnectionError):
        begin(client, begin_again)
    assert list(client.batches.list()) == []
    server.fault("disconnect_after", wire="create")
    with pytest.raises(openai.APIConnectionError):
        begin(client, begin_again)
    (made,) = client.batches.list()
    server.fault("html", wire="batch")
    page = httpx2.get(
        f"{server.base_url}/batches/{made.id}", headers={"Authorization": "Bearer sk-test"}
    )
    assert page.text.startswith("<!DOCTYPE html>")
    assert client.batches.retrieve(made.id).status == "finalizing"
    for kind, wire in (("refusal", "create"), ("timeout", "line")):
        with pytest.raises(ValueError, match=r"door|alone"):
            server.fault(kind, wire=wire)
