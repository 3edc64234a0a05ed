"""The durable workflows: each is a few named steps over the use cases, and carries ids alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Protocol

from dbos import DBOS, StepOptions

from bot.errors import (
    BotError,
    DisconnectedError,
    DownloadError,
    NotReadyError,
    RateLimitedError,
    StoreError,
    UnsureError,
)
from bot.jobs.serializer import StepFailedError
from bot.services import housekeeping, reading_steps
from bot.services.bot_deps import TRIES_A_ROUND, BotDeps, Job

log = logging.getLogger("plumbline.jobs")

STEP_TRIES = 4
"""Tries of one step when the database fails it, a second apart and then doubling."""
TRIES = 7
"""Times that a piece of work is begun while Slack does not answer: for about a minute.

Fewer than TRIES_A_ROUND."""
_END = "ended"


class _LaterError(Exception):
    """The work ends here, and is begun anew in ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class _BrokenError(Exception):
    """The work ends here with words for a person."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__()
        self.problem = problem
        self.fix = fix


class Again(Protocol):
    """Has the same work done once more, later."""

    def __call__(self, job: Job, subject_id: str, attempt: int, seconds: float) -> None:
        """Enqueue the next attempt, to begin after so many seconds."""
        ...


class _Bound:
    """What the workflows reach; the engine registers them once for the whole process."""

    deps: BotDeps | None = None
    again: Again | None = None


def bind(deps: BotDeps | None, again: Again | None) -> None:
    """Give the workflows what they reach; None when the engine stops."""
    _Bound.deps, _Bound.again = deps, again


def _deps() -> BotDeps:
    assert _Bound.deps is not None, "the engine was not started"
    return _Bound.deps


def _step(name: str, attempt: int, work: Callable[[], bool | None]) -> bool:
    """Run one checkpointed step; what it came to is a value, so that a replay repeats it.

    Returns:
        Whether the work goes on.
    """
    options: StepOptions = {"name": name, "retries_allowed": True, "max_attempts": STEP_TRIES}
    kind, *rest = DBOS.run_step(options, _outcome, attempt, work)
    if kind == "later":
        raise _LaterError(rest[0])
    if kind == "broken":
        raise _BrokenError(rest[0], rest[1])
    return bool(kind == "go")


def _outcome(attempt: int, work: Callable[[], bool | None]) -> list[Any]:
    try:
        return ["go"] if work() is not False else [_END]
    except (RateLimitedError, NotReadyError) as error:
        return ["later", error.retry_after]
    except StoreError:
        raise  # the engine tries the step again
    except BotError as error:
        tries = attempt % TRIES_A_ROUND
        if _may_pass(error) and tries + 1 < TRIES:
            return ["later", 2.0**tries]
        return ["broken", error.problem, error.fix]


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

    return _guarded(Job.READ_APPLICATION, application_id, attempt, body, failed)


@DBOS.workflow(name=Job.RUN_BATCH.value, max_recovery_attempts=50)
def run_batch(batch_id: str, attempt: int) -> str:
    """Add the applications of a batch; each is then read by a workflow of its own."""

    def body() -> None:
        _step("run_batch", attempt, lambda: reading_steps.run_batch(batch_id, _deps()))

    def failed(problem: str, fix: str) -> None:
        reading_steps.fail_batch(batch_id, problem, fix, _deps())

    return _guarded(Job.RUN_BATCH, batch_id, attempt, body, failed)


@DBOS.workflow(name=Job.REVIEW_JOB.value, max_recovery_attempts=50)
def review_job(document_id: str, attempt: int) -> str:
    """Fetch, read and review a job description."""

    def body() -> None:
        _step("review", attempt, lambda: reading_steps.review_job(document_id, _deps()))

    def failed(problem: str, fix: str) -> None:
        reading_steps.fail_job(document_id, problem, fix, _deps())

    return _guarded(Job.REVIEW_JOB, document_id, attempt, body, failed)


@DBOS.workflow(name=Job.ERASE.value, max_recovery_attempts=50)
def erase(application_id: str, attempt: int) -> str:
    """Leave no bytes behind of what was forgotten."""

    def body() -> None:
        _step("erase", attempt, lambda: housekeeping.leave_no_bytes(_deps()))

    return _guarded(Job.ERASE, application_id, attempt, body, None)


def _guarded(
    job: Job,
    subject_id: str,
    attempt: int,
    body: Callable[[], None],
    failed: Callable[[str, str], None] | None,
) -> str:
    """Run a workflow's steps, and turn what ends them into a state that a person can read."""
    try:
        body()
    except _LaterError as error:
        seconds = error.seconds
        _step("later", 0, lambda: _again(job, subject_id, attempt + 1, seconds))
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
    assert _Bound.again is not None, "the engine was not started"
    _Bound.again(job, subject_id, attempt, seconds)
