"""A fresh database for each test, on SQLite and on PostgreSQL when a URL is given."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.store import Database
from bot.store.keys import KeyRing
from tests.integration.store.world import World

POSTGRES_URL = os.environ.get("PLUMBLINE_TEST_POSTGRES_URL", "")
"""Taken at import, before the settings of the person are cleaned away."""
KEYS = KeyRing((b"k" * 32,))
KINDS = ["sqlite", "postgresql"] if POSTGRES_URL else ["sqlite"]


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and no rows, to copy."""
    file = tmp_path_factory.mktemp("empty") / "plumbline.db"
    with Database(f"sqlite:///{file}", KEYS) as database:
        database.migrate()
        database.shrink()
    return file


@pytest.fixture
def file(empty_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_file, tmp_path / "plumbline.db"))


@pytest.fixture
def server_url() -> Iterator[str]:
    """A new, empty database on the server."""
    name = f"plumbline_{uuid.uuid4().hex}"
    url = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> str:
    """The address of a database with tables and no rows."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('file')}"
    address: str = request.getfixturevalue("server_url")
    with Database(address, KEYS) as database:
        database.migrate()
    return address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with Database(url, KEYS) as opened:
        yield opened


@pytest.fixture
def world(database: Database) -> World:
    return World(database)
