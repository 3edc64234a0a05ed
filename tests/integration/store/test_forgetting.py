"""Forgetting removes one candidate's data, all of it, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.domain.note import Note
from bot.domain.posting import MessageKind
from bot.domain.requisition import Application
from bot.errors import NotFoundError
from bot.store import (
    Database,
    Tx,
    applications,
    assessments,
    documents,
    forgetting,
    notes,
    panels,
    postings,
    questions,
    requisitions,
    reviews,
    scorecards,
)
from bot.store.forgetting import Tombstone
from bot.store.tables import Row
from tests.integration.store.world import NOW, World, after, assessment, draft

KEPT = {"rubric", "requisition", "batch", "posting", "tombstone"}
"""Tables that hold rows after the last candidate was forgotten."""


def want(tx: Tx, name: str, kind: MessageKind, subject_id: str) -> None:
    postings.want(tx, id=name, kind=kind, subject_id=subject_id, channel="C1", now=NOW)


def fill(tx: Tx, world: World, who: Application) -> None:
    """Have everything kept of an application that can be."""
    sha256 = documents.get(tx, who.document_id).sha256
    assessments.put(tx, who.id, assessment(sha256, "led it"), None, NOW)
    assessments.keep_result(tx, sha256, assessment(sha256, "led it"))
    reviews.add(tx, world.review(who))
    panel = world.panel(tx, who, "U7", id=f"panel-{who.label}")
    panels.put_seat(tx, world.seat(panel, "U8", id=f"seat-{who.label}"))
    scorecards.submit(tx, world.card(panel, "U7"), 2)
    scorecards.save_draft(tx, panel.id, "U8", draft("so far"), 2, NOW)
    want(tx, f"s-{who.label}", MessageKind.NOTE, f"seat-{who.label}")
    questions.add(tx, f"q-{who.label}", who.id, "U2", "why?", NOW)
    notes.add(
        tx,
        Note(
            id=f"n-{who.label}",
            recipient="U1",
            problem="It broke.",
            fix="Try.",
            retry_posting_id=f"p-{who.label}",
        ),
    )
    want(tx, f"p-{who.label}", MessageKind.APPLICATION, who.id)
    want(tx, f"l-{who.label}", MessageKind.LEVELS, who.id)
    want(tx, f"a-{who.label}", MessageKind.ANSWER, f"q-{who.label}")
    want(tx, f"w-{who.label}", MessageKind.NOTE, f"n-{who.label}")


def rows(tx: Tx) -> dict[str, int]:
    """Count the rows of every table that has any."""
    connection = tx.connection()
    counted = {
        name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
        for name in Row.metadata.tables
    }
    return {name: number for name, number in counted.items() if number}


def test_all_of_a_candidate_goes_and_the_rest_stays(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        run = world.batch(tx, opening)
        gone = world.application(tx, opening, batch_id=run.id, data=b"gone")
        kept = world.application(tx, opening, data=b"kept")
        for who in (gone, kept):
            fill(tx, world, who)
        before = rows(tx)
    with database.write() as tx:
        erased = forgetting.erase(tx, [gone.id], after(9), "U1")
        names = {posting.id for posting in erased.postings}
        assert names == {"p-A-1", "l-A-1", "a-A-1", "w-A-1", "s-A-1"}
        assert erased.batches == (run.id,)
    with database.read() as tx:
        # what is of candidates has half its rows left, those of the other; a tombstone came
        halved = {"candidate", "document", "application", "assessment", "result", "review"}
        halved |= {"question", "note", "panel", "seat", "scorecard", "draft"}
        assert rows(tx) == {
            **{name: number // 2 if name in halved else number for name, number in before.items()},
            "tombstone": 1,
        }
        assert applications.find(tx, gone.id) is None
        assert applications.get(tx, kept.id) == kept
        assert assessments.get(tx, kept.id) is not None
        assert forgetting.tombstone(tx, kept.id) is None
        assert forgetting.tombstone(tx, gone.id) == Tombstone(
            application_id=gone.id, label="A-1", forgotten_by="U1", at=after(9)
        )


def test_forgetting_again_changes_nothing(database: Database, world: World) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        forgetting.erase(tx, [who.id], NOW, "U1")
    with database.write() as tx:
        again = forgetting.erase(tx, [who.id, "other"], after(9), "U2")
        assert (again.postings, again.batches) == ((), ())
        tombstone = forgetting.tombstone(tx, who.id)
    assert tombstone is not None
    assert tombstone.forgotten_by == "U1"


def test_nothing_is_left_when_everybody_is_forgotten(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        everybody = [world.application(tx, opening, data=b"%d" % n) for n in range(3)]
        for who in everybody:
            fill(tx, world, who)
        forgetting.erase(tx, [who.id for who in everybody], NOW, "U1")
        assert set(rows(tx)) <= KEPT


def test_a_candidate_stays_for_as_long_as_an_application_does(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        one = world.application(tx, opening)
        two = world.application(
            tx, opening, candidate_id=one.candidate_id, document_id=one.document_id
        )
        assert forgetting.applications_of(tx, one.candidate_id) == [one, two]
        forgetting.erase(tx, [one.id], NOW, "U1")
        assert forgetting.applications_of(tx, one.candidate_id) == [two]
        assert documents.data(tx, one.document_id) is not None
        forgetting.erase(tx, [two.id], NOW, "U1")
        assert forgetting.applications_of(tx, one.candidate_id) == []
        with pytest.raises(NotFoundError):
            documents.get(tx, one.document_id)


def test_a_job_description_is_no_document_of_a_candidate(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        who = world.application(tx, opening)
        requisitions.replace(tx, replace(opening, job_document_id=who.document_id))
        forgetting.erase(tx, [who.id], NOW, "U1")
        assert documents.get(tx, who.document_id).id == who.document_id


def test_work_that_goes_on_after_forgetting_keeps_nothing(database: Database, world: World) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        sha256 = documents.get(tx, who.document_id).sha256
        forgetting.erase(tx, [who.id], NOW, "U1")
        assert not assessments.put(tx, who.id, assessment(sha256, "led it"), None, NOW)
        assessments.keep_result(tx, "key", assessment(sha256, "led it"))
        with pytest.raises(NotFoundError):
            documents.fill(tx, who.document_id, b"again", "a")
        assert set(rows(tx)) <= KEPT
