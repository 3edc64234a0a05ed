"""Answers are remembered for a while, and asked for once at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from bot.slack.memory import Memory


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def counted(answers: list[str]) -> Callable[[], str]:
    return lambda: answers.pop(0)


def test_an_answer_is_kept_until_it_is_too_old() -> None:
    clock = Clock()
    memory: Memory[str] = Memory(seconds=60, clock=clock)
    answers = ["first", "second"]
    assert memory.get("a", counted(answers)) == "first"
    clock.now += 59.9
    assert memory.get("a", counted(answers)) == "first"
    clock.now += 0.1  # 60 s old: no longer "at most"
    assert memory.get("a", counted(answers)) == "second"


def test_the_age_counts_from_before_the_question() -> None:
    clock = Clock()
    memory: Memory[str] = Memory(seconds=60, clock=clock)

    def slow() -> str:
        clock.now += 50
        return "first"

    assert memory.get("a", slow) == "first"
    clock.now += 10
    assert memory.get("a", lambda: "second") == "second"


def test_an_error_is_not_kept() -> None:
    memory: Memory[str] = Memory(seconds=60, clock=Clock())
    with pytest.raises(IndexError):
        memory.get("a", counted([]))
    assert memory.get("a", lambda: "now") == "now"


def test_what_is_forgotten_is_asked_anew_and_the_rest_is_kept() -> None:
    memory: Memory[str] = Memory(seconds=60, clock=Clock())
    memory.get("a", lambda: "a1")
    memory.get("b", lambda: "b1")
    memory.forget("a")
    memory.forget("never asked")
    assert memory.get("a", lambda: "a2") == "a2"
    assert memory.get("b", lambda: "b2") == "b1"


def test_the_key_unused_for_longest_makes_room() -> None:
    memory: Memory[str] = Memory(seconds=60, clock=Clock(), most=2)
    memory.get("a", lambda: "a1")
    memory.get("b", lambda: "b1")
    memory.get("a", lambda: "never")
    memory.get("c", lambda: "c1")
    assert memory.get("a", lambda: "never") == "a1"
    assert memory.get("b", lambda: "b2") == "b2"


def test_many_threads_ask_once() -> None:
    memory: Memory[int] = Memory(seconds=60, clock=Clock())
    asked: list[int] = []
    together = threading.Barrier(8)
    found: list[int] = []

    def ask() -> int:
        asked.append(1)
        return 7

    def work() -> None:
        together.wait(5)
        found.append(memory.get("a", ask))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert (len(asked), found) == (1, [7] * 8)
