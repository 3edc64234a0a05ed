"""CVs and job descriptions: their bytes and their visible text, sealed."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlmodel import col, select, update

from bot.domain.document import Document, DocumentKind
from bot.domain.requisition import StoredDocument, UploadKind
from bot.store.sealing import open_text, open_value, place, seal_text, seal_value
from bot.store.tables import ApplicationRow, DocumentRow
from bot.store.transaction import Tx, missing

_DOCUMENT = TypeAdapter(Document)


def add(tx: Tx, document: StoredDocument, data: bytes | None) -> None:
    """Keep a document.

    Args:
        tx: The transaction.
        document: What is known of it.
        data: Its bytes; None until they are had (see ``fill``).

    Raises:
        ConflictError: Its id is taken.
    """
    tx.add(
        DocumentRow(
            id=document.id,
            team_id=document.team_id,
            kind=document.kind.value,
            upload=document.upload.value,
            file_id=document.file_id,
            name=seal_text(tx, document.name, _place("name", document.id)),
            sha256=document.sha256,
            size=document.size,
            data=None if data is None else tx.keys.seal(data, of=_place("data", document.id)),
            text=None,
        )
    )


def of_files(tx: Tx, file_ids: Sequence[str]) -> frozenset[str]:
    """Say which of Slack's files are kept as documents."""
    asked = col(DocumentRow.file_id).in_(file_ids)
    return frozenset(tx.many(select(DocumentRow.file_id).where(asked)))


def get(tx: Tx, document_id: str) -> StoredDocument:
    """Return what is known of a document.

    Raises:
        NotFoundError: There is none with this id.
    """
    row = _row(tx, document_id)
    return StoredDocument(
        id=row.id,
        team_id=row.team_id,
        kind=DocumentKind(row.kind),
        upload=UploadKind(row.upload),
        file_id=row.file_id,
        name=open_text(tx, row.name, _place("name", row.id)),
        sha256=row.sha256,
        size=row.size,
    )


def data(tx: Tx, document_id: str) -> bytes | None:
    """Return a document's bytes; None when they were not had yet, or were dropped.

    Raises:
        NotFoundError: There is none with this id.
    """
    sealed = _row(tx, document_id).data
    return None if sealed is None else tx.keys.open(sealed, of=_place("data", document_id))


def fill(tx: Tx, document_id: str, data: bytes, sha256: str) -> None:
    """Keep the bytes of a document, and what they say of it.

    Raises:
        NotFoundError: There is none with this id, for example since it was forgotten.
    """
    sealed = tx.keys.seal(data, of=_place("data", document_id))
    _set(tx, document_id, data=sealed, sha256=sha256, size=len(data))


def drop_data(tx: Tx, document_id: str) -> None:
    """Delete the bytes of a document, and keep the rest.

    Raises:
        NotFoundError: There is none with this id.
    """
    _set(tx, document_id, data=None)


def keep_text(tx: Tx, document_id: str, document: Document) -> None:
    """Keep what a reader sees of a document; a newer reading replaces an older one.

    Raises:
        NotFoundError: There is none with this id, for example since it was forgotten.
    """
    sealed = seal_value(tx, document, _DOCUMENT, _place("text", document_id))
    _set(tx, document_id, text=sealed)


def text(tx: Tx, document_id: str) -> Document | None:
    """Return what a reader sees of a document; None until it was read.

    Raises:
        NotFoundError: There is none with this id.
    """
    sealed = _row(tx, document_id).text
    return (
        None if sealed is None else open_value(tx, sealed, _DOCUMENT, _place("text", document_id))
    )


def with_bytes(tx: Tx, requisition_id: str, sha256: str, *, besides: str) -> list[str]:
    """List the labels of applications to an opening whose CV has these bytes, oldest first.

    Args:
        tx: The transaction.
        requisition_id: The opening.
        sha256: Of the bytes; "" gives none.
        besides: Id of the application that is left out.
    """
    if not sha256:
        return []
    statement = (
        select(ApplicationRow.label)
        .join(DocumentRow, col(DocumentRow.id) == col(ApplicationRow.document_id))
        .where(
            col(ApplicationRow.requisition_id) == requisition_id,
            col(DocumentRow.sha256) == sha256,
            col(ApplicationRow.id) != besides,
        )
        .order_by(col(ApplicationRow.added_at), col(ApplicationRow.id))
    )
    return tx.many(statement)


def _place(column: str, document_id: str) -> str:
    return place("document", column, document_id)


def _row(tx: Tx, document_id: str) -> DocumentRow:
    return tx.get(select(DocumentRow).where(col(DocumentRow.id) == document_id), "document")


def _set(tx: Tx, document_id: str, **values: object) -> None:
    statement = update(DocumentRow).where(col(DocumentRow.id) == document_id).values(**values)
    if not tx.changed(statement.returning(col(DocumentRow.id))):
        raise missing("document")
