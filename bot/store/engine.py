"""Opens the database; the only module that knows in what SQLite and PostgreSQL differ."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError

from bot.errors import SettingsError, StoreError

BUSY_SECONDS = 30.0
"""How long a connection waits for another one's lock."""
_POOL = {"pool_size": 8, "max_overflow": 32, "pool_timeout": BUSY_SECONDS}
"""Above the 16 listeners, 4 senders and the threads of the jobs of one process."""
_WRITES = "plumbline_writes"
_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
)
"""FULL keeps what was acknowledged through a power cut; secure_delete overwrites what goes."""


def parse(url: str) -> URL:
    """Read a database URL: ``sqlite:///<file>`` or ``postgresql://…``.

    Raises:
        SettingsError: It is no such URL, or the driver is not installed.
    """
    fix = "Use sqlite:///<file> or postgresql://<user>@<host>/<database>."
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise SettingsError("PLUMBLINE_DATABASE_URL is not a database URL.", fix) from None
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise SettingsError("PLUMBLINE_DATABASE_URL names no database that can be used.", fix)
    return parsed


def file_of(url: URL) -> Path | None:
    """Name the file of an SQLite database; None for a server."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def make_file(file: Path) -> None:
    """Make an empty database file, with its folder, that its owner alone can read.

    Raises:
        StoreError: The folder cannot be written to.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError:
        raise StoreError(
            f"The database {file} cannot be made or opened.",
            "Make its folder writable for the user that runs Plumbline.",
        ) from None


def connect(file: Path, isolation: str | None) -> sqlite3.Connection:
    """Open an SQLite file that is there; one that is gone is never made anew.

    Args:
        file: The database.
        isolation: None to begin transactions by hand, or the kind that the driver begins.
    """
    connection = sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=isolation,  # type: ignore[arg-type]  # narrower in the stubs than None | str
        check_same_thread=False,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_engine(url: URL) -> Engine:
    """Open the engine of the application; ``writing`` says which transactions may write."""
    file = file_of(url)
    if file is None:
        return _server(url)
    engine = _embedded(url, lambda: connect(file, None))
    event.listen(engine, "begin", _begin)
    return engine


def open_jobs_engine(url: URL) -> Engine:
    """Open a second engine on the same database, for the job engine's own transactions."""
    file = file_of(url)
    return _server(url) if file is None else _embedded(url, lambda: connect(file, "IMMEDIATE"))


def writing(connection: Connection) -> Connection:
    """Have the next transaction of a connection write: it takes the lock at its begin."""
    return connection.execution_options(**{_WRITES: True})


def reading(connection: Connection) -> Connection:
    """Have the next transaction of a connection read one snapshot, and refuse to write."""
    if connection.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def insert_of(
    connection: Connection,
) -> Callable[[Any], postgresql.Insert] | Callable[[Any], sqlite.Insert]:
    """Return the insert that knows ON CONFLICT for the database at hand."""
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert


def lock(connection: Connection, name: str) -> None:
    """Let one transaction at a time of all processes do a named thing, until it ends.

    On SQLite a writing transaction is alone anyway.
    """
    if connection.dialect.name != "sqlite":
        statement = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
        connection.execute(statement, {"name": f"plumbline.{name}"})


def _embedded(url: URL, creator: Callable[[], sqlite3.Connection]) -> Engine:
    return create_engine(url, creator=creator, poolclass=QueuePool, hide_parameters=True, **_POOL)


def _server(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, **_POOL)
    except ModuleNotFoundError:
        raise SettingsError(
            "The driver for PostgreSQL is not installed.", "Run: pip install 'psycopg[binary]'"
        ) from None


def _begin(connection: Connection) -> None:
    is_writing = bool(connection.get_execution_options().get(_WRITES))
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if is_writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
