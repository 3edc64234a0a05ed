"""Quotes from a document that show where a requirement's terms stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.assessment import Evidence
from bot.domain.document import Line
from bot.evaluators.jobs.claims import Claim
from bot.evaluators.jobs.skills import LANGUAGE, find_skills
from bot.evaluators.offline import quotes
from bot.evaluators.terms import tokenize


def quote(claims: Sequence[Claim], line: Line, terms: Collection[str]) -> Evidence:
    """Cut the statement in which a line names a term, over all the lines that it fills.

    Args:
        claims: Every statement of the document.
        line: A line that names a term, and claims it.
        terms: Skill keys and stems of words; a long statement is cut around the first of them.
    """
    about = [
        claim
        for claim in claims
        if claim.end and any(p.line.number == line.number for p in claim.statement.pieces)
    ]
    for claim in about:
        offset = _first_term(claim.text, terms)
        if offset is not None:
            statement = claim.statement
            token = next(i for i, t in enumerate(statement.tokens) if t.end > offset)
            return quotes.quote(statement, token)
    return quotes.quote(about[0].statement, 0)  # the term stands across the end of a statement


def _first_term(text: str, terms: Collection[str]) -> int | None:
    skills = [skill.start for skill in find_skills(text) if skill.key in terms]
    words = [token.start for token in tokenize(text, LANGUAGE) if token.stem in terms]
    return min(skills + words, default=None)
