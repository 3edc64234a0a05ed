"""Job descriptions in Slack read by a model, and CVs held against them. Everybody is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.document import Document
from bot.domain.job import JobReview, Required, Requirement, RequirementMatch
from bot.domain.posting import MessageKind
from bot.domain.requisition import ApplicationState, Requisition
from bot.domain.rubric import Rubric
from bot.domain.spending import Purpose
from bot.domain.usage import Meter, unmetered
from bot.errors import ModelError, ModelOutcome, NotReadyError
from bot.services import reading_steps
from bot.services.assessing import ReadOffline, read_offline
from bot.services.compose_job import compose_job
from bot.services.deps import JobModel
from bot.services.job_descriptions import AddJob, add_job
from bot.services.messages import JobMessage
from bot.slack.builders.application import application
from bot.slack.builders.job import job
from bot.store import assessments, job_reviews, postings
from tests.integration.bot_services.fakes import MARCO, LineJobs, World, actor
from tests.integration.bot_services.intake_world import added, living, opened
from tests.integration.bot_services.model_world import (
    MODEL,
    SPENT,
    ModelEvaluator,
    with_model,
)

TEXT = "taught twelve people\nspeaks Latin well enough for a courtroom\n" + "care " * 12


@dataclass
class ModelJobs(LineJobs):
    """Says what the lines say; ends as ``ends`` say, one for each question."""

    asks_model: bool = True
    ends: list[ModelError | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def requirements(self, document: Document, *, meter: Meter = unmetered) -> Required:
        self._ask("job", meter)
        provenance = replace(ModelEvaluator().provenance, prompt="read_job/1 0a1b2c3d")
        found = super().requirements(document)
        return Required(requirements=found.requirements[:2], provenance=provenance, lost=3)

    def review(self, document: Document, rubric: Rubric, required: Required) -> JobReview:
        return replace(super().review(document, rubric, required), required=required)

    def match(
        self,
        requirements: Sequence[Requirement],
        document: Document,
        *,
        name: str = "",
        meter: Meter = unmetered,
    ) -> RequirementMatch:
        self._ask(f"match for {name}", meter)
        provenance = ModelEvaluator().provenance
        found = super().match(requirements, document)
        first, *others = found.readings
        readings = (replace(first, differs=True), *others)
        return replace(found, readings=readings, provenance=provenance)

    def _ask(self, what: str, meter: Meter) -> None:
        self.asked.append(what)
        end = self.ends.pop(0) if self.ends else None
        if end is not None:
            raise end
        meter(SPENT)


@dataclass
class Account:
    """Writes down what questions were for."""

    purposes: list[tuple[Purpose, bool, bool]] = field(default_factory=list)

    def check(self) -> None:
        """Let every question be asked."""

    def meter(
        self,
        purpose: Purpose,
        *,
        document_sha256: str,
        application_id: str | None = None,
        requisition_id: str | None = None,
    ) -> Meter:
        assert document_sha256
        whose = application_id is not None, requisition_id is not None
        return lambda _: self.purposes.append((purpose, *whose))


class NoResults:
    """The bot keeps its results itself."""

    def required(self, key: str) -> None:
        raise AssertionError(key)

    def keep_required(self, key: str, required: Required, sha256: str) -> Required:
        raise AssertionError(key, required, sha256)

    def match(self, key: str) -> None:
        raise AssertionError(key)

    def keep_match(self, key: str, match: RequirementMatch, sha256: str) -> RequirementMatch:
        raise AssertionError(key, match, sha256)


@pytest.fixture
def requisition(world: World) -> Requisition:
    return opened(world)


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def jobs(world: World, account: Account) -> ModelJobs:
    with_model(world)
    jobs = ModelJobs()
    model = JobModel(results=NoResults(), spending=account, may_stand_in=True)
    world.deps = replace(
        world.deps,
        reading=replace(world.deps.reading, jobs=jobs, offline_jobs=LineJobs(), job_model=model),
    )
    return jobs


def add(world: World, requisition: Requisition, event_key: str = "job") -> str:
    request = AddJob(
        actor=actor(MARCO),
        event_key=event_key,
        requisition_id=requisition.id,
        file_id="",
        pasted_text=TEXT,
    )
    return add_job(request, world.deps).document_id


def seconds_left(world: World, id_: str, *, is_job: bool = False) -> float | None:
    """Work once as the job does; return the seconds after which it is to go on, if any."""
    work = reading_steps.review_job if is_job else reading_steps.read_cv
    try:
        work(id_, world.deps)
    except NotReadyError as error:
        return error.retry_after
    return None


def shown(world: World, document_id: str) -> JobMessage:
    with world.deps.database.read() as tx:
        posting = postings.find(tx, MessageKind.JOB, document_id)
        assert posting is not None
        message = compose_job(tx, posting, world.deps)
    assert message is not None
    return message


def match_of(world: World, id_: str) -> RequirementMatch:
    with world.deps.database.read() as tx:
        stored = assessments.get(tx, id_)
    assert stored is not None
    assert stored[1] is not None
    return stored[1]


def cv(world: World, requisition: Requisition, event_key: str = "add") -> str:
    id_ = added(world, requisition, event_key=event_key).application_id
    assert id_ is not None
    return id_


def test_a_job_is_asked_about_once_and_every_cv_held_against_what_was_said(
    world: World, requisition: Requisition, jobs: ModelJobs, account: Account
) -> None:
    document_id = add(world, requisition)
    assert seconds_left(world, document_id, is_job=True) is None
    again = add(world, requisition, "the same text")
    reading_steps.review_job(again, world.deps)
    first, second = cv(world, requisition), cv(world, requisition, "once more")
    for id_ in (first, second):
        assert seconds_left(world, id_) is None

    # The same text is asked about once, a job description as well as a CV with its name.
    assert jobs.asked == ["job", "match for Amara Nwosu"]
    assert account.purposes == [
        (Purpose.REVIEW_JOB, False, True),
        (Purpose.MATCH, True, True),
    ]
    result = living(world, first).result
    assert result is not None
    assert (result.met, result.asked) == (1, 2)
    assert match_of(world, second) == match_of(world, first)
    assert match_of(world, first).provenance.model == MODEL


@pytest.mark.usefixtures("jobs")
def test_a_review_says_who_read_and_what_was_made_up(
    world: World, requisition: Requisition
) -> None:
    document_id = add(world, requisition)
    reading_steps.review_job(document_id, world.deps)

    message = shown(world, document_id)

    assert message.read_by is not None
    assert (message.read_by.model, message.read_by.prompt) == (MODEL, "read_job/1 0a1b2c3d")
    assert (message.lost, message.stands_in, message.waits) == (3, None, None)
    words = str(job(message).blocks)
    assert "3 requirements that the model named: not found in the text" in words
    assert MODEL in words


def test_a_model_that_is_away_is_waited_for_and_cvs_wait_as_long(
    world: World, requisition: Requisition, jobs: ModelJobs
) -> None:
    in_a_minute = world.clock() + timedelta(minutes=1)
    jobs.ends.append(ModelError(ModelOutcome.OUTAGE, in_a_minute))
    document_id = add(world, requisition)

    assert seconds_left(world, document_id, is_job=True) == 60
    message = shown(world, document_id)
    assert message.is_reading
    assert message.waits is not None
    assert message.waits.problem == "The language model cannot be reached."
    assert "Waiting for the language model" in str(job(message).blocks)
    # What is begun too early, by a restart for one, asks nobody; and a CV waits as long.
    assert seconds_left(world, document_id, is_job=True) == 60
    id_ = cv(world, requisition)
    assert seconds_left(world, id_) == 60
    assert jobs.asked == ["job"]

    world.clock.tick(60)
    assert seconds_left(world, document_id, is_job=True) is None
    assert seconds_left(world, id_) is None
    assert (shown(world, document_id).waits, jobs.asked[1]) == (None, "job")
    assert match_of(world, id_).provenance.model == MODEL


def test_other_ends_have_the_rules_stand_in_and_both_messages_say_so(
    world: World, requisition: Requisition, jobs: ModelJobs
) -> None:
    jobs.ends += [ModelError(ModelOutcome.REFUSED), None]
    document_id = add(world, requisition)
    reading_steps.review_job(document_id, world.deps)
    id_ = cv(world, requisition)
    assert seconds_left(world, id_) is None

    message = shown(world, document_id)
    assert message.stands_in is not None
    assert "declined" in message.stands_in.problem
    assert "Requirements read by rule in place of the language model" in str(job(message).blocks)
    # The model read the CV; only what the rules held it against is theirs.
    assert match_of(world, id_).stands_in is ModelOutcome.REFUSED
    result = living(world, id_).result
    assert result is not None
    assert (result.stands_in, result.opposite) == (None, 1)
    assert result.job_stands_in is not None
    words = str(application(living(world, id_)).blocks)
    assert "Job description or match read by rule in place of the language model" in words
    assert "requirements of the job met (two readings differ on 1)" in words
    # A stand-in is no result: with the same text the model is asked again.
    other = add(world, requisition, "again")
    reading_steps.review_job(other, world.deps)
    assert shown(world, other).stands_in is None


def test_what_was_read_is_not_paid_for_twice_when_the_match_waits(
    world: World, requisition: Requisition, jobs: ModelJobs
) -> None:
    reading_steps.review_job(add(world, requisition), world.deps)
    in_a_minute = world.clock() + timedelta(minutes=1)
    jobs.ends.append(ModelError(ModelOutcome.LIMITED, in_a_minute))
    evaluator = world.deps.reading.evaluator
    assert isinstance(evaluator, ModelEvaluator)
    id_ = cv(world, requisition)

    assert seconds_left(world, id_) == 60
    waiting = living(world, id_)
    assert (waiting.state, waiting.result) == (ApplicationState.READING, None)
    assert waiting.waits is not None
    world.clock.tick(60)
    assert seconds_left(world, id_) is None

    assert evaluator.names == ["Amara Nwosu"]  # asked about the levels once
    assert jobs.asked == ["job", "match for Amara Nwosu", "match for Amara Nwosu"]


def test_reading_offline_leaves_levels_that_the_model_gave(
    world: World, requisition: Requisition, jobs: ModelJobs
) -> None:
    reading_steps.review_job(add(world, requisition), world.deps)
    jobs.ends.append(ModelError(ModelOutcome.OUTAGE))
    id_ = cv(world, requisition)
    assert seconds_left(world, id_) is not None

    read_offline(ReadOffline(actor=actor(), event_key="now", application_id=id_), world.deps)

    result = living(world, id_).result
    assert result is not None
    assert (result.read_by.model, result.stands_in) == (MODEL, None)
    assert match_of(world, id_).stands_in is ModelOutcome.OUTAGE


def test_a_match_that_ends_for_good_is_made_by_rule_beside_the_models_levels(
    world: World, requisition: Requisition, jobs: ModelJobs
) -> None:
    reading_steps.review_job(add(world, requisition), world.deps)
    jobs.ends.append(ModelError(ModelOutcome.FILTERED))
    id_ = cv(world, requisition)
    assert seconds_left(world, id_) is None

    found = match_of(world, id_)
    assert (found.stands_in, found.provenance.name) == (ModelOutcome.FILTERED, "rules")
    # A stand-in is no result: another candidate with the same text asks the model.
    assert seconds_left(world, cv(world, requisition, "other")) is None
    assert jobs.asked.count("match for Amara Nwosu") == 2


def test_a_review_that_ended_meanwhile_waits_for_nothing(
    world: World, requisition: Requisition, jobs: ModelJobs
) -> None:
    document_id = add(world, requisition)
    reading_steps.review_job(document_id, world.deps)

    with world.deps.database.write() as tx:
        assert not job_reviews.wait(tx, document_id, ModelOutcome.OUTAGE, world.clock())
        assert job_reviews.waits_until(tx, requisition.id) is None
    assert seconds_left(world, document_id, is_job=True) is None
    assert jobs.asked == ["job"]
