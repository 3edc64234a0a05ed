"""The picture of a revealed panel, drawn, with the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from bot.pictures.words import PanelPicture, in_words

_drawing = Lock()
"""The library's fonts and their caches are shared, and not made for two threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture, ready to be shared."""

    png: bytes
    """720 pixels wide at twice the resolution."""
    alt: str
    """The same in words."""


def draw(picture: PanelPicture) -> Drawn:
    """Draw a panel.

    Args:
        picture: At least one rater, and a cell of each rater in every row; made for up to 8 raters
            and 12 criteria. Long texts are cut in the picture, and where the type has no letters
            for a text, its number stands instead; the words have them in full.
    """
    from bot.pictures.sheet import png  # noqa: PLC0415  # the library costs 0.5 s, so whoever draws

    with _drawing:
        return Drawn(png=png(picture), alt=in_words(picture))
