"""Answers of both wires become choices, whatever is missing in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.usage import Usage
from bot.errors import ModelOutcome
from bot.evaluators.llm.replies import Choice, bare, said_in

JSON = '{"level": 3}'


def response(*parts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    items = [{"type": "reasoning"}, {"type": "message", "content": list(parts)}]
    return {"output": items, **fields}


def chat(**choice: Any) -> dict[str, Any]:
    return {"choices": [choice]}


@pytest.mark.parametrize(
    ("payload", "choice"),
    [
        (response({"type": "output_text", "text": JSON}), Choice(text=JSON)),
        (
            response({"type": "output_text", "text": '{"level"'}, {"text": ": 3}"}),
            Choice(text=JSON),
        ),
        (response({"type": "refusal", "refusal": "no"}), Choice(outcome=ModelOutcome.REFUSED)),
        (
            response(incomplete_details={"reason": "content_filter"}),
            Choice(outcome=ModelOutcome.FILTERED),
        ),
        (
            response({"text": '{"le'}, incomplete_details={"reason": "max_output_tokens"}),
            Choice(text='{"le', is_cut=True),
        ),
        (response({"type": "output_text", "text": None}), Choice()),
        ({"output": [{"type": "message", "content": None}, 7]}, Choice()),
        (chat(message={"content": JSON}, finish_reason="stop"), Choice(text=JSON)),
        (chat(message={"content": [{"type": "text", "text": JSON}]}), Choice(text=JSON)),
        (
            chat(message={"content": None, "refusal": "no"}),
            Choice(outcome=ModelOutcome.REFUSED),
        ),
        (
            chat(message={"content": JSON}, finish_reason="content_filter"),
            Choice(outcome=ModelOutcome.FILTERED),
        ),
        (
            chat(message={"content": ""}, finish_reason="length"),
            Choice(is_cut=True),
        ),
        (chat(message=None), Choice()),
        ({"choices": []}, Choice()),
        ({}, Choice()),
    ],
)
def test_an_answer_is_read_as_a_choice(payload: dict[str, Any], choice: Choice) -> None:
    assert said_in(payload, 0.5).choices == (choice,)


@pytest.mark.parametrize(
    "text",
    [
        JSON,
        f"\n {JSON}\n",
        f"```json\n{JSON}\n```",
        f"Here it is:\n{JSON}\nAnything else?",
        f"<think>Is it {{3}} or {{4}}?</think>\n{JSON}",
    ],
)
def test_what_is_wrapped_around_json_is_taken_away(text: str) -> None:
    assert bare(text) == JSON


def test_a_quote_that_looks_like_the_end_of_thoughts_stays_in_its_reply() -> None:
    text = '{"quotes": ["closed every </think> tag"]}'

    assert bare(f"{text}\n") == text


@pytest.mark.parametrize(
    "text", ["", "no", "[1]", '{"a": 1} or {"a": 2}', '{"a":', "} {", "```json\n{'a'}\n```"]
)
def test_what_holds_no_single_object_stays_as_it_is(text: str) -> None:
    assert bare(text) == text


def test_tokens_are_counted_on_both_wires() -> None:
    wanted = Usage(calls=1, input_tokens=10, cached_tokens=4, output_tokens=7, seconds=0.5)
    responses = {
        "usage": {
            "input_tokens": 10,
            "input_tokens_details": {"cached_tokens": 4},
            "output_tokens": 7,
            "output_tokens_details": {"reasoning_tokens": 2},
        }
    }
    chats = {
        "choices": [],
        "usage": {
            "prompt_tokens": 10,
            "prompt_tokens_details": {"cached_tokens": 4},
            "completion_tokens": 7,
            "completion_tokens_details": {"reasoning_tokens": 0},
        },
    }

    assert said_in(responses, 0.5).usage == said_in(chats, 0.5).usage == wanted
    assert said_in(responses, 0.5).is_thinking
    assert not said_in(chats, 0.5).is_thinking


@pytest.mark.parametrize("odd", [None, "7", 7.5, True, -3, [1]])
def test_odd_counts_are_none(odd: object) -> None:
    usage = said_in({"usage": {"input_tokens": odd, "output_tokens": odd}}, 0.5).usage

    assert usage == Usage(calls=1, seconds=0.5)


@pytest.mark.parametrize("odd", [None, 7, "x" * 201, "a\nb", {"a": 1}])
def test_a_name_that_cannot_be_shown_is_none(odd: object) -> None:
    said = said_in({"model": odd, "service_tier": odd}, 0.5)

    assert (said.model, said.tier) == ("", "")


def test_usage_adds_up() -> None:
    one = Usage(calls=1, input_tokens=2, cached_tokens=3, output_tokens=4, seconds=5.0)
    two = Usage(calls=10, input_tokens=20, cached_tokens=30, output_tokens=40, seconds=50.0)

    assert one + two == Usage(
        calls=11, input_tokens=22, cached_tokens=33, output_tokens=44, seconds=55.0
    )


ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["output", "choices", "message", "content", "type", "usage", "text", "model"]
            ),
            inner,
            max_size=4,
        ),
    ),
)


@given(st.dictionaries(st.sampled_from(["output", "choices", "usage", "incomplete_details"]), ANY))
def test_no_answer_whatever_its_shape_is_an_exception(payload: dict[str, Any]) -> None:
    assert said_in(payload, 0.1).choices
