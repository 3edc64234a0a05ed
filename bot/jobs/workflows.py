"""The durable workflows: each is a few named steps over the use cases, and carries ids alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar

from dbos import DBOS, StepOptions

from bot.errors import (
    BotError,
    DisconnectedError,
    DownloadError,
    NotReadyError,
    RateLimitedError,
    SealError,
    StoreError,
    UnsureError,
)
from bot.jobs.serializer import StepFailedError
from bot.services import digesting, housekeeping, reading_steps, reminding
from bot.services.bot_deps import TRIES_A_ROUND, BotDeps, Job
from bot.store.faults import translated

T = TypeVar("T")
log = logging.getLogger("plumbline.jobs")

TRIES = 7
"""Times that a piece of work is begun while Slack does not answer: for about a minute.

Fewer than TRIES_A_ROUND."""
_END = "ended"
OUTAGE_SECONDS = 6 * 60 * 60.0
"""How long work waits for a database that fails, before it is given up for good."""
_PAUSES = (0.5, 60.0)
"""The first and the longest pause between two looks at a database that fails."""
_ERASE_SECONDS = 60.0


class _LaterError(Exception):
    """The work ends here, and is begun anew in ``seconds`` as another ``attempt``."""

    def __init__(self, seconds: float, attempt: int) -> None:
        super().__init__()
        self.seconds = seconds
        self.attempt = attempt


class _BrokenError(Exception):
    """The work ends here with words for a person."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__()
        self.problem = problem
        self.fix = fix


class _StoppedError(BaseException):
    """The process ends while work waits; the engine catches no such thing, so it stays begun."""


class Again(Protocol):
    """Has the same work done once more, later."""

    def __call__(self, job: Job, subject_id: str, attempt: int, seconds: float) -> None:
        """Enqueue the next attempt, to begin after so many seconds."""
        ...


class _Bound:
    """What the workflows reach; the engine registers them once for the whole process."""

    deps: BotDeps | None = None
    again: Again | None = None
    is_stopping = threading.Event()
    at_work: ClassVar[set[str]] = set()
    """Ids of the workflows that a thread of this process is in."""


def bind(deps: BotDeps, again: Again) -> None:
    """Give the workflows what they reach."""
    _Bound.deps, _Bound.again = deps, again
    _Bound.is_stopping.clear()


def stop_waiting() -> None:
    """Have work that waits for the database be left as it is, for the next process."""
    _Bound.is_stopping.set()


def unbind() -> None:
    """Take from the workflows what they reach; one that still runs is left as it is."""
    _Bound.deps, _Bound.again = None, None


def at_work() -> frozenset[str]:
    """Name the workflows that a thread of this process is in."""
    return frozenset(_Bound.at_work)


def _deps() -> BotDeps:
    if _Bound.deps is None:
        raise _StoppedError
    return _Bound.deps


def _step(name: str, attempt: int, work: Callable[[], bool | None]) -> None:
    """Run one checkpointed step; what it came to is a value, so that a replay repeats it.

    The checkpoint may fail when the database does: then the step is done again, which changes
    nothing that is done.
    """
    options: StepOptions = {"name": name}

    def checkpointed() -> list[Any]:
        with translated():
            return list(DBOS.run_step(options, _outcome, attempt, work))

    kind, *rest = _patiently(checkpointed)
    if kind == "later":
        raise _LaterError(*rest)
    if kind == "broken":
        raise _BrokenError(*rest)


def _outcome(attempt: int, work: Callable[[], bool | None]) -> list[Any]:
    try:
        return ["go"] if _patiently(work) is not False else [_END]
    except (RateLimitedError, NotReadyError) as error:
        # Another round with the same tries: these are limits kept, and nothing went wrong.
        return ["later", error.retry_after, attempt + TRIES_A_ROUND]
    except StoreError:
        raise
    except BotError as error:
        tries = attempt % TRIES_A_ROUND
        if _may_pass(error) and tries + 1 < TRIES:
            return ["later", 2.0**tries, attempt + 1]
        return ["broken", error.problem, error.fix]


def _patiently(work: Callable[[], T]) -> T:
    """Do something, and do it again for as long as the database fails.

    Nothing else can go on meanwhile, so a thread that waits holds up nobody.

    Raises:
        StoreError: It failed for ``OUTAGE_SECONDS``, or no key opens what is kept.
    """
    pause, longest = _PAUSES
    until = time.monotonic() + OUTAGE_SECONDS
    while True:
        try:
            return work()
        except SealError:
            raise
        except StoreError as error:
            if time.monotonic() > until:
                raise
            log.warning("work waits for the database: %s", error.problem)
        if _Bound.is_stopping.wait(pause):
            raise _StoppedError
        pause = min(2 * pause, longest)


def _may_pass(error: BotError) -> bool:
    """Whether the same work may succeed later without anybody doing anything."""
    if isinstance(error, DownloadError):
        return not error.is_final
    return isinstance(error, UnsureError | DisconnectedError)


@DBOS.workflow(name=Job.READ_APPLICATION.value, max_recovery_attempts=50)
def read_application(application_id: str, attempt: int) -> str:
    """Fetch, read and assess the document of one application."""

    def body() -> None:
        # One checkpoint: the application itself knows how far it is, and each costs a write.
        _step("read", attempt, lambda: reading_steps.read_cv(application_id, _deps()))

    def failed(problem: str, fix: str) -> None:
        reading_steps.fail(application_id, problem, fix, _deps())

    return _guarded(Job.READ_APPLICATION, application_id, body, failed)


@DBOS.workflow(name=Job.RUN_BATCH.value, max_recovery_attempts=50)
def run_batch(batch_id: str, attempt: int) -> str:
    """Add the applications of a batch; each is then read by a workflow of its own."""

    def body() -> None:
        _step("run_batch", attempt, lambda: reading_steps.run_batch(batch_id, _deps()))

    def failed(problem: str, fix: str) -> None:
        reading_steps.fail_batch(batch_id, problem, fix, _deps())

    return _guarded(Job.RUN_BATCH, batch_id, body, failed)


@DBOS.workflow(name=Job.REVIEW_JOB.value, max_recovery_attempts=50)
def review_job(document_id: str, attempt: int) -> str:
    """Fetch, read and review a job description."""

    def body() -> None:
        _step("review", attempt, lambda: reading_steps.review_job(document_id, _deps()))

    def failed(problem: str, fix: str) -> None:
        reading_steps.fail_job(document_id, problem, fix, _deps())

    return _guarded(Job.REVIEW_JOB, document_id, body, failed)


@DBOS.workflow(name=Job.ERASE.value, max_recovery_attempts=50)
def erase(application_id: str, attempt: int) -> str:
    """Leave no bytes behind of what was forgotten."""

    def body() -> None:
        _step("erase", attempt, lambda: _erase(_deps()))

    return _guarded(Job.ERASE, application_id, body, None)


@DBOS.workflow(name=Job.SEND_DIGEST.value, max_recovery_attempts=50)
def send_digest(claim_id: str, attempt: int) -> str:
    """Have the digest of a claimed slot shown."""

    def body() -> None:
        _step("digest", attempt, lambda: digesting.send(claim_id, _deps()))

    return _guarded(Job.SEND_DIGEST, claim_id, body, None)


@DBOS.workflow(name=Job.SEND_REMINDER.value, max_recovery_attempts=50)
def send_reminder(reminder_id: str, attempt: int) -> str:
    """Have a claimed reminder shown."""

    def body() -> None:
        _step("reminder", attempt, lambda: reminding.send_reminder(reminder_id, _deps()))

    return _guarded(Job.SEND_REMINDER, reminder_id, body, None)


def _erase(deps: BotDeps) -> None:
    try:
        housekeeping.leave_no_bytes(deps)
    except StoreError as error:  # a reader is in the way, and meanwhile other work goes on
        raise NotReadyError("log of the database", _ERASE_SECONDS) from error


def _guarded(
    job: Job,
    subject_id: str,
    body: Callable[[], None],
    failed: Callable[[str, str], None] | None,
) -> str:
    """Run a workflow's steps, and turn what ends them into a state that a person can read."""
    id_ = DBOS.workflow_id or ""
    _Bound.at_work.add(id_)
    try:
        return _ended(job, subject_id, body, failed)
    finally:
        _Bound.at_work.discard(id_)


def _ended(
    job: Job,
    subject_id: str,
    body: Callable[[], None],
    failed: Callable[[str, str], None] | None,
) -> str:
    try:
        body()
    except _LaterError as error:
        seconds, next_attempt = error.seconds, error.attempt
        _step("later", 0, lambda: _again(job, subject_id, next_attempt, seconds))
        return "later"
    except _BrokenError as error:
        problem, fix = error.problem, error.fix
    except Exception as error:  # noqa: BLE001  # the one wrapper of all jobs
        reference = DBOS.workflow_id[-4:] if DBOS.workflow_id else ""
        name = error.args[0] if isinstance(error, StepFailedError) else type(error).__name__
        # Without its traceback, which may hold text of a document.
        log.error("job %s failed: %s (ref %s)", job, name, reference)  # noqa: TRY400
        problem = f"Something broke on our side (ref {reference}). The document is kept."
        fix = "Try again; tell whoever runs Plumbline the reference if it happens twice."
    else:
        return "done"
    if failed is not None:
        say = failed
        _step("failed", 0, lambda: say(problem, fix))
    return "failed"


def _again(job: Job, subject_id: str, attempt: int, seconds: float) -> None:
    if _Bound.again is None:
        raise _StoppedError
    with translated():
        _Bound.again(job, subject_id, attempt, seconds)
