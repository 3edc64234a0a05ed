"""Fills the JSON Schema of an answer with what a reader found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.model.prompts import Line, Prompt
from bot.sandbox.model.schemas import choices, is_quote, levels, resolved, subject_of
from bot.sandbox.shapes import Json

PLAIN = "Ask for JSON with a schema, and there will be a reading."
"""The answer to a prompt that names no schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a reader thinks of one subject."""

    level: int | None
    """One of those that were offered; None when there is nothing to judge by."""
    quotes: tuple[Line, ...]
    """Lines of the document, or what the reader says that they are."""
    rationale: str
    """Why."""
    missing: str
    """What would have told more."""


Reader = Callable[[str, list[int]], Finding]
"""Reads a subject, empty for the document as a whole, on a scale of levels, ascending."""


def fill(prompt: Prompt, reader: Reader) -> str:
    """Answer a prompt in JSON that its schema allows.

    Args:
        prompt: Without a schema it gets a plain sentence.
        reader: Says what to put in.
    """
    if prompt.schema is None:
        return PLAIN
    filled = _Form(prompt.schema, reader).value(prompt.schema, "", None)
    return json.dumps(filled, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Form:
    """A schema on its way to an answer."""

    root: Json
    """Where its definitions are."""
    reader: Reader
    """Who fills it."""

    def value(self, schema: Json, name: str, finding: Finding | None) -> Any:  # noqa: ANN401  any JSON
        """Fill a part of the schema that has a name, inside an item about a finding."""
        schema = resolved(self.root, schema)
        scale = levels(schema)
        if scale:
            return self._level(schema, scale, finding)
        if choices(schema):
            return self._choice(schema, name, finding)
        kind = schema.get("type")
        if kind == "object":
            # Outside a list, an object is about the document as a whole.
            about = finding or (
                self._read("", schema) if "level" in schema.get("properties", {}) else None
            )
            return {key: self.value(child, key, about) for key, child in _children(schema)}
        if kind == "array":
            return self._items(resolved(self.root, schema["items"]), finding)
        if kind == "string":
            return _sentence(name, finding)
        return bool(finding and finding.quotes) if kind == "boolean" else schema.get("minimum", 0)

    def _level(self, schema: Json, scale: list[int], finding: Finding | None) -> int | None:
        level = finding.level if finding else None
        return scale[0] if level is None and None not in choices(schema) else level

    def _choice(self, schema: Json, name: str, finding: Finding | None) -> Any:  # noqa: ANN401  any JSON
        is_found = bool(finding and finding.quotes)
        for part in schema.get("anyOf", ()):
            if is_found and part.get("type") != "null":
                return self.value(part, name, finding)
        kinds = schema.get("type")
        if is_found and isinstance(kinds, list):
            return self.value(
                {"type": next(kind for kind in kinds if kind != "null")}, name, finding
            )
        values = choices(schema)
        return values[0] if is_found else values[-1]

    def _items(self, item: Json, finding: Finding | None) -> list[Any]:
        subject = subject_of(item)
        if is_quote(item):
            quoted = finding or self._read("", item)
            return [self._quote(item, line, quoted) for line in quoted.quotes]
        if subject is None:
            return []
        return [self._about(item, subject, key) for key in choices(item["properties"][subject])]

    def _about(self, item: Json, subject: str, key: str) -> Json:
        finding = self._read(key, item)
        return {
            name: key if name == subject else self.value(child, name, finding)
            for name, child in _children(item)
        }

    def _quote(self, item: Json, line: Line, finding: Finding) -> Json:
        quoted = {"line": line.number, "text": line.text}
        return {
            name: quoted[name] if name in quoted else self.value(child, name, finding)
            for name, child in _children(item)
        }

    def _read(self, subject: str, item: Json) -> Finding:
        return self.reader(subject, levels(item["properties"].get("level", {})) or [1])


def _children(schema: Json) -> list[tuple[str, Json]]:
    return list(schema.get("properties", {}).items())


def _sentence(name: str, finding: Finding | None) -> str:
    if finding is None:
        return ""
    return finding.missing if name == "missing" else finding.rationale
