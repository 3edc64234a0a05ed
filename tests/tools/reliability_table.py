"""Writes docs/reliability.md from tests/faults.yml: `python -m tests.tools.reliability_table`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.acceptance.faults.rows import GROUPS, ROOT, Row, load

PAGE = ROOT / "docs" / "reliability.md"
_HEAD = Path(__file__).with_name("reliability_head.md")
_SPACES = re.compile(r"\s+")


def page(rows: list[Row]) -> str:
    """Return the page: what is promised, then a table for each group of faults."""
    applying = [row for row in rows if not row.does_not_apply]
    counts = {
        "ROWS": len(applying),
        "CASES": sum(len(row.cases) for row in rows),
        "TESTS": len({node for row in rows for node in row.tests}),
        "OPEN": sum(bool(row.open) for row in rows),
        "NOT": len(rows) - len(applying),
    }
    head = _HEAD.read_text(encoding="utf-8")
    for name, count in counts.items():
        head = head.replace(f"{{{name}}}", str(count))
    return "\n".join([head.rstrip(), *_tables(rows), ""])


def _tables(rows: list[Row]) -> Iterable[str]:
    for letter, heading in GROUPS.items():
        group = [row for row in rows if row.group == letter]
        yield f"\n## {letter}. {heading}\n"
        yield "| | fault | what the person learns | what is kept | tests |"
        yield "|---|---|---|---|---|"
        yield from (_line(row) for row in group if not row.does_not_apply)
        for row in group:
            if row.does_not_apply:
                yield f"\n{row.id} does not apply: {_cell(row.fault)}. {_cell(row.does_not_apply)}"
            if row.open:
                yield f"\n{row.id} is not proved whole: {_cell(row.open)}"


def _line(row: Row) -> str:
    cells = (row.id, row.fault, row.person, row.kept, str(row.proofs))
    return "| " + " | ".join(_cell(each) for each in cells) + " |"


def _cell(words: str) -> str:
    """Write words on one line of a table."""
    return _SPACES.sub(" ", words).strip().replace("|", r"\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(page(load()), encoding="utf-8")
