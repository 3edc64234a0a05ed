"""Characters that a font's tables give for glyphs that show something else."""

from __future__ import annotations

import numpy as np

from bot.documents.pdf.characters import Bools, Characters, TextObject
from bot.documents.pdf.visibility import spans

_MOST_FROM_ONE = 4
"""Characters that one glyph may honestly stand for; ffi is three, a vulgar fraction three."""

_MOSTLY = 0.5
"""Share of a run made of glyphs that stand for several characters from which it is replaced."""

_MANY = 6
"""Such characters in a run below which a ligature or two decide nothing."""

_SPACES = 3
"""Spaces with an outline from which a font's table is not believed."""

_SPACE_SHARE = 0.3
"""Share of a font's spaces that must have an outline; an honest font's space has none at all."""

_OUTLINE = 0.1
"""Height of a space's box, in type sizes, from which it has an outline.

Source: measured on public CV templates: 0.001 of the size at most.
"""


def expanded(characters: Characters) -> Bools:
    """Which characters come from a glyph that stands for more text than one sign can show.

    pdfium gives all characters of one glyph the same box.
    """
    count = len(characters)
    result = np.zeros(count, dtype=np.bool_)
    if count < 2:
        return result
    boxes, owners = characters.boxes, characters.owners
    same = (boxes[1:] == boxes[:-1]).all(axis=1) & (owners[1:] == owners[:-1]) & (owners[1:] >= 0)
    flat = (boxes[1:, 2] <= boxes[1:, 0]) & (boxes[1:, 3] <= boxes[1:, 1])
    several = np.zeros(count, dtype=np.bool_)
    for start, end in spans(same & ~flat):
        several[start : end + 1] = True
        if end + 1 - start > _MOST_FROM_ONE:
            result[start : end + 1] = True
    drawn = owners[owners >= 0]
    if several.any():
        totals = np.bincount(drawn)
        made = np.bincount(owners[several], minlength=len(totals))
        is_made = (made >= _MOSTLY * np.maximum(1, totals)) & (made >= _MANY)
        result |= several & is_made[owners]
    return result


def swapped(characters: Characters, objects: list[TextObject]) -> Bools:
    """Which characters are in a font whose spaces have outlines: its table tells other letters.

    Args:
        characters: Of the page.
        objects: Its text objects.
    """
    fonts = np.array([item.font for item in objects] or [0], dtype=np.int64)
    own = characters.owners >= 0
    font_of = fonts[characters.owners]
    is_space = own & (np.array(characters.codes, dtype=np.int64) == 32)
    heights = characters.boxes[:, 3] - characters.boxes[:, 1]
    is_drawn = is_space & (heights > _OUTLINE * np.maximum(characters.sizes, 1.0))
    result = np.zeros(len(characters), dtype=np.bool_)
    for font in np.unique(font_of[is_drawn]):
        drawn = int((is_drawn & (font_of == font)).sum())
        if drawn >= _SPACES and drawn >= _SPACE_SHARE * (is_space & (font_of == font)).sum():
            result |= own & (font_of == font)
    return result
