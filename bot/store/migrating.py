"""Brings a database to this version's tables, all or nothing, safely from several processes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from bot.errors import StoreError
from bot.store.engine import connect, lock, writing
from bot.store.faults import translated

SCRIPTS = Path(__file__).parent / "migrations"
"""The migrations of this version, in the package."""


def head(scripts: Path = SCRIPTS) -> str:
    """Name the newest revision that this version knows."""
    return ScriptDirectory(str(scripts)).get_current_head() or ""


def revision(connection: Connection) -> str:
    """Name the revision of a database; "" when it is new."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(engine: Engine, file: Path | None, scripts: Path = SCRIPTS) -> None:
    """Upgrade a database in one transaction.

    A file that holds an older version is copied beside it first.

    Args:
        engine: Of the application.
        file: The SQLite file; None for a server.
        scripts: Folder with the migrations.

    Raises:
        StoreError: It cannot be upgraded, or is newer than this version; nothing was changed.
    """
    with translated(), engine.connect() as plain:
        connection = writing(plain)
        if file is not None:
            # Inside a transaction this pragma does nothing, and a table that a migration copies
            # would take its children along.
            _pragma(connection, "foreign_keys=OFF")
        try:
            with connection.begin():
                _upgrade(connection, file, scripts)
        finally:
            if file is not None:
                _pragma(connection, "foreign_keys=ON")


def _upgrade(connection: Connection, file: Path | None, scripts: Path) -> None:
    lock(connection, "migrate")
    present = revision(connection)
    known = {script.revision for script in ScriptDirectory(str(scripts)).walk_revisions()}
    if present and present not in known:
        raise StoreError(
            "The database was made by a newer version of Plumbline. Nothing was changed.",
            "Install that version again, or restore the copy made before the upgrade.",
        )
    if present == head(scripts):
        return
    if file is not None and present:
        copy(file, _copy_name(file, present))
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if file is not None:
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreError(
            "The upgrade of the database would lose references. Nothing was changed.",
            "Keep the former version, and report this.",
        )


def copies(file: Path) -> list[Path]:
    """List the copies that upgrades left beside a database."""
    return sorted(file.parent.glob(f"{file.name}.before-*"))


def _copy_name(file: Path, present: str) -> Path:
    return file.with_name(f"{file.name}.before-{present}")


def copy(file: Path, target: Path) -> None:
    """Copy a database that may be in use, whole."""
    target.touch(mode=0o600)
    with closing(connect(file, None)) as source, closing(sqlite3.connect(target)) as sink:
        source.backup(sink)


def _pragma(connection: Connection, words: str) -> None:
    """Set a pragma outside any transaction."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.execute(f"PRAGMA {words}")
