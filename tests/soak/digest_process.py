"""The bot as a process that looks for digests each second: -m tests.soak.digest_process."""

from __future__ import annotations

from bot.app import open_bot
from bot.jobs import clock
from bot.logs import set_up_logging
from bot.services.claims import Pace
from bot.settings import load_bot_settings, load_settings
from tests.soak.bot_process import DRAIN_SECONDS, LEASE_SECONDS, wait_for_the_end

POST_SECONDS = 0.25
"""Between two posts of a channel: slow, so that a kill finds work under way."""


def main() -> None:
    """Run the bot of the environment until killed."""
    set_up_logging("ERROR")
    clock.DIGEST_SECONDS = 1
    pace = Pace(post_seconds=POST_SECONDS, update_seconds=0.5, lease_seconds=LEASE_SECONDS)
    with open_bot(load_bot_settings(), load_settings(), pace=pace) as bot:
        bot.start()
        wait_for_the_end()
        bot.stop(DRAIN_SECONDS)


if __name__ == "__main__":
    main()
