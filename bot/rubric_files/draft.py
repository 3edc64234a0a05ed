"""What of a rubric file can be linted, even when some of it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from bot.domain.rubric import Rubric
from bot.rubric_files.extend import Clash
from bot.rubric_files.load import Gathered
from bot.rubric_files.models import CriterionPart, IndicatorPart
from bot.rubric_files.nodes import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An indicator of the file, and where it stands."""

    where: Where
    criterion: str
    part: IndicatorPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The well-formed parts of a rubric file."""

    stem: str
    name: str | None
    headings: tuple[tuple[Where, str], ...]
    """Title and description of the rubric, those that are text."""
    criteria: tuple[tuple[Where, CriterionPart], ...]
    """Own ones; inherited ones are linted in their own file."""
    indicators: tuple[Placed, ...]
    """Own ones, those of ``add_indicators`` first."""
    inherited: Rubric | None
    """What is extended, whole."""
    sources: frozenset[str]
    """Own ids."""
    rubric: Rubric | None
    """Resolved; None while anything is broken."""
    is_whole: bool
    """Nothing is missing from ``criteria``, ``indicators`` or ``inherited``."""


Rule = Callable[[Draft], Iterator[Clash]]
"""Finds one kind of problem."""


def draft(gathered: Gathered) -> Draft:
    """Pick what is well formed out of a file."""
    value = gathered.tree.value if isinstance(gathered.tree.value, dict) else {}
    file = gathered.file
    criteria = tuple(_criteria(value))
    more = tuple(_added(value)) if "extends" in value else ()
    own = (
        Placed(where=(*where, "indicators", j), criterion=criterion.key, part=part)
        for where, criterion in criteria
        for j, part in enumerate(criterion.indicators)
    )
    sources = value.get("sources")
    return Draft(
        stem=gathered.path.stem,
        name=file.name if file else None,
        headings=tuple(
            ((key,), text)
            for key in ("title", "description")
            if isinstance(text := value.get(key), str)
        ),
        criteria=criteria,
        indicators=(*more, *own),
        inherited=gathered.parent,
        sources=frozenset(sources) if isinstance(sources, dict) else frozenset(),
        rubric=gathered.rubric,
        is_whole=_is_whole(gathered, value, criteria),
    )


def _is_whole(
    gathered: Gathered, value: dict[str, object], criteria: tuple[tuple[Where, CriterionPart], ...]
) -> bool:
    if "extends" in value:
        return gathered.file is not None and gathered.parent is not None
    rows = value.get("criteria")
    return isinstance(rows, list) and len(rows) == len(criteria)


def _added(value: dict[str, object]) -> Iterator[Placed]:
    added = value.get("add_indicators")
    for key, parts in added.items() if isinstance(added, dict) else ():
        for j, part in enumerate(parts if isinstance(parts, list) else ()):
            try:
                indicator = IndicatorPart.model_validate(part)
            except ValidationError:
                continue  # what is wrong with it stands in the problems of the file
            yield Placed(where=("add_indicators", key, j), criterion=key, part=indicator)


def _criteria(value: dict[str, object]) -> Iterator[tuple[Where, CriterionPart]]:
    rows = value.get("criteria")
    for i, row in enumerate(rows if isinstance(rows, list) else ()):
        try:
            yield ("criteria", i), CriterionPart.model_validate(row)
        except ValidationError:
            continue  # what is wrong with it stands in the problems of the file
