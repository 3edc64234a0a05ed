"""The JSON Schema of rubric files, which gives editors completion and hover."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.rubric_files.models import ExtensionFile, RubricFile


def rubric_schema() -> dict[str, object]:
    """Return the JSON Schema, draft 2020-12: one shape with ``extends``, one without."""
    refs, definitions = models_json_schema(
        [(RubricFile, "validation"), (ExtensionFile, "validation")], by_alias=True
    )
    defs = definitions["$defs"]
    for part in defs.values():
        _scalars(part)
    full = refs[RubricFile, "validation"]
    extension = refs[ExtensionFile, "validation"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plumbline rubric",
        "description": "What a hiring panel judges a document or a person on.",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": extension,
        "else": full,
        "$defs": defs,
    }


def schema_text() -> str:
    """Return the schema as the file ``rubrics/rubric.schema.json`` holds it."""
    return json.dumps(rubric_schema(), indent=2, ensure_ascii=False) + "\n"


def _scalars(part: dict[str, Any]) -> None:
    """Let a version be typed without quotes, as the loader does, so that editors agree."""
    version = part.get("properties", {}).get("version")
    if version is not None:
        version["type"] = ["string", "number"]
