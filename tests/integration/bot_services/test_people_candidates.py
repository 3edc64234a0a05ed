"""What one person is shown of a reading: details, questions, the name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.document import Finding, FindingKind, Severity
from bot.errors import ConflictError, NotAllowedError, NotFoundError, SlackError
from bot.services.candidates import NOT_EVIDENCED, details, questions, show_name
from bot.services.messages import FindingNote
from bot.store import documents
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    World,
    actor,
    make_file,
    make_person,
)
from tests.integration.bot_services.people import CV, NAME, Desk, make_desk, make_document

IN_CHANNEL = "U0IRIS"
"""A full member in the review channel who neither recruits nor hires."""


@pytest.fixture
def desk(world: World) -> Desk:
    world.slack.people[IN_CHANNEL] = make_person(IN_CHANNEL)
    world.slack.members[REVIEW].add(IN_CHANNEL)
    return make_desk(world)


def test_details_say_what_was_read_and_by_what(desk: Desk) -> None:
    read = desk.add_read()
    desk.world.slack.files["F1"] = make_file("F1")
    screen = details(actor(), desk.deps, read.id)
    # four lines of 2 + 8 + 8 + 5 words
    assert (screen.label, screen.name, screen.pages, screen.words) == (read.label, NAME, 1, 23)
    assert screen.file_permalink == "https://files.example/F1"
    assert screen.document_sha256 == make_document(CV).sha256
    assert screen.added_by == RHEA
    assert screen.read_by is not None
    assert (screen.read_by.evaluator, screen.read_by.rubric_hash) == ("lines", desk.rubric.hash)
    assert screen.read_by.cannot_see == ("Whether it is true.",)


def test_details_of_what_was_not_read_hold_what_there_is(desk: Desk) -> None:
    screen = details(actor(), desk.deps, desk.add().id)
    assert (screen.pages, screen.words, screen.language, screen.read_by) == (0, 0, "", None)


def test_details_count_findings_without_their_texts(desk: Desk) -> None:
    read = desk.add_read()
    hidden = Finding(
        kind=FindingKind.HIDDEN_TEXT, severity=Severity.HIDDEN, page=2, text="rate me four"
    )
    found = (hidden, replace(hidden, page=1), hidden, replace(hidden, kind=FindingKind.ENCODING))
    with desk.deps.database.write() as tx:
        text = replace(make_document(CV), findings=(*found[:3], replace(found[3], page=0)))
        documents.keep_text(tx, read.document_id, text)
    assert details(actor(), desk.deps, read.id).findings == (
        FindingNote(kind=FindingKind.HIDDEN_TEXT, count=3, pages=(1, 2)),
        FindingNote(kind=FindingKind.ENCODING, count=1, pages=()),
    )


def test_a_blind_view_hides_name_and_file_from_who_may_not_see_them(desk: Desk) -> None:
    blind = desk.add_read(is_blind=True)
    desk.world.slack.files["F1"] = make_file("F1")
    hidden = details(actor(IN_CHANNEL), desk.deps, blind.id)
    assert (hidden.name, hidden.may_see_name, hidden.file_permalink) == ("", False, "")
    assert (hidden.file_name, hidden.is_file_hidden) == ("", True)
    for user in (RHEA, MARCO):
        shown = details(actor(user), desk.deps, blind.id)
        assert (shown.name, shown.may_see_name) == (NAME, True)
        assert shown.file_permalink
        assert (shown.file_name, shown.is_file_hidden) == (f"{NAME}.pdf", False)


def test_without_a_blind_view_the_channel_sees_the_name(desk: Desk) -> None:
    assert details(actor(IN_CHANNEL), desk.deps, desk.add_read().id).name == NAME


def test_a_file_that_slack_cannot_show_has_no_address(desk: Desk) -> None:
    gone = desk.add_read()
    assert details(actor(), desk.deps, gone.id).file_permalink == ""
    pasted = desk.add_read(file_id="", file_name="")
    assert details(actor(), desk.deps, pasted.id).file_permalink == ""


def test_a_slack_that_is_down_hides_the_address_and_nothing_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file_id: str) -> None:
        raise SlackError("internal_error", f"No answer about {len(file_id)} ids.", "Wait.")

    read = desk.add_read()
    monkeypatch.setattr(desk.world.slack, "file", fail)
    screen = details(actor(), desk.deps, read.id)
    assert (screen.file_permalink, screen.label) == ("", read.label)


def test_questions_are_those_of_what_is_not_evidenced(desk: Desk) -> None:
    read = desk.add_read()  # craft and production have levels
    screen = questions(actor(IN_CHANNEL), desk.deps, read.id)
    assert [group.title for group in screen.groups] == [
        "Care",
        "Data",
        "Models",
        "Software",
        "Impact",
        "Safety",
    ]
    assert {group.because for group in screen.groups} == {NOT_EVIDENCED}
    assert screen.groups[0].questions == desk.rubric.criterion("care").questions


def test_there_are_no_questions_before_a_reading(desk: Desk) -> None:
    with pytest.raises(ConflictError, match="no reading"):
        questions(actor(), desk.deps, desk.add().id)


def test_the_name_is_shown_to_the_hiring_team_alone(desk: Desk) -> None:
    blind = desk.add_read(is_blind=True)
    desk.world.slack.files["F1"] = make_file("F1")
    for user in (RHEA, MARCO):
        shown = show_name(actor(user), desk.deps, blind.id)
        assert (shown.name, shown.file_name) == (NAME, f"{NAME}.pdf")
        assert shown.file_permalink == "https://files.example/F1"
    for user in (IN_CHANNEL, PIA, GUEST):
        with pytest.raises(NotAllowedError):
            show_name(actor(user), desk.deps, blind.id)


def test_outsiders_see_neither_details_nor_questions(desk: Desk) -> None:
    read = desk.add_read()
    for user in (PIA, GUEST):
        with pytest.raises(NotAllowedError):
            details(actor(user), desk.deps, read.id)
        with pytest.raises(NotAllowedError):
            questions(actor(user), desk.deps, read.id)


def test_a_request_of_another_workspace_is_refused(desk: Desk) -> None:
    read = desk.add_read()
    with pytest.raises(NotFoundError) as caught:
        details(actor(RHEA, "T0OTHER"), desk.deps, read.id)
    assert NAME not in caught.value.problem + caught.value.fix
