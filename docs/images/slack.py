"""Draw the pictures of docs/slack.md from the real bot: `PYTHONPATH=. python docs/images/slack.py`."""  # noqa: INP001, E501  # a script beside the pictures that it draws

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import by_model
from album import MODAL, NARROW, Album, Clock, open_clock
from PIL import Image, ImageDraw

from bot.app import PROGRAM
from bot.cli.demo import SAMPLE
from bot.cli.edge import DemoSlack
from bot.cli.sandbox import manifest
from bot.cli.tour import (
    CHANNEL,
    GUEST,
    INTERVIEWER,
    MANAGER,
    RECRUITER,
    add_candidate,
    open_requisition,
    share_several,
)
from bot.sandbox import Sandbox
from bot.sandbox.faults import Fault
from bot.sandbox.hands import Hands, words_of
from bot.sandbox.model import ModelServer
from bot.sandbox.sandbox import Pace
from bot.sandbox.shapes import Json

_KEPT = Path(__file__).resolve().parent / "slack"
_SHOWN = frozenset(
    {
        "menu",
        "open",
        "job",
        "candidate",
        "offer",
        "reading",
        "result",
        "opened",
        "thread",
        "change",
        "answer",
        "questions",
        "decided",
        "running",
        "ranked",
        "home",
        "home-empty",
        "unreadable",
        "broken",
        "refused-place",
        "refused-public",
        "refused-guest",
        "forget",
    }
)
"""Pictures that the documentation shows; the others are for looking at."""
_WAIT_SECONDS = 60.0
_GENERAL, _OTHER, _NEWCOMER = "C0GENERAL", "C0PANEL", "U0TOMA"


@contextmanager
def _running(clock: Clock) -> Iterator[Sandbox]:
    pace = Pace(clock=clock)
    with (
        Sandbox(manifest(), strict_rate_limits=False, pace=pace) as sandbox,
        tempfile.TemporaryDirectory(prefix="plumbline-") as folder,
    ):
        slack = DemoSlack(
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            api_url=sandbox.api_url,
            recruiters=(RECRUITER,),
            folder=Path(folder),
        )
        # Channels are looked at anew each time: nobody waits a minute for a picture.
        with patch("bot.slack.directory.FRESH_SECONDS", 0.0), PROGRAM.open_demo_bot(slack):
            yield sandbox


def _found(person: Hands, list_of: Callable[[], list[Json]], *parts: str) -> Json:
    def matching() -> list[Json]:
        return [m for m in list_of() if all(part in words_of(m) for part in parts)]

    person.sandbox.wait_until(lambda: bool(matching()), _WAIT_SECONDS)
    return matching()[-1]


def _in_channel(person: Hands, *parts: str, channel: str = CHANNEL) -> Json:
    return _found(person, lambda: person.messages(channel), *parts)


def _in_thread(person: Hands, thread: str, *parts: str) -> Json:
    return _found(person, lambda: person.messages(CHANNEL, thread), *parts)


def _modal(person: Hands, *parts: str) -> None:
    def is_there() -> bool:
        modals = person.sandbox.person(person.user_id).sees()["modals"]
        return bool(modals) and all(part in words_of(modals[-1]) for part in parts)

    person.sandbox.wait_until(is_there, _WAIT_SECONDS)


def _take_modal(album: Album, name: str, person: Hands, *parts: str, height: int = 2400) -> None:
    """Wait for a modal with these words, and photograph it down to a height in pixels."""
    _modal(person, *parts)
    where = {"as_": person.user_id, "channel": CHANNEL, "modal": "top"}
    album.take(name, width=MODAL, height=height, **where)


def _scan() -> bytes:
    """A page of text as a picture, as a scanner makes it."""
    page = Image.new("L", (850, 1100), 255)
    for row in range(60, 900, 40):
        ImageDraw.Draw(page).text((80, row), "Invented Person, once typed on paper", fill=0)
    made = io.BytesIO()
    page.save(made, "PDF")
    return made.getvalue()


def _opening(album: Album) -> None:
    rhea = Hands(album.sandbox, RECRUITER)
    me = album.sandbox.person(RECRUITER)
    me.command(CHANNEL, "/hire")
    _take_modal(album, "menu", rhea, "Open a requisition")
    rhea.put_away()
    me.command(CHANNEL, "/hire open")
    _take_modal(album, "open", rhea, "Review channel")
    rhea.put_away()
    me.command(_OTHER, "/hire open")
    _modal(rhea, "Review channel")
    channel = album.sandbox.workspace.channels[_OTHER]
    channel.kind = "public"
    rhea.submit({"Title": "Data Engineer"})
    _take_modal(album, "refused-place", rhea, "Review channel", height=440)
    channel.kind = "private"
    rhea.put_away()
    open_requisition(rhea, (SAMPLE / "job.md").read_text(encoding="utf-8"))
    review = _in_channel(rhea, "Job description", "never mentioned")
    album.take("job", as_=RECRUITER, channel=CHANNEL, message=review["ts"])
    album.take("job-thread", as_=RECRUITER, channel=CHANNEL, thread=review["ts"])


def _adding(album: Album) -> Json:
    """Add a candidate, and look at the steps up to the result."""
    rhea = Hands(album.sandbox, RECRUITER)
    first, *_ = sorted((SAMPLE / "cvs").iterdir())
    album.sandbox.person(RECRUITER).command(CHANNEL, "/hire cv")
    _take_modal(album, "candidate", rhea, "Blind view")
    rhea.put_away()
    add_candidate(rhea, first)
    message = _in_channel(rhea, "A-1", "evidenced")
    where = {"as_": RECRUITER, "channel": CHANNEL, "message": message["ts"]}
    album.take("result", **where)
    album.take("result-narrow", width=NARROW, **where)
    return message


def _reviewing(album: Album, message: Json) -> None:
    sandbox, thread = album.sandbox, message["ts"]
    rhea, ines = Hands(sandbox, RECRUITER), Hands(sandbox, INTERVIEWER)
    _in_thread(ines, thread, "part 3 of")
    album.take("thread-new", as_=INTERVIEWER, channel=CHANNEL, thread=thread)
    card = _in_thread(ines, thread, "part 1 of")
    ines.press("Agree", card, channel=CHANNEL)
    ines.press("Change…", card, channel=CHANNEL)
    _take_modal(album, "change", ines, "Which level")
    ines.put_away()
    card = _in_thread(rhea, thread, "part 1 of", "agrees")
    rhea.press("Change…", card, channel=CHANNEL)
    _modal(rhea, "Which level")
    why = "The pipeline is the team's. Her own part in it is not said (page 1, line 15)."
    rhea.submit({"Which level": "2", "Why?": why})
    _in_thread(rhea, thread, "part 1 of", "own part in it")
    album.take("thread", as_=RECRUITER, channel=CHANNEL, thread=thread, message=card["ts"])
    _in_channel(rhea, "A-1", "Reviewed by")
    album.take("reviewed", as_=RECRUITER, channel=CHANNEL, message=thread)


def _asking(album: Album, thread: str) -> None:
    sandbox = album.sandbox
    ines = Hands(sandbox, INTERVIEWER)

    def answers() -> list[Json]:
        return [m for m in ines.messages(CHANNEL, thread) if "nothing was read anew" in words_of(m)]

    for number, question in enumerate(("why 4 on production?", "what is missing?"), 1):
        sandbox.person(INTERVIEWER).message(CHANNEL, f"<@U0PLUM> {question}", thread_ts=thread)
        sandbox.wait_until(lambda number=number: len(answers()) == number, _WAIT_SECONDS)
        name, ts = ("answer", "answer-missing")[number - 1], answers()[-1]["ts"]
        album.take(name, as_=INTERVIEWER, channel=CHANNEL, thread=thread, message=ts)


def _sharing(album: Album) -> None:
    """Share several CVs at once, and open one of the list."""
    rhea = Hands(album.sandbox, RECRUITER)
    _, *others = sorted((SAMPLE / "cvs").iterdir())
    album.sandbox.faults.add(Fault(effect="slow", method="download", seconds=9, times=2))
    share_several(rhea, others)
    message = _in_channel(rhea, "3 of 5 CVs done")
    where = {"as_": RECRUITER, "channel": CHANNEL}
    album.take("running", message=message["ts"], **where)
    message = _in_channel(rhea, "Rank", "A-2")
    album.take("ranked", message=message["ts"], **where)
    album.take("ranked-narrow", message=message["ts"], width=NARROW, **where)
    _in_thread(rhea, message["ts"], "ranked list")
    album.take("ranked-thread", thread=message["ts"], **where)
    rhea.press("A-5", message, channel=CHANNEL)
    opened = _in_channel(rhea, "Candidate A-5", "evidenced")
    album.take("opened", message=opened["ts"], **where)
    rhea.press("Interview questions", opened, channel=CHANNEL)
    _take_modal(album, "questions", rhea, "A 4 sounds like", height=760)
    rhea.put_away()
    rhea.press("Show details", opened, channel=CHANNEL)
    _take_modal(album, "details", rhea, "cannot see")
    rhea.put_away()


def _offering(album: Album) -> None:
    """Share a file without a word to the bot; it turns out to be a scan."""
    sandbox = album.sandbox
    rhea = Hands(sandbox, RECRUITER)
    sandbox.person(RECRUITER).message(
        CHANNEL, "One more, from the fair.", files=[("fair_scan.pdf", _scan())]
    )
    offer = _in_channel(rhea, "Shall I read this file")
    album.take("offer", as_=RECRUITER, channel=CHANNEL, message=offer["ts"])
    rhea.press("Read this CV", offer, channel=CHANNEL)
    _take_modal(album, "given", rhea, "Requisition", "fair_scan.pdf")
    sandbox.faults.add(Fault(effect="slow", method="download", seconds=9, times=1))
    rhea.submit({})
    message = _in_channel(rhea, "A-7", "Reading the CV")
    where = {"as_": RECRUITER, "channel": CHANNEL, "message": message["ts"]}
    album.take("reading", **where)
    _in_channel(rhea, "A-7", "no levels")
    album.take("unreadable", **where)


def _home(album: Album) -> None:
    for user, name in ((RECRUITER, "home"), (_NEWCOMER, "home-empty"), (GUEST, "home-guest")):
        person = album.sandbox.person(user)
        person.open_home()
        album.sandbox.wait_until(lambda person=person: bool(person.sees()["home"]), _WAIT_SECONDS)
        album.take(name, as_=user, view="home")
    album.take("home-narrow", as_=RECRUITER, view="home", width=NARROW)


def _deciding(album: Album) -> None:
    hugo = Hands(album.sandbox, MANAGER)
    message = _in_channel(hugo, "A-1", "Reviewed by")
    hugo.press("Decide…", message, channel=CHANNEL)
    _take_modal(album, "decide", hugo, "Put on hold")
    reason = "She runs what we need run. Her own part in the pipeline is the first thing to ask."
    hugo.submit({"Decision": "Go on", "Reason": reason})
    _in_channel(hugo, "A-1", "Decided: go on")
    album.take("decided", as_=MANAGER, channel=CHANNEL, message=message["ts"])


def _refusing(album: Album) -> None:
    sandbox = album.sandbox
    rhea, gita = Hands(sandbox, RECRUITER), Hands(sandbox, GUEST)
    sandbox.person(GUEST).command(_GENERAL, "/hire status")
    told = _in_channel(gita, "Guests", channel=_GENERAL)
    album.take("refused-guest", as_=GUEST, channel=_GENERAL, message=told["ts"])
    sandbox.faults.add(Fault(effect="expire_trigger", times=1))
    sandbox.person(RECRUITER).command(CHANNEL, "/hire cv")
    told = _in_channel(rhea, "in time")
    album.take("refused-late", as_=RECRUITER, channel=CHANNEL, message=told["ts"])
    for said, words in (
        ("stauts", "/hire status"),
        ("help", "/hire forget"),
        ("status", "to review"),
    ):
        sandbox.person(RECRUITER).command(CHANNEL, f"/hire {said}")
        told = _in_channel(rhea, words)
        album.take(f"said-{said}", as_=RECRUITER, channel=CHANNEL, message=told["ts"])


def _breaking(album: Album) -> None:
    """Add a CV whose upload broke off."""
    rhea = Hands(album.sandbox, RECRUITER)
    whole = min((SAMPLE / "cvs").iterdir())
    with tempfile.TemporaryDirectory(prefix="plumbline-") as folder:
        cut = Path(folder) / whole.name
        cut.write_bytes(whole.read_bytes()[:400])
        add_candidate(rhea, cut)
    message = _in_channel(rhea, "A-8", "no levels")
    album.take("broken", as_=RECRUITER, channel=CHANNEL, message=message["ts"])


def _forgetting(album: Album) -> None:
    rhea = Hands(album.sandbox, RECRUITER)
    album.sandbox.person(RECRUITER).command(CHANNEL, "/hire forget A-2")
    _take_modal(album, "forget-whom", rhea, "Whose data")
    rhea.submit({"Whose data": "A-2"})
    _take_modal(album, "forget", rhea, "cannot be undone")
    rhea.submit({})
    _take_modal(album, "forgotten", rhea, "removed")
    rhea.put_away()


def _going_public(album: Album) -> None:
    """Add a candidate after somebody made the review channel public."""
    sandbox = album.sandbox
    rhea = Hands(sandbox, RECRUITER)
    sandbox.workspace.channels[CHANNEL].kind = "public"
    add_candidate(rhea, min((SAMPLE / "cvs").iterdir()))

    def direct() -> list[Json]:
        channels = sandbox.person(RECRUITER).sees()["channels"]
        mine = [c["id"] for c in channels if c["kind"] == "im"]
        return [m | {"channel": c} for c in mine for m in rhea.messages(c)]

    note = _found(rhea, direct, "A-9 of", "privately")
    album.take("refused-public", as_=RECRUITER, channel=note["channel"], message=note["ts"])


def main(everything: Path | None) -> None:
    """Play what the pictures show, and take them.

    Args:
        everything: Folder for those that the documentation does not show, too.
    """
    with open_clock() as clock, _running(clock) as sandbox:
        album = Album(sandbox, _KEPT, _SHOWN, everything)
        _opening(album)
        clock.move(4)
        message = _adding(album)
        clock.move(12)
        _reviewing(album, message)
        _asking(album, message["ts"])
        clock.move(21)
        _sharing(album)
        clock.move(26)
        _offering(album)
        _home(album)
        clock.move(48)
        _deciding(album)
        clock.move(55)
        _breaking(album)
        _refusing(album)
        _forgetting(album)
        _going_public(album)
    with open_clock() as clock, ModelServer() as model, by_model.running(clock, model) as sandbox:
        by_model.play(Album(sandbox, _KEPT, _SHOWN | by_model.PICTURES, everything), model, clock)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
