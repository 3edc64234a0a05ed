"""Time that stands still but for what is slept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.evaluators.llm.budgets import Time

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Hours:
    """A clock that only sleeping moves.

    Args:
        chance: What every throw of the dice gives, 0 to 1.
    """

    def __init__(self, chance: float = 0.0) -> None:
        self.passed = 0.0
        self.slept: list[float] = []
        self.time = Time(
            clock=lambda: self.passed, now=self.now, sleep=self.sleep, chance=lambda: chance
        )

    def clock(self) -> float:
        return self.passed

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def sleep(self, seconds: float) -> None:
        self.passed += seconds
        self.slept.append(seconds)
