"""Pictures of a page with and without its text, and how they differ."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from bot.documents.pdf.characters import Bools, Floats, Ints, TextObject
from bot.documents.pdf.handles import Page
from bot.errors import DocumentError, Reason

Picture = NDArray[np.uint8]
"""Rows, columns, and blue, green, red, unused."""

Sums = NDArray[np.int32]
"""Running sums; 32 bits hold two thousand million pixels."""

_SCALE = 1.5
"""Pixels a point: thin strokes of pale type stay above the difference that counts as seen."""

_SEEN_BITS = np.uint8(0xF0)
"""A channel that differs by 16 of 255 or more sets one of these bits of the difference.

Source: threshold of research on hidden text, 16/255; below it a change is not seen.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """How points of a page map to pixels of its pictures."""

    left: float
    bottom: float
    right: float
    top: float
    """The visible part of the page in points: its crop box within its media box."""
    scale: float
    """Pixels a point."""

    def pixels(self, boxes: Floats, shape: tuple[int, int]) -> Ints:
        """Columns and rows of boxes: first column, first row, end column, end row, clipped."""
        height, width = shape
        columns = (boxes[:, [0, 2]] - self.left) * self.scale
        rows = (self.top - boxes[:, [3, 1]]) * self.scale
        first = np.clip(np.floor(np.stack([columns[:, 0], rows[:, 0]], 1)), 0, [width, height])
        end = np.clip(np.ceil(np.stack([columns[:, 1], rows[:, 1]], 1)), 0, [width, height])
        return np.concatenate([first, end], 1).astype(np.int64)

    def holds(self, boxes: Floats) -> Bools:
        """Which boxes have their middle on the visible part of the page."""
        x = (boxes[:, 0] + boxes[:, 2]) / 2
        y = (boxes[:, 1] + boxes[:, 3]) / 2
        inside = (x >= self.left) & (x <= self.right) & (y >= self.bottom) & (y <= self.top)
        return np.asarray(inside, dtype=np.bool_)


def canvas_of(page: Page, page_pixels: int) -> Canvas:
    """Measure a page that is not rotated.

    Args:
        page: An open pypdfium2 page whose rotation was set to 0.
        page_pixels: Pixels that one picture may have; larger pages get a smaller scale.

    Raises:
        DocumentError: TOO_LARGE, when even a small scale does not fit.
    """
    left, bottom, right, top = page.get_bbox()
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    # One pixel is left for rounding up each side.
    fitting = math.sqrt(page_pixels / ((width + 1) * (height + 1)))
    scale = min(_SCALE, fitting)
    if math.ceil(width * scale) * math.ceil(height * scale) > 2 * page_pixels:
        raise DocumentError(Reason.TOO_LARGE)
    return Canvas(left=left, bottom=bottom, right=right, top=top, scale=scale)


class Sheet:
    """Memory of one picture, used for page after page: fresh memory costs as much as drawing.

    A picture lasts until the next is drawn on the same sheet.
    """

    def __init__(self) -> None:
        self._buffer = (ctypes.c_ubyte * 0)()

    def draw(self, page: Page, canvas: Canvas) -> Picture:
        """Draw a page as it stands, with its annotations, on white."""
        bitmap = page.render(
            scale=canvas.scale,
            bitmap_maker=self._bitmap,
            prefer_bgrx=True,
            force_bitmap_format=pdfium.FPDFBitmap_BGRx,
        )
        try:
            return np.asarray(bitmap.to_numpy(), dtype=np.uint8)
        finally:
            bitmap.close()

    def _bitmap(self, width: int, height: int, **options: int) -> pypdfium2.PdfBitmap:
        if len(self._buffer) < 4 * width * height:
            self._buffer = (ctypes.c_ubyte * (4 * width * height))()
        return pypdfium2.PdfBitmap.new_native(width, height, buffer=self._buffer, **options)


def show_only(objects: list[TextObject], chosen: Bools) -> None:
    """Draw the chosen text objects as the page asks, and the others not at all."""
    invisible = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    for item, is_chosen in zip(objects, chosen.tolist(), strict=True):
        pdfium.FPDFTextObj_SetTextRenderMode(item.handle, item.mode if is_chosen else invisible)


def changes(one: Picture, other: Picture) -> Bools:
    """Which pixels a reader sees change between two pictures of one page."""
    result = one.view(np.uint32)[:, :, 0] != other.view(np.uint32)[:, :, 0]
    # Most pixels are equal, and only the others are worth a closer look.
    places = np.flatnonzero(result)
    first, second = one.reshape(-1, 4)[places], other.reshape(-1, 4)[places]
    difference = (np.maximum(first, second) - np.minimum(first, second)) & _SEEN_BITS
    result.reshape(-1)[places] = difference.view(np.uint32)[:, 0] != 0
    return np.asarray(result)


def integral(mask: Bools) -> Sums:
    """Sum of a mask over every rectangle that starts at the first pixel, one row and column more.

    Source: Crow, "Summed-area tables for texture mapping", SIGGRAPH 1984.
    """
    sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), dtype=np.int32)
    np.cumsum(mask, axis=1, dtype=np.int32, out=sums[1:, 1:])
    np.cumsum(sums[1:, 1:], axis=0, out=sums[1:, 1:])
    return sums


def counts(sums: Sums, pixels: Ints) -> Ints:
    """Pixels set inside each box.

    Args:
        sums: What ``integral`` gave.
        pixels: What ``Canvas.pixels`` gave.
    """
    x0, y0, x1, y1 = pixels.T
    return np.asarray(sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0], dtype=np.int64)
