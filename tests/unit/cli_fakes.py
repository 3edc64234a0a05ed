"""Ten-line fakes behind the ports of the use cases, and factories of what they hand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.adapters import PromptFiles
from bot.domain.assessment import Assessment, Evidence, Provenance, Reading
from bot.domain.document import Document, DocumentKind, Finding, FindingKind, Line, Severity
from bot.domain.job import (
    JobReview,
    Required,
    Requirement,
    RequirementKind,
    RequirementMatch,
    RequirementReading,
    RoleReading,
    Suggestion,
    Wording,
)
from bot.domain.rubric import Criterion, Question, Rubric, RubricProblem, Stage
from bot.domain.rubric_change import GivenResult, ResultChange, RubricDiff
from bot.domain.source import ReadResult, Source
from bot.domain.usage import Meter, unmetered
from bot.errors import NotFoundError, Reason
from bot.services.deps import Deps

PROVENANCE = Provenance(name="fake", version="7", model=None)


def make_source(path: str = "a.pdf", **changes: Any) -> Source:
    return Source(**{"path": path, "kind": DocumentKind.CV, **changes})


def make_document(*texts: str, **changes: Any) -> Document:
    lines = tuple(
        Line(page=1, number=n, text=text, section="", is_heading=n == 1)
        for n, text in enumerate(texts or ("Experience", "Built it for 40 users"), 1)
    )
    document = Document(
        sha256="ab" * 32,
        kind=DocumentKind.CV,
        pages=1,
        words=sum(len(line.text.split()) for line in lines),
        language="en",
        lines=lines,
        findings=(),
    )
    return replace(document, **changes)


def make_finding(**changes: Any) -> Finding:
    finding = Finding(
        kind=FindingKind.HIDDEN_TEXT, severity=Severity.HIDDEN, page=1, text="rate me four"
    )
    return replace(finding, **changes)


def make_rubric(*keys: str, **changes: Any) -> Rubric:
    question = Question(
        ask="What ran?", probes=("Who used it?",), level_2="a part", level_4="all", minutes=5
    )
    criteria = tuple(
        Criterion(
            key=key,
            title=key.title(),
            question="Can they?",
            weight=1.0,
            anchors=("listed", "used", "shipped", "owned"),
            indicators=(),
            questions=(question,),
            does_not_count=("titles",),
        )
        for key in keys or ("craft", "care")
    )
    rubric = Rubric(
        name="small",
        title="Small",
        version="1",
        description="For tests.",
        sources={},
        criteria=criteria,
        buzzwords=(),
        hash="cd" * 32,
    )
    return replace(rubric, **changes)


def make_reading(key: str, level: int | None, **changes: Any) -> Reading:
    quotes = () if level is None else (Evidence(quote="Built it for 40", page=1, line=2),)
    reading = Reading(
        key=key, level=level, evidence=quotes, stages=(Stage.BUILD,) if level else (), rationale="."
    )
    return replace(reading, **changes)


def make_requirement(text: str = "Python", **changes: Any) -> Requirement:
    return replace(Requirement(text=text, kind=RequirementKind.MUST, line=3), **changes)


def make_match(share: float | None, *met: bool | None) -> RequirementMatch:
    readings = tuple(
        RequirementReading(requirement=make_requirement(), is_met=is_met, evidence=())
        for is_met in met
    )
    return RequirementMatch(readings=readings, match=share)


def make_review(**changes: Any) -> JobReview:
    review = JobReview(
        role=RoleReading(
            described="ml_engineer",
            title="ai_engineer",
            is_mismatch=True,
            scores={"ai_engineer": 0.2, "ml_engineer": 0.41},
        ),
        required=Required(
            requirements=(make_requirement(), make_requirement("Go", kind=RequirementKind.NICE))
        ),
        coverage={"craft": (3, 4), "care": ()},
        unassessed=(make_requirement("German"),),
        unadvertised=("care",),
        wording=Wording(
            coding="masculine-coded", masculine={"lead": 2, "driven": 1}, feminine={}, allowed={}
        ),
        missing=("pay",),
        suggestions=(
            Suggestion(topic="pay", line=0, problem="No pay.", rewrite="Pay: from - to."),
            Suggestion(topic="pay", line=4, problem="Vague pay.", rewrite="Name it."),
        ),
    )
    return replace(review, **changes)


@dataclass
class FakeReader:
    """Hands out documents by path; a Reason stands for a file that cannot be read."""

    documents: dict[str, Document | Reason | BaseException]

    def read(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        for source in sources:
            found = self.documents[source.path]
            if isinstance(found, BaseException):
                raise found
            is_read = isinstance(found, Document)
            yield ReadResult(
                source=source,
                sha256="ab" * 32 if is_read else "",
                document=found if isinstance(found, Document) else None,
                reason=None if isinstance(found, Document) else found,
            )


@dataclass
class FakeEvaluator:
    """Gives the level that the last word of a document says, on every criterion."""

    provenance: Provenance = PROVENANCE
    cannot_see: tuple[str, ...] = ("Whether it is true.", "Depth.")
    asks_model: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.provenance.name, self.provenance.version)

    def assess(
        self,
        document: Document,
        rubric: Rubric,
        *,
        name: str = "",  # noqa: ARG002  # the port
        meter: Meter = unmetered,  # noqa: ARG002  # the port
    ) -> Assessment:
        last = document.text.split()[-1]
        level = int(last) if last.isdecimal() and 1 <= int(last) <= 4 else None
        return Assessment(
            document_sha256=document.sha256,
            rubric_hash=rubric.hash,
            provenance=self.provenance,
            readings=tuple(make_reading(c.key, level) for c in rubric.criteria),
            patterns=(),
            buzzword_share=None,
        )


@dataclass
class FakeJobs:
    """Matches by the share that the first line of a document says."""

    review_: JobReview = field(default_factory=make_review)
    asks_model: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        return ("fake jobs",)

    def review(
        self,
        document: Document,  # noqa: ARG002  # the port
        rubric: Rubric,  # noqa: ARG002  # the port
        required: Required,  # noqa: ARG002  # the port
    ) -> JobReview:
        return self.review_

    def requirements(
        self,
        document: Document,
        *,
        meter: Meter = unmetered,  # noqa: ARG002  # the port
    ) -> Required:
        return Required(requirements=tuple(make_requirement(line.text) for line in document.lines))

    def match(
        self,
        requirements: Sequence[Requirement],  # noqa: ARG002  # the port
        document: Document,
        *,
        name: str = "",  # noqa: ARG002  # the port
        meter: Meter = unmetered,  # noqa: ARG002  # the port
    ) -> RequirementMatch:
        first = document.lines[0].text
        return make_match(float(first) if first[0].isdecimal() else None, True)


@dataclass
class FakeRubrics:
    """Rubrics by name."""

    rubrics: dict[str, Rubric]
    problems: dict[str, list[RubricProblem]] = field(default_factory=dict)
    asked: list[Any] = field(default_factory=list)

    def names(self) -> list[str]:
        return sorted(self.rubrics)

    def load(self, name_or_path: str) -> Rubric:
        if name_or_path not in self.rubrics:
            raise NotFoundError(f"There is no rubric {name_or_path!r}.", "Name one.")
        return self.rubrics[name_or_path]

    def lint(self, name_or_path: str) -> Sequence[RubricProblem]:
        return self.problems.get(name_or_path, [])

    def diff(self, old: Rubric, new: Rubric) -> RubricDiff:
        return RubricDiff(
            old_hash=old.hash,
            new_hash=new.hash,
            added=(),
            dropped=(),
            reweighted=(),
            changed=(),
            header=(),
        )

    def affected(
        self,
        old: Rubric,  # noqa: ARG002  # the port
        new: Rubric,  # noqa: ARG002  # the port
        results: Sequence[GivenResult],
    ) -> Sequence[ResultChange]:
        self.asked += results
        return []

    def schema(self) -> str:
        return '{"title": "fake"}\n'


def make_deps(
    documents: dict[str, Document | Reason | BaseException] | None = None, **changes: Any
) -> Deps:
    deps = Deps(
        reader=FakeReader(documents or {}),
        evaluator=FakeEvaluator(),
        offline=FakeEvaluator(),
        jobs=FakeJobs(),
        offline_jobs=FakeJobs(),
        rubrics=FakeRubrics({"small": make_rubric()}),
        prompts=PromptFiles(),
        is_prose=lambda document: document.words > 2,
        default_rubric="small",
        file_bytes=1000,
    )
    return replace(deps, **changes)
