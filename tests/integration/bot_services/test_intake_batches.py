"""Several CVs at once: one run, each read by itself, ended once. Every person is invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.posting import MessageKind
from bot.domain.requisition import ApplicationState, Batch, BatchState, Requisition
from bot.errors import (
    BotError,
    ConflictError,
    DownloadError,
    NotAllowedError,
    NotFoundError,
    RateLimitedError,
    UnsureError,
)
from bot.services import batch_steps, reading_steps
from bot.services.adding import application_id_of
from bot.services.again import ReadAgain, read_again
from bot.services.bot_deps import Job
from bot.services.claims import Delivered, Pace
from bot.services.delivery import deliver_one
from bot.services.intake import start_batch
from bot.services.messages import NoteMessage, RankingFile
from bot.services.opening import OpenApplication, Opened, open_application
from bot.services.stopping import StopReading, stop_reading
from bot.store import applications, batches, forgetting, postings
from tests.integration.bot_services.fakes import GUEST, PIA, REVIEW, RHEA, World, actor
from tests.integration.bot_services.intake_world import (
    CV,
    added,
    composed,
    living,
    opened,
    run_jobs,
    run_message,
    run_reading,
    wanted,
)

FILES = ("F1", "F2", "F3")
RUN = [(MessageKind.BATCH, 0), (MessageKind.RANKING, 0)]


@pytest.fixture
def requisition(world: World) -> Requisition:
    for number, file_id in enumerate(FILES, 1):
        world.slack.share(file_id, CV.replace("craft 3", f"craft {number}"))
    return opened(world)


def run(world: World, requisition: Requisition, *file_ids: str) -> str:
    """Start a run over files; its job is enqueued."""
    batch_id = added(world, requisition, file_ids=file_ids or FILES, name="").batch_id
    assert batch_id is not None
    return batch_id


def of_batch(world: World, batch_id: str) -> dict[str, ApplicationState]:
    with world.deps.database.read() as tx:
        return {a.label: a.state for a in applications.of_batch(tx, batch_id)}


def test_a_run_adds_each_file_once_and_ends_with_the_last(
    world: World, requisition: Requisition
) -> None:
    batch_id = run(world, requisition)
    assert wanted(world, batch_id) == [(MessageKind.BATCH, 0)]

    run_jobs(world)

    assert of_batch(world, batch_id) == dict.fromkeys(("A-1", "A-2", "A-3"), ApplicationState.READ)
    assert wanted(world, batch_id) == RUN
    message = run_message(world, batch_id)
    assert (message.state, message.total, message.done) == (BatchState.DONE, 3, 3)
    # craft is at 1, 2 and 3; a band takes one level on one of eight criteria, so 2 and 3 tie
    assert [(line.label, line.band) for line in message.ranking] == [
        ("A-2", 1),
        ("A-3", 1),
        ("A-1", 2),
    ]
    assert message.criteria == 8
    assert message.read_by is not None
    assert isinstance(composed(world, MessageKind.RANKING, batch_id), RankingFile)


def test_a_run_done_again_adds_nothing(world: World, requisition: Requisition) -> None:
    batch_id = run(world, requisition)

    for _ in range(3):
        reading_steps.run_batch(batch_id, world.deps)

    assert len(world.queue.of(Job.READ_APPLICATION)) == 3
    assert list(of_batch(world, batch_id)) == ["A-1", "A-2", "A-3"]


def test_a_run_that_died_half_way_adds_what_is_missing(
    world: World, requisition: Requisition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_steps, "CHUNK", 2)
    slack, calls = world.slack, []

    class Silent(type(slack)):  # type: ignore[misc]  # Slack, which has enough at the third file
        def file(self, file_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
            calls.append(file_id)
            if len(calls) == 3:
                raise RateLimitedError(30)
            return slack.file(file_id)

    batch_id = run(world, requisition)
    with pytest.raises(RateLimitedError):
        reading_steps.run_batch(batch_id, replace(world.deps, slack=Silent()))
    assert list(of_batch(world, batch_id)) == ["A-1", "A-2"]

    reading_steps.run_batch(batch_id, world.deps)

    assert list(of_batch(world, batch_id)) == ["A-1", "A-2", "A-3"]
    assert len(world.queue.of(Job.READ_APPLICATION)) == 3


@pytest.mark.parametrize(
    "error", [UnsureError("timeout"), DownloadError("Not now.", "Wait.", is_final=False)]
)
def test_a_file_that_slack_says_nothing_about_is_added_and_fetched_later(
    world: World, requisition: Requisition, error: BotError
) -> None:
    slack = world.slack

    class Silent(type(slack)):  # type: ignore[misc]  # Slack, which does not describe files now
        def file(self, file_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN202, ARG002
            raise error

    batch_id = run(world, requisition)
    reading_steps.run_batch(batch_id, replace(world.deps, slack=Silent()))
    run_jobs(world)

    assert set(of_batch(world, batch_id).values()) == {ApplicationState.READ}


def test_a_run_is_not_over_while_a_file_is_still_to_be_added(
    world: World, requisition: Requisition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_steps, "CHUNK", 1)
    batch_id = run(world, requisition)
    first = application_id_of((batch_id, 0))
    slack = world.slack

    class Slow(type(slack)):  # type: ignore[misc]  # the first is read before the second is added
        def file(self, file_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
            if file_id == "F2":
                run_reading(world, first)
                assert run_message(world, batch_id).state is BatchState.RUNNING
            return slack.file(file_id)

    reading_steps.run_batch(batch_id, replace(world.deps, slack=Slow()))
    run_jobs(world)

    assert run_message(world, batch_id).state is BatchState.DONE


def test_a_result_of_a_run_is_shown_when_somebody_opens_it(
    world: World, requisition: Requisition
) -> None:
    batch_id = run(world, requisition)
    reading_steps.run_batch(batch_id, world.deps)
    first, second = (application_id_of((batch_id, index)) for index in (0, 1))
    run_reading(world, first)
    before = wanted(world, first)

    opened = [open_one(world, first, f"click {n}") for n in range(2)]
    waiting = open_one(world, second, "waiting")

    assert before == []
    assert living(world, first).state is ApplicationState.READ
    assert len(wanted(world, first)) == 4  # its message and 8 criteria, 3 a part
    assert [each.permalink for each in (*opened, waiting)] == ["", "", ""]
    assert len(wanted(world, second)) == 1
    pace = Pace(post_seconds=0, update_seconds=0)
    while deliver_one(world.deps, owner="test", pace=pace) is Delivered.SENT:
        pass
    assert open_one(world, first, "later").permalink.startswith("https://")


def test_only_those_who_may_see_it_open_it(world: World, requisition: Requisition) -> None:
    batch_id = run(world, requisition)
    run_jobs(world)

    for stranger in (PIA, GUEST):
        with pytest.raises(NotAllowedError):
            open_one(world, application_id_of((batch_id, 0)), "click", stranger)


def open_one(world: World, id_: str, click: str, user_id: str = RHEA) -> Opened:
    request = OpenApplication(
        actor=actor(user_id), event_key=f"{click} {id_} {user_id}", application_id=id_
    )
    return open_application(request, world.deps)


def test_progress_is_told_from_times_in_the_database(
    world: World, requisition: Requisition
) -> None:
    batch_id = run(world, requisition)
    before = run_message(world, batch_id)
    reading_steps.run_batch(batch_id, world.deps)
    for index in (0, 1):
        world.clock.tick(5)
        run_reading(world, application_id_of((batch_id, index)))

    message = run_message(world, batch_id)

    assert (before.total, before.done, before.per_minute) == (3, 0, None)
    # two in 10 s are 12 a minute, so the third takes another 5 s
    assert (message.total, message.done, message.per_minute) == (3, 2, 12.0)
    assert message.seconds_left == pytest.approx(5.0)
    assert message.ranking == ()


def test_what_cannot_be_read_counts_and_the_run_still_ends(
    world: World, requisition: Requisition
) -> None:
    world.slack.share("F2", "!scanned")
    del world.slack.files["F3"], world.slack.contents["F3"]
    world.slack.share("F4", CV)
    batch_id = run(world, requisition, "F1", "F2", "F4")
    del world.slack.files["F4"], world.slack.contents["F4"]  # deleted after it was shared

    run_jobs(world)

    message = run_message(world, batch_id)
    assert message.state is BatchState.DONE
    assert (message.done, message.unreadable, message.failed) == (2, 1, 1)
    assert len(message.ranking) == 3
    assert wanted(world, batch_id) == RUN


def test_a_run_without_any_result_shares_no_list(world: World, requisition: Requisition) -> None:
    world.slack.share("F1", "!scanned")
    world.slack.share("F2", "!empty")
    batch_id = run(world, requisition, "F1", "F2")
    run_jobs(world)

    message = run_message(world, batch_id)
    assert message.state is BatchState.DONE
    assert message.read_by is None
    assert message.per_minute is None
    assert wanted(world, batch_id) == [(MessageKind.BATCH, 0)]


def test_a_run_is_stopped_and_what_was_read_is_ranked(
    world: World, requisition: Requisition
) -> None:
    batch_id = run(world, requisition)
    reading_steps.run_batch(batch_id, world.deps)
    run_reading(world, application_id_of((batch_id, 0)))
    request = StopReading(actor=actor(), event_key="stop", batch_id=batch_id)

    stopped = stop_reading(request, world.deps)
    run_jobs(world)

    assert (stopped.applications, stopped.is_repeat) == (2, False)
    assert of_batch(world, batch_id) == {
        "A-1": ApplicationState.READ,
        "A-2": ApplicationState.STOPPED,
        "A-3": ApplicationState.STOPPED,
    }
    assert run_message(world, batch_id).state is BatchState.STOPPED
    assert wanted(world, batch_id) == RUN
    assert stop_reading(request, world.deps).is_repeat
    with pytest.raises(ConflictError, match="ended already"):
        stop_reading(replace(request, event_key="late"), world.deps)


def test_a_run_that_is_stopped_gets_no_more_applications(
    world: World, requisition: Requisition
) -> None:
    batch_id = run(world, requisition)
    stop_reading(StopReading(actor=actor(), event_key="stop", batch_id=batch_id), world.deps)

    run_jobs(world)

    assert of_batch(world, batch_id) == {}


def test_a_run_that_broke_ends_with_what_was_read_and_says_what_to_share_again(
    world: World, requisition: Requisition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_steps, "CHUNK", 2)
    slack = world.slack

    class Broken(type(slack)):  # type: ignore[misc]  # Slack, with a mistake of ours at the third
        def file(self, file_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
            return slack.file(file_id) if file_id != "F3" else 1 / 0

    batch_id = run(world, requisition)
    with pytest.raises(ZeroDivisionError):
        reading_steps.run_batch(batch_id, replace(world.deps, slack=Broken()))
    run_reading(world, application_id_of((batch_id, 0)))
    for _ in range(2):  # the step may be done again after a crash
        reading_steps.fail_batch(batch_id, "It broke (ref 12ab).", "Tell somebody.", world.deps)

    assert of_batch(world, batch_id) == {
        "A-1": ApplicationState.READ,
        "A-2": ApplicationState.STOPPED,
    }
    assert run_message(world, batch_id).state is BatchState.STOPPED
    pace = Pace(post_seconds=0, update_seconds=0)
    while deliver_one(world.deps, owner="test", pace=pace) is Delivered.SENT:
        pass
    (note,) = [m for m in world.slack.messages("D0RHEA") if isinstance(m, NoteMessage)]
    assert note.problem == "Reading several CVs ended early. It broke (ref 12ab)."
    assert "not in the list: 1 file." in note.fix


def test_others_may_not_stop_a_run(world: World, requisition: Requisition) -> None:
    batch_id = run(world, requisition)
    request = StopReading(actor=actor(PIA), event_key="stop", batch_id=batch_id)

    with pytest.raises(NotAllowedError):
        stop_reading(request, world.deps)
    with pytest.raises(NotFoundError):
        stop_reading(replace(request, actor=actor(RHEA), batch_id="00" * 16), world.deps)


def test_who_is_forgotten_is_not_added_again_and_holds_nothing_up(
    world: World, requisition: Requisition
) -> None:
    batch_id = run(world, requisition)
    reading_steps.run_batch(batch_id, world.deps)
    with world.deps.database.write() as tx:
        forgetting.erase(tx, [application_id_of((batch_id, 1))], world.clock(), RHEA)
    reading_steps.run_batch(batch_id, world.deps)
    run_jobs(world)

    assert list(of_batch(world, batch_id)) == ["A-1", "A-3"]
    assert run_message(world, batch_id).state is BatchState.DONE


def test_what_is_read_again_after_the_end_is_ranked_anew(
    world: World, requisition: Requisition
) -> None:
    content = world.slack.contents.pop("F3")
    batch_id = run(world, requisition)
    run_jobs(world)
    world.slack.contents["F3"] = content
    third = application_id_of((batch_id, 2))
    open_one(world, third, "open")

    world.clock.tick(60)
    read_again(ReadAgain(actor=actor(), event_key="again", application_id=third), world.deps)
    run_jobs(world)

    assert living(world, third).state is ApplicationState.READ
    with world.deps.database.read() as tx:
        ranking = postings.find(tx, MessageKind.RANKING, batch_id)
    assert ranking is not None
    assert ranking.wanted == 2


def test_stopping_a_run_shows_on_messages_of_what_is_read_again(
    world: World, requisition: Requisition
) -> None:
    content = world.slack.contents.pop("F1")
    batch_id = run(world, requisition)
    reading_steps.run_batch(batch_id, world.deps)
    first = application_id_of((batch_id, 0))
    run_reading(world, first)
    open_one(world, first, "open")
    world.slack.contents["F1"] = content
    read_again(ReadAgain(actor=actor(), event_key="again", application_id=first), world.deps)

    stop_reading(StopReading(actor=actor(), event_key="stop", batch_id=batch_id), world.deps)

    assert living(world, first).state is ApplicationState.STOPPED
    with world.deps.database.read() as tx:
        posting = postings.find(tx, MessageKind.APPLICATION, first)
    assert posting is not None
    assert posting.wanted == 3  # failed, in line again, stopped


def test_a_run_over_more_files_than_a_form_takes_is_added_in_chunks(
    world: World, requisition: Requisition
) -> None:
    file_ids = [world.slack.share(f"G{n}", "!scanned") for n in range(batch_steps.CHUNK + 1)]
    batch = Batch(
        id="bb" * 16,
        requisition_id=requisition.id,
        started_by=RHEA,
        started_at=world.clock(),
        finished_at=None,
        state=BatchState.RUNNING,
        is_blind=True,
    )
    with world.deps.database.write() as tx:
        start_batch(tx, batch, file_ids, REVIEW, world.deps)
    reading_steps.run_batch(batch.id, world.deps)

    with world.deps.database.read() as tx:
        found = applications.of_batch(tx, batch.id)
        assert batches.file_ids(tx, batch.id) == tuple(file_ids)
    assert len(found) == batch_steps.CHUNK + 1
    assert all(a.is_blind and a.batch_id == batch.id for a in found)
