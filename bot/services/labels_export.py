"""Levels that reviewers left standing in Slack, as labelled sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.datasets.write import dump_set
from bot.domain.blind import blind_view
from bot.domain.document import Document
from bot.domain.labels import SET_FILE, Label, LabelKind, LabelledItem, LabelledSet, settled
from bot.domain.requisition import Application
from bot.domain.review import Review, standing
from bot.errors import UsageError
from bot.store import Database, Tx, applications, documents, reviews, rubrics

_BY = "reviewers in Slack, who saw the evaluator's levels"
_NOTE = (
    "Levels that reviewers agreed with or changed in the threads of their applications. They saw "
    "the evaluator's level first, which pulls towards it, and they look at what stands out: "
    "an agreement with this set is no agreement with people who read on their own."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDeps:
    """What the export reaches."""

    database: Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """Where to write, and what."""

    folder: Path
    """Made when it is not there; must be empty."""
    with_text: bool
    """Whether the text of each document is written too, in the blind view: it stays personal
    data. Without it there are labels of applications, hashes of documents, and levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSet:
    """One set that was written: there is one for each version of a rubric."""

    path: Path
    rubric: str
    items: int
    levels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written, and what was left out."""

    sets: tuple[ExportedSet, ...]
    disputed: int
    """Levels on which standing reviews differ, so that none stands."""
    without_document: int
    """Applications whose document is not kept in the form that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A reviewed application on its way to an item."""

    rubric_hash: str
    item: LabelledItem
    text: str
    """In the blind view; "" when it is not asked for."""


def export_labels(request: ExportRequest, deps: LabelDeps) -> Exported:
    """Write what reviewers left standing, one set for each version of a rubric.

    Args:
        request: Where to, and whether texts are written.
        deps: Where it is read from.

    Raises:
        UsageError: Nobody reviewed anything, or the folder cannot be written to.
        SealError: No key at hand opens what is kept.
    """
    with deps.database.read() as tx:
        by_application = reviews.of_applications(tx, reviews.reviewed(tx))
        found = [
            _found(tx, applications.get(tx, key), said, with_text=request.with_text)
            for key, said in by_application.items()
            if settled(said)
        ]
        kept = [each for each in found if each is not None]
        names = {key: rubrics.get(tx, key).name for key in {each.rubric_hash for each in kept}}
    if not kept:
        raise UsageError(
            "There is no reviewed application whose levels could be exported.",
            "Agree with or change levels in the threads first.",
        )
    sets = [
        _write(request, name, key, [each for each in kept if each.rubric_hash == key])
        for key, name in sorted(names.items(), key=lambda pair: (pair[1], pair[0]))
    ]
    return Exported(
        sets=tuple(sets),
        disputed=sum(_disputed(said) for said in by_application.values()),
        without_document=len(found) - len(kept),
    )


def _disputed(said: Iterable[Review]) -> int:
    kept = standing(said)
    return len({review.criterion for review in kept}) - len(settled(kept))


def _found(
    tx: Tx, application: Application, said: Iterable[Review], *, with_text: bool
) -> _Found | None:
    stored = documents.get(tx, application.document_id)
    document = documents.text(tx, application.document_id)
    if document is None or not stored.sha256:
        return None
    file = f"cvs/{application.label}-{stored.sha256[:8]}.txt" if with_text else ""
    return _Found(
        rubric_hash=application.rubric_hash,
        item=LabelledItem(
            file=file,
            sha256="" if with_text else stored.sha256,
            language=document.language,
            labels=tuple(Label(criterion=key, level=level) for key, level in settled(said).items()),
            note=f"Application {application.label}.",
        ),
        text=_masked(document, application) if with_text else "",
    )


def _masked(document: Document, application: Application) -> str:
    return blind_view(document, application.candidate_name).document.text + "\n"


def _write(
    request: ExportRequest, rubric: str, rubric_hash: str, found: list[_Found]
) -> ExportedSet:
    folder = request.folder / f"{rubric}-{rubric_hash[:8]}"
    items = tuple(each.item for each in sorted(found, key=lambda each: each.item.note))
    path = folder / SET_FILE
    labelled = LabelledSet(
        path=str(path),
        title=f"Reviewed applications, {rubric} {rubric_hash[:8]}",
        note=_NOTE,
        rubric=rubric,
        rubric_hash=rubric_hash,
        labelled_by=_BY,
        kind=LabelKind.REVIEW,
        items=items,
    )
    try:
        _make_empty(request.folder, folder)
        _put(path, dump_set(labelled))
        for each in found:
            if each.text:
                _put(folder / each.item.file, each.text)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}.", "Name another folder."
        ) from None
    return ExportedSet(
        path=path,
        rubric=rubric,
        items=len(items),
        levels=sum(len(item.labels) for item in items),
    )


def _make_empty(parent: Path, folder: Path) -> None:
    """Make a folder that only its owner can open.

    Raises:
        UsageError: It is there already: two exports must not mix.
    """
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise UsageError(
            f"{folder} is there already.", "Name another folder, or remove that one."
        ) from None


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8", errors="replace")
