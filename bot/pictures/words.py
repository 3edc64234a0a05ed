"""What the picture of a panel shows, and the same in words for those who do not see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

ALT_CHARACTERS = 2_000
"""Longest alternative text. Source: Slack's reference of the image block."""


class Gap(StrEnum):
    """Why a rater gave no level."""

    NOT_OBSERVED = "did not observe"
    """Asked, and saw nothing of it."""
    NOT_ASKED = "not asked"
    """Not among the rater's criteria, or no card was handed in."""


Cell: TypeAlias = int | Gap
"""A level 1..4, or why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion."""

    title: str
    cells: tuple[Cell, ...]
    """What each rater gave, in the order of the raters."""
    median: float | None
    """Of the levels given; None without any."""
    reading: int | None
    """Level that the CV was read at; None is "not evidenced"."""

    @property
    def levels(self) -> list[int]:
        """The levels given, in ascending order."""
        return sorted(cell for cell in self.cells if not isinstance(cell, Gap))

    @property
    def apart(self) -> int:
        """Levels between the highest and the lowest; 0 with fewer than two."""
        levels = self.levels
        return levels[-1] - levels[0] if levels else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPicture:
    """What is drawn; it names no candidate."""

    raters: tuple[str, ...]
    """A short label each, in the order of the columns."""
    rows: tuple[Row, ...]
    has_reading: bool
    """Whether the CV was read; without it nothing is said about readings."""


def in_words(picture: PanelPicture) -> str:
    """Return the alternative text: all that the picture shows, criterion by criterion.

    Raters are named as long as there is room for it; at most 2,000 characters.
    """
    head = f"{_count(len(picture.raters), 'rater')}, {_count(len(picture.rows), 'criterion')}."
    for name in (_in_full, _in_short):
        text = " ".join([head, *(name(row, picture) for row in picture.rows)])
        if len(text) <= ALT_CHARACTERS:
            return text
    return text[: ALT_CHARACTERS - 1] + "…"


def number(value: float) -> str:
    """Write a median: whole levels without a fraction, halves with one."""
    return f"{value:g}"


def _in_full(row: Row, picture: PanelPicture) -> str:
    by_cell: dict[Cell, list[str]] = {}
    for rater, cell in zip(picture.raters, row.cells, strict=True):
        by_cell.setdefault(cell, []).append(rater)
    levels = sorted((cell for cell in by_cell if not isinstance(cell, Gap)), reverse=True)
    parts = [f"{level} by {', '.join(by_cell[level])}" for level in levels]
    parts += [f"{gap}: {', '.join(by_cell[gap])}" for gap in Gap if gap in by_cell]
    return f"{row.title}: {'; '.join([*parts, *_summary(row, picture)])}."


def _in_short(row: Row, picture: PanelPicture) -> str:
    levels = row.levels
    span = f"{levels[0]} to {levels[-1]} by {len(levels)}" if levels else "no level"
    return f"{row.title}: {'; '.join([span, *_summary(row, picture)])}."


def _summary(row: Row, picture: PanelPicture) -> list[str]:
    parts = [] if row.median is None else [f"median {number(row.median)}"]
    if row.apart > 1:
        parts.append(f"{row.apart} apart")
    if picture.has_reading:
        parts.append(f"CV {'not evidenced' if row.reading is None else row.reading}")
    return parts


def _count(count: int, noun: str) -> str:
    plural = {"criterion": "criteria"}.get(noun, f"{noun}s")
    return f"{count} {noun if count == 1 else plural}"
