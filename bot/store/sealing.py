"""Turns texts and values into sealed columns, and back."""

from __future__ import annotations

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.errors import StoreError
from bot.store.transaction import Tx

T = TypeVar("T")


def place(table: str, column: str, row_id: str) -> str:
    """Name the one place where a sealed value opens."""
    return f"{table}.{column}:{row_id}"


def seal_text(tx: Tx, text: str, of: str) -> bytes:
    """Seal a text; half a surrogate pair, which Slack can send, is kept as it is."""
    return tx.keys.seal(text.encode("utf-8", "surrogatepass"), of=of)


def open_text(tx: Tx, sealed: bytes, of: str) -> str:
    """Open a text.

    Raises:
        StoreError: It was changed or moved, or its key is not at hand.
    """
    return tx.keys.open(sealed, of=of).decode("utf-8", "surrogatepass")


def seal_value(tx: Tx, value: T, kind: TypeAdapter[T], of: str) -> bytes:
    """Seal a value of the domain, as JSON."""
    return tx.keys.seal(kind.dump_json(value), of=of)


def open_value(tx: Tx, sealed: bytes, kind: TypeAdapter[T], of: str) -> T:
    """Open a value of the domain.

    Raises:
        StoreError: It was changed or moved, its key is not at hand, or it is of another version.
    """
    return parse_value(tx.keys.open(sealed, of=of), kind)


def parse_value(data: bytes | str, kind: TypeAdapter[T]) -> T:
    """Read a value of the domain from its JSON.

    Raises:
        StoreError: It is of another version.
    """
    try:
        return kind.validate_json(data)
    except ValidationError:  # its text would quote what is sealed
        raise StoreError(
            "The database holds a value that this version cannot read.",
            "Use the version of Plumbline that wrote it, or a newer one.",
        ) from None
