"""How far questions have come that a model's server answers in its own time, and their cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress:
    """How far batches have come, as the server says."""

    done: int
    """Questions that were answered, well or badly."""
    total: int
    batches: int
    """Batches that are under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """What goes out of questions that are to be asked, and what it will cost."""

    asked: int
    """Questions that go out."""
    left_out: int
    """Questions that do not fit in what is left of the month's cap."""
    cost: int | None
    """Of those that go out, in micro-dollars, estimated; None where no price is known."""
    left: int | None
    """Of the cap before they go out, in micro-dollars; None without one."""


OnBatchProgress: TypeAlias = Callable[[BatchProgress], None]
"""Told after each look."""
