"""What the durable work on a job description comes to when it breaks."""

from __future__ import annotations

from bot.domain.note import Note
from bot.domain.posting import MessageKind
from bot.errors import Reason
from bot.services.bot_deps import BotDeps
from bot.services.telling import tell
from bot.store import documents, job_reviews, postings


def fail_job(document_id: str, problem: str, fix: str, deps: BotDeps) -> None:
    """End the review of a job description that broke, and tell who asked for it why.

    A review that is there stays.

    Args:
        document_id: Of the job description.
        problem: In our own words, with nothing of the document.
        fix: What to do next.
        deps: What to reach.
    """
    with deps.database.write() as tx:
        begun = job_reviews.get(tx, document_id)
        if begun is None or begun.finished_at is not None:
            return
        has_bytes = documents.data(tx, document_id) is not None
        job_reviews.put(
            tx,
            document_id,
            begun.requisition_id,
            None,
            Reason.CRASHED if has_bytes else Reason.MISSING,
            (),
            begun.rubric_hash,
            begun.added_by,
            deps.now(),
        )
        postings.refresh(tx, MessageKind.JOB, document_id, deps.now())
        note = Note(id=deps.new_id(), recipient=begun.added_by, problem=problem, fix=fix)
        tell(tx, note, deps)
    deps.wake_senders()
