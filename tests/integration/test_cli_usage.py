"""plumbline usage: what a person and a program read of it, beside a bot that runs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from jsonschema import Draft202012Validator

from bot.app import PROGRAM
from bot.cli.main import main
from bot.cli.usage import budget_line
from bot.domain.requisition import Application
from bot.domain.spending import Purpose, UsageRecord
from bot.domain.usage import Usage
from bot.jobs.instance import only_instance
from bot.services.usage_report import Budget
from bot.store import Database, usage
from bot.store.keys import KeyRing
from tests.integration.store.world import World

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "usage.schema.json"
NAME = "Noor Halloran"
"""Of every candidate of the invented world."""
OCTOBER, NOVEMBER = (datetime(2026, month, 12, 9, tzinfo=UTC) for month in (10, 11))
ONE = UsageRecord(
    id="",
    at=NOVEMBER,
    purpose=Purpose.READ_CV,
    document_sha256="5e" * 32,
    application_id=None,
    requisition_id=None,
    model="gpt-5.6-luna",
    tier="default",
    usage=Usage(calls=1, input_tokens=4000, cached_tokens=1000, output_tokens=900, seconds=2.0),
    micro_dollars=1_500_000,
)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: object
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A working folder with a database, and the command line in it."""

    folder: Path
    run: Callable[..., Ran]
    set: Callable[[str, str], None]

    @property
    def file(self) -> Path:
        return self.folder / "plumbline-data" / "plumbline.db"

    def fill(self, *changes: dict[str, Any]) -> None:
        """Keep answers; one with an ``application`` is of a new one to the opening."""
        with Database(f"sqlite:///{self.file}", KeyRing((b"k" * 32,))) as database:
            database.migrate()
            world = World(database)
            with database.write() as tx:
                opening = world.requisition(tx)
                for change in changes:
                    who: Application | None = None
                    if change.pop("application", False):
                        who = world.application(tx, opening)
                    links = {"application_id": who and who.id, "requisition_id": opening.id}
                    given = {"id": world.new_id(), **(links if who else {}), **change}
                    usage.add(tx, replace(ONE, **given))


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ran:
        with time_machine.travel(NOVEMBER, tick=False), pytest.raises(SystemExit) as left:
            main(PROGRAM, ["usage", *arguments])
        said = capsys.readouterr()
        return Ran(left.value.code, said.out, " ".join(said.err.split()))

    return Desk(tmp_path, run, monkeypatch.setenv)


def test_a_month_is_a_line_with_calls_tokens_time_and_money(desk: Desk) -> None:
    desk.fill({}, {}, {"at": OCTOBER, "micro_dollars": 8_349})
    desk.set("PLUMBLINE_MODEL_MONTHLY_CAP", "10")

    ran = desk.run()

    assert (ran.code, ran.err) == (0, "")
    rows = [line.split() for line in ran.out.splitlines()]
    # two answers of 4000 tokens, 1000 of them cached, 900 written, 2 s and $1.50 each
    assert ["2026-11", "2", "8,000", "25", "%", "1,800", "2.0", "s", "$3.00"] in rows
    assert ["2026-10", "1", "4,000", "25", "%", "900", "2.0", "s", "$0.0083"] in rows
    assert ["Total", "3", "12,000", "25", "%", "2,700", "2.0", "s", "$3.01"] in rows
    assert ran.out.endswith("2026-11: $3.00 of $10.00, $7.00 left\n")


def test_openings_have_titles_and_candidates_labels_in_the_table_and_in_json(desk: Desk) -> None:
    desk.fill(
        {"application": True, "micro_dollars": 30},
        {"application": True, "micro_dollars": 20, "model": "llama3", "tier": "flex"},
        {"micro_dollars": None, "model": "llama3"},
    )
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    expected = {
        "month": ["2026-11"],
        "requisition": ["A · AI engineer, Lisbon", "outside requisitions"],
        "document": ["A-1", "A-2", "file 5e5e5e5e"],
        "model": ["gpt-5.6-luna", "llama3 · flex", "llama3"],
    }
    for by, names in expected.items():
        shown, given = desk.run("--by", by), desk.run("--by", by, "--month", "2026-11", "--json")
        value = json.loads(given.out)
        validator.validate(value)
        assert [line["name"] for line in value["lines"]] == names
        assert value["total"]["unpriced_calls"] == 1
        assert value["budget"]["left_micro_dollars"] is None
        assert all(name in shown.out for name in names)
        assert NAME not in shown.out + given.out
        assert "1 of 3 calls had no known price" in shown.out
    assert "no price" in shown.out


def test_a_budget_that_is_used_up_says_until_when(desk: Desk) -> None:
    desk.fill({})
    desk.set("PLUMBLINE_MODEL_MONTHLY_CAP", "1.5")

    ran = desk.run("--month", "2026-10")

    said = " ".join(ran.out.split())
    assert "Nothing yet: no language model was asked in 2026-10." in said
    assert "$1.50 of $1.50. The budget is used up: no model is asked before 2026-12-01" in said
    assert json.loads(desk.run("--json").out)["budget"]["left_micro_dollars"] == 0


def test_a_month_without_prices_is_not_said_to_be_free() -> None:
    for spent, said in (
        (0, "2026-11 so far: unknown, as no price of 2 calls is known."),
        (4, "2026-11 so far: $0.000004 and what 2 calls without a known price cost."),
    ):
        budget = Budget(month="2026-11", spent=spent, unpriced=2, cap=None)
        assert budget_line(budget).plain.startswith(said)


def test_a_long_list_is_cut_on_the_screen_and_whole_in_json(desk: Desk) -> None:
    desk.fill(*({"document_sha256": f"{n:064x}", "model": f"m{n}"} for n in range(45)))

    assert "and 5 more, all with --json" in desk.run("--by", "model").out
    assert len(json.loads(desk.run("--by", "model", "--json").out)["lines"]) == 45


def test_it_is_told_beside_a_running_bot_and_without_its_key(desk: Desk) -> None:
    desk.fill({})
    desk.folder.joinpath("plumbline-data", "plumbline.lock").touch(mode=0o600)
    before = sorted(path.name for path in desk.file.parent.iterdir())
    key = desk.file.with_name("key")
    key.mkdir()  # nothing could be read from it

    with only_instance(desk.file.with_name("plumbline.lock")):
        writer = sqlite3.connect(desk.file, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        ran = desk.run()
        writer.execute("ROLLBACK")
        writer.close()

    assert (ran.code, ran.err) == (0, "")
    assert "$1.50" in ran.out
    key.rmdir()
    after = {path.name for path in desk.file.parent.iterdir()}
    assert after - {"plumbline.db-wal", "plumbline.db-shm"} == set(before)


def test_what_cannot_be_shown_is_said_and_makes_nothing(desk: Desk) -> None:
    ran = desk.run()
    assert ran.code == 2
    assert ran.err.startswith("There is no database yet, so nothing was spent.")
    assert list(desk.folder.iterdir()) == []

    desk.file.parent.mkdir()
    desk.file.write_bytes(b"no database at all, but longer than its header would be" * 9)
    ran = desk.run()
    assert (ran.code, ran.out) == (2, "")
    assert "not a database of Plumbline" in ran.err

    desk.file.write_bytes(b"")
    assert "There is no database yet" in desk.run().err

    desk.file.unlink()
    desk.fill()
    assert desk.run().out.startswith("Nothing yet: no language model was asked.")
    for month, said in (("2026-13", "'2026-13' is no month."), ("2026-12", "has not begun")):
        ran = desk.run("--month", month)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert "2026-11" in ran.err
    with sqlite3.connect(desk.file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "a newer version of Plumbline" in desk.run().err

    desk.set("PLUMBLINE_MODEL_MONTHLY_CAP", "-1")
    ran = desk.run()
    assert ran.code == 2
    assert ran.err.startswith("PLUMBLINE_MODEL_MONTHLY_CAP cannot be used")
