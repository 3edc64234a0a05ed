"""A reveal of 8 raters by 8 criteria: the numbers, and the picture."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bot.domain.combination import combine
from bot.domain.panel import Rating, Recommendation, Scorecard
from bot.pictures.panel import draw, picture_of
from bot.rubric_files.load import load_rubric

_RUBRICS = Path(__file__).resolve().parents[2] / "rubrics"
_RATERS, _RUNS = 8, 20
_PICTURE_BAR_MS, _OWN_BAR_MS = 700, 300


def run(root: Path) -> None:
    """Print times against the bars of the issue: the first picture, and the median of later ones.

    Args:
        root: Unused: the panel is made here.
    """
    del root
    rubric = load_rubric("ai_engineer", _RUBRICS)
    keys = [criterion.key for criterion in rubric.criteria]
    draw_level = random.Random(11)
    cards = [_card(f"U{number}", keys, draw_level) for number in range(_RATERS)]
    labels = {card.rater: f"Rater {card.rater}" for card in cards}
    readings = {key: draw_level.choice([None, 1, 2, 3, 4]) for key in keys}
    combining, drawing = [], []
    for _ in range(_RUNS + 1):
        started = time.perf_counter()
        combination = combine(rubric, cards)
        combined = time.perf_counter()
        drawn = draw(picture_of(combination, rubric, labels, readings))
        combining.append(1000 * (combined - started))
        drawing.append(1000 * (time.perf_counter() - combined))
    print(
        f"{_RATERS} raters x {len(keys)} criteria, {len(drawn.png) // 1000} kB, warm: {_RUNS} runs"
    )
    print(f"the numbers: {median(combining[1:]):.1f} ms (bar {_OWN_BAR_MS}, with the store)")
    warm = drawing[1:]
    print(f"the picture: median {median(warm):.0f} ms, max {max(warm):.0f} (bar {_PICTURE_BAR_MS})")
    print(f"the first picture of a process: {drawing[0]:.0f} ms")


def _card(rater: str, keys: list[str], draw_level: random.Random) -> Scorecard:
    ratings = [
        Rating(criterion=key, level=draw_level.choice([None, 1, 2, 3, 4]), observation="Said so.")
        for key in keys
    ]
    return Scorecard(
        id=rater,
        panel_id="P",
        rater=rater,
        ratings=tuple(ratings),
        recommendation=Recommendation.YES,
        would_change="",
        submitted_at=datetime(2026, 11, 24, tzinfo=UTC),
        number=1,
        reason="",
        is_after_reveal=False,
    )
