"""Writers take turns in the order in which they came."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.store.turnstile import Turnstile


def test_threads_enter_one_at_a_time_in_the_order_in_which_they_came() -> None:
    turnstile, inside = Turnstile(), threading.Semaphore(1)
    order: list[int] = []

    def enter(number: int) -> None:
        with turnstile.turn():
            assert inside.acquire(blocking=False), "two threads were inside"
            order.append(number)
            inside.release()

    with ThreadPoolExecutor(6) as pool, turnstile.turn():
        for number in range(6):
            pool.submit(enter, number)
            while len(turnstile._tickets) < number + 2:  # ours, and one for each that waits
                threading.Event().wait(0.001)
    assert order == [0, 1, 2, 3, 4, 5]


def test_a_thread_that_would_wait_for_itself_is_told_so() -> None:
    turnstile = Turnstile()
    with (
        turnstile.turn(),
        pytest.raises(RuntimeError, match="inside another"),
        turnstile.turn(),
    ):
        pass
    with turnstile.turn():
        pass  # the failed try left nothing behind


def test_an_error_inside_lets_the_next_one_in() -> None:
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError), turnstile.turn():
        raise ZeroDivisionError
    with turnstile.turn():
        pass
