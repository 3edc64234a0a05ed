"""Durable work on the application's own database; the only module that starts or stops DBOS."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions

from bot.jobs import workflows
from bot.jobs.serializer import SealedJson
from bot.services.bot_deps import BotDeps, Job
from bot.store import Database, Tx
from bot.store.keys import KeyRing

APPLICATION_VERSION = "1"
"""Pinned: jobs of another version are never taken up, so it changes on purpose alone.

Source: DBOS takes it from a hash of the sources otherwise, and every edit would strand jobs.
"""
EXECUTOR_ID = "local"
"""The same for every process: one bot works on a database, and takes up what the last one left.

Source: DBOS recovers at its start what was being done under its own id, and nothing else.
"""
_NAME = "plumbline"
_READING, _CHORES = "reading", "chores"
_QUEUES = {Job.READ_APPLICATION: _READING}
"""Reading has a queue of its own, so that a long run does not hold up the rest."""
_CHORES_AT_ONCE = 4


class _NoText(logging.Filter):
    """Keeps tracebacks out of the log: the text of an error may hold text of a document."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        record.exc_text = None
        return True


class Engine:
    """Enqueues durable work in the caller's transaction, and does it in threads.

    Only one of these may be started in a process.

    Args:
        database: Where rows and jobs are kept; migrated.
        keys: Seal the arguments and results of jobs.
        at_once: Documents that are read at the same time.
        polling_seconds: How often a queue is looked at.
    """

    def __init__(
        self,
        database: Database,
        keys: KeyRing,
        *,
        at_once: int = 8,
        polling_seconds: float = 0.1,
    ) -> None:
        self._engine = database.jobs_engine()
        self._serializer = SealedJson(keys)
        self._at_once = at_once
        self._polling_seconds = polling_seconds
        self._client: DBOSClient | None = None

    def prepare(self) -> None:
        """Get ready to start: the first ``start`` on a database makes the engine's tables."""
        logging.getLogger("dbos").addFilter(_NoText())
        config: DBOSConfig = {
            "name": _NAME,
            "system_database_engine": self._engine,
            "serializer": self._serializer,
            "application_version": APPLICATION_VERSION,
            "executor_id": EXECUTOR_ID,
            "log_level": "ERROR",
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": self._polling_seconds,
            "enable_otlp": False,
        }
        DBOS(config=config)
        self._client = DBOSClient(
            system_database_engine=self._engine,
            serializer=self._serializer,
            application_name=_NAME,
            lazy=True,
        )

    def start(self, deps: BotDeps) -> None:
        """Take up what was left, and do what is enqueued from now on."""
        workflows.bind(deps, self._again)
        DBOS.launch()
        for name, at_once in ((_READING, self._at_once), (_CHORES, _CHORES_AT_ONCE)):
            DBOS.register_queue(
                name,
                worker_concurrency=at_once,
                polling_interval_sec=self._polling_seconds,
                on_conflict="always_update",
            )

    def stop(self, seconds: int) -> None:
        """Take up nothing more, and wait so long for what is being done; the rest is kept."""
        workflows.stop_waiting()
        DBOS.destroy(workflow_completion_timeout_sec=seconds)
        workflows.unbind()
        if self._client is not None:
            self._client.destroy()
            self._client = None
        self._engine.dispose()

    def enqueue(self, tx: Tx, job: Job, subject_id: str, *, attempt: int = 0) -> None:
        """Have a job done if, and only if, the transaction commits; once for an attempt."""
        options = _options(job, subject_id, attempt)
        assert self._client is not None, "prepare() comes first"
        self._client.enqueue_in_transaction(tx.connection(), options, subject_id, attempt)

    def _again(self, job: Job, subject_id: str, attempt: int, seconds: float) -> None:
        options = _options(job, subject_id, attempt)
        options["delay_seconds"] = seconds
        assert self._client is not None, "prepare() comes first"
        self._client.enqueue(options, subject_id, attempt)

    def take_up_lost(self, before: datetime) -> int:
        """Take up what was begun before a moment and no thread is in; return how much.

        The engine loses work when its database fails between claiming it and beginning it.
        """
        found = DBOS.list_workflows(
            status="PENDING",
            dequeued_before=before.isoformat(),
            load_input=False,
            load_output=False,
        )
        at_work = workflows.at_work()
        lost = [workflow for workflow in found if workflow.workflow_id not in at_work]
        for workflow in lost:
            DBOS.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
        return len(lost)

    def subjects(self, job: Job) -> frozenset[str]:
        """Name what a job is still to be done, or being done, for."""
        found = DBOS.list_workflows(
            status=["ENQUEUED", "DELAYED", "PENDING"],
            name=job.value,
            load_input=False,
            load_output=False,
        )
        return frozenset(workflow.workflow_id.split(":")[1] for workflow in found)

    def delete_finished(self, before: datetime) -> int:
        """Delete the rows of jobs that ended before a moment; return how many."""
        found = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            end_time=before.isoformat(),
            load_input=False,
            load_output=False,
        )
        ids = [workflow.workflow_id for workflow in found]
        if ids:
            DBOS.delete_workflows(ids)
        return len(ids)


def _options(job: Job, subject_id: str, attempt: int) -> EnqueueOptions:
    options: Any = {
        "workflow_name": job.value,
        "queue_name": _QUEUES.get(job, _CHORES),
        "workflow_id": f"{job.value}:{subject_id}:{attempt}",
        "app_version": APPLICATION_VERSION,
    }
    return options  # type: ignore[no-any-return]  # filled in parts
