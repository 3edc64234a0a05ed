"""A reader for many threads: each borrows a reading pool of its own for one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import LifoQueue
from types import TracebackType
from typing import Self

from bot.documents.pool import ReadingPool
from bot.documents.raw import Limits
from bot.domain.source import ReadResult, Source


class SharedReader:
    """Reads documents for several threads at once; a context manager.

    Args:
        limits: What one document may cost.
        workers: Child processes, >= 1: so many documents are read at once, others wait.
    """

    def __init__(self, limits: Limits, workers: int) -> None:
        self._pools = [ReadingPool(limits, workers=1) for _ in range(max(workers, 1))]
        self._free: LifoQueue[ReadingPool] = LifoQueue()
        for pool in self._pools:
            self._free.put(pool)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all child processes; call it when no thread reads any more."""
        for pool in self._pools:
            pool.close()

    def read(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        """Read documents, lazily and in the order given; a bad one never stops the others.

        A child process is borrowed for one document at a time, so that threads take turns.
        """
        for source in sources:
            pool = self._free.get()
            try:
                yield from list(pool.read([source]))
            finally:
                self._free.put(pool)
