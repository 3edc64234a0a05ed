"""Requests and schemas are taken as strictly as the API takes them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.model.parameters import BODIES, check_parameters
from bot.sandbox.model.refusals import ApiRefusalError
from bot.sandbox.model.strict_schema import schema_problem
from tests.unit.sandbox_model.samples import reading_schema

LEAST: dict[str, dict[str, Any]] = {
    "responses": {"model": "m", "input": "a"},
    "chat": {"model": "m", "messages": [{"role": "user", "content": "a"}]},
}
STRING = {"type": "string"}


def refused(wire: str, **changes: Any) -> dict[str, Any]:
    with pytest.raises(ApiRefusalError) as caught:
        check_parameters(wire, LEAST[wire] | changes)
    error: dict[str, Any] = caught.value.body["error"]
    assert caught.value.status == 400
    assert error["param"] in error["message"] or error["param"] == "stream"
    return error


@pytest.mark.parametrize("wire", BODIES)
def test_the_least_request_is_taken(wire: str) -> None:
    check_parameters(wire, LEAST[wire])


@pytest.mark.parametrize("wire", BODIES)
def test_every_common_parameter_is_taken(wire: str) -> None:
    common = {
        "temperature": 0.2,
        "top_p": None,
        "store": False,
        "service_tier": "flex",
        "safety_identifier": "a" * 64,
        "prompt_cache_key": "rubric-1",
        "metadata": {"run": "1"},
        "stream": False,
    }
    check_parameters(wire, LEAST[wire] | common)


@pytest.mark.parametrize(
    ("wire", "changes", "param", "code"),
    [
        ("responses", {"seed": 1}, "seed", "unknown_parameter"),
        ("responses", {"n": 2}, "n", "unknown_parameter"),
        ("responses", {"messages": []}, "messages", "unknown_parameter"),
        ("responses", {"tools": []}, "tools", "unknown_parameter"),
        ("chat", {"max_output_tokens": 99}, "max_output_tokens", "unknown_parameter"),
        ("chat", {"instructions": "a"}, "instructions", "unknown_parameter"),
        ("responses", {"reasoning": {"depth": 3}}, "reasoning.depth", "unknown_parameter"),
        ("responses", {"stream": True}, "stream", "unsupported_value"),
        ("chat", {"stream": True}, "stream", "unsupported_value"),
        ("responses", {"model": ""}, "model", "invalid_value"),
        ("responses", {"model": None}, "model", "invalid_value"),
        ("responses", {"temperature": 3}, "temperature", "invalid_value"),
        ("responses", {"max_output_tokens": 15}, "max_output_tokens", "invalid_value"),
        ("responses", {"safety_identifier": "a" * 65}, "safety_identifier", "invalid_value"),
        ("responses", {"service_tier": "express"}, "service_tier", "invalid_value"),
        ("chat", {"n": 129}, "n", "invalid_value"),
        ("chat", {"n": 0}, "n", "invalid_value"),
        ("chat", {"reasoning_effort": "heroic"}, "reasoning_effort", "invalid_value"),
        ("chat", {"messages": []}, "messages", "invalid_value"),
        (
            "chat",
            {"messages": [{"role": "user"}]},
            "messages.0.content",
            "missing_required_parameter",
        ),
        (
            "chat",
            {"messages": [{"role": "wizard", "content": "a"}]},
            "messages.0.role",
            "invalid_value",
        ),
        (
            "chat",
            {"max_tokens": 20, "max_completion_tokens": 20},
            "max_tokens",
            "invalid_parameter",
        ),
    ],
)
def test_what_the_api_does_not_take_is_named(
    wire: str, changes: dict[str, Any], param: str, code: str
) -> None:
    error = refused(wire, **changes)
    assert (error["param"], error["code"]) == (param, code)


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "grammar"},
        {"type": "json_schema"},
        {"type": "json_schema", "name": "has blanks", "schema": {}},
        {"type": "json_schema", "name": "a" * 65, "schema": {}},
        {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}},
    ],
)
def test_a_format_of_another_shape_is_refused_where_it_is(changed: dict[str, Any]) -> None:
    assert refused("responses", text={"format": changed})["param"].startswith("text.format")


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(ApiRefusalError) as caught:
        check_parameters("responses", {"model": "m"})
    assert caught.value.body["error"]["param"] == "input"
    assert caught.value.body["error"]["code"] == "missing_required_parameter"


def test_a_refused_value_is_not_repeated() -> None:
    error = refused("responses", safety_identifier="Mira Sollich " * 9)
    assert "Mira" not in error["message"]


# Schemas --------------------------------------------------------------------------------------


def with_item(**changes: Any) -> dict[str, Any]:
    schema = reading_schema()
    schema["properties"]["readings"]["items"].update(changes)
    return schema


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = STRING
    for _ in range(depth):
        inner = {
            "type": "object",
            "properties": {"in": inner},
            "required": ["in"],
            "additionalProperties": False,
        }
    return inner


def test_the_schema_of_a_reading_is_in_the_strict_part() -> None:
    assert schema_problem(reading_schema()) is None


def test_definitions_and_choices_are_in_it_too() -> None:
    schema = nested(1) | {"$defs": {"name": nested(1)}}
    schema["properties"]["in"] = {"anyOf": [{"$ref": "#/$defs/name"}, {"type": "null"}]}
    assert schema_problem(schema) is None


def test_five_objects_may_stand_in_each_other_and_no_sixth() -> None:
    assert schema_problem(nested(5)) is None
    assert "exceeds limit of 5" in (schema_problem(nested(6)) or "")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "array", "items": STRING}, "got another type"),
        (with_item(additionalProperties=True), "'additionalProperties' is required"),
        (with_item(required=["criterion"]), "Missing 'level'"),
        (with_item(minProperties=1), "'minProperties' is not permitted"),
        (
            with_item(properties={"a": {"type": "string", "maxLength": 9}}, required=["a"]),
            "maxLength",
        ),
        (with_item(properties={"a": {"description": "b"}}, required=["a"]), "must have a 'type'"),
        (with_item(properties={"a": True}, required=["a"]), "a schema is an object"),
        (with_item(properties={"a": {"type": "array"}}, required=["a"]), "missing items"),
        (
            with_item(properties={"a": {"anyOf": [{"format": "b"}]}}, required=["a"]),
            "'anyOf', '0'",
        ),
        (reading_schema() | {"$defs": {"a": {"type": "object"}}}, "'$defs', 'a'"),
    ],
)
def test_what_is_outside_the_strict_part_is_named(schema: dict[str, Any], words: str) -> None:
    assert words in (schema_problem(schema) or "")
