"""How requisitions stand, in the counts and dates that a digest tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.domain.digest import Changes, Dispute, Facts, Owed, Waiting
from bot.domain.panel import (
    Panel,
    PanelState,
    Scorecard,
    SeatState,
    awaited,
    counting,
    is_ready,
)
from bot.domain.requisition import Application, ApplicationState
from bot.domain.review import Review, standing
from bot.store import Tx, applications, panels, reviews, scorecards

WIDE = 2
"""Levels between two people from which they differ. Source: issue 5, where raters differ by two or
more; one level is within what two careful people say of the same words."""
_OPEN = frozenset({ApplicationState.READ, ApplicationState.READ_BY_PERSON})


def facts_of(tx: Tx, requisition_ids: Sequence[str], since: datetime, until: datetime) -> Facts:
    """Say how some requisitions stand together.

    Nothing of it tells what a scorecard says before its panel is revealed.

    Args:
        tx: The transaction.
        requisition_ids: At least one.
        since: Aware; what happened at this moment is old.
        until: Aware; what happened at this moment is news.
    """
    kept = [a for id_ in requisition_ids for a in applications.of_requisition(tx, id_)]
    said = reviews.of_applications(tx, [a.id for a in kept])
    held = {id_: standing(of) for id_, of in said.items()}
    undecided = {a.id: a for a in kept if a.decision is None}
    read = [a for a in undecided.values() if a.state in _OPEN]
    open_ = [p for id_ in requisition_ids for p in panels.in_requisition(tx, id_, PanelState.OPEN)]
    rating = [panel for panel in open_ if panel.application_id in undecided]
    return Facts(
        to_review=tuple(
            _waiting(a) for a in read if a.state is ApplicationState.READ and not held[a.id]
        ),
        owed=tuple(_owed(tx, rating)),
        ready=tuple(_ready(tx, rating, undecided)),
        disputes=(
            *(d for a in read if (d := _of_reviews(a, held[a.id])) is not None),
            *_of_panels(tx, requisition_ids, undecided),
        ),
        in_stage=tuple(_waiting(a) for a in read),
        stays=tuple(
            (a.decision.decided_at - a.read_at) / timedelta(days=1)
            for a in kept
            if a.decision is not None and a.read_at is not None
        ),
        changes=_changes(kept, held, since, until),
    )


def _waiting(application: Application) -> Waiting:
    since = application.read_at or application.added_at
    return Waiting(id=application.id, label=application.label, since=since)


def _owed(tx: Tx, rating: Iterable[Panel]) -> Iterable[Owed]:
    return (
        Owed(panel_id=panel.id, rater=seat.rater, due_at=panel.due_at)
        for panel in rating
        for seat in awaited(panels.seats(tx, panel.id))
    )


def _ready(tx: Tx, rating: Iterable[Panel], undecided: dict[str, Application]) -> Iterable[Waiting]:
    for panel in rating:
        seats = panels.seats(tx, panel.id)
        if is_ready(panel, seats):
            ended = (seat.ended_at for seat in seats if seat.state is SeatState.SUBMITTED)
            since = max((at for at in ended if at is not None), default=panel.opened_at)
            yield Waiting(id=panel.id, label=undecided[panel.application_id].label, since=since)


def _of_reviews(application: Application, held: Sequence[Review]) -> Dispute | None:
    levels: dict[str, list[int]] = {}
    for review in held:
        levels.setdefault(review.criterion, []).append(review.level or 0)
    differing = _differing(levels)
    if not differing:
        return None
    since = max(review.made_at for review in held)
    return Dispute(id=application.id, label=application.label, criteria=differing, since=since)


def _of_panels(
    tx: Tx, requisition_ids: Iterable[str], undecided: dict[str, Application]
) -> Iterable[Dispute]:
    for id_ in requisition_ids:
        for panel in panels.in_requisition(tx, id_, PanelState.REVEALED):
            application = undecided.get(panel.application_id)
            cards = scorecards.revealed_cards(tx, panel.id) or ()
            differing = _differing(_levels(cards))
            if application is not None and differing:
                yield Dispute(
                    id=panel.id,
                    label=application.label,
                    criteria=differing,
                    since=panel.revealed_at or panel.opened_at,
                )


def _levels(cards: Sequence[Scorecard]) -> dict[str, list[int]]:
    levels: dict[str, list[int]] = {}
    for card in counting(cards):
        for rating in card.ratings:
            if rating.level is not None:  # "did not observe" differs from nothing
                levels.setdefault(rating.criterion, []).append(rating.level)
    return levels


def _differing(levels: dict[str, list[int]]) -> int:
    return sum(max(given) - min(given) >= WIDE for given in levels.values())


def _changes(
    kept: Sequence[Application],
    held: dict[str, list[Review]],
    since: datetime,
    until: datetime,
) -> Changes:
    def is_news(at: datetime | None) -> bool:
        return at is not None and since < at <= until

    return Changes(
        since=since,
        read=sum(is_news(a.read_at) for a in kept),
        reviewed=sum(any(is_news(r.made_at) for r in held[a.id]) for a in kept),
        decided=sum(a.decision is not None and is_news(a.decision.decided_at) for a in kept),
    )
