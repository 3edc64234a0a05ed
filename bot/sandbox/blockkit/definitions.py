"""Joins Slack's generated schema with our overlay into definitions that are quick to check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import yaml

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema (draft-07), or a part of one."""

BY_TYPE = "byType"
"""Our own keyword: which schema an object follows, by the word in its `type`."""


@cache
def overlay() -> Schema:
    """Reads what is kept by hand.

    Returns:
        The content of `overlay.yml`: replace, merge, block_surfaces, element_surfaces.
    """
    return dict(yaml.safe_load(files(__package__).joinpath("overlay.yml").read_text("utf-8")))


@cache
def definitions() -> Schema:
    """Joins the generated schema and the overlay.

    Returns:
        The definitions by name, with references still in them.
    """
    generated = json.loads(files(__package__).joinpath("slack_types.json").read_text("utf-8"))
    joined: Schema = generated["definitions"]
    for path, part in overlay()["replace"].items():
        *parents, last = path.split("/")
        holder = joined
        for name in parents:
            holder = holder[name]
        holder[last] = part
    return _merged(joined, overlay()["merge"])


@cache
def compiled(name: str) -> Schema:
    """Makes one definition ready for checking.

    References are replaced by what they name, a tighter bound is joined into the object that it
    bounds, and a choice between objects becomes a look at their `type`, so that an error names
    one thing instead of every alternative.

    Args:
        name: A definition such as `ModalView` or `Message`.

    Returns:
        The schema without references.

    Raises:
        KeyError: No definition has this name.
    """
    return _compiled(definitions()[name])


def _compiled(schema: Schema) -> Schema:
    if "$ref" in schema:
        return compiled(schema["$ref"].rpartition("/")[2])
    if "allOf" in schema:
        whole, bound = schema["allOf"]
        return _tightened(_compiled(whole), bound)
    if "anyOf" in schema and not all("required" in branch for branch in schema["anyOf"]):
        return {BY_TYPE: _branches(schema["anyOf"])}
    ready = dict(schema)
    if "properties" in schema:
        ready["properties"] = {key: _compiled(part) for key, part in schema["properties"].items()}
    if "items" in schema:
        ready["items"] = _compiled(schema["items"])
    return ready


def _branches(choices: list[Schema]) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for choice in map(_compiled, choices):
        if BY_TYPE in choice:
            found |= choice[BY_TYPE]
            continue
        word = choice["properties"]["type"]
        # Once the branch is chosen by its type, there is nothing left to check about that.
        chosen = choice | {"properties": choice["properties"] | {"type": {}}}
        found |= dict.fromkeys(word.get("enum") or [word["const"]], chosen)
    return found


def _tightened(whole: Schema, bound: Schema) -> Schema:
    if BY_TYPE in whole:
        return {BY_TYPE: {word: _merged(branch, bound) for word, branch in whole[BY_TYPE].items()}}
    return _merged(whole, bound)


def _merged(base: Mapping[str, Any], more: Mapping[str, Any]) -> Schema:
    joined = dict(base)
    for key, value in more.items():
        held = joined.get(key)
        if isinstance(held, dict) and isinstance(value, dict):
            joined[key] = _merged(held, value)
        elif isinstance(held, list) and isinstance(value, list):
            joined[key] = [*held, *value]
        else:
            joined[key] = value
    return joined
