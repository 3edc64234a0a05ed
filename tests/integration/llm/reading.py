"""A CV read through a local model: an evaluator of a server, and documents to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from bot.documents.raw import Limits
from bot.documents.reader import parse
from bot.domain.assessment import Assessment
from bot.domain.document import Document, DocumentKind
from bot.domain.rubric import Rubric
from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.evaluator import Asked, LlmEvaluator
from bot.evaluators.verify import VisibleText
from bot.rubric_files.load import load_rubric
from bot.sandbox.model import ModelServer
from tests.integration.llm.parts import Hours, settings

ROOT = Path(__file__).resolve().parents[3]
CVS = ROOT / "bot" / "sample" / "labelled" / "cvs"
"""Invented CVs that ship with the bot."""
SETTLED = "farah_siddiqui.md"
"""One of them, whose first reading by the honest model needs no second."""


@cache
def ai_engineer() -> Rubric:
    """The rubric that is read against."""
    return load_rubric("ai_engineer", ROOT / "rubrics")


def cv_of(data: bytes, name: str = "cv.txt") -> Document:
    """A file as a reader sees it."""
    return parse(data, name=name, kind=DocumentKind.CV, limits=Limits())


@cache
def sample(name: str = SETTLED) -> Document:
    """A CV that ships with the bot."""
    return cv_of((CVS / name).read_bytes(), name)


@contextmanager
def reading(
    server: ModelServer, hours: Hours | None = None, **changes: Any
) -> Iterator[LlmEvaluator]:
    """An evaluator that asks the server; in real time when no other is given."""
    given = settings(server, **changes)
    client = ModelClient(given, hours.time() if hours else None)
    asked = Asked(
        model=given.model,
        address=server.base_url,
        temperature=given.temperature,
        safety_id="a" * 64,
    )
    try:
        yield LlmEvaluator(client, asked)
    finally:
        client.close()


def unfounded(assessment: Assessment, document: Document) -> list[str]:
    """Criteria with a level that no quote in the text carries, or with a quote that is none."""
    text = VisibleText.of(document)
    return [
        reading.key
        for reading in assessment.readings
        if bool(reading.evidence) is (reading.level is None)
        or any(text.find(e.quote, e.line) is None for e in reading.evidence)
    ]
