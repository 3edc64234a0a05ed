"""What models cost adds up by month, requisition, document and model, and links to no one gone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from bot.domain.requisition import Application
from bot.domain.spending import Grouping, Purpose, UsageGroup, UsageRecord, UsageSum
from bot.domain.usage import Usage
from bot.store import Database, Tx, documents, forgetting, usage
from tests.integration.store.conftest import KEYS
from tests.integration.store.test_canary import hits
from tests.integration.store.world import NOW, World

FEBRUARY = datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
ONE = Usage(calls=1, input_tokens=1000, cached_tokens=400, output_tokens=50, seconds=1.25)


def record(world: World, who: Application | None = None, **changes: object) -> UsageRecord:
    made = UsageRecord(
        id=world.new_id(),
        at=NOW,
        purpose=Purpose.READ_CV,
        document_sha256="ab" * 32,
        application_id=who.id if who else None,
        requisition_id=who.requisition_id if who else None,
        model="gpt-5.6-luna",
        tier="default",
        usage=ONE,
        micro_dollars=100,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # any field


def names(tx: Tx, grouping: Grouping, month: str = "") -> list[UsageGroup]:
    return [group for group, _ in usage.sums(tx, grouping, month)]


def test_an_answer_is_counted_once_however_often_it_is_kept(
    database: Database, world: World
) -> None:
    once = record(world)
    for _ in range(2):
        with database.write() as tx:
            usage.add(tx, once)
    with database.read() as tx:
        assert usage.total(tx) == UsageSum(usage=ONE, micro_dollars=100, unpriced=0)


def test_a_month_ends_with_its_last_moment_in_utc(database: Database, world: World) -> None:
    with database.write() as tx:
        assert usage.sums(tx, Grouping.MONTH) == []
        assert usage.spent(tx, "2026-03") == 0
        usage.add(tx, record(world, at=FEBRUARY, micro_dollars=7))
        usage.add(tx, record(world, at=MARCH, micro_dollars=30))
        usage.add(tx, record(world, at=datetime(2026, 5, 2, tzinfo=UTC), micro_dollars=None))
    with database.read() as tx:
        assert (usage.spent(tx, "2026-02"), usage.spent(tx, "2026-03")) == (7, 30)
        # April, in which nothing was asked, is left out
        assert names(tx, Grouping.MONTH) == [
            UsageGroup(month=month) for month in ("2026-02", "2026-03", "2026-05")
        ]
        assert names(tx, Grouping.MONTH, "2026-03") == [UsageGroup(month="2026-03")]
        assert names(tx, Grouping.MONTH, "2026-04") == []
        of_may = usage.total(tx, "2026-05")
        assert (of_may.micro_dollars, of_may.unpriced, of_may.usage) == (0, 1, ONE)
        # 3 answers of 1000, 400, 50 and 1.25 s
        assert usage.total(tx).usage == Usage(
            calls=3, input_tokens=3000, cached_tokens=1200, output_tokens=150, seconds=3.75
        )


def test_sums_name_what_they_are_of_and_the_dearest_comes_first(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        opening, other = world.requisition(tx), world.requisition(tx, title="Data engineer")
        one, two = (world.application(tx, opening) for _ in range(2))
        three = world.application(tx, other)
        for of, spent, model in (
            (one, 10, "a"),
            (one, 15, "a"),
            (two, 40, "a"),
            (three, 30, "b"),
            (None, 5, "b"),
        ):
            usage.add(tx, record(world, of, micro_dollars=spent, model=model))
    with database.read() as tx:

        def sums(grouping: Grouping, name: str) -> list[tuple[object, int]]:
            found = usage.sums(tx, grouping, "2026-03")
            return [(getattr(group, name), summed.micro_dollars) for group, summed in found]

        # 10 + 15 + 40 of the first opening; 30 of the second; 5 of none
        assert sums(Grouping.REQUISITION, "requisition_title") == [
            ("AI engineer, Lisbon", 65),
            ("Data engineer", 30),
            ("", 5),
        ]
        # the same bytes on three applications and on none are four documents: 10 + 15 of the first
        assert sums(Grouping.DOCUMENT, "application_label") == [
            ("A-2", 40),
            ("B-1", 30),
            ("A-1", 25),
            ("", 5),
        ]
        assert sums(Grouping.MODEL, "model") == [("a", 65), ("b", 35)]
        assert names(tx, Grouping.DOCUMENT, "2026-04") == []


def test_forgetting_empties_the_links_and_keeps_the_sums(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        gone = world.application(tx, opening, data=b"gone")
        kept = world.application(tx, opening, data=b"kept")
        theirs, others = (documents.get(tx, who.document_id).sha256 for who in (gone, kept))
        usage.add(tx, record(world, gone, document_sha256=theirs))
        usage.add(tx, record(world, None, document_sha256=theirs))  # on the command line
        usage.add(tx, record(world, kept, document_sha256=others))
        before = [usage.sums(tx, by) for by in (Grouping.MONTH, Grouping.MODEL)]
        forgetting.erase(tx, [gone.id], NOW, "U1")
    with database.write() as tx:
        assert [usage.sums(tx, by) for by in (Grouping.MONTH, Grouping.MODEL)] == before
        # an answer that was still under way when its person was forgotten
        usage.add(tx, record(world, gone, document_sha256=theirs))
    with database.read() as tx:
        columns = "application_id, document_sha256, requisition_id"
        statement = text(f"SELECT {columns} FROM usage ORDER BY id")
        assert tx.connection().execute(statement).all() == [
            (None, "", opening.id),
            (None, "", None),
            (kept.id, others, opening.id),
            (None, "", opening.id),
        ]
        assert usage.total(tx).micro_dollars == 400


def test_a_file_read_outside_requisitions_is_forgotten_after_a_while(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        usage.add(tx, record(world, None, at=FEBRUARY))
        usage.add(tx, record(world, None, at=MARCH))
        usage.add(tx, record(world, who, at=FEBRUARY))
        job = record(world, None, at=FEBRUARY, requisition_id=who.requisition_id)
        usage.add(tx, replace(job, purpose=Purpose.REVIEW_JOB))
        assert usage.unlink_files(tx, MARCH) == 1
        assert usage.unlink_files(tx, MARCH) == 0
        left = tx.connection().execute(text("SELECT document_sha256 FROM usage ORDER BY id"))
        assert [bool(sha256) for (sha256,) in left] == [False, True, True, True]
        assert usage.spent(tx, "2026-02") == 300


def test_no_file_of_the_database_links_a_cost_to_who_was_forgotten(file: Path) -> None:
    sha256 = hashlib.sha256(b"gone").hexdigest()
    with Database(f"sqlite:///{file}", KEYS) as database:
        world = World(database)
        with database.write() as tx:
            who = world.application(tx, world.requisition(tx), data=b"gone")
            for _ in range(50):
                usage.add(tx, record(world, who, document_sha256=sha256))
        assert hits(file, sha256.encode()) > 50
        with database.write() as tx:
            forgetting.erase(tx, [who.id], NOW, "U1")
        database.shrink()
        assert hits(file, sha256.encode()) == 0
        # the tombstone alone still names the application, in its row and in the index of its key
        assert hits(file, who.id.encode()) == 2
