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

_PARTS: dict[str, type[BaseModel]] = {
    "criteria": CriterionPart,
    "indicators": IndicatorPart,
    "add_indicators": IndicatorPart,
    "questions": QuestionPart,
    "anchors": AnchorsPart,
}


def complaints(error: ValidationError, model: type[BaseModel]) -> Iterator[Clash]:
    """Say each thing that is wrong once, with the next step.

    Args:
        error: From validating a whole file.
        model: What the file was validated as.
    """
    for detail in error.errors(include_url=False):
        where = tuple(step for step in detail["loc"] if step != "[key]")
        what, fix = _said(detail, where, model)
        yield Clash(where=where, what=what, fix=fix)


def _said(
    detail: ErrorDetails, where: tuple[int | str, ...], model: type[BaseModel]
) -> tuple[str, str]:
    name = _name(where)
    context = detail.get("ctx", {})
    is_key = "[key]" in detail["loc"]
    match detail["type"]:
        case "missing":
            return f"{name} is missing.", f"Add `{where[-1]}:` here."
        case "extra_forbidden":
            return f"{name} is not a known key.", _meant(where, model)
        case "string_too_short" | "too_short":
            return f"{name} is empty.", "Write something, or remove the line."
        case "string_too_long":
            return f"{name} is longer than {context['max_length']} characters.", "Shorten it."
        case "string_pattern_mismatch" if is_key or where[-1] in ("key", "name") or "drop" in where:
            return (
                f"{name} is not a plain key.",
                "Use lower-case letters, digits and underscores, such as data_workflows.",
            )
        case "string_pattern_mismatch":
            return f"{name} is not an id.", "Use letters and digits without spaces, such as D1."
        case "enum" | "literal_error":
            return f"{name} is not one of the allowed words.", f"Use {context['expected']}."
        case "greater_than" | "less_than_equal" | "greater_than_equal" | "finite_number":
            return (
                f"{name} is out of range.",
                f"{detail['msg'].replace('Input should', 'It must')}.",
            )
        case "float_parsing" | "int_parsing" | "int_from_float" | "float_type" | "int_type":
            return f"{name} is not a number.", "Write a number, such as 1.5, or 8 for minutes."
        case "list_type":
            return f"{name} is not a list.", "Write one item per line, each after `- `."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{name} is not a mapping.", "Write `key: value` lines under it."
        case "string_type":
            return f"{name} is not text.", "Write text there; quote it if it holds `: `."
    return f"{name}: {detail['msg']}.", "Change it to what the schema of rubrics allows."


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
