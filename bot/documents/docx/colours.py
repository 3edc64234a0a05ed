"""Colours of WordprocessingML, resolved through the theme, and how they contrast."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field

from lxml import etree

from bot.documents.docx.xml import attribute, child, local

LEAST_CONTRAST = 1.15
"""Ratio 1..21 under which text cannot be told from its background.

Source: the hidden-text research, which found legible greys above it and traps below.
"""

_THEME_NAMES = {
    "background1": "lt1",
    "light1": "lt1",
    "text1": "dk1",
    "dark1": "dk1",
    "background2": "lt2",
    "light2": "lt2",
    "text2": "dk2",
    "dark2": "dk2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
    "bg1": "lt1",
    "tx1": "dk1",
    "bg2": "lt2",
    "tx2": "dk2",
}
_HIGHLIGHTS = {
    "black": (0, 0, 0),
    "blue": (0, 0, 255),
    "cyan": (0, 255, 255),
    "darkBlue": (0, 0, 139),
    "darkCyan": (0, 139, 139),
    "darkGray": (169, 169, 169),
    "darkGreen": (0, 100, 0),
    "darkMagenta": (128, 0, 128),
    "darkRed": (139, 0, 0),
    "darkYellow": (128, 128, 0),
    "green": (0, 255, 0),
    "lightGray": (211, 211, 211),
    "magenta": (255, 0, 255),
    "red": (255, 0, 0),
    "white": (255, 255, 255),
    "yellow": (255, 255, 0),
}
_VML_NAMES = {**_HIGHLIGHTS, "gray": (128, 128, 128), "navy": (0, 0, 128)}
_HEX = re.compile(r"[0-9A-Fa-f]{6}")

Colour = tuple[int, int, int]
"""Red, green and blue, 0..255 each."""
WHITE: Colour = (255, 255, 255)
_OFFICE: dict[str, Colour] = {"lt1": WHITE, "dk1": (0, 0, 0)}

_TEXT = ("val", "themeColor", "themeTint", "themeShade")
_PATTERN = ("color", "themeColor", "themeTint", "themeShade")
_FILL = ("fill", "themeFill", "themeFillTint", "themeFillShade")
"""Attributes of a colour: as hex, as a name of the theme, lightened, darkened."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a theme by their name in it, such as ``lt1`` or ``accent2``."""

    colours: dict[str, Colour] = field(default_factory=lambda: dict(_OFFICE))

    def named(self, name: str | None) -> Colour | None:
        """Colour by the name that text or shapes refer to it with."""
        return self.colours.get(_THEME_NAMES.get(name or "", name or ""))


def read_theme(root: etree._Element | None) -> Theme:
    """Read the colours of a theme part; black on white without one."""
    colours = dict(_OFFICE)
    scheme = child(root, "themeElements", "clrScheme")
    for entry in scheme if scheme is not None else ():
        for value in entry:
            colour = parse_hex(attribute(value, "lastClr") or attribute(value, "val"))
            if colour:
                colours[local(entry)] = colour
    return Theme(colours)


def parse_hex(value: str | None) -> Colour | None:
    """Read ``RRGGBB``; None for ``auto`` and anything else."""
    if not value or not _HEX.fullmatch(value):
        return None
    return (int(value[0:2], 16), int(value[2:4], 16), int(value[4:6], 16))


def parse_vml(value: str | None) -> Colour | None:
    """Read a VML colour such as ``#4472c4 [3204]``, ``#fff`` or ``white``."""
    first = (value or "").split(" ")[0]
    if re.fullmatch(r"#[0-9A-Fa-f]{3}", first):
        first = "#" + "".join(digit * 2 for digit in first[1:])
    return parse_hex(first.lstrip("#")) or _VML_NAMES.get(first)


def text_colour(element: etree._Element | None, theme: Theme) -> Colour | None:
    """Colour of a w:color element; None for automatic, which always contrasts."""
    return _themed(element, theme, _TEXT)


def fill_colour(element: etree._Element | None, theme: Theme) -> Colour | None:
    """Fill of a w:shd element; None when it has none."""
    if element is not None and attribute(element, "val") == "solid":
        solid = _themed(element, theme, _PATTERN)
        return solid or (0, 0, 0)
    return _themed(element, theme, _FILL)


def highlight_colour(element: etree._Element | None) -> Colour | None:
    """Colour of a w:highlight element; None when it has none."""
    return _HIGHLIGHTS.get(attribute(element, "val") or "")


def drawing_colour(fill: etree._Element | None, theme: Theme) -> Colour | None:
    """Colour of an a:solidFill element, its tints left aside; None when it has none."""
    if fill is None:
        return None
    for value in fill:
        if local(value) == "schemeClr":
            return theme.named(attribute(value, "val"))
        return parse_hex(attribute(value, "lastClr") or attribute(value, "val"))
    return None


def _themed(
    element: etree._Element | None, theme: Theme, names: tuple[str, str, str, str]
) -> Colour | None:
    if element is None:
        return None
    plain, named, tint, shade = (attribute(element, name) for name in names)
    colour = theme.named(named)
    if colour is None:
        return parse_hex(plain)
    for value, lightens in ((tint, True), (shade, False)):
        share = _share(value)
        if share is not None:
            colour = _relight(colour, share, lightens=lightens)
    return colour


def _share(value: str | None) -> float | None:
    try:
        return int(value or "", 16) / 255
    except ValueError:
        return None


def _relight(colour: Colour, share: float, *, lightens: bool) -> Colour:
    """Scale the lightness to a share; a tint fills up the rest with white.

    Source: ECMA-376 part 1, 17.3.2.6 (themeTint, themeShade).
    """
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * share + (1 - share if lightens else 0)
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return (round(red * 255), round(green * 255), round(blue * 255))


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio 1..21 of two colours.

    Source: WCAG 2.2, contrast ratio and relative luminance.
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
