"""A job description against a rubric, both ways: what nobody assesses, what nobody advertises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.document import Document
from bot.domain.job import Requirement, Suggestion
from bot.domain.rubric import Criterion, Rubric
from bot.evaluators.jobs.clarity import shorten
from bot.evaluators.jobs.parts import cut
from bot.evaluators.jobs.requirements import without_unneeded
from bot.evaluators.jobs.subjects import Subjects, subjects_of

UNASSESSED_SHOWN = 5
"""Most requirements without a criterion to make a suggestion for; all are in the review."""

_known: dict[tuple[str, str], Subjects] = {}
"""By rubric hash and language: a rubric's terms take longer to index than an ad to read."""


def advertised(document: Document, rubric: Rubric) -> dict[str, tuple[int, ...]]:
    """Return, by criterion key, the lines that are about it.

    Company and benefit text is left out, and what is said not to be needed.
    """
    subjects = _subjects(rubric, document.language or "en")
    lines: dict[str, set[int]] = {criterion.key: set() for criterion in rubric.criteria}
    for unit in cut(document):
        if unit.part != "skip":
            for key in subjects.of(without_unneeded(unit.text)):
                lines[key].add(unit.line)
    return {key: tuple(sorted(numbers)) for key, numbers in lines.items()}


def unassessed(
    requirements: Iterable[Requirement], document: Document, rubric: Rubric
) -> tuple[Requirement, ...]:
    """Return the requirements that are about no criterion of the rubric."""
    subjects = _subjects(rubric, document.language or "en")
    return tuple(r for r in requirements if not subjects.of(r.text))


def suggest_coverage(
    rubric: Rubric, left: Sequence[Requirement], coverage: dict[str, tuple[int, ...]]
) -> tuple[Suggestion, ...]:
    """Suggest what to do about requirements and criteria that do not meet.

    Args:
        rubric: What the panel will assess.
        left: Requirements without a criterion, and without another suggestion.
        coverage: From ``advertised``.
    """
    spare = [_assess_or_drop(rubric, r) for r in left[:UNASSESSED_SHOWN]]
    return (*spare, *(_advertise(c) for c in rubric.criteria if not coverage[c.key]))


def _assess_or_drop(rubric: Rubric, requirement: Requirement) -> Suggestion:
    text = shorten(requirement.text)
    return Suggestion(
        topic="coverage",
        line=requirement.line,
        problem=f"No criterion of {rubric.name} assesses \u201c{text}\u201d.",
        rewrite=(
            f"Drop \u201c{text}\u201d, or add a criterion or indicator for it to the rubric, so "
            "that everybody is asked about it."
        ),
    )


def _advertise(criterion: Criterion) -> Suggestion:
    delivered = criterion.anchors[2].rstrip(".")
    example = delivered[0].lower() + delivered[1:]
    return Suggestion(
        topic="coverage",
        line=0,
        problem=f"{criterion.title} is assessed, and the text never mentions it.",
        rewrite=(
            f"Add to the requirements: \u201c{criterion.title}: we will ask about work in which "
            f"somebody {example}.\u201d"
        ),
    )


def _subjects(rubric: Rubric, language: str) -> Subjects:
    key = (rubric.hash, language)
    if key not in _known:
        _known[key] = subjects_of(rubric, language)
    return _known[key]
