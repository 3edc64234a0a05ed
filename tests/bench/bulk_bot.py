"""A bot that begins one run over many files: python -m tests.bench.bulk_bot SECONDS FILES."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.app import open_bot
from bot.domain.requisition import Batch, BatchState
from bot.logs import set_up_logging
from bot.services.bot_deps import BotDeps
from bot.services.intake import start_batch
from bot.settings import load_bot_settings, load_settings
from bot.store import requisitions
from tests.soak.bot_process import slow_down, wait_for_the_end
from tests.soak.processes import CHANNEL, RECRUITER


def main(seconds: str, files: str) -> None:
    """Run the bot at its usual pace, and begin the run when the file with the ids is there.

    Args:
        seconds: That an assessment takes longer.
        files: Where the ids of the files will stand, with spaces.
    """
    set_up_logging("ERROR")
    slow_down(float(seconds), Path(files).with_name("assessments"))
    with open_bot(load_bot_settings(), load_settings()) as bot:
        bot.start()
        while not Path(files).exists() or not Path(files).read_text():
            time.sleep(0.01)
        _begin(bot.deps, Path(files).read_text().split())
        wait_for_the_end()
        bot.stop(1)


def _begin(deps: BotDeps, file_ids: list[str]) -> None:
    with deps.database.write() as tx:
        (requisition,) = requisitions.in_channel(tx, CHANNEL)
        batch = Batch(
            id=deps.new_id(),
            requisition_id=requisition.id,
            started_by=RECRUITER,
            started_at=datetime.now(UTC),
            finished_at=None,
            state=BatchState.RUNNING,
            is_blind=True,
        )
        start_batch(tx, batch, file_ids, CHANNEL, deps)
    deps.wake_senders()


if __name__ == "__main__":
    main(*sys.argv[1:])
