"""What a person names on the command line, as sources."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.domain.document import DocumentKind
from bot.domain.source import Source
from bot.errors import UsageError

PASTE = "-"
"""Stands for text on stdin."""


def sources(names: Sequence[str], kind: DocumentKind, file_bytes: int) -> list[Source]:
    """Turn names into sources; - takes what is on stdin, and a pipe is read here.

    Args:
        names: Paths, or - at most once.
        kind: What they are read as.
        file_bytes: Largest pasted text, in bytes; one byte more is taken, so that it shows.

    Raises:
        UsageError: - is named twice.
    """
    if names.count(PASTE) > 1:
        raise UsageError("- is named twice, but stdin can be read once.", "Name - once.")
    return [_source(name, kind, file_bytes) for name in names]


def check_paste(names: Sequence[str], job: str | None) -> None:
    """Refuse - for both a CV and the job description.

    Raises:
        UsageError: It is named for both.
    """
    if job == PASTE and PASTE in names:
        raise UsageError(
            "- is named for a CV and for the job description.", "Put one of them into a file."
        )


def expand(names: Sequence[str], *, leave_out: str | None) -> list[str]:
    """Replace folders by the files in them, each file once, in a fixed order.

    Hidden files and what editors lock are passed over.

    Args:
        names: Paths of files and folders, or -.
        leave_out: A path that is not taken from a folder: the job description.

    Raises:
        UsageError: No file is left.
    """
    left_out = Path(leave_out).resolve() if leave_out and leave_out != PASTE else None
    found: dict[Path, str] = {}
    for name in names:
        path = Path(name)
        if name == PASTE or not path.is_dir():
            found.setdefault(path if name == PASTE else path.resolve(), name)
            continue
        for file in _files(path):
            if file.resolve() != left_out:
                found.setdefault(file.resolve(), str(file))
    if not found:
        raise UsageError("There is no file in what was named.", "Name files, or a folder of CVs.")
    return list(found.values())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "~$")) for part in parts):
            yield path


def _source(name: str, kind: DocumentKind, file_bytes: int) -> Source:
    if Path(name).is_fifo():  # such as <(command); the readers cannot open what is ours
        with Path(name).open("rb") as pipe:
            return Source(path=name, kind=kind, data=pipe.read(file_bytes + 1))
    if name != PASTE:
        return Source(path=name, kind=kind)
    if sys.stdin.isatty():
        print("Paste the text, then press Ctrl-D on a line of its own.", file=sys.stderr)  # noqa: T201  # talk
    return Source(path=PASTE, kind=kind, data=sys.stdin.buffer.read(file_bytes + 1))
