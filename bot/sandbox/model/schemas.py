"""What the JSON Schema of an answer says to a brain: who is asked about, and in which words."""

from __future__ import annotations

from typing import Any

from bot.sandbox.shapes import Json


def resolved(root: Json, schema: Json) -> Json:
    """Return the definition that a schema refers to, or the schema itself."""
    if "$ref" not in schema:
        return schema
    return dict(root["$defs"][schema["$ref"].rpartition("/")[2]])


def lists_of_subjects(root: Json) -> list[tuple[str, Json, str]]:
    """Return the lists of an answer that hold one item for each of a set of subjects.

    Returns:
        Name of the list, schema of its items, and the item's property that names the subject.
    """
    found = []
    for name, child in root.get("properties", {}).items():
        item = resolved(root, child.get("items", {}))
        subject = subject_of(item)
        if subject:
            found.append((str(name), item, subject))
    return found


def choices(schema: Json) -> list[Any]:
    """Return the values that a schema allows by name: its enum, const, and those of its anyOf."""
    found = list(schema.get("enum", ()))
    if "const" in schema:
        found.append(schema["const"])
    for part in schema.get("anyOf", ()):
        found.extend(choices(part))
    kinds = schema.get("type")
    if (kinds == "null" or (isinstance(kinds, list) and "null" in kinds)) and None not in found:
        found.append(None)
    return found


def subject_of(item: Json) -> str | None:
    """Return the property that says what an item is about.

    It is `criterion`; in an item that holds a list of quotes it may be another enum of names. None
    when the schema names nothing that the items are about.
    """
    properties = item.get("properties", {})
    names = [name for name in properties if _is_enum(properties[name])]
    if "criterion" in names:
        return "criterion"
    has_quotes = any(is_quote(child.get("items", {})) for child in properties.values())
    return names[0] if names and has_quotes else None


def _is_enum(schema: Json) -> bool:
    values = choices(schema)
    return bool(values) and all(isinstance(value, str) for value in values)


def is_quote(item: Json) -> bool:
    """Return whether an item is a quote: a line with its text."""
    return {"line", "text"} <= set(item.get("properties", {}))


def levels(schema: Json) -> list[int]:
    """Return the levels that a schema allows by name, ascending; empty when it is no level."""
    return sorted(v for v in choices(schema) if isinstance(v, int) and not isinstance(v, bool))
