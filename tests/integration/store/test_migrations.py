"""Upgrades are whole, safe from several processes, and lose no row."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.errors import StoreError
from bot.store import Database, assessments, migrating
from bot.store.migrations.rules import include_object
from bot.store.tables import Row
from tests.integration.store.conftest import KEYS
from tests.integration.store.world import NOW, World, assessment

SECOND = '''"""Second."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change a table that others point to."""
    with op.batch_alter_table("application", recreate="always") as batch:
        batch.add_column(sa.Column("more", sa.String(), nullable=True))
    {then}
'''
UPGRADE = """
import sys
from bot.store import Database
from bot.store.keys import KeyRing
with Database(sys.argv[1], KeyRing((b"k" * 32,))) as database:
    database.migrate()
    assert database.is_current()
"""


def scripts(tmp_path: Path, then: str = "pass") -> Path:
    """Copy the migrations, and add one."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_second.py").write_text(SECOND.replace("{then}", then))
    return folder


def read_application(database: Database) -> None:
    with database.write() as tx:
        world = World(database)
        who = world.application(tx, world.requisition(tx))
        assessments.put(tx, who.id, assessment("a", "led it"), None, NOW)


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": include_object, "compare_type": True}
        )
        assert compare_metadata(context, Row.metadata) == []


def test_tables_of_the_job_engine_are_no_difference(database: Database) -> None:
    with database.write() as tx:
        tx.connection().execute(text("CREATE TABLE workflow_status (id INTEGER)"))
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": include_object})
        assert compare_metadata(context, Row.metadata) == []


def test_a_new_database_is_not_current_until_it_is_upgraded(tmp_path: Path) -> None:
    file = tmp_path / "data" / "plumbline.db"
    with Database(f"sqlite:///{file}", KEYS) as database:
        with pytest.raises(StoreError, match="not there"):
            database.is_current()
        assert not file.exists()
        database.migrate()
        assert database.is_current()
        database.migrate()
        assert migrating.copies(file) == []
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_is_upgraded_too(tmp_path: Path) -> None:
    file = tmp_path / "plumbline.db"
    file.touch()
    with Database(f"sqlite:///{file}", KEYS) as database:
        assert not database.is_current()
        database.migrate()
        assert database.is_current()


def test_four_processes_upgrade_at_once(url: str, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'fresh.db'}" if url.startswith("sqlite") else url
    if address == url:
        with Database(url, KEYS) as database, database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    command = [sys.executable, "-c", UPGRADE, address]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    results = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
    assert results == [(b"", 0)] * 4


def test_a_table_is_copied_without_its_children_being_lost(file: Path, tmp_path: Path) -> None:
    with Database(f"sqlite:///{file}", KEYS) as database:
        read_application(database)
        migrating.upgrade(database.engine, file, scripts(tmp_path))
        with database.read() as tx:
            count = tx.connection().execute(text("SELECT count(*) FROM assessment")).scalar()
            more = tx.connection().execute(text("SELECT more FROM application")).scalars().all()
            on = tx.connection().execute(text("PRAGMA foreign_keys")).scalar()
    assert (count, more, on) == (1, [None], 1)


def test_a_database_is_copied_before_its_upgrade_and_the_copy_goes_when_it_is_shrunk(
    file: Path, tmp_path: Path
) -> None:
    with Database(f"sqlite:///{file}", KEYS) as database:
        read_application(database)
        migrating.upgrade(database.engine, file, scripts(tmp_path))
        (copy,) = migrating.copies(file)
        assert copy.name == "plumbline.db.before-0001"
        assert copy.stat().st_mode & 0o777 == 0o600
        with closing(sqlite3.connect(copy)) as old:
            assert old.execute("SELECT count(*) FROM assessment").fetchone() == (1,)
            assert old.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        database.shrink()
    assert migrating.copies(file) == []


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ('op.execute("INSERT INTO nothing VALUES (1)")', "SQLITE_ERROR"),
        ('op.execute("DELETE FROM candidate")', "lose references"),
    ],
)
def test_an_upgrade_that_fails_half_way_changes_nothing(
    file: Path, tmp_path: Path, then: str, words: str
) -> None:
    with Database(f"sqlite:///{file}", KEYS) as database:
        read_application(database)
        with pytest.raises(StoreError, match=words):
            migrating.upgrade(database.engine, file, scripts(tmp_path, then))
        assert database.is_current()
        with database.read() as tx:
            connection = tx.connection()
            columns = {row[1] for row in connection.execute(text("PRAGMA table_info(application)"))}
            assert connection.execute(text("SELECT count(*) FROM candidate")).scalar() == 1
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert "more" not in columns


def test_a_newer_database_is_left_alone(database: Database) -> None:
    with database.write() as tx:
        tx.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version") as caught:
        database.migrate()
    assert "Install that version" in caught.value.fix
    assert not database.is_current()
    with database.read() as tx:
        version = tx.connection().execute(text("SELECT version_num FROM alembic_version"))
        assert version.scalar() == "9999"
