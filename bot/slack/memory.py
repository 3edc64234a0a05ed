"""A small memory of answers: each is kept for a short while and asked for once at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Slot(Generic[Answer]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: tuple[float, Answer] | None = None
    """When it was asked for, and what was answered."""


class Memory(Generic[Answer]):
    """Answers by key, safe from several threads; an error is never kept.

    Args:
        seconds: How old an answer may be, counted from before it was asked for; > 0.
        clock: Seconds that never go back.
        most: Keys that are remembered; the one unused for longest is forgotten first.
    """

    def __init__(self, *, seconds: float, clock: Callable[[], float], most: int = 10_000) -> None:
        self._seconds = seconds
        self._clock = clock
        self._most = most
        self._slots: OrderedDict[str, _Slot[Answer]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, ask: Callable[[], Answer]) -> Answer:
        """Return what is remembered, or ask; threads with the same key wait for one answer."""
        slot = self._slot(key)
        with slot.lock:
            now = self._clock()
            if slot.kept is not None and now - slot.kept[0] < self._seconds:
                return slot.kept[1]
            answer = ask()
            slot.kept = (now, answer)
            return answer

    def forget(self, key: str) -> None:
        """Have a key asked for anew the next time."""
        with self._lock:
            self._slots.pop(key, None)

    def _slot(self, key: str) -> _Slot[Answer]:
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            if len(self._slots) > self._most:
                self._slots.popitem(last=False)
            return slot
