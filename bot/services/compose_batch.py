"""The living message of a run over several CVs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.posting import Posting
from bot.domain.requisition import Application, ApplicationState, Batch, BatchState
from bot.services.adding import application_id_of
from bot.services.batch_steps import UNFINISHED
from bot.services.bot_deps import BotDeps
from bot.services.compose_application import read_by, stand_in_of, waits_of
from bot.services.messages import BatchMessage, ReadBy, Readers, Waits
from bot.services.ranking_file import ranked_lines, reader
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
    waits = [wait for a in of_batch if (wait := waits_of(a, deps.now())) is not None]
    can_say = is_running and not waits  # nobody knows how long a model is away
    seconds_left = left / per_minute * 60 if can_say and per_minute else None
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
        waiting=len(waits),
        waits=_first(waits),
        readers=() if is_running else _readers(tx, of_batch),
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


def _first(waits: Sequence[Waits]) -> Waits | None:
    """Say why the first of them waits, and since when any does; None when none waits."""
    if not waits:
        return None
    soonest = min(waits, key=lambda wait: wait.until)
    return replace(soonest, since=min(wait.since for wait in waits))


def _readers(tx: Tx, of_batch: Sequence[Application]) -> tuple[Readers, ...]:
    """Count who read, unless one read all and stood in for nobody."""
    stored = (assessments.get(tx, application.id) for application in of_batch)
    found = Counter((reader(one[0]), stand_in_of(one[0])) for one in stored if one)
    if len(found) < 2 and all(stands_in is None for _, stands_in in found):
        return ()
    return tuple(
        Readers(name=name, count=number, stands_in=stands_in)
        for (name, stands_in), number in found.most_common()
    )


def _read_by(tx: Tx, of_batch: Sequence[Application], deps: BotDeps) -> ReadBy | None:
    """Name the reader of the first CV, but of one that stood in for it only without another."""
    stored = (assessments.get(tx, application.id) for application in of_batch)
    found = sorted((one[0] for one in stored if one), key=lambda a: a.stands_in is not None)
    return read_by(found[0], rubrics.get(tx, found[0].rubric_hash), deps) if found else None
