"""The database: transactions on it, its upgrade, and the removal of deleted bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from bot.errors import StoreError
from bot.store import migrating
from bot.store.engine import (
    connect,
    file_of,
    make_file,
    open_engine,
    open_jobs_engine,
    parse,
    reading,
    writing,
)
from bot.store.faults import GONE, HALF_DONE, translated
from bot.store.keys import KeyRing
from bot.store.transaction import Tx
from bot.store.turnstile import Turnstile


class Database:
    """Everything that is kept; every access is a transaction.

    Args:
        url: ``sqlite:///<file>`` or ``postgresql://…``; nothing is opened or made yet.
        keys: What seals and opens the data of candidates.

    Raises:
        SettingsError: The URL cannot be used.
    """

    def __init__(self, url: str, keys: KeyRing) -> None:
        self._url = parse(url)
        self._file = file_of(self._url)
        self._keys = keys
        self._turnstile = Turnstile()
        self._inode: int | None = None
        self.engine = open_engine(self._url)

    def __enter__(self) -> Self:
        """Be closed at the end of a with statement."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections; those of ``jobs_engine`` are their owner's to close."""
        self.engine.dispose()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Begin a transaction that may write; it commits at the end, or undoes all on an error.

        Threads of this process queue in order. Callbacks of ``Tx.after_commit`` run after the
        commit, outside the transaction.

        Raises:
            ConflictError: A constraint of the database refused something.
            StoreError: The database failed; nothing of this transaction is kept.
        """
        with ExitStack() as stack:
            stack.enter_context(translated())
            if self._file is not None:
                stack.enter_context(self._turnstile.turn())
            self._check_there()
            connection = writing(stack.enter_context(self.engine.connect()))
            with connection.begin():
                tx = Tx(connection, self._keys)
                stack.callback(tx.session.close)
                yield tx
                if tx.has_failed:
                    raise StoreError(*HALF_DONE)
        for callback in tx.callbacks():
            callback()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Begin a transaction that sees one state of the database, and cannot write.

        Raises:
            StoreError: The database failed, or something tried to write.
        """
        with translated():
            self._check_there()
            with self.engine.connect() as plain, reading(plain) as connection, connection.begin():
                tx = Tx(connection, self._keys)
                try:
                    yield tx
                finally:
                    tx.session.close()

    def migrate(self) -> None:
        """Make the database, or bring it to this version's tables; safe from several processes.

        Raises:
            StoreError: It is newer than this version, or cannot be upgraded; nothing was changed.
        """
        if self._file is not None:
            make_file(self._file)
        migrating.upgrade(self.engine, self._file)

    def is_there(self) -> bool:
        """Say whether there is a file to open; of a server this is not known before it is asked."""
        return self._file is None or self._file.is_file()

    def is_current(self) -> bool:
        """Say whether the database has this version's tables.

        Raises:
            StoreError: It cannot be opened.
        """
        with translated():
            self._check_there()
            with self.engine.connect() as connection:
                return migrating.revision(connection) == migrating.head()

    def jobs_engine(self) -> Engine:
        """Open another engine on the same database, for the job engine; the caller disposes it."""
        return open_jobs_engine(self._url)

    def shrink(self) -> None:
        """Leave no deleted byte in any file of an SQLite database.

        The write-ahead log is emptied, and copies that upgrades left are deleted, as they hold
        what was forgotten since. A server is left to its own housekeeping.

        Raises:
            StoreError: Readers were in the way for 30 s (``engine.BUSY_SECONDS``); try again.
        """
        if self._file is None:
            return
        with translated():
            self._check_there()
            for left in migrating.copies(self._file):
                left.unlink(missing_ok=True)
            with closing(connect(self._file, None)) as connection:
                _empty_log(connection)

    def _check_there(self) -> None:
        """Refuse a file that was deleted, and leave one that was put in another's place.

        A connection would go on in the deleted file, and all that is kept would vanish with us.
        """
        if self._file is None:
            return
        try:
            inode = self._file.stat().st_ino
        except OSError:
            raise StoreError(*GONE) from None
        if self._inode not in {None, inode}:
            self.engine.dispose()
        self._inode = inode


def _empty_log(connection: sqlite3.Connection) -> None:
    is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise StoreError(
            "Deleted data is still in the log of the database: something keeps reading it.",
            "It is tried again; if it stays so, start Plumbline anew.",
        )
