"""Consoles for data and for talk, and text that is safe to show on them."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.text import Text

NARROWEST = 60
"""Columns below which a sheet is not squeezed further; it wraps at the terminal instead."""
WIDEST = 160
"""Columns above which lines are too long to read."""
PIPED = 80
"""Columns where no terminal says how many it has."""

_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)
"""What can move a cursor, change a colour, turn the direction of text or hide in it."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a command writes: data to ``out``, talk to ``talk``."""

    out: Console
    talk: Console

    @property
    def has_symbols(self) -> bool:
        """Whether bars and marks beyond ASCII can be shown."""
        return self.out.encoding.lower() in {"utf-8", "utf8"}

    def show(self, body: RenderableType) -> None:
        """Print data; into a file or a pipe it goes without spaces at the ends of lines."""
        if self.out.is_terminal:
            self.out.print(body)
            return
        with self.out.capture() as captured:
            self.out.print(body)
        lines = captured.get().splitlines()
        self.out.file.write("".join(line.rstrip() + "\n" for line in lines))


def open_screen() -> Screen:
    """Wrap stdout and stderr; characters that they cannot show are replaced, never an error."""
    return Screen(out=_console(is_talk=False), talk=_console(is_talk=True))


def _console(*, is_talk: bool) -> Console:
    stream = sys.stderr if is_talk else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    console = Console(stderr=is_talk, highlight=False, markup=False, emoji=False)
    # Rich takes the width of any of the three streams: what goes into a pipe must not depend
    # on where the others go.
    is_told = stream.isatty() or "COLUMNS" in os.environ
    console.width = max(NARROWEST, min(console.width, WIDEST)) if is_told else PIPED
    return console


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back while something is printed, so that it is whole or not there at all."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def plain(text: str) -> str:
    """Return text of a document or a path as one line without control characters."""
    return _CONTROLS.sub("", _SPACES.sub(" ", text)).strip()


def words(text: str, style: str = "") -> Text:
    """Return outside text to print: no markup is read in it, no control character is left."""
    return Text(plain(text), style=style)


def cut(text: str, length: int) -> str:
    """Shorten text to a number of characters, with an ellipsis where it was cut."""
    flat = plain(text)
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"


def percent(share: float) -> str:
    """Write a share 0..1 as whole per cent."""
    return f"{round(share * 100)} %"
