"""Disks, files and other programs that fail: an error that says what to do, nothing half done."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.note import Offer
from bot.errors import StoreError
from bot.store import Database, documents, offers
from bot.store import engine as engine_module
from tests.integration.store.conftest import KEYS, POSTGRES_URL
from tests.integration.store.world import World

IN_CHILD = """
import os, resource, sys
from bot.errors import StoreError
from bot.store import Database
from bot.store.keys import KeyRing
from tests.integration.store.world import World
{before}
with Database(sys.argv[1], KeyRing((b"k" * 32,))) as database:
    try:
        with database.write() as tx:
            World(database).document(tx, os.urandom(2_000_000))
    except StoreError as error:
        print(error.problem)
    with database.read() as tx:
        print(tx.connection().exec_driver_sql("SELECT count(*) FROM document").scalar())
"""
LIMIT_FILES = "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))"
DROP_RIGHTS = "os.getuid() == 0 and os.setuid(65534)"
OFFER = Offer(id="o", channel="C1", user_id="U1", file_ids=(), thread_ts="")


@pytest.fixture
def embedded(file: Path) -> Iterator[Database]:
    with Database(f"sqlite:///{file}", KEYS) as database:
        yield database


def in_child(file: Path, before: str) -> list[str]:
    """Write two megabytes in a process that may not, and list the problem and the rows left."""
    command = [sys.executable, "-c", IN_CHILD.format(before=before), f"sqlite:///{file}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def test_a_disk_that_takes_no_more_keeps_what_was_there(file: Path) -> None:
    problem, rows = in_child(file, LIMIT_FILES)
    assert "disk" in problem
    assert rows == "0"
    assert is_whole(file)


def test_a_full_database_undoes_the_whole_transaction(embedded: Database, file: Path) -> None:
    with embedded.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 4}")
    with pytest.raises(StoreError, match="full") as caught, embedded.write() as tx:
        World(embedded).document(tx, os.urandom(200_000))
    assert "Free some space" in caught.value.fix
    with embedded.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    with embedded.write() as tx:  # and it goes on by itself
        assert tx.connection().execute(text("SELECT count(*) FROM document")).scalar() == 0
        World(embedded).document(tx, b"small")
    assert is_whole(file)


def test_a_read_only_file_can_be_read_and_says_so_when_written_to(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder = Path("/tmp") / f"plumbline-read-only-{os.getpid()}"
    folder.mkdir()
    try:
        copy = Path(shutil.copy(file, folder / "plumbline.db"))
        folder.chmod(0o777)
        copy.chmod(0o444)
        problem, rows = in_child(copy, DROP_RIGHTS)
        assert "cannot be written" in problem
        assert rows == "0"
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("content", [b"this is no database" * 500, b"%PDF-1.7", b"\0" * 4096])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "plumbline.db"
    file.write_bytes(content)
    with (
        Database(f"sqlite:///{file}", KEYS) as database,
        pytest.raises(StoreError, match="not a database"),
    ):
        database.migrate()
    assert file.read_bytes() == content


def test_a_damaged_page_is_named(embedded: Database, file: Path) -> None:
    with embedded.write() as tx:
        kept = World(embedded).document(tx, os.urandom(300_000))
    embedded.shrink()
    embedded.close()
    content = bytearray(file.read_bytes())
    content[4096 : len(content) // 2] = b"\xa5" * (len(content) // 2 - 4096)
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged") as caught, embedded.read() as tx:
        documents.data(tx, kept.id)
    assert "backup" in caught.value.fix


def test_a_database_that_another_program_locks_is_waited_for_and_named(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "_PRAGMAS", ("PRAGMA busy_timeout=50",))
    with (
        Database(f"sqlite:///{file}", KEYS) as database,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program"), database.write():
            pass
        with database.read() as tx:
            tx.connection().execute(text("SELECT count(*) FROM document"))
        other.execute("ROLLBACK")
        with database.write() as tx:
            offers.add(tx, OFFER)


def test_a_file_that_was_deleted_is_not_written_into_nor_made_anew(
    embedded: Database, file: Path
) -> None:
    with embedded.write() as tx:
        offers.add(tx, OFFER)
    for path in file.parent.iterdir():
        path.unlink()
    for begin in (embedded.write, embedded.read):
        with pytest.raises(StoreError, match="not there"), begin():
            pass
    for ask in (embedded.is_current, embedded.shrink):
        with pytest.raises(StoreError, match="not there"):
            ask()
    assert list(file.parent.iterdir()) == []


def test_a_file_put_in_anothers_place_is_the_one_that_is_used(
    embedded: Database, file: Path, empty_file: Path
) -> None:
    with embedded.write() as tx:
        offers.add(tx, OFFER)
    restored = Path(shutil.copy(empty_file, file.parent / "restored"))
    for suffix in ("-wal", "-shm"):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)
    restored.rename(file)
    with embedded.write() as tx:
        offers.add(tx, OFFER)  # no conflict: the row of the other file is not there
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM offer").fetchone() == (1,)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with (
        Database(f"sqlite:///{tmp_path / 'data' / 'x.db'}", KEYS) as database,
        pytest.raises(StoreError, match="cannot be made"),
    ):
        database.migrate()


def test_a_database_without_tables_says_how_to_check_it(tmp_path: Path) -> None:
    file = tmp_path / "plumbline.db"
    file.touch()
    with (
        Database(f"sqlite:///{file}", KEYS) as database,
        pytest.raises(StoreError, match="SQLITE_ERROR") as caught,
        database.write() as tx,
    ):
        offers.add(tx, OFFER)
    assert "doctor" in caught.value.fix


@contextmanager
def reader(file: Path) -> Iterator[sqlite3.Connection]:
    """Keep one state of the database in view."""
    with closing(sqlite3.connect(file, check_same_thread=False)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM offer").fetchone()
        yield connection


def test_shrinking_waits_for_a_reader_and_then_empties_the_log(
    embedded: Database, file: Path
) -> None:
    log = file.with_name(f"{file.name}-wal")
    with reader(file) as connection, ThreadPoolExecutor(1) as pool:
        with embedded.write() as tx:
            offers.add(tx, OFFER)
        shrinking = pool.submit(embedded.shrink)
        threading.Timer(0.3, connection.rollback).start()
        shrinking.result(timeout=30)
    assert log.stat().st_size == 0


def test_shrinking_says_so_when_a_reader_stays(
    embedded: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "_PRAGMAS", ("PRAGMA busy_timeout=50",))
    with reader(file):
        with embedded.write() as tx:
            offers.add(tx, OFFER)
        with pytest.raises(StoreError, match="still in the log"):
            embedded.shrink()


def test_what_was_committed_outlives_a_kill(file: Path) -> None:
    script = IN_CHILD.split("with Database", maxsplit=1)[0].format(before="") + (
        "database = Database(sys.argv[1], KeyRing((b'k' * 32,)))\n"
        "world = World(database)\n"
        "for number in range(10_000):\n"
        "    with database.write() as tx:\n"
        "        world.document(tx, b'x')\n"
        "    print(number + 1, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, f"sqlite:///{file}"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(25):
            said = int(process.stdout.readline())
        process.kill()
    assert said == 25
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM document").fetchone()[0] >= 25
    assert is_whole(file)


def write_and_lose_the_server(database: Database) -> None:
    with database.write() as tx:
        offers.add(tx, OFFER)
        pid = tx.connection().execute(text("SELECT pg_backend_pid()")).scalar()
        with database.write() as other:
            other.connection().execute(text(f"SELECT pg_terminate_backend({pid})"))
        offers.get(tx, "o")


@pytest.mark.skipif(not POSTGRES_URL, reason="PLUMBLINE_TEST_POSTGRES_URL is unset")
def test_a_server_that_ends_a_connection_is_named_and_then_used_again(server_url: str) -> None:
    with Database(server_url, KEYS) as database:
        database.migrate()
        with pytest.raises(StoreError, match="not there"):
            write_and_lose_the_server(database)
        with database.write() as tx:
            offers.add(tx, OFFER)  # nothing of the first try is there


def test_a_server_that_is_not_there_is_named() -> None:
    with Database("postgresql://nobody@127.0.0.1:9/none", KEYS) as database:
        for ask in (database.migrate, database.is_current, lambda: database.write().__enter__()):
            with pytest.raises(StoreError, match="not there") as caught:
                ask()
            assert "nobody" not in caught.value.problem + caught.value.fix
        database.shrink()  # is left to the server
