"""Assess the text of one CV: by the model where there is one, else or instead by rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.assessment import Assessment
from bot.domain.document import Document
from bot.domain.job import Required, RequirementMatch
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, ApplicationState, Requisition, Step
from bot.domain.rubric import Rubric
from bot.domain.spending import Purpose
from bot.domain.usage import Meter, unmetered
from bot.errors import ConflictError, ModelError, ModelOutcome, NotReadyError
from bot.services.bot_deps import BotDeps
from bot.services.cases import READING, Case, being_read, end, show_step
from bot.services.job_judging import match_by_rule, with_end_of
from bot.services.kept import application_for, find_application
from bot.services.opening import want_levels
from bot.services.results import match_key, result_key
from bot.store import (
    Tx,
    applications,
    assessments,
    inbox,
    job_reviews,
    postings,
    requisitions,
    results,
    rubrics,
)

JOB_SECONDS = 1.0
"""How long a CV waits at a time for the job description that is being read."""
FIRST_PAUSE = timedelta(seconds=30)
"""How long a CV waits for a model whose client does not say how long."""
LONGEST_PAUSE = timedelta(minutes=10)
"""How far apart a model is asked that has been silent for long, unless it asked for more."""
LEAST_PAUSE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOffline:
    """Have a CV that waits for the model read by rule now."""

    actor: Actor
    event_key: str
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What a CV was found to show."""

    assessment: Assessment
    is_result: bool
    """Whether it is kept as what the evaluator says about this text."""
    match: RequirementMatch | None
    is_match_result: bool
    """Whether that is kept as what a model says of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What there is to assess a text by."""

    text: Document
    rubric: Rubric
    asked: Required | None
    """What the job description asks for; None without one."""
    key: str
    known: Assessment | None
    """The stored result of the same text, read the same way."""
    match_key: str
    known_match: RequirementMatch | None
    """The stored match of the same text and requirements, read the same way."""


def assess(application_id: str, deps: BotDeps) -> None:
    """Assess the text, hold it against the job description, and show the result.

    The stored result is taken where the same text was assessed by the same evaluator against
    the same version of the rubric. Where a model gives no answer that time alone would bring, the
    offline reading stands in; it is no result of the model, so reading again asks it again.

    Raises:
        NotReadyError: The job description that it is held against is still being read, so that
            the CVs of one opening would be compared on different grounds; or the model cannot be
            asked now, which the application says.
    """
    case = being_read(application_id, deps)
    if case is None or case.text is None:
        return
    started_at = deps.now()
    with deps.database.read() as tx:
        task = _task(tx, case.application, case.text, deps)
    try:
        outcome = _read(task, case.application, deps)
    except ModelError as error:
        if not error.is_final:
            _wait(case, error, deps)
            return
        outcome = _stood_in(task, error.outcome, deps)
    with deps.database.write() as tx:
        if end(tx, case, ApplicationState.READ, started_at, deps):
            _keep(tx, case.application, task, outcome, deps)


def read_offline(request: ReadOffline, deps: BotDeps) -> None:
    """Have the offline reading stand in for a model that is waited for.

    Raises:
        NotFoundError: There is no such application any more.
        NotAllowedError: They may not.
        ConflictError: It does not wait for the model.
    """
    with deps.database.read() as tx:
        author = find_application(tx, request.actor, request.application_id)[0].added_by
    application_for(Action.READ_AGAIN, request.actor, deps, request.application_id, author)
    case = being_read(request.application_id, deps)
    waits_for = case.application.waits_for if case else None
    started_at = deps.now()
    found = None
    if case is not None and case.text is not None and waits_for is not None:
        with deps.database.read() as tx:
            task = _task(tx, case.application, case.text, deps)
        found = (case, task, _stood_in(task, waits_for, deps))
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return
        if found is None or not end(tx, found[0], ApplicationState.READ, started_at, deps):
            raise ConflictError(
                "It does not wait for the language model any more. Nothing was changed.",
                "Its message says how it stands.",
            )
        _keep(tx, found[0].application, *found[1:], deps)


def next_try(error: ModelError, waits_since: datetime, now: datetime) -> datetime:
    """Say when a model is asked again that gave no answer.

    It waits as long as it has waited already, up to LONGEST_PAUSE, and never less than the
    model's server asked for; so it never gives up, and asks a silent one ever more rarely.

    Args:
        error: How asking ended, with when asking again makes sense.
        waits_since: When it first ended so.
        now: Aware UTC.
    """
    asked_for = error.not_before or now + FIRST_PAUSE
    return max(asked_for, now + LEAST_PAUSE, now + min(now - waits_since, LONGEST_PAUSE))


def _wait(case: Case, error: ModelError, deps: BotDeps) -> None:
    """Keep what is waited for, and show it.

    Raises:
        NotReadyError: Says when it goes on; nothing, when it was stopped or forgotten meanwhile.
    """
    now, application = deps.now(), case.application
    waits_since = application.waits_since or now
    not_before = next_try(error, waits_since, now)
    with deps.database.write() as tx:
        waits = applications.advance(
            tx,
            application.id,
            state=ApplicationState.READING,
            from_states=READING,
            step=Step.ASSESS,
            now=now,
            seconds=application.seconds,  # asking in vain is no reading either
            waits_for=error.outcome,
            not_before=not_before,
            waits_since=waits_since,
        )
        if waits:
            show_step(tx, application.id, deps)
            if application.batch_id is not None:
                postings.refresh(tx, MessageKind.BATCH, application.batch_id, now)
                tx.after_commit(deps.wake_senders)
    if waits:
        raise NotReadyError("CV", (not_before - now).total_seconds()) from error


def _task(tx: Tx, application: Application, text: Document, deps: BotDeps) -> _Task:
    """Take together what a text is assessed by.

    Raises:
        NotReadyError: The job description is still being read.
    """
    requisition = requisitions.get(tx, application.requisition_id)
    if job_reviews.is_pending(tx, requisition.id):
        until = job_reviews.waits_until(tx, requisition.id)
        left = (until - deps.now()).total_seconds() if until else 0.0
        raise NotReadyError("job description", max(JOB_SECONDS, left))
    rubric = rubrics.get(tx, application.rubric_hash)
    name = application.candidate_name
    key = result_key(text, rubric, deps.reading.evaluator, name)
    asked = _required(tx, requisition)
    of_match = match_key(asked.requirements if asked else (), text, deps.reading.jobs, name)
    return _Task(
        text=text,
        rubric=rubric,
        asked=asked,
        key=key,
        known=assessments.result(tx, key),
        match_key=of_match,
        known_match=results.get(tx, of_match, results.MATCH),
    )


def _required(tx: Tx, requisition: Requisition) -> Required | None:
    job_id = requisition.job_document_id
    stored = None if job_id is None else job_reviews.get(tx, job_id)
    return stored.review.required if stored and stored.review else None


def _read(task: _Task, application: Application, deps: BotDeps) -> _Outcome:
    """Take the stored results, or read.

    Raises:
        ModelError: The model gave no usable answer.
    """
    assessment = task.known or _asked_once(task, application, deps)
    assessment = replace(assessment, document_sha256=task.text.sha256)
    match = _matched(task, application, deps)
    return _Outcome(
        assessment=assessment,
        is_result=True,
        match=match,
        is_match_result=match is not None and match.stands_in is None,
    )


def _matched(task: _Task, application: Application, deps: BotDeps) -> RequirementMatch | None:
    """Hold the text against what the job description asks for, if there is one.

    Raises:
        ModelError: The model cannot be asked now.
    """
    model, jobs = deps.reading.job_model, deps.reading.jobs
    if task.asked is None or model is None:
        return jobs.match(task.asked.requirements, task.text) if task.asked else None
    if task.known_match is not None:
        return task.known_match
    meter = model.spending.meter(
        Purpose.MATCH,
        document_sha256=task.text.sha256,
        application_id=application.id,
        requisition_id=application.requisition_id,
    )
    try:
        model.spending.check()
        name = application.candidate_name
        return jobs.match(task.asked.requirements, task.text, name=name, meter=meter)
    except ModelError as error:
        if not error.is_final:
            raise
        return match_by_rule(task.asked, task.text, error.outcome, deps.reading)


def _asked_once(task: _Task, application: Application, deps: BotDeps) -> Assessment:
    """Have the evaluator read, unless another thread asks the same, whose answer is taken.

    Raises:
        ModelError: The model gave no usable answer, or the budget is used up.
    """
    asks = deps.reading.model or deps.reading.job_model
    if asks is None:
        return _asked(task, application, deps)
    with asks.turns.of(task.key):
        with deps.database.read() as tx:
            known = assessments.result(tx, task.key)
        if known is not None:
            return known
        found = replace(_asked(task, application, deps), document_sha256=task.text.sha256)
        with deps.database.write() as tx:
            return assessments.keep_result(tx, task.key, found)


def _asked(task: _Task, application: Application, deps: BotDeps) -> Assessment:
    """Have the evaluator read, and what that costs written down.

    Raises:
        ModelError: The model gave no usable answer, or the budget is used up.
    """
    meter: Meter = unmetered
    if deps.reading.model is not None:
        spending = deps.reading.model.spending
        spending.check()
        meter = spending.meter(
            Purpose.READ_CV,
            document_sha256=task.text.sha256,
            application_id=application.id,
            requisition_id=application.requisition_id,
        )
    name = application.candidate_name
    return deps.reading.evaluator.assess(task.text, task.rubric, name=name, meter=meter)


def _stood_in(task: _Task, why: ModelOutcome, deps: BotDeps) -> _Outcome:
    assessment = task.known  # where the match alone is waited for
    if assessment is None:
        assessment = replace(deps.reading.offline.assess(task.text, task.rubric), stands_in=why)
    match = task.known_match
    if match is None and task.asked is not None:
        match = match_by_rule(task.asked, task.text, why, deps.reading)
    return _Outcome(
        assessment=replace(assessment, document_sha256=task.text.sha256),
        is_result=task.known is not None,
        match=match,
        is_match_result=False,
    )


def _keep(tx: Tx, application: Application, task: _Task, outcome: _Outcome, deps: BotDeps) -> None:
    assessment, match = outcome.assessment, outcome.match
    if outcome.is_result:  # another CV with the same words may have been answered first
        standing = assessments.keep_result(tx, task.key, assessment)
        assessment = replace(standing, document_sha256=task.text.sha256)
    if match is not None and outcome.is_match_result and deps.reading.job_model is not None:
        match = results.keep(tx, task.match_key, match, results.MATCH, task.text.sha256)
    if match is not None and task.asked is not None:
        match = with_end_of(task.asked, match)
    assessments.put(tx, application.id, assessment, match, deps.now())
    parent = postings.find(tx, MessageKind.APPLICATION, application.id)
    if parent is not None:
        want_levels(tx, parent, task.rubric, deps)
