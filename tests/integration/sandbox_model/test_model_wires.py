"""Both wires carry the same reading to the real SDK, and count it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai import OpenAI
from pydantic import BaseModel

from bot.sandbox.model import ModelServer, Prompt, honest, scripted
from tests.integration.sandbox_model.conftest import WIRES, Wire, ask, body, raw, text_of
from tests.unit.sandbox_model.samples import CV, INSTRUCTIONS, KEYS, content, prompt, reading_schema

both_wires = pytest.mark.parametrize("wire", WIRES)


@both_wires
def test_a_reading_arrives_as_the_brain_wrote_it(client: OpenAI, wire: Wire) -> None:
    answer = ask(client, wire)
    assert text_of(answer) == honest(prompt())
    assert answer.model == "model-1"
    assert answer.service_tier == "default"
    assert answer._request_id.startswith("req_")


def test_the_sdk_parses_answers_of_both_wires(client: OpenAI, server: ModelServer) -> None:
    class Mark(BaseModel):
        level: int

    server.brain = scripted([{"level": 3}, {"level": 2}])
    parsed = client.responses.parse(model="m", input="a", text_format=Mark)
    chosen = client.chat.completions.parse(
        model="m", messages=[{"role": "user", "content": "a"}], response_format=Mark
    )
    assert parsed.output_parsed == Mark(level=3)
    assert parsed.status == "completed"
    assert chosen.choices[0].message.parsed == Mark(level=2)
    assert chosen.choices[0].finish_reason == "stop"


@both_wires
def test_messages_in_parts_and_roles_say_the_same(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    seen: list[Prompt] = []

    def watch(asked: Prompt) -> str:
        seen.append(asked)
        return "{}"

    server.brain = watch
    kind = "input_text" if wire == "responses" else "text"
    messages = [
        {"role": "developer", "content": INSTRUCTIONS},
        {"role": "user", "content": [{"type": kind, "text": content()}]},
    ]
    changes: dict[str, Any] = {"messages": messages}
    if wire == "responses":
        changes = {"input": messages, "instructions": None}
    ask(client, wire, **changes)
    ask(client, wire)
    assert seen[0] == seen[1]
    assert seen[0].instructions == INSTRUCTIONS
    assert [line.text for line in seen[0].lines] == list(CV)


def test_chat_gives_as_many_samples_as_asked_and_reads_the_prompt_once(
    client: OpenAI, server: ModelServer
) -> None:
    server.brain = scripted([{"level": level} for level in (1, 2, 3)])
    answer = ask(client, "chat", n=3)
    said = [json.loads(choice.message.content)["level"] for choice in answer.choices]
    assert said == [1, 2, 3]
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    # Three times {"level": 1}: 12 characters are 3 tokens each.
    assert answer.usage.completion_tokens == 9
    assert len(server.calls) == 1


@both_wires
def test_usage_and_calls_count_the_same_tokens(
    client: OpenAI, server: ModelServer, wire: Wire
) -> None:
    usage = ask(client, wire).usage
    call = server.calls[0]
    sent = len(json.dumps(reading_schema())) + len(INSTRUCTIONS) + len(content())
    counted = (
        (usage.input_tokens, usage.output_tokens)
        if wire == "responses"
        else (usage.prompt_tokens, usage.completion_tokens)
    )
    # Four characters are a token, rounded up.
    assert counted == (-(-sent // 4), -(-len(honest(prompt())) // 4))
    assert (call.prompt_tokens, call.output_tokens) == counted
    assert usage.total_tokens == sum(counted)
    assert call.body == body(wire)
    assert call.path == {"responses": "/v1/responses", "chat": "/v1/chat/completions"}[wire]


@both_wires
def test_a_repeated_static_part_is_cached(client: OpenAI, server: ModelServer, wire: Wire) -> None:
    long = INSTRUCTIONS + "An anchor of this rubric. " * 200

    def cached(document: str) -> int:
        changes: dict[str, Any] = {"instructions": long, "input": document}
        if wire == "chat":
            changes = {
                "messages": [
                    {"role": "system", "content": long},
                    {"role": "user", "content": document},
                ]
            }
        usage = ask(client, wire, **changes).usage
        if wire == "responses":
            return int(usage.input_tokens_details.cached_tokens)
        return int(usage.prompt_tokens_details.cached_tokens)

    static = (len(json.dumps(reading_schema())) + len(long)) // 4
    assert cached(content("First line of one")) == 0
    again = cached(content("Another document", fence="0000000000000000"))
    # The documents differ at once, so what is cached is the static part, in steps of 128.
    assert static - 128 - 20 < again <= static + 20
    assert again % 128 == 0
    assert server.calls[1].cached_tokens == again
    server.forget()
    assert cached(content("A third one")) == 0
    assert len(server.calls) == 1


@both_wires
def test_an_answer_longer_than_its_limit_ends_there(client: OpenAI, wire: Wire) -> None:
    limit = {"responses": "max_output_tokens", "chat": "max_completion_tokens"}[wire]
    answer = ask(client, wire, **{limit: 20})
    # 20 tokens are 80 characters.
    assert text_of(answer) == honest(prompt())[:80]
    if wire == "responses":
        assert answer.status == "incomplete"
        assert answer.incomplete_details.reason == "max_output_tokens"
    else:
        assert answer.choices[0].finish_reason == "length"


def test_the_older_limit_of_chat_counts_too(client: OpenAI) -> None:
    changes = {"max_completion_tokens": None, "max_tokens": 20}
    assert ask(client, "chat", **changes).choices[0].finish_reason == "length"
    unlimited = {"max_completion_tokens": None}
    assert ask(client, "chat", **unlimited).choices[0].finish_reason == "stop"


@both_wires
def test_reasoning_is_spent_out_of_the_limit(wire: Wire) -> None:
    limit = {"responses": "max_output_tokens", "chat": "max_completion_tokens"}[wire]
    with (
        ModelServer(reasoning_tokens=100) as server,
        OpenAI(api_key="k", base_url=server.base_url, max_retries=0) as client,
    ):
        silent = ask(client, wire, **{limit: 90})
        whole = ask(client, wire)
    assert text_of(silent) == ""
    assert text_of(whole) == honest(prompt())
    if wire == "responses":
        assert [item.type for item in silent.output] == ["reasoning"]
        assert [item.type for item in whole.output] == ["reasoning", "message"]
        assert whole.usage.output_tokens_details.reasoning_tokens == 100
    else:
        assert silent.choices[0].finish_reason == "length"
        assert whole.usage.completion_tokens_details.reasoning_tokens == 100


@both_wires
def test_a_prompt_beyond_the_window_is_refused_and_a_shorter_one_is_not(wire: Wire) -> None:
    least = ModelServer(context_tokens=600)
    with least as server, OpenAI(api_key="k", base_url=server.base_url, max_retries=0) as client:
        ask(client, wire)
        long = content(*CV * 30)
        changes: dict[str, Any] = {"input": long}
        if wire == "chat":
            changes = {"messages": [{"role": "user", "content": long}]}
        with raw(client, wire) as fine:
            assert fine.status_code == 200
        with pytest.raises(Exception, match="context window") as caught:
            ask(client, wire, **changes)
    assert getattr(caught.value, "code", None) == "context_length_exceeded"


@both_wires
def test_a_schema_in_the_prompt_serves_where_the_wire_has_none(client: OpenAI, wire: Wire) -> None:
    written = f"{INSTRUCTIONS}\nAnswer in JSON of this schema:\n{json.dumps(reading_schema())}"
    for form in ("json_object", "text"):
        changes: dict[str, Any] = {"instructions": written, "text": {"format": {"type": form}}}
        if wire == "chat":
            changes = {
                "messages": [
                    {"role": "system", "content": written},
                    {"role": "user", "content": content()},
                ],
                "response_format": {"type": form},
            }
        found = json.loads(text_of(ask(client, wire, **changes)))["readings"]
        assert [item["criterion"] for item in found] == list(KEYS)
        assert found[0]["level"] is not None


def test_the_tier_that_was_used_is_said(client: OpenAI) -> None:
    assert ask(client, "responses", service_tier="auto").service_tier == "default"
    assert ask(client, "chat", service_tier="flex").service_tier == "flex"


def test_models_are_listed(client: OpenAI, server: ModelServer) -> None:
    assert [model.id for model in client.models.list()] == ["plumbline-local"]
    assert server.calls == ()
