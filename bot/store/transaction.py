"""One transaction: what every function of the store takes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Result, insert, inspect
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlmodel import Session
from sqlmodel.sql.expression import Select, SelectOfScalar

from bot.errors import BotError, NotFoundError
from bot.store.engine import insert_of, lock
from bot.store.faults import translated
from bot.store.keys import KeyRing
from bot.store.tables import Row

T = TypeVar("T")
U = TypeVar("U")
_OPTIONS = {"populate_existing": True, "synchronize_session": False}
"""A row read twice in one transaction shows what statements in between changed."""


class Tx:
    """A transaction; opaque outside the store, but for ``after_commit`` and ``connection``.

    Args:
        connection: With a transaction begun.
        keys: What seals and opens.
    """

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self.keys = keys
        self.session = Session(connection, autoflush=False)
        self.has_failed = False
        """Whether the database refused something, so that nothing of it may be committed."""
        self._callbacks: list[Callable[[], None]] = []

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Have something done once after this transaction was committed; never if it was not."""
        self._callbacks.append(callback)

    def connection(self) -> Connection:
        """Return the connection, for the job engine to enqueue in this very transaction."""
        return self.session.connection()

    def callbacks(self) -> tuple[Callable[[], None], ...]:
        """What to do after the commit, in order."""
        return tuple(self._callbacks)

    def add(self, row: Row) -> None:
        """Insert a row."""
        self._run(insert(type(row)).values(**_values_of(row)))

    def add_if_new(self, row: Row) -> bool:
        """Insert a row unless a constraint says that it is there already; say whether it was."""
        statement = insert_of(self.connection())(type(row)).values(**_values_of(row))
        returning = inspect(type(row)).primary_key
        return bool(self.changed(statement.on_conflict_do_nothing().returning(*returning)))

    def many(self, statement: SelectOfScalar[T]) -> list[T]:
        """Return all that a query gives."""
        return list(self._run(statement).scalars().all())

    def pairs(self, statement: Select[T, U]) -> list[tuple[T, U]]:
        """Return all rows of a query for two things."""
        return [(one, two) for one, two in self._run(statement)]

    def first(self, statement: SelectOfScalar[T]) -> T | None:
        """Return the first that a query gives; None when it gives nothing."""
        found: T | None = self._run(statement.limit(1)).scalars().first()
        return found

    def value(self, statement: SelectOfScalar[T], values: dict[str, object]) -> T | None:
        """Return what a query made beforehand gives for these values; None for nothing."""
        found: T | None = self._run(statement, values).scalars().first()
        return found

    def get(self, statement: SelectOfScalar[T], what: str) -> T:
        """Return the first that a query gives.

        Args:
            statement: The query.
            what: A noun for people, such as "application".

        Raises:
            NotFoundError: It gives nothing.
        """
        found = self.first(statement)
        if found is None:
            raise missing(what)
        return found

    def changed(self, statement: Insert | Update | Delete) -> list[Any]:
        """Run a change that returns one column, and list what it returned: a value each row."""
        return list(self._run(statement).scalars().all())

    def lock(self, name: str) -> None:
        """Do a named thing alone, among all processes, until the end of this transaction."""
        with self._translated():
            lock(self.connection(), name)

    def _run(
        self, statement: Executable, values: dict[str, object] | None = None
    ) -> Result[*tuple[Any, ...]]:
        with self._translated():
            return self.session.execute(statement, values, execution_options=_OPTIONS)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            with translated():
                yield
        except BotError:
            self.has_failed = True
            raise


def _values_of(row: Row) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}


def missing(what: str) -> NotFoundError:
    """Say that something is no longer there, without its id."""
    return NotFoundError(
        f"This {what} does not exist, or no longer.", "Look it up anew; it may have been removed."
    )
