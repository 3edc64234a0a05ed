"""What messages show is told from the database, and a blind view tells nobody's name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.document import DocumentKind, FindingKind
from bot.domain.note import Note
from bot.domain.posting import MessageKind
from bot.domain.requisition import (
    ApplicationState,
    Decision,
    DecisionKind,
    Requisition,
    StoredDocument,
    UploadKind,
)
from bot.domain.review import Review, ReviewKind
from bot.domain.scoring import Priority
from bot.errors import NotFoundError, Reason
from bot.services import reading_steps
from bot.services.adding import application_id_of
from bot.services.compose import _COMPOSERS
from bot.services.messages import (
    ApplicationMessage,
    JobMessage,
    LevelsMessage,
    NoteMessage,
    TombstoneMessage,
)
from bot.services.opening import OpenApplication, open_application
from bot.store import (
    applications,
    documents,
    forgetting,
    job_reviews,
    notes,
    postings,
    reviews,
)
from tests.integration.bot_services.fakes import (
    MARCO,
    REVIEW,
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
    composed,
    living,
    opened,
    run_jobs,
)
from tests.unit.cli_fakes import make_finding

JOB = "dd" * 16


@pytest.fixture
def requisition(world: World) -> Requisition:
    return opened(world)


def read_one(world: World, requisition: Requisition, *, is_blind: bool = False) -> str:
    id_ = added(world, requisition, is_blind=is_blind).application_id
    assert id_ is not None
    run_jobs(world)
    return id_


def levels(world: World, application_id: str, part: int) -> LevelsMessage:
    message = composed(world, MessageKind.LEVELS, application_id, part)
    assert isinstance(message, LevelsMessage)
    return message


def say(world: World, application_id: str, **changes: object) -> None:
    review = Review(
        id=world.deps.new_id(),
        application_id=application_id,
        criterion="craft",
        reviewer=MARCO,
        kind=ReviewKind.CHANGE,
        level=4,
        reason="Amara ran it alone",
        made_at=world.clock(),
        undone_at=None,
    )
    with world.deps.database.write() as tx:
        reviews.add(tx, replace(review, **changes))  # type: ignore[arg-type]  # any field


def test_every_kind_of_message_has_its_composer() -> None:
    assert set(_COMPOSERS) == set(MessageKind)


def test_a_result_shows_the_strongest_first_and_the_gaps_last(
    world: World, requisition: Requisition
) -> None:
    message = living(world, read_one(world, requisition))

    result = message.result
    assert result is not None
    assert message.name == "Amara Nwosu"
    # models 4, craft 3, care 2; the others in the rubric's order
    keys = [line.key for line in result.lines]
    assert keys[:3] == ["models", "craft", "care"]
    assert keys[3:] == ["data", "production", "software", "impact", "safety"]
    # value (4 + 3 + 2) / 4 / 3 = 0.75 on 3 of 8 criteria
    assert (result.score.value, result.score.coverage) == (0.75, 0.375)
    assert result.priority is Priority.TALK
    # one question for each of the five gaps
    assert (result.rated, result.questions) == (3, 5)
    assert result.lines[1].quote is not None
    assert (result.lines[1].quote.page, result.lines[1].quote.line) == (1, 2)
    assert (result.met, result.asked) == (None, None)
    assert result.read_by.evaluator == "lines"
    assert result.read_by.cannot_see == ("Whether it is true.",)


def test_a_reading_by_another_evaluator_does_not_claim_its_limits(
    world: World, requisition: Requisition
) -> None:
    id_ = read_one(world, requisition)
    other = LineEvaluator()
    other.provenance = replace(other.provenance, version="2")
    reading = replace(world.deps.reading, evaluator=other)

    world.deps = replace(world.deps, reading=reading)  # the offline reading is still the same
    assert limits_of(world, id_) == ("1", ("Whether it is true.",))
    world.deps = replace(world.deps, reading=replace(reading, offline=other))
    assert limits_of(world, id_) == ("1", ())


def limits_of(world: World, id_: str) -> tuple[str, tuple[str, ...]]:
    result = living(world, id_).result
    assert result is not None
    return result.read_by.version, result.read_by.cannot_see


def test_a_blind_view_shows_no_name_anywhere(world: World, requisition: Requisition) -> None:
    id_ = read_one(world, requisition, is_blind=True)
    say(world, id_)
    decision = Decision(
        kind=DecisionKind.ADVANCE,
        user_id=MARCO,
        reason="Call Amara on +49 170 1234567",
        decided_at=world.clock(),
    )
    with world.deps.database.write() as tx:
        assert applications.decide(tx, id_, decision, frozenset({ApplicationState.READ}))

    message = living(world, id_)
    shown = [message, *(levels(world, id_, part) for part in range(3))]

    text = repr(shown)
    assert "amara" not in text.lower()
    assert "nwosu" not in text.lower()
    assert (message.name, message.label) == ("", "A-1")
    assert message.decision is not None
    assert message.decision.reason == "Call [name] on [phone]"
    assert levels(world, id_, 0).cards[0].quotes[0].text == (
        "craft 3 built a search service that [name] ran for 40 users"
    )


def test_a_blind_run_hides_names_that_nobody_gave(world: World, requisition: Requisition) -> None:
    for file_id in ("F1", "F2"):
        world.slack.share(file_id, CV)
    batch_id = added(world, requisition, file_ids=("F1", "F2"), name="", is_blind=True).batch_id
    assert batch_id is not None
    run_jobs(world)
    first = application_id_of((batch_id, 0))
    request = OpenApplication(actor=actor(), event_key="show", application_id=first)
    open_application(request, world.deps)

    shown = [living(world, first), *(levels(world, first, part) for part in range(3))]

    assert "[name] ran for 40 users" in repr(shown)
    assert "nwosu" not in repr(shown).lower()


def test_an_open_view_shows_quotes_as_they_stand(world: World, requisition: Requisition) -> None:
    id_ = read_one(world, requisition)

    card = levels(world, id_, 0).cards[0]
    assert card.quotes[0].text == CV.splitlines()[1]


def test_a_card_shows_its_level_and_what_the_next_would_show(
    world: World, requisition: Requisition
) -> None:
    id_ = read_one(world, requisition)

    first, second = levels(world, id_, 0), levels(world, id_, 1)

    assert (first.part, first.parts, first.is_open) == (0, 3, True)
    cards = {card.key: card for card in (*first.cards, *second.cards)}
    assert list(cards) == ["craft", "care", "data", "models", "production", "software"]
    craft, models, data = cards["craft"], cards["models"], cards["data"]
    assert (craft.level, craft.anchor) == (3, "shipped")
    assert (craft.next_level, craft.next_anchor) == (4, "owned")
    assert (models.anchor, models.next_level, models.next_anchor) == ("owned", None, "")
    assert (data.level, data.anchor, data.next_level) == (None, "", 1)
    assert data.quotes == ()


def test_what_reviewers_said_stands_beside_the_reading(
    world: World, requisition: Requisition
) -> None:
    id_ = read_one(world, requisition)
    say(world, id_)
    say(world, id_, criterion="care", reviewer=RHEA, kind=ReviewKind.AGREE, level=2, reason="")

    tally = living(world, id_).tally
    craft, care, data = levels(world, id_, 0).cards

    assert (tally.reviewers, tally.criteria, tally.changed) == ((MARCO, RHEA), 2, 1)
    assert [review.reason for review in craft.reviews] == ["Amara ran it alone"]
    assert [review.reviewer for review in care.reviews] == [RHEA]
    assert data.reviews == ()


def test_levels_close_with_the_decision(world: World, requisition: Requisition) -> None:
    id_ = read_one(world, requisition)
    decision = Decision(
        kind=DecisionKind.HOLD, user_id=MARCO, reason="Later", decided_at=world.clock()
    )
    with world.deps.database.write() as tx:
        applications.decide(tx, id_, decision, frozenset({ApplicationState.READ}))

    assert not levels(world, id_, 0).is_open
    message = living(world, id_)
    assert message.decision == decision
    assert message.result is not None


def test_findings_are_counted_by_kind_without_their_text(
    world: World, requisition: Requisition
) -> None:
    id_ = added(world, requisition).application_id
    assert id_ is not None
    reading_steps.fetch(id_, world.deps)
    reading_steps.read(id_, world.deps)
    found = (
        make_finding(page=2),
        make_finding(page=1, text="another secret"),
        make_finding(kind=FindingKind.ENCODING, page=0, text=""),
    )
    with world.deps.database.write() as tx:
        text = replace(make_text(CV), findings=found)
        documents.keep_text(tx, application(world, id_).document_id, text)
    reading_steps.assess(id_, world.deps)

    result = living(world, id_).result
    assert result is not None
    notes_ = [(note.kind, note.count, note.pages) for note in result.findings]
    assert notes_ == [(FindingKind.HIDDEN_TEXT, 2, (1, 2)), (FindingKind.ENCODING, 1, ())]
    assert "secret" not in repr(result)


@pytest.mark.parametrize(
    ("text", "is_for_a_person"), [("!scanned", True), ("!timeout", True), ("!encrypted", False)]
)
def test_a_person_is_asked_to_read_what_a_person_can(
    world: World, requisition: Requisition, text: str, is_for_a_person: bool
) -> None:
    world.slack.share("F1", text)
    id_ = added(world, requisition, file_ids=("F1",)).application_id
    run_jobs(world)

    message = living(world, id_)
    assert message.is_scan is is_for_a_person
    assert message.has_file
    assert message.fix


def test_what_a_person_read_says_who(world: World, requisition: Requisition) -> None:
    world.slack.share("F1", "!scanned")
    id_ = added(world, requisition, file_ids=("F1",)).application_id
    assert id_ is not None
    run_jobs(world)
    with world.deps.database.write() as tx:
        applications.advance(
            tx,
            id_,
            state=ApplicationState.READ_BY_PERSON,
            from_states=frozenset({ApplicationState.UNREADABLE}),
            now=world.clock(),
            read_by=MARCO,
        )

    message = living(world, id_)
    assert (message.read_by_person, message.problem, message.is_scan) == (MARCO, "", False)


def test_the_forgotten_leave_a_tombstone_and_nothing_in_the_thread(
    world: World, requisition: Requisition
) -> None:
    id_ = read_one(world, requisition)
    with world.deps.database.write() as tx:
        forgetting.erase(tx, [id_], world.clock(), RHEA)
        for kind in (MessageKind.APPLICATION, MessageKind.LEVELS):
            postings.want(
                tx,
                id=world.deps.new_id(),
                kind=kind,
                subject_id=id_,
                channel=REVIEW,
                now=world.clock(),
            )

    stone = composed(world, MessageKind.APPLICATION, id_)
    assert stone == TombstoneMessage(label="A-1", forgotten_by=RHEA, forgotten_at=world.clock())
    assert composed(world, MessageKind.LEVELS, id_) is None


def test_a_part_beyond_the_last_criterion_shows_nothing(
    world: World, requisition: Requisition
) -> None:
    id_ = read_one(world, requisition)
    with world.deps.database.write() as tx:
        postings.want(
            tx,
            id=world.deps.new_id(),
            kind=MessageKind.LEVELS,
            subject_id=id_,
            part=9,
            channel=REVIEW,
            now=world.clock(),
        )

    assert composed(world, MessageKind.LEVELS, id_, 9) is None


def test_what_never_was_is_said_to_be_gone(world: World) -> None:
    with world.deps.database.write() as tx:
        postings.want(
            tx,
            id=world.deps.new_id(),
            kind=MessageKind.APPLICATION,
            subject_id="ff" * 16,
            channel=REVIEW,
            now=world.clock(),
        )

    with pytest.raises(NotFoundError):
        composed(world, MessageKind.APPLICATION, "ff" * 16)


def test_a_note_says_what_happened_and_what_to_do(world: World) -> None:
    note = Note(id="aa" * 16, recipient=RHEA, problem="P.", fix="F.", retry_posting_id="cc" * 16)
    with world.deps.database.write() as tx:
        notes.add(tx, note)
        postings.want(
            tx,
            id=world.deps.new_id(),
            kind=MessageKind.NOTE,
            subject_id=note.id,
            recipient=RHEA,
            now=world.clock(),
        )

    assert composed(world, MessageKind.NOTE, note.id) == NoteMessage(
        problem="P.", fix="F.", retry_posting_id="cc" * 16
    )


@pytest.mark.parametrize(("data", "reason"), [(None, Reason.MISSING), (b"a job", Reason.CRASHED)])
def test_a_job_description_that_broke_says_so_and_tells_who_asked(
    world: World, requisition: Requisition, data: bytes | None, reason: Reason
) -> None:
    document = StoredDocument(
        id=JOB,
        team_id=requisition.team_id,
        kind=DocumentKind.JOB_DESCRIPTION,
        upload=UploadKind.SLACK_FILE,
        file_id="F1",
        name="job.pdf",
        sha256="",
        size=0,
    )
    with world.deps.database.write() as tx:
        documents.add(tx, document, data)
        job_reviews.begin(tx, JOB, requisition.id, RHEA, requisition.rubric_hash, world.clock())
        postings.want(
            tx,
            id=world.deps.new_id(),
            kind=MessageKind.JOB,
            subject_id=JOB,
            channel=REVIEW,
            now=world.clock(),
        )

    for _ in range(2):
        reading_steps.fail_job(JOB, "It broke (ref 7K2F).", "Try again.", world.deps)
    reading_steps.fail_job("00" * 16, "It broke.", "Try again.", world.deps)

    with world.deps.database.read() as tx:
        stored = job_reviews.get(tx, JOB)
        counted = postings.counts(tx)
    assert stored is not None
    assert stored.reason is reason
    message = composed(world, MessageKind.JOB, JOB)
    assert isinstance(message, JobMessage)
    assert not message.is_reading
    assert sum(counted.values()) == 2  # the message, and one note


def test_messages_of_the_same_application_are_one_kind(
    world: World, requisition: Requisition
) -> None:
    assert isinstance(living(world, read_one(world, requisition)), ApplicationMessage)
