"""The part of JSON Schema that strict answers know; a schema outside it is refused, with why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.shapes import Json

KEYWORDS = frozenset(
    {
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "title",
        "description",
    }
)
"""What every model with strict answers takes; newer ones take bounds and patterns too."""
DEEPEST = 5
"""Objects inside objects. Source: the limit of the strictest models; others allow 10."""


def schema_problem(schema: Json) -> str | None:
    """Return what is wrong with a schema for strict answers, in the API's words; None is fine."""
    if schema.get("type") != "object":
        return "schema must be a JSON Schema of 'type: \"object\"', got another type."
    return next(_problems(schema, (), 1), None)


def _problems(schema: Any, path: tuple[str, ...], depth: int) -> Iterator[str]:  # noqa: ANN401  anything may be sent
    here = f"In context={path}, "
    if not isinstance(schema, dict):
        yield f"{here}a schema is an object."
        return
    unknown = sorted(set(schema) - KEYWORDS)
    if unknown:
        yield f"{here}'{unknown[0]}' is not permitted."
    if not {"type", "enum", "const", "anyOf", "$ref"} & set(schema):
        yield f"{here}schema must have a 'type' key."
    if "properties" in schema or schema.get("type") == "object":
        yield from _of_object(schema, path, depth)
    if schema.get("type") == "array" and "items" not in schema:
        yield f"{here}array schema missing items."
    if "items" in schema:
        yield from _problems(schema["items"], (*path, "items"), depth)
    for index, choice in enumerate(schema.get("anyOf", ())):
        yield from _problems(choice, (*path, "anyOf", str(index)), depth)
    for name, definition in schema.get("$defs", {}).items():
        yield from _problems(definition, (*path, "$defs", name), depth)


def _of_object(schema: Json, path: tuple[str, ...], depth: int) -> Iterator[str]:
    here = f"In context={path}, "
    if depth > DEEPEST:
        yield f"{depth} levels of nesting exceeds limit of {DEEPEST}."
        return
    if schema.get("additionalProperties") is not False:
        yield f"{here}'additionalProperties' is required to be supplied and to be false."
    properties = schema.get("properties", {})
    missing = sorted(set(properties) - set(schema.get("required", ())))
    if missing:
        yield (
            f"{here}'required' is required to be supplied and to be an array including every "
            f"key in properties. Missing '{missing[0]}'."
        )
    for name, child in properties.items():
        yield from _problems(child, (*path, "properties", name), depth + 1)
