"""One bot at a time on a database server: a lock of the server's that ends with its session."""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Database
from bot.store.faults import translated

_TAKE = text("SELECT pg_try_advisory_lock(hashtext('plumbline.instance'))")
_KEEP_ALIVE = (
    "SET tcp_keepalives_idle = 30",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
)
"""A machine that vanished without a word loses the lock after a minute, and not after two hours."""


class Claim:
    """The right to be the one bot on a server's database, held by a connection of its own.

    Args:
        database: On a server.
    """

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Take the claim, or make sure of it; a session that was cut is replaced.

        Returns:
            False while another process has it.

        Raises:
            StoreError: The server cannot be asked.
        """
        if self._connection is not None:
            if _lives(self._connection):
                return True
            self.release()
        with translated():
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            try:
                for statement in _KEEP_ALIVE:
                    connection.exec_driver_sql(statement)
                is_ours = bool(connection.execute(_TAKE).scalar())
            except SQLAlchemyError:
                connection.close()
                raise
        if is_ours:
            self._connection = connection
        else:
            connection.close()
        return is_ours

    def release(self) -> None:
        """End the session that holds the claim, and the claim with it."""
        if self._connection is not None:
            self._connection.invalidate()  # or the pool would keep the session, and its lock
            self._connection.close()
            self._connection = None


def _lives(connection: Connection) -> bool:
    try:
        return bool(connection.exec_driver_sql("SELECT true").scalar())
    except SQLAlchemyError:
        return False
