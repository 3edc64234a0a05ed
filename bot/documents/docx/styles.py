"""How a run of text looks, from defaults, table, paragraph and character styles and itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from bot.documents.docx.colours import (
    Colour,
    Theme,
    fill_colour,
    highlight_colour,
    text_colour,
)
from bot.documents.docx.xml import attribute, child, descendants, is_on, local, number

_BASED_ON = 20
"""Longest chain of styles that is followed; a loop ends here too."""
_OPAQUE = 95_000
"""Transparency, in thousandths of a percent, from which text is not there."""
_CONDITIONS = {
    "firstRow": ("firstRow", 0x0020),
    "lastRow": ("lastRow", 0x0040),
    "firstCol": ("firstColumn", 0x0080),
    "lastCol": ("lastColumn", 0x0100),
}
_NO_BANDS = ("noHBand", 0x0200)


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks."""

    colour: Colour | None = None
    """None for automatic."""
    fill: Colour | None = None
    """Of the run itself: shading or highlight."""
    half_points: float | None = None
    stretch: float = 100.0
    """Width of the characters in percent."""
    is_vanished: bool = False
    is_unpainted: bool = False
    """Painted with no fill, or transparent."""
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by id."""

    theme: Theme
    by_id: dict[str, etree._Element] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    """Id of the default style by type (paragraph, character, table)."""
    base: Look = field(default_factory=Look)

    def chain(self, style_id: str | None, kind: str) -> list[etree._Element]:
        """A style and those it is based on, most general first."""
        chain: list[etree._Element] = []
        style_id = style_id or self.defaults.get(kind)
        while style_id in self.by_id and len(chain) < _BASED_ON:
            style = self.by_id[style_id]
            chain.insert(0, style)
            style_id = attribute(child(style, "basedOn"), "val")
        return chain

    def look(
        self,
        run: etree._Element,
        paragraph_style: str | None,
        table: Sequence[etree._Element] = (),
    ) -> Look:
        """How a run looks.

        Args:
            run: A w:r element.
            paragraph_style: Id of its paragraph's style, if it has one.
            table: w:rPr elements of table styles that apply, most general first.
        """
        own = child(run, "rPr")
        character_style = attribute(child(own, "rStyle"), "val")
        paragraph = [child(style, "rPr") for style in self.chain(paragraph_style, "paragraph")]
        character = [child(style, "rPr") for style in self.chain(character_style, "character")]
        look = self.base
        for properties in (*table, *paragraph, *character, own):
            look = self.apply(look, properties)
        # Hiding toggles: a paragraph style and a character style that both hide show the text.
        by_style = self.base.is_vanished or (_vanishes(paragraph) != _vanishes(character))
        directly = is_on(child(own, "vanish"))
        return replace(look, is_vanished=by_style if directly is None else directly)

    def apply(self, look: Look, properties: etree._Element | None) -> Look:
        """Lay the properties of a w:rPr over a look; whether it vanishes is left aside."""
        if properties is None:
            return look
        colour, fill, half_points = look.colour, look.fill, look.half_points
        stretch, is_bold, is_unpainted = look.stretch, look.is_bold, look.is_unpainted
        for element in properties:
            match local(element):
                case "color":
                    colour = text_colour(element, self.theme)
                case "shd":
                    fill = fill_colour(element, self.theme)
                case "highlight":
                    fill = highlight_colour(element)
                case "sz":
                    half_points = number(element, "val")
                case "w":
                    stretch = number(element, "val") or stretch
                case "b":
                    is_bold = bool(is_on(element))
                case "textFill":
                    is_unpainted = _is_unpainted(element)
        return Look(colour, fill, half_points, stretch, look.is_vanished, is_unpainted, is_bold)

    def outline_level(self, style_id: str | None) -> bool:
        """Whether a paragraph style is a heading or title."""
        for style in reversed(self.chain(style_id, "paragraph")):
            name = (attribute(child(style, "name"), "val") or "").lower()
            level = number(child(style, "pPr", "outlineLvl"), "val")
            if name.startswith(("heading", "title")) or (level is not None and level < 9):
                return True
        return False


def read_styles(root: etree._Element | None, theme: Theme) -> Styles:
    """Read a styles part; the bare defaults without one."""
    styles = Styles(theme)
    if root is None:
        return styles
    for style in root:
        if local(style) == "style":
            style_id = attribute(style, "styleId") or ""
            styles.by_id[style_id] = style
            if attribute(style, "default") in {"1", "true", "on"}:
                styles.defaults[attribute(style, "type") or "paragraph"] = style_id
    properties = child(root, "docDefaults", "rPrDefault", "rPr")
    base = styles.apply(Look(), properties)
    return replace(styles, base=replace(base, is_vanished=_vanishes([properties])))


def table_conditions(
    table: etree._Element, row: int, rows: int, column: int, columns: int
) -> Iterator[str]:
    """Names of the parts of a table style that apply to a cell, most general first.

    Args:
        table: A w:tbl element.
        row: 0-based row of the cell, of ``rows``.
        rows: How many rows there are.
        column: 0-based cell in its row, of ``columns``.
        columns: How many cells the row has.
    """
    look = child(table, "tblPr", "tblLook")
    has_first_row = _is_chosen(look, *_CONDITIONS["firstRow"])
    if not _is_chosen(look, *_NO_BANDS):
        yield "band1Horz" if (row - has_first_row) % 2 == 0 else "band2Horz"
    applies = {
        "firstCol": column == 0,
        "lastCol": column == columns - 1,
        "firstRow": row == 0,
        "lastRow": row == rows - 1,
    }
    for name, is_there in applies.items():
        if is_there and _is_chosen(look, *_CONDITIONS[name]):
            yield name


def _is_chosen(look: etree._Element | None, name: str, bit: int) -> bool:
    chosen = attribute(look, name)
    if chosen is not None:
        return chosen in {"1", "true", "on"}
    try:
        return bool(int(attribute(look, "val") or "0", 16) & bit)
    except ValueError:
        return False


def _vanishes(properties: Sequence[etree._Element | None]) -> bool:
    """Whether the last of a chain of w:rPr that says so hides its text."""
    told = [is_on(child(each, "vanish")) for each in properties]
    return next((value for value in reversed(told) if value is not None), False)


def _is_unpainted(fill: etree._Element) -> bool:
    if child(fill, "noFill") is not None:
        return True
    return any((number(alpha, "val") or 0) >= _OPAQUE for alpha in descendants(fill, "alpha"))
