"""Find the panel that a person means, and let them do only what they may with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.panel import Panel, PanelState, Seat, SeatState
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, Requisition
from bot.errors import ConflictError
from bot.services.access import own_application, require
from bot.services.bot_deps import BotDeps
from bot.services.kept import day
from bot.store import Tx, panels, postings


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelCase:
    """A panel, and what it is about; nothing of what anybody said in it."""

    panel: Panel
    seats: tuple[Seat, ...]
    """In the order of asking, those that ended too."""
    application: Application
    requisition: Requisition

    def seat_of(self, user_id: str) -> Seat | None:
        """Return a person's place; None when they never had one."""
        return next((seat for seat in self.seats if seat.rater == user_id), None)


def find_panel(tx: Tx, actor: Actor, panel_id: str, *, is_held: bool = False) -> PanelCase:
    """Return a panel of the actor's own workspace.

    Args:
        tx: The transaction.
        actor: From the envelope of the request.
        panel_id: Which.
        is_held: Whether nobody else may change it until the transaction ends.

    Raises:
        NotFoundError: There is none with this id there, or its person was forgotten.
    """
    panel = panels.hold(tx, panel_id) if is_held else panels.get(tx, panel_id)
    application, requisition = own_application(tx, actor, panel.application_id)
    return PanelCase(
        panel=panel,
        seats=panels.seats(tx, panel.id),
        application=application,
        requisition=requisition,
    )


def panel_for(action: Action, actor: Actor, deps: BotDeps, panel_id: str) -> PanelCase:
    """Return a panel that somebody may do something with, as of now.

    It is no part of a transaction that writes: saying who somebody is may take a call to Slack.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such panel, or its person was forgotten.
    """
    with deps.database.read() as tx:
        case = find_panel(tx, actor, panel_id)
    requisition, application = case.requisition, case.application
    require(action, actor, deps, requisition, application, raters=raters_of(case.seats))
    return case


def raters_of(seats: Iterable[Seat]) -> frozenset[str]:
    """Name those who rate or rated, by Slack user id; who left does not."""
    return frozenset(seat.rater for seat in seats if seat.state is not SeatState.LEFT)


def check_open(case: PanelCase) -> None:
    """Let pass a panel that is still sealed.

    Raises:
        ConflictError: It was revealed or called off; says by whom and when.
    """
    panel, label = case.panel, case.application.label
    if panel.state is PanelState.CANCELLED:
        raise ConflictError(
            f"The panel on {label} was called off. Nothing was changed.",
            "Open a new one, if it should be rated after all.",
        )
    if panel.revealed_at is not None:
        by = f" by <@{panel.revealed_by}>" if panel.revealed_by else ""
        raise ConflictError(
            f"The panel on {label} was revealed{by} on {day(panel.revealed_at)}. "
            "Nothing was changed.",
            "Read it in the channel; a scorecard that is in can still be amended.",
        )


def check_requisition_open(requisition: Requisition) -> None:
    """Let pass an opening that takes new work.

    Raises:
        ConflictError: It is closed; says since when.
    """
    if requisition.closed_at is not None:
        raise ConflictError(
            f"The requisition was closed on {day(requisition.closed_at)}: nobody new is asked to "
            "rate. Nothing was changed.",
            "Open the requisition again first.",
        )


def show_panel(tx: Tx, application_id: str, deps: BotDeps) -> None:
    """Have the application's living message, which says how its panel stands, shown anew."""
    if postings.refresh(tx, MessageKind.APPLICATION, application_id, deps.now()):
        tx.after_commit(deps.wake_senders)
