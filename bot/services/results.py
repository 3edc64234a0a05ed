"""The name of a result: the same things read the same way have the same one."""

from __future__ import annotations

import hashlib
import json

from bot.domain.document import Document
from bot.domain.rubric import Rubric
from bot.services.deps import Evaluator


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
