"""Finds the blocks of a payload and the elements inside each, however broken the payload is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.sandbox.blockkit.problems import pointer

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the payload inwards."""

_INNER_BLOCKS = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A block or an element, where it was found."""

    path: Path
    """Where it stands in the payload."""
    fields: Mapping[str, object]
    """What it says, unchecked."""
    parent: str = ""
    """The type of the block that holds this block; empty at the top."""

    @property
    def type(self) -> str:
        """Its type, empty when it names none."""
        found = self.fields.get("type")
        return found if isinstance(found, str) else ""

    def pointer(self, *steps: str | int) -> str:
        """Points at the part, or at something inside it.

        Args:
            steps: Keys and positions from the part inwards.

        Returns:
            A JSON pointer from the payload's root.
        """
        return pointer((*self.path, *steps))


def blocks_in(blocks: object) -> list[Part]:
    """Lists the blocks of a payload, each followed by the blocks it holds.

    Args:
        blocks: What stands under `blocks`, unchecked.

    Returns:
        Every block at the top, and those in containers, carousels and plans; what is no object
        is left out.
    """
    found: list[Part] = []
    for block in _objects(blocks, ("blocks",), ""):
        found.append(block)
        if key := _INNER_BLOCKS.get(block.type):
            found.extend(_objects(block.fields.get(key), (*block.path, key), block.type))
    return found


def parts_in(block: Part) -> Iterator[Part]:
    """Goes through everything inside a block that says of which type it is.

    Args:
        block: The block; blocks that it holds are left out.

    Yields:
        Elements, text objects, cells and so on, outer before inner, in the order of the payload.
    """
    inner = _INNER_BLOCKS.get(block.type)
    fields = {key: value for key, value in block.fields.items() if key != inner}
    waiting = _held(block.path, fields)
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict) and "type" in value:
            yield Part(path=path, fields=value)
        waiting.extend(_held(path, value))


def listed(value: object) -> list[object]:
    """Takes a list as it is, and anything else as an empty one.

    Args:
        value: Any value of a payload.

    Returns:
        Its items.
    """
    return value if isinstance(value, list) else []


def mapped(value: object) -> Mapping[str, object]:
    """Takes an object as it is, and anything else as an empty one.

    Args:
        value: Any value of a payload.

    Returns:
        Its fields.
    """
    return value if isinstance(value, dict) else {}


def _objects(items: object, path: Path, parent: str) -> Iterator[Part]:
    for place, item in enumerate(listed(items)):
        if isinstance(item, dict):
            yield Part(path=(*path, place), fields=item, parent=parent)


def _held(path: Path, value: object) -> list[tuple[Path, object]]:
    # The last comes first, since the caller takes from the end.
    if isinstance(value, list):
        return [((*path, place), item) for place, item in enumerate(value)][::-1]
    if isinstance(value, dict):
        return [((*path, key), item) for key, item in value.items()][::-1]
    return []
