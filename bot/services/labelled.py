"""Read a labelled set: its file, its rubric and its documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.datasets.load import load_set, unusable
from bot.domain.document import Document, DocumentKind
from bot.domain.labels import SET_FILE, LabelledItem, LabelledSet, SetProblem
from bot.domain.rubric import Rubric
from bot.domain.source import ReadResult, Source
from bot.domain.trial import UnreadItem
from bot.errors import Reason
from bot.services.deps import Deps


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedItem:
    """One document of a set, as a reader sees it."""

    item: LabelledItem
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSet:
    """A labelled set whose documents were read."""

    labelled: LabelledSet
    rubric: Rubric
    items: tuple[OpenedItem, ...]
    unread: tuple[UnreadItem, ...]
    """Documents that cannot be read."""
    warnings: tuple[SetProblem, ...]
    """What may bend the figures."""


def open_set(path: Path, deps: Deps, *, rubric: str | None = None) -> OpenedSet:
    """Open a labelled set.

    Args:
        path: Its folder, or its file.
        deps: What to read with.
        rubric: Name or path of a rubric with the same criteria, in place of the set's own.

    Raises:
        NotFoundError: There is no such set, or no such rubric.
        DatasetError: The set cannot be used; says line by line why.
        RubricError: The rubric cannot be used.
    """
    labelled = load_set(path)
    against = deps.rubrics.load(rubric or labelled.rubric)
    wrong = list(_unknown(labelled, against))
    if wrong:
        raise unusable(wrong)
    opened: list[OpenedItem] = []
    unread: list[UnreadItem] = []
    for item, result in _read(labelled, deps):
        document = result.document
        if document is not None and deps.is_prose(document):
            opened.append(OpenedItem(item=item, document=document))
        else:
            why = result.reason or (Reason.CORRUPT if document is None else Reason.NOT_A_CV)
            unread.append(UnreadItem(item=item, why=why))
    return OpenedSet(
        labelled=labelled,
        rubric=against,
        items=tuple(opened),
        unread=tuple(unread),
        warnings=tuple(_warnings(labelled, against)),
    )


def _read(labelled: LabelledSet, deps: Deps) -> Iterator[tuple[LabelledItem, ReadResult]]:
    folder = Path(labelled.path).parent
    by_hash = _hashes(folder) if any(item.sha256 for item in labelled.items) else {}
    paths = [
        folder / item.file if item.file else by_hash.get(item.sha256) for item in labelled.items
    ]
    sources = [Source(path=str(path), kind=DocumentKind.CV) for path in paths if path]
    results = deps.reader.read(sources)
    for item, path in zip(labelled.items, paths, strict=True):
        yield item, next(results) if path else _missing(item)


def _hashes(folder: Path) -> dict[str, Path]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in files
        if path.name != SET_FILE
    }


def _missing(item: LabelledItem) -> ReadResult:
    source = Source(path=item.id, kind=DocumentKind.CV)
    return ReadResult(source=source, sha256="", document=None, reason=Reason.MISSING)


def _unknown(labelled: LabelledSet, rubric: Rubric) -> Iterator[SetProblem]:
    known = [criterion.key for criterion in rubric.criteria]
    for item in labelled.items:
        for label in item.labels:
            if label.criterion not in known:
                yield SetProblem(
                    path=labelled.path,
                    line=label.line,
                    what=f"The rubric {rubric.name} has no criterion `{label.criterion}`.",
                    fix=f"It has: {', '.join(known)}.",
                )


def _warnings(labelled: LabelledSet, rubric: Rubric) -> Iterator[SetProblem]:
    if labelled.rubric_hash and labelled.rubric_hash != rubric.hash:
        yield SetProblem(
            path=labelled.path,
            line=1,
            what=f"The rubric {rubric.name} is not as it was when the levels were given: "
            f"{rubric.hash[:8]}, and then {labelled.rubric_hash[:8]}.",
            fix="Read `plumbline rubric diff`, label anew what changed, then set `rubric_hash`.",
        )
    for item in labelled.items:
        unlabelled = [c.key for c in rubric.criteria if c.key not in item.levels]
        if unlabelled:
            yield SetProblem(
                path=labelled.path,
                line=item.line,
                what=f"{item.id} has no label for {', '.join(unlabelled)}.",
                fix="These are not compared; write null only for what is not evidenced.",
            )
