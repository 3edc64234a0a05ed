"""Calibration over many panels, held against a mixed model and worked examples."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import sqrt
from typing import TypeAlias

import numpy as np
import pytest
from scipy import special
from statsmodels.regression.mixed_linear_model import MixedLM

from bot.domain.calibration import (
    FEWEST_CANDIDATES,
    LEAST_NOISE,
    PRIOR_SPREAD,
    Anchors,
    Calibration,
    Judgement,
    calibrate,
    severity,
)

Table: TypeAlias = dict[str, Sequence[int | None]]
"""By rater the levels for candidates 0, 1, 2 ..."""


def _judge(table: Table, criterion: str = "impact") -> list[Judgement]:
    return [
        Judgement(rater=rater, candidate=f"A-{number}", criterion=criterion, level=level)
        for rater, levels in table.items()
        for number, level in enumerate(levels)
    ]


def _calibrate(table: Table) -> Calibration:
    return calibrate(_judge(table))


def test_severity_is_the_prediction_of_a_mixed_model() -> None:
    draw = random.Random(3)
    sizes = {"asha": 10, "ben": 14, "chloe": 22, "dmitri": 35, "ewa": 12}
    values = {
        rater: [offset + draw.gauss(0, 0.5) for _ in range(size)]
        for offset, (rater, size) in zip((-0.6, -0.2, 0.0, 0.3, 0.5), sizes.items(), strict=True)
    }
    flat = np.array([value for found in values.values() for value in found])
    groups = np.array([rater for rater, found in values.items() for _ in found])
    fit = MixedLM(flat, np.ones((len(flat), 1)), groups).fit()
    mean, between, within = fit.fe_params[0], float(fit.cov_re[0, 0]), fit.scale
    # The model estimates its variances; ours has a fixed prior. The prediction depends on their
    # ratio alone, its variance is in proportion to the one between.
    noise = within / between * PRIOR_SPREAD**2
    for rater, found in values.items():
        ours = severity([value - mean for value in found], noise, degrees=88)
        assert ours.shrunk == pytest.approx(float(fit.random_effects[rater].iloc[0]), abs=1e-9)
        variance = fit.random_effects_cov[rater].to_numpy()[0, 0] * PRIOR_SPREAD**2 / between
        reach = special.stdtrit(88, 0.975) * sqrt(variance)
        assert (ours.low, ours.high) == pytest.approx(
            (ours.shrunk - reach, ours.shrunk + reach), abs=1e-9
        )


def test_a_worked_example_of_severity() -> None:
    # Ben gives what Ana gives on six candidates and a level less on six: mean difference -0.5.
    ana = [3, 4] * 6
    ben = [3, 3] * 6
    found = {one.rater: one for one in _calibrate({"ana": ana, "ben": ben}).raters}
    # Within each, 12 squares of 0.5 and 11 degrees of freedom: noise 6 / 22 = 0.2727.
    # Shrunk: -0.5 * 12 / (12 + 0.2727 / 0.09) = -0.5 * 12 / 15.0303 = -0.39919.
    # Deviation 1 / sqrt(12 / 0.2727 + 1 / 0.09) = 1 / sqrt(55.111) = 0.13470; t for 22 degrees is
    # 2.07387, so that the interval reaches 0.27936 to either side.
    detail = found["ben"].detail
    assert detail
    assert detail.severity.raw == -0.5
    assert detail.severity.shrunk == pytest.approx(-0.39919, abs=1e-5)
    assert detail.severity.low == pytest.approx(-0.67855, abs=2e-5)
    assert detail.severity.high == pytest.approx(-0.11983, abs=2e-5)
    assert detail.severity.is_clear
    assert detail.agreement.within_one == 1
    assert detail.agreement.exact == 0.5
    other = found["ana"].detail
    assert other
    assert other.severity.shrunk == pytest.approx(0.39919, abs=1e-5)  # the same, seen from Ana


def test_a_candidate_counts_once_however_many_criteria_were_rated() -> None:
    # Cy is one above on impact and one below on data, of every candidate: no severity at all, and
    # 10 candidates, not 20.
    rows: list[Judgement] = []
    for criterion, level in (("impact", 4), ("data", 2)):
        rows += _judge({"cy": [level] * 10, "dee": [3] * 10}, criterion)
    cy = calibrate(rows).raters[0]
    assert (cy.rater, cy.candidates) == ("cy", 10)
    assert cy.detail
    assert cy.detail.severity.raw == 0
    assert not cy.detail.severity.is_clear
    assert cy.use
    assert (cy.use.distribution, cy.use.levels) == ((0, 10, 0, 10), 20)


def test_equal_differences_are_no_certainty() -> None:
    # No spread at all: the noise of rounding stands in. 1 * 10 / (10 + (1/12) / 0.09).
    found = _calibrate({"eve": [4] * 10, "fay": [3] * 10}).raters[0].detail
    assert found
    assert found.severity.shrunk == pytest.approx(10 / (10 + LEAST_NOISE / 0.09))
    assert found.severity.low < found.severity.shrunk < 1


def test_below_the_minimum_nothing_is_said_but_how_many_there_are() -> None:
    few = FEWEST_CANDIDATES - 1
    table: Table = {"gil": [1, 4] * 10, "hana": [4] * few, "ian": [None] * few + [2, 2]}
    found = _calibrate(table)
    gil, hana, ian = found.raters
    # Gil shares nine with Hana and two with Ian; Hana nine; Ian two, as what he did not observe is
    # shared with nobody.
    assert (gil.candidates, hana.candidates, ian.candidates) == (11, 9, 2)
    assert gil.detail
    assert gil.use
    assert (hana.use, hana.detail, ian.use, ian.detail) == (None, None, None, None)
    criterion = _calibrate({"gil": [1] * 20, "hana": [4] * few}).criteria[0]
    assert (criterion.candidates, criterion.use, criterion.detail) == (9, None, None)


def test_did_not_observe_is_counted_apart() -> None:
    table: Table = {"jo": [1, 2, 3, 4] * 3 + [None], "kim": [1, 2, 3, 4] * 3 + [4]}
    found = _calibrate(table)
    assert found.raters[0].use
    assert found.raters[0].use.distribution == (3, 3, 3, 3)
    assert found.raters[0].use.not_observed == 1
    assert found.criteria[0].use
    assert found.criteria[0].use.distribution == (6, 6, 6, 7)
    assert found.criteria[0].candidates == 12


@pytest.mark.parametrize(
    ("table", "anchors"),
    [
        # Three raters who see the same thing.
        ({rater: [1, 2, 3, 4, 2, 3] * 3 for rater in "xyz"}, Anchors.NOTHING_AGAINST),
        # Two who read the scale the other way round.
        ({"x": [1, 4, 2, 3] * 4, "y": [4, 1, 3, 2] * 4}, Anchors.DO_NOT_WORK),
        # All candidates are alike: levels 2 and 3 by chance, never further apart.
        ({"x": [2, 3, 2, 3, 3, 2] * 3, "y": [2, 2, 3, 3, 2, 3] * 3}, Anchors.NO_RANGE),
        ({"x": [3] * 12, "y": [3] * 12}, Anchors.NO_RANGE),
        # Always the same two levels apart: nothing differs between candidates, and no interval.
        ({"x": [1, 3] * 6, "y": [3, 1] * 6}, Anchors.DO_NOT_WORK),
    ],
)
def test_anchors_are_doubted_only_where_data_speak_against_them(
    table: Table, anchors: Anchors
) -> None:
    detail = _calibrate(table).criteria[0].detail
    assert detail
    assert detail.anchors is anchors


def test_the_agreement_of_a_rater_leaves_out_a_candidate_at_a_time() -> None:
    # Pim and Quin agree on nine candidates, and on one they are two apart on all of six criteria:
    # one candidate carries all disagreement, so that there is no interval, where there would be
    # one if a criterion was left out at a time.
    rows: list[Judgement] = []
    for key in "abcdef":
        rows += _judge(
            {"pim": [1, 2, 3, 4, 1, 2, 3, 4, 2, 1], "quin": [1, 2, 3, 4] * 2 + [2, 3]}, key
        )
    detail = calibrate(rows).raters[0].detail
    assert detail
    assert detail.agreement.units == 60
    assert detail.agreement.alpha is not None
    assert (detail.agreement.low, detail.agreement.high) == (None, None)


def test_a_second_rating_of_the_same_and_levels_off_the_scale_are_refused() -> None:
    row = _judge({"lu": [2]})
    with pytest.raises(ValueError, match="one rating"):
        calibrate(row + row)
    with pytest.raises(ValueError, match="between 1 and 4"):
        _calibrate({"lu": [5]})


def test_nothing_gives_nothing() -> None:
    assert calibrate([]) == Calibration(raters=(), criteria=())
