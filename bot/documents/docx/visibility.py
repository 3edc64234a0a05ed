"""Whether a person can see a run of text, by its look and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from bot.documents.docx.colours import LEAST_CONTRAST, WHITE, Colour, contrast
from bot.documents.docx.shapes import Page
from bot.documents.docx.styles import Look
from bot.documents.docx.xml import attribute, child, number
from bot.domain.document import FindingKind

LEAST_HALF_POINTS = 7.0
"""Smaller text, under 3.5 points, cannot be read.

Source: the hidden-text research; the smallest honest footers have 5 points and more.
"""
_LEAST_STRETCH = 10.0
"""Percent of the normal width under which letters are strokes; programs offer 33 and more."""
_LEAST_EXACT = 40.0
"""Exact line or row height, in twentieths of a point, under which letters are cut away."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run stands in."""

    background: Colour | None = WHITE
    """None when a picture or pattern lies behind it."""
    is_on_page: bool = True
    """Whether the background is the bare page, on which drawings may lie."""
    backdrops: tuple[Colour | None, ...] = ()
    """Fills of floating drawings of the document."""
    table: tuple[etree._Element, ...] = ()
    """w:rPr elements of the table styles around it, most general first."""
    hidden: FindingKind | None = None
    """Why nothing here can be seen; None when it can."""


def hidden_by(look: Look, around: Surroundings) -> FindingKind | None:
    """Why a run cannot be seen; None when it can."""
    if around.hidden:
        return around.hidden
    if look.is_vanished or look.is_unpainted:
        return FindingKind.HIDDEN_TEXT
    is_tiny = look.half_points is not None and look.half_points < LEAST_HALF_POINTS
    if is_tiny or look.stretch < _LEAST_STRETCH:
        return FindingKind.TINY_TEXT
    background = look.fill or around.background
    if look.colour is None or background is None:
        return None
    if contrast(look.colour, background) >= LEAST_CONTRAST:
        return None
    return None if rests_on_drawing(look, around) else FindingKind.HIDDEN_TEXT


def rests_on_drawing(look: Look, around: Surroundings) -> bool:
    """Whether text that the page would swallow may stand on a floating drawing instead.

    Only a layout engine knows where both fall, so such text is kept, with a note.
    """
    if look.colour is None or look.fill or not around.is_on_page or around.background is None:
        return False
    if contrast(look.colour, around.background) >= LEAST_CONTRAST:
        return False
    return any(
        drop is None or contrast(look.colour, drop) >= LEAST_CONTRAST for drop in around.backdrops
    )


def hidden_by_layout(properties: etree._Element | None, page: Page) -> FindingKind | None:
    """Why the paragraph with this w:pPr cannot be seen; None when it can."""
    spacing = child(properties, "spacing")
    line = number(spacing, "line")
    if attribute(spacing, "lineRule") == "exact" and line is not None and line < _LEAST_EXACT:
        return FindingKind.HIDDEN_TEXT
    indent = child(properties, "ind")
    left = number(indent, "left") or number(indent, "start") or 0.0
    first = number(indent, "firstLine") or -(number(indent, "hanging") or 0.0)
    frame = child(properties, "framePr")
    across, down = number(frame, "x") or 0.0, number(frame, "y") or 0.0
    width, height = page.width * 20, page.height * 20
    is_beside = any(abs(value) >= width for value in (left, left + first, across))
    return FindingKind.OFF_PAGE if is_beside or abs(down) >= height else None


def is_row_hidden(row: etree._Element) -> bool:
    """Whether a w:tr is hidden, or too low to show anything."""
    properties = child(row, "trPr")
    if child(properties, "hidden") is not None:
        return attribute(child(properties, "hidden"), "val") not in {"0", "false"}
    height = child(properties, "trHeight")
    points = number(height, "val")
    return attribute(height, "hRule") == "exact" and points is not None and points < _LEAST_EXACT
