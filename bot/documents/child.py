"""The child process of a reading pool: takes jobs from a pipe and sends back documents.

What it sends for each job, in order: ``("begun", sha256)`` once the bytes are there, then
``("done", Document)``, ``("unreadable", Unreadable)`` or ``("failed", Reason)``.
"""

from __future__ import annotations

import contextlib
import hashlib
import resource
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bot.documents.files import read_bytes
from bot.documents.raw import Limits
from bot.domain.document import DocumentKind
from bot.errors import DocumentError, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to read."""

    path: str
    """Absolute path; the name alone for pasted text."""
    kind: DocumentKind
    data: bytes | None
    """Pasted text, or None to read the file."""
    limits: Limits


def serve(connection: Connection) -> None:
    """Do jobs until the other end closes, each under its limit of time."""
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        try:
            answer = _do(job, connection)
        except DocumentError as error:
            answer = ("failed", error.reason)
        except (MemoryError, RecursionError):
            answer = ("failed", Reason.MEMORY)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(answer)


def _do(job: Job, connection: Connection) -> tuple[str, object]:
    # Here, because the parent imports this module too and must stay light.
    from bot.documents.reader import Unreadable, read_visible  # noqa: PLC0415

    data = job.data if job.data is not None else read_bytes(job.path, job.limits.file_bytes)
    # Before the clock starts: the parent may be too busy to listen.
    connection.send(("begun", hashlib.sha256(data).hexdigest()))
    # The default action of SIGALRM ends the process even inside native code.
    signal.setitimer(signal.ITIMER_REAL, job.limits.seconds)
    read = read_visible(data, name=job.path, kind=job.kind, limits=job.limits)
    return ("unreadable" if isinstance(read, Unreadable) else "done", read)


def limit_memory(memory_bytes: int) -> None:
    """Bound this process's address space, and keep a crash from writing a core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        memory_bytes = min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def main(descriptor: int, memory_bytes: int) -> None:
    """Serve the pipe on a descriptor, within so many bytes of address space."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    limit_memory(memory_bytes)
    with Connection(descriptor) as connection, contextlib.suppress(OSError):
        serve(connection)
