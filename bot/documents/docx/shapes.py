"""Drawings with text in them: where they stand, what fills them, whether they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from bot.documents.docx.colours import WHITE, Colour, Theme, drawing_colour, parse_vml
from bot.documents.docx.xml import attribute, child, descendants, local, number
from bot.domain.document import FindingKind

_EMU = 12_700
"""English metric units in a point."""
_TWIPS = 20
"""Twentieths of a point in a point."""
_LEAST_POINTS = 2.0
"""Narrower or lower, a box shows no letter."""
_BACKDROP_POINTS = (72.0, 14.0)
"""Width and height from which a drawing can lie behind a line of text."""
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0, "": 1 / _EMU}
_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z]*)")
_LENGTHS = re.compile(r"\d+")
_FILLS = {"solidFill", "gradFill", "blipFill", "pattFill", "noFill"}


@dataclass(frozen=True, slots=True)
class Page:
    """Size of a page and where its text begins, in points."""

    width: float = 612.0
    height: float = 792.0
    left: float = 72.0
    top: float = 72.0


@dataclass(frozen=True, slots=True)
class TextBox:
    """The text of one drawing."""

    content: etree._Element
    """A w:txbxContent element."""
    has_fill: bool
    """Whether something fills it, so that what lies behind it does not matter."""
    fill: Colour | None
    """None when unfilled, or filled with a picture or pattern."""
    hidden: FindingKind | None
    """Why it cannot be seen; None when it can."""


def read_page(body: etree._Element) -> Page:
    """Page of the last section; US Letter with margins of an inch where it says nothing."""
    section = next(iter(reversed(list(descendants(body, "sectPr")))), None)
    size, margin = child(section, "pgSz"), child(section, "pgMar")
    return Page(
        width=(number(size, "w") or 12_240) / _TWIPS,
        height=(number(size, "h") or 15_840) / _TWIPS,
        left=(number(margin, "left") or 0) / _TWIPS,
        top=(number(margin, "top") or 0) / _TWIPS,
    )


def text_boxes(drawing: etree._Element, theme: Theme, page: Page) -> Iterator[TextBox]:
    """Text boxes of one w:drawing, w:pict or w:object, those inside other boxes left out."""
    is_vml = local(drawing) != "drawing"
    for content in descendants(drawing, "txbxContent"):
        above = list(_above(content, drawing))
        if any(local(element) == "txbxContent" for element in above):
            continue
        if is_vml:
            has_fill, fill = _vml_fill(above)
            hidden = _vml_hidden(above, page)
        else:
            shape = next((e for e in above if local(e) == "wsp"), None)
            has_fill, fill = _shape_fill(shape, theme)
            hidden = _anchor_hidden(drawing, page)
        yield TextBox(content, has_fill, fill, hidden)


def backdrops(root: etree._Element, theme: Theme) -> Iterator[Colour | None]:
    """Fills of drawings that float and are large enough to lie behind text; None for pictures."""
    for anchor in descendants(root, "anchor"):
        extent = child(anchor, "extent")
        if _is_large((number(extent, "cx") or 0) / _EMU, (number(extent, "cy") or 0) / _EMU):
            if any(True for _ in descendants(anchor, "pic")):
                yield None
            for shape in descendants(anchor, "wsp"):
                has_fill, fill = _shape_fill(shape, theme)
                if has_fill:
                    yield fill
    for shape in descendants(root, "shape", "rect", "roundrect"):
        if _is_large(*_vml_size(shape)):
            if child(shape, "imagedata") is not None:
                yield None
            elif attribute(shape, "fillcolor") and _is_filled(shape):
                yield parse_vml(attribute(shape, "fillcolor"))


def _is_large(width: float, height: float) -> bool:
    return width >= _BACKDROP_POINTS[0] and height >= _BACKDROP_POINTS[1]


def _above(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _shape_fill(shape: etree._Element | None, theme: Theme) -> tuple[bool, Colour | None]:
    properties = child(shape, "spPr")
    for element in properties if properties is not None else ():
        if local(element) in _FILLS:
            is_gradient = local(element) == "gradFill"
            first = child(element, "gsLst", "gs") if is_gradient else element
            return local(element) != "noFill", drawing_colour(first, theme)
    reference = child(shape, "style", "fillRef")
    if reference is not None and attribute(reference, "idx") != "0":
        return True, drawing_colour(reference, theme)
    return False, None


def _anchor_hidden(drawing: etree._Element, page: Page) -> FindingKind | None:
    place = child(drawing, "anchor")
    if place is None:
        place = child(drawing, "inline")
    if attribute(place, "hidden") in {"1", "true"}:
        return FindingKind.HIDDEN_TEXT
    if attribute(child(place, "docPr"), "hidden") in {"1", "true"}:
        return FindingKind.HIDDEN_TEXT
    extent = child(place, "extent")
    width = (number(extent, "cx") or 0) / _EMU
    height = (number(extent, "cy") or 0) / _EMU
    if extent is not None and min(width, height) < _LEAST_POINTS:
        return FindingKind.HIDDEN_TEXT
    across, down = child(place, "positionH"), child(place, "positionV")
    left, top = _offset(across), _offset(down)
    if left is not None:
        left += 0.0 if attribute(across, "relativeFrom") == "page" else page.left
    if top is not None:
        top += page.top if attribute(down, "relativeFrom") == "margin" else 0.0
    return FindingKind.OFF_PAGE if _is_off(left, top, width, height, page) else None


def _offset(position: etree._Element | None) -> float | None:
    offset = child(position, "posOffset")
    try:
        return float((offset.text if offset is not None else None) or "") / _EMU
    except ValueError:
        return None


def _is_off(left: float | None, top: float | None, width: float, height: float, page: Page) -> bool:
    is_beside = left is not None and (left >= page.width or left + width <= 0)
    is_beyond = top is not None and (top >= page.height or top + height <= -page.height)
    is_above = top is not None and top + height <= 0 and top <= -page.top
    return is_beside or is_beyond or is_above


def _vml_fill(above: list[etree._Element]) -> tuple[bool, Colour | None]:
    shape = next((e for e in above if local(e) not in {"textbox", "group"}), None)
    if shape is None or not _is_filled(shape):
        return False, None
    colour = attribute(shape, "fillcolor")
    return True, parse_vml(colour) if colour else WHITE


def _is_filled(shape: etree._Element) -> bool:
    return attribute(shape, "filled") not in {"f", "false"}


def _vml_hidden(above: list[etree._Element], page: Page) -> FindingKind | None:
    for element in above:
        text = attribute(element, "style") or ""
        if re.search(r"visibility\s*:\s*hidden|display\s*:\s*none", text):
            return FindingKind.HIDDEN_TEXT
    outer = next((e for e in reversed(above) if attribute(e, "style")), None)
    if outer is None:
        return None
    style = _style(outer)
    width, height = style.get("width", 1e3), style.get("height", 1e3)
    if min(width, height) < _LEAST_POINTS:
        return FindingKind.HIDDEN_TEXT
    left = style.get("margin-left", style.get("left"))
    top = style.get("margin-top", style.get("top"))
    left = None if left is None else left + page.left
    return FindingKind.OFF_PAGE if _is_off(left, top, width, height, page) else None


def _vml_size(shape: etree._Element) -> tuple[float, float]:
    """Width and height of a VML shape in points; inside a group it is in the group's units."""
    style = _style(shape)
    width, height = style.get("width", 0.0), style.get("height", 0.0)
    group = shape.getparent()
    if group is None or local(group) != "group":
        return width, height
    units = _LENGTHS.findall(attribute(group, "coordsize") or "")
    across, down = _vml_size(group)
    if len(units) != 2 or not all(float(unit) for unit in units):
        return across, down
    scale = _UNITS[""]
    return width / scale / float(units[0]) * across, height / scale / float(units[1]) * down


def _style(shape: etree._Element) -> dict[str, float]:
    """Lengths of a VML style in points, by name."""
    lengths: dict[str, float] = {}
    for part in (attribute(shape, "style") or "").split(";"):
        name, _, value = part.partition(":")
        match = _LENGTH.fullmatch(value.rstrip())
        if match and match[2] in _UNITS:
            lengths[name.strip()] = float(match[1]) * _UNITS[match[2]]
    return lengths
