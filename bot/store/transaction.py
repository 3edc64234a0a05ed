"""One transaction: what every function of the store takes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel import Session

from bot.errors import NotFoundError
from bot.store.engine import insert_of, lock

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.sql.dml import Delete, Insert, Update
    from sqlmodel.sql.expression import Select, SelectOfScalar

    from bot.store.keys import KeyRing
    from bot.store.tables import Row

T = TypeVar("T")
U = TypeVar("U")
_FRESH = {"populate_existing": True}
"""A row read twice in one transaction shows what statements in between changed."""
_PLAIN = {"synchronize_session": False}


class Tx:
    """A transaction; opaque outside the store, but for ``after_commit`` and ``connection``.

    Args:
        connection: With a transaction begun.
        keys: What seals and opens.
    """

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self.keys = keys
        self.session = Session(connection, autoflush=False, expire_on_commit=False)
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

    def add(self, *rows: Row) -> None:
        """Insert rows, in this order."""
        for row in rows:
            self.session.add(row)
            self.session.flush()

    def add_if_new(self, row: Row) -> bool:
        """Insert a row unless a constraint says that it is there already; say whether it was."""
        table = type(row)
        columns = list(table.__table__.columns)  # type: ignore[attr-defined]  # set by SQLModel
        values = {column.key: getattr(row, column.key) for column in columns}
        statement = insert_of(self.connection())(table).values(**values).on_conflict_do_nothing()
        return bool(self.changed(statement.returning(*table.__table__.primary_key)))  # type: ignore[attr-defined]

    def many(self, statement: SelectOfScalar[T]) -> list[T]:
        """Return all that a query gives."""
        return list(self.session.exec(statement, execution_options=_FRESH).all())

    def pairs(self, statement: Select[T, U]) -> list[tuple[T, U]]:
        """Return all rows of a query over two tables."""
        rows = self.session.execute(statement, execution_options=_FRESH)
        return [row._tuple() for row in rows]

    def first(self, statement: SelectOfScalar[T]) -> T | None:
        """Return the first that a query gives; None when it gives nothing."""
        return self.session.exec(statement.limit(1), execution_options=_FRESH).first()

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
        return list(self.session.execute(statement, execution_options=_PLAIN).scalars().all())

    def lock(self, name: str) -> None:
        """Do a named thing alone, among all processes, until the end of this transaction."""
        lock(self.connection(), name)


def missing(what: str) -> NotFoundError:
    """Say that something is no longer there, without its id."""
    return NotFoundError(
        f"This {what} does not exist, or no longer.", "Look it up anew; it may have been removed."
    )
