"""The marks and letters that pictures are made of, placed in pixels."""

from __future__ import annotations

import io
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch

PAPER, INK, SOFT, LINE = "#ffffff", "#1d1c1d", "#5f646d", "#d9dce1"
"""The paper is opaque, so that the picture is the same on a dark screen."""
_TINTS = {1: "#dfeaf6", 2: "#a8cae8", 3: "#3a76ae", 4: "#153e6f"}
"""One hue that darkens: in order for every kind of sight, and each cell says its level too."""
_ON_TINT = {1: INK, 2: INK, 3: PAPER, 4: PAPER}
_READING = "#b04a00"
"""Blue and burnt orange stay apart for every kind of colour blindness."""
CELL = 28.0
"""Side of a cell with a level."""
_SCALE = 2
_DPI = 100
_POINTS = 72 / _DPI
"""Points a pixel: type is measured in points."""
_FAMILY = "DejaVu Sans"
"""Comes with the library, so that a picture is the same on every machine."""

BODY, SMALL = 13.0, 11.5
"""Sizes of type in pixels."""
Side = Literal["left", "center", "right"]


class Pen:
    """Draws on a sheet, in pixels from its upper left corner."""

    def __init__(self) -> None:
        """Take an empty sheet; how large it is can be said at the end."""
        self._figure = Figure(dpi=_DPI * _SCALE, facecolor=PAPER)
        self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._ruler = FT2Font(findfont(_font(BODY)))
        self._letters = self._ruler.get_charmap()

    def png(self, width: float, height: float) -> bytes:
        """Return the upper left of the sheet as a file, twice as many pixels each way."""
        self._figure.set_size_inches(width / _DPI, height / _DPI)
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        buffer = io.BytesIO()
        self._figure.savefig(buffer, format="png", facecolor=PAPER, metadata={"Software": None})
        return buffer.getvalue()

    def drawable(self, text: str, instead: str) -> str:
        """Return a text of one line, or another where the type has no letters for it."""
        line = " ".join(text.split())
        return line if line and all(ord(letter) in self._letters for letter in line) else instead

    def width(self, text: str, size: float) -> float:
        """Return how wide a line of plain type is."""
        self._ruler.set_size(size * _POINTS, _DPI)
        self._ruler.set_text(text)
        return self._ruler.get_width_height()[0] / 64  # it measures in 64ths

    def fit(self, text: str, width: float, lines: int, size: float) -> list[str]:
        """Break a text into so many lines at most; what has no room ends in an ellipsis."""
        rest, done = text.split(), [""]
        while rest:
            longer = f"{done[-1]} {rest[0]}".strip()
            if self.width(longer, size) <= width:
                done[-1] = longer
                rest.pop(0)
            elif len(done) < lines and done[-1]:
                done.append("")
            else:
                done[-1] = self._cut(longer, width, size)
                break
        return done

    def _cut(self, text: str, width: float, size: float) -> str:
        while text and self.width(f"{text}…", size) > width:
            text = text[:-1].rstrip()
        return f"{text}…"

    def text(  # noqa: PLR0913  # how a text stands
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        side: Side = "center",
        align: Literal["center", "bottom"] = "center",
        colour: str = INK,
        is_bold: bool = False,
        turn: float = 0,
    ) -> None:
        """Write a text; ``side`` says which end of it stands at ``x``, ``turn`` is in degrees."""
        self._axes.text(
            x,
            y,
            text,
            font=_font(size, is_bold=is_bold),
            color=colour,
            horizontalalignment=side,
            verticalalignment="center_baseline" if align == "center" else "bottom",
            rotation=turn,
            rotation_mode="anchor" if turn else "default",
            parse_math=False,
        )

    def label(self, x: float, y: float, text: str) -> float:
        """Write a word of a legend, and return where it ends."""
        self.text(x, y, text, SMALL, side="left", colour=SOFT)
        return x + self.width(text, SMALL)

    def rule(self, left: float, right: float, y: float) -> None:
        """Draw a fine line across."""
        self._axes.add_line(Line2D([left, right], [y, y], color=LINE, linewidth=_POINTS))

    def level(self, x: float, y: float, level: int, *, size: float = CELL) -> None:
        """Draw a cell with a level."""
        self._box(x, y, size, _TINTS[level])
        self.text(x, y, str(level), size * 0.5, colour=_ON_TINT[level], is_bold=True)

    def empty(self, x: float, y: float, *, size: float = CELL) -> None:
        """Draw a cell of somebody who looked and saw nothing."""
        self._box(x, y, size, None)
        self.text(x, y, "\N{EN DASH}", size * 0.5, colour=SOFT, is_bold=True)

    def _box(self, x: float, y: float, size: float, tint: str | None) -> None:
        half, corner = size / 2, size / 7
        self._axes.add_patch(
            FancyBboxPatch(
                (x - half + corner, y - half + corner),
                size - 2 * corner,
                size - 2 * corner,
                boxstyle=f"round,pad={corner},rounding_size={corner}",
                facecolor=tint or PAPER,
                edgecolor=tint or SOFT,
                linewidth=1.1 * _POINTS,
                linestyle="solid" if tint else (0, (2.2, 1.8)),
            )
        )

    def dot(self, x: float, y: float) -> None:
        """Draw what stands where nothing was asked."""
        self._mark((x, y), "o", 3.5, SOFT, SOFT)

    def tick(self, x: float, y: float) -> None:
        """Draw one place of a scale."""
        self._mark((x, y), "|", 24, LINE, LINE)

    def span(self, low: float, high: float, y: float, *, is_wide: bool) -> None:
        """Draw from the lowest to the highest; wide ones are thicker and darker."""
        width, colour = (5.0, INK) if is_wide else (3.0, SOFT)
        self._axes.add_line(
            Line2D(
                [low, high],
                [y, y],
                color=colour,
                linewidth=width * _POINTS,
                solid_capstyle="round",
            )
        )

    def median(self, x: float, y: float) -> None:
        """Draw the middle of a spread."""
        self._mark((x, y), "o", 10, PAPER, INK)

    def diamond(self, x: float, y: float) -> None:
        """Draw how the CV was read."""
        self._mark((x, y), "D", 8, _READING, _READING)

    def _mark(self, at: tuple[float, float], shape: str, size: float, fill: str, edge: str) -> None:
        self._axes.add_line(
            Line2D(
                [at[0]],
                [at[1]],
                marker=shape,
                markersize=size * _POINTS,
                markerfacecolor=fill,
                markeredgecolor=edge,
                markeredgewidth=2 * _POINTS,
                linestyle="none",
            )
        )


def _font(size: float, *, is_bold: bool = False) -> FontProperties:
    weight = "bold" if is_bold else "normal"
    return FontProperties(family=_FAMILY, size=size * _POINTS, weight=weight)
