"""Every error of a driver becomes one of ours, without its text."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import ConflictError, StoreError
from bot.store.faults import error_of, translated

SECRET = "Key (name)=(Ada Canary) already exists"


class ServerError(Exception):
    """What psycopg raises: a code of five characters, or none when the connection failed."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(SECRET)
        self.sqlstate = sqlstate


def sqlite_error(code: int | None) -> sqlite3.Error:
    error = sqlite3.OperationalError(SECRET)
    if code is not None:
        error.sqlite_errorcode = code
        error.sqlite_errorname = f"SQLITE_{code}"
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_IOERR_WRITE, "does not take"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "cannot be written"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "in use"),
        (sqlite3.SQLITE_NOTADB, "not a database"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damaged"),
        (sqlite3.SQLITE_CANTOPEN, "not there"),
        (sqlite3.SQLITE_TOOBIG, "SQLITE_18"),
        (None, "OperationalError"),
    ],
)
def test_sqlite_codes_are_named(code: int | None, words: str) -> None:
    error = error_of(OperationalError("INSERT", {}, sqlite_error(code)))
    assert isinstance(error, StoreError)
    assert words in error.problem
    assert error.fix


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("53100", "full"),
        ("25006", "cannot be written"),
        ("40001", "in use"),
        ("55P03", "in use"),
        ("57P01", "not there"),
        ("53300", "not there"),
        ("08006", "not there"),
        ("3D000", "not there"),
        ("XX001", "damaged"),
        ("42P01", "42P01"),
        (None, "not there"),
    ],
)
def test_server_codes_are_named(state: str | None, words: str) -> None:
    error = error_of(OperationalError("INSERT", {}, ServerError(state)))
    assert isinstance(error, StoreError)
    assert words in error.problem


@pytest.mark.parametrize(
    "cause", [sqlite_error(sqlite3.SQLITE_CONSTRAINT_UNIQUE), ServerError("23505")]
)
def test_what_a_constraint_refuses_is_a_conflict(cause: Exception) -> None:
    assert isinstance(error_of(IntegrityError("INSERT", {}, cause)), ConflictError)


@pytest.mark.parametrize("error", [InvalidRequestError(SECRET), PoolTimeoutError(SECRET)])
def test_errors_without_a_driver_are_named_by_their_kind(
    error: InvalidRequestError | PoolTimeoutError,
) -> None:
    assert type(error).__name__ in error_of(error).problem


def test_nothing_that_stood_in_a_statement_is_in_the_error() -> None:
    with pytest.raises(ConflictError) as caught, translated():
        raise IntegrityError(SECRET, {"name": SECRET}, ServerError("23505"))
    assert SECRET not in f"{caught.value!r}{caught.value.problem}{caught.value.fix}"
    assert caught.value.__suppress_context__


def test_a_sqlite_error_outside_sqlalchemy_is_translated_too() -> None:
    with pytest.raises(StoreError, match="full"), translated():
        raise sqlite_error(sqlite3.SQLITE_FULL)
