"""Finds the blocks of a payload and the elements inside each, however broken the payload is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.sandbox.blockkit.problems import pointer

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the payload inwards."""

_Holder: TypeAlias = dict[str, object] | list[object]

_INNER_BLOCKS = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An element, a text object, a cell or a block, where it was found."""

    path: Path
    """Where it stands in the payload."""
    type: str
    """Its type; empty when it names none."""
    fields: Mapping[str, object]
    """What it says, unchecked."""

    def pointer(self, *steps: str | int) -> str:
        """Points at the part, or at something inside it.

        Args:
            steps: Keys and positions from the part inwards.

        Returns:
            A JSON pointer from the payload's root.
        """
        return pointer((*self.path, *steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Part):
    """A block with everything inside it."""

    parent: str
    """The type of the block that holds this block; empty at the top."""
    parts: tuple[Part, ...]
    """What inside it says its type, outer before inner; blocks that it holds are left out."""


def blocks_in(blocks: object) -> list[Block]:
    """Lists the blocks of a payload, each followed by the blocks it holds.

    Args:
        blocks: What stands under `blocks`, unchecked.

    Returns:
        Every block at the top, and those in containers, carousels and plans; what is no object
        is left out.
    """
    found: list[Block] = []
    for block in _blocks(blocks, ("blocks",), ""):
        found.append(block)
        if key := _INNER_BLOCKS.get(block.type):
            found.extend(_blocks(block.fields.get(key), (*block.path, key), block.type))
    return found


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


def _blocks(items: object, path: Path, parent: str) -> Iterator[Block]:
    for place, item in enumerate(listed(items)):
        if isinstance(item, dict):
            here, kind = (*path, place), _type(item)
            parts = tuple(_parts(here, kind, item))
            yield Block(path=here, type=kind, fields=item, parent=parent, parts=parts)


def _parts(path: Path, kind: str, block: Mapping[str, object]) -> Iterator[Part]:
    inner = _INNER_BLOCKS.get(kind)
    waiting = _held(path, {key: value for key, value in block.items() if key != inner})
    while waiting:
        here, value = waiting.pop()
        if isinstance(value, dict) and "type" in value:
            yield Part(path=here, type=_type(value), fields=value)
        waiting.extend(_held(here, value))


def _held(path: Path, value: _Holder) -> list[tuple[Path, _Holder]]:
    # The last comes first, since the caller takes from the end.
    steps: list[tuple[str | int, object]] = (
        list(enumerate(value)) if isinstance(value, list) else list(value.items())
    )
    return [
        ((*path, step), item) for step, item in reversed(steps) if isinstance(item, (dict, list))
    ]


def _type(fields: Mapping[str, object]) -> str:
    found = fields.get("type")
    return found if isinstance(found, str) else ""
