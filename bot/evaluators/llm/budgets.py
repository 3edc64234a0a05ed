"""How often and how long is tried for one request; nothing else repeats anything."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.breaker import LONGEST_PAUSE
from bot.evaluators.llm.outcomes import PassingError

TRIES = 4
"""Requests for one answer while the server or the way to it is broken.

Source: with waits of 0.5, 1 and 2 s they outlast a restart; six or more only add to a breakdown.
"""
TRY_SECONDS = 60.0
"""From the first try to the beginning of the last; nothing ever sleeps longer."""
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 20.0
_PAUSE = {ModelOutcome.OUTAGE: 30.0, ModelOutcome.LIMITED: 60.0}

_T = TypeVar("_T")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """Where time and chance come from."""

    clock: Callable[[], float] = time.monotonic
    """Seconds that never go back."""
    now: Callable[[], datetime] = _now
    """Aware UTC."""
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    """0 to 1, without 1."""


class Deadline:
    """A moment after which nothing is waited for.

    Args:
        seconds: From now; > 0.
        clock: Seconds that never go back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._at = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds; 0 when it has passed."""
        return max(0.0, self._at - self._clock())

    def put_off(self, seconds: float) -> None:
        """Give back time that was spent in waiting for a turn."""
        self._at += seconds


class Budget:
    """Time for one request with all its tries.

    Args:
        deadline: Of the whole question.
        at: Where time and chance come from.
    """

    def __init__(self, deadline: Deadline, at: Time) -> None:
        self.deadline = deadline
        self._at = at
        self._tries = Deadline(TRY_SECONDS, at.clock)

    @property
    def left(self) -> float:
        """Seconds that may be slept."""
        return min(self._tries.left, self.deadline.left)

    def put_off(self, seconds: float) -> None:
        """Give back time that was spent in waiting for a turn."""
        self._tries.put_off(seconds)
        self.deadline.put_off(seconds)

    def spend(self, attempt: Callable[[], _T]) -> _T:
        """Try until it succeeds or the budget is spent.

        Args:
            attempt: One try; what it raises apart from PassingError ends it.

        Raises:
            ModelError: OUTAGE or LIMITED, with the time from which asking again makes sense.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(PassingError),
            stop=self._is_spent,
            wait=self._wait,
            sleep=self._at.sleep,
            retry_error_callback=_failure,
        )
        result = retrying(attempt)
        if isinstance(result, PassingError):
            raise self.error(result)
        return result

    def error(self, failure: PassingError) -> ModelError:
        """Name a failure that did not pass in time."""
        asked = failure.retry_after or 0.0
        if failure.outcome is ModelOutcome.OUTAGE:  # which any proxy can send
            asked = min(asked, LONGEST_PAUSE)
        seconds = max(asked, _PAUSE[failure.outcome])
        return ModelError(
            failure.outcome, self._at.now() + timedelta(seconds=seconds), failure.status
        )

    def _wait(self, state: RetryCallState) -> float:
        asked = _failure(state).retry_after
        if asked:
            return asked + self._at.chance() * _FIRST_WAIT  # lest all come back at once
        doubled = _FIRST_WAIT * 2.0 ** (state.attempt_number - 1)
        return min(_LONGEST_WAIT, doubled + doubled * self._at.chance())

    def _is_spent(self, state: RetryCallState) -> bool:
        return state.attempt_number >= TRIES or state.upcoming_sleep >= self.left


def _failure(state: RetryCallState) -> PassingError:
    failure = state.outcome.exception() if state.outcome else None
    assert isinstance(failure, PassingError)
    return failure
