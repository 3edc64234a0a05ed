"""Ends within one deadline, whatever hangs: what is not finished by then is kept anyway."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

log = logging.getLogger("plumbline")

_LEAST_SECONDS = 1.0
"""What an end without any time left gets all the same: hanging up takes milliseconds."""
_EX_TEMPFAIL = 75
"""Exit code of sysexits for what was not done and is done after the next start."""


class Deadline:
    """Seconds that several ends share.

    Args:
        seconds: For all of them together, >= 0.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, >= 0."""
        return max(0.0, self._until - time.monotonic())

    def bound(self, *ends: Callable[[], None]) -> None:
        """Do the ends beside each other, and go on when they are done or the time is up."""
        threads = [threading.Thread(target=end, name="stop", daemon=True) for end in ends]
        for thread in threads:
            thread.start()
        until = time.monotonic() + max(self.left, _LEAST_SECONDS)
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        if any(thread.is_alive() for thread in threads):
            log.warning("Something did not end in time. It is left behind, and done again.")


@contextmanager
def ended_within(
    seconds: float, others: Collection[threading.Thread], leave: Callable[[int], object] = os._exit
) -> Iterator[None]:
    """End the process when it lasts longer from here on: nothing is kept in memory alone.

    Args:
        seconds: For the block, and for the threads that it leaves behind, for Python waits for
            every one that is not a daemon.
        others: Threads that are none of its business.
        leave: Ends the process with an exit code.
    """
    is_over = threading.Event()

    def watch() -> None:
        if not is_over.wait(seconds):
            log.error("It did not end within %.0f s, and is ended. All is kept.", seconds)
            leave(_EX_TEMPFAIL)

    threading.Thread(target=watch, name="stop-watch", daemon=True).start()
    try:
        yield
    finally:
        if all(thread.daemon or thread in others for thread in threading.enumerate()):
            is_over.set()
