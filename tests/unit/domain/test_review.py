"""Which reviews stand: the newest of each person on each criterion, side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.review import Review, ReviewKind, ReviewTally, standing, tally

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_review(number: int, **changes: Any) -> Review:
    review = Review(
        id=f"{number:032x}",
        application_id="a",
        criterion="craft",
        reviewer="U1",
        kind=ReviewKind.AGREE,
        level=2,
        reason="",
        made_at=NINE + timedelta(minutes=number),
        undone_at=None,
    )
    return replace(review, **changes)


def test_a_newer_word_of_the_same_person_replaces_the_older() -> None:
    old, new = make_review(1), make_review(2, kind=ReviewKind.CHANGE, level=3)
    assert standing([new, old]) == [new]


def test_several_people_stand_side_by_side_oldest_first() -> None:
    first, second = make_review(1, reviewer="U2"), make_review(2, reviewer="U1")
    assert standing([second, first]) == [first, second]


def test_undoing_does_not_bring_an_older_word_back() -> None:
    old, undone = make_review(1), make_review(2, undone_at=NINE + timedelta(hours=1))
    assert standing([old, undone]) == []


def test_a_word_after_an_undone_one_stands() -> None:
    undone, new = make_review(1, undone_at=NINE), make_review(2)
    assert standing([undone, new]) == [new]


def test_of_two_at_the_same_moment_the_later_id_stands() -> None:
    one, two = make_review(1, made_at=NINE), make_review(2, made_at=NINE)
    assert standing([two, one]) == [two]


def test_a_tally_counts_criteria_and_people_once() -> None:
    reviews = [
        make_review(1, reviewer="U2", kind=ReviewKind.CHANGE, level=3),
        make_review(2, reviewer="U1"),
        make_review(3, reviewer="U1", criterion="care"),
        make_review(4, reviewer="U3", criterion="data", undone_at=NINE),
    ]
    # U3 undid; two people stand on craft, which counts once, and is changed; care is agreed with
    assert tally(reviews) == ReviewTally(reviewers=("U2", "U1"), criteria=2, changed=1)


def test_nothing_reviewed_is_an_empty_tally() -> None:
    assert tally([]) == ReviewTally(reviewers=(), criteria=0, changed=0)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["U1", "U2"]), st.booleans()),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_what_stands_does_not_depend_on_the_order_given(
    said: list[tuple[str, str, bool]], random: Any
) -> None:
    reviews = [
        make_review(number, criterion=c, reviewer=u, undone_at=NINE if is_undone else None)
        for number, (c, u, is_undone) in enumerate(said)
    ]
    shuffled = random.sample(reviews, len(reviews))
    kept = standing(shuffled)
    assert kept == standing(reviews)
    assert len({(r.criterion, r.reviewer) for r in kept}) == len(kept)
