"""What is kept comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from bot.domain.job import JobReview, Required, RoleReading, StoredJobReview, Suggestion, Wording
from bot.domain.note import Note, Offer
from bot.domain.question import Question
from bot.domain.requisition import BatchState
from bot.errors import ConflictError, NotFoundError, Reason, StoreError
from bot.store import (
    Database,
    assessments,
    batches,
    documents,
    inbox,
    job_reviews,
    notes,
    offers,
    questions,
    requisitions,
    reviews,
    rubrics,
)
from bot.store.keys import KeyRing
from tests.integration.store.world import (
    NOW,
    TEAM,
    World,
    after,
    assessment,
    document_text,
    finding,
    match,
    rubric,
)

ODD = "Zoë \x00 \ud800 🙂 \u202eO'Brien; DROP"
"""What names can hold: NUL, half a surrogate pair, direction marks, quotes."""


def test_an_event_is_accepted_once(database: Database) -> None:
    with database.write() as tx:
        assert inbox.accept(tx, "Ev1", NOW)
        assert not inbox.accept(tx, "Ev1", after(1))
        assert inbox.accept(tx, "Ev2", after(2))
    with database.write() as tx:
        assert not inbox.accept(tx, "Ev1", after(3))
        assert inbox.purge(tx, after(1)) == 1
        assert inbox.accept(tx, "Ev1", after(4))
        assert not inbox.accept(tx, "Ev2", after(4))


def test_an_event_is_known_after_the_ring_got_a_new_key(database: Database, url: str) -> None:
    with database.write() as tx:
        inbox.accept(tx, "Ev1", NOW)
    with Database(url, KeyRing((b"n" * 32, b"k" * 32))) as rotated, rotated.write() as tx:
        assert not inbox.accept(tx, "Ev1", NOW)
        assert inbox.accept(tx, "Ev2", NOW)


def test_an_event_of_a_transaction_that_failed_was_not_accepted(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as tx:
        assert inbox.accept(tx, "Ev1", NOW) / 0
    with database.write() as tx:
        assert inbox.accept(tx, "Ev1", NOW)


def test_a_rubric_version_is_kept_once_and_whole(database: Database) -> None:
    kept = rubric()
    with database.write() as tx:
        rubrics.keep(tx, kept)
        rubrics.keep(tx, kept)
    with database.read() as tx:
        assert rubrics.get(tx, kept.hash) == kept
        with pytest.raises(NotFoundError):
            rubrics.get(tx, "other")


def test_requisitions_are_listed_by_workspace_channel_and_whether_they_are_open(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        one = world.requisition(tx)
        two = world.requisition(tx, channel="C2", closed_at=after(9))
        elsewhere = world.requisition(tx, team_id="T2")
    assert (one.number, two.number, elsewhere.number) == (1, 2, 1)
    with database.read() as tx:
        assert requisitions.get(tx, two.id) == two
        assert requisitions.all(tx, TEAM) == [one, two]
        assert requisitions.all(tx, TEAM, is_open=True) == [one]
        assert requisitions.all(tx, TEAM, is_open=False) == [two]
        assert requisitions.in_channel(tx, "C2") == []
        assert requisitions.in_channel(tx, "C2", is_open=False) == [two]
        assert requisitions.in_channel(tx, "C1") == [one, elsewhere]
        with pytest.raises(NotFoundError):
            requisitions.get(tx, "other")


def test_a_requisition_changes_and_its_labels_go_on(database: Database, world: World) -> None:
    with database.write() as tx:
        one = world.requisition(tx)
        assert requisitions.next_label(tx, one.id) == "A-1"
        changed = replace(one, title="New", channel="C9", closed_at=after(5), hiring_manager="")
        requisitions.replace(tx, changed)
        assert requisitions.next_label(tx, one.id) == "A-2"
        assert requisitions.get(tx, one.id) == changed
        with pytest.raises(NotFoundError):
            requisitions.replace(tx, replace(one, id="other"))
        with pytest.raises(NotFoundError):
            requisitions.next_label(tx, "other")


def test_a_document_comes_back_byte_for_byte(database: Database, world: World) -> None:
    with database.write() as tx:
        kept = world.document(tx, b"\x00\xff", name=ODD)
        pasted = world.document(tx, None, file_id="")
    with database.write() as tx:
        assert documents.get(tx, kept.id) == kept
        assert documents.data(tx, kept.id) == b"\x00\xff"
        assert documents.data(tx, pasted.id) is None
        documents.fill(tx, pasted.id, b"abc", "5ha")
        assert documents.get(tx, pasted.id) == replace(pasted, sha256="5ha", size=3)
        assert documents.data(tx, pasted.id) == b"abc"
        documents.drop_data(tx, pasted.id)
        assert documents.data(tx, pasted.id) is None
        assert documents.get(tx, pasted.id).size == 3
    for miss in (documents.get, documents.data, documents.text, documents.drop_data):
        with pytest.raises(NotFoundError), database.write() as tx:
            miss(tx, "other")


def test_the_text_of_a_document_is_the_newest_reading(database: Database, world: World) -> None:
    with database.write() as tx:
        kept = world.document(tx)
        assert documents.text(tx, kept.id) is None
        documents.keep_text(tx, kept.id, document_text("a", "old"))
        documents.keep_text(tx, kept.id, document_text("a", "new"))
        assert documents.text(tx, kept.id) == document_text("a", "new")
        with pytest.raises(NotFoundError):
            documents.keep_text(tx, "other", document_text("a", "new"))


def test_the_same_bytes_are_found_in_one_requisition(database: Database, world: World) -> None:
    with database.write() as tx:
        here, there = world.requisition(tx), world.requisition(tx)
        one = world.application(tx, here, data=b"same")
        two = world.application(tx, here, data=b"same")
        world.application(tx, here, data=b"other")
        world.application(tx, there, data=b"same")
        sha256 = documents.get(tx, one.document_id).sha256
        assert documents.with_bytes(tx, here.id, sha256, besides=one.id) == [two.label]
        assert documents.with_bytes(tx, here.id, "", besides=one.id) == []


def test_an_assessment_is_kept_once_with_its_match(database: Database, world: World) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        assert assessments.get(tx, who.id) is None
        assert assessments.put(tx, who.id, assessment("a", "led it"), match("SQL"), NOW)
        assert not assessments.put(tx, who.id, assessment("a", "other"), None, NOW)
        assert assessments.get(tx, who.id) == (assessment("a", "led it"), match("SQL"))
        assert assessments.drop(tx, who.id)
        assert not assessments.drop(tx, who.id)
        assert assessments.put(tx, who.id, assessment("a", "none", None), None, NOW)
        assert assessments.get(tx, who.id) == (assessment("a", "none", None), None)
        assert not assessments.put(tx, "forgotten", assessment("a", "led it"), None, NOW)


def test_a_result_is_found_by_what_it_was_made_from(database: Database, world: World) -> None:
    with database.write() as tx:
        sha256 = world.document(tx).sha256
        first, second = assessment(sha256, "one"), assessment(sha256, "two")
        assert assessments.keep_result(tx, "key", first) == first
        assert assessments.keep_result(tx, "key", second) == first
        assert assessments.result(tx, "key") == assessment(sha256, "one")
        assert assessments.result(tx, "other") is None


def test_no_result_is_kept_of_a_document_that_is_gone(database: Database) -> None:
    with database.write() as tx:
        assessments.keep_result(tx, "key", assessment("gone", "one"))
        assert assessments.result(tx, "key") is None


def test_reviews_are_kept_oldest_first_and_undone_once(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        who, other = world.application(tx, opening), world.application(tx, opening)
        late = world.review(who, made_at=after(5), reason=ODD)
        early = world.review(who, made_at=after(1), level=4)
        for review in (late, early):
            reviews.add(tx, review)
        assert reviews.get(tx, late.id) == late
        assert reviews.of_application(tx, who.id) == [early, late]
        assert reviews.of_applications(tx, [other.id, who.id]) == {
            other.id: [],
            who.id: [early, late],
        }
        assert reviews.undo(tx, early.id, after(9))
        assert not reviews.undo(tx, early.id, after(10))
        assert reviews.get(tx, early.id).undone_at == after(9)
        with pytest.raises(NotFoundError):
            reviews.get(tx, "other")


def test_a_review_of_an_application_that_is_gone_is_a_conflict(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
    with pytest.raises(ConflictError), database.write() as tx:
        reviews.add(tx, world.review(replace(who, id="gone")))


def test_a_run_ends_once(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        run = world.batch(tx, opening, ("F1", "F2"))
        assert batches.get(tx, run.id) == run
        assert batches.file_ids(tx, run.id) == ("F1", "F2")
        assert batches.finish(tx, run.id, BatchState.STOPPED, after(5))
        assert not batches.finish(tx, run.id, BatchState.DONE, after(6))
        ended = replace(run, state=BatchState.STOPPED, finished_at=after(5))
        assert batches.get(tx, run.id) == ended
        with pytest.raises(NotFoundError):
            batches.get(tx, "other")


def test_questions_notes_and_offers_come_back(database: Database, world: World) -> None:
    note = Note(id="n", recipient="U1", problem=ODD, fix="Do it.", retry_posting_id="p")
    offer = Offer(id="o", channel="C1", user_id="U1", file_ids=("F1", "F2"), thread_ts="1.2")
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        questions.add(tx, "q", who.id, "U2", ODD, NOW)
        notes.add(tx, note)
        offers.add(tx, offer)
    with database.read() as tx:
        assert questions.get(tx, "q") == Question(
            id="q", application_id=who.id, asked_by="U2", text=ODD, asked_at=NOW
        )
        assert notes.get(tx, "n") == note
        assert offers.get(tx, "o") == offer
    for miss in (questions.get, notes.get, offers.get):
        with pytest.raises(NotFoundError), database.read() as tx:
            miss(tx, "other")


def job_review() -> JobReview:
    return JobReview(
        role=RoleReading(described="a", title="b", is_mismatch=True, scores={"a": 0.125}),
        required=Required(requirements=()),
        coverage={"evaluation": (1, 2)},
        unassessed=(),
        unadvertised=("evaluation",),
        wording=Wording(coding="neutral", masculine={"lead": 1}, feminine={}, allowed={}),
        missing=("pay",),
        suggestions=(Suggestion(topic="pay", line=0, problem="none", rewrite="say it"),),
    )


def test_a_job_review_begins_and_ends_once(database: Database, world: World) -> None:
    with database.write() as tx:
        opening, text = world.requisition(tx), world.document(tx)
        assert job_reviews.get(tx, text.id) is None
        assert job_reviews.begin(tx, text.id, opening.id, "U1", opening.rubric_hash, NOW)
        assert not job_reviews.begin(tx, text.id, opening.id, "U9", opening.rubric_hash, NOW)
        begun = StoredJobReview(
            document_id=text.id,
            requisition_id=opening.id,
            review=None,
            reason=None,
            findings=(),
            rubric_hash=opening.rubric_hash,
            added_by="U1",
            begun_at=NOW,
            finished_at=None,
        )
        assert job_reviews.get(tx, text.id) == begun
        rest = ((finding("x"),), opening.rubric_hash, "U1", after(5))
        assert job_reviews.put(tx, text.id, opening.id, job_review(), None, *rest)
        assert not job_reviews.put(tx, text.id, opening.id, None, Reason.SCANNED, *rest)
        assert job_reviews.get(tx, text.id) == replace(
            begun, review=job_review(), findings=(finding("x"),), finished_at=after(5)
        )


def test_a_job_description_that_cannot_be_read_has_a_reason(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        opening, text = world.requisition(tx), world.document(tx)
        given = (None, Reason.SCANNED, (), opening.rubric_hash, "U1", NOW)
        assert job_reviews.put(tx, text.id, opening.id, *given)
        stored = job_reviews.get(tx, text.id)
    assert stored is not None
    assert (stored.review, stored.reason, stored.finished_at) == (None, Reason.SCANNED, NOW)


def test_times_are_kept_in_utc_and_need_a_zone(database: Database, world: World) -> None:
    lisbon = timezone(timedelta(hours=1))
    with database.write() as tx:
        opening = world.requisition(tx, opened_at=NOW.astimezone(lisbon))
        found = requisitions.get(tx, opening.id).opened_at
    assert found == NOW
    assert found.utcoffset() == timedelta(0)
    with pytest.raises(StoreError), database.write() as tx:
        world.requisition(tx, opened_at=NOW.replace(tzinfo=None))
