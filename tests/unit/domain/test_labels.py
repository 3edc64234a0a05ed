"""Which level reviewers left standing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.labels import LabelledItem, settled
from bot.domain.review import Review, ReviewKind

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _review(
    at: int, criterion: str, who: str, level: int | None, *, undone: bool = False
) -> Review:
    return Review(
        id=f"{at:032}",
        application_id="a" * 32,
        criterion=criterion,
        reviewer=who,
        kind=ReviewKind.CHANGE,
        level=level,
        reason="",
        made_at=NOON + timedelta(minutes=at),
        undone_at=NOON + timedelta(hours=1) if undone else None,
    )


def test_the_newest_word_of_each_person_counts_and_what_they_dispute_is_no_label() -> None:
    said = [
        _review(1, "craft", "U1", 2),
        _review(2, "craft", "U1", 3),  # takes the place of the 2
        _review(3, "craft", "U2", 3),  # and agrees
        _review(4, "care", "U1", None),
        _review(5, "ship", "U1", 4),
        _review(6, "ship", "U2", 2),  # disputed: no middle is made of 4 and 2
        _review(7, "talk", "U1", 1, undone=True),
        _review(8, "join", "U1", 2, undone=True),
        _review(9, "join", "U2", 4),
    ]

    assert settled(said) == {"care": None, "craft": 3, "join": 4}
    assert settled([]) == {}


def test_an_item_is_called_by_its_file_or_its_hash() -> None:
    item = LabelledItem(file="cvs/a.txt", sha256="", language="", labels=())
    assert item.id == "cvs/a.txt"
    assert LabelledItem(file="", sha256="ab" * 32, language="", labels=()).id == "ab" * 6
