"""What a click leaves unsaid: the files of an offer, the person behind a label, what one may do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.errors import ConflictError, NotAllowedError
from bot.services.access import allowed_to
from bot.services.bot_deps import BotDeps
from bot.services.kept import application_for
from bot.services.status import own
from bot.store import documents, inbox, offers


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFiles:
    """Files that somebody shared, and where."""

    channel: str
    file_ids: tuple[str, ...]


def abilities(actor: Actor, deps: BotDeps) -> frozenset[Action]:
    """List what somebody may do with at least one open requisition, or without any.

    Nothing, to those who may not even see the help.
    """
    allowed = allowed_to(actor, deps)
    if Action.HELP not in allowed:
        return frozenset()
    return allowed.union(*(seen.allowed for seen in own(actor, deps)))


def offered_files(actor: Actor, deps: BotDeps, offer_id: str) -> OfferedFiles:
    """Return the files of an offer that were not taken yet, to the one person whom it was made.

    Raises:
        NotFoundError: There is no such offer.
        NotAllowedError: It was made to somebody else.
        ConflictError: All of them were taken already.
    """
    with deps.database.read() as tx:
        offer = offers.get(tx, offer_id)
        taken = documents.of_files(tx, offer.file_ids)
    if offer.user_id != actor.user_id:
        raise NotAllowedError(
            "These files were shared by somebody else.", "Use the message menu: Read this CV."
        )
    left = tuple(file_id for file_id in offer.file_ids if file_id not in taken)
    if not left:
        raise ConflictError(
            "It was handed in already. Nothing was changed.",
            "Its message in the review channel says how it stands.",
        )
    return OfferedFiles(channel=offer.channel, file_ids=left)


def candidate_of(actor: Actor, deps: BotDeps, application_id: str) -> str:
    """Return the id of the candidate behind an application, to those who may have them forgotten.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application, or its data was removed.
    """
    application, _ = application_for(Action.FORGET, actor, deps, application_id)
    return application.candidate_id


def is_first(event_key: str, deps: BotDeps) -> bool:
    """Say whether an event that changes nothing comes for the first time, and remember it."""
    with deps.database.write() as tx:
        return inbox.accept(tx, event_key, deps.now())
