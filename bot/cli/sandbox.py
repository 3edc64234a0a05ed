"""Run the sandbox by itself, for a bot that is started elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.cli.edge import FINE
from bot.cli.terminal import open_screen, words
from bot.errors import UsageError
from bot.sandbox import Sandbox

_PACKAGE = Path(__file__).resolve().parents[1]
_MANIFESTS = (_PACKAGE.parent / "manifest.yml", _PACKAGE / "manifest.yml")
"""In a checkout, and in an installed wheel."""
REMOVED = (
    "The local Slack is gone, with all that was in it; a bot that was connected keeps its own."
)
"""What Ctrl-C leaves of it."""


def manifest() -> Path:
    """Find the app's manifest.

    Raises:
        UsageError: The installation holds none.
    """
    for path in _MANIFESTS:
        if path.is_file():
            return path
    raise UsageError("manifest.yml is not there.", "Install Plumbline anew.")


@contextmanager
def open_sandbox(port: int) -> Iterator[Sandbox]:
    """Start the sandbox.

    Raises:
        UsageError: The port is taken.
    """
    try:
        sandbox = Sandbox(manifest(), http_port=port)
        sandbox.__enter__()
    except OSError:
        raise UsageError(
            f"Port {port} is taken on this machine.", "Choose another with --port, or 0 for any."
        ) from None
    try:
        yield sandbox
    finally:
        sandbox.__exit__(None, None, None)


def run_sandbox(port: int) -> int:
    """Serve until Ctrl-C, and print what a bot needs to connect."""
    screen = open_screen()
    with open_sandbox(port) as sandbox:
        screen.talk.print(words(f"A local Slack is at {sandbox.url}. Ctrl-C ends it.", "bold"))
        screen.talk.print(words("Start a bot with these, then look at the page:"))
        for name, value in (
            ("SLACK_BOT_TOKEN", sandbox.bot_token),
            ("SLACK_APP_TOKEN", sandbox.app_token),
            ("SLACK_API_URL", sandbox.api_url),
            ("PLUMBLINE_RECRUITERS", "U0RHEA"),
        ):
            screen.show(words(f"export {name}={value}"))
        threading.Event().wait()
    return FINE
