"""A round of interviews on one application, for the use cases of panels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.panel import Draft, Panel, Rating, Recommendation
from bot.domain.requisition import Application, ApplicationState
from bot.services.bot_deps import BotDeps
from bot.services.panels import Asked, ChangePanel, OpenPanel, PanelProgress, change_panel
from bot.services.panels import open_panel as open_panel_
from bot.services.revealing import Reveal, Revealed, reveal
from bot.services.scorecards import (
    Amend,
    Decline,
    Declined,
    Submit,
    Submitted,
    amend,
    decline,
    submit,
)
from bot.store import panels
from tests.integration.bot_services.fakes import MARCO, PIA, RHEA, World, actor, make_person
from tests.integration.bot_services.people import Desk, make_desk

ZOE = "U0ZOE"
"""A full member outside the review channel."""
FOCUS = ("craft", "care")


def said(
    level: int | None = 3,
    observation: str = "drew the queue",
    advice: Recommendation | None = Recommendation.YES,
) -> Draft:
    """Write a whole scorecard of two criteria, the second not observed."""
    return Draft(
        ratings=(
            Rating(
                criterion="craft", level=level, observation="" if level is None else observation
            ),
            Rating(criterion="care", level=None, observation=""),
        ),
        recommendation=advice,
        would_change="",
    )


@dataclass
class Round:
    """A panel on an application that was read; Marco hires, Rhea recruits."""

    desk: Desk
    application: Application
    panel_id: str = ""
    events: int = field(default=0)

    @property
    def deps(self) -> BotDeps:
        return self.desk.deps

    @property
    def due_at(self) -> datetime:
        return self.deps.now() + timedelta(days=2)

    def event(self) -> str:
        self.events += 1
        return f"event {self.events}"

    def open(self, *raters: str, by: str = RHEA, **changes: Any) -> PanelProgress:
        """Open a panel of people who rate craft and care; Pia and Zoe unless others are named."""
        request = OpenPanel(
            actor=actor(by),
            event_key=self.event(),
            application_id=self.application.id,
            asked=tuple(Asked(rater=rater, focus=FOCUS) for rater in raters or (PIA, ZOE)),
            due_at=self.due_at,
        )
        opened = open_panel_(replace(request, **changes), self.deps)
        self.panel_id = opened.panel.id
        return opened

    def change(self, by: str = RHEA, **changes: Any) -> PanelProgress:
        request = ChangePanel(actor=actor(by), event_key=self.event(), panel_id=self.panel_id)
        return change_panel(replace(request, **changes), self.deps)

    def submit(self, rater: str, draft: Draft | None = None, **changes: Any) -> Submitted:
        request = Submit(
            actor=actor(rater),
            event_key=self.event(),
            panel_id=self.panel_id,
            draft=draft or said(),
        )
        return submit(replace(request, **changes), self.deps)

    def amend(
        self, rater: str, draft: Draft, reason: str = "misheard it", **changes: Any
    ) -> Submitted:
        request = Amend(
            actor=actor(rater),
            event_key=self.event(),
            panel_id=self.panel_id,
            draft=draft,
            reason=reason,
        )
        return amend(replace(request, **changes), self.deps)

    def decline(self, rater: str, **changes: Any) -> Declined:
        request = Decline(actor=actor(rater), event_key=self.event(), panel_id=self.panel_id)
        return decline(replace(request, **changes), self.deps)

    def reveal(self, by: str = RHEA, *, is_early: bool = False, **changes: Any) -> Revealed:
        request = Reveal(
            actor=actor(by), event_key=self.event(), panel_id=self.panel_id, is_early=is_early
        )
        return reveal(replace(request, **changes), self.deps)

    def panel(self) -> Panel:
        with self.deps.database.read() as tx:
            return panels.get(tx, self.panel_id)

    def states(self) -> dict[str, str]:
        """Say where each rater stands."""
        with self.deps.database.read() as tx:
            return {seat.rater: seat.state.value for seat in panels.seats(tx, self.panel_id)}


def make_round(world: World, *, is_read: bool = False, **changes: Any) -> Round:
    """Add an application to a requisition whose hiring manager is Marco.

    Args:
        world: Where.
        is_read: Whether its CV was read and its levels are shown; that takes a while.
        changes: What the application has of its own.
    """
    world.slack.people[ZOE] = make_person(ZOE)
    desk = make_desk(world, hiring_manager=MARCO)
    if is_read:
        return Round(desk=desk, application=desk.add_read(**changes))
    application = desk.add(**changes)
    desk.move(application, ApplicationState.READ, seconds=1.0)
    return Round(desk=desk, application=desk.get(application.id))
