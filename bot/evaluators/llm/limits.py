"""How many requests are under way, and how fast they follow each other, for all threads at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Gate:
    """Places for requests, and times at which they may begin.

    Args:
        places: Requests under way at once; >= 1.
        per_minute: Requests that begin within a minute, evenly spread; 0 for no limit.
        clock: Seconds that never go back.
    """

    def __init__(self, *, places: int, per_minute: int, clock: Callable[[], float]) -> None:
        self._places = threading.Semaphore(places)
        self._gap = 60.0 / per_minute if per_minute else 0.0
        self._clock = clock
        self._lock = threading.Lock()
        self._free_at = clock()

    @contextmanager
    def place(self) -> Iterator[float]:
        """Wait for a place and hold it; yields the seconds that were waited."""
        began = self._clock()
        with self._places:
            yield self._clock() - began

    def turn(self, most: float) -> float:
        """Take the next time at which a request may begin.

        Args:
            most: Seconds that may be waited.

        Returns:
            Seconds until then; when they are more than may be waited, the time is not taken.
        """
        with self._lock:
            now = self._clock()
            at = max(now, self._free_at)
            if at - now <= most:
                self._free_at = at + self._gap
            return at - now

    def hold(self, seconds: float) -> None:
        """Let no request begin for so many seconds from now, as the server asked."""
        with self._lock:
            self._free_at = max(self._free_at, self._clock() + seconds)
