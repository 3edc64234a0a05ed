"""Two rubrics compared, and results carried from one to the other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.rubric import Criterion, Rubric
from bot.domain.rubric_change import (
    CriterionChange,
    GivenResult,
    ResultChange,
    Reweighted,
    RubricDiff,
)
from bot.domain.scoring import priority, score

_ROUNDING = 1e-9
"""Two shares closer than this are equal: floating-point sums differ by their order."""


def diff_rubrics(old: Rubric, new: Rubric) -> RubricDiff:
    """Say what changed from one rubric to another, criterion by criterion."""
    before = {c.key: c for c in old.criteria}
    after = {c.key: c for c in new.criteria}
    shared = [key for key in after if key in before]
    changes = (_change(before[key], after[key]) for key in shared)
    return RubricDiff(
        old_hash=old.hash,
        new_hash=new.hash,
        added=tuple(key for key in after if key not in before),
        dropped=tuple(key for key in before if key not in after),
        reweighted=tuple(_reweighted(old, new, shared)),
        changed=tuple(change for change in changes if change is not None),
        header=_header(old, new, shared),
    )


def affected_results(
    old: Rubric, new: Rubric, results: Sequence[GivenResult]
) -> list[ResultChange]:
    """Work out what the new rubric makes of results under the old one, in the order given.

    Levels of criteria that the new rubric lacks are left out; all others are kept as they are.

    Raises:
        RatingError: A result has a level for a criterion the old rubric lacks, or off the scale.
    """
    must = diff_rubrics(old, new).needs_rereading
    kept = {c.key for c in new.criteria}
    changes = []
    for result in results:
        old_score = score(old, result.levels)
        new_score = score(new, {k: level for k, level in result.levels.items() if k in kept})
        changes.append(
            ResultChange(
                path=result.path,
                old_score=old_score,
                new_score=new_score,
                old_priority=priority(old_score),
                new_priority=priority(new_score),
                must_reread=must,
            )
        )
    return changes


def _reweighted(old: Rubric, new: Rubric, shared: Sequence[str]) -> list[Reweighted]:
    found = []
    for key in shared:
        before = old.criterion(key).weight / old.weight
        after = new.criterion(key).weight / new.weight
        if abs(before - after) > _ROUNDING:
            found.append(Reweighted(key=key, old_share=before, new_share=after))
    return found


def _change(old: Criterion, new: Criterion) -> CriterionChange | None:
    before = {i.key: i for i in old.indicators}
    after = {i.key: i for i in new.indicators}
    change = CriterionChange(
        key=new.key,
        anchors=tuple(
            n for n, (a, b) in enumerate(zip(old.anchors, new.anchors, strict=True), 1) if a != b
        ),
        indicators_added=tuple(key for key in after if key not in before),
        indicators_removed=tuple(key for key in before if key not in after),
        indicators_changed=tuple(k for k, i in after.items() if k in before and before[k] != i),
        questions_changed=old.questions != new.questions,
        does_not_count_changed=old.does_not_count != new.does_not_count,
        wording_changed=(old.title, old.question) != (new.title, new.question),
    )
    said = change.questions_changed or change.does_not_count_changed or change.wording_changed
    return change if said or change.needs_rereading else None


def _header(old: Rubric, new: Rubric, shared: Sequence[str]) -> tuple[str, ...]:
    fields = ("name", "title", "version", "description", "sources", "buzzwords", "samples")
    differing = [field for field in fields if getattr(old, field) != getattr(new, field)]
    if list(shared) != [c.key for c in old.criteria if c.key in set(shared)]:
        differing.append("order")
    return tuple(differing)
