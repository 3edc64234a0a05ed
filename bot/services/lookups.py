"""What a click leaves unsaid: the files of an offer, the person behind a label, what one may do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action, Relation, Role, Standing, decide
from bot.errors import NotAllowedError
from bot.services.access import require, standing_of
from bot.services.bot_deps import BotDeps
from bot.services.kept import find_application
from bot.store import inbox, offers, requisitions


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFiles:
    """Files that somebody shared, and where."""

    channel: str
    file_ids: tuple[str, ...]


def abilities(actor: Actor, deps: BotDeps) -> frozenset[Action]:
    """List what somebody may do with at least one open requisition, or without any."""
    standing = standing_of(actor, deps)
    if standing.role is Role.OUTSIDER:
        return frozenset()
    relations = _relations(actor, deps) if standing.role is Role.MEMBER else frozenset()
    anywhere = Standing(role=standing.role, relations=relations)
    return frozenset(action for action in Action if decide(action, anywhere).is_allowed)


def offered_files(actor: Actor, deps: BotDeps, offer_id: str) -> OfferedFiles:
    """Return the files of an offer to the one person whom it was made.

    Raises:
        NotFoundError: There is no such offer.
        NotAllowedError: It was made to somebody else.
    """
    with deps.database.read() as tx:
        offer = offers.get(tx, offer_id)
    if offer.user_id != actor.user_id:
        raise NotAllowedError(
            "These files were shared by somebody else.", "Use the message menu: Read this CV."
        )
    return OfferedFiles(channel=offer.channel, file_ids=offer.file_ids)


def candidate_of(actor: Actor, deps: BotDeps, application_id: str) -> str:
    """Return the id of the candidate behind an application, to those who may have them forgotten.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application, or its data was removed.
    """
    with deps.database.read() as tx:
        application, requisition = find_application(tx, actor, application_id)
    require(Action.FORGET, actor, deps, requisition, application)
    return application.candidate_id


def label_of(actor: Actor, deps: BotDeps, application_id: str) -> str:
    """Return the label of an application, to those who may see it.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application, or its data was removed.
    """
    with deps.database.read() as tx:
        application, requisition = find_application(tx, actor, application_id)
    require(Action.SEE_APPLICATION, actor, deps, requisition, application)
    return application.label


def is_first(event_key: str, deps: BotDeps) -> bool:
    """Say whether an event that changes nothing comes for the first time, and remember it."""
    with deps.database.write() as tx:
        return inbox.accept(tx, event_key, deps.now())


def _relations(actor: Actor, deps: BotDeps) -> frozenset[Relation]:
    """Say what a member is to any open requisition at all."""
    with deps.database.read() as tx:
        opened = requisitions.all(tx, actor.team_id, is_open=True)
    found = set()
    if any(requisition.hiring_manager == actor.user_id for requisition in opened):
        found.add(Relation.HIRING_MANAGER)
    channels = dict.fromkeys(requisition.channel for requisition in opened)
    if any(deps.slack.is_in_channel(actor.user_id, channel) for channel in channels):
        found.add(Relation.IN_CHANNEL)
    return frozenset(found)
