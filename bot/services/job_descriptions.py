"""Have a job description reviewed, and keep it as the one that CVs are held against."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from bot.domain.document import DocumentKind
from bot.domain.job import StoredJobReview
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import StoredDocument, UploadKind
from bot.domain.source import ReadResult, Source
from bot.errors import ConflictError, DownloadError, NotReadyError, Reason, UsageError
from bot.services.access import is_allowed, own_requisition, require
from bot.services.bot_deps import BotDeps, Job
from bot.services.compose_job import parts_of
from bot.services.derived import derived_id
from bot.services.intake import check_files, check_text, encoded, requisition_choice
from bot.services.job_requirements import keep_required, required_in
from bot.services.screens import JobForm
from bot.store import Tx, documents, inbox, job_reviews, postings, requisitions, rubrics


@dataclass(frozen=True, slots=True, kw_only=True)
class AddJob:
    """A job description, as a file or pasted, for one requisition."""

    actor: Actor
    event_key: str
    requisition_id: str
    file_id: str
    """Slack's id; "" for pasted text."""
    pasted_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAdded:
    """A job description that is being reviewed, and where its message will stand."""

    document_id: str
    channel: str
    is_repeat: bool
    """Whether the same event came before, so that nothing was done now."""


def job_form(actor: Actor, deps: BotDeps, requisition_id: str = "", channel: str = "") -> JobForm:
    """Fill the form for a job description with what this person may choose.

    Args:
        actor: Who will see the form.
        deps: What to reach.
        requisition_id: Chosen beforehand; "" for none.
        channel: Where the form was asked for: its requisition is chosen when it has one.

    Raises:
        NotAllowedError: They may have none reviewed.
        UsageError: No requisition is open.
    """
    with deps.database.read() as tx:
        opened = requisitions.all(tx, actor.team_id, is_open=True)
    mine = [r for r in opened if is_allowed(Action.REVIEW_JOB, actor, deps, r)]
    if not mine:
        require(Action.REVIEW_JOB, actor, deps)
        raise UsageError("No requisition is open.", "Open one first: `/hire open`.")
    here = [r for r in mine if r.channel == channel] or mine
    meant = next((r for r in mine if r.id == requisition_id), here[0] if len(here) == 1 else None)
    return JobForm(
        requisitions=tuple(requisition_choice(r) for r in mine),
        requisition_id=meant.id if meant else "",
    )


def add_job(request: AddJob, deps: BotDeps) -> JobAdded:
    """Keep a job description, and have it reviewed.

    Raises:
        UsageError: There is no text and no file, or both, or it is of a kind that is not read.
        NotFoundError: There is no such requisition.
        NotAllowedError: They may not.
        ConflictError: The requisition is closed.
        DownloadError: The file cannot be seen, or is gone.
    """
    with deps.database.read() as tx:
        requisition = own_requisition(tx, request.actor, request.requisition_id)
    require(Action.REVIEW_JOB, request.actor, deps, requisition)
    document, data = _document(request, deps)
    with deps.database.write() as tx:
        is_repeat = not inbox.accept(tx, request.event_key, deps.now())
        if not is_repeat:
            _keep(tx, request, document, data, deps)
    deps.wake_senders()
    return JobAdded(document_id=document.id, channel=requisition.channel, is_repeat=is_repeat)


def _document(request: AddJob, deps: BotDeps) -> tuple[StoredDocument, bytes | None]:
    if bool(request.file_id) == bool(request.pasted_text.strip()):
        raise UsageError(
            "There is no job description."
            if not request.file_id
            else "There is a file, and a text beside it.",
            "Give either a file or the text.",
        )
    document = StoredDocument(
        id=derived_id("job document", request.event_key),
        team_id=request.actor.team_id,
        kind=DocumentKind.JOB_DESCRIPTION,
        upload=UploadKind.PASTED,
        file_id="",
        name="",
        sha256="",
        size=0,
    )
    if request.file_id:
        (facts,) = check_files([deps.slack.file(request.file_id)], deps)
        upload = UploadKind.SLACK_FILE
        return replace(document, upload=upload, file_id=facts.file_id, name=facts.name), None
    check_text(request.pasted_text)
    data = encoded(request.pasted_text)
    return replace(document, sha256=hashlib.sha256(data).hexdigest(), size=len(data)), data


def _keep(
    tx: Tx, request: AddJob, document: StoredDocument, data: bytes | None, deps: BotDeps
) -> None:
    requisition = requisitions.get(tx, request.requisition_id)
    if requisition.closed_at is not None:
        raise ConflictError(
            f"{requisition.title} is closed. Nothing was added.",
            "Open it again, or choose another requisition.",
        )
    documents.add(tx, document, data)
    job_reviews.begin(
        tx,
        document.id,
        requisition.id,
        request.actor.user_id,
        requisition.rubric_hash,
        deps.now(),
    )
    _want_message(tx, requisition.channel, document.id, deps)
    deps.queue.enqueue(tx, Job.REVIEW_JOB, document.id)


def _want_message(tx: Tx, channel: str, document_id: str, deps: BotDeps) -> Posting:
    return postings.want(
        tx,
        id=deps.new_id(),
        kind=MessageKind.JOB,
        subject_id=document_id,
        channel=channel,
        now=deps.now(),
    )


def review_stored(document_id: str, deps: BotDeps) -> None:
    """Read and review a job description that is kept; done again it changes nothing.

    Its bytes are dropped once its text is kept. What cannot be read leaves the requisition with
    the job description that it had.

    Raises:
        DownloadError: It cannot be had now; trying again may help.
        SlackError: Slack did not do it; trying again may help.
        NotReadyError: The language model cannot be asked now, which its message says.
    """
    with deps.database.read() as tx:
        begun = job_reviews.get(tx, document_id)
        if begun is None or begun.finished_at is not None:
            return
        if begun.not_before is not None and begun.not_before > deps.now():
            left = begun.not_before - deps.now()
            raise NotReadyError("job description", left.total_seconds())
        document = documents.get(tx, document_id)
        data = documents.data(tx, document_id)
    if data is None:
        try:
            data = deps.slack.download(document.file_id, deps.reading.file_bytes)
        except DownloadError as error:
            if not error.is_final:
                raise
    _review(begun, document, data, deps)
    deps.wake_senders()


def _review(
    begun: StoredJobReview, document: StoredDocument, data: bytes | None, deps: BotDeps
) -> None:
    """Review outside the transaction, then keep all of it in one."""
    result = None if data is None else _read(document, data, deps)
    text = result.document if result else None
    reason = result.reason if result else Reason.MISSING
    if text is not None and not deps.reading.is_prose(text):
        text, reason = None, Reason.NOT_A_CV
    with deps.database.read() as tx:
        rubric = rubrics.get(tx, begun.rubric_hash)
    required = None if text is None else required_in(text, begun, deps)
    review = None
    if text is not None and required is not None:
        review = deps.reading.jobs.review(text, rubric, required)
    findings = text.findings if text else result.findings if result else ()
    with deps.database.write() as tx:
        is_first = job_reviews.put(
            tx,
            document.id,
            begun.requisition_id,
            review,
            reason if review is None else None,
            findings,
            begun.rubric_hash,
            begun.added_by,
            deps.now(),
        )
        if not is_first:
            return
        if data is not None and result is not None:
            documents.fill(tx, document.id, data, result.sha256)
        documents.drop_data(tx, document.id)
        if text is not None and review is not None:
            documents.keep_text(tx, document.id, text)
            keep_required(tx, text, review.required, deps)
            requisition = requisitions.get(tx, begun.requisition_id)
            requisitions.replace(tx, replace(requisition, job_document_id=document.id))
            _want_details(tx, requisition.channel, document.id, parts_of(review), deps)
        postings.refresh(tx, MessageKind.JOB, document.id, deps.now())


def _read(document: StoredDocument, data: bytes, deps: BotDeps) -> ReadResult:
    source = Source(path=document.name or "-", kind=document.kind, data=data)
    (result,) = deps.reading.reader.read([source])
    return result


def _want_details(tx: Tx, channel: str, document_id: str, parts: int, deps: BotDeps) -> None:
    parent = _want_message(tx, channel, document_id, deps)
    for part in range(parts):
        postings.want(
            tx,
            id=deps.new_id(),
            kind=MessageKind.JOB_DETAILS,
            subject_id=document_id,
            part=part,
            channel=parent.channel,
            parent_id=parent.id,
            now=deps.now(),
        )
