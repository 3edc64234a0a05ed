"""Before a reveal nothing that anybody can call tells what a colleague wrote, or lets it show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.services import revealing, scorecards
from bot.store import scorecards as stored
from tests.integration.bot_services.fakes import MARCO, PIA, RHEA
from tests.integration.bot_services.seal_walk import (
    CANARIES,
    ONE,
    OTHER,
    READERS,
    Function,
    Walk,
    functions,
    needed,
    sealed_world,
)

LEAST_FUNCTIONS = 200
"""That reach what is kept and can be called; there were 250 when this was written."""


def told_by(walk: Walk, found: list[Function]) -> dict[str, list[str]]:
    """Have every reader call everything, and say what each function told."""
    told: dict[str, list[str]] = {}
    for reader in READERS:
        walk.reader = reader
        for function in found:
            if function.takes_person or reader == READERS[0]:
                told.setdefault(function.name, []).extend(walk.do(function))
    return told


def test_what_colleagues_wrote_changes_nothing_that_anybody_else_can_learn(tmp_path: Path) -> None:
    found = functions()
    with sealed_world(tmp_path / "one", ONE) as walk:
        one = told_by(walk, found)
    with sealed_world(tmp_path / "other", OTHER) as walk:
        other = told_by(walk, found)
    leaks = {name for name in one if one[name] != other[name]}
    assert leaks == set()
    everything = " ".join(
        line for told in (one, other) for lines in told.values() for line in lines
    )
    assert [word for word in CANARIES if word in everything] == []
    called = [name for name, lines in one.items() if lines]
    assert len(called) >= LEAST_FUNCTIONS


def function_of(call: Callable[..., object]) -> Function:
    return Function(name=repr(call), call=call, hints=needed(call))


def test_the_walk_sees_what_does_tell(tmp_path: Path) -> None:
    own = [function_of(scorecards.scorecard_form), function_of(stored.own_card)]
    after = [function_of(revealing.revealed), function_of(stored.revealed_cards)]
    told = []
    for name, wrote in (("one", ONE), ("other", OTHER)):
        with sealed_world(tmp_path / name, wrote) as walk:
            walk.reader = PIA
            lines = [walk.do(function) for function in own]
            walk.reader = RHEA
            before = [walk.do(function) for function in after]
            walk.round_.decline(MARCO)
            walk.round_.reveal(MARCO, is_early=True)
            told.append((before, [*lines, *[walk.do(function) for function in after]]))
    (before_one, after_one), (before_other, after_other) = told
    assert before_one == before_other
    assert [a != b for a, b in zip(after_one, after_other, strict=True)] == [True] * 4
