"""Tells a container whether its bot is well: ``python -m bot.health`` ends with 0 or 1.

Well means: a bot holds the lock of the data folder (SQLite), and the database answers with the
tables of this version. Slack is not asked: starting anew does not mend an outage of Slack's.
"""

from __future__ import annotations

import os
import sys

from bot.errors import BotError
from bot.jobs.instance import is_held
from bot.settings import BotSettings, load_bot_settings
from bot.store import Database
from bot.store.engine import file_of, parse
from bot.store.keys import KEY_BYTES, KeyRing


def complaint(settings: BotSettings) -> str:
    """Say what is wrong with the bot of these settings; "" when it is well."""
    try:
        if file_of(parse(settings.url)) is not None and not is_held(settings.lock_file):
            return "No running Plumbline holds the data folder."
        with Database(settings.url, KeyRing((os.urandom(KEY_BYTES),))) as database:
            is_current = database.is_current()
    except BotError as error:
        return error.problem
    return "" if is_current else "The database is not of this version."


def main() -> None:
    """End with 0 when the bot is well, and with a line on stderr and 1 otherwise.

    Raises:
        SystemExit: Always.
    """
    try:
        said = complaint(load_bot_settings())
    except BotError as error:
        said = error.problem
    if said:
        sys.stderr.write(f"{said}\n")
    raise SystemExit(1 if said else 0)


if __name__ == "__main__":
    main()
