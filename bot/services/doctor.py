"""What the checks of an installation say about this machine: facts in, a verdict out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.rubric import RubricProblem
from bot.domain.words import count
from bot.errors import BotError


class Health(StrEnum):
    """How one checked thing is."""

    OK = "ok"
    WARN = "warn"
    """It works, and should be looked at."""
    FAIL = "fail"
    """The bot cannot work like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One checked thing."""

    name: str
    health: Health
    what: str
    """What was found; never a secret."""
    fix: str
    """What to do; "" when it is fine."""


LEAST_PYTHON = (3, 11)
"""Source: ``requires-python`` in pyproject.toml."""
LEAST_SQLITE = (3, 35)
"""Source: sqlite.org/lang_returning.html: RETURNING, which claims messages, is there since."""
OTHERS = 0o077
"""File mode bits that let anybody but the owner at a file or folder."""
LITTLE_ROOM = 1 << 30
"""Bytes; 40 CVs of the largest size that is taken by default. Source: ``Settings.megabytes``."""
NO_ROOM = 100 << 20
"""Bytes; a copy of the database before an upgrade, and a few CVs."""
_MIB = 1 << 20


class Tables(StrEnum):
    """What the tables of a database are to this version."""

    NONE = "none"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFacts:
    """What was found where the data folder should be."""

    path: str
    is_there: bool
    mode: int
    """Permission bits; 0 when it is not there."""
    is_writable: bool
    """Whether a file could be made in it; when it is not there, whether it can be made."""
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """What was found in the database."""

    name: str
    """Its file, or "PostgreSQL"; never its address, which can hold a password."""
    is_there: bool
    """False for an SQLite file that was not made yet."""
    tables: Tables
    journal: str
    """Journal mode of SQLite; "" for a server."""


def fine(name: str, what: str) -> Check:
    """Say that something is as it should be."""
    return Check(name=name, health=Health.OK, what=what, fix="")


def warning(name: str, what: str, fix: str) -> Check:
    """Say that something works, and should be looked at."""
    return Check(name=name, health=Health.WARN, what=what, fix=fix)


def failure(name: str, what: str, fix: str) -> Check:
    """Say that the bot cannot work like this."""
    return Check(name=name, health=Health.FAIL, what=what, fix=fix)


def of_error(name: str, error: BotError) -> Check:
    """Say what broke, in the words of the error."""
    return failure(name, error.problem, error.fix)


def late(name: str, seconds: float) -> Check:
    """Say that something did not come to an end in time."""
    return failure(
        name,
        f"No answer within {seconds:g} s.",
        "Try again; if it stays so, look at the network, the disk or the database server.",
    )


def python(version: tuple[int, int, int]) -> Check:
    """Judge the Python that runs this."""
    what = f"Python {_dotted(version)}"
    if version[:2] < LEAST_PYTHON:
        return failure("python", f"{what} is too old.", f"Use {_dotted(LEAST_PYTHON)} or newer.")
    return fine("python", what)


def sqlite(version: tuple[int, int, int]) -> Check:
    """Judge the SQLite that Python brings."""
    what = f"SQLite {_dotted(version)}"
    if version[:2] < LEAST_SQLITE:
        return failure(
            "sqlite",
            f"{what} is too old.",
            f"Use a Python with SQLite {_dotted(LEAST_SQLITE)} or newer, or PostgreSQL.",
        )
    return fine("sqlite", what)


def settings_file(mode: int | None) -> Check:
    """Judge who can read the file with the tokens.

    Args:
        mode: Its permission bits; None when there is no such file.
    """
    if mode is None:
        return fine("settings file", "There is no .env here; the environment alone counts.")
    if mode & OTHERS:
        return warning(
            "settings file", "Others on this machine can read .env.", "Run: chmod 600 .env"
        )
    return fine("settings file", ".env, readable by its owner alone")


def instance(*, is_held: bool) -> Check:
    """Say whether a running Plumbline holds the data folder; either is fine."""
    return fine(
        "process",
        "A running Plumbline holds the data folder."
        if is_held
        else "No running Plumbline holds the data folder.",
    )


def folder(facts: FolderFacts) -> Check:
    """Judge the data folder: there, private, writable, with room."""
    name, path = "data folder", facts.path
    if not facts.is_writable:
        what = "cannot be written to" if facts.is_there else "is not there and cannot be made"
        return failure(
            name,
            f"{path} {what}.",
            "Give it to the user that runs Plumbline, or set PLUMBLINE_DATA_DIR.",
        )
    free = f"{facts.free_bytes // _MIB:,} MiB free"
    if facts.free_bytes < NO_ROOM:
        return failure(name, f"{path}: {free}.", "Free some space on its disk.")
    if facts.is_there and facts.mode & OTHERS:
        return warning(name, f"Others can look into {path}.", f"Run: chmod 700 {path}")
    if facts.free_bytes < LITTLE_ROOM:
        return warning(name, f"{path}: only {free}.", "Free some space on its disk soon.")
    if not facts.is_there:
        return fine(name, f"{path} is not there yet; the first run makes it. {free}")
    return fine(name, f"{path}, private, {free}")


def database(facts: DatabaseFacts) -> Check:
    """Judge a database that opened and took a write, or that is not there yet."""
    name = "database"
    if not facts.is_there or facts.tables is Tables.NONE:
        return fine(name, f"{facts.name} is empty or not there yet; the first run fills it.")
    if facts.tables is Tables.NEWER:
        return failure(
            name,
            f"{facts.name} was made by a newer version of Plumbline.",
            "Install that version again, or restore the copy made before the upgrade.",
        )
    if facts.tables is Tables.OLDER:
        return warning(
            name,
            f"{facts.name} is of an older version.",
            "The next start upgrades it and keeps a copy; make a backup of your own first.",
        )
    if facts.journal not in {"", "wal"}:
        return warning(
            name,
            f"{facts.name} is not in WAL mode ({facts.journal}): people wait for each other.",
            "Move it to a local disk; network file systems cannot do it.",
        )
    return fine(name, f"{facts.name} opens, can be written to and is up to date")


def key(*, source: str, is_there: bool, opened: int, has_data: bool) -> Check:
    """Judge the key that seals what is stored; one that opens nothing is an error before.

    Args:
        source: Where it comes from, in words.
        is_there: False when the key file was not made yet.
        opened: How many sealed values it opened as a trial.
        has_data: Whether the database holds anything.
    """
    if not is_there and has_data:
        return failure(
            "key",
            f"{source} is gone, and nobody can read what is stored without it.",
            "Put the key file back from your backup before you start Plumbline.",
        )
    if not is_there:
        return fine("key", f"{source} is not there yet; the first run makes it.")
    trial = f"opens what is stored ({count(opened, 'value')} tried)" if opened else "nothing stored"
    return fine("key", f"{source}; {trial}")


def rubrics(names: Sequence[str], problems: Sequence[RubricProblem], default: str) -> Check:
    """Judge the rubric files; that the default one loads is an error before.

    Args:
        names: Of all rubrics in the folder.
        problems: What the linter says of them.
        default: The one that is used when none is named.
    """
    if problems:
        first = problems[0]
        return warning(
            "rubrics",
            f"{count(len(problems), 'problem')}, the first in line {first.line} of {first.path}: "
            f"{first.what}",
            f"{first.fix} Run: plumbline rubric lint",
        )
    return fine("rubrics", f"{count(len(names), 'rubric')} without problems; {default} loads")


def _dotted(version: Sequence[int]) -> str:
    return ".".join(str(part) for part in version)
