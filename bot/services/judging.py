"""Assess a document: from what is kept, by a model, or by the rules that stand in for it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.assessment import Assessment
from bot.domain.document import Document
from bot.domain.rubric import Rubric
from bot.domain.spending import Purpose
from bot.errors import ModelError
from bot.services.deps import Deps
from bot.services.results import result_key


def judged(document: Document, rubric: Rubric, deps: Deps, *, name: str = "") -> Assessment:
    """Assess a document; the same question gets the same answer, and costs nothing again.

    Args:
        document: What a reader sees.
        rubric: Resolved rubric.
        deps: What to read with.
        name: The candidate's, which is masked before a model reads; "" when unknown.

    Raises:
        ModelError: The model gave no reading, and none may stand in for it.
    """
    if deps.model is None:
        return deps.evaluator.assess(document, rubric)
    key = result_key(document, rubric, deps.evaluator, name)
    with deps.model.turns.of(key):  # whoever asks the same meanwhile takes the answer
        known = deps.model.results.get(key)
        if known is not None:
            return replace(known, document_sha256=document.sha256)
        return _asked(key, document, rubric, deps, name=name)


def _asked(key: str, document: Document, rubric: Rubric, deps: Deps, *, name: str) -> Assessment:
    model = deps.model
    assert model is not None
    try:
        model.spending.check()
        meter = model.spending.meter(Purpose.READ_CV, document_sha256=document.sha256)
        assessment = deps.evaluator.assess(document, rubric, name=name, meter=meter)
    except ModelError as error:
        if not model.may_stand_in:
            raise
        return stand_in(document, rubric, error, deps)
    standing = model.results.keep(key, assessment)
    return replace(standing, document_sha256=document.sha256)


def stand_in(document: Document, rubric: Rubric, error: ModelError, deps: Deps) -> Assessment:
    """Return the offline reading, which says what it stands in for."""
    return replace(deps.offline.assess(document, rubric), stands_in=error.outcome)
