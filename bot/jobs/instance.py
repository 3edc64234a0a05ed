"""One process at a time on an embedded database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import SettingsError


def is_held(lock_file: Path) -> bool:
    """Say whether a process holds the lock; it is let go at once."""
    try:
        descriptor = os.open(lock_file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def only_instance(lock_file: Path) -> Iterator[None]:
    """Hold a lock while the bot runs; the system frees it when the process dies.

    Raises:
        SettingsError: Another process holds it, or the data folder cannot be used.
    """
    try:
        lock_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(lock_file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        raise SettingsError(
            f"PLUMBLINE_DATA_DIR names no folder that can be written to: {lock_file.parent}.",
            "Name one that belongs to the user who runs Plumbline.",
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(
                "Another Plumbline works on this data folder.",
                "Stop it first, or give this one a folder of its own with PLUMBLINE_DATA_DIR.",
            ) from None
        yield
    finally:
        os.close(descriptor)
