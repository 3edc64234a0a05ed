"""How long Slack is waited for at the start, and that an end comes within its time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from bot.errors import RateLimitedError, RefusedError, SlackError, UnsureError
from bot.slack.errors import UnreachedError
from bot.starting import EndedError, Patience, with_app_token
from bot.stopping import Deadline, ended_within


class Told(threading.Event):
    """Counts how long is waited, and is told to end after so many pauses."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.pauses: list[float] = []
        self._after = after

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.pauses.append(timeout)
        if len(self.pauses) == self._after:
            self.set()
        return self.is_set()


def raising(error: Exception) -> Callable[[], None]:
    def ask() -> None:
        raise error

    return ask


def test_pauses_double_up_to_a_minute_and_are_never_shorter_than_slack_asks_for() -> None:
    said: list[str] = []
    for error, pauses in (
        (UnreachedError(), [2, 4, 8, 16, 32, 60, 60]),
        (UnsureError("timeout"), [2, 4, 8, 16, 32, 60, 60]),
        (RateLimitedError(30.0), [30, 30, 30, 30, 32, 60, 60]),
        (RateLimitedError(600.0), [600] * 7),
    ):
        told = Told(after=7)

        with pytest.raises(EndedError):
            Patience(said.append, told).until_answered(raising(error))

        assert told.pauses == pauses
    assert said[0] == "Slack cannot be reached. Trying again in 2 s; Ctrl-C ends it."


def test_no_is_an_answer() -> None:
    told = Told(after=1)

    with pytest.raises(RefusedError):
        Patience(print, told).until_answered(raising(RefusedError("x", "No.", "Ask.")))
    with pytest.raises(SlackError, match="No"):
        with_app_token(raising(RefusedError("x", "No.", "Ask.")))

    assert told.pauses == []


def test_a_lookup_that_hangs_keeps_nobody_from_ending() -> None:
    told, hangs = threading.Event(), threading.Event()

    def ask() -> None:
        told.set()
        hangs.wait()

    with pytest.raises(EndedError):
        Patience(print, told).until_answered(ask)
    hangs.set()


def test_what_hangs_at_the_end_is_left_behind_and_the_rest_is_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hangs, done = threading.Event(), threading.Event()
    deadline = Deadline(0.05)

    def hang() -> None:
        hangs.wait()

    deadline.bound(hang, done.set)  # beside each other: the second waits for nobody

    assert done.is_set()
    assert deadline.left == 0.0
    assert "left behind" in caplog.text
    hangs.set()


def test_a_process_that_does_not_end_is_ended_and_one_that_does_is_not() -> None:
    codes: list[int] = []
    ended, hangs = threading.Event(), threading.Event()

    def leave(code: int) -> None:
        codes.append(code)
        ended.set()

    with ended_within(0.05, threading.enumerate(), leave):
        stuck = threading.Thread(target=hangs.wait)
        stuck.start()
    assert ended.wait(5.0)  # by a thread that Python would wait for
    hangs.set()
    stuck.join()
    assert codes == [75]

    with ended_within(60.0, threading.enumerate(), leave):
        pass
    (watch,) = [t for t in threading.enumerate() if t.name == "stop-watch"] or [stuck]
    watch.join(5.0)
    assert not watch.is_alive()
    assert codes == [75]
