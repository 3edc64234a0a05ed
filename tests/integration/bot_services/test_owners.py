"""Who is told about a message that cannot be shown: whoever asked for what it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.document import DocumentKind
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import StoredDocument, UploadKind
from bot.services.owners import application_of, owner_of, requisition_of
from bot.store import documents, forgetting, job_reviews, questions
from tests.integration.bot_services.fakes import MARCO, PIA, RHEA, TEAM, World
from tests.integration.bot_services.people import Desk, make_desk

QUESTION, JOB, NOBODY = "a1" * 16, "a2" * 16, "ff" * 16


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


@pytest.fixture
def about(desk: Desk) -> dict[MessageKind, tuple[str, str]]:
    """Subject and owner by kind: Pia added the CV, Rhea began the run, Marco the rest."""
    application = desk.add(added_by=PIA)
    batch = desk.batch()
    job = StoredDocument(
        id=JOB,
        team_id=TEAM,
        kind=DocumentKind.JOB_DESCRIPTION,
        upload=UploadKind.SLACK_FILE,
        file_id="F9",
        name="job.pdf",
        sha256="",
        size=0,
    )
    requisition = desk.requisition
    with desk.deps.database.write() as tx:
        documents.add(tx, job, None)
        job_reviews.begin(tx, JOB, requisition.id, MARCO, desk.rubric.hash, desk.deps.now())
        questions.add(tx, QUESTION, application.id, MARCO, "why?", desk.deps.now())
    return {
        MessageKind.APPLICATION: (application.id, PIA),
        MessageKind.LEVELS: (application.id, PIA),
        MessageKind.ANSWER: (QUESTION, MARCO),
        MessageKind.BATCH: (batch.id, RHEA),
        MessageKind.RANKING: (batch.id, RHEA),
        MessageKind.JOB: (JOB, MARCO),
        MessageKind.JOB_DETAILS: (JOB, MARCO),
    }


def posting(desk: Desk, kind: MessageKind, subject_id: str, recipient: str = "") -> Posting:
    """A posting of any kind, made from one that was kept."""
    kept = desk.find(MessageKind.APPLICATION, desk.add().id)
    return replace(kept, kind=kind, subject_id=subject_id, recipient=recipient)


def test_each_message_is_the_concern_of_who_asked_for_what_it_is_about(
    desk: Desk, about: dict[MessageKind, tuple[str, str]]
) -> None:
    asked = {kind: posting(desk, kind, subject) for kind, (subject, _) in about.items()}

    with desk.deps.database.read() as tx:
        owners = {kind: owner_of(tx, one) for kind, one in asked.items()}
        places = {kind: requisition_of(tx, one) for kind, one in asked.items()}
        persons = {kind: application_of(tx, one) for kind, one in asked.items()}

    assert owners == {kind: owner for kind, (_, owner) in about.items()}
    assert all(place == desk.requisition for place in places.values())
    application_id = about[MessageKind.APPLICATION][0]
    assert {kind for kind, one in persons.items() if one and one.id == application_id} == {
        MessageKind.APPLICATION,
        MessageKind.LEVELS,
        MessageKind.ANSWER,
    }
    assert sum(one is not None for one in persons.values()) == 3


@pytest.mark.parametrize("kind", list(MessageKind))
def test_nobody_is_told_about_what_is_no_longer_there(desk: Desk, kind: MessageKind) -> None:
    gone = posting(desk, kind, NOBODY)

    with desk.deps.database.read() as tx:
        assert owner_of(tx, gone) == ""
        assert requisition_of(tx, gone) is None


@pytest.mark.parametrize("kind", [MessageKind.NOTE, MessageKind.OFFER])
def test_a_word_to_one_person_is_theirs_and_of_no_requisition(
    desk: Desk, kind: MessageKind
) -> None:
    theirs = posting(desk, kind, NOBODY, recipient=PIA)

    with desk.deps.database.read() as tx:
        assert owner_of(tx, theirs) == PIA
        assert requisition_of(tx, theirs) is None
        assert application_of(tx, theirs) is None


def test_what_was_forgotten_is_nobodys(
    desk: Desk, about: dict[MessageKind, tuple[str, str]]
) -> None:
    living = posting(desk, MessageKind.APPLICATION, about[MessageKind.APPLICATION][0])
    with desk.deps.database.write() as tx:
        application = application_of(tx, living)
        assert application is not None
        forgetting.erase(tx, [application.id], desk.deps.now(), RHEA)

    with desk.deps.database.read() as tx:
        assert owner_of(tx, living) == ""
        assert application_of(tx, living) is None
        assert requisition_of(tx, living) is None
