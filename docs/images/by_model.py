"""Scenes of a bot that has a language model read: away, stood in for, and differing."""  # noqa: INP001  # a module beside the script that uses it

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from album import NARROW, Album, Clock

from bot.app import PROGRAM
from bot.cli.demo import SAMPLE
from bot.cli.edge import DemoSlack
from bot.cli.sandbox import manifest
from bot.cli.tour import CHANNEL, RECRUITER, add_candidate, open_requisition, share_several
from bot.sandbox import Sandbox
from bot.sandbox.hands import Hands, words_of
from bot.sandbox.model import ModelServer, load_replies, prepared
from bot.sandbox.sandbox import Pace
from bot.sandbox.shapes import Json

PICTURES = frozenset({"waiting", "stands-in", "differing"})
"""Pictures that the documentation shows."""
_WAIT_SECONDS = 60.0


@contextmanager
def running(clock: Clock, model: ModelServer) -> Iterator[Sandbox]:
    """Run the bot in a workspace of its own, with this model to read."""
    with ExitStack() as stack:
        stack.enter_context(patch("bot.evaluators.llm.budgets.datetime", clock))
        stack.enter_context(patch("bot.slack.directory.FRESH_SECONDS", 0.0))
        sandbox = stack.enter_context(
            Sandbox(manifest(), strict_rate_limits=False, pace=Pace(clock=clock))
        )
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="plumbline-"))
        slack = DemoSlack(
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            api_url=sandbox.api_url,
            recruiters=(RECRUITER,),
            folder=Path(folder),
            model_url=model.base_url,
        )
        stack.enter_context(PROGRAM.open_demo_bot(slack))
        yield sandbox


def _found(person: Hands, list_of: Callable[[], list[Json]], *parts: str) -> Json:
    def matching() -> list[Json]:
        return [m for m in list_of() if all(part in words_of(m) for part in parts)]

    person.sandbox.wait_until(lambda: bool(matching()), _WAIT_SECONDS)
    return matching()[-1]


def play(album: Album, model: ModelServer, clock: Clock) -> None:
    """Have a model be away, be stood in for, and see other things than words alone do."""
    rhea = Hands(album.sandbox, RECRUITER)

    def living(*parts: str) -> Json:
        return _found(rhea, lambda: rhea.messages(CHANNEL), *parts)

    open_requisition(rhea, (SAMPLE / "job.md").read_text(encoding="utf-8"))
    living("Job description", "never mentioned")
    first, *others = sorted((SAMPLE / "cvs").iterdir())
    model.fault("overloaded", times=None)
    add_candidate(rhea, first)
    message = living("A-1", "Waiting for the language model")
    where = {"as_": RECRUITER, "channel": CHANNEL, "message": message["ts"]}
    album.take("waiting", **where)
    album.take("waiting-narrow", width=NARROW, **where)
    rhea.press("Read offline", message, channel=CHANNEL)
    message = living("A-1", "in place of the language model")
    album.take("stands-in", **where)

    model.clear()
    clock.move(12)
    model.brain = prepared(load_replies(SAMPLE / "replies"))
    rhea.press("Read with the model", message, channel=CHANNEL)
    living("A-1", "beside offline")
    album.take("by-model", **where)
    card = _found(rhea, lambda: rhea.messages(CHANNEL, message["ts"]), "Readings differ")
    album.take(
        "differing", as_=RECRUITER, channel=CHANNEL, thread=message["ts"], message=card["ts"]
    )

    clock.move(21)
    model.fault("refusal", times=2)
    share_several(rhea, others)
    run = living("5 CVs", "All 5 done", "Not all were read by the same")
    album.take("run-mixed", as_=RECRUITER, channel=CHANNEL, message=run["ts"])
