"""The steps of reading one CV; each may run twice, and knows from the database where it stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from bot.domain.assessment import Assessment
from bot.domain.document import Document, DocumentKind
from bot.domain.job import RequirementMatch
from bot.domain.posting import MessageKind
from bot.domain.requisition import (
    Application,
    ApplicationState,
    Requisition,
    Step,
    StoredDocument,
    UploadKind,
)
from bot.domain.rubric import Rubric
from bot.domain.source import ReadResult, Source
from bot.errors import DownloadError, NotReadyError, Reason
from bot.services.batch_steps import UNFINISHED, end_if_done, fail_batch, run_batch
from bot.services.bot_deps import BotDeps
from bot.services.job_descriptions import review_stored as review_job
from bot.services.job_steps import fail_job
from bot.services.opening import want_levels
from bot.services.results import result_key
from bot.store import (
    Tx,
    applications,
    assessments,
    documents,
    job_reviews,
    postings,
    requisitions,
    rubrics,
)

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
JOB_SECONDS = 1.0
"""How long a CV waits at a time for the job description that is being read."""

_READING = frozenset({ApplicationState.READING})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Everything that is kept of one application, as a step begins."""

    application: Application
    document: StoredDocument
    text: Document | None
    """What a reader sees; None until it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What a CV was found to show."""

    assessment: Assessment
    match: RequirementMatch | None
    key: str


def read_cv(application_id: str, deps: BotDeps) -> None:
    """Fetch, read and assess the document of one application, from where an earlier try left it.

    Raises:
        DownloadError: It cannot be had now; trying again may help.
        SlackError: Slack did not do it; trying again may help.
        NotReadyError: The job description that it is held against is still being read.
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
        if not _go_on(tx, case, Step.READ, started_at, deps):
            return False
        sha256 = hashlib.sha256(data).hexdigest()
        documents.fill(tx, case.document.id, data, sha256)
    return True


def read(application_id: str, deps: BotDeps) -> bool:
    """Read the visible text, and keep it in place of the bytes.

    Returns:
        Whether to go on: False when it was stopped, forgotten, or cannot be read.
    """
    case = _load(application_id, deps)
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
            if _end(tx, case, ApplicationState.UNREADABLE, started_at, deps, reason=reason):
                _drop_copy(tx, case.document)
        elif _go_on(tx, case, Step.ASSESS, started_at, deps):
            documents.keep_text(tx, case.document.id, result.document)
            documents.drop_data(tx, case.document.id)
            goes_on = True
    return goes_on


def assess(application_id: str, deps: BotDeps) -> None:
    """Assess the text, hold it against the job description, and show the result.

    The stored result is taken where the same text was assessed by the same evaluator against
    the same version of the rubric.

    Raises:
        NotReadyError: The job description that it is held against is still being read, so that
            the CVs of one opening would be compared on different grounds.
    """
    case = _load(application_id, deps)
    if case is None or case.text is None:
        return
    started_at = deps.now()
    with deps.database.read() as tx:
        requisition = requisitions.get(tx, case.application.requisition_id)
        if job_reviews.is_pending(tx, requisition.id):
            raise NotReadyError("job description", JOB_SECONDS)
        rubric = rubrics.get(tx, case.application.rubric_hash)
        job = _job_text(tx, requisition)
        key = result_key(case.text, rubric, deps.reading.evaluator, case.application.candidate_name)
        known = assessments.result(tx, key)
    assessment = known or deps.reading.evaluator.assess(case.text, rubric)
    outcome = _Outcome(
        assessment=replace(assessment, document_sha256=case.text.sha256),
        match=None if job is None else _match(job, case.text, deps),
        key=key,
    )
    with deps.database.write() as tx:
        if _end(tx, case, ApplicationState.READ, started_at, deps):
            _keep_result(tx, case.application, outcome, rubric, deps)


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


def show_end(tx: Tx, application: Application, deps: BotDeps) -> None:
    """Show an application that is no longer read, and its run's progress.

    In a run over several CVs its own message is posted when somebody opens it from the list, so
    that the channel gets one message and not hundreds.
    """
    postings.refresh(tx, MessageKind.APPLICATION, application.id, deps.now())
    if application.batch_id is not None:
        end_if_done(tx, application.batch_id, deps)


def _begin(application_id: str, deps: BotDeps) -> _Case | None:
    """Take an application up, or find it where an earlier try left it."""
    with deps.database.write() as tx:
        application = applications.find(tx, application_id)
        if application is None or application.state not in UNFINISHED:
            return None
        if application.state is ApplicationState.WAITING:
            applications.advance(
                tx,
                application_id,
                state=ApplicationState.READING,
                from_states=UNFINISHED,
                step=Step.FETCH,
                now=deps.now(),
            )
            _show_step(tx, application_id, deps)
        return _case(tx, application_id)


def _load(application_id: str, deps: BotDeps) -> _Case | None:
    with deps.database.read() as tx:
        application = applications.find(tx, application_id)
        if application is None or application.state is not ApplicationState.READING:
            return None
        return _case(tx, application_id)


def _case(tx: Tx, application_id: str) -> _Case:
    application = applications.get(tx, application_id)
    return _Case(
        application=application,
        document=documents.get(tx, application.document_id),
        text=documents.text(tx, application.document_id),
    )


def _bytes(case: _Case, deps: BotDeps) -> bytes | None:
    with deps.database.read() as tx:
        return documents.data(tx, case.document.id)


def _next(case: _Case, step: Step, started_at: datetime, deps: BotDeps) -> bool:
    with deps.database.write() as tx:
        return _go_on(tx, case, step, started_at, deps)


def _go_on(tx: Tx, case: _Case, step: Step, started_at: datetime, deps: BotDeps) -> bool:
    """Move on to a step, unless it was stopped or forgotten meanwhile."""
    goes_on = applications.advance(
        tx,
        case.application.id,
        state=ApplicationState.READING,
        from_states=_READING,
        step=step,
        now=deps.now(),
        seconds=_seconds(case, started_at, deps),
    )
    if goes_on:
        _show_step(tx, case.application.id, deps)
    return goes_on


def _show_step(tx: Tx, application_id: str, deps: BotDeps) -> None:
    """Show a new step where the application has a message; in a run it mostly has none."""
    if postings.refresh(tx, MessageKind.APPLICATION, application_id, deps.now()):
        tx.after_commit(deps.wake_senders)


def _end(  # noqa: PLR0913  # what an end is told from
    tx: Tx,
    case: _Case,
    state: ApplicationState,
    started_at: datetime,
    deps: BotDeps,
    *,
    reason: Reason | None = None,
) -> bool:
    """End the reading with its state, unless it was stopped or forgotten meanwhile."""
    is_ours = applications.advance(
        tx,
        case.application.id,
        state=state,
        from_states=_READING,
        reason=reason,
        now=deps.now(),
        seconds=_seconds(case, started_at, deps),
    )
    if is_ours:
        show_end(tx, case.application, deps)
        tx.after_commit(deps.wake_senders)
    return is_ours


def _seconds(case: _Case, started_at: datetime, deps: BotDeps) -> float:
    """Add up the time that the steps took; waiting between them is not reading."""
    return (case.application.seconds or 0.0) + (deps.now() - started_at).total_seconds()


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


def _job_text(tx: Tx, requisition: Requisition) -> Document | None:
    if requisition.job_document_id is None:
        return None
    return documents.text(tx, requisition.job_document_id)


def _match(job: Document, document: Document, deps: BotDeps) -> RequirementMatch:
    return deps.reading.jobs.match(deps.reading.jobs.requirements(job), document)


def _keep_result(
    tx: Tx, application: Application, outcome: _Outcome, rubric: Rubric, deps: BotDeps
) -> None:
    assessments.keep_result(tx, outcome.key, outcome.assessment)
    assessments.put(tx, application.id, outcome.assessment, outcome.match, deps.now())
    parent = postings.find(tx, MessageKind.APPLICATION, application.id)
    if parent is not None:
        want_levels(tx, parent, rubric, deps)
