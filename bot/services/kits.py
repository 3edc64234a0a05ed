"""Make an interview kit for one CV: what to ask, who asks it, and what nobody may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.assessment import Assessment, Provenance
from bot.domain.blind import Mask
from bot.domain.document import Document
from bot.domain.job import JobReview
from bot.domain.kit import Kit, build_kit, must_haves, rank_needs
from bot.domain.lawful import Topic, unlawful_topics
from bot.domain.plan import Plan, check_numbers, make_plan
from bot.domain.review import Review
from bot.domain.rubric import Rubric
from bot.domain.source import ReadResult, Source
from bot.errors import DocumentError, ModelError, ModelOutcome, Reason, UsageError
from bot.services.deps import Deps
from bot.services.job_judging import reviewed
from bot.services.judging import judged
from bot.services.reports import Card, card_of
from bot.wordlists import topic_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class KitRequest:
    """A CV to make a kit for, and who interviews."""

    source: Source
    job: Source | None = None
    """Job description whose must-haves two people ask about."""
    rubric: str | None = None
    """Name or path; None for the default."""
    interviewers: int = 3
    minutes: int = 45
    """Of questions for each interviewer."""
    name: str = ""
    """The candidate's, which is masked before a model reads and in quotes; "" when unknown."""
    is_blind: bool = True
    """Whether name and contact details are taken out of the quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitReport:
    """A kit with its plan, or the reason why there is none."""

    card: Card
    reason: Reason | None
    """Why the document cannot be read; None when it can."""
    unanswered: ModelOutcome | None
    """Why the model that was to read it gave no reading; None when it was not asked, or did."""
    rubric: Rubric
    provenance: Provenance
    """Who read the CV, or was to."""
    stands_in: ModelOutcome | None
    """Why the offline reading stands in for a model's; None when none was asked for or it came."""
    kit: Kit | None
    """None exactly when there is a reason, or the model gave no reading."""
    plan: Plan | None
    """None exactly when there is no kit."""


def prepare_kit(request: KitRequest, deps: Deps) -> KitReport:
    """Read a CV, rank what a panel needs to learn, and share the questions out.

    Raises:
        NotFoundError: There is no such rubric.
        RubricError: The rubric cannot be used.
        UsageError: A number is out of its range, the rubric has no question, or the job description
            cannot be read.
        ModelError: The model did not say what the job description asks for, and no rule may stand
            in for it.
    """
    check_numbers(request.interviewers, request.minutes)
    rubric = deps.rubrics.load(request.rubric or deps.default_rubric)
    check_questions(rubric)
    job = _job_review(request.job, rubric, deps) if request.job else None
    (result,) = deps.reader.read([request.source])
    document = result.document
    if document is None or not deps.is_prose(document):
        reason = Reason.NOT_A_CV if document else result.reason or Reason.CORRUPT
        return _without_kit(result, rubric, deps, reason=reason)
    try:
        assessment = judged(document, rubric, deps, name=request.name)
    except ModelError as error:
        return _without_kit(result, rubric, deps, unanswered=error.outcome)
    kit = kit_for(
        rubric,
        _masked(assessment, document, request.name) if request.is_blind else assessment,
        job=job,
    )
    return KitReport(
        card=card_of(result),
        reason=None,
        unanswered=None,
        rubric=rubric,
        provenance=assessment.provenance,
        stands_in=assessment.stands_in,
        kit=kit,
        plan=make_plan(kit, request.interviewers, request.minutes),
    )


def kit_for(
    rubric: Rubric,
    assessment: Assessment,
    *,
    job: JobReview | None = None,
    reviews: Iterable[Review] = (),
) -> Kit:
    """Build the kit of one assessment; no question in it passes unseen by the list of topics.

    Args:
        rubric: That the CV was read against.
        assessment: The reading, masked where the view is blind.
        job: Of the job description; None without one.
        reviews: What people said about the levels.
    """
    musts = must_haves(job) if job else None
    needs = rank_needs(rubric, assessment, reviews=reviews, musts=musts)
    return build_kit(rubric, needs, topic_rules())


def warnings_on(question: str) -> list[Topic]:
    """Return the protected topics that a typed question touches, with the lawful form of each."""
    return unlawful_topics(question, topic_rules())


def check_questions(rubric: Rubric) -> None:
    """Let pass a rubric that has questions.

    Raises:
        UsageError: It has none at all.
    """
    if not any(criterion.questions for criterion in rubric.criteria):
        raise UsageError(
            f"The rubric {rubric.name} has no interview questions.",
            "Add questions to its criteria, or name another rubric.",
        )


def _job_review(job: Source, rubric: Rubric, deps: Deps) -> JobReview:
    (result,) = deps.reader.read([job])
    if result.document is None:
        error = DocumentError(result.reason or Reason.CORRUPT)
        raise UsageError(
            f"The job description {job.path} cannot be read. {error.problem}", error.fix
        )
    return reviewed(result.document, rubric, deps)


def _masked(assessment: Assessment, document: Document, name: str) -> Assessment:
    """Take name and contact details out of the quotes; nothing else of it goes into a kit."""
    mask = Mask.of(name, document)
    return replace(
        assessment,
        readings=tuple(
            replace(
                reading,
                evidence=tuple(replace(e, quote=mask.mask(e.quote)) for e in reading.evidence),
            )
            for reading in assessment.readings
        ),
    )


def _without_kit(
    result: ReadResult,
    rubric: Rubric,
    deps: Deps,
    *,
    reason: Reason | None = None,
    unanswered: ModelOutcome | None = None,
) -> KitReport:
    return KitReport(
        card=card_of(result),
        reason=reason,
        unanswered=unanswered,
        rubric=rubric,
        provenance=deps.evaluator.provenance,
        stands_in=None,
        kit=None,
        plan=None,
    )
