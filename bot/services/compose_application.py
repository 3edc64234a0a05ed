"""The living message of an application, and the messages of its thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.assessment import Assessment, Provenance, Reading
from bot.domain.blind import Mask
from bot.domain.document import Document
from bot.domain.job import RequirementMatch
from bot.domain.posting import Posting
from bot.domain.requisition import Application, ApplicationState, Decision, UploadKind
from bot.domain.review import Review, standing, tally
from bot.domain.rubric import TOP_LEVEL, Rubric
from bot.domain.scoring import priority, score
from bot.errors import DocumentError, Reason
from bot.services.bot_deps import BotDeps
from bot.services.compose_job import finding_notes
from bot.services.compose_model import standing_in, waiting
from bot.services.kept import mask_of, masked, masked_assessment, quote
from bot.services.messages import (
    ApplicationMessage,
    CriterionCard,
    CriterionLine,
    LevelsMessage,
    ReadBy,
    Result,
    SecondLevel,
    StandIn,
    TombstoneMessage,
    Waits,
)
from bot.services.parts import criteria_of_part, parts_of
from bot.store import (
    Tx,
    applications,
    assessments,
    documents,
    forgetting,
    requisitions,
    reviews,
    rubrics,
)

_NOBODY_CAN = frozenset({Reason.ENCRYPTED, Reason.CORRUPT, Reason.EMPTY, Reason.MISSING})
"""Why a document cannot be read by a person either."""


def compose_application(
    tx: Tx, posting: Posting, deps: BotDeps
) -> ApplicationMessage | TombstoneMessage:
    """Say how an application stands, or that its data was removed.

    Raises:
        NotFoundError: There never was such an application.
    """
    stone = forgetting.tombstone(tx, posting.subject_id)
    if stone is not None:
        return TombstoneMessage(
            label=stone.label, forgotten_by=stone.forgotten_by, forgotten_at=stone.at
        )
    application = applications.get(tx, posting.subject_id)
    requisition = requisitions.get(tx, application.requisition_id)
    document = documents.get(tx, application.document_id)
    twins = documents.with_bytes(
        tx, application.requisition_id, document.sha256, besides=application.id
    )
    problem, fix = _why(application)
    is_unread = application.state is ApplicationState.UNREADABLE
    is_waiting = application.state is ApplicationState.WAITING
    mask = mask_of(tx, application)
    return ApplicationMessage(
        application_id=application.id,
        requisition_title=requisition.title,
        label=application.label,
        name="" if application.is_blind else application.candidate_name,
        is_blind=application.is_blind,
        state=application.state,
        step=application.step,
        ahead=applications.ahead_of(tx, application.id) if is_waiting else 0,
        problem=problem,
        fix=fix,
        is_scan=is_unread and application.reason not in _NOBODY_CAN,
        seconds=None if application.state is ApplicationState.READING else application.seconds,
        result=_result(tx, application, mask, deps),
        tally=tally(reviews.of_application(tx, application.id)),
        decision=_decision(application.decision, mask),
        read_by_person=application.read_by,
        added_by=application.added_by,
        same_as=twins[0] if twins and document.sha256 else "",
        has_file=document.upload is UploadKind.SLACK_FILE,
        waits=waits_of(application, deps.now()),
    )


def compose_levels(tx: Tx, posting: Posting) -> LevelsMessage | None:
    """Show some criteria with levels, quotes and what reviewers said; None without a result."""
    application = applications.find(tx, posting.subject_id)
    stored = assessments.get(tx, posting.subject_id) if application else None
    if application is None or stored is None:
        return None
    rubric = rubrics.get(tx, stored[0].rubric_hash)
    mask = mask_of(tx, application)
    assessment = masked_assessment(stored[0], mask)
    readings = {r.key: r for r in assessment.readings}
    seconds = _seconds(assessment)
    said = standing(reviews.of_application(tx, application.id))
    keys = criteria_of_part(rubric, posting.part)
    if not keys:
        return None
    return LevelsMessage(
        application_id=application.id,
        label=application.label,
        part=posting.part,
        parts=parts_of(rubric),
        cards=tuple(
            replace(_card(rubric, readings[key], said, mask), second=seconds.get(key))
            for key in keys
        ),
        is_open=application.state is not ApplicationState.DECIDED,
    )


def read_by(assessment: Assessment, rubric: Rubric, deps: BotDeps) -> ReadBy:
    """Say who read, against what; and what that cannot see, where it reads still."""
    provenance = assessment.provenance
    evaluators = (deps.reading.evaluator, deps.reading.offline)
    # The model that answered may have a longer name than the one that was asked for.
    known = (e for e in evaluators if _same(e.provenance) == _same(provenance))
    evaluator = next(known, None)
    second = assessment.second
    return ReadBy(
        evaluator=provenance.name,
        version=provenance.version,
        model=provenance.model or "",
        rubric_name=rubric.name,
        rubric_hash=rubric.hash,
        cannot_see=evaluator.cannot_see if evaluator else (),
        prompt=provenance.prompt or "",
        beside=f"{second.provenance.name} {second.provenance.version}" if second else "",
        is_stand_in=assessment.stands_in is not None,
    )


def _same(provenance: Provenance) -> tuple[str, str, str | None]:
    return provenance.name, provenance.version, provenance.prompt


def waits_of(application: Application, now: datetime) -> Waits | None:
    """Say what an application waits for, if it does."""
    if application.waits_for is None or application.not_before is None:
        return None
    since = application.waits_since or application.not_before
    return waiting(application.waits_for, since, application.not_before, now)


def stand_in_of(assessment: Assessment) -> StandIn | None:
    """Say why a reading stands in for a model's, if it does."""
    return standing_in(assessment.stands_in)


def _why(application: Application) -> tuple[str, str]:
    """Say why there is no result, and what to do; empty when there is one, or will be."""
    if application.state is ApplicationState.FAILED:
        return application.problem, application.fix
    if application.state is ApplicationState.UNREADABLE and application.reason is not None:
        error = DocumentError(application.reason)
        return error.problem, error.fix
    return "", ""


def _decision(decision: Decision | None, mask: Mask | None) -> Decision | None:
    if decision is None:
        return None
    return replace(decision, reason=masked(decision.reason, mask))


def _result(tx: Tx, application: Application, mask: Mask | None, deps: BotDeps) -> Result | None:
    stored = assessments.get(tx, application.id)
    document = documents.text(tx, application.document_id)
    if stored is None or document is None:
        return None
    assessment, match = stored
    rubric = rubrics.get(tx, assessment.rubric_hash)
    return _told(masked_assessment(assessment, mask), match, rubric, document, deps)


def _told(
    assessment: Assessment,
    match: RequirementMatch | None,
    rubric: Rubric,
    document: Document,
    deps: BotDeps,
) -> Result:
    levels = assessment.levels
    total = score(rubric, levels)
    missing = [criterion for criterion in rubric.criteria if levels[criterion.key] is None]
    return Result(
        priority=priority(total),
        score=total,
        rated=len(rubric.criteria) - len(missing),
        lines=_lines(assessment, rubric),
        questions=sum(len(criterion.questions) for criterion in missing),
        patterns=assessment.patterns,
        findings=finding_notes(document.findings),
        met=None if match is None else sum(r.is_met is True for r in match.readings),
        asked=None if match is None else len(match.readings),
        pages=document.pages,
        language=document.language,
        read_by=read_by(assessment, rubric, deps),
        stands_in=stand_in_of(assessment),
        differing=tuple(rubric.criterion(key).title for key in assessment.differing),
        job_stands_in=standing_in(match.stands_in)
        if match is not None and assessment.stands_in is None
        else None,
        opposite=sum(r.differs for r in match.readings) if match else 0,
    )


def _lines(assessment: Assessment, rubric: Rubric) -> tuple[CriterionLine, ...]:
    """Order the criteria by level, then by weight, then as the rubric has them."""
    criteria = {criterion.key: criterion for criterion in rubric.criteria}
    strongest = sorted(
        assessment.readings, key=lambda r: (-(r.level or 0), -criteria[r.key].weight)
    )
    return tuple(
        CriterionLine(
            key=reading.key,
            title=criteria[reading.key].title,
            level=reading.level,
            quote=quote(reading.evidence[0], None) if reading.evidence else None,
        )
        for reading in strongest
    )


def _seconds(assessment: Assessment) -> dict[str, SecondLevel]:
    """Take the second reading of the criteria in which the two differ."""
    readings = assessment.second.readings if assessment.second else ()
    return {
        reading.key: SecondLevel(
            level=reading.level,
            quote=quote(reading.evidence[0], None) if reading.evidence else None,
        )
        for reading in readings
        if reading.key in assessment.differing
    }


def _card(
    rubric: Rubric, reading: Reading, said: Sequence[Review], mask: Mask | None
) -> CriterionCard:
    criterion = rubric.criterion(reading.key)
    level = reading.level or 0
    next_level = level + 1 if level < TOP_LEVEL else None
    return CriterionCard(
        key=criterion.key,
        title=criterion.title,
        level=reading.level,
        anchor=criterion.anchors[level - 1] if level else "",
        next_level=next_level,
        next_anchor=criterion.anchors[level] if next_level else "",
        quotes=tuple(quote(evidence, None) for evidence in reading.evidence),
        stages=reading.stages,
        rationale=reading.rationale,
        missing="" if level else reading.missing,
        samples=reading.samples,
        lost=reading.lost,
        reviews=tuple(
            replace(review, reason=masked(review.reason, mask))
            for review in said
            if review.criterion == criterion.key
        ),
    )
