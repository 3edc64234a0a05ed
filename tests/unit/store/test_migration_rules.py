"""How migrations are written, and which addresses of a database can be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, LargeBinary, Table
from sqlalchemy.sql.schema import MetaData
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from bot.errors import SettingsError
from bot.store.engine import file_of, parse
from bot.store.migrations.rules import include_object, render_item
from bot.store.tables import Row


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (AutoString(), "sa.String()"),
        (UTCDateTime(), "sa.DateTime(timezone=True)"),
        (LargeBinary(), "sa.LargeBinary()"),
        (Integer(), False),
    ],
)
def test_types_are_written_without_code_of_ours(item: object, words: str | bool) -> None:
    assert render_item("type", item, None) == words


def test_only_types_are_rewritten() -> None:
    assert render_item("column", AutoString(), None) is False


def test_tables_of_the_job_engine_are_left_alone_and_ours_are_not() -> None:
    table = Table("workflow_status", MetaData(), Column("id", Integer))
    assert not include_object(table, "workflow_status", "table", is_reflected=True, _other=None)
    for name in Row.metadata.tables:
        assert include_object(table, name, "table", is_reflected=True, _other=None)
    assert include_object(table, "workflow_status", "column", is_reflected=True, _other=None)


def test_every_constraint_has_a_name() -> None:
    for table in Row.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints)
        assert all(index.name for index in table.indexes)


def test_no_table_shares_a_name_with_one_of_the_job_engine() -> None:
    theirs = {"workflow_status", "operation_outputs", "notifications", "workflow_events"}
    assert not theirs & set(Row.metadata.tables)


def test_addresses_of_databases() -> None:
    assert file_of(parse("sqlite:////data/x.db")) == Path("/data/x.db")
    server = parse("postgresql://plumb@db.example/plumb")
    assert server.drivername == "postgresql+psycopg"
    assert file_of(server) is None


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://x/y"])
def test_an_address_that_cannot_be_used_is_refused_with_what_can(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(url)
    assert "sqlite:///<file>" in caught.value.fix
