"""The demo: a local Slack in a browser, the bot in it, and invented people who use it."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bot.sample
from bot.cli.edge import FINE, DemoSlack, Program
from bot.cli.sandbox import open_sandbox
from bot.cli.terminal import open_screen, words
from bot.cli.tour import CHANNEL, play, seed
from bot.sandbox import Sandbox
from bot.sandbox.model import ModelServer, load_replies, prepared

SAMPLE = Path(bot.sample.__file__).parent
RECRUITER = "U0RHEA"
SECONDS_PER_CALL = 0.8
"""What the local model takes for an answer while somebody looks, who is to see the steps."""
REMOVED = "The local Slack, the bot's database and its key were removed; nothing is left."
"""What an end by Ctrl-C or a signal leaves of it."""

_BY_MODEL = (
    "The language model is played by this machine too: it gives prepared answers about these six "
    "CVs, and reads others by counting words. plumbline demo --offline reads without it."
)
_BY_RULE = "All reading is by rule, without a language model."
_TOPIC_BY_MODEL = "Invented people, and a model that this machine plays: nothing leaves it"
_TOPIC_BY_RULE = "Invented people, read by rule: nothing leaves this machine"
"""What the page says above the channel."""

_SEE = ("See a quote refused", "open A-3: the model changed a number in it, so the level went down")
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


def run_demo(program: Program, port: int, *, is_once: bool, is_offline: bool = False) -> int:
    """Start a local Slack and the bot in it, with a requisition and sample CVs being read.

    Args:
        program: Starts the bot.
        port: Of the page; 0 for any free one.
        is_once: Whether to play the tour without a person, and end.
        is_offline: Whether to read by rule, and not through a local model.
    """
    talk = open_screen().talk

    def say(line: str, style: str = "") -> None:
        talk.print(words(line, style))

    with (
        _ended_in_order(),
        open_sandbox(0 if is_once else port) as sandbox,
        _model(0.0 if is_once else SECONDS_PER_CALL, is_offline=is_offline) as model_url,
        _bot(program, sandbox, model_url),
    ):
        topic = _TOPIC_BY_RULE if is_offline else _TOPIC_BY_MODEL
        sandbox.workspace.channels[CHANNEL].topic = topic
        if is_once:
            play(sandbox, SAMPLE, say, is_offline=is_offline)
            return FINE
        seed(sandbox, SAMPLE)
        _invite(sandbox, say, is_offline=is_offline)
        threading.Event().wait()
    return FINE


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Have every way of being told to end clean up, and be told once: the folder goes with it."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    told: list[int] = []

    def end(number: int, _frame: object) -> None:
        told.append(number)
        if len(told) == 1:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _model(seconds_per_call: float, *, is_offline: bool) -> Iterator[str]:
    """Start the local model; give its address, or "" where none is wanted."""
    if is_offline:
        yield ""
        return
    brain = prepared(load_replies(SAMPLE / "replies"))
    with ModelServer(brain, seconds_per_call) as server:
        yield server.base_url


@contextmanager
def _bot(program: Program, sandbox: Sandbox, model_url: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="plumbline-demo-") as folder:
        slack = DemoSlack(
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            api_url=sandbox.api_url,
            recruiters=(RECRUITER,),
            folder=Path(folder),
            model_url=model_url,
        )
        with program.open_demo_bot(slack):
            yield


def _invite(sandbox: Sandbox, say: Callable[..., None], *, is_offline: bool) -> None:
    say("")
    say(f"  {sandbox.url}/?as={RECRUITER}&channel={CHANNEL}", "bold")
    say("")
    say("A local Slack, the bot in it, six invented CVs being read. Nothing leaves this machine.")
    say(_BY_RULE if is_offline else _BY_MODEL)
    say("Try:")
    for what, how in _TRY if is_offline else (_SEE, *_TRY):
        say(f"  {what:<22}{how}")
    say("Ctrl-C ends it and removes everything.")
