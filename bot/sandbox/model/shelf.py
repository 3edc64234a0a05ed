"""Files as the API keeps them: uploaded or made by a batch, until they expire or are deleted."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.wrappers import Request

from bot.sandbox.model.parameters import check_parameters
from bot.sandbox.model.refusals import ApiRefusalError
from bot.sandbox.shapes import Json

MOST_BYTES = 512 << 20
"""Of one file. Source: the API's reference of files."""
BATCH_DAYS = 30
"""How long a file for a batch is kept when its upload does not say. Source: as above."""
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One file."""

    id: str
    """Begins with file-."""
    content: bytes
    created_at: int
    """Seconds since 1970, as the next."""
    expires_at: int
    filename: str
    purpose: str
    """`batch` or `batch_output`."""

    def written(self) -> Json:
        """Write the file object of the API."""
        return {
            "id": self.id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "filename": self.filename,
            "purpose": self.purpose,
            "status": "processed",
            "status_details": None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What somebody wants kept."""

    content: bytes
    filename: str
    purpose: str
    seconds: int = BATCH_DAYS * _DAY
    """Until it expires."""


class Shelf:
    """All files of one server; safe to use from several threads.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._kept: dict[str, Kept] = {}

    def add(self, upload: Upload) -> Kept:
        """Keep a file from now on."""
        with self._lock:
            now = int(self._clock())
            kept = Kept(
                id=f"file-{next(self._numbers):08x}",
                content=upload.content,
                created_at=now,
                expires_at=now + upload.seconds,
                filename=upload.filename,
                purpose=upload.purpose,
            )
            self._kept[kept.id] = kept
        return kept

    def files(self, purpose: str | None = None) -> list[Kept]:
        """List what is there, the newest first; those of one purpose, or all."""
        with self._lock:
            now = self._clock()
            self._kept = {key: kept for key, kept in self._kept.items() if kept.expires_at > now}
            newest = reversed(self._kept.values())
            return [kept for kept in newest if purpose in {None, kept.purpose}]

    def find(self, file_id: str) -> Kept:
        """Return a file.

        Raises:
            ApiRefusalError: 404, there is none, or no longer.
        """
        for kept in self.files():
            if kept.id == file_id:
                return kept
        raise ApiRefusalError(404, f"No such File object: {file_id}", param="id")

    def remove(self, file_id: str) -> Json:
        """Delete a file and write what the API says to it.

        Raises:
            ApiRefusalError: 404, there is none, or no longer.
        """
        kept = self.find(file_id)
        with self._lock:
            self._kept.pop(kept.id, None)
        return {"id": kept.id, "object": "file", "deleted": True}

    def clear(self) -> None:
        """Delete all files."""
        with self._lock:
            self._kept.clear()


def read_upload(request: Request) -> Upload:
    """Read a multipart upload.

    Raises:
        ApiRefusalError: 400, its `param` names what is wrong; 413, it is too large.
    """
    fields: Json = {}
    for name, value in request.form.items(multi=True):
        outer, _, inner = name.removesuffix("]").partition("[")
        if inner:
            fields.setdefault(outer, {})[inner] = int(value) if value.isdigit() else value
        else:
            fields[outer] = value
    for name in request.files:
        fields[name] = True
    check_parameters("files", fields)
    sent = request.files["file"]
    content = sent.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ApiRefusalError(413, "The file is larger than 512 MB.", param="file")
    if not (sent.filename or "").endswith(".jsonl"):
        message = "Invalid file format for Batch API. Must be .jsonl"
        raise ApiRefusalError(400, message, param="file")
    return Upload(
        content=content,
        filename=sent.filename or "",
        purpose=fields["purpose"],
        seconds=fields.get("expires_after", {}).get("seconds", BATCH_DAYS * _DAY),
    )
