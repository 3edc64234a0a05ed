"""Invisible text over ink that is not text: does it lie on that ink, as a reader sees it?"""

from __future__ import annotations

import numpy as np
import pypdfium2.raw as pdfium

from bot.documents.pdf.characters import Bools, Characters, Floats, Ints
from bot.documents.pdf.handles import Page
from bot.documents.pdf.rendering import Canvas, Picture, counts, integral
from bot.documents.pdf.visibility import spans

_INK = 40
"""Steps of 255 by which ink differs from the paper around it."""

_OUTLINE_INK = 0.2
"""Share of a word's box that letters drawn as shapes fill at least.

Source: measured on public CV templates that draw letters as shapes: 0.35 to 0.63.
"""
_OUTLINE_BLANK = 0.4
"""Ink between and around the words, as a share of that within, which is more than blur leaves.

Source: measured on public CV templates: blur leaves 0.25 at most, a photograph about 1.
"""

_SCAN_AREA = 0.5
"""Share of the page that a picture covers to count as a scan."""

_WORD_INK = 0.06
"""Share of a word's box that is ink when the word lies on a scanned one.

Source: measured on a recognised scan, where words lie loosely on their lines: mean 0.19.
"""
_LAYER_WORDS = 0.85
"""Share of words that must lie on ink for a text layer to be believed; measured 0.93 and 0.58."""

_LINE_WORDS = 0.6
"""The same within a line of a layer that is believed."""

_EXPLAINED = 0.4
"""Share of the scan's ink that the layer's lines must cover: a layer tells the page, not a part."""


def luminance(picture: Picture) -> Floats:
    """Brightness of every pixel, 0 to 255. Source: ITU-R BT.601 weights."""
    weights = np.array([0.114, 0.587, 0.299], dtype=np.float32)
    return np.asarray(picture[:, :, :3] @ weights, dtype=np.float64)


def has_scan(page: Page, canvas: Canvas) -> bool:
    """Whether pictures of the page cover most of it."""
    area = (canvas.right - canvas.left) * (canvas.top - canvas.bottom)
    covered = 0.0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        wide = min(right, canvas.right) - max(left, canvas.left)
        high = min(top, canvas.top) - max(bottom, canvas.bottom)
        covered = max(covered, max(wide, 0.0) * max(high, 0.0))
    return covered >= _SCAN_AREA * area


def outlined(line: Ints, bare: Picture) -> bool:
    """Whether the words of a line lie exactly on letters drawn as shapes.

    Args:
        line: Boxes of the line's words in pixels.
        bare: The page without its text.
    """
    height, width = bare.shape[:2]
    x0, y0 = np.maximum(line[:, :2].min(axis=0) - 2, 0)
    x1, y1 = np.minimum(line[:, 2:].max(axis=0) + 2, [width, height])
    region = luminance(bare[y0:y1, x0:x1])
    is_word = np.zeros(region.shape, dtype=np.bool_)
    for left, top, right, bottom in line - [x0, y0, x0, y0]:
        is_word[top:bottom, left:right] = True
    if not is_word.any() or is_word.all():
        return False
    ink = np.abs(region - np.median(region[~is_word])) > _INK
    share = ink[is_word].mean()
    return bool(share >= _OUTLINE_INK and ink[~is_word].mean() <= _OUTLINE_BLANK * share)


def believed(lines: list[Ints], bare: Picture) -> list[bool]:
    """Which lines of a text layer over a scan lie on the scan's ink.

    Args:
        lines: For each line the boxes of its words in pixels.
        bare: The page without its text.

    Returns:
        All False when the layer as a whole cannot be believed.
    """
    light = luminance(bare)
    paper = np.bincount(light.astype(np.uint8).ravel(), minlength=256).argmax()
    ink = np.abs(light - float(paper)) > _INK
    sums = integral(ink)
    shares = []
    hulls = np.zeros(ink.shape, dtype=np.bool_)
    for line in lines:
        areas = np.maximum(1, (line[:, 2] - line[:, 0]) * (line[:, 3] - line[:, 1]))
        shares.append(counts(sums, line) / areas >= _WORD_INK)
        left, top = line[:, :2].min(axis=0)
        right, bottom = line[:, 2:].max(axis=0)
        hulls[max(0, top - 2) : bottom + 2, left:right] = True
    explained = ink[hulls].sum() / max(1, int(ink.sum()))
    if np.concatenate(shares).mean() < _LAYER_WORDS or explained < _EXPLAINED:
        return [False] * len(lines)
    return [bool(share.mean() >= _LINE_WORDS) for share in shares]


def lines_of(characters: Characters, chosen: Bools) -> list[list[tuple[int, int]]]:
    """The words made of chosen characters, by the lines that pdfium put them in.

    Args:
        characters: Of the page.
        chosen: Which of them belong to the layer.

    Returns:
        For each line its words, as start and end of their characters.
    """
    ends = [number for number, code in enumerate(characters.codes) if code in (10, 13)]
    lines: dict[int, list[tuple[int, int]]] = {}
    for start, end in spans(chosen):
        lines.setdefault(int(np.searchsorted(ends, start)), []).append((start, end))
    return list(lines.values())


def word_boxes(words: list[tuple[int, int]], pixels: Ints) -> Ints:
    """Boxes of words in pixels, from those of their characters."""
    return np.array(
        [
            [*pixels[start:end, :2].min(axis=0), *pixels[start:end, 2:].max(axis=0)]
            for start, end in words
        ]
    )
