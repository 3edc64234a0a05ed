"""Run the bot, and check its installation."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from rich.text import Text

from bot.cli.edge import FINE, PROBLEMS, Program
from bot.cli.terminal import open_screen, plain, words
from bot.services.doctor import Check, Health

_STYLES = {Health.OK: "green", Health.WARN: "yellow", Health.FAIL: "bold red"}


def run_bot(program: Program) -> int:
    """Run until told to end, and say on stderr how it goes."""
    talk = open_screen().talk
    program.run_bot(lambda line: talk.print(words(line)))
    return FINE


def show_checks(program: Program, *, as_json: bool) -> int:
    """Print each check as soon as it is done: a line, and how to mend what is not right.

    Returns:
        1 when a check failed, 0 otherwise; a warning fails nothing.
    """
    screen = open_screen()
    has_failed = False
    for check in program.diagnose():
        has_failed |= check.health is Health.FAIL
        if as_json:
            sys.stdout.write(json.dumps(asdict(check)) + "\n")
        else:
            # whole lines: a terminal folds them itself, and a pipe gets one line a check
            screen.out.print(_line(check), soft_wrap=True)
            if check.fix:
                screen.out.print(Text.assemble("       ", plain(check.fix)), soft_wrap=True)
    return PROBLEMS if has_failed else FINE


def _line(check: Check) -> Text:
    health = (f"{check.health.value:<5}", _STYLES[check.health])
    return Text.assemble(health, "  ", (f"{check.name}: ", "bold"), plain(check.what))
