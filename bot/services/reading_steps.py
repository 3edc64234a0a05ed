"""The steps of reading one CV; each may run twice, and knows from the database where it stands."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath

from bot.domain.document import DocumentKind
from bot.domain.requisition import (
    Application,
    ApplicationState,
    Step,
    StoredDocument,
    UploadKind,
)
from bot.domain.source import ReadResult, Source
from bot.errors import DownloadError, NotReadyError, Reason
from bot.services.assessing import assess
from bot.services.batch_steps import UNFINISHED, fail_batch, run_batch
from bot.services.bot_deps import BotDeps
from bot.services.cases import Case, being_read, case_of, end, go_on, show_end, show_step
from bot.services.job_descriptions import review_stored as review_job
from bot.services.job_steps import fail_job
from bot.store import Tx, applications, documents

__all__ = [
    "assess",
    "fail",
    "fail_batch",
    "fail_job",
    "fetch",
    "read",
    "read_cv",
    "review_job",
    "run_batch",
]


def read_cv(application_id: str, deps: BotDeps) -> None:
    """Fetch, read and assess the document of one application, from where an earlier try left it.

    Raises:
        DownloadError: It cannot be had now; trying again may help.
        SlackError: Slack did not do it; trying again may help.
        NotReadyError: The job description that it is held against is still being read, or the
            language model cannot be asked now.
    """
    if fetch(application_id, deps) and read(application_id, deps):
        assess(application_id, deps)


def fetch(application_id: str, deps: BotDeps) -> bool:
    """Have the document's bytes, from Slack if need be.

    Returns:
        Whether to go on: False when it was stopped or forgotten, or cannot be had for good.

    Raises:
        DownloadError: It cannot be had now; trying again may help.
        SlackError: Slack did not do it; trying again may help.
        NotReadyError: It waits for the language model, and its time has not come.
    """
    case = _begin(application_id, deps)
    if case is None:
        return False
    started_at = deps.now()
    if case.text is not None or _bytes(case, deps) is not None:
        return _next(case, Step.READ, started_at, deps)
    try:
        data = deps.slack.download(case.document.file_id, deps.reading.file_bytes)
    except DownloadError as error:
        if not error.is_final:
            raise
        fail(application_id, error.problem, error.fix, deps)
        return False
    with deps.database.write() as tx:
        if not go_on(tx, case, Step.READ, started_at, deps):
            return False
        sha256 = hashlib.sha256(data).hexdigest()
        documents.fill(tx, case.document.id, data, sha256)
    return True


def read(application_id: str, deps: BotDeps) -> bool:
    """Read the visible text, and keep it in place of the bytes.

    Returns:
        Whether to go on: False when it was stopped, forgotten, or cannot be read.
    """
    case = being_read(application_id, deps)
    if case is None:
        return False
    started_at = deps.now()
    if case.text is not None:  # an earlier try got as far
        return _next(case, Step.ASSESS, started_at, deps)
    data = _bytes(case, deps)
    if data is None:
        problem = "The document is no longer here. Nothing was read."
        fail(application_id, problem, "Have it read again, or share it again.", deps)
        return False
    result = _read(case.document, data, deps)
    reason = _reason(result, deps)
    goes_on = False
    with deps.database.write() as tx:
        if result.document is None or reason is not None:
            if end(tx, case, ApplicationState.UNREADABLE, started_at, deps, reason=reason):
                _drop_copy(tx, case.document)
        elif go_on(tx, case, Step.ASSESS, started_at, deps):
            documents.keep_text(tx, case.document.id, result.document)
            documents.drop_data(tx, case.document.id)
            goes_on = True
    return goes_on


def fail(application_id: str, problem: str, fix: str, deps: BotDeps) -> None:
    """Say that something broke on our side or Slack's; what was read already stays as it is.

    Args:
        application_id: Whose reading ended.
        problem: In our own words, with nothing of the document.
        fix: What to do next.
        deps: What to reach.
    """
    with deps.database.write() as tx:
        application = applications.find(tx, application_id)
        if application is None:
            return
        has_failed = applications.advance(
            tx,
            application_id,
            state=ApplicationState.FAILED,
            from_states=UNFINISHED,
            problem=problem,
            fix=fix,
            now=deps.now(),
        )
        if has_failed:
            show_end(tx, application, deps)
    deps.wake_senders()


def _begin(application_id: str, deps: BotDeps) -> Case | None:
    """Take an application up, or find it where an earlier try left it."""
    with deps.database.write() as tx:
        application = applications.find(tx, application_id)
        if application is None or application.state not in UNFINISHED:
            return None
        _check_wait(application, deps)
        if application.state is ApplicationState.WAITING:
            applications.advance(
                tx,
                application_id,
                state=ApplicationState.READING,
                from_states=UNFINISHED,
                step=Step.FETCH,
                now=deps.now(),
            )
            show_step(tx, application_id, deps)
        return case_of(tx, application_id)


def _check_wait(application: Application, deps: BotDeps) -> None:
    """Let nothing go on before its time, however it was begun, such as by a restart."""
    if application.not_before is not None and application.not_before > deps.now():
        left = application.not_before - deps.now()
        raise NotReadyError("CV", left.total_seconds())


def _bytes(case: Case, deps: BotDeps) -> bytes | None:
    with deps.database.read() as tx:
        return documents.data(tx, case.document.id)


def _next(case: Case, step: Step, started_at: datetime, deps: BotDeps) -> bool:
    with deps.database.write() as tx:
        return go_on(tx, case, step, started_at, deps)


def _read(document: StoredDocument, data: bytes, deps: BotDeps) -> ReadResult:
    """Read bytes under a name without a person's name in it: only its ending matters."""
    is_pasted = document.upload is UploadKind.PASTED
    ending = ".txt" if is_pasted else PurePath(document.name).suffix
    source = Source(path=f"cv{ending}", kind=DocumentKind.CV, data=data)
    (result,) = deps.reading.reader.read([source])
    return result


def _reason(result: ReadResult, deps: BotDeps) -> Reason | None:
    """Say why a document cannot be assessed; None when it can."""
    if result.document is None:
        return result.reason or Reason.CORRUPT
    return None if deps.reading.is_prose(result.document) else Reason.NOT_A_CV


def _drop_copy(tx: Tx, document: StoredDocument) -> None:
    """Delete the bytes that Slack has too; a pasted text is nowhere else."""
    if document.upload is UploadKind.SLACK_FILE:
        documents.drop_data(tx, document.id)
