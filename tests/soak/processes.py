"""Starts the bot beside a sandbox, and looks at what its processes take."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
RECRUITER, MANAGER, INTERVIEWER, GUEST = "U0RHEA", "U0HUGO", "U0INES", "U0GITA"
CHANNEL = "C0HIRING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a bot finds its Slack, and keeps its data."""

    api_url: str
    folder: Path
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    bot_token: str = "xoxb-sandbox-bot"
    app_token: str = "xapp-sandbox-app"

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Of the database."""
        return f"sqlite:///{self.data / 'plumbline.db'}"

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a bot here; nothing of ours beside it."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "PLUMBLINE_"))}
        return kept | {
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_API_URL": self.api_url,
            "PLUMBLINE_DATA_DIR": str(self.data),
            "PLUMBLINE_RECRUITERS": RECRUITER,
            "PLUMBLINE_KEY": base64.b64encode(self.key).decode(),
            **more,
        }


def start(
    place: Place, command: Sequence[str], *, log: IO[bytes] | int | None = None, **more: str
) -> subprocess.Popen[bytes]:
    """Start `python -m` with a bot's environment.

    Args:
        place: Where.
        command: The module, and its arguments.
        log: Where stdout and stderr go; None for those of this process.
        more: Further variables.
    """
    return subprocess.Popen(
        [sys.executable, "-m", *command], env=place.environment(**more), stdout=log, stderr=log
    )


def family(pid: int) -> list[int]:
    """List a process, and all below it that live."""
    found = [pid]
    for entry in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = entry.read_text().split()
        except OSError:  # the thread ended meanwhile
            continue
        for child in children:
            found += family(int(child))
    return found


def lives(pid: int) -> bool:
    """Say whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def resident_bytes(pid: int) -> int:
    """Return the memory of a process that is in RAM; 0 once it ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


class MemoryWatch:
    """Keeps the most memory that a process took, alone and with its children.

    Args:
        pid: Of the process.
        every: Seconds between two looks.
    """

    def __init__(self, pid: int, every: float = 0.2) -> None:
        self.alone = 0
        """Bytes at most."""
        self.together = 0
        """Bytes at most, with all processes below it; pages that they share count for each."""
        self._pid, self._every = pid, every
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory-watch")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(self._every):
            sizes = [resident_bytes(pid) for pid in family(self._pid)]
            self.alone = max(self.alone, sizes[0])
            self.together = max(self.together, sum(sizes))


def load() -> str:
    """Say how busy the machine is."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} (1 min), {five:.1f} (5 min), {os.cpu_count()} cores"
