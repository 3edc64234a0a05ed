"""How a migration is written: plain types, and our tables alone."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import LargeBinary
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from bot.store.tables import Row


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:  # noqa: ANN401  # Alembic's own
    """Write SQLModel's types as SQLAlchemy's, so that old migrations need no code of ours."""
    if kind != "type":
        return False
    for own, plain in (
        (AutoString, "sa.String()"),
        (UTCDateTime, "sa.DateTime(timezone=True)"),
        (LargeBinary, "sa.LargeBinary()"),
    ):
        if isinstance(item, own):
            return plain
    return False


def include_object(
    _item: SchemaItem,
    name: str | None,
    kind: str,
    is_reflected: bool,  # noqa: FBT001  # Alembic calls it so
    _other: SchemaItem | None,
) -> bool:
    """Leave the job engine's tables alone, which share the database."""
    return not (kind == "table" and is_reflected and name not in Row.metadata.tables)
