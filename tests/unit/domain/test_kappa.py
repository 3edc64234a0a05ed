"""Agreement of two readers, held against published examples and a second formula."""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Sequence

import pytest

from bot.domain.kappa import (
    RESAMPLES,
    Agreement,
    NoKappa,
    Pair,
    agreement,
    quadratic_kappa,
    quantile,
    spread,
)


def _of(*pairs: Pair) -> Agreement:
    return agreement([[pair] for pair in pairs])


def _by_matrices(pairs: Sequence[tuple[int, int]], steps: int) -> float:
    """Cohen's definition as it stands in textbooks: matrices of weights, observed and expected."""
    n = len(pairs)
    observed = Counter(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    cells = [(i, j) for i in range(steps) for j in range(steps)]
    weight = {(i, j): ((i - j) / (steps - 1)) ** 2 for i, j in cells}
    return 1 - sum(weight[c] * observed[c] / n for c in cells) / sum(
        weight[i, j] * first[i] * second[j] / n**2 for i, j in cells
    )


def test_published_examples_come_out() -> None:
    # Wikipedia, "Cohen's kappa": 20 both yes, 5 and 10 apart, 15 both no; of 50. Two categories,
    # so that weights change nothing: (0.7 - 0.5) / (1 - 0.5) = 0.4.
    grants = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert quadratic_kappa(grants) == pytest.approx(0.4)
    # R's irr 0.84, kappa2(anxiety[, 2:3], "squared"): 0.2520325. It counts steps between values
    # that occur, so that its 6 is the fifth.
    second = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4]
    third = [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2]
    steps = [(min(a, 5), min(b, 5)) for a, b in zip(second, third, strict=True)]
    assert quadratic_kappa(steps) == pytest.approx(0.2520325, abs=1e-7)


def test_a_second_formula_gives_the_same() -> None:
    draw = random.Random(4)
    for _ in range(50):
        pairs = [(draw.randrange(5), draw.randrange(5)) for _ in range(30)]
        assert quadratic_kappa(pairs) == pytest.approx(_by_matrices(pairs, 5))


def test_not_evidenced_is_one_step_below_level_1_and_never_left_out() -> None:
    silent, low = _of((3, None), (1, 1), (4, 4)), _of((3, 1), (1, 1), (4, 4))

    # Observed 9 / 3 against 4 / 3: who says nothing where there is level 3 is further off.
    assert silent.kappa is not None
    assert low.kappa is not None
    assert silent.kappa < low.kappa
    assert (silent.pairs, silent.both, silent.first_only, silent.second_only) == (3, 2, 1, 0)
    # None beside 1 is one step, None beside 2 is two, None beside None is equal.
    steps = _of((None, 1), (2, None), (None, None), (1, 3))
    assert (steps.exact, steps.within_one) == (1 / 4, 2 / 4)
    assert (steps.both_exact, steps.both_within_one) == (0, 0)
    assert (silent.both_exact, silent.both_within_one) == (1, 1)
    assert (steps.both, steps.first_only, steps.second_only, steps.neither) == (1, 1, 1, 1)


def test_what_cannot_be_told_is_none_with_a_reason() -> None:
    cases = {
        NoKappa.TOO_FEW: [_of(), _of((3, 2)), agreement([[(3, 2), (1, 1)], []])],
        NoKappa.ONE_LEVEL: [_of((3, 3), (3, 3)), _of((None, None), (None, None))],
    }
    for reason, results in cases.items():
        for result in results:
            assert (result.kappa, result.interval, result.reason) == (None, None, reason)
    # One reader never moves, the other does: chance would agree as well, which is a 0.
    assert _of((3, 3), (3, 4), (3, 2)).kappa == pytest.approx(0)
    assert _of().exact == _of().within_one == 0


def test_the_interval_is_the_same_each_time_and_holds_the_estimate() -> None:
    draw = random.Random(8)
    levels = draw.choices(range(1, 5), k=40)
    pairs = [(level, max(1, level - draw.randrange(2))) for level in levels]
    made, again = _of(*pairs), _of(*pairs)

    assert made == again
    assert made.kappa is not None
    assert made.interval is not None
    assert made.interval.low < made.kappa < made.interval.high
    # A document's pairs are drawn together: the same pairs in fewer, larger documents tell less.
    clustered = agreement([pairs[i : i + 10] for i in range(0, 40, 10)])
    assert clustered.kappa == made.kappa
    assert clustered.items == 4
    assert clustered.pairs == 40
    assert clustered.interval != made.interval


def test_no_interval_where_many_samples_have_no_kappa() -> None:
    # Nine equal and one apart: (9/10)^10 = 35 % of the samples miss that one.
    rare = _of(*[(2, 2)] * 9, (4, 4))
    assert rare.kappa == 1
    assert rare.interval is None


def test_quantiles_are_those_of_the_standard_library() -> None:
    values = sorted(random.Random(1).random() for _ in range(RESAMPLES + 1))
    cuts = statistics.quantiles(values, n=40, method="inclusive")
    assert quantile(values, 1 / 40) == pytest.approx(cuts[0])
    assert quantile(values, 39 / 40) == pytest.approx(cuts[-1])
    assert (quantile(values, 0), quantile(values, 1)) == (values[0], values[-1])


def test_spread_is_that_of_one_reader_reading_again() -> None:
    # Variances 1 (2, 3, 4) and 0 (1, 1, 1): root of their mean. None counts as position 0.
    assert spread([[2, 3, 4], [1, 1, 1]]) == pytest.approx((1 / 2) ** 0.5)
    assert spread([[None, 2]]) == pytest.approx(2**0.5)
    assert spread([[2], [3]]) is None
    assert spread([]) is None
