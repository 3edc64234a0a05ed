"""Threads that carry the ledger's postings to Slack."""

from __future__ import annotations

import logging
import threading
import time

from bot.errors import BotError
from bot.services.bot_deps import BotDeps
from bot.services.claims import Delivered, Pace
from bot.services.delivery import deliver_one, give_back, next_due

log = logging.getLogger("plumbline.senders")

LONGEST_SLEEP_SECONDS = 5.0
"""How long a sender sleeps at most, should a wake-up of another process be missed."""
_AFTER_ERROR_SECONDS = 1.0
_OTHER_TOOK_IT_SECONDS = 0.02
_QUIET_SECONDS = 0.05
"""How long nobody looks after somebody found nothing due.

A run over many documents wakes the senders dozens of times a second while its one message may
not change yet. Source: tests/bench/bot_bulk.py, where looking took a third of the CPU."""


class Senders:
    """Carries postings, several at once, but never two of one channel.

    Args:
        name: Unlike that of any other process.
        count: Threads.
        pace: How fast one channel and one message may change.
    """

    def __init__(self, *, name: str, count: int = 4, pace: Pace | None = None) -> None:
        self._name = name
        self._pace = pace or Pace()
        self._count = count
        self._something = threading.Condition()
        self._wakes = 0
        self._quiet_until = 0.0
        self._is_stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def wake(self) -> None:
        """Say that there may be something to send; cheap, and callable from any thread.

        One sender looks; it wakes the next when it finds something, so that a run over many
        documents does not have all of them look after every step.
        """
        with self._something:
            self._wakes += 1
            self._something.notify()

    def start(self, deps: BotDeps) -> None:
        """Begin to send."""
        self._is_stopping.clear()
        for number in range(self._count):
            owner = f"{self._name}/{number}"
            thread = threading.Thread(target=self._run, args=(deps, owner), name=f"sender-{number}")
            thread.start()
            self._threads.append(thread)

    def stop(self, deps: BotDeps, seconds: float) -> bool:
        """Finish what is on its way, within so many seconds, and give the rest back.

        Returns:
            Whether all ended in time; a lease that is left runs out by itself.
        """
        self._is_stopping.set()
        with self._something:
            self._something.notify_all()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        is_clean = not any(thread.is_alive() for thread in self._threads)
        if is_clean:
            give_back(deps, [f"{self._name}/{number}" for number in range(self._count)])
        self._threads.clear()
        return is_clean

    def _run(self, deps: BotDeps, owner: str) -> None:
        while not self._is_stopping.is_set():
            seen = self._wakes
            try:
                pause = self._look(deps, owner)
            except BotError as error:
                log.warning("a sender pauses: %s", type(error).__name__)
                pause = _AFTER_ERROR_SECONDS
            except Exception as error:  # noqa: BLE001  # a sender never dies; part of the job wrapper
                log.error("a sender failed: %s", type(error).__name__)  # noqa: TRY400  # no text of it
                pause = _AFTER_ERROR_SECONDS
            if pause > 0:
                self._rest(seen, pause)

    def _look(self, deps: BotDeps, owner: str) -> float:
        """Deliver one thing if it is due, and say how many seconds to rest.

        Reading comes first: a claim writes, and every other writer waits for it.
        """
        quiet = self._quiet_until - time.monotonic()
        if quiet > 0:
            return quiet
        pause = self._pause(deps)
        if pause > 0:
            self._quiet_until = time.monotonic() + _QUIET_SECONDS
            return pause
        done = deliver_one(deps, owner=owner, pace=self._pace)
        return _OTHER_TOOK_IT_SECONDS if done is Delivered.NOTHING else 0.0

    def _rest(self, seen: int, seconds: float) -> None:
        """Wait until somebody wakes us, after the ``seen``-th wake, or the time is over."""
        with self._something:
            self._something.wait_for(
                lambda: self._wakes != seen or self._is_stopping.is_set(), seconds
            )

    def _pause(self, deps: BotDeps) -> float:
        due = next_due(deps)
        if due is None:
            return LONGEST_SLEEP_SECONDS
        seconds = (due - deps.now()).total_seconds()
        return min(seconds, LONGEST_SLEEP_SECONDS)
