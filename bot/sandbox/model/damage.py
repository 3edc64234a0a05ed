"""Faults of the text itself: what a model writes that a reader must not take."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bot.sandbox.model.schemas import lists_of_subjects
from bot.sandbox.shapes import Json

GERMAN = "Der Lebenslauf zeigt das nicht eindeutig."
"""What stands in each sentence of an answer in another language."""
STRANGER = "handwriting"
"""A criterion of no rubric."""


def damaged(kind: str, text: str, schema: Json | None) -> str:
    """Return a text with a fault of the kinds in TEXTS.

    Where a fault inside finds nothing to strike, the answer gets a field too many instead, so that
    no fault goes unnoticed.

    Args:
        kind: One of TEXTS.
        text: A good answer.
        schema: Of the answer, to know its subjects.
    """
    if kind in _AROUND:
        return _AROUND[kind](text)
    answer = _object(text)
    before = json.dumps(answer)
    _INSIDE[kind](answer, schema or {})
    if json.dumps(answer) == before:
        answer["fault"] = kind
    return json.dumps(answer, ensure_ascii=False)


def _object(text: str) -> Json:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


_AROUND: dict[str, Callable[[str], str]] = {
    "malformed": lambda text: text.replace('":', '"=', 1).replace("{", "{,", 1),
    "fenced": lambda text: f"```json\n{text}\n```",
    "partial": lambda text: text[: len(text) * 6 // 10],
    "prose": lambda text: f"Here is what I found:\n\n{text}\n\nLet me know if you need more.",
    "wrong_schema": lambda text: json.dumps({"score": 87, "summary": text[:80]}),
}


def _set_level(level: object) -> Callable[[Any, Json], None]:
    def change(answer: Any, _schema: Json) -> None:  # noqa: ANN401  any JSON
        for item in _objects(answer):
            if "level" in item:
                item["level"] = level
                return

    return change


def _change_subjects(change: Callable[[list[Any], str], None]) -> Callable[[Any, Json], None]:
    def on(answer: Any, schema: Json) -> None:  # noqa: ANN401  any JSON
        for name, _, subject in lists_of_subjects(schema):
            if answer.get(name):
                change(answer[name], subject)
                return

    return on


def _rename_first(items: list[Any], subject: str) -> None:
    items[0][subject] = STRANGER


def _say_in_german(answer: Any, _schema: Json) -> None:  # noqa: ANN401  any JSON
    for item in _objects(answer):
        for name in {"rationale", "missing", "reason", "summary"} & set(item):
            item[name] = GERMAN


def _objects(value: Any) -> list[Json]:  # noqa: ANN401  any JSON
    """Every object in a value, outer ones first."""
    found: list[Json] = [value] if isinstance(value, dict) else []
    children = value.values() if isinstance(value, dict) else value
    for child in children if isinstance(value, (dict, list)) else ():
        found.extend(_objects(child))
    return found


_INSIDE: dict[str, Callable[[Any, Json], None]] = {
    "level_9": _set_level(9),
    "level_fraction": _set_level(3.7),
    "level_text": _set_level("4"),
    "unknown_criterion": _change_subjects(_rename_first),
    "missing_criterion": _change_subjects(lambda items, _: items.pop()),
    "duplicate_criterion": _change_subjects(lambda items, _: items.append(items[0])),
    "other_language": _say_in_german,
}
