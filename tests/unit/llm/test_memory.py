"""Refusals in the words of many servers lead to a plainer manner, and to nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.evaluators.llm.memory import Manner, Memory, Rung, Wire, plainer_than

RESPONSES = Manner(wire=Wire.RESPONSES, sizes=("max_output_tokens",))
CHAT = Manner(wire=Wire.CHAT, sizes=("max_tokens", "max_completion_tokens"))


@pytest.mark.parametrize(
    ("said", "dropped"),
    [
        ("temperature", {"temperature"}),
        ("Unsupported parameter: 'temperature' is not supported with this model.", {"temperature"}),
        ("Unrecognized request argument supplied: prompt_cache_key", {"prompt_cache_key"}),
        ("Unrecognized request argument supplied: n", {"n"}),
        ("'n' must be 1", {"n"}),
        ("n", {"n"}),
        # FastAPI, as in vLLM: where it stands in the body.
        (json.dumps([{"loc": ["body", "service_tier"], "msg": "Extra"}]), {"service_tier"}),
        ("Unknown fields: safety_identifier, prompt_cache_key.",
         {"safety_identifier", "prompt_cache_key"}),
        # None of ours is meant.
        ("The temperatures of the room are off", set()),
        ("body.temperature_scale is unknown", set()),
        ("A line of n words with an n in it, and a text", set()),
        ("store", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_what_a_refusal_names_is_left_out(said: str, dropped: set[str]) -> None:
    for manner in (RESPONSES, CHAT):
        assert plainer_than(manner, said) == replace(manner, dropped=frozenset(dropped))


@pytest.mark.parametrize(
    "said",
    [
        "response_format",
        "text.format",
        "text.format.schema",
        "text",
        "Unknown parameter: 'text.format.strict'.",
        "'response_format.type' must be 'json_schema' or 'text'",  # LM Studio
        "This response_format type is unavailable now",  # DeepSeek
        "json_schema is not supported by this model",
        "Unknown name at 'generation_config.response_schema.properties[0]'",  # Gemini
        "Failed to parse grammar",  # llama.cpp
        "Structured outputs are not available for this model",
    ],
)
def test_a_refused_form_goes_down_one_rung_and_no_further_than_words(said: str) -> None:
    second = plainer_than(RESPONSES, said)
    third = plainer_than(second, said)

    assert [second.rung, third.rung] == [Rung.OBJECT, Rung.WORDS]
    assert plainer_than(third, said) == third
    assert second.dropped == frozenset()


def test_the_limit_goes_by_its_other_name_and_then_by_none() -> None:
    said = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    second = plainer_than(CHAT, said)
    third = plainer_than(second, "max_completion_tokens")

    assert [CHAT.size_name, second.size_name, third.size_name] == [
        *("max_tokens", "max_completion_tokens", "")
    ]
    assert plainer_than(third, said) == third


def test_two_threads_that_learn_the_same_both_go_on() -> None:
    memory = Memory(RESPONSES)

    # Both had spoken before either learnt.
    assert memory.learn(RESPONSES, "temperature") is True
    assert memory.learn(RESPONSES, "temperature") is True
    assert memory.manner.dropped == {"temperature"}


def test_two_threads_that_learn_different_things_lose_neither() -> None:
    memory = Memory(RESPONSES)
    memory.learn(RESPONSES, "temperature")
    memory.learn(RESPONSES, "text.format")

    assert memory.manner.dropped == {"temperature"}
    assert memory.manner.rung is Rung.OBJECT


def test_a_refusal_that_names_nothing_is_no_reason_to_ask_again() -> None:
    memory = Memory(RESPONSES)

    assert memory.learn(RESPONSES, "Invalid input.") is False
    assert memory.manner == RESPONSES


def test_a_lesson_of_the_wire_that_was_left_is_not_taken_over() -> None:
    memory = Memory(RESPONSES)
    memory.use(CHAT)
    memory.use(CHAT)

    assert memory.learn(RESPONSES, "text.format") is True
    assert memory.manner == CHAT


def test_what_was_learnt_on_a_wire_stays_when_it_is_named_again() -> None:
    memory = Memory(RESPONSES)
    memory.use(CHAT)
    memory.learn(CHAT, "temperature")
    memory.use(CHAT)
    memory.note_thinking()

    assert memory.manner == replace(CHAT, dropped=frozenset({"temperature"}), is_thinking=True)
