"""How often the interval of alpha holds the true one, in simulated panels."""

from __future__ import annotations

import random
from bisect import bisect
from itertools import product
from math import sqrt
from pathlib import Path

from bot.domain.agreement import agreement

_STEPS = (-1.0, 0.0, 0.9)
"""Of a normal scale: levels 1 to 4 come out at 16, 34, 32 and 18 %."""
_ALIKE = (0.2, 0.5, 0.8, 0.9)
"""Correlation of two raters on that scale."""
_UNITS = (8, 12, 24)
_RATERS = ((3, 0.0), (4, 0.3), (3, 0.4))
"""How many, and the share of missing levels."""
_PANELS, _POPULATION = 1_000, 60_000


def run(root: Path) -> None:
    """Print for each setting the share of intervals that hold the true alpha.

    Args:
        root: Unused: the panels are made here.
    """
    del root
    draw = random.Random(2022)
    shares = []
    for alike in _ALIKE:
        truth = agreement(_draw(draw, _POPULATION, 3, alike, 0.0)).alpha or 0.0
        for units, (raters, missing) in product(_UNITS, _RATERS):
            held = found = 0
            for _ in range(_PANELS):
                panel = agreement(_draw(draw, units, raters, alike, missing))
                if panel.low is not None and panel.high is not None:
                    found += 1
                    held += panel.low <= truth <= panel.high
            shares.append(held / found)
            print(
                f"true alpha {truth:.2f}, {units:>2} units, {raters} raters, {missing:.0%} gone: "
                f"held in {held / found:.1%} of {found} intervals",
                flush=True,
            )
    print(f"{len(shares)} settings: {min(shares):.1%} to {max(shares):.1%}; it says 95 %")


def _draw(
    draw: random.Random, units: int, raters: int, alike: float, missing: float
) -> list[list[int | None]]:
    own = sqrt(1 - alike)
    panel: list[list[int | None]] = []
    for _ in range(units):
        truth = sqrt(alike) * draw.gauss(0, 1)
        panel.append(
            [
                None
                if draw.random() < missing
                else 1 + bisect(_STEPS, truth + own * draw.gauss(0, 1))
                for _ in range(raters)
            ]
        )
    return panel
