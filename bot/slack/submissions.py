"""Forms sent off: what was typed becomes one use case, and its errors stand at their fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain.policy import Action
from bot.domain.requisition import DecisionKind, Requisition, letters
from bot.errors import (
    AudienceError,
    AudienceRefusal,
    BotError,
    ConflictError,
    DownloadError,
    NotAllowedError,
    NotFoundError,
    RubricError,
    UsageError,
)
from bot.services.access import require
from bot.services.decisions import Decide, decide
from bot.services.forgetting import Forget, forget
from bot.services.intake import LONGEST_NAME, AddCandidate, add_candidate, check_files, check_text
from bot.services.job_descriptions import AddJob, add_job
from bot.services.requisitions import LONGEST_TITLE, OpenRequisition, open_requisition, twins
from bot.services.reviews import Change, change
from bot.slack import builders, forms
from bot.slack.builders import Json
from bot.slack.ids import BLIND, NONE, BlockId, CallbackId
from bot.slack.parse import Submission, stale
from bot.slack.speaking import Tools

_PERSON = frozenset(
    {
        AudienceRefusal.GUEST,
        AudienceRefusal.STRANGER,
        AudienceRefusal.DEACTIVATED,
        AudienceRefusal.OTHER_TEAM,
        AudienceRefusal.BOT,
        AudienceRefusal.UNKNOWN_PERSON,
    }
)
"""Refusals that are about somebody, rather than about a channel."""

_NO_MANAGER = {
    AudienceRefusal.GUEST: "A guest",
    AudienceRefusal.STRANGER: "Somebody of another company",
    AudienceRefusal.DEACTIVATED: "A deactivated account",
    AudienceRefusal.OTHER_TEAM: "An account of another workspace",
    AudienceRefusal.BOT: "A bot",
}
"""Who is refused as a hiring manager, in words for the person who chose them."""


class _ManagerError(AudienceError):
    """Somebody who was chosen may not be the hiring manager; told to who chose them."""

    def __init__(self, refusal: AudienceRefusal) -> None:
        super().__init__(refusal)
        self.problem = (
            f"{_NO_MANAGER[refusal]} may not see candidate data, so not be the hiring manager."
        )
        self.fix = "Choose a full member of this workspace, or leave it empty."


Handler = Callable[[Tools, Submission], Json | None]
"""Returns the view that follows, or None to close the form."""


def on_submission(tools: Tools, submission: Submission) -> Json | None:
    """Do what a form says, and return the view that follows; None closes it.

    Raises:
        BotError: It could not be done.
    """
    handler = SUBMISSIONS.get(submission.callback)
    if handler is None:
        raise stale()
    return handler(tools, submission)


def field_of(submission: Submission, error: BotError) -> str:
    """Say at which field an error stands; "" when it is about no field of the form.

    Args:
        submission: What was sent off.
        error: What came of it.
    """
    find = _FIELDS.get(submission.callback)
    if find is None or isinstance(error, NotAllowedError) or not submission.inputs:
        return ""
    wanted = find(submission, error)
    return wanted if wanted in submission.inputs else submission.inputs[0]


def _requisition(tools: Tools, submission: Submission) -> Json:
    """Open or change a requisition; a bad job description is refused before anything is done."""
    fields, is_new = submission.fields, not submission.metadata
    job = AddJob(
        actor=submission.actor,
        event_key=f"{submission.event_key}:job",
        requisition_id="",
        file_id=next(iter(fields.files(BlockId.FILES)), ""),
        pasted_text=fields.text(BlockId.PASTED),
    )
    has_job = is_new and bool(job.file_id or job.pasted_text.strip())
    if has_job:
        _check_job(tools, job)
    opened = _open(
        tools,
        OpenRequisition(
            actor=submission.actor,
            event_key=submission.event_key,
            title=fields.text(BlockId.TITLE),
            channel=fields.channel(BlockId.CHANNEL),
            rubric=fields.option(BlockId.RUBRIC),
            hiring_manager=fields.user(BlockId.HIRING_MANAGER),
            requisition_id="" if is_new else submission.ids(1)[0],
        ),
    )
    if has_job:
        add_job(replace(job, requisition_id=opened.id), tools.deps)
    done = builders.requisition_done(
        opened.title,
        opened.channel,
        is_new=is_new,
        letter=letters(opened.number),
        others=[letters(other.number) for other in twins(opened, tools.deps)],
    )
    return builders.notice_view("Done", done)


def _open(tools: Tools, request: OpenRequisition) -> Requisition:
    try:
        return open_requisition(request, tools.deps).requisition
    except AudienceError as error:
        if error.refusal in _NO_MANAGER:
            raise _ManagerError(error.refusal) from None
        if error.refusal is not AudienceRefusal.UNKNOWN_CHANNEL:
            raise
        # Slack hides a private channel from a bot outside it; the person chose it from their list
        raise AudienceError(AudienceRefusal.NOT_A_MEMBER) from None


def _candidate(tools: Tools, submission: Submission) -> Json:
    fields = submission.fields
    file_ids = submission.metadata or fields.files(BlockId.FILES)
    added = add_candidate(
        AddCandidate(
            actor=submission.actor,
            event_key=submission.event_key,
            requisition_id=fields.option(BlockId.REQUISITION),
            name=fields.text(BlockId.NAME),
            candidate_user_id=fields.user(BlockId.PERSON),
            file_ids=file_ids,
            pasted_text=fields.text(BlockId.PASTED),
            is_blind=BLIND in fields.options(BlockId.BLIND),
        ),
        tools.deps,
    )
    done = builders.candidate_done(added.label, added.channel, files=len(file_ids))
    return builders.notice_view("In line", done)


def _job(tools: Tools, submission: Submission) -> Json:
    fields = submission.fields
    added = add_job(
        AddJob(
            actor=submission.actor,
            event_key=submission.event_key,
            requisition_id=fields.option(BlockId.REQUISITION),
            file_id=next(iter(fields.files(BlockId.FILES)), ""),
            pasted_text=fields.text(BlockId.PASTED),
        ),
        tools.deps,
    )
    done = builders.job_done("this requisition", added.channel)
    return builders.notice_view("In line", done)


def _level(tools: Tools, submission: Submission) -> None:
    application_id, criterion = submission.ids(2)
    chosen = submission.fields.option(BlockId.LEVEL)
    if chosen not in {NONE, "1", "2", "3", "4"}:
        raise stale()
    change(
        Change(
            actor=submission.actor,
            event_key=submission.event_key,
            application_id=application_id,
            criterion=criterion,
            level=None if chosen == NONE else int(chosen),
            reason=submission.fields.text(BlockId.REASON),
        ),
        tools.deps,
    )


def _decision(tools: Tools, submission: Submission) -> None:
    (application_id,) = submission.ids(1)
    chosen = submission.fields.option(BlockId.DECISION)
    if chosen not in set(DecisionKind):
        raise stale()
    decide(
        Decide(
            actor=submission.actor,
            event_key=submission.event_key,
            application_id=application_id,
            kind=DecisionKind(chosen),
            reason=submission.fields.text(BlockId.REASON),
        ),
        tools.deps,
    )


def _forget(tools: Tools, submission: Submission) -> Json:
    """Ask once more about the person who was chosen."""
    chosen = submission.fields.option(BlockId.CANDIDATE)
    return forms.confirm_forgetting(submission.actor, tools.deps, chosen)


def _forget_for_good(tools: Tools, submission: Submission) -> Json:
    (candidate_id,) = submission.ids(1)
    request = Forget(
        actor=submission.actor,
        event_key=submission.event_key,
        candidate_ids=(candidate_id, *submission.fields.options(BlockId.LOOK_ALIKES)),
    )
    return builders.forgotten_view(forget(request, tools.deps))


def _check_job(tools: Tools, job: AddJob) -> None:
    """Refuse a job description that cannot be reviewed, before the requisition is opened.

    Slack is asked about the file for those alone who may open one.

    Raises:
        NotAllowedError: They may not open a requisition.
        UsageError: There are a file and a text, or it is of a kind that is not read.
        DownloadError: The file cannot be seen, or is gone.
    """
    require(Action.OPEN_REQUISITION, job.actor, tools.deps)
    if job.file_id and job.pasted_text.strip():
        raise UsageError("There is a file, and a text beside it.", "Give either of them.")
    if job.file_id:
        check_files([tools.deps.slack.file(job.file_id)], tools.deps)
    else:
        check_text(job.pasted_text)


def _document_field(submission: Submission) -> BlockId:
    """Say whether an error about a document is about a text or about a file."""
    fields = submission.fields
    is_text = bool(fields.text(BlockId.PASTED).strip()) and not fields.files(BlockId.FILES)
    return BlockId.PASTED if is_text else BlockId.FILES


def _requisition_field(submission: Submission, error: BotError) -> BlockId:
    if isinstance(error, AudienceError):
        return BlockId.HIRING_MANAGER if error.refusal in _PERSON else BlockId.CHANNEL
    if isinstance(error, RubricError | NotFoundError):
        return BlockId.RUBRIC
    if isinstance(error, DownloadError):
        return BlockId.FILES
    fields = submission.fields
    if fields.channel(BlockId.CHANNEL).startswith("D"):
        return BlockId.CHANNEL
    title = " ".join(fields.text(BlockId.TITLE).split())
    has_job = fields.files(BlockId.FILES) or fields.text(BlockId.PASTED).strip()
    is_titled = 0 < len(title) <= LONGEST_TITLE
    return _document_field(submission) if has_job and is_titled else BlockId.TITLE


def _candidate_field(submission: Submission, error: BotError) -> BlockId:
    if isinstance(error, NotFoundError | ConflictError):
        return BlockId.REQUISITION
    if isinstance(error, AudienceError):
        return BlockId.PERSON
    if len(submission.fields.text(BlockId.NAME)) > LONGEST_NAME:
        return BlockId.NAME
    return _document_field(submission)


def _job_field(submission: Submission, error: BotError) -> BlockId:
    is_choice = isinstance(error, NotFoundError | ConflictError)
    return BlockId.REQUISITION if is_choice else _document_field(submission)


def _level_field(_submission: Submission, error: BotError) -> BlockId:
    return BlockId.REASON if isinstance(error, UsageError) else BlockId.LEVEL


def _decision_field(_submission: Submission, error: BotError) -> BlockId:
    return BlockId.REASON if isinstance(error, UsageError) else BlockId.DECISION


def _forget_field(_submission: Submission, _error: BotError) -> BlockId:
    return BlockId.CANDIDATE


def _forget_for_good_field(_submission: Submission, _error: BotError) -> BlockId:
    return BlockId.LOOK_ALIKES


SUBMISSIONS: dict[CallbackId, Handler] = {
    CallbackId.REQUISITION_FORM: _requisition,
    CallbackId.CANDIDATE_FORM: _candidate,
    CallbackId.JOB_FORM: _job,
    CallbackId.LEVEL_FORM: _level,
    CallbackId.DECISION_FORM: _decision,
    CallbackId.FORGET_FORM: _forget,
    CallbackId.FORGET_CONFIRM: _forget_for_good,
}
"""What each form does; a test holds that every view with a submit button is here."""

_FIELDS: dict[CallbackId, Callable[[Submission, BotError], BlockId]] = {
    CallbackId.REQUISITION_FORM: _requisition_field,
    CallbackId.CANDIDATE_FORM: _candidate_field,
    CallbackId.JOB_FORM: _job_field,
    CallbackId.LEVEL_FORM: _level_field,
    CallbackId.DECISION_FORM: _decision_field,
    CallbackId.FORGET_FORM: _forget_field,
    CallbackId.FORGET_CONFIRM: _forget_for_good_field,
}
