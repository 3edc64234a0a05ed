"""One CV: from its file to its result, whatever happens on the way. Every person is invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.assessment import Provenance
from bot.domain.document import Document, DocumentKind
from bot.domain.posting import MessageKind
from bot.domain.requisition import (
    ApplicationState,
    Requisition,
    Step,
    StoredDocument,
    UploadKind,
)
from bot.errors import (
    ConflictError,
    DownloadError,
    NotAllowedError,
    NotReadyError,
    Reason,
    UsageError,
)
from bot.services import reading_steps
from bot.services.again import ReadAgain, read_again
from bot.services.bot_deps import Job
from bot.services.requisitions import SetOpen, close_requisition
from bot.services.stopping import StopReading, stop_reading
from bot.store import assessments, documents, forgetting, job_reviews, requisitions
from tests.integration.bot_services.fakes import (
    PIA,
    RHEA,
    LineEvaluator,
    World,
    actor,
    make_text,
)
from tests.integration.bot_services.intake_world import (
    CV,
    added,
    application,
    living,
    opened,
    run_jobs,
    wanted,
)
from tests.unit.cli_fakes import make_review


@pytest.fixture
def requisition(world: World) -> Requisition:
    return opened(world)


def one_file(world: World, requisition: Requisition, text: str = CV) -> str:
    file_id = world.slack.share("F1", text)
    id_ = added(world, requisition, file_ids=(file_id,)).application_id
    assert id_ is not None
    return id_


def test_a_shared_cv_is_fetched_read_and_assessed(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)

    run_jobs(world)

    assert application(world, id_).state is ApplicationState.READ
    # eight criteria in messages of three: parts 0, 1 and 2
    levels = [(MessageKind.LEVELS, part) for part in range(3)]
    assert wanted(world, id_) == [(MessageKind.APPLICATION, 0), *levels]
    with world.deps.database.read() as tx:
        stored = assessments.get(tx, id_)
    assert stored is not None
    assert stored[0].levels["models"] == 4
    assert stored[1] is None


def test_bytes_are_dropped_once_the_text_is_kept(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)

    run_jobs(world)

    document_id = application(world, id_).document_id
    with world.deps.database.read() as tx:
        assert documents.data(tx, document_id) is None
        text = documents.text(tx, document_id)
    assert text is not None
    assert text.lines[1].text.startswith("craft 3")


def test_every_step_shows_itself(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)
    seen = [living(world, id_).step]

    for step in (reading_steps.fetch, reading_steps.read):
        assert step(id_, world.deps)
        seen.append(living(world, id_).step)

    assert seen == [None, Step.READ, Step.ASSESS]


def test_every_step_done_twice_is_done_once(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)

    for step in (reading_steps.fetch, reading_steps.read, reading_steps.assess):
        step(id_, world.deps)
        step(id_, world.deps)
        if step is not reading_steps.assess:
            reading_steps.fetch(id_, world.deps)

    assert world.slack.downloads == ["F1"]
    assert world.reader.reads == 1
    assert len(world.evaluator.assessed) == 1
    assert len(wanted(world, id_)) == 4
    # a workflow that begins again after the end finds nothing to do
    assert not reading_steps.fetch(id_, world.deps)
    assert not reading_steps.read(id_, world.deps)


def test_the_time_of_the_steps_adds_up_without_the_time_between(
    world: World, requisition: Requisition
) -> None:
    id_ = one_file(world, requisition)

    class SlowReader:
        def read(self, sources):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            world.clock.tick(1.5)
            return world.reader.read(sources)

    deps = replace(world.deps, reading=replace(world.deps.reading, reader=SlowReader()))
    reading_steps.fetch(id_, deps)
    world.clock.tick(600)
    reading_steps.read(id_, deps)
    world.clock.tick(600)
    reading_steps.assess(id_, deps)

    # only the reader took time: 1.5 s
    assert living(world, id_).seconds == 1.5


def test_the_same_text_gets_the_stored_result(world: World, requisition: Requisition) -> None:
    first = one_file(world, requisition)
    run_jobs(world)
    second = added(world, requisition, event_key="again").application_id
    run_jobs(world)

    # pasted and shared text are equal line by line, and so is the result
    assert len(world.evaluator.assessed) == 1
    with world.deps.database.read() as tx:
        results = [assessments.get(tx, id_) for id_ in (first, second) if id_]
    assert results[0] == results[1]
    assert living(world, second).same_as == "A-1"


def test_a_newer_evaluator_reads_anew(world: World, requisition: Requisition) -> None:
    one_file(world, requisition)
    run_jobs(world)
    newer = LineEvaluator(provenance=Provenance(name="lines", version="2", model=None))
    world.deps = replace(world.deps, reading=replace(world.deps.reading, evaluator=newer))
    added(world, requisition, event_key="again")
    run_jobs(world)

    assert len(newer.assessed) == 1


JOB = "ee" * 16


def add_job_document(world: World, requisition: Requisition) -> None:
    """Keep the file of a job description, before it is read."""
    stored = StoredDocument(
        id=JOB,
        team_id=requisition.team_id,
        kind=DocumentKind.JOB_DESCRIPTION,
        upload=UploadKind.PASTED,
        file_id="",
        name="",
        sha256="",
        size=0,
    )
    with world.deps.database.write() as tx:
        documents.add(tx, stored, None)


def keep_job_text(world: World, requisition: Requisition) -> None:
    """Have it read: it asks for two things."""
    job = make_text("taught twelve people\nspeaks Latin", kind=DocumentKind.JOB_DESCRIPTION)
    with world.deps.database.write() as tx:
        documents.keep_text(tx, JOB, job)
        required = world.deps.reading.jobs.requirements(job)
        review = make_review(required=required)
        rubric_hash, now = requisition.rubric_hash, world.deps.now()
        job_reviews.put(tx, JOB, requisition.id, review, None, (), rubric_hash, RHEA, now)
        requisitions.replace(tx, replace(requisition, job_document_id=JOB))


def test_a_cv_is_held_against_the_job_description(world: World, requisition: Requisition) -> None:
    add_job_document(world, requisition)
    keep_job_text(world, requisition)
    id_ = one_file(world, requisition)
    run_jobs(world)

    result = living(world, id_).result
    assert result is not None
    # of two lines asked for, the CV holds the first
    assert (result.met, result.asked) == (1, 2)


def test_a_cv_waits_for_the_job_description_that_is_being_read(
    world: World, requisition: Requisition
) -> None:
    add_job_document(world, requisition)
    now, rubric_hash = world.deps.now(), requisition.rubric_hash
    with world.deps.database.write() as tx:
        job_reviews.begin(tx, JOB, requisition.id, RHEA, rubric_hash, now)
    id_ = one_file(world, requisition)
    with pytest.raises(NotReadyError):
        reading_steps.read_cv(id_, world.deps)
    assert living(world, id_).step is Step.ASSESS  # what was done so far is kept

    keep_job_text(world, requisition)
    reading_steps.read_cv(id_, world.deps)

    result = living(world, id_).result
    assert result is not None
    assert result.asked == 2
    assert world.reader.reads == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("!scanned", Reason.SCANNED),
        ("!encrypted", Reason.ENCRYPTED),
        ("two words", Reason.NOT_A_CV),
    ],
)
def test_what_cannot_be_read_is_a_state_with_its_reason(
    world: World, requisition: Requisition, text: str, reason: Reason
) -> None:
    id_ = one_file(world, requisition, text)

    run_jobs(world)

    found = application(world, id_)
    assert (found.state, found.reason) == (ApplicationState.UNREADABLE, reason)
    assert living(world, id_).problem
    assert world.evaluator.assessed == []
    with world.deps.database.read() as tx:
        assert documents.data(tx, found.document_id) is None


def test_a_pasted_text_that_cannot_be_read_is_not_lost(
    world: World, requisition: Requisition
) -> None:
    deps = replace(world.deps.reading, is_prose=lambda _: False)
    world.deps = replace(world.deps, reading=deps)
    id_ = added(world, requisition).application_id
    run_jobs(world)

    with world.deps.database.read() as tx:
        assert documents.data(tx, application(world, id_).document_id) == CV.encode()


def test_a_file_that_is_gone_fails_with_what_to_do(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)
    world.slack.contents["F1"] = DownloadError("It was deleted.", "Share it.", is_final=True)

    run_jobs(world)

    message = living(world, id_)
    assert message.state is ApplicationState.FAILED
    assert (message.problem, message.fix) == ("It was deleted.", "Share it.")


def test_a_download_that_may_come_is_tried_again(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)
    world.slack.contents["F1"] = DownloadError("Not now.", "Wait.", is_final=False)

    with pytest.raises(DownloadError):
        reading_steps.fetch(id_, world.deps)

    assert application(world, id_).state is ApplicationState.READING
    world.slack.contents["F1"] = CV.encode()
    run_jobs(world)
    assert application(world, id_).state is ApplicationState.READ


def test_a_result_is_never_turned_into_a_failure(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)
    run_jobs(world)

    reading_steps.fail(id_, "Broken.", "Try again.", world.deps)
    reading_steps.fail("00" * 16, "Broken.", "Try again.", world.deps)

    assert application(world, id_).state is ApplicationState.READ


def test_bytes_that_are_lost_are_said_to_be_lost(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)
    reading_steps.fetch(id_, world.deps)
    with world.deps.database.write() as tx:
        documents.drop_data(tx, application(world, id_).document_id)

    assert not reading_steps.read(id_, world.deps)
    assert "no longer here" in application(world, id_).problem


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_reading_that_was_stopped_goes_no_further(
    world: World, requisition: Requisition, steps: int
) -> None:
    id_ = one_file(world, requisition)
    for step in (reading_steps.fetch, reading_steps.read)[:steps]:
        step(id_, world.deps)

    stopped = stop_reading(
        StopReading(actor=actor(), event_key="stop", application_id=id_), world.deps
    )
    run_jobs(world)
    reading_steps.assess(id_, world.deps)

    assert stopped.applications == 1
    assert application(world, id_).state is ApplicationState.STOPPED
    assert world.evaluator.assessed == []
    assert living(world, id_).result is None


def test_what_is_stopped_during_a_step_stays_stopped(
    world: World, requisition: Requisition
) -> None:
    id_ = one_file(world, requisition)
    request = StopReading(actor=actor(), event_key="stop", application_id=id_)

    class Stopping:
        """Stops while the document is being read, and while it is being fetched."""

        def read(self, sources):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            stop_reading(request, world.deps)
            return world.reader.read(sources)

    deps = replace(world.deps, reading=replace(world.deps.reading, reader=Stopping()))
    assert reading_steps.fetch(id_, deps)
    assert not reading_steps.read(id_, deps)

    with world.deps.database.read() as tx:
        assert documents.text(tx, application(world, id_).document_id) is None
    assert application(world, id_).state is ApplicationState.STOPPED


def test_a_file_that_comes_after_the_stop_is_not_kept(
    world: World, requisition: Requisition
) -> None:
    id_ = one_file(world, requisition)
    slack = world.slack

    class Stopping(type(slack)):  # type: ignore[misc]  # the same Slack, with a person who stops
        def download(self, file_id: str, limit: int) -> bytes:
            request = StopReading(actor=actor(), event_key="stop", application_id=id_)
            stop_reading(request, world.deps)
            return slack.download(file_id, limit)

    assert not reading_steps.fetch(id_, replace(world.deps, slack=Stopping()))
    with world.deps.database.read() as tx:
        assert documents.data(tx, application(world, id_).document_id) is None


def test_a_stop_repeated_has_one_effect_and_a_late_one_says_so(
    world: World, requisition: Requisition
) -> None:
    id_ = one_file(world, requisition)
    request = StopReading(actor=actor(), event_key="stop", application_id=id_)

    assert not stop_reading(request, world.deps).is_repeat
    assert stop_reading(request, world.deps).is_repeat
    with pytest.raises(ConflictError, match="no longer being read"):
        stop_reading(replace(request, event_key="stop again"), world.deps)


def test_who_added_a_cv_may_stop_it_and_a_stranger_to_it_may_not(
    world: World, requisition: Requisition
) -> None:
    id_ = one_file(world, requisition)
    request = StopReading(actor=actor(PIA), event_key="stop", application_id=id_)

    with pytest.raises(NotAllowedError, match="stop this reading") as refused:
        stop_reading(request, world.deps)

    assert "the hiring manager" in refused.value.fix
    assert stop_reading(replace(request, actor=actor(RHEA)), world.deps).applications == 1


@pytest.mark.parametrize("ids", [("", ""), ("aa", "bb")])
def test_what_to_stop_must_be_clear(world: World, ids: tuple[str, str]) -> None:
    request = StopReading(actor=actor(), event_key="stop", application_id=ids[0], batch_id=ids[1])

    with pytest.raises(UsageError):
        stop_reading(request, world.deps)


def test_a_failed_reading_can_be_done_again(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)
    good = world.slack.contents.pop("F1")
    run_jobs(world)
    world.slack.contents["F1"] = good
    world.clock.tick(60)
    request = ReadAgain(actor=actor(), event_key="again", application_id=id_)

    begun = read_again(request, world.deps)
    read_again(request, world.deps)

    assert (begun.state, begun.problem) == (ApplicationState.WAITING, "")
    assert world.queue.of(Job.READ_APPLICATION) == [id_]
    run_jobs(world)
    assert application(world, id_).state is ApplicationState.READ


def test_a_text_that_was_too_thin_is_not_assessed_when_it_is_read_again(
    world: World, requisition: Requisition
) -> None:
    def never(_: Document) -> bool:
        return False

    def always(_: Document) -> bool:
        return True

    reading = world.deps.reading
    world.deps = replace(world.deps, reading=replace(reading, is_prose=never))
    id_ = added(world, requisition).application_id
    assert id_ is not None
    run_jobs(world)

    for words, state in ((False, ApplicationState.UNREADABLE), (True, ApplicationState.READ)):
        now_prose = replace(reading, is_prose=always if words else never)
        world.deps = replace(world.deps, reading=now_prose)
        request = ReadAgain(actor=actor(), event_key=f"again {words}", application_id=id_)
        read_again(request, world.deps)
        run_jobs(world)
        assert application(world, id_).state is state


def test_what_was_forgotten_is_read_no_further(world: World, requisition: Requisition) -> None:
    id_ = one_file(world, requisition)
    reading_steps.fetch(id_, world.deps)
    with world.deps.database.write() as tx:
        forgetting.erase(tx, [id_], world.clock(), RHEA)

    assert not reading_steps.fetch(id_, world.deps)
    assert not reading_steps.read(id_, world.deps)
    reading_steps.assess(id_, world.deps)
    reading_steps.fail(id_, "Broken.", "Try again.", world.deps)

    assert world.evaluator.assessed == []


def test_closing_a_requisition_does_not_stop_what_is_being_read(
    world: World, requisition: Requisition
) -> None:
    id_ = one_file(world, requisition)
    close_requisition(
        SetOpen(actor=actor(), event_key="close", requisition_id=requisition.id), world.deps
    )
    run_jobs(world)

    assert application(world, id_).state is ApplicationState.READ


@pytest.mark.parametrize("text", [CV, "!scanned"])
def test_nothing_of_a_candidate_is_logged_or_enqueued(
    world: World, requisition: Requisition, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    world.slack.share("F1", text, name="amara_nwosu.pdf")
    added(world, requisition, file_ids=("F1",))
    enqueued = list(world.queue.jobs)
    run_jobs(world)

    told = f"{caplog.text}{enqueued}".lower()
    assert "amara" not in told
    assert "nwosu" not in told
