"""Checks a payload against its schema and says in plain words what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft7Validator, ValidationError, validators

from bot.sandbox.blockkit.definitions import BY_TYPE, Schema, compiled
from bot.sandbox.blockkit.problems import Problem, kind, named, pointer

_KINDS = {
    "string": "a text",
    "array": "a list",
    "object": "an object",
    "boolean": "a boolean",
    "number": "a number",
    "integer": "a whole number",
}


def shape_problems(name: str, value: object) -> list[Problem]:
    """Checks fields, types, lengths and counts.

    Args:
        name: The definition that the value follows, such as `ModalView`.
        value: The payload, as parsed from JSON.

    Returns:
        What does not fit, in the order of the schema; empty when all fits.

    Raises:
        KeyError: No definition has this name.
    """
    return [
        Problem(pointer=pointer(error.absolute_path), message=_wording(error))
        for error in _validator(name).iter_errors(value)
    ]


@cache
def _validator(name: str) -> Any:  # noqa: ANN401  # jsonschema's own type of a made class
    own = {BY_TYPE: _by_type, "required": _required, "additionalProperties": _known_keys}
    return validators.extend(Draft7Validator, own)(compiled(name))  # type: ignore[no-untyped-call]


def _by_type(
    validator: Any,  # noqa: ANN401  # as jsonschema calls it
    branches: Mapping[str, Schema],
    instance: object,
    _schema: Schema,
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        yield ValidationError(f"must be an object, is {kind(instance)}")
        return
    found = instance.get("type")
    if "type" not in instance:
        yield ValidationError("type is missing")
    elif not isinstance(found, str):
        yield ValidationError(f"must be a text, is {kind(found)}", path=("type",))
    elif found not in branches:
        known = ", ".join(sorted(branches))
        yield ValidationError(f"type {named(found)} is none of: {known}", path=("type",))
    else:
        yield from validator.descend(instance, branches[found])


def _required(
    _validator: object, names: list[str], instance: object, _schema: Schema
) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        yield from (ValidationError(f"{name} is missing") for name in names if name not in instance)


def _known_keys(
    _validator: object, _allowed: object, instance: object, schema: Schema
) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        unknown = (key for key in instance if key not in schema["properties"])
        yield from (ValidationError(f"unknown key {named(str(key))}") for key in unknown)


def _wording(error: ValidationError) -> str:
    compose = _WORDS.get(str(error.validator))
    return error.message if compose is None else compose(error.validator_value, error.instance)


def _one_of(branches: list[Schema], _value: object) -> str:
    return f"needs exactly one of: {_names(branches)}"


def _any_of(branches: list[Schema], _value: object) -> str:
    return f"needs at least one of: {_names(branches)}"


def _names(branches: list[Schema]) -> str:
    return ", ".join(name for branch in branches for name in branch["required"])


def _too_short(least: int, value: Any) -> str:  # noqa: ANN401  # of the kind that the keyword is for
    return f"has {len(value)} characters, needs at least {least}" if value else "is empty"


_WORDS: Mapping[str, Callable[[Any, Any], str]] = {
    "type": lambda bound, value: f"must be {_KINDS[bound]}, is {kind(value)}",
    "const": lambda bound, _value: f"must be {bound}",
    "enum": lambda bound, _value: f"must be one of: {', '.join(map(str, bound))}",
    "pattern": lambda bound, _value: f"must match {bound}",
    "minLength": _too_short,
    "maxLength": lambda bound, value: f"has {len(value)} characters, at most {bound} are allowed",
    "minItems": lambda bound, value: f"has {len(value)} items, needs at least {bound}",
    "maxItems": lambda bound, value: f"has {len(value)} items, at most {bound} are allowed",
    "minProperties": lambda bound, value: f"has {len(value)} fields, needs at least {bound}",
    "minimum": lambda bound, _value: f"must be at least {bound}",
    "maximum": lambda bound, _value: f"must be at most {bound}",
    "exclusiveMinimum": lambda bound, _value: f"must be more than {bound}",
    "oneOf": _one_of,
    "anyOf": _any_of,
}
