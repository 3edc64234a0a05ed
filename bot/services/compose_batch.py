"""The living message of a run over several CVs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.posting import Posting
from bot.domain.requisition import Application, ApplicationState, Batch, BatchState
from bot.services.adding import application_id_of
from bot.services.batch_steps import UNFINISHED
from bot.services.bot_deps import BotDeps
from bot.services.compose_application import read_by
from bot.services.messages import BatchMessage, ReadBy
from bot.services.ranking_file import ranked_lines
from bot.store import (
    Tx,
    applications,
    assessments,
    batches,
    forgetting,
    requisitions,
    rubrics,
)

_UNREADABLE = frozenset({ApplicationState.UNREADABLE, ApplicationState.READ_BY_PERSON})
_READ = frozenset({ApplicationState.READ, ApplicationState.DECIDED})


def compose_batch(tx: Tx, posting: Posting, deps: BotDeps) -> BatchMessage:
    """Say how far a run is; once it ended, with its ranked list.

    Raises:
        NotFoundError: There is no such run.
    """
    batch = batches.get(tx, posting.subject_id)
    requisition = requisitions.get(tx, batch.requisition_id)
    of_batch = applications.of_batch(tx, batch.id)
    is_running = batch.state is BatchState.RUNNING
    rubric_hash = of_batch[0].rubric_hash if of_batch else requisition.rubric_hash
    files = batches.file_ids(tx, batch.id)
    left = len(files) - sum(a.state not in UNFINISHED for a in of_batch)
    per_minute = _per_minute(batch, of_batch)
    seconds_left = left / per_minute * 60 if is_running and per_minute else None
    return BatchMessage(
        batch_id=batch.id,
        requisition_title=requisition.title,
        state=batch.state,
        total=len(files) if is_running else _kept(tx, batch.id, len(files), of_batch),
        done=sum(a.state in _READ | _UNREADABLE for a in of_batch),
        unreadable=sum(a.state in _UNREADABLE for a in of_batch),
        failed=sum(a.state is ApplicationState.FAILED for a in of_batch),
        per_minute=per_minute,
        seconds_left=seconds_left,
        started_by=batch.started_by,
        criteria=len(rubrics.get(tx, rubric_hash).criteria),
        ranking=() if is_running else ranked_lines(tx, batch.id, deps),
        read_by=None if is_running else _read_by(tx, of_batch, deps),
    )


def _kept(tx: Tx, batch_id: str, files: int, of_batch: Sequence[Application]) -> int:
    """Count the CVs of a run that ended, also those it never came to; not those forgotten."""
    added = {application.id for application in of_batch}
    missing = {application_id_of((batch_id, index)) for index in range(files)} - added
    return len(added) + sum(forgetting.tombstone(tx, id_) is None for id_ in missing)


def _per_minute(batch: Batch, of_batch: Sequence[Application]) -> float | None:
    """Say how many were read a minute, from the start to the last one; None before the first."""
    until = batch.finished_at
    read_at = [a.read_at for a in of_batch if a.read_at and (until is None or a.read_at <= until)]
    if not read_at:
        return None
    seconds = (max(read_at) - batch.started_at).total_seconds()
    return len(read_at) / seconds * 60 if seconds > 0 else None


def _read_by(tx: Tx, of_batch: Sequence[Application], deps: BotDeps) -> ReadBy | None:
    for application in of_batch:
        stored = assessments.get(tx, application.id)
        if stored is not None:
            return read_by(stored[0], rubrics.get(tx, stored[0].rubric_hash), deps)
    return None
