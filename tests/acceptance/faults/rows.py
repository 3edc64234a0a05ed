"""The fault list, tests/faults.yml, as frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "tests" / "faults.yml"
GROUPS = {
    "A": "What Slack delivers",
    "B": "What Slack answers",
    "C": "The socket",
    "D": "The language model",
    "E": "Documents",
    "F": "The database",
    "G": "The clock",
    "H": "The process",
    "I": "People",
}
"""Heading of each group."""
_FIELDS = frozenset(
    {"fault", "person", "kept", "driver", "cases", "tests", "does_not_apply", "open"}
)
_ID = re.compile(r"[A-I]\d{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the fault list."""

    id: str
    """Letter of its group, and its number in the list."""
    fault: str
    person: str
    """What the person learns."""
    kept: str
    """What is kept, and what comes of it."""
    driver: str
    """Which function runs the cases; "" without cases."""
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Parameters by name; each is one test."""
    tests: tuple[str, ...]
    """Node ids of further tests that prove it."""
    does_not_apply: str
    """Why the fault cannot occur; "" when it can."""
    open: str
    """Which part of it no test proves; "" when all is proved."""

    @property
    def group(self) -> str:
        """Its letter."""
        return self.id[0]

    @property
    def proofs(self) -> int:
        """How many tests prove it."""
        return len(self.cases) + len(self.tests)


def load() -> list[Row]:
    """Read all rows, in the order of the file.

    Raises:
        ValueError: A row has an unknown field or id, or lacks words or a proof.
    """
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [_row(name, given) for name, given in raw.items()]


def _row(name: str, given: dict[str, Any]) -> Row:
    unknown = set(given) - _FIELDS
    if unknown or not _ID.fullmatch(name):
        raise ValueError(f"{name}: unknown {sorted(unknown) or 'id'}")
    row = Row(
        id=name,
        fault=given["fault"],
        person=given.get("person", ""),
        kept=given.get("kept", ""),
        driver=given.get("driver", ""),
        cases=given.get("cases", {}),
        tests=tuple(given.get("tests", ())),
        does_not_apply=given.get("does_not_apply", ""),
        open=given.get("open", ""),
    )
    if bool(row.driver) != bool(row.cases):
        raise ValueError(f"{name}: a driver and its cases belong together")
    if row.does_not_apply:
        if row.proofs or row.person or row.kept or row.open:
            raise ValueError(f"{name}: what does not apply promises and proves nothing")
    elif not (row.person and row.kept and (row.proofs or row.open)):
        raise ValueError(f"{name}: it needs what the person learns, what is kept, and a proof")
    return row
