"""A path to the bytes that stand there, or the reason why they cannot be had."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from bot.errors import DocumentError, Reason


def read_bytes(path: str, file_bytes: int, opener: Callable[[str, int], int] = os.open) -> bytes:
    """Read a whole file, if it is one, is not too large, and keeps still.

    Args:
        path: Of the file.
        file_bytes: Largest size that is read, in bytes.
        opener: Opens the path and returns a descriptor, as ``os.open``.

    Raises:
        DocumentError: MISSING, IS_A_FOLDER, NO_PERMISSION, TOO_LARGE, CHANGED; UNSUPPORTED for a
            device, pipe or socket.
    """
    try:
        found = Path(path).stat()
        _check(found, file_bytes)  # before opening, since opening a pipe would wait for a writer
        with open(opener(path, os.O_RDONLY), "rb") as file:  # noqa: PTH123  # a descriptor
            data = file.read(found.st_size + 1)
            left = os.fstat(file.fileno())
    except PermissionError as error:
        raise DocumentError(Reason.NO_PERMISSION) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise DocumentError(Reason.MISSING) from error
    is_same = (found.st_mtime_ns, found.st_size) == (left.st_mtime_ns, left.st_size)
    if not is_same or len(data) != found.st_size:
        raise DocumentError(Reason.CHANGED)
    return data


def _check(status: os.stat_result, file_bytes: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise DocumentError(Reason.IS_A_FOLDER)
    if not stat.S_ISREG(status.st_mode):
        raise DocumentError(Reason.UNSUPPORTED)
    if status.st_size > file_bytes:
        raise DocumentError(Reason.TOO_LARGE)
