"""Invented openings and candidates, as rows."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.assessment import Assessment, Evidence, Provenance, Reading
from bot.domain.document import Document, DocumentKind, Finding, FindingKind, Line, Severity
from bot.domain.job import Requirement, RequirementKind, RequirementMatch, RequirementReading
from bot.domain.panel import (
    Draft,
    Panel,
    PanelState,
    Rating,
    Recommendation,
    Scorecard,
    Seat,
    SeatState,
)
from bot.domain.requisition import (
    Application,
    ApplicationState,
    Batch,
    BatchState,
    Requisition,
    StoredDocument,
    UploadKind,
)
from bot.domain.review import Review, ReviewKind
from bot.domain.rubric import Criterion, Indicator, Question, Rubric, Stage
from bot.store import (
    Database,
    Tx,
    applications,
    batches,
    documents,
    panels,
    requisitions,
    rubrics,
)

NOW = datetime(2026, 3, 2, 9, 30, 0, 250, tzinfo=UTC)
TEAM = "T1"


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def rubric(name: str = "ai_engineer") -> Rubric:
    criterion = Criterion(
        key="evaluation",
        title="Evaluation",
        question="How do they know that it works?",
        weight=1.5,
        anchors=("names it", "did it", "led it", "owned it"),
        indicators=(
            Indicator(
                key="evals",
                stage=Stage.IMPROVE,
                source=("s1",),
                terms=("evaluation set",),
                strength="specific",
            ),
        ),
        questions=(
            Question(ask="How?", probes=("Why?",), level_2="some", level_4="all", minutes=5),
        ),
        does_not_count=("a list of tools",),
    )
    return Rubric(
        name=name,
        title="AI engineer",
        version="1",
        description="For tests.",
        sources={"s1": "Us."},
        criteria=(criterion,),
        buzzwords=("synergy",),
        hash=hashlib.sha256(name.encode()).hexdigest(),
    )


def document_text(sha256: str, words: str) -> Document:
    return Document(
        sha256=sha256,
        kind=DocumentKind.CV,
        pages=1,
        words=len(words.split()),
        language="en",
        lines=(Line(page=1, number=1, text=words, section="experience", is_heading=False),),
        findings=(finding(words),),
    )


def finding(words: str) -> Finding:
    return Finding(kind=FindingKind.HIDDEN_TEXT, severity=Severity.HIDDEN, page=1, text=words)


def assessment(sha256: str, words: str, level: int | None = 3) -> Assessment:
    return Assessment(
        document_sha256=sha256,
        rubric_hash=rubric().hash,
        provenance=Provenance(name="offline", version="1", model=None),
        readings=(
            Reading(
                key="evaluation",
                level=level,
                evidence=(Evidence(quote=words, page=1, line=1),),
                stages=(Stage.IMPROVE,),
                rationale=f"because {words}",
            ),
        ),
        patterns=(),
        buzzword_share=0.25,
    )


def match(words: str) -> RequirementMatch:
    requirement = Requirement(text=words, kind=RequirementKind.MUST, line=1)
    reading = RequirementReading(
        requirement=requirement,
        is_met=None,
        evidence=(Evidence(quote=words, page=1, line=1),),
        years="3 years",
    )
    return RequirementMatch(readings=(reading,), match=1 / 3)


class World:
    """Adds what a test needs; ids count up, so that rows sort in the order of adding."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._ids = 0

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    def requisition(self, tx: Tx, **changes: Any) -> Requisition:
        kept = rubric()
        rubrics.keep(tx, kept)
        made = Requisition(
            id=self.new_id(),
            team_id=TEAM,
            number=requisitions.next_number(tx, changes.get("team_id", TEAM)),
            title="AI engineer, Lisbon",
            channel="C1",
            rubric_name=kept.name,
            rubric_hash=kept.hash,
            hiring_manager="U2",
            opened_by="U1",
            opened_at=NOW,
            closed_at=None,
            job_document_id=None,
        )
        made = replace(made, **changes)
        requisitions.add(tx, made)
        return made

    def requisition_alone(self) -> Requisition:
        """Add one in a transaction of its own."""
        with self.database.write() as tx:
            return self.requisition(tx)

    def document(self, tx: Tx, data: bytes | None = b"%PDF", **changes: Any) -> StoredDocument:
        made = StoredDocument(
            id=self.new_id(),
            team_id=TEAM,
            kind=DocumentKind.CV,
            upload=UploadKind.SLACK_FILE,
            file_id="F1",
            name="cv.pdf",
            sha256=hashlib.sha256(data).hexdigest() if data else "",
            size=len(data or b""),
        )
        made = replace(made, **changes)
        documents.add(tx, made, data)
        return made

    def application(self, tx: Tx, requisition: Requisition, **changes: Any) -> Application:
        data = changes.pop("data", b"%PDF")
        document_id = changes.pop("document_id", None) or self.document(tx, data).id
        made = Application(
            id=self.new_id(),
            requisition_id=requisition.id,
            candidate_id=self.new_id(),
            document_id=document_id,
            label=requisitions.next_label(tx, requisition.id),
            candidate_name="Noor Halloran",
            candidate_user_id="",
            is_blind=False,
            state=ApplicationState.WAITING,
            step=None,
            reason=None,
            problem="",
            fix="",
            rubric_hash=requisition.rubric_hash,
            batch_id=None,
            added_by="U1",
            added_at=NOW,
            read_at=None,
            seconds=None,
            read_by="",
            decision=None,
        )
        made = replace(made, **changes)
        applications.add(tx, made)
        return made

    def batch(self, tx: Tx, requisition: Requisition, files: tuple[str, ...] = ()) -> Batch:
        made = Batch(
            id=self.new_id(),
            requisition_id=requisition.id,
            started_by="U1",
            started_at=NOW,
            finished_at=None,
            state=BatchState.RUNNING,
            is_blind=True,
        )
        batches.add(tx, made, files)
        return made

    def review(self, application: Application, **changes: Any) -> Review:
        made = Review(
            id=self.new_id(),
            application_id=application.id,
            criterion="evaluation",
            reviewer="U2",
            kind=ReviewKind.CHANGE,
            level=None,
            reason="seen at work",
            made_at=NOW,
            undone_at=None,
        )
        return replace(made, **changes)

    def panel(self, tx: Tx, application: Application, *raters: str, **changes: Any) -> Panel:
        """Open a panel in which each rater is asked for two criteria."""
        made = Panel(
            id=self.new_id(),
            application_id=application.id,
            requisition_id=application.requisition_id,
            rubric_hash=application.rubric_hash,
            opened_by="U1",
            opened_at=NOW,
            due_at=after(86_400),
            state=PanelState.OPEN,
            revealed_at=None,
            revealed_by="",
            is_early=False,
            closed_reason="",
        )
        made = replace(made, **changes)
        panels.add(tx, made)
        for rater in raters:
            panels.put_seat(tx, self.seat(made, rater))
        return made

    def seat(self, panel: Panel, rater: str, **changes: Any) -> Seat:
        made = Seat(
            id=self.new_id(),
            panel_id=panel.id,
            rater=rater,
            focus=("craft", "care"),
            interview_at=None,
            state=SeatState.ASKED,
            added_at=NOW,
            ended_at=None,
        )
        return replace(made, **changes)

    def card(self, panel: Panel, rater: str, **changes: Any) -> Scorecard:
        made = Scorecard(
            id=self.new_id(),
            panel_id=panel.id,
            rater=rater,
            ratings=(
                Rating(criterion="craft", level=3, observation="drew the queue from memory"),
                Rating(criterion="care", level=None, observation=""),
            ),
            recommendation=Recommendation.YES,
            would_change="a second system",
            submitted_at=NOW,
            number=1,
            reason="",
            is_after_reveal=False,
        )
        return replace(made, **changes)


def draft(observation: str) -> Draft:
    return Draft(
        ratings=(Rating(criterion="craft", level=None, observation=observation),),
        recommendation=None,
        would_change="",
    )
