"""A rubric that extends another: the two merged, or what keeps them apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain.rubric import Criterion, Rubric
from bot.rubric_files.canonical import with_hash
from bot.rubric_files.models import CriterionPart, ExtensionFile, RubricFile
from bot.rubric_files.nodes import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Parts of a file that are each well formed and do not go together."""

    where: Where
    what: str
    fix: str


def resolve(file: RubricFile) -> Rubric:
    """Return the rubric of a file that is written out in full."""
    return with_hash(
        Rubric(
            name=file.name,
            title=file.title,
            version=file.version,
            description=" ".join(file.description.split()),
            sources=dict(file.sources),
            criteria=tuple(part.to_domain() for part in file.criteria),
            buzzwords=tuple(file.buzzwords),
            samples=file.samples or 1,
            hash="",
        )
    )


def extend(parent: Rubric, file: ExtensionFile) -> Rubric:
    """Merge a file into the rubric that it extends.

    Criteria keep the parent's order, with the added ones after them. An own description replaces
    the parent's, as does a number of samples; sources and buzzwords are added to the parent's.

    Args:
        parent: Resolved.
        file: Without clashes, see ``clashes``.
    """
    kept = (c for c in parent.criteria if c.key not in file.drop)
    added = (part.to_domain() for part in file.criteria)
    own = " ".join(file.description.split())
    return with_hash(
        Rubric(
            name=file.name,
            title=file.title,
            version=file.version,
            description=own or parent.description,
            sources=parent.sources | file.sources,
            criteria=(*(_changed(c, file) for c in kept), *added),
            buzzwords=tuple(dict.fromkeys((*parent.buzzwords, *file.buzzwords))),
            samples=file.samples or parent.samples,
            hash="",
        )
    )


def _changed(criterion: Criterion, file: ExtensionFile) -> Criterion:
    more = tuple(part.to_domain() for part in file.add_indicators.get(criterion.key, ()))
    return replace(
        criterion,
        weight=file.weights.get(criterion.key, criterion.weight),
        indicators=(*criterion.indicators, *more),
    )


def repeated_keys(criteria: list[CriterionPart]) -> Iterator[Clash]:
    """Find criteria, and indicators inside a criterion, that share a key."""
    seen: set[str] = set()
    for i, part in enumerate(criteria):
        if part.key in seen:
            yield Clash(
                where=("criteria", i, "key"),
                what=f"Two criteria have the key {part.key!r}.",
                fix="Give one of them another key, or merge them.",
            )
        seen.add(part.key)
        keys: set[str] = set()
        for j, indicator in enumerate(part.indicators):
            if indicator.key in keys:
                yield Clash(
                    where=("criteria", i, "indicators", j, "key"),
                    what=f"Two indicators of {part.key!r} have the key {indicator.key!r}.",
                    fix="Give one of them another key, or merge their terms.",
                )
            keys.add(indicator.key)


def clashes(parent: Rubric, file: ExtensionFile) -> Iterator[Clash]:
    """Find what a file says about its parent that does not hold."""
    known = {c.key: c for c in parent.criteria}
    yield from _unknown(parent, file)
    if known and not file.criteria and known.keys() <= set(file.drop):
        yield Clash(
            where=("drop",),
            what="Every criterion is dropped.",
            fix="Keep at least one, or add criteria of your own.",
        )
    for i, part in enumerate(file.criteria):
        if part.key in known:
            yield Clash(
                where=("criteria", i, "key"),
                what=f"{parent.name!r} already has a criterion {part.key!r}.",
                fix="Use another key; to change its weight or indicators, use "
                "`weights` or `add_indicators`.",
            )
    for key, text in file.sources.items():
        if parent.sources.get(key, text) != text:
            yield Clash(
                where=("sources", key),
                what=f"Source {key!r} already says something else in {parent.name!r}.",
                fix="Give yours a new id.",
            )
    for key, parts in file.add_indicators.items():
        taken = {i.key for i in known[key].indicators} if key in known else set()
        for j, added in enumerate(parts):
            if added.key in taken:
                yield Clash(
                    where=("add_indicators", key, j, "key"),
                    what=f"{key!r} already has an indicator {added.key!r}.",
                    fix="Give yours another key.",
                )
            taken.add(added.key)


def _unknown(parent: Rubric, file: ExtensionFile) -> Iterator[Clash]:
    known = {c.key for c in parent.criteria}
    has = f"It has: {', '.join(c.key for c in parent.criteria)}."
    named: list[tuple[Where, str]] = [
        *((("weights", key), key) for key in file.weights),
        *((("drop", i), key) for i, key in enumerate(file.drop)),
        *((("add_indicators", key), key) for key in file.add_indicators),
    ]
    for where, key in named:
        if key not in known:
            yield Clash(where=where, what=f"{parent.name!r} has no criterion {key!r}.", fix=has)
        elif where[0] != "drop" and key in file.drop:
            yield Clash(
                where=where,
                what=f"{key!r} is changed here and dropped as well.",
                fix="Remove it from one of the two.",
            )
