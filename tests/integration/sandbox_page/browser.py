"""Reads what a browser without a screen draws."""

from __future__ import annotations

import shutil
import subprocess
import tempfile

import pytest
from lxml import html

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
    "--virtual-time-budget=20000",
)
# A start takes about a second; the rest is for a computer with much else to do.
LIMIT_SECONDS = 60


def chromium() -> str:
    """The path of a browser; skips the test where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"the page needs a browser to be tested: none of {', '.join(NAMES)} on PATH")
    return found


def drawn(url: str) -> html.HtmlElement:
    """The document that the browser shows at `url`, once nothing more happens."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [chromium(), *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=True
        )
    return html.document_fromstring(done.stdout)
