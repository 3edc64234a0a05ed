"""A panel: people who rate one application alone, and see each other's scorecards together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.rubric import TOP_LEVEL

LONGEST_TEXT = 3_000
"""Characters of one text of a scorecard. Source: what Slack's text input takes at most."""
MOST_RATERS = 12
"""People in one panel. Source: what the table of a reveal shows side by side and stays readable."""
RECOMMENDATION = "recommendation"
"""Field of a scorecard, as a problem with it names it; never the key of a criterion."""
WOULD_CHANGE = "would_change"
"""Field of a scorecard, as a problem with it names it; never the key of a criterion."""


class Recommendation(StrEnum):
    """What a rater advises; there is no middle to hide in."""

    STRONG_NO = "strong_no"
    NO = "no"
    YES = "yes"
    STRONG_YES = "strong_yes"


RECOMMENDATION_NAMES = {
    Recommendation.STRONG_NO: "Strong no",
    Recommendation.NO: "No",
    Recommendation.YES: "Yes",
    Recommendation.STRONG_YES: "Strong yes",
}
"""What people read."""


class SeatState(StrEnum):
    """Where one rater stands; it tells nothing of what they think."""

    ASKED = "asked"
    DRAFTED = "drafted"
    """They began a scorecard, which nobody else can open."""
    SUBMITTED = "submitted"
    DECLINED = "declined"
    """They said that they did not interview."""
    LEFT = "left"
    """Removed from the panel, or their account is no longer a member's."""


class PanelState(StrEnum):
    """Where a panel stands."""

    OPEN = "open"
    """Sealed: everybody sees their own scorecard alone."""
    REVEALED = "revealed"
    CANCELLED = "cancelled"
    """Ended without a reveal: what was submitted stays sealed."""


AWAITED = frozenset({SeatState.ASKED, SeatState.DRAFTED})
"""States of a seat whose scorecard may still come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What one rater saw of one criterion."""

    criterion: str
    """Criterion key."""
    level: int | None
    """1..4, or None for "did not observe", which is never a low level."""
    observation: str
    """What they saw or heard, in their words; needed for a level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One rater's word on an application; it is never changed, only followed by another."""

    id: str
    panel_id: str
    rater: str
    """Slack user id."""
    ratings: tuple[Rating, ...]
    """One for each criterion of their focus, in its order."""
    recommendation: Recommendation
    would_change: str
    """What would have changed their mind; may be ""."""
    submitted_at: datetime
    number: int
    """1 for the first; 2 and more amend it."""
    reason: str
    """Why it amends the one before; "" for the first."""
    is_after_reveal: bool
    """Whether they had seen the others' when they wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A scorecard that was begun: anything in it may still be missing."""

    ratings: tuple[Rating, ...]
    recommendation: Recommendation | None
    would_change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One rater's place in a panel."""

    id: str
    """Opaque; the subject of what is shown to this rater alone."""
    panel_id: str
    rater: str
    """Slack user id."""
    focus: tuple[str, ...]
    """Keys of the criteria that they rate, at least one."""
    interview_at: datetime | None
    """When they talk to the candidate; None when nobody said."""
    state: SeatState
    added_at: datetime
    ended_at: datetime | None
    """When they submitted first, declined or left; None while they are awaited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Some people rating one application."""

    id: str
    application_id: str
    requisition_id: str
    rubric_hash: str
    """Version of the rubric as of the opening; a later one changes nothing here."""
    opened_by: str
    """Slack user id."""
    opened_at: datetime
    due_at: datetime
    """When all scorecards should be in."""
    state: PanelState
    revealed_at: datetime | None
    revealed_by: str
    """Slack user id; "" when nobody had to ask, since all were in, and before."""
    is_early: bool
    """Whether it was revealed while somebody was still awaited."""
    closed_reason: str
    """Why it was cancelled, in somebody's words; "" otherwise. Encrypted at rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProblem:
    """Something that keeps a scorecard from being taken, and what to do about it."""

    field: str
    """Criterion key, RECOMMENDATION or WOULD_CHANGE: where a form shows it."""
    problem: str
    """For people; never quotes what they wrote."""
    fix: str


def tidy(text: str) -> str:
    """Return a text as it is kept: no words lost, no space around it, nothing unprintable.

    Half a surrogate pair, which Slack can send, becomes U+FFFD; control characters but for line
    ends and tabs are dropped.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or (c >= " " and c != "\x7f")).strip()


def draft_problems(focus: Sequence[str], draft: Draft) -> tuple[CardProblem, ...]:
    """Say what keeps a draft from being kept: nothing has to be there, but what is must fit.

    Args:
        focus: Keys of the criteria that the rater rates.
        draft: With tidied texts.
    """
    problems = [p for rating in draft.ratings for p in _misfits(rating, focus)]
    keys = [rating.criterion for rating in draft.ratings]
    problems += [
        CardProblem(field=key, problem="This is rated twice.", fix="Give one level.")
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1
    ]
    return (*problems, *_too_long(WOULD_CHANGE, draft.would_change))


def card_problems(focus: Sequence[str], draft: Draft) -> tuple[CardProblem, ...]:
    """Say what keeps a scorecard from being taken; nothing does when it is whole.

    Args:
        focus: Keys of the criteria that the rater rates.
        draft: With tidied texts.
    """
    given = {rating.criterion for rating in draft.ratings}
    problems = [
        CardProblem(
            field=key,
            problem="There is no level here.",
            fix="Choose one, or “did not observe”.",
        )
        for key in focus
        if key not in given
    ]
    problems += [
        CardProblem(
            field=rating.criterion,
            problem="A level needs what you observed.",
            fix="Write what the candidate said or did, or choose “did not observe”.",
        )
        for rating in draft.ratings
        if rating.level is not None and not rating.observation
    ]
    if draft.recommendation is None:
        problems.append(
            CardProblem(
                field=RECOMMENDATION,
                problem="There is no recommendation.",
                fix="Choose one of the four.",
            )
        )
    return (*draft_problems(focus, draft), *problems)


def awaited(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Keep the seats whose scorecard may still come, in their order."""
    return tuple(seat for seat in seats if seat.state in AWAITED)


def submitted(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Keep the seats whose scorecard is in, in their order."""
    return tuple(seat for seat in seats if seat.state is SeatState.SUBMITTED)


def is_ready(panel: Panel, seats: Sequence[Seat]) -> bool:
    """Say whether a panel can be revealed in time: some scorecard is in, and none may come."""
    is_open = panel.state is PanelState.OPEN
    return is_open and bool(submitted(seats)) and not awaited(seats)


def is_deserted(panel: Panel, seats: Sequence[Seat]) -> bool:
    """Say whether nobody is left in an open panel: no scorecard is in, and none may come."""
    is_open = panel.state is PanelState.OPEN
    return is_open and not submitted(seats) and not awaited(seats)


def uncovered(criteria: Iterable[str], seats: Iterable[Seat]) -> tuple[str, ...]:
    """List the criteria that nobody who rates, or may still rate, has in their focus."""
    rating = AWAITED | {SeatState.SUBMITTED}
    covered = {key for seat in seats if seat.state in rating for key in seat.focus}
    return tuple(key for key in criteria if key not in covered)


def counting(cards: Iterable[Scorecard]) -> tuple[Scorecard, ...]:
    """Keep what counts: the newest scorecard of each rater, by rater."""
    newest: dict[str, Scorecard] = {}
    for card in sorted(cards, key=lambda c: (c.rater, c.number)):
        newest[card.rater] = card
    return tuple(newest.values())


def independent(cards: Iterable[Scorecard]) -> tuple[Scorecard, ...]:
    """Keep what each rater said last before they saw the others', by rater."""
    return counting(card for card in cards if not card.is_after_reveal)


def changed_after(cards: Sequence[Scorecard]) -> tuple[str, ...]:
    """List who changed a level or their recommendation after the reveal, by Slack user id."""
    before = {card.rater: card for card in independent(cards)}
    return tuple(
        card.rater
        for card in counting(cards)
        if card.is_after_reveal and _verdict(card) != _verdict(before[card.rater])
    )


def _verdict(card: Scorecard) -> tuple[Recommendation, dict[str, int | None]]:
    return card.recommendation, {rating.criterion: rating.level for rating in card.ratings}


def _misfits(rating: Rating, focus: Sequence[str]) -> tuple[CardProblem, ...]:
    problems = []
    if rating.criterion not in focus:
        problems.append(
            CardProblem(
                field=rating.criterion,
                problem="This criterion is not among those that you rate.",
                fix="Leave it to the others, or have the panel changed.",
            )
        )
    if rating.level is not None and not 1 <= rating.level <= TOP_LEVEL:
        problems.append(
            CardProblem(
                field=rating.criterion,
                problem=f"There is no level {rating.level}.",
                fix=f"Choose a level from 1 to {TOP_LEVEL}, or “did not observe”.",
            )
        )
    return (*problems, *_too_long(rating.criterion, rating.observation))


def _too_long(field: str, text: str) -> tuple[CardProblem, ...]:
    if len(text) <= LONGEST_TEXT:
        return ()
    return (
        CardProblem(
            field=field,
            problem=f"This has {len(text):,} characters; {LONGEST_TEXT:,} fit.",
            fix="Keep what a colleague needs to know.",
        ),
    )
