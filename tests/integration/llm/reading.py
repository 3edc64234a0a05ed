"""A CV read through a local model: an evaluator of a server, and documents to read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from bot.documents.raw import Limits
from bot.documents.reader import parse
from bot.domain.assessment import Assessment
from bot.domain.document import Document, DocumentKind
from bot.domain.rubric import TOP_LEVEL, Rubric
from bot.errors import DocumentError
from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.evaluator import Asked, LlmEvaluator
from bot.evaluators.verify import VisibleText
from bot.rubric_files.load import load_rubric
from bot.sandbox.model import ModelServer
from tests.integration.llm.parts import Hours, settings
from tests.unit.domain.blind_cvs import MadeCv

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


def shipped() -> list[Document]:
    """All invented CVs that ship with the bot and have a text."""
    documents = []
    for file in [*sorted(CVS.iterdir()), *sorted((CVS.parents[1] / "cvs").iterdir())]:
        with suppress(DocumentError):
            documents.append(cv_of(file.read_bytes(), file.name))
    return documents


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


def invented_figures(assessment: Assessment) -> list[str]:
    """Figures above 4 that are shown in a model's own words, and that no quote holds."""
    return [
        figure
        for reading in assessment.readings
        for figure in re.findall(r"\d+", f"{reading.rationale} {reading.missing}")
        if int(figure) > TOP_LEVEL
        and not any(figure in f"{e.quote} {e.line}" for e in reading.evidence)
    ]


def told(cv: MadeCv, body: dict[str, Any]) -> list[tuple[str, str]]:
    """What a request says of a person that nobody was to learn, with its kind."""
    content = body["input"][0]["content"]
    rest = json.dumps({k: v for k, v in body.items() if k != "input"}, ensure_ascii=False)
    # A name such as Will may be a verb in a line of the work.
    around = "\n".join(line for line in _lines(content) if line not in cv.work)
    return [
        (kind, words)
        for kind, words in cv.gone
        if (kind != "name" and words.casefold() in content.casefold())
        or (kind == "name" and _is_word(words.casefold(), around.casefold()))
        or _is_word(words, rest)  # where a name such as May is not the verb
    ]


def lost_work(cv: MadeCv, body: dict[str, Any]) -> list[str]:
    """Lines of the work history that a request does not hold as they are."""
    sent = set(_lines(body["input"][0]["content"]))
    return [line for line in cv.work if line not in sent]


def _lines(content: str) -> list[str]:
    return re.findall(r"^\d+\| (.*)$", content, re.MULTILINE)


def _is_word(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None
