"""Scorecards and drafts, sealed under their panel: before the reveal only their rater opens them.

There are three ways to what somebody said: ``own_card`` and ``own_draft``, which take the rater,
and ``revealed_cards``, which gives nothing unless the panel is revealed, in the same query. Each
body has a key of its panel, which no other function of the store derives.

All bodies of the same number of criteria have the same size, whatever is in them: as much as the
longest texts that Slack lets through would take. A size so tells how many criteria somebody
rates, which their seat says in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import col, delete, select

from bot.domain.panel import (
    LONGEST_TEXT,
    Draft,
    PanelState,
    Rating,
    Recommendation,
    Scorecard,
)
from bot.store.keys import KeyRing
from bot.store.sealing import parse_value, place
from bot.store.tables import DraftRow, PanelRow, ScorecardRow
from bot.store.transaction import Tx

_TEXT_BYTES = 4 * LONGEST_TEXT + 512
"""What one text takes at most in JSON, tidied, with the words around it. Source: RFC 3629 (4 bytes
a character); what JSON escapes with two bytes has one in UTF-8."""
_OTHER_TEXTS = 2
"""Texts besides one for each criterion: what would have changed their mind, and the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """What of a scorecard nobody else may see."""

    ratings: tuple[Rating, ...]
    recommendation: Recommendation
    would_change: str
    reason: str


_BODY = TypeAdapter(_Body)
_DRAFT = TypeAdapter(Draft)


def submit(tx: Tx, card: Scorecard, criteria: int) -> None:
    """Keep a scorecard for good; the draft it was written in goes.

    Args:
        tx: The transaction, in which the panel is held (``panels.hold``).
        card: With tidied texts.
        criteria: How many criteria are in its rater's focus.

    Raises:
        ConflictError: Its rater has one with this number, or the panel is gone.
    """
    body = _Body(
        ratings=card.ratings,
        recommendation=card.recommendation,
        would_change=card.would_change,
        reason=card.reason,
    )
    tx.add(
        ScorecardRow(
            id=card.id,
            panel_id=card.panel_id,
            rater=card.rater,
            number=card.number,
            is_after_reveal=card.is_after_reveal,
            submitted_at=card.submitted_at,
            body=_sealed(
                _keys(tx, card.panel_id),
                _BODY.dump_json(body),
                criteria,
                _of_card(card.rater, card.number),
            ),
        )
    )
    drop_draft(tx, card.panel_id, card.rater)


def own_card(tx: Tx, panel_id: str, rater: str) -> Scorecard | None:
    """Return what a rater said last; None when they did not yet.

    Args:
        tx: The transaction.
        panel_id: Which panel.
        rater: The person who asks, and nobody else.
    """
    statement = (
        select(ScorecardRow)
        .where(col(ScorecardRow.panel_id) == panel_id, col(ScorecardRow.rater) == rater)
        .order_by(col(ScorecardRow.number).desc())
    )
    row = tx.first(statement)
    return None if row is None else _card(row, _keys(tx, panel_id))


def revealed_cards(tx: Tx, panel_id: str) -> tuple[Scorecard, ...] | None:
    """Return all scorecards of a revealed panel, by rater and number; None of any other panel."""
    statement = (
        select(ScorecardRow)
        .join(PanelRow, col(PanelRow.id) == col(ScorecardRow.panel_id))
        .where(
            col(ScorecardRow.panel_id) == panel_id,
            col(PanelRow.state) == PanelState.REVEALED.value,
        )
        .order_by(col(ScorecardRow.rater), col(ScorecardRow.number))
    )
    rows = tx.many(statement)
    keys = _keys(tx, panel_id)
    return tuple(_card(row, keys) for row in rows) or None


def submitted(tx: Tx, panel_id: str) -> dict[str, datetime]:
    """Say who has submitted, and when first; never what."""
    statement = select(ScorecardRow.rater, ScorecardRow.submitted_at).where(
        col(ScorecardRow.panel_id) == panel_id, col(ScorecardRow.number) == 1
    )
    order = (col(ScorecardRow.submitted_at), col(ScorecardRow.rater))
    return dict(tx.pairs(statement.order_by(*order)))


def save_draft(  # noqa: PLR0913, PLR0917  # the fields of a row
    tx: Tx, panel_id: str, rater: str, draft: Draft, criteria: int, now: datetime
) -> None:
    """Keep what a rater wrote so far, in place of what they wrote before.

    Raises:
        ConflictError: The panel is gone.
    """
    drop_draft(tx, panel_id, rater)
    tx.add(
        DraftRow(
            panel_id=panel_id,
            rater=rater,
            saved_at=now,
            body=_sealed(_keys(tx, panel_id), _DRAFT.dump_json(draft), criteria, _of_draft(rater)),
        )
    )


def own_draft(tx: Tx, panel_id: str, rater: str) -> Draft | None:
    """Return what a rater wrote so far; None when there is nothing.

    Args:
        tx: The transaction.
        panel_id: Which panel.
        rater: The person who asks, and nobody else.
    """
    statement = select(DraftRow).where(
        col(DraftRow.panel_id) == panel_id, col(DraftRow.rater) == rater
    )
    row = tx.first(statement)
    if row is None:
        return None
    return parse_value(_keys(tx, panel_id).open(row.body, of=_of_draft(rater)), _DRAFT)


def drop_draft(tx: Tx, panel_id: str, rater: str) -> None:
    """Delete what a rater wrote so far, if anything."""
    statement = delete(DraftRow).where(
        col(DraftRow.panel_id) == panel_id, col(DraftRow.rater) == rater
    )
    tx.changed(statement.returning(col(DraftRow.rater)))


def _keys(tx: Tx, panel_id: str) -> KeyRing:
    """Derive the ring of one panel."""
    return tx.keys.branch(f"panel:{panel_id}")


def _of_card(rater: str, number: int) -> str:
    return place("scorecard", "body", f"{rater}:{number}")


def _of_draft(rater: str) -> str:
    return place("draft", "body", rater)


def _sealed(keys: KeyRing, body: bytes, criteria: int, of: str) -> bytes:
    """Seal a body at the one size of all bodies with as many criteria."""
    size = (criteria + _OTHER_TEXTS) * _TEXT_BYTES
    return keys.seal(body.ljust(size), of=of)  # space after a value is no part of JSON


def _card(row: ScorecardRow, keys: KeyRing) -> Scorecard:
    sealed = keys.open(row.body, of=_of_card(row.rater, row.number))
    body = parse_value(sealed, _BODY)
    return Scorecard(
        id=row.id,
        panel_id=row.panel_id,
        rater=row.rater,
        ratings=body.ratings,
        recommendation=body.recommendation,
        would_change=body.would_change,
        submitted_at=row.submitted_at,
        number=row.number,
        reason=body.reason,
        is_after_reveal=row.is_after_reveal,
    )
