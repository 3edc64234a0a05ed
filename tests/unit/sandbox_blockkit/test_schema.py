"""The schema behind the check: how it is lifted from Slack's types, and that it holds together."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.sandbox.blockkit.definitions import BY_TYPE, compiled, definitions, overlay
from bot.sandbox.blockkit.shape import shape_problems
from tests.tools.blockkit_schema import PACKAGES, TARGET, bounds, count_limits, lift, with_limits


@pytest.mark.parametrize(
    ("sentence", "least", "most"),
    [
        ("Maximum length for this field is 255 characters.", None, 255),
        ("The minimum length is 1 and maximum length is 3000 characters.", 1, 3000),
        ("Minimum 1, maximum 10 cards.", 1, 10),
        ("Min `1`, Max `100`.", 1, 100),
        ("Must be between 1 and 100.", 1, 100),
        ("Limit 12,000 characters max.", None, 12_000),
        ("An array of up to 5 to display in the menu.", None, 5),
        ("Must be less than 50 characters.", None, 49),
        ("The minimum length is 1 character.", 1, None),
        ("`text` may truncate with ~30 characters.", None, None),
        ("The default value is `3`.", None, None),
        ("For example `22:25`, where `mm` is minutes.", None, None),
    ],
)
def test_a_sentence_gives_its_bounds(sentence: str, least: int | None, most: int | None) -> None:
    assert bounds(sentence) == (least, most)


@pytest.mark.parametrize(
    ("schema", "prose", "keywords"),
    [
        ({"type": "string"}, "Maximum of 9 characters.", {"type": "string", "maxLength": 9}),
        ({"type": "number"}, "Minimum of 1.", {"type": "number", "minimum": 1}),
        ({"type": "boolean"}, "Maximum of 9.", {"type": "boolean"}),
        (
            {"$ref": "#/definitions/PlainTextElement"},
            "A {@link https://example.org/9 text}. Max length of 24 characters.",
            {
                "allOf": [
                    {"$ref": "#/definitions/PlainTextElement"},
                    {"properties": {"text": {"maxLength": 24}}},
                ]
            },
        ),
        (
            {"type": "array", "items": {"$ref": "T"}},
            "Maximum number of items is 10. Maximum length for the text of each is 20 characters.",
            {
                "type": "array",
                "maxItems": 10,
                "items": {"allOf": [{"$ref": "T"}, {"properties": {"text": {"maxLength": 20}}}]},
            },
        ),
        (
            {"type": "array", "items": {"type": "array"}},
            "Maximum 100 rows. Each row object is an array with a max of 20 table cells.",
            {"type": "array", "maxItems": 100, "items": {"type": "array", "maxItems": 20}},
        ),
    ],
)
def test_a_description_becomes_keywords(
    schema: dict[str, Any], prose: str, keywords: dict[str, Any]
) -> None:
    assert with_limits(schema | {"description": prose}) == keywords


def test_a_property_called_description_is_kept() -> None:
    schema = {"properties": {"description": {"type": "string", "description": "At most."}}}
    assert lift(schema) == {"properties": {"description": {"type": "string"}}}


def test_the_committed_schema_says_where_it_comes_from() -> None:
    document = json.loads(TARGET.read_text("utf-8"))
    lifted = document["definitions"]
    assert f"from npm {PACKAGES[0]};" in document["$comment"]
    assert f"{len(lifted)} definitions, {count_limits(lifted)} limits" in document["$comment"]
    assert "Slack Technologies, LLC" in document["license"]
    assert "THE SOFTWARE IS PROVIDED" in document["license"]


def every_part(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [part for item in schema for part in every_part(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(part for item in schema.values() for part in every_part(item))]


@pytest.mark.parametrize("name", ["Message", "ModalView", "HomeView"])
def test_every_choice_between_objects_is_made_by_type(name: str) -> None:
    parts = every_part(compiled(name))
    assert not [part for part in parts if "$ref" in part or "allOf" in part]
    choices = [branch for part in parts for branch in part.get("anyOf", part.get("oneOf", []))]
    assert choices
    assert all(set(branch) == {"required"} for branch in choices)


def test_every_object_knows_its_keys() -> None:
    objects = [part for part in every_part(compiled("ModalView")) if part.get("type") == "object"]
    assert all(part.get("additionalProperties") is False for part in objects)


def test_every_known_block_has_its_surfaces() -> None:
    assert set(compiled("KnownBlock")[BY_TYPE]) == set(overlay()["block_surfaces"])


def test_every_element_with_surfaces_is_known() -> None:
    assert set(overlay()["element_surfaces"]) < set(compiled("InputBlockElement")[BY_TYPE])


def test_the_overlay_names_only_what_exists() -> None:
    new = {
        "Message",
        "DataVisualizationBlock",
        "AxisChart",
        "PieChart",
        "OverflowOption",
        "OptionGroup",
    }
    named = {path.split("/")[0] for path in [*overlay()["replace"], *overlay()["merge"]]}
    generated = set(json.loads(TARGET.read_text("utf-8"))["definitions"])
    assert named - generated == new
    assert new <= set(definitions())


def test_an_unknown_definition_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError, match="NoSuchBlock"):
        shape_problems("NoSuchBlock", {})
