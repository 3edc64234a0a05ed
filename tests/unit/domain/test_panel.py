"""A scorecard is whole or refused with words; what counts, waits and changed is told from cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.panel import (
    LONGEST_TEXT,
    RECOMMENDATION,
    RECOMMENDATION_NAMES,
    WOULD_CHANGE,
    Draft,
    Panel,
    PanelState,
    Rating,
    Recommendation,
    Scorecard,
    Seat,
    SeatState,
    awaited,
    card_problems,
    changed_after,
    counting,
    draft_problems,
    independent,
    is_deserted,
    is_ready,
    submitted,
    tidy,
    uncovered,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FOCUS = ("craft", "care")
WHOLE = Draft(
    ratings=(
        Rating(criterion="craft", level=3, observation="drew the queue"),
        Rating(criterion="care", level=None, observation=""),
    ),
    recommendation=Recommendation.NO,
    would_change="",
)


def make_seat(rater: str, state: SeatState, *focus: str) -> Seat:
    return Seat(
        id=rater,
        panel_id="p",
        rater=rater,
        focus=focus or FOCUS,
        interview_at=None,
        state=state,
        added_at=NOW,
        ended_at=None,
    )


def make_panel(state: PanelState = PanelState.OPEN) -> Panel:
    return Panel(
        id="p",
        application_id="a",
        requisition_id="r",
        rubric_hash="h",
        opened_by="U1",
        opened_at=NOW,
        due_at=NOW + timedelta(days=2),
        state=state,
        revealed_at=None,
        revealed_by="",
        is_early=False,
        closed_reason="",
    )


def make_card(rater: str, number: int = 1, *, after: bool = False, level: int = 3) -> Scorecard:
    return Scorecard(
        id=f"{rater}{number}",
        panel_id="p",
        rater=rater,
        ratings=(Rating(criterion="craft", level=level, observation=f"seen {number}"),),
        recommendation=Recommendation.YES,
        would_change="",
        submitted_at=NOW,
        number=number,
        reason="" if number == 1 else "misread",
        is_after_reveal=after,
    )


def rated(*ratings: Rating) -> Draft:
    return replace(WHOLE, ratings=ratings)


def test_the_four_recommendations_have_no_middle_and_each_has_its_words() -> None:
    assert list(RECOMMENDATION_NAMES) == list(Recommendation)
    assert list(RECOMMENDATION_NAMES.values()) == ["Strong no", "No", "Yes", "Strong yes"]


def test_a_whole_card_has_no_problem() -> None:
    assert card_problems(FOCUS, WHOLE) == ()


CARE = Rating(criterion="care", level=None, observation="")
LONG = "x" * (LONGEST_TEXT + 1)


@pytest.mark.parametrize(
    ("draft", "field", "words"),
    [
        (rated(CARE), "craft", "no level here"),
        (rated(CARE, Rating(criterion="craft", level=2, observation="")), "craft", "observed"),
        (rated(CARE, Rating(criterion="craft", level=0, observation="x")), "craft", "no level 0"),
        (rated(CARE, Rating(criterion="craft", level=5, observation="x")), "craft", "no level 5"),
        (rated(*WHOLE.ratings, CARE), "care", "rated twice"),
        (
            rated(*WHOLE.ratings, Rating(criterion="charm", level=4, observation="x")),
            "charm",
            "not among those",
        ),
        (rated(CARE, Rating(criterion="craft", level=2, observation=LONG)), "craft", "3,001"),
        (replace(WHOLE, would_change="y" * 20_000), WOULD_CHANGE, "20,000 characters; 3,000 fit"),
        (replace(WHOLE, recommendation=None), RECOMMENDATION, "no recommendation"),
    ],
)
def test_what_is_wrong_is_said_in_its_field(draft: Draft, field: str, words: str) -> None:
    (problem,) = card_problems(FOCUS, draft)
    assert problem.field == field
    assert words in problem.problem
    assert problem.fix.endswith(".")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    empty = Draft(ratings=(), recommendation=None, would_change="")
    problems = card_problems(FOCUS, empty)
    assert [problem.field for problem in problems] == ["craft", "care", RECOMMENDATION]


def test_a_draft_may_lack_anything_but_nothing_in_it_may_misfit() -> None:
    unseen = Rating(criterion="craft", level=4, observation="")
    assert draft_problems(FOCUS, Draft(ratings=(), recommendation=None, would_change="")) == ()
    assert draft_problems(FOCUS, rated(unseen)) == ()
    wrong = rated(replace(unseen, level=7), replace(CARE, observation=LONG))
    assert [p.field for p in draft_problems(FOCUS, wrong)] == ["craft", "care"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  said so \r\n then\rmore ", "said so \n then\nmore"),
        ("half \ud83d a pair", "half \N{REPLACEMENT CHARACTER} a pair"),
        ("\ud83d\ude00", "\N{GRINNING FACE}"),
        ("a\x00b\x07c\x7fd\te", "abcd\te"),
    ],
)
def test_a_text_is_tidied(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@given(st.text())
def test_tidying_loses_no_word_and_once_is_enough(text: str) -> None:
    kept = tidy(text)
    assert tidy(kept) == kept
    letters = [c for c in text if c.isalnum()]
    assert [c for c in kept if c.isalnum()] == letters


@pytest.mark.parametrize(
    ("states", "ready", "deserted"),
    [
        ("submitted", True, False),
        ("submitted declined left", True, False),
        ("submitted asked", False, False),
        ("submitted drafted", False, False),
        ("asked", False, False),
        ("declined left", False, True),
        ("", False, True),
    ],
)
def test_a_panel_is_ready_when_a_card_is_in_and_none_may_come(
    states: str, ready: bool, deserted: bool
) -> None:
    seats = [make_seat(f"U{n}", SeatState(s)) for n, s in enumerate(states.split())]
    assert is_ready(make_panel(), seats) is ready
    assert is_deserted(make_panel(), seats) is deserted
    for ended in (PanelState.REVEALED, PanelState.CANCELLED):
        assert not is_ready(make_panel(ended), seats)
        assert not is_deserted(make_panel(ended), seats)


def test_who_is_awaited_and_who_has_submitted() -> None:
    seats = [make_seat(state.value, state) for state in SeatState]
    assert [seat.rater for seat in awaited(seats)] == ["asked", "drafted"]
    assert [seat.rater for seat in submitted(seats)] == ["submitted"]


def test_a_criterion_of_who_declined_or_left_is_uncovered() -> None:
    seats = [
        make_seat("U1", SeatState.SUBMITTED, "craft"),
        make_seat("U2", SeatState.ASKED, "care"),
        make_seat("U3", SeatState.DECLINED, "data"),
        make_seat("U4", SeatState.LEFT, "models"),
    ]
    assert uncovered(["craft", "care", "data", "models"], seats) == ("data", "models")


def test_the_newest_card_counts_and_agreement_is_told_from_those_before_the_reveal() -> None:
    first, second = make_card("U1"), make_card("U1", 2)
    late = make_card("U1", 3, after=True, level=1)
    other = make_card("U2")
    cards = [late, other, second, first]
    assert counting(cards) == (late, other)
    assert independent(cards) == (second, other)


def test_who_changed_after_the_reveal_changed_a_level_or_the_recommendation() -> None:
    level = make_card("U1", 2, after=True, level=1)
    words = make_card("U2", 2, after=True)
    advice = replace(words, rater="U3", recommendation=Recommendation.STRONG_YES)
    before = make_card("U4", 2, level=1)
    firsts = [make_card(f"U{n}") for n in range(1, 5)]
    assert changed_after([*firsts, level, words, advice, before]) == ("U1", "U3")
