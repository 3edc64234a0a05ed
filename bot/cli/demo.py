"""The demo: a local Slack in a browser, the bot in it, and invented people who use it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bot.sample
from bot.cli.edge import FINE, DemoSlack, Program
from bot.cli.sandbox import open_sandbox
from bot.cli.terminal import open_screen, words
from bot.cli.tour import play, seed
from bot.sandbox import Sandbox

SAMPLE = Path(bot.sample.__file__).parent
RECRUITER = "U0RHEA"
REMOVED = "The local Slack, the bot's database and its key were removed; nothing is left."
"""What Ctrl-C leaves of it."""

_TRY = (
    ("Open the thread", "of a candidate in #hiring-ai, agree with a level or change one, undo it"),
    ("Ask in a thread", "@Plumbline why 3 on production?  or  what is missing?"),
    ("Type /hire", "anywhere: a menu; /hire cv, /hire status, /hire forget"),
    ("Drop a CV", "into #hiring-ai: it is offered to you, never read unasked"),
    (
        "Become somebody else",
        "top left: Hugo decides, Ines reviews, Gita is a guest and sees no CV",
    ),
    (
        "Break something",
        "under Faults: lose an answer, cut the line; nothing is lost, or there twice",
    ),
)


def run_demo(program: Program, port: int, *, is_once: bool) -> int:
    """Start a local Slack and the bot in it, with a requisition and sample CVs being read.

    Args:
        program: Starts the bot.
        port: Of the page; 0 for any free one.
        is_once: Whether to play the tour without a person, and end.
    """
    talk = open_screen().talk

    def say(line: str, style: str = "") -> None:
        talk.print(words(line, style))

    with open_sandbox(0 if is_once else port) as sandbox, _bot(program, sandbox):
        if is_once:
            play(sandbox, SAMPLE, say)
            return FINE
        seed(sandbox, SAMPLE)
        _invite(sandbox, say)
        threading.Event().wait()
    return FINE


@contextmanager
def _bot(program: Program, sandbox: Sandbox) -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="plumbline-demo-") as folder:
        slack = DemoSlack(
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            api_url=sandbox.api_url,
            recruiters=(RECRUITER,),
            folder=Path(folder),
        )
        with program.open_demo_bot(slack):
            yield


def _invite(sandbox: Sandbox, say: Callable[..., None]) -> None:
    say("")
    say(f"  {sandbox.url}/?as={RECRUITER}&channel=C0HIRING", "bold")
    say("")
    say("A local Slack, the bot in it, six invented CVs being read. Nothing leaves this machine.")
    say("Try:")
    for what, how in _TRY:
        say(f"  {what:<22}{how}")
    say("Ctrl-C ends it and removes everything.")
