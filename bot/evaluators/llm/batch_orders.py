"""What was handed to the Batch API and not yet collected, in a file that outlives the process."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ConflictError, StoreError

VERSION = 1
"""Of the file's form."""
KEPT_SECONDS = 3 * 86_400
"""After which an order is forgotten: its batch ended, and its answers expired, long before."""
FILE, LOCK = "batches.json", "batches.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One batch, from the moment at which it is meant to be."""

    key: str
    """Named by its questions; the batch carries it too."""
    place: str
    """Hash of the server and the model."""
    ids: tuple[str, ...]
    """Of the questions that nobody took the answer of yet; hashes."""
    begun_at: float
    """Seconds since 1970."""
    input_file_id: str = ""
    """"" before it is known to be uploaded."""
    batch_id: str = ""
    """"" before it is known to be there."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    key: str
    place: str
    ids: list[str]
    begun_at: float
    input_file_id: str
    batch_id: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    version: int = Field(ge=VERSION, le=VERSION)
    orders: list[_Row]


class Orders:
    """All orders of one data folder; written whole, or not at all.

    Args:
        folder: Made when it is not there, for its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / FILE

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the one process that works on them.

        Raises:
            ConflictError: Another one is at it.
            StoreError: The folder cannot be used.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise self._unusable(error) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise ConflictError(
                "Another command works on the batches of this data folder.",
                "Wait for it, stop it, or name another folder in PLUMBLINE_DATA_DIR.",
            ) from None
        try:
            yield
        finally:
            os.close(lock)

    def load(self, now: float) -> list[Order]:
        """Read all that are not too old.

        Args:
            now: Seconds since 1970.

        Raises:
            StoreError: The file cannot be read, or somebody changed it.
        """
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable(error) from None
        try:
            rows = _File.model_validate_json(data).orders
        except ValidationError:
            raise StoreError(
                f"The file {self._file} is damaged, or of another version of Plumbline.",
                "Move it away and run the same command again: batches that are still there are "
                "found by their marks.",
            ) from None
        return [
            Order(**{**row.model_dump(), "ids": tuple(row.ids)})
            for row in rows
            if row.begun_at > now - KEPT_SECONDS
        ]

    def save(self, orders: Iterable[Order]) -> None:
        """Keep these and no others.

        Raises:
            StoreError: There is no room, or the folder cannot be written to.
        """
        rows = [{name: getattr(order, name) for name in _Row.model_fields} for order in orders]
        try:
            if rows:
                self._write(json.dumps({"version": VERSION, "orders": rows}).encode())
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error) from None

    def _write(self, data: bytes) -> None:
        draft = self._file.with_suffix(".new")
        draft.unlink(missing_ok=True)  # of a process that was killed
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)

    def _unusable(self, error: OSError) -> StoreError:
        return StoreError(
            f"The data folder {self._folder} cannot be used ({error.strerror}).",
            "Make room or change its permissions, or name another in PLUMBLINE_DATA_DIR.",
        )
