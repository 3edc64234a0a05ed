"""Waits for a Slack that does not answer at the start, as a server does that boots without one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import TypeVar

from bot.errors import (
    BotError,
    DisconnectedError,
    RateLimitedError,
    RefusedError,
    SlackError,
    UnsureError,
)
from bot.services import doctor_remedies

FIRST_PAUSE = 2.0
"""Seconds before the second try; from there on they double."""
LONGEST_PAUSE = 60.0
"""Most seconds between two tries, unless Slack asks for more.

Source: a network that is back is noticed within a minute, and a log of a day stays readable.
"""
_LOOK_SECONDS = 0.2
"""How often it is looked whether the process is told to end while Slack lets it wait."""
_PASSING = (RateLimitedError, UnsureError)

_Answer = TypeVar("_Answer")


class EndedError(Exception):
    """The process was told to end while it waited for Slack."""


class Patience:
    """Asks Slack until it answers, and says how long it is waited for.

    Args:
        say: Tells the person at the terminal.
        told: Set once the process is told to end.
    """

    def __init__(self, say: Callable[[str], None], told: threading.Event) -> None:
        self._say = say
        self._told = told

    def until_answered(self, ask: Callable[[], _Answer]) -> _Answer:
        """Ask, with growing pauses as long as it may help.

        Raises:
            EndedError: The process is told to end.
            SlackError: Slack answered no, and will say so again.
        """
        was_away = False
        for pause in _pauses():
            try:
                answer = self._beside(ask)
            except _PASSING as error:
                asked = error.retry_after if type(error) is RateLimitedError else 0.0
                seconds = max(pause, asked)
                self._say(f"{error.problem} Trying again in {seconds:.0f} s; Ctrl-C ends it.")
                was_away = True
            else:
                if was_away:
                    self._say("Slack answers again.")
                return answer
            if self._told.wait(seconds):
                break
        raise EndedError

    def _beside(self, ask: Callable[[], _Answer]) -> _Answer:
        """Ask in a thread of its own: a lookup of a name may hang, and Ctrl-C does not wait."""
        answers: SimpleQueue[_Answer | BotError] = SimpleQueue()

        def run() -> None:
            try:
                answers.put(ask())
            except BotError as error:
                answers.put(error)

        threading.Thread(target=run, name="slack-start", daemon=True).start()
        while not self._told.is_set():
            try:
                answer = answers.get(timeout=_LOOK_SECONDS)
            except Empty:
                continue
            if isinstance(answer, BotError):
                raise answer
            return answer
        raise EndedError


def asked_once(ask: Callable[[], _Answer]) -> _Answer:
    """Ask, and say what to do about a Slack that does not answer: nothing is repeated.

    Raises:
        SlackError: It did not answer, or it answered no.
    """
    try:
        return ask()
    except _PASSING as error:
        raise SlackError(
            error.code,
            error.problem,
            "Look at the network, and at SLACK_API_URL if it is set; then start Plumbline again.",
        ) from None


def with_app_token(connect: Callable[[], None]) -> None:
    """Connect, and have a token that Slack does not take be named: it is the app's, not the bot's.

    Raises:
        SlackError: Slack cannot be reached, or does not accept the app's token.
    """
    try:
        connect()
    except (DisconnectedError, RefusedError) as error:
        told = doctor_remedies.app_refused(error)
        raise SlackError(error.code, told.what, told.fix) from None


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)
