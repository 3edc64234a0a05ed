"""What reviewers left standing in Slack, as labelled sets that eval reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.datasets.load import load_set
from bot.domain.labels import LabelKind
from bot.domain.requisition import Application
from bot.errors import UsageError
from bot.services.labels_export import Exported, ExportRequest, LabelDeps, export_labels
from bot.services.reviews import Agree, Change, Undo, agree, change, undo
from bot.store import reviews
from tests.integration.bot_services.fakes import MARCO, RHEA, World, actor
from tests.integration.bot_services.people import CV, NAME, Desk, make_desk


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


def agrees(desk: Desk, application: Application, criterion: str, user: str = RHEA) -> str:
    request = Agree(
        actor=actor(user),
        event_key=f"agree {user} {criterion} {application.id}",
        application_id=application.id,
        criterion=criterion,
    )
    return agree(request, desk.deps).review.id


def changes(
    desk: Desk, application: Application, criterion: str, level: int | None, user: str = RHEA
) -> str:
    request = Change(
        actor=actor(user),
        event_key=f"change {user} {criterion} {application.id}",
        application_id=application.id,
        criterion=criterion,
        level=level,
        reason=f"{NAME} runs the pager.",
    )
    return change(request, desk.deps).review.id


@pytest.fixture
def reviewed(desk: Desk) -> Application:
    """Craft agreed (2), production changed to 4, care disputed, models taken back."""
    application = desk.add_read()
    agrees(desk, application, "craft")
    changes(desk, application, "production", 4)
    changes(desk, application, "care", 1)
    agrees(desk, application, "care", MARCO)
    taken_back = changes(desk, application, "models", 3)
    undo(Undo(actor=actor(RHEA), event_key="undo", review_id=taken_back), desk.deps)
    return application


Export = Callable[..., Exported]


@pytest.fixture
def export(desk: Desk, tmp_path: Path) -> Export:
    def exported(folder: str = "out", *, with_text: bool = False) -> Exported:
        request = ExportRequest(folder=tmp_path / folder, with_text=with_text)
        return export_labels(request, LabelDeps(database=desk.deps.database))

    return exported


def test_what_stands_is_written_and_no_word_of_a_person(
    desk: Desk, reviewed: Application, export: Export, tmp_path: Path
) -> None:
    desk.add_read()  # nobody reviewed this one

    exported = export()

    (made,) = exported.sets
    assert (made.items, made.levels, exported.disputed, exported.without_document) == (1, 2, 1, 0)
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert files == [made.path]
    text = made.path.read_text(encoding="utf-8")
    for word in (*NAME.split(), "pager", RHEA, MARCO, reviewed.id, reviewed.candidate_id):
        assert word not in text
    read = load_set(made.path)
    (item,) = read.items
    assert item.levels == {"craft": 2, "production": 4}
    assert item.sha256 == hashlib.sha256(CV.encode()).hexdigest()
    assert item.note == f"Application {reviewed.label}."
    assert (read.kind, read.rubric) == (LabelKind.REVIEW, desk.rubric.name)
    assert read.rubric_hash == desk.rubric.hash
    assert oct(made.path.stat().st_mode)[-3:] == "600"
    assert oct(made.path.parent.stat().st_mode)[-3:] == "700"


def test_texts_are_written_in_the_blind_view_when_they_are_asked_for(
    reviewed: Application, export: Export
) -> None:
    (made,) = export(with_text=True).sets

    (item,) = load_set(made.path).items  # loads, so that the file is where the set says
    text = (made.path.parent / item.file).read_text(encoding="utf-8")
    assert "wrote a service that others ran" in text
    assert item.file.startswith(f"cvs/{reviewed.label}-")
    assert not any(word in text for word in NAME.split())
    assert oct((made.path.parent / item.file).stat().st_mode)[-3:] == "600"


def test_two_exports_never_mix(reviewed: Application, export: Export, tmp_path: Path) -> None:
    assert reviewed
    export()
    with pytest.raises(UsageError, match="is there already"):
        export()
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        export("file/below")


def test_an_application_without_a_document_is_counted(
    desk: Desk, reviewed: Application, export: Export
) -> None:
    with desk.deps.database.write() as tx:
        unread = desk.add_unlinked(tx, reviewed)
        said = reviews.of_application(tx, reviewed.id)[0]
        reviews.add(tx, replace(said, id="e" * 32, application_id=unread.id))

    exported = export()

    assert exported.without_document == 1
    assert [made.items for made in exported.sets] == [1]


def test_nothing_to_export_is_said(desk: Desk, export: Export) -> None:
    with pytest.raises(UsageError, match="no reviewed application"):
        export()
    desk.add_read()
    with pytest.raises(UsageError, match="no reviewed application"):
        export()
