"""The tables of an evaluation, on levels that are counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.assessment import Provenance
from bot.domain.counterfactual import Change
from bot.domain.labels import Label, LabelledItem
from bot.domain.trial import (
    Levels,
    ReadItem,
    Trial,
    agreements,
    cost_of,
    flips,
    moves,
    overall,
    retest,
)
from bot.domain.usage import Usage

KEYS = ("craft", "care")


def item(name: str, **levels: int | None) -> LabelledItem:
    labels = tuple(Label(criterion=key, level=level) for key, level in levels.items())
    return LabelledItem(file=name, sha256="", language="en", labels=labels)


def read(of: LabelledItem, *runs: tuple[int | None, int | None], **changes: Any) -> ReadItem:
    values: dict[str, Any] = {
        "changes": {},
        "seconds": (1.0,) * len(runs),
        "usage": Usage(calls=1, input_tokens=10),
        "micro_dollars": 5,
    }
    levels: tuple[Levels, ...] = tuple(dict(zip(KEYS, run, strict=True)) for run in runs)
    return ReadItem(item=of, runs=levels, **values | changes)


def trial(*items: ReadItem) -> Trial:
    return Trial(
        title="fake",
        provenance=Provenance(name="fake", version="1", model=None),
        keys=KEYS,
        read=items,
        unread=(),
        left=0,
    )


A, B, C = item("a", craft=3, care=1), item("b", craft=1, care=None), item("c", craft=2)
FIRST = trial(read(A, (3, 2), (2, 2)), read(B, (1, None), (1, None)), read(C, (None, 4), (None, 4)))


def test_labels_are_held_against_the_first_run_and_only_where_there_is_one() -> None:
    by_key = agreements(FIRST)

    assert list(by_key) == ["craft", "care"]
    # craft: 3-3, 1-1, 2-None; care: 1-2, None-None, and c has no label for it.
    assert [by_key[key].pairs for key in KEYS] == [3, 2]
    assert [by_key[key].exact for key in KEYS] == pytest.approx([2 / 3, 1 / 2])
    assert (overall(FIRST).items, overall(FIRST).pairs) == (3, 5)


def test_reading_again_has_a_spread() -> None:
    found = retest(FIRST)

    # a's craft is 3 then 2: variance 1/2; five other levels never move.
    assert found is not None
    assert found.runs == 2
    assert found.sd == pytest.approx((0.5 / 6) ** 0.5)
    assert found.unmoved == pytest.approx(5 / 6)
    assert found.by_criterion == {"craft": pytest.approx((0.5 / 3) ** 0.5), "care": 0}
    assert retest(trial(read(A, (3, 2)))) is None
    assert retest(trial()) is None


def test_what_moved_is_counted_by_kind_of_change() -> None:
    changed = trial(
        read(A, (3, 2), changes={Change.NAME: {"craft": 4, "care": None}}),
        read(B, (1, None), changes={Change.NAME: {"craft": 1, "care": None}}),
        read(C, (None, 4)),
    )
    (moved,) = moves(changed)

    # 3 to 4 rises; 2 to "not evidenced" falls two steps; b stays; c had nothing to change.
    assert (moved.change, moved.items, moved.levels) == (Change.NAME, 2, 4)
    assert (moved.up, moved.down, moved.farthest) == (1, 1, 2)


def test_cost_adds_up_and_is_unknown_when_a_part_of_it_is() -> None:
    made = trial(
        read(A, (3, 2), seconds=(1.0,)),
        read(B, (1, None), (1, None), seconds=(2.0, 6.0), changes={Change.CITY: {}}),
    )
    cost = cost_of(made)
    assert (cost.readings, cost.usage.calls, cost.usage.input_tokens) == (4, 2, 20)
    assert (cost.micro_dollars, cost.median_seconds) == (10, 2.0)
    assert cost.slow_seconds == pytest.approx(2 + 0.9 * 4)  # 0.95 of the way over two gaps
    assert (
        cost_of(trial(read(A, (3, 2)), read(B, (1, 1), micro_dollars=None))).micro_dollars is None
    )
    assert cost_of(trial()).median_seconds == cost_of(trial()).slow_seconds == 0


def test_flips_say_whether_they_go_towards_the_label() -> None:
    second = trial(read(A, (1, 1)), read(B, (2, None)), read(C, (1, 3)))

    found = flips(FIRST, second)

    told = [(f.item, f.criterion, f.before, f.after, f.is_nearer, f.is_farther) for f in found]
    assert told == [
        ("a", "craft", 3, 1, False, True),  # the label is 3
        ("a", "care", 2, 1, True, False),  # 1
        ("b", "craft", 1, 2, False, True),  # 1
        ("c", "craft", None, 1, True, False),  # 2
        ("c", "care", 4, 3, False, False),  # nobody labelled it
    ]
    assert flips(FIRST, trial()) == []
