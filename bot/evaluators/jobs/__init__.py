"""Job descriptions: the role they describe, what they ask, how they say it, and who meets it."""

from bot.evaluators.jobs.matching import match_requirements
from bot.evaluators.jobs.requirements import extract_requirements
from bot.evaluators.jobs.review import review_job

__all__ = ["extract_requirements", "match_requirements", "review_job"]
