"""App Home, status and the rubric: what waits first, and nothing of what is not theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.policy import RULES, Action, Rule
from bot.domain.posting import MessageKind
from bot.domain.requisition import ApplicationState
from bot.errors import NotAllowedError, NotFoundError, Reason, SlackError
from bot.services.adding import Incoming, add_application
from bot.services.home import FAILED, HELD, LEVELS, MOST_WAITING, UNREADABLE, home, publish_home
from bot.services.lookups import abilities
from bot.services.owners import words_for
from bot.services.requisitions import (
    OpenRequisition,
    SetOpen,
    close_requisition,
    open_requisition,
)
from bot.services.reviews import Agree, Undo, agree, undo
from bot.services.status import rubric_screen, status
from bot.store import postings
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    World,
    actor,
    make_person,
)
from tests.integration.bot_services.people import Desk, make_desk

IN_CHANNEL = "U0IRIS"


@pytest.fixture
def desk(world: World) -> Desk:
    world.slack.people[IN_CHANNEL] = make_person(IN_CHANNEL)
    world.slack.members[REVIEW].add(IN_CHANNEL)
    return make_desk(world)


def hold(desk: Desk, kind: MessageKind, subject_id: str) -> None:
    """Have a shown message wanted anew, and held by Slack's refusal."""
    with desk.deps.database.write() as tx:
        postings.refresh(tx, kind, subject_id, desk.deps.now())
        claimed = postings.claim(tx, owner="t", now=desk.deps.now(), lease_seconds=60)
        assert claimed is not None
        assert postings.hold(tx, claimed.id, owner="t", because="is_archived")


def test_what_waits_stands_oldest_first_with_its_address(desk: Desk) -> None:
    read = desk.add_read()
    scan = desk.add_unreadable()
    broken = desk.add()
    desk.move(broken, ApplicationState.FAILED, problem="It broke.")
    screen = home(actor(), desk.deps)
    assert [(item.label, item.what) for item in screen.waiting] == [
        (read.label, LEVELS),
        (scan.label, UNREADABLE),
        (broken.label, FAILED),
    ]
    ts = desk.find(MessageKind.APPLICATION, read.id).ts
    assert screen.waiting[0].permalink == f"https://slack.example/{REVIEW}/{ts}"
    assert (screen.is_new, screen.is_outsider, screen.waiting_more) == (False, False, 0)


def test_a_cv_of_several_leads_to_their_message_as_it_has_none_of_its_own(desk: Desk) -> None:
    batch = desk.batch()
    incoming = Incoming(
        key=("test", batch.id),
        added_by=RHEA,
        is_blind=True,
        file_id="F9",
        file_name="cv.pdf",
        candidate_name="",
        batch_id=batch.id,
    )
    with desk.deps.database.write() as tx:
        one = add_application(tx, desk.requisition, incoming, desk.deps)
    desk.move(one, ApplicationState.FAILED, problem="It broke.")
    ts = desk.find(MessageKind.BATCH, batch.id).ts
    (item,) = home(actor(), desk.deps).waiting
    assert (item.label, item.permalink) == (one.label, f"https://slack.example/{REVIEW}/{ts}")


def test_what_came_in_one_minute_stands_by_its_number(desk: Desk) -> None:
    added = [desk.add() for _ in range(10)]  # as words, A-10 would come second
    for one in reversed(added):
        desk.world.clock.tick(0.1)
        desk.move(one, ApplicationState.READ, seconds=0.1)
    waiting = home(actor(), desk.deps).waiting
    assert [item.label for item in waiting] == [one.label for one in added]


def test_a_review_takes_an_application_off_the_list_and_its_undo_puts_it_back(desk: Desk) -> None:
    read = desk.add_read()
    request = Agree(actor=actor(), event_key="a", application_id=read.id, criterion="craft")
    review = agree(request, desk.deps).review
    assert home(actor(MARCO), desk.deps).waiting == ()
    undo(Undo(actor=actor(), event_key="u", review_id=review.id), desk.deps)
    assert len(home(actor(MARCO), desk.deps).waiting) == 1


def test_a_message_that_is_held_back_is_told_by_what_it_is_about(desk: Desk) -> None:
    batch, one = desk.batch(), desk.add()
    about_many = desk.find(MessageKind.BATCH, batch.id)
    about_one = desk.find(MessageKind.APPLICATION, one.id)
    with desk.deps.database.read() as tx:
        assert words_for(tx, about_many) == "The message about the list of CVs of AI engineer"
        assert words_for(tx, about_one) == f"The message about {one.label} of AI engineer"
        gone = replace(about_one, subject_id="of nobody")
        assert words_for(tx, gone) == "A message of Plumbline"


def test_who_may_not_open_the_cv_of_a_blind_view_is_not_asked_to_read_it(desk: Desk) -> None:
    for is_blind in (True, False):
        one = desk.add(is_blind=is_blind)
        desk.move(one, ApplicationState.UNREADABLE, reason=Reason.SCANNED)
    seen = {user: home(actor(user), desk.deps).waiting for user in (IN_CHANNEL, MARCO)}
    assert [item.is_file_hidden for item in seen[IN_CHANNEL]] == [True, False]
    assert [item.is_file_hidden for item in seen[MARCO]] == [False, False]


def test_what_is_held_counts_for_its_own_requisition_alone(desk: Desk) -> None:
    other = open_requisition(
        OpenRequisition(
            actor=actor(),
            event_key="twin",
            title="Twin",
            channel=REVIEW,
            rubric="",
            hiring_manager=MARCO,
        ),
        desk.deps,
    ).requisition
    hold(desk, MessageKind.APPLICATION, desk.add().id)
    screen = home(actor(), desk.deps)
    held = {line.requisition_id: line.held for line in screen.requisitions}
    assert held == {desk.requisition.id: 1, other.id: 0}
    assert [item.what for item in screen.waiting] == [HELD]  # once, though two share the channel


def test_held_messages_wait_for_a_person(desk: Desk) -> None:
    scan, batch = desk.add(), desk.batch()
    hold(desk, MessageKind.APPLICATION, scan.id)
    desk.world.clock.tick(5)
    hold(desk, MessageKind.BATCH, batch.id)
    waiting = home(actor(), desk.deps).waiting
    assert {(item.application_id, item.label, item.what) for item in waiting} == {
        (scan.id, scan.label, HELD),
        ("", "", HELD),
    }
    assert status(actor(), desk.deps).lines[0].held == 2


def test_at_most_ten_are_listed_and_the_rest_counted(desk: Desk) -> None:
    for _ in range(MOST_WAITING + 2):
        desk.add_unreadable(name="")
    screen = home(actor(), desk.deps)
    assert (len(screen.waiting), screen.waiting_more) == (10, 2)
    assert screen.waiting[0].label == "A-1"


def test_a_recruiter_sees_every_open_requisition_and_a_manager_their_own(
    desk: Desk, world: World
) -> None:
    other = make_desk(world, title="Data engineer", hiring_manager=PIA)
    assert [r.title for r in home(actor(), desk.deps).requisitions] == [
        "AI engineer",
        "Data engineer",
    ]
    assert [r.requisition_id for r in home(actor(PIA), desk.deps).requisitions] == [
        other.requisition.id
    ]


def test_a_reviewer_sees_what_waits_in_their_channels(desk: Desk) -> None:
    read = desk.add_read()
    screen = home(actor(IN_CHANNEL), desk.deps)
    assert [(item.label, item.what) for item in screen.waiting] == [(read.label, LEVELS)]
    (line,) = screen.requisitions
    assert Action.REVIEW_LEVEL in line.allowed
    assert Action.ADD_CANDIDATE not in line.allowed


def test_who_hires_for_nothing_is_told_what_this_is(desk: Desk) -> None:
    desk.add_read()
    screen = home(actor(PIA), desk.deps)
    assert (screen.is_new, screen.waiting, screen.requisitions) == (True, (), ())
    assert screen.allowed == {Action.HELP, Action.HOME, Action.SEE_RUBRIC}


def test_an_outsider_sees_nothing(desk: Desk) -> None:
    desk.add_read()
    screen = home(actor(GUEST), desk.deps)
    assert (screen.is_outsider, screen.allowed) == (True, frozenset())
    assert (screen.waiting, screen.requisitions) == ((), ())


def test_the_policy_decides_who_sees_home_and_the_help(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Action.ADD_CANDIDATE in abilities(actor(MARCO), desk.deps)
    assert home(actor(MARCO), desk.deps).requisitions
    for action in (Action.HELP, Action.HOME):
        monkeypatch.setitem(RULES, action, Rule())
    assert abilities(actor(MARCO), desk.deps) == frozenset()
    assert home(actor(MARCO), desk.deps).is_outsider


def test_what_is_allowed_follows_from_role_and_from_hiring(desk: Desk) -> None:
    assert Action.FORGET in home(actor(), desk.deps).allowed
    allowed = home(actor(MARCO), desk.deps).allowed
    assert Action.ADD_CANDIDATE in allowed
    assert Action.FORGET not in allowed


def test_a_candidate_who_hires_does_not_see_themselves(desk: Desk) -> None:
    desk.add_read(candidate_user_id=MARCO)
    screen = home(actor(MARCO), desk.deps)
    assert screen.waiting == ()
    assert screen.requisitions[0].counts == {}
    assert status(actor(MARCO), desk.deps).lines[0].unreviewed == 0


def test_a_slack_that_cannot_say_addresses_leaves_them_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(channel: str, ts: str) -> str:
        raise SlackError("internal_error", f"{channel} {ts} failed.", "Wait.")

    desk.add_read()
    monkeypatch.setattr(desk.world.slack, "permalink", fail)
    assert home(actor(), desk.deps).waiting[0].permalink == ""


def test_what_is_not_shown_yet_has_no_address(desk: Desk) -> None:
    batch = desk.batch()
    with desk.deps.database.write() as tx:
        postings.want(
            tx,
            id=desk.deps.new_id(),
            kind=MessageKind.RANKING,
            subject_id=batch.id,
            channel=REVIEW,
            now=desk.deps.now(),
        )
        claimed = postings.claim(tx, owner="t", now=desk.deps.now(), lease_seconds=9)
        assert claimed is not None
        postings.hold(tx, claimed.id, owner="t", because="is_archived")
    assert home(actor(), desk.deps).waiting[0].permalink == ""


def test_home_is_published_to_the_one_person(desk: Desk) -> None:
    publish_home(MARCO, desk.deps)
    assert desk.world.slack.homes == {MARCO: home(actor(MARCO), desk.deps)}


def test_status_counts_by_state(desk: Desk) -> None:
    desk.add_read()
    desk.add()
    desk.add()
    (line,) = status(actor(IN_CHANNEL), desk.deps, REVIEW).lines
    assert line.counts == {ApplicationState.READ: 1, ApplicationState.WAITING: 2}
    assert (line.unreviewed, line.held, line.is_open) == (1, 0, True)
    assert status(actor(), desk.deps).version == "0.1.0"


def test_status_in_a_channel_is_about_that_channel(desk: Desk, world: World) -> None:
    make_desk(world, title="Data engineer", channel="C0OTHER")
    titles = [line.title for line in status(actor(), desk.deps, REVIEW).lines]
    assert titles == ["AI engineer"]
    assert len(status(actor(), desk.deps, "C0NOTHING").lines) == 2


def test_status_of_a_channel_that_one_may_not_see_is_refused(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        status(actor(PIA), desk.deps, REVIEW)
    assert status(actor(PIA), desk.deps).lines == ()


@pytest.mark.parametrize("channel", ["", "C0NOTHING", REVIEW])
def test_status_tells_a_guest_why_it_is_refused_and_who_can_help(desk: Desk, channel: str) -> None:
    with pytest.raises(NotAllowedError) as refused:
        status(actor(GUEST), desk.deps, channel)
    assert refused.value.problem == (
        "You may not see how requisitions stand here. Guests may not see candidate data."
    )
    assert refused.value.fix == "Ask a recruiter of your team."


def test_status_without_any_requisition_is_refused_to_a_guest_alone(world: World) -> None:
    assert status(actor(PIA), world.deps).lines == ()
    with pytest.raises(NotAllowedError):
        status(actor(GUEST), world.deps)


def test_a_rubric_is_shown_with_the_others(desk: Desk) -> None:
    screen = rubric_screen(actor(PIA), desk.deps)
    assert screen.rubric.name == "ai_engineer"
    assert [(c.id, c.text) for c in screen.others] == [
        ("ai_engineer", "AI engineer"),
        ("short", "short"),
    ]
    assert rubric_screen(actor(RHEA), desk.deps, "short").rubric.title == "Short"
    with pytest.raises(NotFoundError):
        rubric_screen(actor(), desk.deps, "nothing")
    with pytest.raises(NotAllowedError):
        rubric_screen(actor(GUEST), desk.deps)


def test_a_closed_requisition_stays_in_sight_after_the_open_ones(desk: Desk) -> None:
    desk.add_read()
    close = SetOpen(actor=actor(), event_key="close", requisition_id=desk.requisition.id)
    close_requisition(close, desk.deps)
    screen = home(actor(), desk.deps)
    (line,) = screen.requisitions
    assert (screen.is_new, screen.waiting) == (False, ())  # no reviews are due in what is closed
    assert (line.is_open, line.unreviewed) == (False, 1)
    assert status(actor(), desk.deps).lines == status(actor(), desk.deps, REVIEW).lines == (line,)
