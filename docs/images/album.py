"""Pictures of a running sandbox, at times of day that are the same in every run."""  # noqa: INP001  # a module beside the script that uses it

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

from PIL import Image, ImageChops

from bot.sandbox import Sandbox

_START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_SLOWER = 30
"""How much slower the sandbox's clock goes, so that a scene ends in the minute it began in."""
_WIDE, _TALLEST = 760, 3200
MODAL, NARROW = 700, 420
"""Widths of a window, in pixels."""
_MARGIN = 16
_SHADOWS = {"light": 24, "dark": 12}
"""Difference to the ground, 0..255, up to which something is only a shadow on it."""
_CARD = 540
"""Width of a modal, which stands in the middle."""
_PLAIN = Image.Dither.NONE
_COLOURS = 128
"""Of a saved picture: text on plain grounds needs no more, and the file is less than half."""


@dataclass(slots=True)
class Clock:
    """The time of day in the pictures."""

    _moment: datetime = _START
    _since: float = 0.0

    def __call__(self) -> float:
        """Return the sandbox's time, in seconds since 1970: it hardly moves within a scene."""
        return self._moment.timestamp() + (time.monotonic() - self._since) / _SLOWER

    def now(self, zone: tzinfo) -> datetime:
        """Return the bot's time, which runs as fast as any: what it waits for comes."""
        return self._moment.astimezone(zone) + timedelta(seconds=time.monotonic() - self._since)

    def move(self, minutes: int) -> None:
        """Begin a scene, this long after the first one."""
        self._moment, self._since = _START + timedelta(minutes=minutes), time.monotonic()


@contextmanager
def open_clock() -> Iterator[Clock]:
    """Give the bot another time of day, for as long as pictures are taken."""
    clock = Clock()
    clock.move(0)
    with patch("bot.app.datetime", clock):
        yield clock


@dataclass(frozen=True, slots=True)
class Album:
    """Where pictures of a running sandbox go.

    Args:
        sandbox: Running.
        kept: Folder of the pictures that the documentation shows.
        shown: Their names.
        everything: Folder for all pictures, as they are; None to take those of the
            documentation alone.
    """

    sandbox: Sandbox
    kept: Path
    shown: frozenset[str]
    everything: Path | None

    def take(self, name: str, *, width: int = _WIDE, height: int = _TALLEST, **where: str) -> None:
        """Photograph what somebody sees, light and dark.

        Args:
            name: Of the picture.
            width: Of the window, in pixels.
            height: What is below it is left out.
            where: Parameters of the page's address, such as ``as_="U0RHEA"``.
        """
        if self.everything is None and name not in self.shown:
            return
        print(name, flush=True)  # noqa: T201  # says how far it is
        for theme in ("light", "dark"):
            place = {key.rstrip("_"): value for key, value in where.items()}
            address = f"{self.sandbox.url}/?{urlencode(place | {'theme': theme, 'plain': '1'})}"
            picture = _cut(_photograph(address, width), height, _SHADOWS[theme])
            if "modal" in where:
                aside = (width - _CARD) // 2 - _MARGIN
                picture = picture.crop((aside, 0, width - aside, picture.height))
            if self.everything is not None:
                picture.save(self.everything / f"{name}-{theme}.png")
            if name in self.shown:
                small = picture.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=_PLAIN)
                small.save(self.kept / f"{name}-{theme}.png", optimize=True)


def _photograph(address: str, width: int) -> Image.Image:
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "picture.png"
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        command += ["--disable-background-networking", "--disable-component-update"]
        command += ["--disable-sync", "--hide-scrollbars", "--virtual-time-budget=5000"]
        command += [f"--user-data-dir={folder}/profile", f"--window-size={width},{_TALLEST}"]
        command += [f"--screenshot={file}", address]
        subprocess.run(  # noqa: S603  # our own words
            command, capture_output=True, timeout=60, check=True, env=os.environ | {"TZ": "UTC"}
        )
        return Image.open(io.BytesIO(file.read_bytes())).convert("RGB")


def _cut(picture: Image.Image, height: int, shadow: int) -> Image.Image:
    """Cut off what is empty below, and what is below a height."""
    ground = picture.getpixel((picture.width - 1, picture.height - 1))
    unlike = ImageChops.difference(picture, Image.new("RGB", picture.size, ground)).convert("L")
    inked = unlike.point(lambda value: 255 * (value > shadow)).getbbox()
    bottom = inked[3] + _MARGIN if inked else picture.height
    return picture.crop((0, 0, picture.width, min(picture.height, bottom, height)))
