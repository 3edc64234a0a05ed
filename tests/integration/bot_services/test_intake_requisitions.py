"""Requisitions are opened where candidate data may go, by those who may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.policy import Action, Relation, Role
from bot.domain.posting import MessageKind
from bot.errors import (
    AudienceError,
    AudienceRefusal,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    UsageError,
)
from bot.services.access import own_application, require, standing_of
from bot.services.bot_deps import Recruiters
from bot.services.requisitions import (
    LONGEST_TITLE,
    OpenRequisition,
    SetOpen,
    close_requisition,
    open_form,
    open_requisition,
    reopen_requisition,
)
from bot.store import postings, requisitions
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    TEAM,
    World,
    actor,
    make_channel,
    make_person,
)
from tests.integration.bot_services.intake_world import added, application, opened
from tests.unit.cli_fakes import FakeRubrics, make_rubric


def request(**changes: Any) -> OpenRequisition:
    values: dict[str, Any] = {
        "actor": actor(),
        "event_key": "open",
        "title": "  AI   Engineer ",
        "channel": REVIEW,
        "rubric": "ai_engineer",
        "hiring_manager": "",
    }
    return OpenRequisition(**values | changes)


def test_a_recruiter_opens_a_requisition_once(world: World) -> None:
    first = open_requisition(request(), world.deps)
    again = open_requisition(request(), world.deps)

    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert first.requisition == again.requisition
    assert (first.requisition.title, first.requisition.number) == ("AI Engineer", 1)
    with world.deps.database.read() as tx:
        assert len(requisitions.all(tx, TEAM)) == 1


def test_an_empty_rubric_is_the_default(world: World) -> None:
    assert opened(world, rubric="").rubric_name == "ai_engineer"


@pytest.mark.parametrize("title", ["", " \n ", "x" * (LONGEST_TITLE + 1)])
def test_a_title_is_needed_and_bounded(world: World, title: str) -> None:
    with pytest.raises(UsageError, match="title"):
        open_requisition(request(title=title), world.deps)


@pytest.mark.parametrize("rubric", ["nobody", "/etc/passwd", "../x"])
def test_a_rubric_is_one_of_the_folder(world: World, rubric: str) -> None:
    with pytest.raises(NotFoundError, match="no such rubric"):
        open_requisition(request(rubric=rubric), world.deps)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"is_externally_shared": True}, AudienceRefusal.SHARED),
        ({"is_pending_externally_shared": True}, AudienceRefusal.PENDING_SHARED),
        ({"is_org_shared": True}, AudienceRefusal.ORG_SHARED),
        ({"is_private": False}, AudienceRefusal.PUBLIC),
        ({"is_archived": True}, AudienceRefusal.ARCHIVED),
        ({"is_member": False}, AudienceRefusal.NOT_A_MEMBER),
    ],
)
def test_a_channel_that_others_can_read_is_refused(
    world: World, changes: dict[str, bool], refusal: AudienceRefusal
) -> None:
    world.slack.channels["C0OTHER"] = make_channel("C0OTHER", **changes)
    requisition = opened(world)

    for case in (
        request(channel="C0OTHER", event_key="other"),
        request(channel="C0OTHER", event_key="move", requisition_id=requisition.id),
    ):
        with pytest.raises(AudienceError) as refused:
            open_requisition(case, world.deps)
        assert refused.value.refusal is refusal
    with world.deps.database.read() as tx:
        assert requisitions.all(tx, TEAM) == [requisition]


@pytest.mark.parametrize("channel", ["", "C0NOWHERE"])
def test_a_channel_that_slack_does_not_know_is_refused(world: World, channel: str) -> None:
    with pytest.raises(AudienceError) as refused:
        open_requisition(request(channel=channel), world.deps)
    assert refused.value.refusal is AudienceRefusal.UNKNOWN_CHANNEL


def test_a_direct_conversation_is_no_review_channel(world: World) -> None:
    channel = world.slack.direct_channel(RHEA)

    with pytest.raises(UsageError, match="direct conversation"):
        open_requisition(request(channel=channel), world.deps)


def test_a_guest_cannot_be_the_hiring_manager(world: World) -> None:
    with pytest.raises(AudienceError) as refused:
        open_requisition(request(hiring_manager=GUEST), world.deps)
    assert refused.value.refusal is AudienceRefusal.GUEST


@pytest.mark.parametrize("user", [MARCO, PIA, GUEST, "U0NOBODY"])
def test_only_recruiters_open_requisitions(world: World, user: str) -> None:
    with pytest.raises(NotAllowedError, match="open a requisition"):
        open_requisition(request(actor=actor(user)), world.deps)
    with pytest.raises(NotAllowedError):
        open_form(actor(user), world.deps)


def test_a_change_shows_in_every_message_that_says_the_title(world: World) -> None:
    requisition = opened(world)
    id_ = added(world, requisition).application_id
    assert id_ is not None
    edit = request(
        requisition_id=requisition.id, event_key="edit", title="ML Engineer", rubric="short"
    )

    changed = open_requisition(edit, world.deps)

    assert changed.requisition.title == "ML Engineer"
    assert changed.requisition.rubric_name == "short"
    # what is there keeps the version that it was added under
    assert application(world, id_).rubric_hash == requisition.rubric_hash
    with world.deps.database.read() as tx:
        posting = postings.find(tx, MessageKind.APPLICATION, id_)
    assert posting is not None
    assert posting.wanted == 2


def test_the_hiring_manager_may_change_it_though_its_channel_went_bad(world: World) -> None:
    requisition = opened(world)
    world.slack.channels[REVIEW] = make_channel(is_private=False)
    edit = request(
        actor=actor(MARCO), event_key="edit", requisition_id=requisition.id, hiring_manager=MARCO
    )

    assert open_requisition(edit, world.deps).requisition.opened_by == RHEA


def test_a_requisition_outlives_the_file_of_its_rubric(world: World) -> None:
    requisition = opened(world, rubric="short")
    library = FakeRubrics({"ai_engineer": make_rubric(name="ai_engineer")})
    deps = replace(world.deps, reading=replace(world.deps.reading, rubrics=library))
    edit = request(event_key="edit", requisition_id=requisition.id, rubric="short")

    assert open_requisition(edit, deps).requisition.rubric_hash == requisition.rubric_hash


def test_the_form_offers_rubrics_and_a_channel_that_is_safe(world: World) -> None:
    world.slack.channels["C0PUBLIC"] = make_channel("C0PUBLIC", is_private=False)

    here = open_form(actor(), world.deps, channel=REVIEW)
    public = open_form(actor(), world.deps, channel="C0PUBLIC")

    assert (here.channel, public.channel) == (REVIEW, "")
    assert [choice.id for choice in here.rubrics] == ["ai_engineer", "short"]
    assert here.rubrics[0].text == "AI engineer"
    assert here.rubric == "ai_engineer"


def test_the_form_of_a_requisition_holds_what_is_kept(world: World) -> None:
    requisition = opened(world, rubric="short")

    form = open_form(actor(MARCO), world.deps, requisition.id)

    kept = (requisition.id, "AI Engineer", REVIEW, MARCO, "short")
    assert kept == (form.requisition_id, form.title, form.channel, form.hiring_manager, form.rubric)
    with pytest.raises(NotAllowedError):
        open_form(actor(PIA), world.deps, requisition.id)


def test_a_requisition_is_closed_and_opened_again(world: World) -> None:
    requisition = opened(world)
    close = SetOpen(actor=actor(), event_key="close", requisition_id=requisition.id)

    assert close_requisition(close, world.deps).requisition.closed_at == world.clock()
    assert close_requisition(close, world.deps).is_repeat
    with pytest.raises(ConflictError, match="closed already"):
        close_requisition(replace(close, event_key="close 2"), world.deps)
    reopened = reopen_requisition(replace(close, event_key="reopen"), world.deps)
    assert reopened.requisition == requisition
    with pytest.raises(ConflictError, match="open already"):
        reopen_requisition(replace(close, event_key="reopen 2"), world.deps)


def test_a_requisition_is_not_opened_again_where_everybody_reads(world: World) -> None:
    requisition = opened(world)
    close = SetOpen(actor=actor(), event_key="close", requisition_id=requisition.id)
    close_requisition(close, world.deps)
    world.slack.channels[REVIEW] = make_channel(is_private=False)

    with pytest.raises(AudienceError):
        reopen_requisition(replace(close, event_key="reopen"), world.deps)


def test_another_workspace_sees_nothing(world: World) -> None:
    requisition = opened(world)
    id_ = added(world, requisition).application_id
    assert id_ is not None
    elsewhere = actor(RHEA, "T0OTHER")

    with pytest.raises(NotFoundError):
        open_form(elsewhere, world.deps, requisition.id)
    with world.deps.database.read() as tx, pytest.raises(NotFoundError):
        own_application(tx, elsewhere, id_)
    with pytest.raises(NotAllowedError, match="see this page") as refused:
        require(Action.HOME, elsewhere, world.deps)
    assert "hiring team" in refused.value.fix


def test_a_standing_names_role_and_relations(world: World) -> None:
    requisition = opened(world)
    id_ = added(world, requisition, candidate_user_id=PIA).application_id
    of = application(world, id_)

    manager = standing_of(actor(MARCO), world.deps, requisition, of, author=MARCO)
    themselves = standing_of(actor(PIA), world.deps, requisition, of)
    guest = standing_of(actor(GUEST), world.deps, requisition)

    assert manager.role is Role.MEMBER
    assert manager.relations == {Relation.HIRING_MANAGER, Relation.AUTHOR, Relation.IN_CHANNEL}
    assert themselves.relations == {Relation.CANDIDATE}
    # a guest in the channel is an outsider, and nothing else about them is asked
    assert (guest.role, guest.relations) == (Role.OUTSIDER, frozenset())


def test_members_of_a_group_recruit(world: World) -> None:
    recruiters = Recruiters(user_ids=frozenset(), group_ids=frozenset({"S0RECRUIT"}))
    world.slack.groups["S0RECRUIT"] = frozenset({PIA})
    deps = replace(world.deps, recruiters=recruiters)

    assert standing_of(actor(PIA), deps).role is Role.RECRUITER
    assert standing_of(actor(RHEA), deps).role is Role.MEMBER


def test_every_action_has_words_for_its_refusal(world: World) -> None:
    world.slack.people[PIA] = make_person(PIA, is_deactivated=True)
    for action in Action:
        with pytest.raises(NotAllowedError, match="You may not") as refused:
            require(action, actor(PIA), world.deps)
        assert refused.value.fix == "Ask an administrator of your workspace."
