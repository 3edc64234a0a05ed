"""The one ack of a request: made by its outcome, or by the clock when that takes too long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

ACK_SECONDS = 2.0
"""How long an ack waits for the outcome. Source: Slack shows a failure after 3 s."""


class OneAck:
    """An ack that is made once, by whoever comes first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made_at: float | None = None
        self._timer: threading.Timer | None = None

    @property
    def age(self) -> float:
        """Seconds since it was made; infinite while it was not."""
        return float("inf") if self._made_at is None else time.monotonic() - self._made_at

    def at_latest(self, seconds: float, act: Callable[[], object]) -> None:
        """Have the clock make it.

        Args:
            seconds: From now; > 0.
            act: Makes the ack.
        """
        self._timer = threading.Timer(seconds, self.make, (act,))
        self._timer.daemon = True
        self._timer.start()

    def make(self, act: Callable[[], object]) -> bool:
        """Make it, unless it was made; say whether it was made now."""
        with self._lock:
            if self._made_at is not None:
                return False
            self._made_at = time.monotonic()
            act()
        if self._timer is not None:
            self._timer.cancel()
        return True
