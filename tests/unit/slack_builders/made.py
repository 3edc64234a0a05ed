"""Messages and screens with likely contents; every field can be another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.assessment import Pattern
from bot.domain.document import FindingKind
from bot.domain.policy import Action
from bot.domain.requisition import ApplicationState, BatchState, Decision, DecisionKind, Step
from bot.domain.review import Review, ReviewKind, ReviewTally
from bot.domain.rubric import Criterion, Indicator, Question, Rubric, Stage
from bot.domain.scoring import Priority, Score
from bot.services import messages as m
from bot.services import screens as s

from .people import APPLICATION, CHANNEL, HUGO, INES, NOW, REQUISITION, RHEA

TITLES = (
    "Production and operation",
    "Evaluation and guardrails",
    "Models and LLM patterns",
    "Integration",
    "Software engineering",
    "Data workflows",
    "Impact and own part",
    "Responsible AI, security and governance",
)
LEVELS = (4, 3, 3, 3, 3, 2, 2, None)
QUOTES = (
    "cut p95 latency from 2.1 s to 380 ms for an assistant with 40,000 daily users",
    "nightly evaluation harness, 1,200 cases, blocks a release that loses two points",
    "fine-tuned a 7B model on 18,000 support tickets and compared it with prompting alone",
    "put the assistant behind the billing system's API, with retries and a dead-letter queue",
)
ANCHORS = (
    "Names serving, monitoring or on-call in a list, with no system that it was done for.",
    "Ran a model or service for a course or a small group, with one operating practice applied.",
    "Ran it for real users with monitoring and a rollback, and states their own part in it.",
    "Kept it up through incidents and growth, and shows what changed: latency, cost, failures.",
)
NO_TALLY = ReviewTally(reviewers=(), criteria=0, changed=0)
READ_BY = m.ReadBy(
    evaluator="offline",
    version="1.0",
    model="",
    rubric_name="ai_engineer",
    rubric_hash="3f9c21ab" * 8,
    cannot_see=("Work that is not described.", "Pictures and diagrams."),
)


READ_BY_MODEL = replace(
    READ_BY,
    evaluator="llm",
    version="1",
    model="gpt-6-mini-2026-08-01",
    prompt="read_cv/1 3fa9c21b",
    beside="offline 1.0",
)
READ_IN_PLACE = replace(READ_BY, is_stand_in=True)
STAND_IN = m.StandIn(
    problem="The account of the language model has no allowance left.",
    fix="Add credit or raise the limit with the provider, then ask again.",
)


def waits(**over: Any) -> m.Waits:
    base = m.Waits(
        problem="The language model cannot be reached.",
        since=NOW,
        until=NOW + timedelta(minutes=10),
        is_soon=True,
    )
    return replace(base, **over)


def quote(**over: Any) -> m.Quote:
    return replace(m.Quote(text=QUOTES[0], page=2, line=14), **over)


def lines() -> tuple[m.CriterionLine, ...]:
    return tuple(
        m.CriterionLine(
            key=f"k{i}",
            title=title,
            level=level,
            quote=quote(text=QUOTES[i], line=14 + i) if i < len(QUOTES) else None,
        )
        for i, (title, level) in enumerate(zip(TITLES, LEVELS, strict=True))
    )


def result(**over: Any) -> m.Result:
    base = m.Result(
        priority=Priority.TALK_FIRST,
        score=Score(value=0.72, coverage=0.9, evidenced=0.648),
        rated=7,
        lines=lines(),
        questions=3,
        patterns=(),
        findings=(),
        met=None,
        asked=None,
        pages=2,
        language="en",
        read_by=READ_BY,
    )
    return replace(base, **over)


def application(**over: Any) -> m.ApplicationMessage:
    base = m.ApplicationMessage(
        application_id=APPLICATION,
        requisition_title="AI Engineer · Platform team",
        label="A-17",
        name="",
        is_blind=True,
        state=ApplicationState.READ,
        step=None,
        ahead=0,
        problem="",
        fix="",
        is_scan=False,
        seconds=1.4,
        result=result(),
        tally=NO_TALLY,
        decision=None,
        read_by_person="",
        added_by=RHEA,
        same_as="",
        has_file=True,
    )
    return replace(base, **over)


def unread(state: ApplicationState, **over: Any) -> m.ApplicationMessage:
    return application(**({"state": state, "result": None, "seconds": None} | over))


def decision(**over: Any) -> Decision:
    base = Decision(
        kind=DecisionKind.ADVANCE,
        user_id=HUGO,
        reason="Runs what we need to run; the gap on governance is one we can teach.",
        decided_at=NOW,
    )
    return replace(base, **over)


def review(**over: Any) -> Review:
    base = Review(
        id="e5" * 16,
        application_id=APPLICATION,
        criterion="production",
        reviewer=RHEA,
        kind=ReviewKind.CHANGE,
        level=3,
        reason="Runs the pager since 2023, says line 9 on page 2.",
        made_at=NOW,
        undone_at=None,
    )
    return replace(base, **over)


def card(**over: Any) -> m.CriterionCard:
    base = m.CriterionCard(
        key="production",
        title="Production and operation",
        level=2,
        anchor=ANCHORS[1],
        next_level=3,
        next_anchor=ANCHORS[2],
        quotes=(quote(), quote(text=QUOTES[1], page=1, line=31)),
        stages=(Stage.OPERATE, Stage.IMPROVE),
        rationale="A service is run, but its users and a rollback are not described.",
        reviews=(),
    )
    return replace(base, **over)


def levels(**over: Any) -> m.LevelsMessage:
    missing = card(
        key="responsible_ai",
        title=TITLES[7],
        level=None,
        anchor="",
        next_level=1,
        next_anchor="Names privacy, safety or a policy in a list.",
        quotes=(),
        stages=(),
        rationale="Nothing in the document says it.",
    )
    agreed = card(
        key="evaluation",
        title=TITLES[1],
        level=3,
        anchor=ANCHORS[2],
        next_level=4,
        next_anchor=ANCHORS[3],
        reviews=(
            review(id="f6" * 16, kind=ReviewKind.AGREE, level=3, reason="", reviewer=INES),
            review(level=4),
        ),
    )
    base = m.LevelsMessage(
        application_id=APPLICATION,
        label="A-17",
        part=0,
        parts=3,
        cards=(card(), agreed, missing),
        is_open=True,
    )
    return replace(base, **over)


def answer(**over: Any) -> m.AnswerMessage:
    base = m.AnswerMessage(
        asked_by=HUGO,
        parts=(
            m.AnswerPart(
                text="Production is read as 2, practised. The strongest words for it are:",
                quotes=(quote(),),
            ),
            m.AnswerPart(text=f"What a 3 would show: {ANCHORS[2]}"),
        ),
    )
    return replace(base, **over)


def ranked(number: int, **over: Any) -> m.RankedLine:
    base = m.RankedLine(
        application_id=f"{number:032x}",
        label=f"A-{number}",
        name="",
        rank=1,
        band=1,
        state=ApplicationState.READ,
        priority=Priority.TALK_FIRST,
        score=Score(value=0.7, coverage=0.9, evidenced=0.63),
        rated=7,
        match=0.71,
        problem="",
    )
    return replace(base, **over)


UNSCORED: dict[str, Any] = {
    "score": Score(value=None, coverage=0.0, evidenced=0.0),
    "rated": 0,
    "match": None,
    "priority": Priority.HUMAN_READ,
    "problem": "It was not read.",
}
"""A line of what has no levels."""


def ranking() -> tuple[m.RankedLine, ...]:
    talk = {"priority": Priority.TALK, "score": Score(value=0.6, coverage=0.6, evidenced=0.36)}
    nothing = {
        "state": ApplicationState.UNREADABLE,
        "priority": Priority.HUMAN_READ,
        "score": Score(value=None, coverage=0.0, evidenced=0.0),
        "rated": 0,
    }
    return (
        ranked(18),
        ranked(21, score=Score(value=0.68, coverage=0.9, evidenced=0.612)),
        ranked(17, name="Maria Olsen"),
        ranked(19, rank=4, band=2, rated=5, **talk),
        ranked(20, rank=5, band=3, problem="The pages are pictures without text.", **nothing),
    )


def batch(**over: Any) -> m.BatchMessage:
    base = m.BatchMessage(
        batch_id="b2" * 16,
        requisition_title="AI Engineer · Platform team",
        state=BatchState.DONE,
        total=5,
        done=5,
        unreadable=1,
        failed=0,
        per_minute=None,
        seconds_left=None,
        started_by=RHEA,
        criteria=8,
        ranking=ranking(),
        read_by=READ_BY,
    )
    return replace(base, **over)


def running(**over: Any) -> m.BatchMessage:
    values: dict[str, Any] = {
        "state": BatchState.RUNNING,
        "total": 240,
        "done": 96,
        "per_minute": 71.6,
        "seconds_left": 121.0,
        "ranking": (),
        "read_by": None,
    }
    return batch(**(values | over))


def suggestion(**over: Any) -> m.JobSuggestion:
    base = m.JobSuggestion(
        topic="inflation",
        line=12,
        problem="Ten years are asked for with tools that are five years old.",
        rewrite="You have run LLM features for real users, and can say what changed for them.",
    )
    return replace(base, **over)


def job(**over: Any) -> m.JobMessage:
    base = m.JobMessage(
        document_id="d4" * 16,
        requisition_title="AI Engineer · Platform team",
        is_reading=False,
        problem="",
        fix="",
        described="data scientist",
        title="AI engineer",
        is_mismatch=True,
        must=9,
        nice=1,
        unassessed=("Willing to travel 40 % of the time", "Native German speaker"),
        unadvertised=("Responsible AI, security and governance",),
        missing=("pay", "process"),
        suggestions=2,
        findings=(),
        added_by=RHEA,
        read_by=READ_BY,
    )
    return replace(base, **over)


def findings() -> tuple[m.FindingNote, ...]:
    return (
        m.FindingNote(kind=FindingKind.HIDDEN_TEXT, count=1, pages=(2,)),
        m.FindingNote(kind=FindingKind.UNREADABLE_PAGE, count=2, pages=(3, 4)),
        m.FindingNote(kind=FindingKind.UNREADABLE_PAGE, count=9, pages=tuple(range(1, 10))),
        m.FindingNote(kind=FindingKind.INSTRUCTION, count=12, pages=tuple(range(1, 10))),
        m.FindingNote(kind=FindingKind.NOT_ON_PAGE, count=2, pages=()),
    )


def rubric(**over: Any) -> Rubric:
    base = Rubric(
        name="ai_engineer",
        title="AI engineer",
        version="3",
        description="People who build, run and improve AI features that others depend on.",
        sources={"s1": "A source"},
        criteria=tuple(criterion(key=f"k{i}", title=title) for i, title in enumerate(TITLES[:2])),
        buzzwords=("synergy",),
        hash="3f9c21ab" * 8,
    )
    return replace(base, **over)


def criterion(**over: Any) -> Criterion:
    base = Criterion(
        key="production",
        title="Production and operation",
        question="Did they run it for real users, and keep it running?",
        weight=1.5,
        anchors=ANCHORS,
        indicators=(
            Indicator(
                key="i", stage=Stage.OPERATE, source=("s1",), terms=("p95",), strength="specific"
            ),
        ),
        questions=(question(),),
        does_not_count=("A list of tools.", "Demos that nobody used."),
    )
    return replace(base, **over)


def question(**over: Any) -> Question:
    base = Question(
        ask="Tell me about an AI feature that failed in use. Who noticed, and what did you do?",
        probes=("Which figure told you?", "What would notice it today?"),
        level_2="Describes one failure and a fix, without a figure.",
        level_4="Names the figure, the cause, the fix and the check that now stops it.",
        minutes=8,
    )
    return replace(base, **over)


def questions(**over: Any) -> s.QuestionsScreen:
    base = s.QuestionsScreen(
        application_id=APPLICATION,
        label="A-17",
        groups=(
            s.QuestionGroup(
                title=TITLES[7],
                because="Not evidenced in the CV.",
                questions=(question(), question(minutes=1, probes=())),
            ),
        ),
    )
    return replace(base, **over)


def details(**over: Any) -> s.DetailsScreen:
    base = s.DetailsScreen(
        application_id=APPLICATION,
        label="A-17",
        name="Maria Olsen",
        may_see_name=True,
        file_name="Maria_Olsen_CV.pdf",
        file_permalink="https://example.slack.com/files/U0RHEA/F0CV/cv.pdf",
        is_file_hidden=False,
        pages=2,
        words=812,
        language="de",
        added_by=RHEA,
        added_at=NOW,
        findings=findings(),
        read_by=READ_BY,
        document_sha256="ab" * 32,
    )
    return replace(base, **over)


def name(**over: Any) -> s.NameScreen:
    base = s.NameScreen(
        label="A-17",
        name="Maria Olsen",
        file_name="Maria_Olsen_CV.pdf",
        file_permalink="https://example.slack.com/files/U0RHEA/F0CV/cv.pdf",
    )
    return replace(base, **over)


def requisition_form(**over: Any) -> s.RequisitionForm:
    base = s.RequisitionForm(
        requisition_id="",
        title="",
        channel="",
        hiring_manager="",
        rubrics=(
            s.Choice(id="ai_engineer", text="AI engineer"),
            s.Choice(id="data_scientist", text="Data scientist"),
        ),
        rubric="ai_engineer",
    )
    return replace(base, **over)


def requisitions(count: int = 2) -> tuple[s.Choice, ...]:
    return tuple(s.Choice(id=f"{n:032x}", text=f"AI Engineer {n}") for n in range(count))


def candidate_form(**over: Any) -> s.CandidateForm:
    base = s.CandidateForm(
        requisitions=requisitions(), requisition_id="", file_ids=(), file_names=()
    )
    return replace(base, **over)


def level_form(**over: Any) -> s.LevelForm:
    base = s.LevelForm(
        application_id=APPLICATION,
        criterion="production",
        title="Production and operation",
        question="Did they run it for real users, and keep it running?",
        label="A-17",
        level=2,
        mine=None,
        my_reason="",
        has_mine=False,
        anchors=ANCHORS,
        quotes=(quote(),),
    )
    return replace(base, **over)


def status_line(**over: Any) -> s.StatusLine:
    base = s.StatusLine(
        requisition_id=REQUISITION,
        title="AI Engineer · Platform team",
        channel=CHANNEL,
        is_open=True,
        counts={
            ApplicationState.READ: 12,
            ApplicationState.DECIDED: 3,
            ApplicationState.UNREADABLE: 1,
            ApplicationState.WAITING: 0,
        },
        unreviewed=4,
        held=1,
        allowed=frozenset(Action),
    )
    return replace(base, **over)


def waiting(**over: Any) -> s.WaitingItem:
    base = s.WaitingItem(
        application_id=APPLICATION,
        label="A-17",
        requisition_title="AI Engineer · Platform team",
        what="levels to review",
        since=NOW,
        permalink="https://example.slack.com/archives/C0HIRING/p1",
    )
    return replace(base, **over)


def home(**over: Any) -> s.HomeScreen:
    base = s.HomeScreen(
        is_new=False,
        is_outsider=False,
        allowed=frozenset(Action),
        waiting=(waiting(), waiting(label="A-20", what="could not be read", permalink="")),
        waiting_more=0,
        requisitions=(
            status_line(),
            status_line(title="Data Engineer", is_open=False, counts={}, unreviewed=0, held=0),
        ),
    )
    return replace(base, **over)


STEPS = tuple(Step)
PATTERNS = tuple(Pattern)
