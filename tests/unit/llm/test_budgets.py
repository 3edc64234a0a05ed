"""Tries end by number, by time or by the deadline, and nothing sleeps past any of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.budgets import Budget, Deadline, Time
from bot.evaluators.llm.outcomes import PassingError
from tests.unit.llm.hours import START, Hours


def failing(
    hours: Hours,
    *,
    takes: float = 0.0,
    outcome: ModelOutcome = ModelOutcome.OUTAGE,
    retry_after: float | None = None,
    times: int = 1000,
) -> Callable[[], str]:
    left = iter(range(times))

    def attempt() -> str:
        hours.passed += takes
        if next(left, None) is None:
            return "answer"
        raise PassingError(outcome, retry_after=retry_after, status=503)

    return attempt


def budget(hours: Hours, seconds: float = 120.0) -> Budget:
    return Budget(Deadline(seconds, hours.clock), hours.time)


@pytest.mark.parametrize(
    ("chance", "slept"),
    # Each wait is doubled, and by chance up to twice as long.
    [(0.0, [0.5, 1.0, 2.0]), (0.5, [0.75, 1.5, 3.0])],
)
def test_four_tries_with_growing_waits_are_the_most(chance: float, slept: list[float]) -> None:
    hours = Hours(chance)

    with pytest.raises(ModelError) as raised:
        budget(hours).spend(failing(hours))

    assert hours.slept == slept
    assert (raised.value.outcome, raised.value.status) == (ModelOutcome.OUTAGE, 503)
    assert raised.value.not_before == START + timedelta(seconds=sum(slept) + 30)


@pytest.mark.parametrize("failures", [0, 1, 2, 3])
def test_what_passes_in_time_is_an_answer(failures: int) -> None:
    hours = Hours()

    assert budget(hours).spend(failing(hours, times=failures)) == "answer"
    assert len(hours.slept) == failures


def test_no_try_begins_after_a_minute() -> None:
    hours = Hours()

    # 29 s + 0.5 + 29 + (1 s would end at 59.5) + 29; the next would begin after 60 s.
    with pytest.raises(ModelError):
        budget(hours).spend(failing(hours, takes=29.0))

    assert hours.slept == [0.5, 1.0]


def test_nothing_is_slept_past_the_deadline() -> None:
    hours = Hours()

    with pytest.raises(ModelError):
        budget(hours, seconds=1.4).spend(failing(hours))

    assert hours.slept == [0.5]  # then 0.9 s are left for a wait of 1


@pytest.mark.parametrize(
    ("retry_after", "slept"),
    [
        (7.0, [7.0, 7.0, 7.0]),
        (0.0, [0.5, 1.0, 2.0]),
        (25.0, [25.0, 25.0]),  # a third would end after 75 s
        (59.0, [59.0]),
        (60.0, []),
        (300.0, []),
    ],
)
def test_the_wait_asked_for_is_kept_as_long_as_there_is_time(
    retry_after: float, slept: list[float]
) -> None:
    hours = Hours()
    attempt = failing(hours, outcome=ModelOutcome.LIMITED, retry_after=retry_after)

    with pytest.raises(ModelError) as raised:
        budget(hours).spend(attempt)

    assert hours.slept == slept
    assert raised.value.outcome is ModelOutcome.LIMITED
    # The minute in which such limits are counted, or as long as was asked for.
    assert raised.value.not_before == hours.now() + timedelta(seconds=max(60.0, retry_after))


def test_a_server_that_is_down_cannot_ask_for_more_than_ten_minutes() -> None:
    hours = Hours()

    with pytest.raises(ModelError) as raised:
        budget(hours).spend(failing(hours, retry_after=86_400.0))

    assert raised.value.not_before == START + timedelta(seconds=600)


def test_another_error_ends_it_as_it_is() -> None:
    def attempt() -> str:
        raise ModelError(ModelOutcome.REFUSED)

    hours = Hours()
    with pytest.raises(ModelError) as raised:
        budget(hours).spend(attempt)

    assert raised.value.outcome is ModelOutcome.REFUSED
    assert hours.slept == []


def test_time_spent_in_waiting_for_a_place_is_given_back() -> None:
    hours = Hours()
    spent = budget(hours)
    hours.passed += 500
    assert spent.left == 0

    spent.put_off(500)

    assert (spent.left, spent.deadline.left) == (60.0, 120.0)


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=1),
    st.floats(0, 0.999),
    st.floats(0, 40),
    st.floats(0.001, 200),
)
def test_whatever_a_server_asks_for_it_ends_within_a_minute_and_four_tries(
    asked: list[float | None], chance: float, takes: float, seconds: float
) -> None:
    hours = Hours(chance)
    tries = 0

    def attempt() -> str:
        nonlocal tries
        tries += 1
        hours.passed += takes
        raise PassingError(ModelOutcome.LIMITED, retry_after=asked[tries % len(asked)])

    with pytest.raises(ModelError):
        budget(hours, seconds).spend(attempt)

    assert tries <= 4
    assert hours.passed <= min(60.0, seconds) + takes
    assert sum(hours.slept) <= 60.0


def test_outside_tests_time_is_real() -> None:
    at = Time()
    before = at.clock()

    assert at.now().tzinfo is not None
    assert at.clock() >= before
    assert 0 <= at.chance() < 1
