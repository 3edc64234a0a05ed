"""No word of a candidate stands readable in any file of the database, nor is left in one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.domain.document import DocumentKind
from bot.domain.job import JobReview, Required, Requirement, RequirementKind, RoleReading, Wording
from bot.domain.note import Note
from bot.domain.panel import Rating
from bot.domain.posting import MessageKind
from bot.domain.requisition import (
    Application,
    ApplicationState,
    Decision,
    DecisionKind,
    StoredDocument,
)
from bot.errors import StoreError
from bot.store import (
    Database,
    Tx,
    applications,
    assessments,
    documents,
    forgetting,
    job_reviews,
    migrating,
    notes,
    postings,
    questions,
    reviews,
    scorecards,
)
from bot.store.tables import DocumentRow, Row
from tests.integration.store.conftest import KEYS
from tests.integration.store.world import (
    NOW,
    World,
    assessment,
    document_text,
    draft,
    finding,
    match,
)

CANARY = "Xylophone-Quetzal"
SEALED = {
    "candidate": {"name", "user_id"},
    "document": {"name", "data", "text"},
    "application": {"problem", "fix", "decision_reason"},
    "assessment": {"body", "match"},
    "result": {"body"},
    "review": {"reason"},
    "panel": {"closed_reason"},
    "scorecard": {"body"},
    "draft": {"body"},
    "question": {"text"},
    "note": {"problem", "fix"},
    "job_review": {"body", "findings"},
    "seal": {"probe"},
}
"""As the docstring of ``bot.store.tables`` lists them."""


def hits(file: Path, needle: bytes) -> int:
    """Count a needle in every file of the database: itself, log, index of the log, copies."""
    return sum(path.read_bytes().count(needle) for path in file.parent.iterdir())


def keep_everything(tx: Tx, world: World) -> Application:
    """Put the canary wherever a word of or about a candidate can be."""
    data = f"CV of {CANARY} ".encode() * 500
    sha256 = hashlib.sha256(data).hexdigest()
    opening = world.requisition(tx)
    cv = world.document(tx, data, name=f"{CANARY}.pdf")
    documents.keep_text(tx, cv.id, document_text(sha256, CANARY))
    who = world.application(
        tx,
        opening,
        document_id=cv.id,
        candidate_name=CANARY,
        candidate_user_id=CANARY,
        problem=CANARY,
        fix=CANARY,
        state=ApplicationState.READ,
    )
    decision = Decision(
        kind=DecisionKind.HOLD, user_id="U1", reason=f"{CANARY} said so", decided_at=NOW
    )
    applications.decide(tx, who.id, decision, frozenset({ApplicationState.READ}))
    assessments.put(tx, who.id, assessment(sha256, CANARY), match(CANARY), NOW)
    assessments.keep_result(tx, f"{CANARY}-key", assessment(sha256, CANARY))
    reviews.add(tx, world.review(who, reason=CANARY))
    keep_panel(tx, world, who)
    questions.add(tx, "q", who.id, "U2", CANARY, NOW)
    note = Note(id="n", recipient="U1", problem=CANARY, fix=CANARY, retry_posting_id="p")
    notes.add(tx, note)
    postings.want(
        tx, id="p", kind=MessageKind.APPLICATION, subject_id=who.id, channel="C1", now=NOW
    )
    keep_job(tx, world, opening.id)
    return who


def keep_panel(tx: Tx, world: World, who: Application) -> None:
    panel = world.panel(tx, who, "U7", "U8", closed_reason=CANARY)
    rating = Rating(criterion="craft", level=4, observation=CANARY)
    card = world.card(panel, "U7", ratings=(rating,), would_change=CANARY, reason=CANARY)
    scorecards.submit(tx, card, 1)
    scorecards.save_draft(tx, panel.id, "U8", draft(CANARY), 1, NOW)


def keep_job(tx: Tx, world: World, requisition_id: str) -> StoredDocument:
    text = world.document(tx, CANARY.encode(), kind=DocumentKind.JOB_DESCRIPTION)
    review = JobReview(
        role=RoleReading(described="", title="", is_mismatch=False, scores={}),
        required=Required(
            requirements=(Requirement(text=CANARY, kind=RequirementKind.MUST, line=1),)
        ),
        coverage={},
        unassessed=(),
        unadvertised=(),
        wording=Wording(coding="neutral", masculine={}, feminine={}, allowed={}),
        missing=(),
        suggestions=(),
    )
    found = (finding(CANARY),)
    job_reviews.put(tx, text.id, requisition_id, review, None, found, "hash", "U1", NOW)
    return text


def test_no_file_of_the_database_holds_a_word_of_a_candidate(file: Path, tmp_path: Path) -> None:
    with Database(f"sqlite:///{file}", KEYS) as database:
        with database.write() as tx:
            who = keep_everything(tx, World(database))
        migrating.copy(file, tmp_path / f"{file.name}.before-0000")
        # the log, its index and a copy are there, so that they are looked at too
        assert len(list(file.parent.iterdir())) >= 4
        for needle in (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()):
            assert hits(file, needle) == 0
        with database.read() as tx:
            assert applications.get(tx, who.id).candidate_name == CANARY
            assert hits(file, who.id.encode()) > 0  # so the search does find what is there
    assert hits(file, CANARY.encode()) == 0


def test_nothing_sealed_of_a_candidate_is_left_after_forgetting_and_shrinking(
    file: Path, tmp_path: Path
) -> None:
    with Database(f"sqlite:///{file}", KEYS) as database:
        with database.write() as tx:
            world = World(database)
            who = keep_everything(tx, world)
            other = world.application(tx, world.requisition(tx), data=b"another" * 99)
        pieces = sealed_pieces(database)
        assert len(pieces) == 18  # all sealed columns above, without those of the job's review
        migrating.copy(file, tmp_path / f"{file.name}.before-0000")
        assert all(hits(file, piece) for piece in pieces)
        with database.write() as tx:
            forgetting.erase(tx, [who.id], NOW, "U1")
        database.shrink()
        assert [hits(file, piece) for piece in pieces] == [0] * 18
        with database.read() as tx:
            assert documents.data(tx, other.document_id) == b"another" * 99


def sealed_pieces(database: Database) -> list[bytes]:
    """Take 24 bytes of every sealed value of a candidate, as they stand in the file."""
    tables = {
        name: columns for name, columns in SEALED.items() if name not in {"job_review", "seal"}
    }
    pieces = []
    with database.read() as tx:
        for table, columns in tables.items():
            for column in sorted(columns):
                statement = f"SELECT {column} FROM {table} ORDER BY rowid"  # theirs came first
                value = tx.connection().exec_driver_sql(statement).scalars().first()
                assert isinstance(value, bytes)
                pieces.append(value[5:29])
    return pieces


def test_every_column_of_bytes_is_sealed_and_listed() -> None:
    columns = {
        name: {column.name for column in table.columns if column.type.python_type is bytes}
        for name, table in Row.metadata.tables.items()
    }
    assert {name: found for name, found in columns.items() if found} == SEALED


def test_a_sealed_value_moved_to_another_row_is_refused(file: Path) -> None:
    with Database(f"sqlite:///{file}", KEYS) as database:
        with database.write() as tx:
            world = World(database)
            opening = world.requisition(tx)
            one, two = (world.application(tx, opening) for _ in range(2))
            tx.connection().exec_driver_sql(
                "UPDATE candidate SET name = "
                f"(SELECT name FROM candidate WHERE id = '{one.candidate_id}')"
            )
        with database.read() as tx:
            assert applications.get(tx, one.id).candidate_name
            with pytest.raises(StoreError, match="changed or moved"):
                applications.get(tx, two.id)


def test_a_value_of_another_version_is_named_and_not_shown(database: Database) -> None:
    world = World(database)
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        odd = tx.keys.seal(f'{{"{CANARY}": 1}}'.encode(), of=f"document.text:{who.document_id}")
        tx.connection().execute(update(DocumentRow).values(text=odd))
        with pytest.raises(StoreError, match="cannot read") as caught:
            documents.text(tx, who.document_id)
    assert CANARY not in f"{caught.value!r}{caught.value.fix}"
    assert caught.value.__suppress_context__
