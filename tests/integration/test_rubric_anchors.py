"""The distance that shipped anchors keep from the threshold of the linter."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from bot.domain.phrases import fold
from bot.rubric_files.lint_anchors import SAME, similarity
from bot.rubric_files.load import load_rubric, names

RUBRICS = Path(__file__).parents[2] / "rubrics"


def test_similarity_is_twice_the_shared_words_over_all_words() -> None:
    # "a b c" and "a x c" share two of three words each: 2 * 2 / 6.
    assert similarity(["a", "b", "c"], ["a", "x", "c"]) == pytest.approx(2 / 3)
    assert similarity(["a"], ["a"]) == 1
    assert similarity(["a"], ["b"]) == 0


@pytest.mark.parametrize("name", names(RUBRICS))
def test_anchors_written_one_by_one_share_less_than_half(name: str) -> None:
    assert SAME > 0.5
    for criterion in load_rubric(name, RUBRICS).criteria:
        for low, high in combinations(criterion.anchors, 2):
            assert similarity(fold(low).split(), fold(high).split()) < 0.5
