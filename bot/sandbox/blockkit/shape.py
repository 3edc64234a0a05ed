"""Checks a payload against its schema and says in plain words what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    found = _errors(_CHECKER, compiled(name), value)
    return [Problem(pointer=pointer(error.path), message=error.message) for error in found]


def _errors(
    checker: Any,  # noqa: ANN401  # jsonschema's own type of a made class
    schema: Schema,
    value: object,
    *step: str | int,
) -> Iterator[ValidationError]:
    # Keyword by keyword: jsonschema's own descent makes a new validator for each field, which
    # takes half the time of a whole check and is of use for references only.
    for word, bound in schema.items():
        check = checker.VALIDATORS.get(word)
        for error in (check and check(checker, bound, value, schema)) or ():
            compose = _WORDS.get(word)
            found = error if compose is None else ValidationError(compose(bound, value))
            found.path.extendleft(step)
            yield found


def _properties(
    checker: object, parts: Mapping[str, Schema], instance: object, _schema: Schema
) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name, part in parts.items():
            if name in instance:
                yield from _errors(checker, part, instance[name], name)


def _items(
    checker: object, part: Schema, instance: object, _schema: Schema
) -> Iterator[ValidationError]:
    if isinstance(instance, list):
        for place, item in enumerate(instance):
            yield from _errors(checker, part, item, place)


def _by_type(
    checker: object, branches: Mapping[str, Schema], instance: object, _schema: Schema
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
        yield from _errors(checker, branches[found], instance)


def _required(
    _checker: object, names: list[str], instance: object, _schema: Schema
) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        yield from (ValidationError(f"{name} is missing") for name in names if name not in instance)


def _known_keys(
    _checker: object, _allowed: object, instance: object, schema: Schema
) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        unknown = (key for key in instance if key not in schema["properties"])
        yield from (ValidationError(f"unknown key {named(str(key))}") for key in unknown)


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

_CHECKER: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft7Validator,
    {
        "properties": _properties,
        "items": _items,
        "required": _required,
        "additionalProperties": _known_keys,
        BY_TYPE: _by_type,
    },
)({})
