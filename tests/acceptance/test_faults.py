"""Each row of tests/faults.yml holds, and docs/reliability.md says what the rows say."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Reason
from tests.acceptance.faults import inbound, outbound, sockets
from tests.acceptance.faults.desk import Desk, open_desk
from tests.acceptance.faults.documents import UNREADABLE, read_document, read_in_the_bot
from tests.acceptance.faults.rows import GROUPS, ROOT, Row, load
from tests.tools.reliability_table import PAGE, page

ROWS = load()
AT_THE_DESK: dict[str, Callable[..., None]] = {
    "event": inbound.event,
    "interaction": inbound.interaction,
    "command": inbound.command,
    "frame": inbound.frame,
    "replay": inbound.replay,
    "post": outbound.post,
    "change": outbound.change,
    "forget": outbound.forget,
    "form": outbound.form,
    "disconnect": sockets.disconnect,
    "silent": sockets.silent,
    "drop": sockets.drop,
    "connect": sockets.connect,
    "two sockets": sockets.two,
}
"""Drivers that need a running bot."""
DOCUMENT = "document"
MODEL = "model"
"""Its cases are driven where models are, in tests/integration/llm/test_reading_faults.py."""


def cases(of: set[str]) -> list[Any]:
    return [
        pytest.param(row.driver, given, id=f"{row.id}-{name}")
        for row in ROWS
        if row.driver in of
        for name, given in row.cases.items()
    ]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    opened.sandbox.faults.clear()
    yield opened
    opened.sandbox.faults.clear()


@pytest.mark.parametrize(("driver", "given"), cases(set(AT_THE_DESK)))
def test_a_fault_of_slack(driver: str, given: dict[str, Any], desk: Desk) -> None:
    AT_THE_DESK[driver](desk, **given)


@pytest.mark.parametrize(("driver", "given"), cases({DOCUMENT}))
def test_a_fault_of_a_document(driver: str, given: dict[str, Any]) -> None:
    assert driver == DOCUMENT
    read_document(**given)


def test_what_cannot_be_read_says_why_and_stays_as_an_application(tmp_path: Path) -> None:
    # the others are about paths, which only the command line takes
    of_paths = {Reason.MISSING, Reason.IS_A_FOLDER, Reason.NO_PERMISSION, Reason.CHANGED}
    assert UNREADABLE.keys() == set(Reason) - of_paths
    read_in_the_bot(tmp_path)


def test_every_driver_that_a_row_names_is_known() -> None:
    assert {row.driver for row in ROWS} - {""} <= {*AT_THE_DESK, DOCUMENT, MODEL}


@pytest.mark.parametrize("row", [row for row in ROWS if row.tests], ids=lambda row: row.id)
def test_every_test_that_a_row_names_is_there(row: Row) -> None:
    for node in row.tests:
        place, _, name = node.partition("::")
        function, _, case = name.partition("[")
        source = (ROOT / place).read_text(encoding="utf-8")
        names = {n.name for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)}
        assert function in names, node
        assert case.removesuffix("]") in source, node


def test_every_line_of_the_list_is_here_once() -> None:
    listed = {letter: range(first, last + 1) for letter, (first, last) in {
        "A": (1, 19), "B": (20, 38), "C": (39, 44), "D": (45, 66), "E": (67, 94), "F": (95, 102),
        "G": (103, 107), "H": (108, 114),
    }.items()}  # fmt: skip
    wanted = [f"{letter}{number}" for letter, numbers in listed.items() for number in numbers]
    assert len(wanted) == 114
    assert [row.id for row in ROWS if row.group != "I"] == wanted
    assert {row.group for row in ROWS} == set(GROUPS)


def test_the_page_says_what_the_rows_say() -> None:
    assert Path(PAGE).read_text(encoding="utf-8") == page(ROWS), (
        "run: python -m tests.tools.reliability_table"
    )
