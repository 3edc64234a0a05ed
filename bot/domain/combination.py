"""A revealed panel by mechanical combination: numbers and counts, and never a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from bot.domain.agreement import PanelAgreement, agreement
from bot.domain.panel import Recommendation, Scorecard, changed_after, independent
from bot.domain.rubric import Rubric
from bot.domain.scoring import Score, score

FAR_APART = 2
"""Levels between the highest and the lowest from which a panel talks about a criterion.
Source: docs/scoring.md#combination.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one rater gave on a criterion."""

    rater: str
    """Slack user id."""
    level: int
    """1..4."""
    observation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """What a panel gave on one criterion."""

    criterion: str
    """Criterion key."""
    given: tuple[Given, ...]
    """Levels with their observations, highest first."""
    not_observed: tuple[str, ...]
    """Slack user ids of those who were asked and saw nothing of it."""
    mean: float | None
    """Of the levels, in 1..4; None without any. What the score is made of."""
    median: float | None
    """The middle level, or halfway between the middle two; None without any. What is shown as the
    panel's level, as one stray level does not move it and it mostly has an anchor."""

    @property
    def apart(self) -> int:
        """Levels between the highest and the lowest; 0 with fewer than two."""
        return self.given[0].level - self.given[-1].level if self.given else 0

    @property
    def is_far_apart(self) -> bool:
        """Whether raters differ so far that the panel should hear both."""
        return self.apart >= FAR_APART


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """What a panel gave before it saw itself."""

    criteria: tuple[Combined, ...]
    """One for each criterion of the rubric, in its order."""
    score: Score
    """From the means, so that no rating is lost, with its coverage."""
    agreement: PanelAgreement
    """Over the criteria of this one candidate, so that it is nearly always thin."""
    recommendations: dict[Recommendation, tuple[str, ...]]
    """Slack user ids by recommendation, from the strongest no up; each of the four is a key.
    Counted and shown, never averaged."""
    changed: tuple[str, ...]
    """Slack user ids of those who changed a level or their recommendation after the reveal. The
    numbers here are those of before."""

    @property
    def to_settle(self) -> tuple[Combined, ...]:
        """Criteria on which raters are far apart, furthest first."""
        far = [one for one in self.criteria if one.is_far_apart]
        return tuple(sorted(far, key=lambda one: -one.apart))

    @property
    def unseen(self) -> tuple[Combined, ...]:
        """Criteria on which nobody gave a level."""
        return tuple(one for one in self.criteria if not one.given)


def combine(rubric: Rubric, cards: Sequence[Scorecard]) -> Combination:
    """Combine the scorecards of a revealed panel.

    Args:
        rubric: As of the panel's opening.
        cards: All of them; each rater's last before the reveal counts.

    Source:
        docs/scoring.md#combination.
    """
    counted = independent(cards)
    criteria = tuple(_combined(criterion.key, counted) for criterion in rubric.criteria)
    return Combination(
        criteria=criteria,
        score=score(rubric, {one.criterion: one.mean for one in criteria}),
        agreement=agreement([[one.level for one in found.given] for found in criteria]),
        recommendations={
            kind: tuple(card.rater for card in counted if card.recommendation is kind)
            for kind in Recommendation
        },
        changed=changed_after(cards),
    )


def _combined(criterion: str, cards: Sequence[Scorecard]) -> Combined:
    given, not_observed = [], []
    for card in cards:
        for rating in card.ratings:
            if rating.criterion != criterion:
                continue
            if rating.level is None:
                not_observed.append(card.rater)
            else:
                one = Given(rater=card.rater, level=rating.level, observation=rating.observation)
                given.append(one)
    levels = [one.level for one in given]
    return Combined(
        criterion=criterion,
        given=tuple(sorted(given, key=lambda one: -one.level)),
        not_observed=tuple(not_observed),
        mean=fmean(levels) if levels else None,
        median=float(median(levels)) if levels else None,
    )
