"""Draw the README's picture from the real sheet: `python docs/images/make.py [WIDTH [light]]`."""  # noqa: INP001  # a script beside the picture that it draws

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, TerminalTheme

from bot.app import open_deps
from bot.cli.sheet import evaluation_sheet
from bot.cli.terminal import Screen
from bot.domain.document import DocumentKind
from bot.domain.source import Source
from bot.services.evaluation import EvaluateRequest, evaluate

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "bot" / "sample"
WIDTH = 100

DARK = TerminalTheme(
    (22, 27, 34),
    (225, 228, 232),
    [
        (22, 27, 34),
        (255, 123, 114),
        (86, 211, 100),
        (227, 179, 65),
        (121, 192, 255),
        (210, 168, 255),
        (118, 227, 234),
        (225, 228, 232),
    ],
)
"""Readable on the white and on the black page of a code host."""


def draw(width: int, theme: TerminalTheme) -> str:
    """Return the picture as SVG."""
    console = Console(
        record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    screen = Screen(out=console, talk=console)
    cv = SAMPLE / "cvs" / "amara_nwosu.pdf"
    job = SAMPLE / "job.md"
    request = EvaluateRequest(
        sources=[Source(path=cv.name, kind=DocumentKind.CV, data=cv.read_bytes())],
        job=Source(path=job.name, kind=DocumentKind.JOB_DESCRIPTION, data=job.read_bytes()),
    )
    with open_deps() as deps:
        for evaluation in evaluate(request, deps):
            screen.show(evaluation_sheet(evaluation, deps.evaluator.cannot_see, screen))
    svg = console.export_svg(
        title="plumbline evaluate amara_nwosu.pdf --jd job.md", theme=theme, unique_id="sheet"
    )
    # The reader's own monospaced font will do: a picture should not fetch anything.
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else WIDTH
    is_light = "light" in sys.argv
    svg = draw(wanted, DEFAULT_TERMINAL_THEME if is_light else DARK)
    (HERE / "sheet.svg").write_text(svg + "\n", encoding="utf-8")
