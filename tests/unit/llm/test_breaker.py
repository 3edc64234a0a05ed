"""Opens after failures in a row, lets one request through, closes when that succeeds."""

from __future__ import annotations

import pytest

from bot.errors import ModelOutcome
from bot.evaluators.llm.breaker import Breaker, Leave
from tests.unit.llm.hours import Hours

OUTAGE, LIMITED = ModelOutcome.OUTAGE, ModelOutcome.LIMITED


def opened(hours: Hours) -> Breaker:
    breaker = Breaker(hours.clock, probe_seconds=120.0)
    for _ in range(5):
        breaker.failed(breaker.admit(), OUTAGE)
    return breaker


def test_four_failures_are_not_enough_and_a_success_starts_anew() -> None:
    breaker = Breaker(Hours().clock, probe_seconds=120.0)
    for _ in range(2):
        for _ in range(4):
            breaker.failed(breaker.admit(), OUTAGE)
        assert breaker.admit() == Leave()
        breaker.succeeded()


@pytest.mark.parametrize("outcome", [ModelOutcome.AUTHENTICATION, ModelOutcome.QUOTA])
def test_one_failure_is_enough_when_only_a_person_can_help(outcome: ModelOutcome) -> None:
    breaker = Breaker(Hours().clock, probe_seconds=120.0)

    breaker.failed(breaker.admit(), outcome)

    assert breaker.admit() == Leave(seconds=30.0, outcome=outcome)


def test_it_names_what_opened_it_until_a_probe_ends_otherwise() -> None:
    hours = Hours()
    breaker = Breaker(hours.clock, probe_seconds=120.0)
    late = breaker.admit()
    breaker.failed(breaker.admit(), ModelOutcome.QUOTA)

    breaker.failed(late, OUTAGE)  # began before

    assert breaker.look().outcome is ModelOutcome.QUOTA
    hours.sleep(30)
    breaker.failed(breaker.admit(), OUTAGE)
    assert breaker.look() == Leave(seconds=60.0, outcome=OUTAGE)


def test_open_it_says_how_long() -> None:
    hours = Hours()
    breaker = opened(hours)

    assert breaker.admit().seconds == 30
    hours.sleep(12)
    assert breaker.admit().seconds == 18


def test_one_request_alone_finds_out() -> None:
    hours = Hours()
    breaker = opened(hours)
    hours.sleep(30)

    probe = breaker.admit()

    assert probe.seconds == 0
    assert [breaker.admit().seconds for _ in range(3)] == [30.0, 30.0, 30.0]
    breaker.succeeded()
    assert [breaker.admit() for _ in range(3)] == [Leave()] * 3


def test_looking_takes_no_leave() -> None:
    hours = Hours()
    breaker = opened(hours)

    assert breaker.look().seconds == 30
    hours.sleep(30)
    assert [breaker.look() for _ in range(3)] == [Leave()] * 3
    assert breaker.admit().ticket == 1


def test_each_probe_that_fails_doubles_the_pause_up_to_ten_minutes() -> None:
    hours = Hours()
    breaker = opened(hours)
    pauses = []
    for _ in range(6):
        pauses.append(breaker.admit().seconds)
        hours.sleep(pauses[-1])
        breaker.failed(breaker.admit(), OUTAGE)

    assert pauses == [30, 60, 120, 240, 480, 600]
    hours.sleep(600)
    breaker.admit()
    breaker.succeeded()
    for _ in range(5):
        breaker.failed(breaker.admit(), OUTAGE)
    assert breaker.admit().seconds == 30  # it was well in between


def test_requests_from_before_it_opened_do_not_lengthen_the_pause() -> None:
    hours = Hours()
    breaker = Breaker(hours.clock, probe_seconds=120.0)
    early = [breaker.admit() for _ in range(20)]

    for leave in early:
        breaker.failed(leave, OUTAGE)

    assert breaker.admit().seconds == 30
    hours.sleep(30)
    breaker.admit()
    breaker.failed(early[0], OUTAGE)  # while the probe is under way
    hours.sleep(30)
    assert breaker.admit().seconds == 30


def test_a_probe_of_which_nothing_is_heard_gives_way_to_the_next() -> None:
    hours = Hours()
    breaker = opened(hours)
    hours.sleep(30)
    lost = breaker.admit()
    hours.sleep(120)

    second = breaker.admit()

    assert second.seconds == 0
    breaker.failed(lost, OUTAGE)  # the late word of the first is nothing new
    assert breaker.admit().seconds == 30
    breaker.failed(second, OUTAGE)
    assert breaker.admit().seconds == 60


def test_it_tells_a_limit_from_an_outage() -> None:
    breaker = Breaker(Hours().clock, probe_seconds=120.0)
    for _ in range(5):
        breaker.failed(breaker.admit(), LIMITED)

    assert breaker.admit().outcome is LIMITED
