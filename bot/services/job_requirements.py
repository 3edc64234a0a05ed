"""What a job description asks for, for the bot: asked once, waited for, or by rule instead."""

from __future__ import annotations

from bot.domain.document import Document
from bot.domain.job import Required, StoredJobReview
from bot.domain.posting import MessageKind
from bot.domain.spending import Purpose
from bot.errors import ModelError, NotReadyError
from bot.services.assessing import next_try
from bot.services.bot_deps import BotDeps
from bot.services.job_judging import required_by_rule
from bot.services.results import required_key
from bot.store import Tx, job_reviews, postings, results


def required_in(text: Document, begun: StoredJobReview, deps: BotDeps) -> Required:
    """Say what a job description asks for; the same text is asked about once.

    Raises:
        NotReadyError: The language model cannot be asked now; the review says until when.
    """
    model = deps.reading.job_model
    if model is None:
        return deps.reading.jobs.requirements(text)
    with deps.database.read() as tx:
        known = results.get(tx, required_key(text, deps.reading.jobs), results.REQUIRED)
    if known is not None:
        return known
    meter = model.spending.meter(
        Purpose.REVIEW_JOB,
        document_sha256=text.sha256,
        requisition_id=begun.requisition_id,
    )
    try:
        model.spending.check()
        return deps.reading.jobs.requirements(text, meter=meter)
    except ModelError as error:
        if not error.is_final:
            _wait(begun, error, deps)
        return required_by_rule(text, error, deps.reading)


def keep_required(tx: Tx, text: Document, required: Required, deps: BotDeps) -> None:
    """Keep what a model said as what it says about this text, as long as the document is kept."""
    if deps.reading.job_model is not None and required.stands_in is None:
        key = required_key(text, deps.reading.jobs)
        results.keep(tx, key, required, results.REQUIRED, text.sha256)


def _wait(begun: StoredJobReview, error: ModelError, deps: BotDeps) -> None:
    """Keep what is waited for, and show it.

    Raises:
        NotReadyError: Always; says when it goes on.
    """
    now = deps.now()
    not_before = next_try(error, begun.begun_at, now)
    with deps.database.write() as tx:
        if job_reviews.wait(tx, begun.document_id, error.outcome, not_before):
            postings.refresh(tx, MessageKind.JOB, begun.document_id, now)
            tx.after_commit(deps.wake_senders)
    raise NotReadyError("job description", (not_before - now).total_seconds()) from error
