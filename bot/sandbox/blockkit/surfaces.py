"""Says which blocks and elements may stand in a message, in a modal and on the Home tab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from bot.sandbox.blockkit.definitions import overlay
from bot.sandbox.blockkit.problems import Problem
from bot.sandbox.blockkit.walk import Block, Part

Surface: TypeAlias = Literal["message", "modal", "home"]
"""Where a payload is shown."""

_PLACES = {"message": "in a message", "modal": "in a modal", "home": "on the Home tab"}


def surface_problems(blocks: list[Block], surface: Surface) -> Iterator[Problem]:
    """Finds what may not stand on this surface.

    Args:
        blocks: Every block of the payload.
        surface: Where the payload is shown.

    Yields:
        A block or an element that Slack refuses there, or that one source says it refuses; of a
        refused block the blocks inside are not named too.

    Source: `block_surfaces` and `element_surfaces` in `overlay.yml`.
    """
    allowed_blocks = overlay()["block_surfaces"]
    allowed_elements = overlay()["element_surfaces"]
    for block in blocks:
        outer_stands = surface in allowed_blocks.get(block.parent, (surface,))
        if outer_stands and surface not in allowed_blocks.get(block.type, (surface,)):
            yield _refused(block, surface)
        for part in block.parts:
            if surface not in allowed_elements.get(part.type, (surface,)):
                yield _refused(part, surface)


def _refused(part: Part, surface: Surface) -> Problem:
    return Problem(
        pointer=part.pointer("type"), message=f"{part.type} cannot stand {_PLACES[surface]}"
    )
