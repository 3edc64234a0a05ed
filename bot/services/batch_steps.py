"""What a run over several CVs does: add its applications, and end with the last of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.note import Note
from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, ApplicationState, BatchState
from bot.domain.words import count
from bot.errors import DownloadError, RateLimitedError, SlackError
from bot.services.adding import Incoming, add_application, application_id_of
from bot.services.bot_deps import BotDeps
from bot.services.telling import tell
from bot.store import (
    Tx,
    applications,
    batches,
    forgetting,
    postings,
    requisitions,
)

CHUNK = 10
"""Applications added in one transaction; for that long, about 25 ms, nobody else writes."""
UNFINISHED = frozenset({ApplicationState.WAITING, ApplicationState.READING})
"""States of an application that is still to be read."""
_RESULTS = frozenset({ApplicationState.READ, ApplicationState.DECIDED})


def run_batch(batch_id: str, deps: BotDeps) -> None:
    """Add the applications of a run, in chunks; each is then read by itself.

    Done again after a crash it adds what is missing; a run that was stopped gets no more.

    Raises:
        NotFoundError: There is no such run.
        RateLimitedError: Slack said to come back later; the files before are added.
    """
    with deps.database.read() as tx:
        file_ids = batches.file_ids(tx, batch_id)
    for first in range(0, len(file_ids), CHUNK):
        chunk = list(enumerate(file_ids))[first : first + CHUNK]
        with deps.database.read() as tx:
            missing = [item for item in chunk if _is_missing(tx, batch_id, item[0])]
        names = [(index, file_id, _name(file_id, deps)) for index, file_id in missing]
        if not _add_chunk(batch_id, names, deps):
            return
        deps.wake_senders()
    with deps.database.write() as tx:  # all may have ended before the last was added
        if batches.get(tx, batch_id).state is BatchState.RUNNING:
            end_if_done(tx, batch_id, deps)
    deps.wake_senders()


def end_if_done(tx: Tx, batch_id: str, deps: BotDeps) -> None:
    """Show a run's progress; when nothing of it is left to read, end it and share its ranking.

    What is read again after the end is ranked anew.
    """
    # One after the other: of two that end at once neither would see the other as over.
    tx.lock(f"batch:{batch_id}")
    total = len(batches.file_ids(tx, batch_id))
    # From the last on: the first are read first, so that the search mostly ends at once.
    is_done = all(_is_over(tx, batch_id, index) for index in reversed(range(total)))
    if is_done and not end(tx, batch_id, BatchState.DONE, deps):
        _share_ranking(tx, batch_id, deps)
    postings.refresh(tx, MessageKind.BATCH, batch_id, deps.now())


def end(tx: Tx, batch_id: str, state: BatchState, deps: BotDeps) -> bool:
    """End a running run, and share the ranked list of what was read, if anything was.

    Returns:
        False when it had ended before.
    """
    if not batches.finish(tx, batch_id, state, deps.now()):
        return False
    _share_ranking(tx, batch_id, deps)
    return True


def stop_rest(tx: Tx, batch_id: str, deps: BotDeps) -> int | None:
    """End a running run with what was read; the rest stays unread, and can be read later.

    Returns:
        How many were waiting or being read; None when the run had ended before, or is gone.
    """
    stopped = [
        application
        for application in applications.of_batch(tx, batch_id)
        if set_stopped(tx, application, deps)
    ]
    if not end(tx, batch_id, BatchState.STOPPED, deps):
        return None
    for application in stopped:  # one that was read again has a message of its own
        postings.refresh(tx, MessageKind.APPLICATION, application.id, deps.now())
    postings.refresh(tx, MessageKind.BATCH, batch_id, deps.now())
    return len(stopped)


def set_stopped(tx: Tx, application: Application, deps: BotDeps) -> bool:
    """Have one application read no further; False when it is not being read."""
    return applications.advance(
        tx,
        application.id,
        state=ApplicationState.STOPPED,
        from_states=UNFINISHED,
        now=deps.now(),
    )


def fail_batch(batch_id: str, problem: str, fix: str, deps: BotDeps) -> None:
    """End a run that broke while its CVs were being added, and tell who started it.

    Args:
        batch_id: Of the run.
        problem: In our own words, with nothing of a document.
        fix: What to do next.
        deps: What to reach.
    """
    with deps.database.write() as tx:
        if stop_rest(tx, batch_id, deps) is None:
            return
        total = len(batches.file_ids(tx, batch_id))
        missing = sum(_is_missing(tx, batch_id, index) for index in range(total))
        kept = "What was read is kept and ranked; the others can be opened from its list."
        left = f" Share again what is not in the list: {count(missing, 'file')}." if missing else ""
        note = Note(
            id=deps.new_id(),
            recipient=batches.get(tx, batch_id).started_by,
            problem=f"Reading several CVs ended early. {problem}",
            fix=f"{kept}{left} {fix}",
        )
        tell(tx, note, deps)
    deps.wake_senders()


def _share_ranking(tx: Tx, batch_id: str, deps: BotDeps) -> None:
    parent = postings.find(tx, MessageKind.BATCH, batch_id)
    is_read = any(a.state in _RESULTS for a in applications.of_batch(tx, batch_id))
    if parent is not None and is_read:
        postings.want(
            tx,
            id=deps.new_id(),
            kind=MessageKind.RANKING,
            subject_id=batch_id,
            channel=parent.channel,
            parent_id=parent.id,
            now=deps.now(),
        )


def _is_over(tx: Tx, batch_id: str, index: int) -> bool:
    """Whether a file's application was added and is no longer to be read, or was forgotten."""
    application = applications.find(tx, application_id_of((batch_id, index)))
    if application is not None:
        return application.state not in UNFINISHED
    return not _is_missing(tx, batch_id, index)


def _is_missing(tx: Tx, batch_id: str, index: int) -> bool:
    """Whether a file's application was neither added nor forgotten since."""
    id_ = application_id_of((batch_id, index))
    return applications.find(tx, id_) is None and forgetting.tombstone(tx, id_) is None


def _name(file_id: str, deps: BotDeps) -> str:
    try:
        return deps.slack.file(file_id).name
    except RateLimitedError:
        raise
    except (DownloadError, SlackError):  # fetching it will say why, on its own message
        return ""


def _add_chunk(batch_id: str, files: Sequence[tuple[int, str, str]], deps: BotDeps) -> bool:
    """Add applications in one transaction; False when the run was stopped."""
    with deps.database.write() as tx:
        batch = batches.get(tx, batch_id)
        if batch.state is not BatchState.RUNNING:
            return False
        requisition = requisitions.get(tx, batch.requisition_id)
        for index, file_id, name in files:
            if _is_missing(tx, batch_id, index):
                incoming = Incoming(
                    key=(batch_id, index),
                    added_by=batch.started_by,
                    is_blind=batch.is_blind,
                    file_id=file_id,
                    file_name=name,
                    batch_id=batch_id,
                )
                add_application(tx, requisition, incoming, deps)
        postings.refresh(tx, MessageKind.BATCH, batch_id, deps.now())
    return True
