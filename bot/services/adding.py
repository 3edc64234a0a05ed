"""Write one application: its document, its candidate, its label, and the job that reads it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.domain.document import DocumentKind
from bot.domain.requisition import (
    Application,
    ApplicationState,
    Requisition,
    StoredDocument,
    UploadKind,
)
from bot.services.bot_deps import BotDeps, Job
from bot.services.derived import derived_id
from bot.store import Tx, applications, documents, requisitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One CV that was accepted, with what is known about whose it is."""

    key: tuple[str | int, ...]
    """What its ids are derived from; of the event, or of the run and the place in it."""
    added_by: str
    is_blind: bool
    file_id: str = ""
    """"" for pasted text."""
    file_name: str = ""
    data: bytes | None = None
    """The pasted text; None for a file, which is fetched later."""
    candidate_name: str = ""
    candidate_user_id: str = ""
    batch_id: str | None = None


def application_id_of(key: tuple[str | int, ...]) -> str:
    """Say which application comes of a key."""
    return derived_id("application", *key)


def add_application(
    tx: Tx, requisition: Requisition, incoming: Incoming, deps: BotDeps
) -> Application:
    """Keep one CV to be read against the requisition's rubric as it is now, and enqueue it."""
    document = StoredDocument(
        id=derived_id("document", *incoming.key),
        team_id=requisition.team_id,
        kind=DocumentKind.CV,
        upload=UploadKind.SLACK_FILE if incoming.file_id else UploadKind.PASTED,
        file_id=incoming.file_id,
        name=incoming.file_name,
        sha256="" if incoming.data is None else hashlib.sha256(incoming.data).hexdigest(),
        size=len(incoming.data or b""),
    )
    documents.add(tx, document, incoming.data)
    application = Application(
        id=application_id_of(incoming.key),
        requisition_id=requisition.id,
        candidate_id=derived_id("candidate", *incoming.key),
        document_id=document.id,
        label=requisitions.next_label(tx, requisition.id),
        candidate_name=incoming.candidate_name,
        candidate_user_id=incoming.candidate_user_id,
        is_blind=incoming.is_blind,
        state=ApplicationState.WAITING,
        step=None,
        reason=None,
        problem="",
        fix="",
        rubric_hash=requisition.rubric_hash,
        batch_id=incoming.batch_id,
        added_by=incoming.added_by,
        added_at=deps.now(),
        read_at=None,
        seconds=None,
        read_by="",
        decision=None,
    )
    applications.add(tx, application)
    deps.queue.enqueue(tx, Job.READ_APPLICATION, application.id)
    return application
