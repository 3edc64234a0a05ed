"""Turns what a driver raises into our errors, without any value that stood in a statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import BotError, ConflictError, StoreError

_FULL = (
    "The disk of the database is full. Nothing was changed.",
    "Free some space; then it goes on by itself.",
)
_READ_ONLY = (
    "The database cannot be written to. Nothing was changed.",
    "Make its file and its folder writable for the user that runs Plumbline.",
)
_LOCKED = (
    "The database is in use by another program. Nothing was changed.",
    "Try again; if it stays so, stop the other program.",
)
_NOT_A_DATABASE = (
    "The file is not a database of Plumbline.",
    "Check PLUMBLINE_DATABASE_URL, or restore the file from a backup.",
)
_CORRUPT = (
    "The file of the database is damaged.",
    "Stop Plumbline and restore the file from a backup.",
)
GONE = (
    "The database is not there.",
    "Check PLUMBLINE_DATABASE_URL, and that its disk or server is there.",
)
HALF_DONE = (
    "A step of several failed, so none was kept.",
    "Look at how it stands now, and try again.",
)
_CONFLICT = (
    "It was done already, or what it belongs to is gone. Nothing was changed.",
    "Look at how it stands now, and try again if need be.",
)

_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: (
        "The disk of the database does not take or give data. Nothing was changed.",
        "Check its free space, its quota and its health.",
    ),
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_NOTADB: _NOT_A_DATABASE,
    sqlite3.SQLITE_CORRUPT: _CORRUPT,
    sqlite3.SQLITE_CANTOPEN: GONE,
}
_SQLSTATES = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "55P03": _LOCKED,
    "40001": _LOCKED,
    "40P01": _LOCKED,
    "57014": _LOCKED,
    "XX001": _CORRUPT,
    "XX002": _CORRUPT,
}
_SQLSTATE_CLASSES = {"08": GONE, "28": GONE, "3D": GONE, "53": GONE, "57": GONE}
_LOW_BYTE = 0xFF
"""An extended SQLite code holds the primary one here."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise our errors instead of a driver's.

    Raises:
        ConflictError: A constraint of the database refused it.
        StoreError: Anything else that a driver raises.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise error_of(error) from None


def error_of(error: SQLAlchemyError | sqlite3.Error) -> BotError:
    """Say what a driver's error means, with its code and without its text."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return _of_sqlstate(state)
    is_lost = isinstance(error, DBAPIError)  # no code: the connection itself failed
    return StoreError(*GONE) if is_lost else _unnamed(type(error).__name__)


def _of_sqlite(error: sqlite3.Error) -> BotError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return _unnamed(type(error).__name__)
    if code & _LOW_BYTE == sqlite3.SQLITE_CONSTRAINT:
        return ConflictError(*_CONFLICT)
    known = _SQLITE.get(code & _LOW_BYTE)
    return StoreError(*known) if known else _unnamed(error.sqlite_errorname)


def _of_sqlstate(state: str) -> BotError:
    if state.startswith("23"):
        return ConflictError(*_CONFLICT)
    known = _SQLSTATES.get(state) or _SQLSTATE_CLASSES.get(state[:2])
    return StoreError(*known) if known else _unnamed(state)


def _unnamed(code: str) -> StoreError:
    return StoreError(
        f"The database did not do what it was asked ({code}). Nothing was changed.",
        "Run `plumbline doctor`; it says whether the database is ready for this version.",
    )
