"""How far questions have come that a model's server answers in its own time."""

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


OnBatchProgress: TypeAlias = Callable[[BatchProgress], None]
"""Told after each look."""
