"""Versions of rubrics, each kept once for as long as the database."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlmodel import col, select

from bot.domain.rubric import Rubric
from bot.store.sealing import parse_value
from bot.store.tables import RubricRow
from bot.store.transaction import Tx

_RUBRIC = TypeAdapter(Rubric)


def keep(tx: Tx, rubric: Rubric) -> None:
    """Keep a version; the same version again changes nothing."""
    body = _RUBRIC.dump_json(rubric).decode()
    tx.add_if_new(RubricRow(hash=rubric.hash, name=rubric.name, body=body))


def get(tx: Tx, rubric_hash: str) -> Rubric:
    """Return a version.

    Raises:
        NotFoundError: It was never kept.
    """
    row = tx.get(select(RubricRow).where(col(RubricRow.hash) == rubric_hash), "rubric version")
    return parse_value(row.body, _RUBRIC)
