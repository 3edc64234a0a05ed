"""Draw the pictures of docs/slack.md from the real bot: `PYTHONPATH=. python docs/images/slack.py`."""  # noqa: INP001, E501  # a script beside the pictures that it draws

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image, ImageChops, ImageDraw

from bot.app import PROGRAM
from bot.cli.demo import SAMPLE
from bot.cli.edge import DemoSlack
from bot.cli.sandbox import open_sandbox
from bot.cli.tour import CHANNEL, add_candidate, open_requisition, share_several
from bot.sandbox import Sandbox
from bot.sandbox.faults import Fault
from bot.sandbox.hands import Hands, words_of
from bot.sandbox.shapes import Json

HERE = Path(__file__).resolve().parent
KEPT = HERE / "slack"
SHOWN = frozenset(
    {
        "result",
        "thread",
        "change",
        "question",
        "decided",
        "ranked",
        "job",
        "home",
        "refused",
        "unreadable",
    }
)
"""Pictures that the documentation shows; the others are for looking at."""
WAIT_SECONDS = 60.0
_WIDE, _NARROW, _TALLEST = 760, 420, 3200
_MARGIN = 16
_SHADOW = 24
"""Difference to the ground, 0..255, up to which something is only a shadow on it."""
_COLOURS = 96
"""Of the saved picture: text on plain grounds needs no more, and the file is a third."""


@dataclass(frozen=True, slots=True)
class Album:
    """Where pictures of a running sandbox go.

    Args:
        sandbox: Running.
        everything: Folder for all pictures; None to keep those of the documentation alone.
    """

    sandbox: Sandbox
    everything: Path | None

    def take(self, name: str, *, width: int = _WIDE, height: int = _TALLEST, **where: str) -> None:
        """Photograph what somebody sees, light and dark.

        Args:
            name: Of the picture.
            width: Of the window, in pixels.
            height: Of the window; what is empty below is cut off.
            where: Parameters of the page's address, such as ``as_="U0RHEA"``.
        """
        print(name, flush=True)  # noqa: T201  # says how far it is
        if self.everything is None and name not in SHOWN:
            return
        for theme in ("light", "dark"):
            place = {key.rstrip("_"): value for key, value in where.items()}
            look = {"theme": theme, "plain": "1"} if "still" not in where else {"theme": theme}
            address = f"{self.sandbox.url}/?{urlencode(place | look)}"
            picture = _cut(_photograph(address, width, height))
            file = f"{name}-{theme}.png"
            if self.everything is not None:
                picture.save(self.everything / file)
            elif name in SHOWN:
                small = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
                small.save(KEPT / file, optimize=True)


def _photograph(address: str, width: int, height: int) -> Image.Image:
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "picture.png"
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        command += ["--disable-background-networking", "--disable-component-update"]
        command += ["--disable-sync", "--hide-scrollbars", "--virtual-time-budget=5000"]
        command += [f"--user-data-dir={folder}/profile", f"--window-size={width},{height}"]
        command += [f"--screenshot={file}", address]
        subprocess.run(command, capture_output=True, timeout=60, check=True)  # noqa: S603  # our own words
        return Image.open(io.BytesIO(file.read_bytes())).convert("RGB")


def _cut(picture: Image.Image) -> Image.Image:
    """Cut off what is empty below."""
    ground = picture.getpixel((picture.width - 1, picture.height - 1))
    unlike = ImageChops.difference(picture, Image.new("RGB", picture.size, ground)).convert("L")
    inked = unlike.point(lambda value: 255 * (value > _SHADOW)).getbbox()
    bottom = min(picture.height, inked[3] + _MARGIN) if inked else picture.height
    return picture.crop((0, 0, picture.width, bottom))


@contextmanager
def _running() -> Iterator[Sandbox]:
    with open_sandbox(0) as sandbox, tempfile.TemporaryDirectory(prefix="plumbline-") as folder:
        slack = DemoSlack(
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            api_url=sandbox.api_url,
            recruiters=("U0RHEA",),
            folder=Path(folder),
        )
        with PROGRAM.open_demo_bot(slack):
            yield sandbox


def _found(person: Hands, list_of: Callable[[], list[Json]], *parts: str) -> Json:
    def matching() -> list[Json]:
        return [m for m in list_of() if all(part in words_of(m) for part in parts)]

    person.sandbox.wait_until(lambda: bool(matching()), WAIT_SECONDS)
    return matching()[-1]


def _in_channel(person: Hands, *parts: str, channel: str = CHANNEL) -> Json:
    return _found(person, lambda: person.messages(channel), *parts)


def _in_thread(person: Hands, thread: str, *parts: str) -> Json:
    return _found(person, lambda: person.messages(CHANNEL, thread), *parts)


def _modal(person: Hands, *parts: str) -> None:
    def is_there() -> bool:
        modals = person.sandbox.person(person.user_id).sees()["modals"]
        return bool(modals) and all(part in words_of(modals[-1]) for part in parts)

    person.sandbox.wait_until(is_there, WAIT_SECONDS)


def _close(person: Hands) -> None:
    me = person.sandbox.person(person.user_id)
    while modals := me.sees()["modals"]:
        me.close(modals[-1]["id"])


def _scan() -> bytes:
    """A page of text as a picture, as a scanner makes it."""
    page = Image.new("L", (850, 1100), 255)
    for row in range(60, 900, 40):
        ImageDraw.Draw(page).text((80, row), "Invented Person, once typed on paper", fill=0)
    made = io.BytesIO()
    page.save(made, "PDF")
    return made.getvalue()


def _forms(album: Album) -> None:
    sandbox = album.sandbox
    rhea = Hands(sandbox, "U0RHEA")
    me = sandbox.person("U0RHEA")
    me.command(CHANNEL, "/hire")
    _modal(rhea, "Open a requisition")
    album.take("menu", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    _close(rhea)
    me.command(CHANNEL, "/hire open")
    _modal(rhea, "Review channel")
    album.take("open", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    _close(rhea)


def _reading(album: Album) -> Json:
    """Add a candidate, and look at each step up to the result."""
    sandbox = album.sandbox
    rhea = Hands(sandbox, "U0RHEA")
    first, *_ = sorted((SAMPLE / "cvs").iterdir())
    sandbox.person("U0RHEA").command(CHANNEL, "/hire cv")
    _modal(rhea, "Blind view")
    album.take("candidate", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    _close(rhea)
    add_candidate(rhea, first)
    message = _in_channel(rhea, "A-1", "evidenced")
    album.take("result", as_="U0RHEA", channel=CHANNEL, message=message["ts"])
    album.take("result-narrow", as_="U0RHEA", channel=CHANNEL, message=message["ts"], width=_NARROW)
    return message


def _reviewing(album: Album, message: Json) -> None:
    sandbox, thread = album.sandbox, message["ts"]
    rhea, ines = Hands(sandbox, "U0RHEA"), Hands(sandbox, "U0INES")
    _in_thread(ines, thread, "part 3 of")
    album.take("thread-new", as_="U0INES", channel=CHANNEL, thread=thread)
    card = _in_thread(ines, thread, "part 1 of")
    ines.press("Agree", card, channel=CHANNEL)
    ines.press("Change…", card, channel=CHANNEL)
    _modal(ines, "Which level")
    album.take("change", as_="U0INES", channel=CHANNEL, modal="top", width=560)
    _close(ines)
    card = _in_thread(rhea, thread, "part 1 of", "agrees")
    rhea.press("Change…", card, channel=CHANNEL)
    _modal(rhea, "Which level")
    rhea.submit({"Which level": "2", "Why?": "The rota is the team's; she names her part."})
    _in_thread(rhea, thread, "part 1 of", "names her part")
    album.take("thread", as_="U0RHEA", channel=CHANNEL, thread=thread, message=card["ts"])
    _in_channel(rhea, "A-1", "Reviewed by")
    album.take("reviewed", as_="U0RHEA", channel=CHANNEL, message=thread)
    for number, question in enumerate(("why 3 on production?", "what is missing?")):
        asked = sandbox.person("U0INES").message(CHANNEL, f"<@U0PLUM> {question}", thread_ts=thread)
        sandbox.wait_until(
            lambda asked=asked: any(
                m["ts"] > asked.ts and m.get("bot_id") for m in ines.messages(CHANNEL, thread)
            ),
            WAIT_SECONDS,
        )
        answer = ines.messages(CHANNEL, thread)[-1]
        album.take(
            f"answer-{number + 1}",
            as_="U0INES",
            channel=CHANNEL,
            thread=thread,
            message=answer["ts"],
        )
    message = _in_channel(rhea, "A-1", "Reviewed by")
    ines.press("Interview questions", message, channel=CHANNEL)
    _modal(ines, "evidenced")
    album.take("question", as_="U0INES", channel=CHANNEL, modal="top", width=560)
    _close(ines)
    rhea.press("Show CV and details", message, channel=CHANNEL)
    _modal(rhea, "rubric")
    album.take("details", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    _close(rhea)


def _deciding(album: Album) -> None:
    hugo = Hands(album.sandbox, "U0HUGO")
    message = _in_channel(hugo, "A-1", "Reviewed by")
    hugo.press("Decide…", message, channel=CHANNEL)
    _modal(hugo, "Decision")
    album.take("decide", as_="U0HUGO", channel=CHANNEL, modal="top", width=560)
    hugo.submit({"Decision": "Go on", "Reason": "Ran the thing we need run. Ask about guardrails."})
    _in_channel(hugo, "A-1", "Decided: go on")
    album.take("decided", as_="U0HUGO", channel=CHANNEL, message=message["ts"])


def _several(album: Album) -> None:
    rhea = Hands(album.sandbox, "U0RHEA")
    _, *others = sorted((SAMPLE / "cvs").iterdir())
    album.sandbox.faults.add(Fault(effect="slow", method="download", seconds=6, times=5))
    share_several(rhea, others)
    message = _in_channel(rhea, "5 CVs")
    album.take("running", as_="U0RHEA", channel=CHANNEL, message=message["ts"])
    message = _in_channel(rhea, "Rank", "A-2")
    album.take("ranked", as_="U0RHEA", channel=CHANNEL, message=message["ts"])
    album.take("ranked-narrow", as_="U0RHEA", channel=CHANNEL, message=message["ts"], width=_NARROW)
    album.take("ranked-thread", as_="U0RHEA", channel=CHANNEL, thread=message["ts"])
    album.take("all", as_="U0RHEA", channel=CHANNEL)


def _unreadable(album: Album) -> None:
    rhea = Hands(album.sandbox, "U0RHEA")
    shared = album.sandbox.person("U0RHEA").message(
        CHANNEL, "One more, from the fair.", files=[("fair_scan.pdf", _scan())]
    )
    assert shared.ts is not None
    offer = _in_channel(rhea, "fair_scan.pdf", "Read")
    album.take("offer", as_="U0RHEA", channel=CHANNEL, message=offer["ts"])
    album.sandbox.faults.add(Fault(effect="slow", method="download", seconds=9, times=1))
    album.sandbox.person("U0RHEA").message_shortcut("read_cv", CHANNEL, shared.ts)
    _modal(rhea, "Requisition")
    album.take("several", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    rhea.submit({})
    message = _in_channel(rhea, "A-7", "Reading the CV")
    album.take("reading", as_="U0RHEA", channel=CHANNEL, message=message["ts"])
    message = _in_channel(rhea, "A-7", "no levels")
    album.take("unreadable", as_="U0RHEA", channel=CHANNEL, message=message["ts"])


def _refusing(album: Album) -> None:
    sandbox = album.sandbox
    rhea, gita = Hands(sandbox, "U0RHEA"), Hands(sandbox, "U0GITA")
    sandbox.person("U0GITA").command("C0GENERAL", "/hire cv")
    told = _in_channel(gita, "uest", channel="C0GENERAL")
    album.take("refused-guest", as_="U0GITA", channel="C0GENERAL", message=told["ts"])
    sandbox.faults.add(Fault(effect="expire_trigger", times=1))
    sandbox.person("U0RHEA").command(CHANNEL, "/hire cv")
    told = _in_channel(rhea, "in time")
    album.take("refused-late", as_="U0RHEA", channel=CHANNEL, message=told["ts"])
    sandbox.person("U0RHEA").command(CHANNEL, "/hire open")
    _modal(rhea, "Review channel")
    rhea.submit({"Title": "Launch Engineer", "Review channel": "C0LAUNCH"})
    _modal(rhea, "Review channel")
    album.take("refused", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    _close(rhea)
    sandbox.person("U0RHEA").command(CHANNEL, "/hire stauts")
    told = rhea.messages(CHANNEL)[-1]
    album.take("unknown-verb", as_="U0RHEA", channel=CHANNEL, message=told["ts"])
    for verb in ("help", "status"):
        sandbox.person("U0RHEA").command(CHANNEL, f"/hire {verb}")
        sandbox.wait_until(lambda: bool(rhea.messages(CHANNEL)), WAIT_SECONDS)
        told = rhea.messages(CHANNEL)[-1]
        album.take(verb, as_="U0RHEA", channel=CHANNEL, message=told["ts"])


def _home(album: Album) -> None:
    for user, name in (("U0RHEA", "home"), ("U0TOMA", "home-empty"), ("U0GITA", "home-guest")):
        person = album.sandbox.person(user)
        person.open_home()
        album.sandbox.wait_until(lambda person=person: bool(person.sees()["home"]), WAIT_SECONDS)
        album.take(name, as_=user, view="home")
    album.take("home-narrow", as_="U0RHEA", view="home", width=_NARROW)


def _forgetting(album: Album) -> None:
    rhea = Hands(album.sandbox, "U0RHEA")
    album.sandbox.person("U0RHEA").command(CHANNEL, "/hire forget A-2")
    _modal(rhea, "Whose data")
    album.take("forget", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    rhea.submit({})
    _modal(rhea, "cannot be undone")
    album.take("forget-confirm", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    rhea.submit({})
    _modal(rhea, "removed")
    album.take("forgotten", as_="U0RHEA", channel=CHANNEL, modal="top", width=560)
    _close(rhea)


def main(everything: Path | None) -> None:
    """Play what the pictures show, and take them."""
    job = (SAMPLE / "job.md").read_text(encoding="utf-8")
    with _running() as sandbox:
        album = Album(sandbox, everything)
        rhea = Hands(sandbox, "U0RHEA")
        _forms(album)
        open_requisition(rhea, job)
        review = _in_channel(rhea, "Job description", "never mentioned")
        album.take("job", as_="U0RHEA", channel=CHANNEL, message=review["ts"])
        album.take("job-thread", as_="U0RHEA", channel=CHANNEL, thread=review["ts"])
        message = _reading(album)
        _reviewing(album, message)
        _several(album)
        _unreadable(album)
        _home(album)
        _deciding(album)
        _refusing(album)
        _forgetting(album)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
