"""What a panel most needs to learn about one person, and the questions that would tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.assessment import Assessment, Evidence, Reading
from bot.domain.job import JobReview, RequirementKind
from bot.domain.lawful import Topic, TopicRule, unlawful_topics
from bot.domain.review import Review, standing
from bot.domain.rubric import Criterion, Question, Rubric

NOT_EVIDENCED = 4
"""Points for a criterion of which the CV shows nothing.

Source: docs/scoring.md#needs, as for all points here.
"""
WEAK_UP_TO = 2
"""Highest level that is weakly evidenced; level l earns 4 - l points, so that 1 comes before 2."""
MUST_HAVE = 3
"""Points for what the job description calls a must-have."""
DISPUTED = 3
"""Points when a reviewer holds another level than the one that was read."""
DIFFERING = 2
"""Points when the two readings differ."""
PROBES = 2
"""Probes of a question on a sheet: more are not asked in the minutes it has."""
OWN_PART = "What was your own part in it?"
"""Asked where no probe of the bank asks for it."""

_ASKS_OWN_PART = re.compile(
    r"\b(?:yourself|your own|yours|your (?:part|role|design|share)"
    r"|did you (?:build|design|write|propose)|which (?:part|parts|side|steps) [^?]*\byou)\b",
    re.IGNORECASE,
)
_QUOTES = 2
"""Quotes of the person that go with a need."""


class Cause(StrEnum):
    """Why a panel needs to learn more, the most pressing first."""

    NOT_EVIDENCED = "not_evidenced"
    MUST_HAVE = "must_have"
    DISPUTED = "disputed"
    WEAKLY_EVIDENCED = "weakly_evidenced"
    DIFFERING = "readings_differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How much a panel needs to learn about one criterion, and why."""

    criterion: str
    """Criterion key."""
    causes: tuple[Cause, ...]
    """Empty when the CV shows it and nobody disagrees: the panel confirms it."""
    points: int
    """Sum over the causes, 0..12."""
    level: int | None
    """As it was read; None for "not evidenced"."""
    evidence: tuple[Evidence, ...]
    """The person's own words, strongest first, at most two."""
    musts: tuple[str, ...]
    """Must-haves of the job description that this criterion covers, in its words and order."""

    @property
    def is_must(self) -> bool:
        """Whether the job description calls it a must-have."""
        return Cause.MUST_HAVE in self.causes


@dataclass(frozen=True, slots=True, kw_only=True)
class KitQuestion:
    """One question as it is put in front of an interviewer."""

    key: str
    """Criterion key and place in its bank from 1, such as ``models.2``."""
    criterion: str
    ask: str
    probes: tuple[str, ...]
    """At most two, of which one asks for the person's own part."""
    level_2: str
    level_4: str
    minutes: int
    topics: tuple[Topic, ...]
    """Protected topics that it touches, with the lawful form; empty as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPart:
    """A need with the questions that would answer it."""

    need: Need
    title: str
    """Of the criterion."""
    questions: tuple[KitQuestion, ...]
    """In the order of the bank; empty when the rubric has none, which is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """Everything to ask about, what the panel most needs to learn first."""

    parts: tuple[KitPart, ...]
    """One for each criterion of the rubric."""

    def part(self, criterion: str) -> KitPart:
        """Return the part of a criterion; the key is one of the kit's own."""
        return next(part for part in self.parts if part.need.criterion == criterion)

    def question(self, key: str) -> KitQuestion:
        """Return the question with this key; the key is one of the kit's own."""
        return next(q for part in self.parts for q in part.questions if q.key == key)


def must_haves(review: JobReview) -> dict[str, tuple[str, ...]]:
    """Return the must-haves of a job description by the criterion whose words their lines hold."""
    musts = [r for r in review.requirements if r.kind is RequirementKind.MUST]
    found = {
        key: tuple(must.text for must in musts if must.line in lines)
        for key, lines in review.coverage.items()
    }
    return {key: texts for key, texts in found.items() if texts}


def rank_needs(
    rubric: Rubric,
    assessment: Assessment,
    *,
    reviews: Iterable[Review] = (),
    musts: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Need, ...]:
    """Rank the criteria of a rubric by how much a panel needs to learn about them.

    Args:
        rubric: That the CV was read against.
        assessment: The reading.
        reviews: What people said about its levels; only what stands counts.
        musts: Must-haves by criterion key; None without a job description.

    Returns:
        A need for each criterion: most points first, then greater weight, then the rubric's order.

    Source:
        docs/scoring.md#needs.
    """
    readings = {reading.key: reading for reading in assessment.readings}
    disputed = {
        review.criterion
        for review in standing(reviews)
        if review.criterion in readings and review.level != readings[review.criterion].level
    }
    needs = [
        _need(
            readings[criterion.key],
            tuple((musts or {}).get(criterion.key, ())),
            is_disputed=criterion.key in disputed,
            is_differing=criterion.key in assessment.differing,
        )
        for criterion in rubric.criteria
        if criterion.key in readings
    ]
    return tuple(sorted(needs, key=lambda n: (-n.points, -rubric.criterion(n.criterion).weight)))


def build_kit(rubric: Rubric, needs: Iterable[Need], rules: Sequence[TopicRule]) -> Kit:
    """Put the rubric's questions to the needs, in their order.

    Args:
        rubric: That the needs are about.
        needs: As ``rank_needs`` returns them.
        rules: Topics that no question may touch.
    """
    return Kit(parts=tuple(_part(rubric.criterion(need.criterion), need, rules) for need in needs))


def probes_of(question: Question) -> tuple[str, ...]:
    """Return the two probes to print: the first, and the first that asks for the own part.

    Where none of the bank's asks for it, ``OWN_PART`` stands second; where the first does, the
    next one of the bank follows.
    """
    first, *others = question.probes
    if _ASKS_OWN_PART.search(first):
        return (first, *others[: PROBES - 1])
    own = next((probe for probe in others if _ASKS_OWN_PART.search(probe)), OWN_PART)
    return first, own


def _need(
    reading: Reading, musts: tuple[str, ...], *, is_disputed: bool, is_differing: bool
) -> Need:
    level = reading.level
    points = {
        Cause.NOT_EVIDENCED: NOT_EVIDENCED if level is None else 0,
        Cause.MUST_HAVE: MUST_HAVE if musts else 0,
        Cause.DISPUTED: DISPUTED if is_disputed else 0,
        Cause.WEAKLY_EVIDENCED: 4 - level if level is not None and level <= WEAK_UP_TO else 0,
        Cause.DIFFERING: DIFFERING if is_differing else 0,
    }
    return Need(
        criterion=reading.key,
        causes=tuple(cause for cause, number in points.items() if number),
        points=sum(points.values()),
        level=level,
        evidence=reading.evidence[:_QUOTES],
        musts=musts,
    )


def _part(criterion: Criterion, need: Need, rules: Sequence[TopicRule]) -> KitPart:
    questions = tuple(
        _question(criterion.key, place, question, rules)
        for place, question in enumerate(criterion.questions, 1)
    )
    return KitPart(need=need, title=criterion.title, questions=questions)


def _question(
    criterion: str, place: int, question: Question, rules: Sequence[TopicRule]
) -> KitQuestion:
    probes = probes_of(question)
    return KitQuestion(
        key=f"{criterion}.{place}",
        criterion=criterion,
        ask=question.ask,
        probes=probes,
        level_2=question.level_2,
        level_4=question.level_4,
        minutes=question.minutes,
        topics=tuple(unlawful_topics("\n".join((question.ask, *probes)), rules)),
    )
