"""A small pool of child processes that read documents under limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.documents.child import Job
from bot.documents.raw import Limits
from bot.domain.document import Document, Finding
from bot.domain.source import ReadResult, Source
from bot.errors import Reason

DEFAULT_WORKERS = min(2, os.cpu_count() or 1)
"""Child processes unless told otherwise; two keep all processes under 400 MB."""
DOCUMENTS_PER_CHILD = 250
"""A child is replaced after so many documents, so that what native code leaks stays small."""

_AHEAD = 2
"""Jobs a child may hold: the one it reads, and the next, so that it never waits for us."""
_WINDOW = 4
"""Documents per child that may be begun and not yet handed out."""
_GRACE_SECONDS = 3.0
"""How long after its limit a child that did not end itself is ended by us."""
_START_SECONDS = 30.0
"""How long a child may take to start on a busy machine."""

_PACKAGE_ROOT = str(Path(__file__).parents[2])
_CHILD_CODE = """
import sys
sys.path.append(sys.argv[1])
from bot.documents.child import main
main(int(sys.argv[2]), int(sys.argv[3]))
"""
_DEATHS = {-signal.SIGALRM: Reason.TIMEOUT, -signal.SIGKILL: Reason.MEMORY}
"""What an ending by signal means: its own clock, or the system's shortage of memory."""


_SECRET = ("SLACK_", "PLUMBLINE_", "OPENAI_")
"""Beginnings of variables that a process which reads strangers' files never sees."""


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET)}
    return {**kept, "OPENBLAS_NUM_THREADS": "1"}


@dataclass(slots=True, eq=False)
class _Task:
    source: Source
    sha256: str = ""
    result: ReadResult | None = None

    def finish(
        self,
        *,
        document: Document | None = None,
        reason: Reason | None = None,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self.result = ReadResult(
            source=self.source,
            sha256=self.sha256,
            document=document,
            reason=reason,
            findings=findings,
        )


@dataclass(slots=True, eq=False)
class _Child:
    process: subprocess.Popen[bytes]
    connection: Connection
    heard_at: float
    """Monotonic seconds when it last said something, or was given its first job."""
    is_started: bool = False
    tasks: deque[_Task] = field(default_factory=deque)
    given: int = 0

    def takes(self, task: _Task) -> bool:
        if self.given >= DOCUMENTS_PER_CHILD or len(self.tasks) >= _AHEAD:
            return False
        # Pasted text may be larger than the pipe: sent to a busy child, each could wait for
        # the other to take what it sends.
        return task.source.data is None or not self.tasks

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.connection.close()


class ReadingPool:
    """Reads documents in child processes; a context manager.

    A child that runs over its time or memory, or dies, costs one document and is replaced.
    Not safe to use from several threads.

    Args:
        limits: What one document may cost.
        workers: Child processes, >= 1; they start when there is work for them.
    """

    def __init__(self, limits: Limits, workers: int = DEFAULT_WORKERS) -> None:
        self._limits = limits
        self._workers = max(workers, 1)
        self._children: list[_Child] = []

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
        """End all children; no process is left when this returns."""
        for child in self._children:
            child.end()
        self._children.clear()

    def read(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        """Read documents, lazily and in the order given; a bad one never stops the others.

        Only a few sources are taken ahead of the result that is handed out.
        """
        coming = iter(sources)
        window: deque[_Task] = deque()
        waiting: deque[_Task] = deque()
        try:
            while True:
                fresh = [_Task(s) for s in islice(coming, self._workers * _WINDOW - len(window))]
                window += fresh
                waiting += fresh
                self._assign(waiting)
                if not window:
                    return
                while window[0].result is None:
                    waiting.extendleft(reversed(self._listen()))
                    self._assign(waiting)
                result = window.popleft().result
                assert result is not None
                yield result
        finally:
            for child in [child for child in self._children if child.tasks]:
                self._retire(child)

    def _assign(self, waiting: deque[_Task]) -> None:
        """Give waiting tasks to children that can take them, the least busy first."""
        while waiting:
            if waiting[0].source.data is not None:
                self._check_size(waiting[0])
                if waiting[0].result:
                    waiting.popleft()
                    continue
            child = min(self._children, key=lambda child: len(child.tasks), default=None)
            is_busy = child is None or child.tasks
            if is_busy and len(self._children) < self._workers:
                child = self._start()
            if child is None or not child.takes(waiting[0]):
                return
            self._give(child, waiting.popleft())

    def _check_size(self, task: _Task) -> None:
        if task.source.data is not None and len(task.source.data) > self._limits.file_bytes:
            task.finish(reason=Reason.TOO_LARGE)

    def _give(self, child: _Child, task: _Task) -> None:
        source = task.source
        path = source.path if source.data is not None else str(Path(source.path).absolute())
        job = Job(path=path, kind=source.kind, data=source.data, limits=self._limits)
        if not child.tasks:
            child.heard_at = time.monotonic()
        child.tasks.append(task)
        child.given += 1
        try:
            child.connection.send(job)
        except OSError:  # it died; _listen finds that out and says how
            return

    def _start(self) -> _Child:
        ours, theirs = Pipe()
        arguments = [_PACKAGE_ROOT, str(theirs.fileno()), str(self._limits.memory_bytes)]
        with theirs:
            process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
                [sys.executable, "-P", "-c", _CHILD_CODE, *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                process_group=0,  # Ctrl-C in a terminal is for the parent alone
            )
        child = _Child(process, ours, time.monotonic())
        self._children.append(child)
        return child

    def _listen(self) -> list[_Task]:
        """Wait until a child says something, ends or runs late; return tasks to give anew."""
        busy = [child for child in self._children if child.tasks]
        seconds = max(0.0, min(self._deadline(child) for child in busy) - time.monotonic())
        ready = set(wait([child.connection for child in busy], seconds))
        again: list[_Task] = []
        for child in busy:
            if child.connection in ready:
                again += self._hear(child)
            elif time.monotonic() >= self._deadline(child):
                again += self._fail(child, Reason.TIMEOUT)
        return again

    def _deadline(self, child: _Child) -> float:
        start = 0.0 if child.is_started else _START_SECONDS
        return child.heard_at + start + self._limits.seconds + _GRACE_SECONDS

    def _hear(self, child: _Child) -> list[_Task]:
        """Take one message of a child; return tasks to give anew when it is replaced."""
        try:
            what, value = child.connection.recv()
        except (EOFError, OSError):
            child.process.wait()
            return self._fail(child, _DEATHS.get(child.process.returncode, Reason.CRASHED))
        child.heard_at, child.is_started = time.monotonic(), True
        if what == "begun":
            child.tasks[0].sha256 = value
            return []
        task = child.tasks.popleft()
        if what == "done":
            task.finish(document=value, findings=value.findings)
        elif what == "unreadable":
            task.finish(reason=value.reason, findings=value.findings)
        else:
            task.finish(reason=value)
        is_spent = child.given >= DOCUMENTS_PER_CHILD and not child.tasks
        return self._retire(child) if is_spent or value is Reason.MEMORY else []

    def _fail(self, child: _Child, reason: Reason) -> list[_Task]:
        child.tasks.popleft().finish(reason=reason)
        return self._retire(child)

    def _retire(self, child: _Child) -> list[_Task]:
        self._children.remove(child)
        child.end()
        return list(child.tasks)
