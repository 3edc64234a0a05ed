"""How requisitions stand, and what their rubrics hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import Posting
from bot.domain.requisition import Application, ApplicationState, Requisition
from bot.domain.review import standing
from bot.domain.words import heading
from bot.services.access import allowed_to, is_allowed, require
from bot.services.bot_deps import BotDeps
from bot.services.owners import requisition_of
from bot.services.screens import Choice, RubricScreen, StatusLine, StatusScreen
from bot.store import Tx, applications, postings, requisitions, reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A requisition that somebody may see."""

    requisition: Requisition
    allowed: frozenset[Action]
    """What they may do with it."""


def status(actor: Actor, deps: BotDeps, channel: str = "") -> StatusScreen:
    """Say how requisitions of a channel stand, or all that this person may see; open ones first.

    Args:
        actor: Who asks.
        deps: What to reach.
        channel: Where it was asked; without a requisition there it is as if asked elsewhere.

    Raises:
        NotAllowedError: They are an outsider, or the channel has requisitions and they may see
            none of them.
    """
    kept = [*_kept(actor, deps, is_open=True), *_kept(actor, deps, is_open=False)]
    here = [r for r in kept if channel and r.channel == channel]
    seen = _visible(here or kept, actor, deps)
    if not seen and (here or not is_allowed(Action.HOME, actor, deps)):
        require(Action.SEE_STATUS, actor, deps, here[0] if here else None)
    with deps.database.read() as tx:
        held = held_messages(tx)
        lines = tuple(
            status_line(tx, s, of(tx, s.requisition, actor), held.get(s.requisition.id, ()))
            for s in seen
        )
    return StatusScreen(lines=lines, version=deps.version)


def own(actor: Actor, deps: BotDeps, *, is_open: bool = True) -> list[Seen]:
    """List the requisitions, open or closed, that a person recruits or hires for, or reviews in."""
    return _visible(_kept(actor, deps, is_open=is_open), actor, deps)


def _kept(actor: Actor, deps: BotDeps, *, is_open: bool) -> list[Requisition]:
    with deps.database.read() as tx:
        return requisitions.all(tx, actor.team_id, is_open=is_open)


def _visible(kept: Iterable[Requisition], actor: Actor, deps: BotDeps) -> list[Seen]:
    seen = [Seen(requisition=r, allowed=allowed_to(actor, deps, r)) for r in kept]
    return [one for one in seen if Action.SEE_STATUS in one.allowed]


def of(tx: Tx, requisition: Requisition, actor: Actor) -> list[Application]:
    """List the applications to an opening but those of the person who asks, oldest first."""
    found = applications.of_requisition(tx, requisition.id)
    return [application for application in found if application.candidate_user_id != actor.user_id]


def status_line(
    tx: Tx, seen: Seen, found: Sequence[Application], held: Sequence[Posting]
) -> StatusLine:
    """Count how one requisition stands.

    Args:
        tx: The transaction.
        seen: Which.
        found: Its applications that may be counted.
        held: Its messages that are held.
    """
    requisition = seen.requisition
    counts: dict[ApplicationState, int] = {}
    for application in found:
        counts[application.state] = counts.get(application.state, 0) + 1
    return StatusLine(
        requisition_id=requisition.id,
        title=requisition.title,
        channel=requisition.channel,
        is_open=requisition.closed_at is None,
        allowed=seen.allowed,
        counts=counts,
        unreviewed=len(unreviewed(tx, found)),
        held=len(held),
    )


def held_messages(tx: Tx) -> dict[str, list[Posting]]:
    """List what is held of each requisition, by its id; what is meant for a person is left out."""
    found: dict[str, list[Posting]] = {}
    for posting in postings.held(tx):
        requisition = requisition_of(tx, posting) if not posting.recipient else None
        if requisition is not None:
            found.setdefault(requisition.id, []).append(posting)
    return found


def unreviewed(tx: Tx, found: Iterable[Application]) -> list[Application]:
    """Pick what was read and has no standing review."""
    read = [application for application in found if application.state is ApplicationState.READ]
    said = reviews.of_applications(tx, [application.id for application in read])
    return [application for application in read if not standing(said[application.id])]


def rubric_screen(actor: Actor, deps: BotDeps, name: str = "") -> RubricScreen:
    """Show a rubric as its file holds it now, or the default.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such rubric.
        RubricError: Its file cannot be used.
    """
    require(Action.SEE_RUBRIC, actor, deps)
    reading = deps.reading
    return RubricScreen(
        rubric=reading.rubrics.load(name or reading.default_rubric),
        others=tuple(Choice(id=n, text=heading(n)) for n in reading.rubrics.names()),
    )
