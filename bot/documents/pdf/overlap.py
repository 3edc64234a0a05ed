"""Runs of text that lie over one another, which one picture cannot tell apart."""

from __future__ import annotations

import numpy as np

from bot.documents.pdf.characters import Bools, Characters, Floats, Ints
from bot.documents.pdf.rendering import Canvas, integral

_COARSE = 1.0
"""Cells a point of the map on which overlaps are found."""

_MARGIN = 0.15
"""Share of each side that neighbours may touch without counting as overlapping."""

_SHARED = 0.1
"""Share of a run's box that another must cover."""

_FEW = 200
"""Runs up to this number are compared pair by pair at once."""

_MOST = 800
"""Overlapping runs beyond this number are not sorted out; pages of people have a handful."""


def underlying(
    characters: Characters, ink: Bools, count: int, canvas: Canvas
) -> tuple[Bools, Bools]:
    """Find runs that another run is painted over.

    Args:
        characters: Of the page.
        ink: Those that should leave ink.
        count: Number of text objects.
        canvas: The visible page.

    Returns:
        For each text object whether another lies over it, and whether it lies over another.
    """
    under, over = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    boxes = _runs(characters, ink, count)
    touched = _touched(boxes, canvas) if count > _FEW else np.flatnonzero(boxes.any(axis=1))
    if not 1 < len(touched) <= _MOST:
        return under, over
    mine = boxes[touched]
    wide = np.minimum(mine[:, None, 2], mine[None, :, 2]) - np.maximum(
        mine[:, None, 0], mine[None, :, 0]
    )
    high = np.minimum(mine[:, None, 3], mine[None, :, 3]) - np.maximum(
        mine[:, None, 1], mine[None, :, 1]
    )
    shared = np.maximum(wide, 0) * np.maximum(high, 0)
    areas = (mine[:, 2] - mine[:, 0]) * (mine[:, 3] - mine[:, 1])
    is_pair = shared > _SHARED * np.minimum(areas[:, None], areas[None, :])
    under[touched] = np.triu(is_pair, 1).any(axis=1)
    over[touched] = np.tril(is_pair, -1).any(axis=1)
    return under, over & ~under


def _runs(characters: Characters, ink: Bools, count: int) -> Floats:
    """Box of each text object's inked characters, its margin taken off; zeros for none."""
    drawn = np.flatnonzero(ink)
    owners, boxes = characters.owners[drawn], characters.boxes[drawn]
    low = np.full((count, 2), np.inf)
    high = np.full((count, 2), -np.inf)
    np.minimum.at(low, owners, boxes[:, :2])
    np.maximum.at(high, owners, boxes[:, 2:])
    is_empty = ~np.isfinite(low[:, 0])
    low[is_empty] = high[is_empty] = 0
    margin = np.minimum((high - low) * _MARGIN, 2.0)
    return np.concatenate([low + margin, high - margin], axis=1)


def _touched(boxes: Floats, canvas: Canvas) -> Ints:
    """Runs whose box shares enough cells of a coarse map with another's."""
    width = int((canvas.right - canvas.left) * _COARSE) + 2
    height = int((canvas.top - canvas.bottom) * _COARSE) + 2
    if width * height > 4_000_000:
        return np.zeros(0, dtype=np.int64)
    cells = np.round((boxes - [canvas.left, canvas.bottom] * 2) * _COARSE).astype(np.int64)
    cells = np.clip(cells, 0, [width - 1, height - 1] * 2)
    x0, y0, x1, y1 = cells.T
    steps = np.zeros((height, width), dtype=np.int32)
    np.add.at(steps, (y0, x0), 1)
    np.add.at(steps, (y1, x1), 1)
    np.add.at(steps, (y0, x1), -1)
    np.add.at(steps, (y1, x0), -1)
    depth = steps.cumsum(axis=0).cumsum(axis=1)
    sums = integral(depth > 1)
    shared = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
    areas = (x1 - x0) * (y1 - y0)
    return np.flatnonzero((areas > 0) & (shared > _SHARED * areas))
