"""Criteria keep their message, and ids that are derived are found again."""

from __future__ import annotations

import pytest

from bot.errors import NotFoundError
from bot.services.derived import derived_id
from bot.services.parts import criteria_of_part, part_of, parts_of
from tests.unit.cli_fakes import make_rubric

FOUR = make_rubric("one", "two", "three", "four")


def test_every_criterion_stands_in_one_message() -> None:
    # four criteria in messages of three: one full and one with the rest
    assert parts_of(FOUR) == 2
    assert criteria_of_part(FOUR, 0) == ("one", "two", "three")
    assert criteria_of_part(FOUR, 1) == ("four",)
    assert criteria_of_part(FOUR, 2) == ()
    assert [part_of(FOUR, c.key) for c in FOUR.criteria] == [0, 0, 0, 1]
    assert parts_of(make_rubric("one", "two", "three")) == 1


def test_an_unknown_criterion_stands_in_no_message() -> None:
    with pytest.raises(NotFoundError):
        part_of(FOUR, "five")


def test_a_derived_id_is_the_same_for_the_same_thing_alone() -> None:
    ids = {
        derived_id("application", "event"),
        derived_id("document", "event"),
        derived_id("application", "event", 1),
        derived_id("application", "event", 11),
        derived_id("application", "event", 1, 1),
    }

    assert len(ids) == 5
    assert all(len(id_) == 32 and int(id_, 16) >= 0 for id_ in ids)
    assert derived_id("application", "event", 1) in ids
