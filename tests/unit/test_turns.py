"""Turns by key."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.services.turns import Turns


def test_one_at_a_time_for_a_key_and_others_go_on() -> None:
    turns, inside, most = Turns(), [0], [0]
    is_held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.of("other"):
            is_held.set()
            may_end.wait(10)

    def work(_: int) -> None:
        with turns.of("same"):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1

    with ThreadPoolExecutor(9) as pool:
        held = pool.submit(hold)
        assert is_held.wait(10)
        list(pool.map(work, range(200)))  # goes on although another key is held
        may_end.set()
        held.result()

    assert most == [1]
    assert turns._locks == {}


def test_a_key_is_free_again_after_a_failure() -> None:
    turns = Turns()
    for _ in range(2):
        with pytest.raises(LookupError), turns.of("key"):
            raise LookupError
    assert turns._locks == {}
