"""Results by what they were made from: the same things read the same way have the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.assessment import Assessment
from bot.domain.document import Document
from bot.domain.rubric import Rubric
from bot.services.deps import Evaluator
from bot.store import Database, assessments

KEPT = timedelta(days=30)
"""How long a reading on the command line is kept, where no document is kept with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResults:
    """The results of the bot's database, for the command line, which keeps no documents."""

    database: Database
    now: Callable[[], datetime]
    """Aware UTC."""

    def get(self, key: str) -> Assessment | None:
        """Return a reading; None when there is none, or its time is over."""
        with self.database.write() as tx:
            assessments.drop_old_results(tx, self.now())
            return assessments.result(tx, key)

    def keep(self, key: str, assessment: Assessment) -> None:
        """Keep a reading for ``KEPT``; one that is there stays."""
        with self.database.write() as tx:
            assessments.keep_result(tx, key, assessment, self.now() + KEPT)


def result_key(document: Document, rubric: Rubric, evaluator: Evaluator, name: str) -> str:
    """Name a result by everything that it depends on: lines and their places, rubric, evaluator.

    Args:
        document: Of whose bytes nothing counts but what a reader sees.
        rubric: Resolved rubric.
        evaluator: Who reads.
        name: The candidate's, which a model is not shown.

    Returns:
        Sha256 in hex.

    Source:
        docs/scoring.md#the-same-answer.
    """
    lines = [[line.page, line.number, line.section, line.text] for line in document.lines]
    parts = [
        lines,
        document.language,
        rubric.hash,
        evaluator.parameters,
        name if evaluator.asks_model else "",
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
