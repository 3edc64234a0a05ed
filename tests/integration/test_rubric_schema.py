"""The JSON Schema that editors use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.rubric_files.schema import rubric_schema, schema_text
from tests.integration.rubric_yaml import CLEAN, spoil

RUBRICS = Path(__file__).parents[2] / "rubrics"


def errors(value: object) -> list[str]:
    validator = jsonschema.Draft202012Validator(rubric_schema())
    return [error.message for error in validator.iter_errors(value)]


def as_editors_read(text: str) -> Any:
    """Parse as YAML does for editors, where the keys of a mapping are always text."""
    value = yaml.safe_load(text)
    for criterion in value.get("criteria", []):
        criterion["anchors"] = {str(k): v for k, v in criterion["anchors"].items()}
    return value


def test_the_shipped_schema_is_what_the_code_gives() -> None:
    shipped = (RUBRICS / "rubric.schema.json").read_text(encoding="utf-8")

    assert shipped == schema_text(), "write schema_text() to rubrics/rubric.schema.json"


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(rubric_schema())


@pytest.mark.parametrize("path", sorted(RUBRICS.glob("*.yml")), ids=lambda p: p.stem)
def test_shipped_rubrics_pass_the_schema(path: Path) -> None:
    assert errors(as_editors_read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight: 1", "weight: 0"),
        ("weight: 1", "wieght: 1"),
        ("stage: build", "stage: decorate"),
        ("title: Tiny rubric\n", ""),
        ("title: Tiny rubric", "title: Tiny\nweights: {review: 1}"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(old: str, new: str) -> None:
    assert errors(as_editors_read(CLEAN)) == []
    assert errors(as_editors_read(spoil(old, new)))


def test_an_extension_has_its_own_shape() -> None:
    head = {"name": "a", "title": "A", "version": 1.5, "extends": "tiny"}

    assert errors(head | {"weights": {"review": 2}, "drop": ["serve"]}) == []
    assert errors(head | {"weights": {"review": 0}})


def test_every_field_has_a_hover_text() -> None:
    definitions: Any = rubric_schema()["$defs"]
    bare = [
        f"{name}.{field}"
        for name, part in definitions.items()
        for field, about in part.get("properties", {}).items()
        if "description" not in about and "$ref" not in about
    ]

    assert bare == []
