"""Which characters of a page a reader can see, told from pictures and geometry."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from itertools import pairwise

import numpy as np

from bot.documents.pdf.characters import Bools, Characters, Floats, Ints, TextObject
from bot.documents.pdf.rendering import Canvas, Picture

TINY_POINTS = 3.5
"""Type below this size is not read by people. Source: research on hidden text, section 3."""

LOW_CONTRAST = 1.15
"""Contrast ratio below which type is not told from its background.

Source: research on hidden text, section 3; the ratio itself is that of WCAG 2.2.
"""

_WHITE = 240
"""Channels from here on differ from white by less than what counts as a change."""

_ZERO_WIDTH = frozenset({0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF})

_LATIN_END = 0x24F
"""Last Latin letter of the first blocks; every renderer brings glyphs of its own up to here."""

_MOSTLY = 0.5
"""Share of unseen characters from which a word or a run counts as unseen."""

_LONG_RUN = 8
"""Runs at least this long are judged as a whole: specks of other ink do not make them seen."""

_FILL_ONLY = 0
"""Text render mode that paints the inside of glyphs and no outline."""


class Fate(IntEnum):
    """What becomes of a character."""

    SEEN = 0
    OFF_PAGE = 1
    TINY = 2
    REPLACED = 3
    HIDDEN = 4
    FALSE_LAYER = 5
    DROPPED = 6
    """Left out without a finding: an icon's name, not prose."""


def inked(characters: Characters) -> Bools:
    """Which characters should leave ink: drawn, and neither space, control nor format sign."""
    blank = {
        code: unicodedata.category(chr(code))[0] in "ZC" and not 0xE000 <= code <= 0xF8FF
        for code in set(characters.codes)
    }
    marks = np.array([not blank[code] for code in characters.codes], dtype=np.bool_)
    return marks & (characters.owners >= 0)


def tiny(characters: Characters, ink: Bools) -> Bools:
    """Which inked characters are too small, by type size and by the height of their boxes.

    Both must be small: fonts drawn as pictures state any size, and dots are low in any size.
    """
    small = ink & (characters.sizes < TINY_POINTS)
    if not small.any():
        return small
    heights = characters.boxes[:, 3] - characters.boxes[:, 1]
    result = np.zeros(len(characters), dtype=np.bool_)
    for owner in np.unique(characters.owners[small]):
        mine = small & (characters.owners == owner)
        if np.quantile(heights[mine], 0.9) < TINY_POINTS:
            result |= mine
    return result


def blended(
    characters: Characters, objects: list[TextObject], pixels: Ints, bare: Picture, changed: Ints
) -> Bools:
    """Which characters have a fill that cannot be told from what lies under and over them.

    A run counts when nine in ten of its characters blend in, so that a letter that crosses a
    dark picture is not taken for hidden.

    Args:
        characters: Of the page.
        objects: Its text objects.
        pixels: Boxes of the characters in the picture.
        bare: The page without its text.
        changed: Pixels in each character's box that its own text changes.
    """
    plain = [item.mode == _FILL_ONLY and item.fill is not None for item in objects]
    fills = np.array([item.fill or (0, 0, 0, 255) for item in objects], dtype=np.float64)
    chosen = np.flatnonzero(characters.owners >= 0)
    result = np.zeros(len(characters), dtype=np.bool_)
    if not len(chosen):
        return result
    owners = characters.owners[chosen]
    height, width = bare.shape[:2]
    x = np.clip((pixels[chosen, 0] + pixels[chosen, 2]) // 2, 0, width - 1)
    y = np.clip((pixels[chosen, 1] + pixels[chosen, 3]) // 2, 0, height - 1)
    under = bare[y, x, 2::-1].astype(np.float64)
    alpha = fills[owners, 3:4] / 255
    over = alpha * fills[owners, :3] + (1 - alpha) * under
    low = contrast(over, under) < LOW_CONTRAST
    # pdfium calls a gradient white, but white on white changes nothing.
    low &= ~((over.min(axis=1) == 255) & (under.min(axis=1) >= _WHITE) & (changed[chosen] > 0))
    share = np.bincount(owners, low, len(objects)) / np.maximum(
        1, np.bincount(owners, minlength=len(objects))
    )
    result[chosen] = ((share >= 0.9) & np.array(plain))[owners]
    return result


def contrast(one: Floats, other: Floats) -> Floats:
    """Contrast ratio, 1 to 21, of rows of red, green and blue from 0 to 255.

    Source: WCAG 2.2, relative luminance and contrast ratio.
    """
    first, second = _luminance(one), _luminance(other)
    return (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)


def _luminance(colours: Floats) -> Floats:
    channels = colours / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]), dtype=np.float64)


def smoothed(characters: Characters, ink: Bools, unseen: Bools) -> Bools:
    """Judge runs and words as a whole where single characters say too little.

    A long run that is mostly unseen is unseen; so is a word. In a word that is seen, a sign that
    left no ink (a thin dot) stays and a letter without ink goes.

    Args:
        characters: Of the page.
        ink: Those that should leave ink.
        unseen: Those of them that left none.
    """
    result = unseen & ink
    drawn = np.flatnonzero(ink)
    if not len(drawn):
        return result
    owners = characters.owners[drawn]
    totals = np.bincount(owners)
    shares = np.bincount(owners, result[drawn]) / np.maximum(1, totals)
    result[drawn] |= ((shares >= _MOSTLY) & (totals >= _LONG_RUN))[owners]
    sums = np.concatenate(([0], np.cumsum(result)))
    for start, end in spans(ink):
        share = (sums[end] - sums[start]) / (end - start)
        if share >= _MOSTLY:
            result[start:end] = True
        elif share > 0:
            for number in range(start, end):
                result[number] &= chr(characters.codes[number]).isalnum()
    return result


def spans(mask: Bools) -> list[tuple[int, int]]:
    """Start and end (exclusive) of every unbroken run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def carried(fates: Ints, ink: Bools) -> Ints:
    """Give spaces and format signs the fate of the characters around them.

    They go where the nearest inked characters on both sides go; otherwise they stay.
    """
    drawn = np.flatnonzero(ink)
    result = fates.copy()
    if not len(drawn):
        return result
    rest = np.flatnonzero(~ink)
    after = np.searchsorted(drawn, rest)
    before = fates[drawn[np.maximum(after - 1, 0)]]
    following = fates[drawn[np.minimum(after, len(drawn) - 1)]]
    result[rest] = np.where((before > 0) & (following > 0), before, 0)
    return result


def off_page(characters: Characters, ink: Bools, canvas: Canvas) -> Bools:
    """Which inked characters have their middle outside the visible part of the page."""
    return ink & ~canvas.holds(characters.boxes)


def zero_width_code(characters: Characters) -> str:
    """Name the zero-width characters that stand side by side and differ, as hidden bits do.

    pdfium keeps one of each kind where many stand in one place, so that their number does not
    tell; one kind alone is a common remark of word processors.
    """
    codes = characters.codes
    found = {
        code
        for left, right in pairwise(codes)
        if left != right and left in _ZERO_WIDTH and right in _ZERO_WIDTH
        for code in (left, right)
    }
    return " ".join(f"U+{code:04X}" for code in sorted(found))


def undrawable(
    characters: Characters, objects: list[TextObject], ink: Bools, changed: Ints
) -> Bools:
    """Which characters leave no ink only because this machine lacks their font.

    So it is where the file does not bring the font, the letters are not Latin, the page asks to
    paint them, and no such letter of that font leaves ink on the page: a stand-in font draws
    the Latin ones alone.

    Args:
        characters: Of the page.
        objects: Its text objects.
        ink: Characters that should leave ink.
        changed: Pixels in each character's box that its own text changes.
    """
    result = np.zeros(len(characters), dtype=np.bool_)
    painted = np.array(
        [not item.is_embedded and item.mode <= 2 for item in objects], dtype=np.bool_
    )
    if not painted.any():
        return result
    fonts = np.array([item.font for item in objects], dtype=np.int64)[characters.owners]
    own = characters.owners >= 0
    absent = ink & own & painted[characters.owners]
    absent &= np.array(characters.codes, dtype=np.int64) > _LATIN_END
    for font in np.unique(fonts[absent]):
        if not changed[absent & (fonts == font)].any():
            result |= absent & (fonts == font)
    return result
