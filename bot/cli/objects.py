"""Reports as the JSON objects of ``docs/schemas/``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from bot.domain.assessment import Assessment, Evidence, Provenance, Reading
from bot.domain.document import Finding
from bot.domain.job import JobReview, Requirement, RequirementReading
from bot.domain.scoring import Score
from bot.errors import ModelOutcome, Reason
from bot.services.reports import Card, Evaluation, JobReport, Ranked, ReadReport

Object = dict[str, Any]

_UNSAFE = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Characters that JSON may hold as they are, but that a terminal would act on."""


def to_line(value: Object) -> str:
    """Write one object on one line; nothing in it can act on a terminal."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def assessment_object(evaluation: Evaluation) -> Object:
    """Describe an evaluation: schema ``plumbline.assessment/1``."""
    match = evaluation.match
    assessment = evaluation.assessment
    return {
        "schema": "plumbline.assessment/1",
        "document": document_object(evaluation.card),
        "status": _status(evaluation),
        "reason": _reason(evaluation.reason or evaluation.unanswered),
        "rubric": {"name": evaluation.rubric.name, "hash": evaluation.rubric.hash},
        "evaluator": evaluator_object(evaluation.provenance),
        "stands_in": _reason(assessment.stands_in if assessment else None),
        "criteria": [_criterion(r) for r in (assessment.readings if assessment else ())],
        "second": _second(assessment.second if assessment else None),
        "differing": list(assessment.differing if assessment else ()),
        "score": _score(evaluation.score),
        "lifecycle": {stage.value: seen for stage, seen in evaluation.lifecycle.items()},
        "patterns": [p.value for p in (assessment.patterns if assessment else ())],
        "priority": evaluation.priority.value,
        "requirements": [_matched(reading) for reading in (match.readings if match else ())],
        "match": None if match is None else _rounded(match.match),
        "matched_by": None if match is None else evaluator_object(match.provenance),
        "match_stands_in": _reason(match.stands_in if match else None),
        "findings": _findings(evaluation.findings),
    }


def _matched(reading: RequirementReading) -> Object:
    return {
        "text": reading.requirement.text,
        "kind": reading.requirement.kind.value,
        "met": reading.is_met,
        "evidence": _evidence(reading.evidence),
        "rationale": reading.rationale,
        "lost": reading.lost,
        "differs": reading.differs,
    }


def _status(evaluation: Evaluation) -> str:
    if evaluation.unanswered is not None:
        return "unanswered"
    return "unreadable" if evaluation.assessment is None else "assessed"


def evaluator_object(who: Provenance) -> Object:
    """Describe who read."""
    return {"name": who.name, "version": who.version, "model": who.model, "prompt": who.prompt}


def _criterion(reading: Reading) -> Object:
    return {
        "key": reading.key,
        "level": reading.level,
        "evidence": _evidence(reading.evidence),
        "stages": [stage.value for stage in reading.stages],
        "rationale": reading.rationale,
        "missing": reading.missing,
        "samples": list(reading.samples),
        "lost": reading.lost,
    }


def _second(second: Assessment | None) -> Object | None:
    if second is None:
        return None
    return {"evaluator": evaluator_object(second.provenance), "levels": second.levels}


def ranked_object(ranked: Ranked) -> Object:
    """Describe an evaluation in a list: the assessment, with ``rank`` and ``band``."""
    return {
        **assessment_object(ranked.evaluation),
        "rank": ranked.rank,
        "band": ranked.band,
    }


def read_object(report: ReadReport) -> Object:
    """Describe what the bot sees: schema ``plumbline.read/1``."""
    return {
        "schema": "plumbline.read/1",
        "document": document_object(report.card),
        "status": "read" if report.reason is None else "unreadable",
        "reason": _reason(report.reason),
        "lines": [{"page": x.page, "line": x.number, "text": x.text} for x in report.lines],
        "findings": _findings(report.findings),
    }


def review_object(report: JobReport) -> Object:
    """Describe a job description: schema ``plumbline.jd_review/1``."""
    head: Object = {
        "schema": "plumbline.jd_review/1",
        "document": document_object(report.card),
        "status": _review_status(report),
        "reason": _reason(report.reason or report.unanswered),
        "rubric": {"name": report.rubric.name, "hash": report.rubric.hash},
    }
    review = report.review
    body = _NO_REVIEW if review is None else _review(review)
    return {**head, **body, "findings": _findings(report.findings)}


def _review_status(report: JobReport) -> str:
    if report.unanswered is not None:
        return "unanswered"
    return "unreadable" if report.review is None else "reviewed"


_NO_REVIEW: Object = {
    "role": None,
    "required_by": None,
    "stands_in": None,
    "lost": 0,
    "requirements": [],
    "coverage": {},
    "unassessed": [],
    "unadvertised": [],
    "wording": None,
    "missing": [],
    "suggestions": [],
}


def _review(review: JobReview) -> Object:
    role, wording = review.role, review.wording
    return {
        "role": {
            "described": role.described,
            "title": role.title,
            "mismatch": role.is_mismatch,
            "scores": {slug: _rounded(value) for slug, value in role.scores.items()},
        },
        "required_by": evaluator_object(review.required.provenance),
        "stands_in": _reason(review.required.stands_in),
        "lost": review.required.lost,
        "requirements": [_requirement(r) for r in review.requirements],
        "coverage": {key: list(lines) for key, lines in review.coverage.items()},
        "unassessed": [_requirement(r) for r in review.unassessed],
        "unadvertised": list(review.unadvertised),
        "wording": {
            "coding": wording.coding,
            "masculine": wording.masculine,
            "feminine": wording.feminine,
            "allowed": wording.allowed,
        },
        "missing": list(review.missing),
        "suggestions": [
            {"topic": s.topic, "line": s.line, "problem": s.problem, "rewrite": s.rewrite}
            for s in review.suggestions
        ],
    }


def _requirement(requirement: Requirement) -> Object:
    return {
        "text": requirement.text,
        "kind": requirement.kind.value,
        "line": requirement.line,
    }


def document_object(card: Card) -> Object:
    """Describe which document a report is about."""
    return {
        "path": card.path.encode(errors="replace").decode(),
        "sha256": card.sha256,
        "kind": card.kind.value,
        "pages": card.pages,
        "words": card.words,
        "language": card.language,
    }


def _reason(reason: Reason | ModelOutcome | None) -> str | None:
    return None if reason is None else reason.value


def _evidence(evidence: Iterable[Evidence]) -> list[Object]:
    return [{"quote": e.quote, "page": e.page, "line": e.line} for e in evidence]


def _findings(findings: Iterable[Finding]) -> list[Object]:
    return [
        {"kind": f.kind.value, "severity": f.severity.value, "page": f.page, "text": f.text}
        for f in findings
    ]


def _score(score: Score) -> Object:
    return {
        "value": _rounded(score.value),
        "coverage": _rounded(score.coverage),
        "evidenced": _rounded(score.evidenced),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
