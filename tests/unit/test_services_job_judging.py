"""Job descriptions and CVs against them: asked once, kept, and by rule where no model answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.document import Document
from bot.domain.job import Required, Requirement, RequirementMatch
from bot.domain.spending import Purpose
from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import ModelError, ModelOutcome
from bot.services.deps import Deps, JobModel
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.job_judging import matched, required, reviewed
from bot.services.job_review import ReviewRequest, review_jobs
from tests.unit.cli_fakes import (
    FakeJobs,
    make_deps,
    make_document,
    make_match,
    make_requirement,
    make_rubric,
    make_source,
)

JOB = make_document("Python", "Kindness to all people")
CV = make_document("0.5", "Built it in Python")


@dataclass
class ModelJobs(FakeJobs):
    """A model that answers, or comes to an end."""

    asks_model: bool = True
    end: ModelOutcome | None = None
    asked: list[str] = field(default_factory=list)

    def requirements(self, document: Document, *, meter: Meter = unmetered) -> Required:
        self._ask("requirements", meter)
        return replace(super().requirements(document), lost=1)

    def match(
        self,
        requirements: Sequence[Requirement],
        document: Document,  # noqa: ARG002  # the port
        *,
        name: str = "",
        meter: Meter = unmetered,
    ) -> RequirementMatch:
        self._ask(f"match {len(requirements)} {name}", meter)
        return make_match(0.75, True)

    def _ask(self, what: str, meter: Meter) -> None:
        self.asked.append(what)
        meter(Spent(model="m", tier="", usage=Usage(calls=1)))
        if self.end is not None:
            raise ModelError(self.end)


@dataclass
class Memory:
    """Results and costs."""

    kept: dict[str, Required | RequirementMatch] = field(default_factory=dict)
    spent: list[tuple[Purpose, str]] = field(default_factory=list)
    is_capped: bool = False

    def required(self, key: str) -> Required | None:
        found = self.kept.get(key)
        return found if isinstance(found, Required) else None

    def keep_required(self, key: str, required: Required, sha256: str) -> Required:
        assert sha256 == JOB.sha256
        self.kept[key] = required
        return required

    def match(self, key: str) -> RequirementMatch | None:
        found = self.kept.get(key)
        return found if isinstance(found, RequirementMatch) else None

    def keep_match(self, key: str, match: RequirementMatch, sha256: str) -> RequirementMatch:
        assert sha256 == CV.sha256
        self.kept[key] = match
        return match

    def check(self) -> None:
        if self.is_capped:
            raise ModelError(ModelOutcome.CAPPED)

    def meter(
        self,
        purpose: Purpose,
        *,
        document_sha256: str,
        application_id: str | None = None,  # noqa: ARG002  # the port
        requisition_id: str | None = None,  # noqa: ARG002  # the port
    ) -> Meter:
        return lambda _: self.spent.append((purpose, document_sha256))


def asking(jobs: ModelJobs, memory: Memory | None = None, *, may_stand_in: bool = True) -> Deps:
    memory = memory or Memory()
    model = JobModel(results=memory, spending=memory, may_stand_in=may_stand_in)
    return make_deps({"jd": JOB, "a.pdf": CV}, jobs=jobs, job_model=model)


def test_the_same_question_is_asked_once_and_costs_once() -> None:
    jobs, memory = ModelJobs(), Memory()
    deps = asking(jobs, memory)

    asked = [required(JOB, deps) for _ in range(3)]
    found = [matched(asked[0], CV, deps, name=name) for name in ("", "", "Mira")]
    reviewed(JOB, make_rubric(), deps)  # of what is kept

    assert asked[0].lost == 1
    assert asked == [asked[0]] * 3
    assert found == [make_match(0.75, True)] * 3
    assert jobs.asked == ["requirements", "match 2 ", "match 2 Mira"]
    purposes = [purpose for purpose, _ in memory.spent]
    assert purposes == [Purpose.REVIEW_JOB, Purpose.MATCH, Purpose.MATCH]


def test_other_words_other_requirements_and_another_reader_are_other_questions() -> None:
    jobs, memory = ModelJobs(), Memory()
    deps = asking(jobs, memory)
    one, two = (Required(requirements=(make_requirement(text),)) for text in ("Go", "Rust"))

    for asked, cv in ((one, CV), (two, CV), (one, replace(CV, lines=CV.lines[1:]))):
        matched(asked, cv, deps)

    assert len(jobs.asked) == 3


@pytest.mark.parametrize("end", [ModelOutcome.OUTAGE, ModelOutcome.REFUSED])
def test_the_rules_stand_in_and_say_so_and_are_not_kept(end: ModelOutcome) -> None:
    jobs, memory = ModelJobs(end=end), Memory()
    deps = asking(jobs, memory)

    asked = required(JOB, deps)
    found = matched(asked, CV, deps)

    assert (asked.stands_in, found.stands_in) == (end, end)
    assert [r.text for r in asked.requirements] == [line.text for line in JOB.lines]
    assert found.match == 0.5  # as the rules of the fake say
    assert memory.kept == {}
    assert len(memory.spent) == 2  # what leads to no answer costs too


def test_a_match_by_model_says_that_the_job_description_was_read_by_rule() -> None:
    asked = Required(requirements=(make_requirement(),), stands_in=ModelOutcome.FILTERED)
    memory = Memory()

    found = matched(asked, CV, asking(ModelJobs(), memory))

    assert (found.match, found.stands_in) == (0.75, ModelOutcome.FILTERED)
    assert [kept.stands_in for kept in memory.kept.values()] == [None]  # it is the job's end


def test_an_empty_budget_asks_nobody() -> None:
    jobs = ModelJobs()

    asked = required(JOB, asking(jobs, Memory(is_capped=True)))

    assert (jobs.asked, asked.stands_in) == ([], ModelOutcome.CAPPED)


def test_where_no_rule_may_stand_in_there_is_a_named_end() -> None:
    deps = asking(ModelJobs(end=ModelOutcome.REFUSED), may_stand_in=False)

    with pytest.raises(ModelError):
        evaluate(EvaluateRequest(sources=[make_source()], job=make_source("jd")), deps)
    (report,) = review_jobs(ReviewRequest(sources=[make_source("jd")]), deps)
    with pytest.raises(ModelError):
        matched(Required(requirements=()), CV, deps)

    assert (report.review, report.unanswered) == (None, ModelOutcome.REFUSED)


def test_without_a_model_nothing_is_asked_or_kept() -> None:
    deps = make_deps({"jd": JOB, "a.pdf": CV})

    (evaluation,) = evaluate(EvaluateRequest(sources=[make_source()], job=make_source("jd")), deps)

    assert evaluation.match == make_match(0.5, True)
