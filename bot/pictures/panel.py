"""The picture of a revealed panel, drawn, with the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from bot.domain.combination import Combination, Combined
from bot.domain.rubric import Rubric
from bot.pictures.words import Cell, Gap, PanelPicture, Row, in_words

_drawing = Lock()
"""The library's fonts and their caches are shared, and not made for two threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture, ready to be shared."""

    png: bytes
    """720 pixels wide at twice the resolution."""
    alt: str
    """The same in words."""


def picture_of(
    combination: Combination,
    rubric: Rubric,
    labels: Mapping[str, str],
    readings: Mapping[str, int | None] | None,
) -> PanelPicture:
    """Choose what is drawn of a panel.

    Args:
        combination: What the panel gave.
        rubric: As of the panel's opening.
        labels: Short names by Slack user id, of those who handed in a scorecard, in their order.
        readings: Levels of the reading of the CV by criterion key; None without a reading.
    """
    return PanelPicture(
        raters=tuple(labels.values()),
        rows=tuple(
            Row(
                title=rubric.criterion(one.criterion).title,
                cells=tuple(_cell(one, rater) for rater in labels),
                median=one.median,
                reading=(readings or {}).get(one.criterion),
            )
            for one in combination.criteria
        ),
        has_reading=readings is not None,
    )


def _cell(combined: Combined, rater: str) -> Cell:
    for one in combined.given:
        if one.rater == rater:
            return one.level
    return Gap.NOT_OBSERVED if rater in combined.not_observed else Gap.NOT_ASKED


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
