"""One thread at a time for each key, so that the same thing is done once and not side by side."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Locks by key; a key that nobody holds or waits for takes no room."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._users: Counter[str] = Counter()

    @contextmanager
    def of(self, key: str) -> Iterator[None]:
        """Hold a key alone; others that want it wait."""
        with self._lock:
            mine = self._locks.setdefault(key, threading.Lock())
            self._users[key] += 1
        try:
            with mine:
                yield
        finally:
            with self._lock:
                self._users[key] -= 1
                if not self._users[key]:
                    del self._users[key], self._locks[key]
