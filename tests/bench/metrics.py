"""Ranking metrics, defined as in the benchmarks' own scorer, with ties counted alike."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from itertools import combinations


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance 0..1 that a positive scores above a negative; a tie counts half.

    Raises:
        ZeroDivisionError: One side is empty.
    """
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative))


def ndcg(
    scores: Sequence[float], grades: Sequence[float], k: int, *, by_chance: bool = False
) -> float:
    """Return the discounted gain 0..1 of the first k by score, over the best possible.

    Gain is 2 ** grade - 1. Equal scores keep the given order, or are ``by_chance`` averaged over
    all their orders. 0 when every grade is 0.
    """
    gains = [2**grade - 1 for grade in grades]
    order = sorted(range(len(scores)), key=lambda i: -scores[i])[:k]
    ideal = _discounted(sorted(gains, reverse=True)[:k])
    seen = over_ties(scores, gains) if by_chance else gains
    return _discounted([seen[i] for i in order]) / ideal if ideal else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(i + 2) for i, gain in enumerate(gains))


def precision(scores: Sequence[float], is_positive: Sequence[float], k: int) -> float:
    """Return the share 0..1 of positives among the first k; equal scores keep their order."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])[:k]
    return sum(is_positive[i] for i in order) / k


def over_ties(scores: Sequence[float], values: Sequence[float]) -> list[float]:
    """Return each value's mean over the items with its score, in the order given.

    Gains and positives averaged so give the expected metric when ties are broken by chance.
    """
    groups: dict[float, list[float]] = {}
    for key, value in zip(scores, values, strict=True):
        groups.setdefault(key, []).append(value)
    return [sum(groups[key]) / len(groups[key]) for key in scores]


def pair_accuracy(
    groups: Sequence[Hashable], scores: Sequence[float], labels: Sequence[float]
) -> float:
    """Return the share 0..1 of pairs inside a group that the scores order as the labels do.

    Pairs with equal labels do not count; equal scores count half.

    Raises:
        ZeroDivisionError: No group has two different labels.
    """
    right = total = 0.0
    by_group: dict[Hashable, list[int]] = {}
    for i, group in enumerate(groups):
        by_group.setdefault(group, []).append(i)
    for members in by_group.values():
        for a, b in combinations(members, 2):
            if labels[a] == labels[b]:
                continue
            total += 1
            if scores[a] == scores[b]:
                right += 0.5
            else:
                right += (scores[a] > scores[b]) == (labels[a] > labels[b])
    return right / total
