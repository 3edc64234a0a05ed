"""What a posting is about, and whose concern it is: who is told when it cannot be shown."""

from __future__ import annotations

from datetime import datetime

from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import Application, Requisition
from bot.domain.slots import DigestSchedule
from bot.errors import NotFoundError
from bot.services.adding import application_id_of
from bot.store import (
    Tx,
    applications,
    batches,
    digests,
    forgetting,
    job_reviews,
    postings,
    questions,
    requisitions,
)
from bot.store.forgetting import Tombstone

_ABOUT_APPLICATION = (MessageKind.APPLICATION, MessageKind.LEVELS)
_ABOUT_BATCH = (MessageKind.BATCH, MessageKind.RANKING)
_ABOUT_JOB = (MessageKind.JOB, MessageKind.JOB_DETAILS)
_SHOWN = {
    MessageKind.DIGEST: "the digest",
    MessageKind.BATCH: "the list of CVs",
    MessageKind.RANKING: "the file with the list of CVs",
    MessageKind.JOB: "the review of the job description",
    MessageKind.JOB_DETAILS: "the suggestions for the job description",
}
"""What a posting shows that is about no single candidate."""


def owner_of(tx: Tx, posting: Posting) -> str:
    """Name the Slack user concerned, or "" when there is nobody to tell."""
    try:
        return _owner(tx, posting)
    except NotFoundError:
        return ""


def _owner(tx: Tx, posting: Posting) -> str:
    subject = posting.subject_id
    if posting.kind in _ABOUT_APPLICATION:
        return applications.get(tx, subject).added_by
    if posting.kind in _ABOUT_BATCH:
        return batches.get(tx, subject).started_by
    if posting.kind in _ABOUT_JOB:
        stored = job_reviews.get(tx, subject)
        return stored.added_by if stored else ""
    if posting.kind is MessageKind.ANSWER:
        return questions.get(tx, subject).asked_by
    if posting.kind is MessageKind.DIGEST:
        return _schedule(tx, posting).set_by
    return posting.recipient


def tombstone_in(tx: Tx, posting: Posting) -> Tombstone | None:
    """Return what is left of somebody whom Slack may still show here; None when nobody is."""
    if posting.kind in _ABOUT_BATCH:
        try:
            return _tombstone_in_run(tx, posting)
        except NotFoundError:  # the run is no longer there
            return None
    parent = postings.get(tx, posting.parent_id) if posting.parent_id else posting
    return forgetting.tombstone(tx, parent.subject_id)


def _tombstone_in_run(tx: Tx, posting: Posting) -> Tombstone | None:
    """Return the newest one of a run that is younger than what is shown of it."""
    files = range(len(batches.file_ids(tx, posting.subject_id)))
    ids = [application_id_of((posting.subject_id, index)) for index in files]
    stones = [stone for id_ in ids if (stone := forgetting.tombstone(tx, id_)) is not None]
    newest = max(stones, key=_age, default=None)
    is_shown_since = posting.shown_at is not None and newest and newest.at < posting.shown_at
    return None if is_shown_since else newest


def _age(stone: Tombstone) -> datetime:
    return stone.at


def application_of(tx: Tx, posting: Posting) -> Application | None:
    """Return the application that a posting is about; None when it is about something else."""
    if posting.kind in _ABOUT_APPLICATION:
        return applications.find(tx, posting.subject_id)
    if posting.kind is MessageKind.ANSWER:
        return applications.find(tx, questions.get(tx, posting.subject_id).application_id)
    return None


def requisition_of(tx: Tx, posting: Posting) -> Requisition | None:
    """Return the requisition that a posting belongs to; None when what it is about is gone."""
    try:
        application = application_of(tx, posting)
        if application is not None:
            return requisitions.get(tx, application.requisition_id)
        if posting.kind in _ABOUT_BATCH:
            return requisitions.get(tx, batches.get(tx, posting.subject_id).requisition_id)
        if posting.kind in _ABOUT_JOB:
            stored = job_reviews.get(tx, posting.subject_id)
            return requisitions.get(tx, stored.requisition_id) if stored else None
        if posting.kind is MessageKind.DIGEST and not posting.recipient:
            return requisitions.get(tx, _schedule(tx, posting).requisition_id)
    except NotFoundError:
        return None
    return None


def _schedule(tx: Tx, posting: Posting) -> DigestSchedule:
    return digests.get(tx, digests.get_claim(tx, posting.subject_id).schedule_id)


def words_for(tx: Tx, posting: Posting) -> str:
    """Name a posting, as "The message about A-17 of AI Engineer", to who does not see it."""
    requisition = requisition_of(tx, posting)
    if requisition is None:
        stone = tombstone_in(tx, posting)
        return f"The message about {stone.label}" if stone else "A message of Plumbline"
    application = application_of(tx, posting)
    what = application.label if application else _SHOWN[posting.kind]
    return f"The message about {what} of {requisition.title}"
