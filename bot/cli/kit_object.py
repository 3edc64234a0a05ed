"""An interview kit as the JSON object of ``docs/schemas/kit.schema.json``."""

from __future__ import annotations

from bot.cli.objects import Object, document_object, evaluator_object
from bot.domain import kit_words
from bot.domain.kit import Kit, KitPart, KitQuestion
from bot.domain.plan import Plan, Turn
from bot.services.kits import KitReport


def kit_object(report: KitReport) -> Object:
    """Describe a kit: schema ``plumbline.kit/1``."""
    kit, plan = report.kit, report.plan
    why = report.reason or report.unanswered
    return {
        "schema": "plumbline.kit/1",
        "document": document_object(report.card),
        "status": _status(report),
        "reason": why.value if why else None,
        "rubric": {"name": report.rubric.name, "hash": report.rubric.hash},
        "evaluator": evaluator_object(report.provenance),
        "stands_in": report.stands_in.value if report.stands_in else None,
        "needs": [_need(part) for part in (kit.parts if kit else ())],
        "plan": None if plan is None or kit is None else _plan(plan, kit),
    }


def _status(report: KitReport) -> str:
    if report.unanswered is not None:
        return "unanswered"
    return "unreadable" if report.kit is None else "prepared"


def _need(part: KitPart) -> Object:
    need = part.need
    return {
        "criterion": need.criterion,
        "title": part.title,
        "points": need.points,
        "causes": [cause.value for cause in need.causes],
        "why": list(kit_words.why(need)),
        "level": need.level,
        "evidence": [{"quote": e.quote, "page": e.page, "line": e.line} for e in need.evidence],
        "musts": list(need.musts),
        "questions": [_question(question) for question in part.questions],
    }


def _question(question: KitQuestion) -> Object:
    return {
        "key": question.key,
        "ask": question.ask,
        "probes": list(question.probes),
        "level_2": question.level_2,
        "level_4": question.level_4,
        "minutes": question.minutes,
        "topics": [
            {"topic": t.key, "matched": t.matched, "why": t.why, "lawful_form": t.lawful_form}
            for t in question.topics
        ],
    }


def _plan(plan: Plan, kit: Kit) -> Object:
    return {
        "minutes": plan.minutes,
        "interviewers": [_turn(turn) for turn in plan.turns],
        "shortfalls": [
            {
                "flaw": s.flaw.value,
                "criterion": s.criterion or None,
                "interviewer": s.interviewer or None,
                "said": kit_words.said_of(s, kit, plan),
            }
            for s in plan.shortfalls
        ],
    }


def _turn(turn: Turn) -> Object:
    return {
        "interviewer": turn.interviewer,
        "minutes": turn.minutes,
        "asks": [
            {"question": a.question, "minutes": a.minutes, "extra": a.is_extra} for a in turn.asks
        ],
    }
