"""Stops asking a server that is down, and lets one request find out whether it is back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import ModelOutcome

FAILURES = 5
"""Failures in a row, of any questions, after which nothing is asked.

Source: more than the tries of one question, so that one bad moment does not stop the others.
"""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 600.0
"""Seconds before one request is let through; doubled each time that it fails."""

LASTING = frozenset({ModelOutcome.AUTHENTICATION, ModelOutcome.QUOTA})
"""Ends of every question alike until a person does something; one is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Whether a request may be sent."""

    seconds: float = 0.0
    """Until it makes sense to ask again; 0 when it may be sent."""
    outcome: ModelOutcome = ModelOutcome.OUTAGE
    """Why it is shut: that of the failure that opened it, or of the latest probe."""
    ticket: int = 0
    """Goes back with what came of the request."""


class Breaker:
    """Closed while a server answers; safe from several threads.

    Args:
        clock: Seconds that never go back.
        probe_seconds: How long the one request may take that finds out.
    """

    def __init__(self, clock: Callable[[], float], probe_seconds: float) -> None:
        self._clock = clock
        self._probe_seconds = probe_seconds
        self._lock = threading.Lock()
        self._failures = 0
        self._outcome = ModelOutcome.OUTAGE
        self._pause = FIRST_PAUSE
        self._open_until: float | None = None
        self._probe = 0
        """Number of the latest probe; a request that is none has 0."""

    def look(self) -> Leave:
        """Tell whether leave would be given now, without taking it."""
        with self._lock:
            return self._leave()

    def admit(self) -> Leave:
        """Ask for leave to send a request."""
        with self._lock:
            leave = self._leave()
            if leave.seconds or self._open_until is None:
                return leave
            # Should nobody ever report on this probe, the next one is due when its time is over.
            self._open_until = self._clock() + self._probe_seconds
            self._probe += 1
            return Leave(ticket=self._probe)

    def succeeded(self) -> None:
        """Take in that the server answered, even if it was a no."""
        with self._lock:
            self._failures = 0
            self._pause = FIRST_PAUSE
            self._open_until = None

    def failed(self, leave: Leave, outcome: ModelOutcome) -> None:
        """Take in that it did not, or that it will not until a person does something.

        Args:
            leave: As admitted.
            outcome: OUTAGE, LIMITED, QUOTA or AUTHENTICATION; one of the last two is enough.
        """
        with self._lock:
            if self._open_until is None:
                self._failures += 1
                if outcome in LASTING or self._failures >= FAILURES:
                    self._outcome = outcome
                    self._open_until = self._clock() + self._pause
            elif leave.ticket == self._probe > 0:  # the others began before it opened
                self._outcome = outcome
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
                self._open_until = self._clock() + self._pause

    def _leave(self) -> Leave:
        left = 0.0 if self._open_until is None else self._open_until - self._clock()
        if left <= 0:
            return Leave()
        return Leave(seconds=min(left, self._pause), outcome=self._outcome)
