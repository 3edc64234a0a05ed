"""A job description to a review: role, requirements, coverage, wording and what to change."""

from __future__ import annotations

from bot.domain.document import Document
from bot.domain.job import JobReview, Required
from bot.domain.rubric import Rubric
from bot.evaluators.jobs.clarity import asks_years, suggest_clarity, suggest_fewer
from bot.evaluators.jobs.coverage import advertised, suggest_coverage, unassessed
from bot.evaluators.jobs.lawful import is_unlawful, suggest_lawful
from bot.evaluators.jobs.requirements import extract_requirements
from bot.evaluators.jobs.role import read_role, suggest_role
from bot.evaluators.jobs.transparency import missing_topics, suggest_transparency
from bot.evaluators.jobs.wording import read_wording, suggest_wording


def review_job(document: Document, rubric: Rubric, required: Required | None = None) -> JobReview:
    """Review a job description against the rubric that its applicants will be assessed with.

    Args:
        document: A job description in any language the data files know.
        rubric: Criteria whose indicator terms tell what a line advertises.
        required: What it asks for, when that was read already; None to read it by rule.

    Returns:
        The review; suggestions stand in the order role, protected topics and proxies, coverage,
        inflation, clarity, wording, transparency.
    """
    role = read_role(document)
    if required is None:
        required = Required(requirements=extract_requirements(document))
    requirements = required.requirements
    coverage = advertised(document, rubric)
    left = unassessed(requirements, document, rubric)
    lawful = [r for r in left if not is_unlawful(r.text)]
    return JobReview(
        role=role,
        required=required,
        coverage=coverage,
        unassessed=left,
        unadvertised=tuple(key for key, lines in coverage.items() if not lines),
        wording=read_wording(document),
        missing=missing_topics(document),
        suggestions=(
            *suggest_role(document, role),
            *suggest_lawful(document),
            *suggest_coverage(rubric, [r for r in lawful if not asks_years(r.text)], coverage),
            *suggest_fewer(requirements, lawful),
            *suggest_clarity(document, rubric.buzzwords),
            *suggest_wording(document),
            *suggest_transparency(document),
        ),
    )
