"""Job descriptions: taken once, reviewed once, kept as what CVs are held against."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.document import Finding, FindingKind, Severity
from bot.domain.job import Suggestion
from bot.domain.posting import MessageKind, Posting
from bot.errors import (
    ConflictError,
    DownloadError,
    NotAllowedError,
    NotFoundError,
    Reason,
    UsageError,
)
from bot.services.bot_deps import Job
from bot.services.compose_job import EVALUATOR, compose_job, compose_job_details
from bot.services.job_descriptions import AddJob, JobAdded, add_job, job_form, review_stored
from bot.services.messages import JobDetailsMessage, JobMessage
from bot.services.requisitions import SetOpen, close_requisition
from bot.store import documents, job_reviews, postings, requisitions
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    World,
    actor,
    make_channel,
)
from tests.integration.bot_services.people import Desk, make_desk
from tests.unit.cli_fakes import make_review

TEXT = " ".join(["We look for somebody who builds and runs software with care."] * 3)


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


def adding(desk: Desk, **changes: Any) -> AddJob:
    values: dict[str, Any] = {
        "actor": actor(MARCO),
        "event_key": "add job",
        "requisition_id": desk.requisition.id,
        "file_id": "",
        "pasted_text": TEXT,
    }
    return AddJob(**values | changes)


def add_file(desk: Desk, text: str = TEXT) -> JobAdded:
    file_id = desk.world.slack.share("FJD", text)
    return add_job(adding(desk, file_id=file_id, pasted_text=""), desk.deps)


def shown(desk: Desk, document_id: str) -> JobMessage:
    with desk.deps.database.read() as tx:
        message = compose_job(tx, desk.find(MessageKind.JOB, document_id), desk.deps)
    assert message is not None
    return message


def details(desk: Desk, document_id: str) -> list[JobDetailsMessage | None]:
    with desk.deps.database.read() as tx:
        found: list[Posting] = [
            posting
            for posting in postings.of_subject(tx, document_id)
            if posting.kind is MessageKind.JOB_DETAILS
        ]
        return [compose_job_details(tx, posting, desk.deps) for posting in found]


def job_of(desk: Desk) -> str | None:
    with desk.deps.database.read() as tx:
        return requisitions.get(tx, desk.requisition.id).job_document_id


def test_a_pasted_text_is_kept_and_its_review_enqueued(desk: Desk) -> None:
    added = add_job(adding(desk), desk.deps)
    assert (added.channel, added.is_repeat) == (REVIEW, False)
    assert desk.world.queue.of(Job.REVIEW_JOB) == [added.document_id]
    message = shown(desk, added.document_id)
    assert (message.is_reading, message.added_by) == (True, MARCO)
    assert add_job(adding(desk), desk.deps) == replace(added, is_repeat=True)
    assert job_of(desk) is None


def test_half_of_a_character_in_a_pasted_text_is_replaced_and_the_rest_reviewed(desk: Desk) -> None:
    added = add_job(adding(desk, pasted_text=f"{TEXT} \ud83d"), desk.deps)
    review_stored(added.document_id, desk.deps)
    with desk.deps.database.read() as tx:
        text = documents.text(tx, added.document_id)
    assert text is not None
    assert text.text == f"{TEXT} ?"


def test_a_review_is_shown_and_the_text_kept_without_its_bytes(desk: Desk) -> None:
    added = add_job(adding(desk), desk.deps)
    review_stored(added.document_id, desk.deps)
    message = shown(desk, added.document_id)
    assert not message.is_reading
    # of the fake review: Python is a must, Go is nice to have; "care" is never advertised
    assert (message.described, message.title) == ("ML engineer", "AI engineer")
    assert (message.is_mismatch, message.must, message.nice) == (True, 1, 1)
    assert (message.unassessed, message.unadvertised) == (("German",), ("Care",))
    assert message.missing == ("pay",)
    assert message.suggestions == 2
    assert message.read_by is not None
    assert message.read_by.evaluator == EVALUATOR
    assert job_of(desk) == added.document_id
    with desk.deps.database.read() as tx:
        assert documents.data(tx, added.document_id) is None
        text = documents.text(tx, added.document_id)
    assert text is not None
    assert text.text == TEXT


def test_a_file_is_fetched_and_reviewed(desk: Desk) -> None:
    added = add_file(desk)
    review_stored(added.document_id, desk.deps)
    assert desk.world.slack.downloads == ["FJD"]
    assert job_of(desk) == added.document_id


def test_reviewing_again_changes_nothing(desk: Desk) -> None:
    added = add_file(desk)
    review_stored(added.document_id, desk.deps)
    desk.deliver()
    review_stored(added.document_id, desk.deps)
    assert desk.world.slack.downloads == ["FJD"]
    assert desk.stale(added.document_id) == set()


def test_a_crash_between_reading_and_keeping_leaves_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = add_file(desk)
    original = documents.keep_text

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(documents, "keep_text", crash)
    with pytest.raises(KeyboardInterrupt):
        review_stored(added.document_id, desk.deps)
    assert shown(desk, added.document_id).is_reading
    monkeypatch.setattr(documents, "keep_text", original)
    review_stored(added.document_id, desk.deps)
    assert not shown(desk, added.document_id).is_reading
    assert len(details(desk, added.document_id)) == 1


def test_two_workers_at_once_keep_one_review(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    added = add_job(adding(desk), desk.deps)
    reader = desk.world.reader
    original = reader.read

    def overtaken(sources: Any) -> Any:
        monkeypatch.setattr(reader, "read", original)
        review_stored(added.document_id, desk.deps)
        desk.deliver()
        return original(sources)

    monkeypatch.setattr(reader, "read", overtaken)
    review_stored(added.document_id, desk.deps)
    assert desk.stale(added.document_id) == set()


def test_a_criterion_that_the_rubric_no_longer_has_is_named_by_its_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = desk.deps.reading.jobs
    monkeypatch.setattr(jobs, "review_", make_review(unadvertised=("deep_care",)))
    added = add_job(adding(desk), desk.deps)
    review_stored(added.document_id, desk.deps)
    assert shown(desk, added.document_id).unadvertised == ("deep care",)


def test_suggestions_stand_in_the_thread_five_a_message(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(
        Suggestion(topic=f"t{n}", line=n, problem=f"p{n}", rewrite=f"r{n}") for n in range(11)
    )
    monkeypatch.setattr(desk.deps.reading.jobs, "review_", make_review(suggestions=many))
    added = add_job(adding(desk), desk.deps)
    review_stored(added.document_id, desk.deps)
    parts = details(desk, added.document_id)
    # 11 suggestions: 5 + 5 + 1
    assert [len(part.suggestions) for part in parts if part] == [5, 5, 1]
    assert [(part.part, part.parts) for part in parts if part] == [(0, 3), (1, 3), (2, 3)]
    assert shown(desk, added.document_id).suggestions == 11
    parent = desk.find(MessageKind.JOB, added.document_id)
    assert desk.find(MessageKind.JOB_DETAILS, added.document_id, 2).parent_id == parent.id


def test_without_suggestions_there_is_no_thread(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.deps.reading.jobs, "review_", make_review(suggestions=()))
    added = add_job(adding(desk), desk.deps)
    review_stored(added.document_id, desk.deps)
    assert details(desk, added.document_id) == []
    assert shown(desk, added.document_id).suggestions == 0


def test_a_part_that_is_not_there_shows_nothing(desk: Desk) -> None:
    added = add_job(adding(desk), desk.deps)
    desk.post(MessageKind.JOB_DETAILS, added.document_id, part=4)
    assert details(desk, added.document_id) == [None]
    review_stored(added.document_id, desk.deps)
    assert None in details(desk, added.document_id)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("!scanned", "The pages are pictures without text."),
        ("too short", "It can be read, but holds too little prose to read against a rubric."),
    ],
)
def test_what_cannot_be_read_says_why_and_leaves_the_former_one(
    desk: Desk, text: str, problem: str
) -> None:
    former = add_job(adding(desk), desk.deps)
    review_stored(former.document_id, desk.deps)
    file_id = desk.world.slack.share("FBAD", text)
    added = add_job(adding(desk, event_key="2", file_id=file_id, pasted_text=""), desk.deps)
    review_stored(added.document_id, desk.deps)
    message = shown(desk, added.document_id)
    assert (message.problem, message.is_reading, message.read_by) == (problem, False, None)
    assert message.fix
    assert job_of(desk) == former.document_id


def test_a_file_that_is_gone_says_so(desk: Desk) -> None:
    added = add_file(desk)
    del desk.world.slack.contents["FJD"]
    review_stored(added.document_id, desk.deps)
    message = shown(desk, added.document_id)
    assert message.problem == "The file cannot be had from Slack."
    with desk.deps.database.read() as tx:
        stored = job_reviews.get(tx, added.document_id)
    assert stored is not None
    assert stored.reason is Reason.MISSING


def test_a_file_that_cannot_be_had_now_is_tried_again(desk: Desk) -> None:
    added = add_file(desk)
    desk.world.slack.contents["FJD"] = DownloadError("Slow.", "Wait.", is_final=False)
    with pytest.raises(DownloadError):
        review_stored(added.document_id, desk.deps)
    assert shown(desk, added.document_id).is_reading
    desk.world.slack.contents["FJD"] = TEXT.encode()
    review_stored(added.document_id, desk.deps)
    assert job_of(desk) == added.document_id


def test_a_document_that_is_no_job_description_is_left_alone(desk: Desk) -> None:
    read = desk.add_read()
    review_stored(read.document_id, desk.deps)
    desk.post(MessageKind.JOB, read.document_id)
    with desk.deps.database.read() as tx:
        posting = desk.find(MessageKind.JOB, read.document_id)
        assert compose_job(tx, posting, desk.deps) is None


def test_findings_are_counted_and_their_texts_left_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = Finding(kind=FindingKind.TINY_TEXT, severity=Severity.HIDDEN, page=1, text="secret")
    reader = desk.world.reader
    original = reader.read

    def with_finding(sources: Any) -> Any:
        for result in original(sources):
            assert result.document is not None
            yield replace(result, document=replace(result.document, findings=(hidden,)))

    monkeypatch.setattr(reader, "read", with_finding)
    added = add_job(adding(desk), desk.deps)
    review_stored(added.document_id, desk.deps)
    message = shown(desk, added.document_id)
    assert [(note.kind, note.count) for note in message.findings] == [(FindingKind.TINY_TEXT, 1)]
    assert "secret" not in repr(message)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"pasted_text": "  "}, "There is no job description"),
        ({"file_id": "FJD"}, "There is a file, and a text beside it"),
        ({"pasted_text": "Python needed."}, "fewer than"),
    ],
)
def test_what_is_no_job_description_is_refused(
    desk: Desk, changes: dict[str, Any], match: str
) -> None:
    desk.world.slack.share("FJD", TEXT)
    with pytest.raises(UsageError, match=match):
        add_job(adding(desk, **changes), desk.deps)
    assert desk.world.queue.jobs == []


def test_a_picture_or_a_file_that_is_gone_is_refused(desk: Desk) -> None:
    desk.world.slack.share("FPNG", "", is_readable=False)
    with pytest.raises(UsageError):
        add_job(adding(desk, file_id="FPNG", pasted_text=""), desk.deps)
    with pytest.raises(DownloadError):
        add_job(adding(desk, file_id="FGONE", pasted_text=""), desk.deps)


def test_a_closed_requisition_takes_none(desk: Desk) -> None:
    close_requisition(
        SetOpen(actor=actor(), event_key="close", requisition_id=desk.requisition.id), desk.deps
    )
    with pytest.raises(ConflictError, match="is closed"):
        add_job(adding(desk), desk.deps)
    with pytest.raises(UsageError, match="No requisition is open"):
        job_form(actor(), desk.deps)


@pytest.mark.parametrize("user", [PIA, GUEST])
def test_who_does_not_hire_may_not(desk: Desk, user: str) -> None:
    with pytest.raises(NotAllowedError):
        add_job(adding(desk, actor=actor(user)), desk.deps)
    with pytest.raises(NotAllowedError):
        job_form(actor(user), desk.deps)


def test_an_unknown_requisition_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        add_job(adding(desk, requisition_id="0" * 32), desk.deps)


def test_the_form_chooses_the_requisition_that_is_meant(desk: Desk, world: World) -> None:
    only = job_form(actor(MARCO), desk.deps)
    assert only.requisition_id == desk.requisition.id
    world.slack.channels["C0OTHER"] = make_channel("C0OTHER")
    other = make_desk(world, channel="C0OTHER", title="Data engineer", hiring_manager=RHEA)
    assert job_form(actor(), desk.deps).requisition_id == ""
    assert job_form(actor(), desk.deps, channel="C0OTHER").requisition_id == other.requisition.id
    chosen = job_form(actor(), desk.deps, desk.requisition.id, "C0OTHER")
    assert chosen.requisition_id == desk.requisition.id
    assert [c.text for c in chosen.requisitions] == ["AI engineer (A)", "Data engineer (B)"]
    # Marco hires for the first alone
    assert len(job_form(actor(MARCO), desk.deps).requisitions) == 1
