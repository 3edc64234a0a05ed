"""Requests begin evenly spread, and not before a server wants them."""

from __future__ import annotations

from bot.evaluators.llm.limits import Gate
from tests.unit.llm.hours import Hours


def gate(hours: Hours, per_minute: int = 0) -> Gate:
    return Gate(places=2, per_minute=per_minute, clock=hours.clock)


def test_without_a_limit_everything_begins_at_once() -> None:
    free = gate(Hours())

    assert [free.turn(60) for _ in range(3)] == [0, 0, 0]


def test_turns_are_evenly_spread() -> None:
    hours = Hours()
    spread = gate(hours, per_minute=12)

    assert [spread.turn(60) for _ in range(3)] == [0, 5, 10]  # 60 s / 12
    hours.sleep(100)
    assert [spread.turn(60) for _ in range(2)] == [0, 5]  # what was missed is not caught up


def test_a_turn_too_far_away_is_left_to_others() -> None:
    spread = gate(Hours(), per_minute=2)

    assert [spread.turn(10) for _ in range(3)] == [0, 30, 30]
    assert spread.turn(30) == 30


def test_nobody_begins_while_a_server_wants_quiet() -> None:
    hours = Hours()
    held = gate(hours)
    held.hold(20)
    held.hold(5)

    assert held.turn(60) == 20
    hours.sleep(21)
    assert held.turn(60) == 0


def test_the_wait_for_a_place_is_told() -> None:
    hours = Hours()

    with gate(hours).place() as waited:
        assert waited == 0
