"""Job descriptions and CVs against them: from what is kept, by a model, or by rule in its place."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.document import Document
from bot.domain.job import JobReview, Required, RequirementMatch
from bot.domain.rubric import Rubric
from bot.domain.spending import Purpose
from bot.errors import ModelError, ModelOutcome
from bot.services.deps import Deps
from bot.services.results import match_key, required_key


def required(document: Document, deps: Deps) -> Required:
    """Say what a job description asks for; the same text gets the same answer, and costs once.

    Raises:
        ModelError: The model gave no answer, and the rules may not stand in for it.
    """
    model = deps.job_model
    if model is None:
        return deps.jobs.requirements(document)
    key = required_key(document, deps.jobs)
    with model.turns.of(key):  # whoever asks the same meanwhile takes the answer
        found = model.results.required(key)
        if found is not None:
            return found
        meter = model.spending.meter(Purpose.REVIEW_JOB, document_sha256=document.sha256)
        try:
            model.spending.check()
            found = deps.jobs.requirements(document, meter=meter)
        except ModelError as error:
            if not model.may_stand_in:
                raise
            return required_by_rule(document, error, deps)
        return model.results.keep_required(key, found, document.sha256)


def reviewed(document: Document, rubric: Rubric, deps: Deps) -> JobReview:
    """Review a job description: what it asks for as ``required`` says, all else by rule.

    Raises:
        ModelError: The model gave no answer, and the rules may not stand in for it.
    """
    return deps.jobs.review(document, rubric, required(document, deps))


def matched(asked: Required, document: Document, deps: Deps, *, name: str = "") -> RequirementMatch:
    """Hold a CV against what a job description asks for; the same question costs once.

    Args:
        asked: By the job description.
        document: The CV.
        deps: What to read with.
        name: The candidate's, which is masked before a model reads; "" when unknown.

    Raises:
        ModelError: The model gave no answer, and the rules may not stand in for it.
    """
    model = deps.job_model
    if model is None:
        return with_end_of(asked, deps.jobs.match(asked.requirements, document))
    key = match_key(asked.requirements, document, deps.jobs, name)
    with model.turns.of(key):
        found = model.results.match(key)
        if found is not None:
            return with_end_of(asked, found)
        meter = model.spending.meter(Purpose.MATCH, document_sha256=document.sha256)
        try:
            model.spending.check()
            found = deps.jobs.match(asked.requirements, document, name=name, meter=meter)
        except ModelError as error:
            if not model.may_stand_in:
                raise
            return match_by_rule(asked, document, error.outcome, deps)
        return with_end_of(asked, model.results.keep_match(key, found, document.sha256))


def required_by_rule(document: Document, error: ModelError, deps: Deps) -> Required:
    """Return what the rules find, which says what it stands in for."""
    return replace(deps.offline_jobs.requirements(document), stands_in=error.outcome)


def match_by_rule(
    asked: Required, document: Document, why: ModelOutcome, deps: Deps
) -> RequirementMatch:
    """Return the match by rule, which says what it stands in for."""
    return replace(deps.offline_jobs.match(asked.requirements, document), stands_in=why)


def with_end_of(asked: Required, found: RequirementMatch) -> RequirementMatch:
    """Return a match that says so when the job description was read by rule in a model's place."""
    return found if asked.stands_in is None else replace(found, stands_in=asked.stands_in)
