"""Questions that people asked about applications."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from bot.domain.question import Question
from bot.store.sealing import open_text, place, seal_text
from bot.store.tables import QuestionRow
from bot.store.transaction import Tx


def add(  # noqa: PLR0913, PLR0917  # the fields of a question
    tx: Tx,
    id: str,  # noqa: A002  # as in the domain
    application_id: str,
    asked_by: str,
    text: str,
    now: datetime,
) -> None:
    """Keep a question.

    Raises:
        ConflictError: Its id is taken, or its application is gone.
    """
    tx.add(
        QuestionRow(
            id=id,
            application_id=application_id,
            asked_by=asked_by,
            text=seal_text(tx, text, place("question", "text", id)),
            asked_at=now,
        )
    )


def get(tx: Tx, question_id: str) -> Question:
    """Return a question.

    Raises:
        NotFoundError: There is none with this id, for example since it was forgotten.
    """
    row = tx.get(select(QuestionRow).where(col(QuestionRow.id) == question_id), "question")
    return Question(
        id=row.id,
        application_id=row.application_id,
        asked_by=row.asked_by,
        text=open_text(tx, row.text, place("question", "text", row.id)),
        asked_at=row.asked_at,
    )
