"""What a person typed or chose in the fields of a message or view, as state.values."""

from __future__ import annotations

from typing import Any

from bot.sandbox import inputs
from bot.sandbox.api import files
from bot.sandbox.blocks import elements
from bot.sandbox.core import Core
from bot.sandbox.shapes import Json, RefusalError


def current_values(blocks: list[Json], kept: Json) -> Json:
    """Return state.values of blocks: what a person gave, elsewhere the initial values.

    Args:
        blocks: As they stand now.
        kept: state.values as last known; what no longer has an element is dropped.
    """
    values: Json = {}
    for block, element in elements(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        initial = inputs.initial_state(element)
        if initial is not None:
            state = kept.get(block_id, {}).get(action_id, initial)
            is_same_kind = state["type"] == initial["type"]
            values.setdefault(block_id, {})[action_id] = state if is_same_kind else initial
    return values


def filled(core: Core, user_id: str, blocks: list[Json], kept: Json, given: Json) -> Json:
    """Return state.values of blocks once a person filled some of their fields.

    Args:
        core: The running sandbox.
        user_id: Who.
        blocks: As they stand now.
        kept: state.values as last known.
        given: {block_id: {action_id: raw value}}; fields left out keep what they hold.

    Raises:
        RefusalError: element_not_found, no_such_option or file_not_found.
    """
    values = current_values(blocks, kept)
    found = {(block["block_id"], item["action_id"]): item for block, item in elements(blocks)}
    for block_id, fields in given.items():
        for action_id, raw in fields.items():
            element = found.get((block_id, action_id))
            if element is None:
                raise RefusalError("element_not_found")
            held = values.setdefault(block_id, {})
            if element["type"] == "file_input":
                stored = _files(core, user_id, raw, held[action_id]["files"])
                held[action_id] = {"type": "file_input", "files": stored}
            else:
                held[action_id] = state_of(element, raw)
    return values


def state_of(element: Json, raw: object) -> Json:
    """Return the state of an element after a person gave it `raw`.

    Raises:
        RefusalError: no_such_option.
    """
    try:
        return inputs.state_value(element, raw)
    except inputs.NoSuchOptionError:
        raise RefusalError("no_such_option") from None


def _files(
    core: Core,
    user_id: str,
    given: Any,  # noqa: ANN401  names or ids
    held: list[Json],
) -> list[Json]:
    """Store what is new among the files of a field; what it holds already is not stored twice."""
    workspace = core.workspace
    stored = [workspace.files[item["id"]] for item in held if item["id"] in workspace.files]
    known = {(file.name, file.content): file for file in stored}
    shown = []
    for item in given or ():
        if isinstance(item, str):
            file = workspace.files.get(item)
            if file is None or file.user != user_id:
                raise RefusalError("file_not_found")
        else:
            name, content = item["name"], item["content"]
            file = known.get((name, content)) or files.new_file(workspace, name, user_id, content)
        file.is_for_app = True
        shown.append(file.as_slack())
    return shown
