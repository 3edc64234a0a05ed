"""Scenes of a bot that has a language model read: away, stood in for, and differing."""  # noqa: INP001  # a module beside the script that uses it

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

from album import NARROW, Album, Clock

from bot.app import PROGRAM, open_bot
from bot.cli.demo import SAMPLE
from bot.cli.edge import DemoSlack
from bot.cli.sandbox import manifest
from bot.cli.tour import CHANNEL, RECRUITER, add_candidate, open_requisition, share_several
from bot.sandbox import Sandbox
from bot.sandbox.hands import Hands, words_of
from bot.sandbox.model import ModelServer
from bot.sandbox.model.brains import honest_reader
from bot.sandbox.model.filling import Finding, fill
from bot.sandbox.model.prompts import Prompt
from bot.sandbox.sandbox import Pace
from bot.sandbox.shapes import Json
from bot.settings import ModelSettings

PICTURES = frozenset({"waiting", "stands-in", "differing"})
"""Pictures that the documentation shows."""
_WAIT_SECONDS = 60.0
_MODEL = "gpt-6-mini"


_WHY = (
    "It is named, and nothing says what was done with it.",
    "It was done once; who relied on it is not said on these lines.",
    "It was delivered for others; how it held up over time is not said.",
    "It was run for others over time, with what changed by it.",
)
"""Why each level and not the next, lowest first."""


def _sober(prompt: Prompt) -> str:
    """Answer as the honest brain does, in words of a person who has read the anchors."""
    reader = honest_reader(prompt)

    def read(subject: str, scale: list[int]) -> Finding:
        finding = reader(subject, scale)
        level = finding.level
        return finding if level is None else replace(finding, rationale=_WHY[level - 1])

    return fill(prompt, read)


@contextmanager
def running(clock: Clock, model: ModelServer) -> Iterator[Sandbox]:
    """Run the bot in a workspace of its own, with this model to read."""
    settings = ModelSettings(model=_MODEL, base_url=model.base_url)
    with ExitStack() as stack:
        stack.enter_context(patch("bot.app.open_bot", partial(open_bot, model=settings)))
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
    model.brain = _sober
    rhea.press("Read with the model", message, channel=CHANNEL)
    living("A-1", f"with {_MODEL}")
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
