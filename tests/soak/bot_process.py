"""The bot as a process, at the pace of a soak: python -m tests.soak.bot_process."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import adapters
from bot.app import open_bot
from bot.logs import set_up_logging
from bot.services.claims import Pace
from bot.settings import load_bot_settings, load_settings

if TYPE_CHECKING:
    from bot.domain.assessment import Assessment, Provenance
    from bot.domain.document import Document
    from bot.domain.rubric import Rubric
from bot.domain.usage import Meter, unmetered

LEASE_SECONDS = 4.0
"""Short, so that what a killed process had claimed is taken over within a soak."""
UPDATE_SECONDS = 0.5
DRAIN_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """The offline evaluator, slowed down, that notes each time it is asked."""

    inner: adapters.OfflineEvaluator
    seconds: float
    """How long each answer takes longer, as with a model."""
    tally: Path
    """Gets a line for each document that was assessed: the hash of its bytes."""

    @property
    def provenance(self) -> Provenance:
        """Who assesses."""
        return self.inner.provenance

    @property
    def cannot_see(self) -> tuple[str, ...]:
        """What it cannot judge."""
        return self.inner.cannot_see

    @property
    def parameters(self) -> tuple[str, ...]:
        """What its answer depends on."""
        return self.inner.parameters

    @property
    def asks_model(self) -> bool:
        """Whether a language model is asked."""
        return self.inner.asks_model

    def assess(
        self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
    ) -> Assessment:
        """Assess a document, late."""
        time.sleep(self.seconds)
        assessment = self.inner.assess(document, rubric, name=name, meter=meter)
        line = f"{document.sha256}\n".encode()
        descriptor = os.open(self.tally, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)  # one call, so that a kill leaves no half line
        finally:
            os.close(descriptor)
        return assessment


def slow_down(seconds: float, tally: Path) -> None:
    """Have every bot of this process use a tallied evaluator."""
    inner = adapters.OfflineEvaluator()
    replaced: Any = adapters
    replaced.OfflineEvaluator = lambda: Tallied(inner=inner, seconds=seconds, tally=tally)


def wait_for_the_end() -> None:
    """Wait until the process is told to end."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    told.wait()


def main(seconds: str, tally: str) -> None:
    """Run the bot of the environment until killed.

    Args:
        seconds: That an assessment takes longer.
        tally: File that gets a line for each assessment.
    """
    set_up_logging("WARNING")
    slow_down(float(seconds), Path(tally))
    pace = Pace(post_seconds=0.0, update_seconds=UPDATE_SECONDS, lease_seconds=LEASE_SECONDS)
    with open_bot(load_bot_settings(), load_settings(), pace=pace) as bot:
        bot.start()
        wait_for_the_end()
        bot.stop(DRAIN_SECONDS)


if __name__ == "__main__":
    main(*sys.argv[1:])
