"""Check, show and compare rubrics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.rubric import Rubric, RubricProblem
from bot.domain.rubric_change import GivenResult, ResultChange, RubricDiff
from bot.services.deps import Deps


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two rubrics, and what that makes of given results."""

    old: Rubric
    new: Rubric
    diff: RubricDiff
    results: tuple[ResultChange, ...]
    """Given results under both rubrics, in the order given."""
    left_out: int
    """Given results that were not made with the old rubric, so that nothing is said of them."""


def show(name: str | None, deps: Deps) -> Rubric:
    """Load a rubric by name or path, or the default.

    Raises:
        NotFoundError: There is no such rubric.
        RubricError: The file cannot be used.
    """
    return deps.rubrics.load(name or deps.default_rubric)


def names(deps: Deps) -> list[str]:
    """List the rubrics in the folder, in alphabetical order."""
    return deps.rubrics.names()


def schema(deps: Deps) -> str:
    """Return the JSON Schema of rubric files, as text."""
    return deps.rubrics.schema()


def lint(files: Sequence[str], deps: Deps) -> list[RubricProblem]:
    """List what is wrong in rubric files; without any, in all of the folder.

    Raises:
        NotFoundError: There is no such file.
        RubricError: A file cannot be opened.
    """
    return [p for name in files or deps.rubrics.names() for p in deps.rubrics.lint(name)]


def compare(
    old: str, new: str, results: Iterable[tuple[str, GivenResult]], deps: Deps
) -> Comparison:
    """Say what changed from one rubric to another, and what that does to given results.

    Args:
        old: Name or path.
        new: Name or path.
        results: Each with the hash of the rubric that it was made with.
        deps: What to load and compare with.

    Raises:
        NotFoundError: There is no such rubric.
        RubricError: A file cannot be used.
        RatingError: A result has a level that the old rubric does not know.
    """
    before, after = deps.rubrics.load(old), deps.rubrics.load(new)
    given = list(results)
    of_old = [result for made_with, result in given if made_with == before.hash]
    return Comparison(
        old=before,
        new=after,
        diff=deps.rubrics.diff(before, after),
        results=tuple(deps.rubrics.affected(before, after, of_old)),
        left_out=len(given) - len(of_old),
    )
