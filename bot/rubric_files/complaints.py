"""What pydantic finds wrong with a rubric file, in words for its author."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.rubric_files.extend import Clash
from bot.rubric_files.models import (
    AnchorsPart,
    CriterionPart,
    ExtensionFile,
    IndicatorPart,
    QuestionPart,
)
from bot.rubric_files.nodes import Where

_PARTS: dict[str, type[BaseModel]] = {
    "criteria": CriterionPart,
    "indicators": IndicatorPart,
    "add_indicators": IndicatorPart,
    "questions": QuestionPart,
    "anchors": AnchorsPart,
}


_RANGE = ("is out of range", "{msg}.")
_EMPTY = ("is empty", "Write something, or remove the line.")
_NUMBER = ("is not a number", "Write a number: a whole one for minutes, such as 8.")
_MAPPING = ("is not a mapping", "Write `key: value` lines under it.")
_WORD = ("is not one of the allowed words", "Use {allowed}.")
_WORDS = {
    "missing": ("is missing", "Add `{last}:` here."),
    "string_too_short": _EMPTY,
    "too_short": _EMPTY,
    "string_too_long": ("is too long", "{msg}."),
    "string_pattern_mismatch": (
        "is not a plain key",
        "Use lower-case letters, digits and underscores, such as data_workflows.",
    ),
    "id": ("is not an id", "Use letters and digits without spaces, such as D1."),
    "enum": _WORD,
    "literal_error": _WORD,
    "greater_than": _RANGE,
    "greater_than_equal": _RANGE,
    "less_than_equal": _RANGE,
    "finite_number": _RANGE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "list_type": ("is not a list", "Write one item per line, each after `- `."),
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "string_type": ("is not text", "Write text there; quote it if it holds `: `."),
}
"""What and fix by pydantic's kind of error."""


def complaints(error: ValidationError, model: type[BaseModel]) -> Iterator[Clash]:
    """Say each thing that is wrong once, with the next step.

    Args:
        error: From validating a whole file.
        model: What the file was validated as.
    """
    details = error.errors(include_url=False)
    changed = _changed_rows(details) if model is ExtensionFile else {}
    yield from changed.values()
    for detail in details:
        where = tuple(step for step in detail["loc"] if step != "[key]")
        if where[:2] in changed:
            continue
        what, fix = _said(detail, where, model)
        yield Clash(where=where, what=what, fix=fix)


def _changed_rows(details: list[ErrorDetails]) -> dict[Where, Clash]:
    """Say once of each criterion that is meant to change an inherited one how that is done."""
    rows: dict[Where, Clash] = {}
    for detail in details:
        where = detail["loc"]
        if (
            detail["type"] == "extra_forbidden"
            and where[0] == "criteria"
            and where[2:] == ("drop",)
        ):
            rows[where[:2]] = Clash(
                where=where,
                what=f"{_name(where)} is not a known key; `criteria` only adds criteria.",
                fix="List the key under the top-level `drop:`; to change a weight, write it under "
                "the top-level `weights:`.",
            )
    return rows


def _said(
    detail: ErrorDetails, where: tuple[int | str, ...], model: type[BaseModel]
) -> tuple[str, str]:
    name = _name(where)
    kind = detail["type"]
    if kind == "extra_forbidden":
        return f"{name} is not a known key.", _meant(where, model)
    if kind == "string_pattern_mismatch" and not _is_slug(detail, where):
        kind = "id"
    what, fix = _WORDS.get(kind, ("is not as it should be", "{msg}."))
    bounds = detail["msg"].replace("Input should", "It must")
    allowed = detail.get("ctx", {}).get("expected", "")
    return f"{name} {what}.", fix.format(last=where[-1], msg=bounds, allowed=allowed)


def _is_slug(detail: ErrorDetails, where: tuple[int | str, ...]) -> bool:
    is_key = detail["loc"][-1] == "[key]" and where[0] != "sources"
    return is_key or where[-1] in ("key", "name") or where[0] == "drop"


def _name(where: tuple[int | str, ...]) -> str:
    """Name a place as people do: `criteria[2].anchors.3`."""
    said = ""
    for step in where:
        if isinstance(step, int):
            said += f"[{step + 1}]"
        else:
            said += f".{step}" if said else step
    return f"`{said or 'the file'}`"


def _meant(where: tuple[int | str, ...], model: type[BaseModel]) -> str:
    part = model
    for step in where[:-1]:
        part = _PARTS.get(str(step), part)
    known = [info.alias or key for key, info in part.model_fields.items()]
    close = difflib.get_close_matches(str(where[-1]), known, n=1)
    if close:
        return f"Did you mean `{close[0]}`?"
    if "extends" in where or where[-1] in ExtensionFile.model_fields:
        return "It goes with `extends`; add that, or remove it."
    return f"Remove it; known here are {', '.join(known)}."
