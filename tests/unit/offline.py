"""Small rubrics and documents for tests of the offline evaluator; every person is invented."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.domain.assessment import Assessment, Reading
from bot.domain.document import Document, DocumentKind, Line
from bot.domain.rubric import Criterion, Indicator, Rubric, Stage
from bot.evaluators.offline import assess


def make_indicator(
    key: str, *terms: str, stage: Stage = Stage.BUILD, strength: str = "specific"
) -> Indicator:
    return Indicator(key=key, stage=stage, source=("D1",), terms=terms, strength=strength)


def make_criterion(key: str, *indicators: Indicator) -> Criterion:
    return Criterion(
        key=key,
        title=key.title(),
        question=f"What shows {key}?",
        weight=1.0,
        anchors=("listed", "used", "delivered", "owned"),
        indicators=indicators,
        questions=(),
        does_not_count=(),
    )


def make_rubric(*criteria: Criterion, buzzwords: Sequence[str] = ("synergy",)) -> Rubric:
    if not criteria:
        criteria = (
            make_criterion(
                "models",
                make_indicator("retrieval", "RAG", "retrieval-augmented generation"),
                make_indicator("learning", "machine learning", "churn model", "classifier"),
                make_indicator("prompting", "prompt engineering", stage=Stage.DESIGN),
                make_indicator("tuning", "fine-tuning", stage=Stage.IMPROVE),
            ),
            make_criterion(
                "production",
                make_indicator("serving", "model serving", stage=Stage.OPERATE),
                make_indicator("containers", "Docker", stage=Stage.OPERATE, strength="generic"),
            ),
        )
    content = repr((criteria, tuple(buzzwords)))
    return Rubric(
        name="small",
        title="Small",
        version="1",
        description="",
        sources={"D1": "invented"},
        criteria=criteria,
        buzzwords=tuple(buzzwords),
        hash=hashlib.sha256(content.encode()).hexdigest(),
    )


def make_document(
    *lines: str | tuple[str, str], section: str = "experience", language: str = "en"
) -> Document:
    """Make a document of lines; a pair is a line with its own section, "# x" a heading."""
    pairs = [(line, section) if isinstance(line, str) else line for line in lines]
    text = "\n".join(line for line, _ in pairs)
    return Document(
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        kind=DocumentKind.CV,
        pages=1,
        words=len(text.split()),
        language=language,
        lines=tuple(
            Line(
                page=1,
                number=number,
                text=line.removeprefix("# "),
                section=where,
                is_heading=line.startswith("# "),
            )
            for number, (line, where) in enumerate(pairs, start=1)
        ),
        findings=(),
    )


def read(
    *lines: str | tuple[str, str], section: str = "experience", language: str = "en"
) -> Assessment:
    """Assess lines with the small rubric."""
    return assess(make_document(*lines, section=section, language=language), make_rubric())


def models(*lines: str, section: str = "experience", language: str = "en") -> Reading:
    """Read the criterion "models" of the small rubric."""
    return read(*lines, section=section, language=language).readings[0]
