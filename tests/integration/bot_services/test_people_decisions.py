"""Decisions of named people, and documents that a person read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, ApplicationState, Decision, DecisionKind
from bot.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from bot.services.decisions import (
    Decide,
    ReadByPerson,
    UndoDecision,
    decide,
    decision_form,
    read_by_person,
    undo_decision,
)
from tests.integration.bot_services.fakes import GUEST, MARCO, PIA, RHEA, World, actor
from tests.integration.bot_services.people import Desk, make_desk


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


def deciding(application: Application, user: str = MARCO, **changes: Any) -> Decide:
    values: dict[str, Any] = {
        "actor": actor(user),
        "event_key": f"decide {user}",
        "application_id": application.id,
        "kind": DecisionKind.HOLD,
        "reason": " Waits for the second talk. ",
    }
    return Decide(**values | changes)


def undoing(application: Application, user: str = MARCO, key: str = "undo") -> UndoDecision:
    return UndoDecision(actor=actor(user), event_key=key, application_id=application.id)


def reading(application: Application, user: str = MARCO, key: str = "read") -> ReadByPerson:
    return ReadByPerson(actor=actor(user), event_key=key, application_id=application.id)


def test_a_decision_is_kept_with_who_why_and_when(desk: Desk) -> None:
    read = desk.add_read()
    result = decide(deciding(read), desk.deps)
    assert result.application == desk.get(read.id)
    assert result.application.state is ApplicationState.DECIDED
    assert result.application.decision == Decision(
        kind=DecisionKind.HOLD,
        user_id=MARCO,
        reason="Waits for the second talk.",
        decided_at=desk.world.clock(),
    )


def test_a_decision_shows_the_living_message_and_closes_all_levels(desk: Desk) -> None:
    read = desk.add_read()
    decide(deciding(read), desk.deps)
    levels = {(MessageKind.LEVELS, part) for part in range(3)}
    assert desk.stale(read.id) == {(MessageKind.APPLICATION, 0), *levels}


def test_a_double_click_decides_once(desk: Desk) -> None:
    read = desk.add_read()
    first = decide(deciding(read), desk.deps)
    again = decide(deciding(read), desk.deps)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert again.application == first.application


def test_a_second_decision_is_refused_with_who_decided_first(desk: Desk) -> None:
    read = desk.add_read()
    decide(deciding(read), desk.deps)
    with pytest.raises(ConflictError, match=f"<@{MARCO}> decided on {read.label}.*hold"):
        decide(deciding(read, RHEA, kind=DecisionKind.CLOSE), desk.deps)
    with pytest.raises(ConflictError, match="decided on"):
        decision_form(actor(), desk.deps, read.id)


def test_what_nobody_has_read_cannot_be_decided(desk: Desk) -> None:
    for application in (desk.add(), desk.add_unreadable()):
        with pytest.raises(ConflictError, match="Nobody has read"):
            decide(deciding(application), desk.deps)
        assert desk.get(application.id).decision is None


def test_a_decision_needs_a_reason(desk: Desk) -> None:
    with pytest.raises(UsageError, match="A reason is needed"):
        decide(deciding(desk.add_read(), reason="  "), desk.deps)


@pytest.mark.parametrize("user", [PIA, GUEST])
def test_who_does_not_hire_may_not_decide(desk: Desk, user: str) -> None:
    read = desk.add_read()
    with pytest.raises(NotAllowedError):
        decide(deciding(read, user), desk.deps)
    with pytest.raises(NotAllowedError):
        undo_decision(undoing(read, user), desk.deps)
    with pytest.raises(NotAllowedError):
        decision_form(actor(user), desk.deps, read.id)
    with pytest.raises(NotAllowedError):
        read_by_person(reading(read, user), desk.deps)


def test_the_form_names_the_label_and_the_requisition(desk: Desk) -> None:
    read = desk.add_read()
    form = decision_form(actor(), desk.deps, read.id)
    assert (form.application_id, form.label, form.requisition_title) == (
        read.id,
        read.label,
        "AI engineer",
    )


@pytest.mark.parametrize("is_scan", [False, True])
def test_undoing_a_decision_brings_back_the_state_before(desk: Desk, *, is_scan: bool) -> None:
    if is_scan:
        application = desk.add_unreadable()
        read_by_person(reading(application), desk.deps)
    else:
        application = desk.add_read()
    before = desk.get(application.id)
    decide(deciding(application), desk.deps)
    result = undo_decision(undoing(application, RHEA), desk.deps)
    assert (result.application, result.is_repeat) == (before, False)
    assert undo_decision(undoing(application, RHEA), desk.deps).is_repeat


def test_what_is_open_cannot_be_opened_again(desk: Desk) -> None:
    with pytest.raises(ConflictError, match="already taken back"):
        undo_decision(undoing(desk.add_read()), desk.deps)


def test_a_person_can_say_that_they_read_what_the_bot_could_not(desk: Desk) -> None:
    scan = desk.add_unreadable()
    result = read_by_person(reading(scan), desk.deps)
    assert result.application.state is ApplicationState.READ_BY_PERSON
    assert result.application.read_by == MARCO
    assert result.application.reason is scan.reason
    assert read_by_person(reading(scan), desk.deps).is_repeat
    with pytest.raises(ConflictError, match=f"<@{MARCO}> already read {scan.label}"):
        read_by_person(reading(scan, RHEA, "second"), desk.deps)


def test_what_the_bot_read_needs_no_person_to_say_so(desk: Desk) -> None:
    with pytest.raises(ConflictError, match="not among what could not be read"):
        read_by_person(reading(desk.add_read()), desk.deps)


def test_an_application_that_never_was_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        decide(deciding(desk.add_read(), application_id="f" * 32), desk.deps)
