"""Transactions are whole, in order, and what they promise after the commit happens then."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.note import Offer
from bot.errors import ConflictError, SettingsError, StoreError
from bot.store import Database, inbox, offers, requisitions
from tests.integration.store.conftest import KEYS, POSTGRES_URL
from tests.integration.store.world import NOW, TEAM, World

OFFER = Offer(id="o", channel="C1", user_id="U1", file_ids=(), thread_ts="")


def test_callbacks_run_after_the_commit_in_order_and_see_it(database: Database) -> None:
    seen: list[str] = []

    def look() -> None:
        with database.read() as tx:
            seen.append(offers.get(tx, "o").id)

    with database.write() as tx:
        tx.after_commit(look)
        tx.after_commit(lambda: seen.append("second"))
        offers.add(tx, OFFER)
        assert seen == []
    assert seen == ["o", "second"]


def test_a_callback_may_write(database: Database) -> None:
    def write() -> None:
        with database.write() as tx:
            offers.add(tx, OFFER)

    with database.write() as tx:
        tx.after_commit(write)
    with database.read() as tx:
        assert offers.get(tx, "o") == OFFER


def test_an_error_undoes_all_and_calls_nothing_back(database: Database) -> None:
    called: list[int] = []

    def fail() -> None:
        with database.write() as tx:
            tx.after_commit(lambda: called.append(1))
            assert inbox.accept(tx, "Ev1", NOW) / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert called == []
    with database.write() as tx:
        assert inbox.accept(tx, "Ev1", NOW)


def test_a_refusal_that_is_caught_inside_keeps_nothing_either(database: Database) -> None:
    called: list[int] = []

    def swallow() -> None:
        with database.write() as tx:
            tx.after_commit(lambda: called.append(1))
            offers.add(tx, OFFER)
            with pytest.raises(ConflictError):
                offers.add(tx, OFFER)

    with pytest.raises(StoreError, match="none was kept"):
        swallow()
    assert called == []
    with database.write() as tx:
        offers.add(tx, OFFER)


def test_a_conflict_tells_nothing_of_what_was_written(database: Database) -> None:
    secret = Offer(id="canary", channel="canary", user_id="canary", file_ids=(), thread_ts="")
    with database.write() as tx:
        offers.add(tx, secret)
    with pytest.raises(ConflictError) as caught, database.write() as tx:
        offers.add(tx, secret)
    assert "canary" not in f"{caught.value!r} {caught.value.problem} {caught.value.fix}"


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.read() as tx:
        before = requisitions.all(tx, TEAM)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: World(database).requisition_alone()).result()
        assert requisitions.all(tx, TEAM) == before == []
    with database.read() as tx:
        assert len(requisitions.all(tx, TEAM)) == 1


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError, match="cannot be written"), database.read() as tx:
        offers.add(tx, OFFER)
    with database.write() as tx:
        offers.add(tx, OFFER)  # the connection that refused can write again


def test_a_reader_holds_no_writer_up(database: Database) -> None:
    with database.read() as tx:
        requisitions.all(tx, TEAM)
        with database.write() as writer:
            offers.add(writer, OFFER)


def test_a_writer_inside_a_writer_is_a_mistake_that_is_named(file: Path) -> None:
    with (
        Database(f"sqlite:///{file}", KEYS) as database,
        database.write(),
        pytest.raises(RuntimeError, match="inside another"),
        database.write(),
    ):
        pass


def test_many_threads_read_then_write_without_one_lost_step(database: Database) -> None:
    with database.write() as tx:
        opening = World(database).requisition(tx)

    def take(_: int) -> str:
        with database.write() as tx:
            requisitions.get(tx, opening.id)
            return requisitions.next_label(tx, opening.id)

    with ThreadPoolExecutor(8) as pool:
        labels = list(pool.map(take, range(80)))
    assert sorted(labels, key=lambda label: int(label[2:])) == [f"A-{n}" for n in range(1, 81)]


def test_openings_at_the_same_moment_get_numbers_of_their_own(database: Database) -> None:
    start = threading.Barrier(4)

    def open_one(prefix: int) -> int:
        start.wait()
        world = World(database)
        world._ids = prefix * 1000
        return world.requisition_alone().number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(open_one, range(4))) == [1, 2, 3, 4]


def test_the_job_engine_writes_beside_and_inside_our_transactions(database: Database) -> None:
    engine = database.jobs_engine()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE workflow_status (id VARCHAR PRIMARY KEY)"))
    with pytest.raises(ConflictError), database.write() as tx:
        tx.connection().execute(text("INSERT INTO workflow_status VALUES ('undone'), ('undone')"))
    with database.write() as tx:
        tx.connection().execute(text("INSERT INTO workflow_status VALUES ('kept')"))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO workflow_status VALUES ('theirs')"))
        ids = connection.execute(text("SELECT id FROM workflow_status ORDER BY id")).scalars()
        assert list(ids) == ["kept", "theirs"]
    engine.dispose()


def test_both_engines_of_a_file_lose_nothing_in_a_power_cut_and_overwrite_what_goes(
    file: Path,
) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }
    with Database(f"sqlite:///{file}", KEYS) as database:
        for engine in (database.engine, database.jobs_engine()):
            with engine.connect() as connection:
                for name, value in wanted.items():
                    assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
            engine.dispose()


def test_a_server_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(SettingsError, match="not installed"):
        Database("postgresql://u@127.0.0.1/x", KEYS)


@pytest.mark.skipif(not POSTGRES_URL, reason="PLUMBLINE_TEST_POSTGRES_URL is unset")
def test_the_tests_of_this_folder_ran_on_postgresql_too(server_url: str) -> None:
    with Database(server_url, KEYS) as database:
        assert not database.is_current()
        database.migrate()
        assert database.is_current()
        database.shrink()  # a server keeps house itself
        assert database.is_current()
