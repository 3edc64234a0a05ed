"""The clock: calls what is due from time to time, and keeps nothing itself."""

from __future__ import annotations

import logging
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger("plumbline.clock")

HOUSEKEEPING_SECONDS = 60
"""How often the house is kept."""
DIGEST_SECONDS = 20
"""How often it is looked whether a digest is due: nobody minds a third of a minute."""
REMINDER_SECONDS = 300
"""How often it is looked whom to remind: that asks Slack for the zone of each."""


class Clock:
    """Calls what is due; a call that is late is made once, never twice at the same time."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(timezone="UTC")
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def every(self, seconds: int, name: str, work: Callable[[], object]) -> None:
        """Have something done every so many seconds, beginning after the first of them."""
        self._scheduler.add_job(
            _guarded,
            "interval",
            seconds=seconds,
            args=[name, work],
            id=name,
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def nightly(self, hour: int, name: str, work: Callable[[], object]) -> None:
        """Have something done once a night, at an hour of UTC."""
        self._scheduler.add_job(
            _guarded,
            "cron",
            hour=hour,
            args=[name, work],
            id=name,
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=6 * 60 * 60,
        )

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more, and wait for what is being done; one that never ticked stays so."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)


def _guarded(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001  # part of the job wrapper: the clock goes on
        log.error("%s failed: %s", name, type(error).__name__)  # noqa: TRY400  # no text of it
