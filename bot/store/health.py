"""What a check of the installation asks of a database; no row is changed by it."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from sqlmodel import col, delete, false, select

from bot.domain.requisition import Requisition
from bot.errors import StoreError
from bot.store import migrating, requisitions
from bot.store.database import Database
from bot.store.faults import translated
from bot.store.sealing import open_text, place
from bot.store.tables import CandidateRow, DocumentRow, InboxRow, RequisitionRow
from bot.store.transaction import Tx

TRIED = 20
"""Sealed values of each kind that are opened as a trial, from both ends of the ids' order."""

_NOT_CURRENT = {
    "none": (
        "There is no database yet, so nothing was spent.",
        "`plumbline run` makes it; if it did, check PLUMBLINE_DATA_DIR and PLUMBLINE_DATABASE_URL.",
    ),
    "older": (
        "The database is of an older version of Plumbline.",
        "The next `plumbline run` upgrades it and keeps a copy.",
    ),
    "newer": (
        "The database was made by a newer version of Plumbline.",
        "Use that version, or another database.",
    ),
}


def tables_of(database: Database) -> str:
    """Say what its tables are to this version: ``none``, ``older``, ``current`` or ``newer``.

    Raises:
        StoreError: It cannot be opened.
    """
    with translated(), database.engine.connect() as connection:
        present = migrating.revision(connection)
    if not present:
        return "none"
    if present == migrating.head():
        return "current"
    scripts = ScriptDirectory(str(migrating.SCRIPTS)).walk_revisions()
    return "older" if present in {script.revision for script in scripts} else "newer"


def journal_of(database: Database) -> str:
    """Name the journal mode of an SQLite database; "" for a server.

    Raises:
        StoreError: It cannot be opened.
    """
    if database.engine.dialect.name != "sqlite":
        return ""
    with translated(), database.engine.connect() as connection:
        return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())


def write_nothing(tx: Tx) -> None:
    """Delete no row at all: a database that may only be read refuses it all the same.

    Raises:
        StoreError: It refused.
    """
    tx.changed(delete(InboxRow).where(false()).returning(col(InboxRow.fingerprint)))


def teams(tx: Tx) -> list[str]:
    """List the Slack ids of all workspaces that have requisitions, sorted."""
    return sorted(set(tx.many(select(RequisitionRow.team_id).distinct())))


def open_requisitions(tx: Tx) -> list[Requisition]:
    """List the open requisitions of all workspaces."""
    return [each for team in teams(tx) for each in requisitions.all(tx, team, is_open=True)]


def open_some(tx: Tx) -> int:
    """Open some sealed names as a trial of the keys; return how many, never what they say.

    Raises:
        StoreError: The keys do not open one, or it was changed.
    """
    people = col(CandidateRow.id)
    files = col(DocumentRow.id)
    candidates = {
        row.id: row.name
        for order in (people.asc(), people.desc())
        for row in tx.many(select(CandidateRow).order_by(order).limit(TRIED // 2))
    }
    documents = {
        row.id: row.name
        for order in (files.asc(), files.desc())
        for row in tx.many(select(DocumentRow).order_by(order).limit(TRIED // 2))
    }
    for table, sealed in (("candidate", candidates), ("document", documents)):
        for row_id, name in sealed.items():
            open_text(tx, name, place(table, "name", row_id))
    return len(candidates) + len(documents)


def require_current(database: Database) -> None:
    """Refuse a database that is not there yet, or is not of this version; nothing is changed.

    Raises:
        StoreError: Says which, or why it cannot be opened.
    """
    tables = tables_of(database) if database.is_there() else "none"
    if tables != "current":
        raise StoreError(*_NOT_CURRENT[tables])
