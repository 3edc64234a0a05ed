"""Lets one thread in at a time, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """A lock that is fair: SQLite's own can keep one writer waiting for seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tickets: deque[threading.Event] = deque()
        self._holder: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn of this thread, and let the next one in at the end.

        Raises:
            RuntimeError: This thread has the turn already and would wait for itself forever.
        """
        if self._holder == threading.get_ident():
            raise RuntimeError("A writing transaction was begun inside another one.")
        ticket = threading.Event()
        with self._lock:
            self._tickets.append(ticket)
            self._tickets[0].set()
        try:
            ticket.wait()
            self._holder = threading.get_ident()
            yield
        finally:
            self._leave(ticket)

    def _leave(self, ticket: threading.Event) -> None:
        with self._lock:
            if self._tickets[0] is ticket:
                self._holder = None
            self._tickets.remove(ticket)
            if self._tickets:
                self._tickets[0].set()
