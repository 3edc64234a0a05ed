"""Removing a candidate: rows, messages, files and bytes, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.posting import MessageKind, PostingState
from bot.domain.requisition import Application, BatchState
from bot.errors import ConflictError, NotAllowedError, NotFoundError, StoreError, UnsureError
from bot.services.answers import Ask, ask
from bot.services.bot_deps import Job
from bot.services.compose import compose
from bot.services.forgetting import LEFT, Forget, forget, forget_form
from bot.services.messages import BatchMessage, TombstoneMessage
from bot.services.reviews import Change, change
from bot.store import applications, batches, forgetting, postings
from tests.integration.bot_services.fakes import GUEST, MARCO, PIA, RHEA, World, actor
from tests.integration.bot_services.people import NAME, Desk, make_desk

CANARY = "Zebulon Quarrymoss"


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


def forgetting_(application: Application, user: str = RHEA, key: str = "forget") -> Forget:
    return Forget(actor=actor(user), event_key=key, candidate_ids=(application.candidate_id,))


def busy(desk: Desk) -> Application:
    """Add an application with reviews and a question."""
    read = desk.add_read(f"{CANARY}\ncraft 2 {CANARY} wrote it", name=CANARY)
    change(
        Change(
            actor=actor(),
            event_key="change",
            application_id=read.id,
            criterion="craft",
            level=3,
            reason=f"{CANARY} told me.",
        ),
        desk.deps,
    )
    parent = desk.find(MessageKind.APPLICATION, read.id)
    ask(
        Ask(
            actor=actor(),
            event_key="ask",
            channel=parent.channel,
            thread_ts=parent.ts,
            text=f"Does it mention {CANARY}?",
        ),
        desk.deps,
    )
    return read


def test_the_application_goes_and_a_tombstone_stays(desk: Desk) -> None:
    read = busy(desk)
    result = forget(forgetting_(read), desk.deps)
    assert result.applications == 1
    # the living message and three of levels; the answer was never sent
    assert result.messages == 4
    with desk.deps.database.read() as tx:
        assert applications.find(tx, read.id) is None
        stone = forgetting.tombstone(tx, read.id)
    assert stone is not None
    assert (stone.label, stone.forgotten_by, stone.at) == (read.label, RHEA, desk.world.clock())


def test_the_living_message_becomes_a_tombstone_and_its_thread_is_removed(desk: Desk) -> None:
    read = busy(desk)
    forget(forgetting_(read), desk.deps)
    living = desk.find(MessageKind.APPLICATION, read.id)
    assert not living.is_removal
    assert isinstance(compose(living, desk.deps), TombstoneMessage)
    for part in range(3):
        assert desk.find(MessageKind.LEVELS, read.id, part).is_removal
    with desk.deps.database.read() as tx:
        assert postings.counts(tx)[PostingState.GONE] == 1  # the answer, which was never sent


def test_a_living_message_that_was_never_sent_is_not_sent(desk: Desk) -> None:
    read = desk.add_read()
    with desk.deps.database.write() as tx:
        fresh = postings.want(
            tx,
            id=desk.deps.new_id(),
            kind=MessageKind.LEVELS,
            subject_id=read.id,
            part=7,
            channel=desk.requisition.channel,
            now=desk.deps.now(),
        )
    forget(forgetting_(read), desk.deps)
    assert desk.find(MessageKind.LEVELS, read.id, 7).state is PostingState.GONE
    assert not fresh.ts


def test_messages_that_may_stand_in_slack_are_counted_although_it_never_said_so(
    desk: Desk,
) -> None:
    desk.world.slack.unsure = [UnsureError("timeout")]
    alone = desk.add()
    assert not desk.find(MessageKind.APPLICATION, alone.id).ts
    assert forget(forgetting_(alone), desk.deps).messages == 1

    batch = desk.batch()
    read = desk.add_read(batch_id=batch.id)
    with desk.deps.database.write() as tx:
        assert batches.finish(tx, batch.id, BatchState.DONE, desk.deps.now())
    desk.world.slack.unsure = [UnsureError("timeout")]
    desk.post(MessageKind.RANKING, batch.id)
    assert not desk.find(MessageKind.RANKING, batch.id).ts
    # living message, three of levels, the run's message, and its file that may be there
    assert forget(forgetting_(read, key="read"), desk.deps).messages == 6


def test_all_applications_of_the_person_go(desk: Desk) -> None:
    read = desk.add_read()
    with desk.deps.database.write() as tx:
        other = desk.add_unlinked(tx, read)
    assert forget(forgetting_(read), desk.deps).applications == 2
    assert desk.world.queue.of(Job.ERASE) == [read.id, other.id]


def test_somebody_else_stays_as_they_are(desk: Desk) -> None:
    read, other = desk.add_read(), desk.add_read(name="Tomasz Wilk")
    forget(forgetting_(read), desk.deps)
    assert desk.get(other.id) == other
    assert desk.stale(other.id) == set()


def test_what_cannot_be_reached_is_said(desk: Desk) -> None:
    shared = forget(forgetting_(desk.add_read()), desk.deps)
    assert shared.left[0].startswith("1 CV file in Slack")
    assert shared.left[1:] == LEFT
    pasted = desk.add_read(file_id="", file_name="")
    assert forget(forgetting_(pasted, key="2"), desk.deps).left == LEFT


def test_a_repeat_of_the_event_removes_nothing_more(desk: Desk) -> None:
    read = desk.add_read()
    forget(forgetting_(read), desk.deps)
    again = forget(forgetting_(read), desk.deps)
    assert (again.applications, again.messages) == (0, 0)


def test_a_second_click_learns_that_it_is_done(desk: Desk) -> None:
    read = desk.add_read()
    forget(forgetting_(read), desk.deps)
    with pytest.raises(ConflictError, match="already removed"):
        forget(forgetting_(read, key="second"), desk.deps)


@pytest.mark.parametrize("user", [MARCO, GUEST])
def test_only_a_recruiter_has_data_removed(desk: Desk, user: str) -> None:
    read = desk.add_read()
    with pytest.raises(NotAllowedError):
        forget(forgetting_(read, user), desk.deps)
    with pytest.raises(NotAllowedError):
        forget_form(actor(user), desk.deps)
    assert desk.get(read.id) == read


def test_a_recruiter_who_is_the_candidate_asks_another_one(desk: Desk) -> None:
    own = desk.add_read(candidate_user_id=RHEA)
    with pytest.raises(NotAllowedError):
        forget(forgetting_(own), desk.deps)


def test_nothing_is_half_removed_when_it_breaks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = busy(desk)

    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.", "Make room.")

    monkeypatch.setattr(desk.world.queue, "enqueue", full)
    with pytest.raises(StoreError):
        forget(forgetting_(read), desk.deps)
    assert desk.get(read.id).label == read.label
    assert not desk.find(MessageKind.LEVELS, read.id, 0).is_removal
    monkeypatch.undo()
    assert forget(forgetting_(read), desk.deps).applications == 1


def test_no_byte_of_the_person_is_left_in_the_data_folder(desk: Desk, tmp_path: Path) -> None:
    read = busy(desk)
    forget(forgetting_(read), desk.deps)
    desk.deps.database.shrink()
    for file in tmp_path.iterdir():
        assert CANARY.encode() not in file.read_bytes()


def test_the_messages_in_slack_no_longer_hold_the_person(desk: Desk) -> None:
    slack, clock = desk.world.slack, desk.world.clock
    read = busy(desk)
    desk.deliver()
    assert any(CANARY in repr(message) for message in slack.messages())
    forget(forgetting_(read), desk.deps)
    clock.tick(10)
    desk.deliver()
    left = slack.messages()
    assert not any(CANARY in repr(message) for message in left)
    assert sum(isinstance(message, TombstoneMessage) for message in left) == 1


def test_the_list_of_a_run_goes_and_its_message_is_shown_without_the_person(desk: Desk) -> None:
    batch = desk.batch()
    first = desk.add_read(batch_id=batch.id)
    second = desk.add_read(batch_id=batch.id, name="Tomasz Wilk")
    with desk.deps.database.write() as tx:
        assert batches.finish(tx, batch.id, BatchState.DONE, desk.deps.now())
    desk.post(MessageKind.RANKING, batch.id)
    result = forget(forgetting_(first), desk.deps)
    # living message, three of levels, the run's message and its file
    assert result.messages == 6
    assert desk.find(MessageKind.RANKING, batch.id).is_removal
    living = desk.find(MessageKind.BATCH, batch.id)
    assert living.wanted > living.shown
    message = compose(living, desk.deps)
    assert isinstance(message, BatchMessage)
    assert [line.label for line in message.ranking] == [second.label]


def test_a_run_whose_last_unread_candidate_goes_ends(desk: Desk) -> None:
    batch = desk.batch()
    waiting = desk.add(batch_id=batch.id)
    forget(forgetting_(waiting), desk.deps)
    with desk.deps.database.read() as tx:
        assert batches.get(tx, batch.id).state is BatchState.DONE


def test_the_form_finds_people_by_name_label_or_id(desk: Desk) -> None:
    amara, tomasz = desk.add_read(), desk.add_read(name="Tomasz Wilk")
    newest = forget_form(actor(), desk.deps)
    assert [choice.id for choice in newest.candidates] == [
        tomasz.candidate_id,
        amara.candidate_id,
    ]
    assert newest.candidates[1].text == f"{amara.label} · {NAME} · AI engineer"
    for words in ("nwosu", amara.label.lower()):
        (found,) = forget_form(actor(), desk.deps, words).candidates
        assert found.id == amara.candidate_id
    chosen = forget_form(actor(), desk.deps, candidate_id=tomasz.candidate_id)
    assert chosen.candidate_id == tomasz.candidate_id
    assert [choice.id for choice in chosen.candidates] == [tomasz.candidate_id]


def test_the_form_offers_nobody_who_is_not_there(desk: Desk) -> None:
    form = forget_form(actor(), desk.deps, candidate_id="0" * 32)
    assert (form.candidates, form.candidate_id) == ((), "")
    assert forget_form(actor(), desk.deps, "nobody").candidates == ()


def test_a_person_of_another_workspace_is_as_good_as_none(desk: Desk) -> None:
    read = desk.add_read()
    request = Forget(
        actor=actor(RHEA, "T0OTHER"), event_key="k", candidate_ids=(read.candidate_id,)
    )
    with pytest.raises((NotFoundError, NotAllowedError)):
        forget(request, desk.deps)
    assert desk.get(read.id) == read


def twice(desk: Desk, **changes: Any) -> tuple[Application, Application]:
    """Add the same name with the same bytes twice."""
    return desk.add_read(**changes), desk.add_read(**changes)


def test_who_was_added_twice_is_offered_with_why_and_goes_together(desk: Desk) -> None:
    first, second = twice(desk)
    form = forget_form(actor(), desk.deps, candidate_id=first.candidate_id)
    assert [(other.id, other.text, other.because) for other in form.look_alikes] == [
        (second.candidate_id, f"{second.label} · {NAME} · AI engineer", "The same file and name")
    ]
    both = replace(forgetting_(first), candidate_ids=(first.candidate_id, second.candidate_id))
    result = forget(both, desk.deps)
    assert (result.applications, result.look_alikes) == (2, 0)
    assert desk.world.queue.of(Job.ERASE) == [first.id, second.id]
    for gone in (first, second):
        with pytest.raises(NotFoundError):
            desk.get(gone.id)


def test_a_look_alike_that_was_unticked_stays_and_is_counted(desk: Desk) -> None:
    first, second = twice(desk)
    result = forget(forgetting_(first), desk.deps)
    assert (result.applications, result.look_alikes) == (1, 1)
    assert desk.get(second.id) == second


def test_look_alikes_share_a_file_a_name_or_an_account_and_nothing_less(desk: Desk) -> None:
    other = make_desk(desk.world, title="Data engineer")
    meant = desk.add_read(candidate_user_id=PIA)
    alike = {
        desk.add_read(name="Somebody Else").candidate_id: "The same file",
        # written in other letters and with other spaces, in another opening, not read yet
        other.add(name=" amara   NWOSU ").candidate_id: "The same name",
        other.add_read("craft 1 other words", name="", candidate_user_id=PIA).candidate_id: (
            "The same account"
        ),
    }
    desk.add(name="")  # no bytes, no name, no account: like nobody
    desk.add(name="Amara")
    form = forget_form(actor(), desk.deps, candidate_id=meant.candidate_id)
    assert {each.id: each.because for each in form.look_alikes} == alike
    nameless = desk.add(name="")
    assert forget_form(actor(), desk.deps, candidate_id=nameless.candidate_id).look_alikes == ()
    assert forget_form(actor(), desk.deps, "amara").look_alikes == ()


def test_each_look_alike_is_asked_about_again_when_the_form_is_sent_off(desk: Desk) -> None:
    meant, own = desk.add_read(), desk.add_read(candidate_user_id=RHEA)
    form = forget_form(actor(), desk.deps, candidate_id=meant.candidate_id)
    assert form.look_alikes == ()  # the recruiter's own application, which others remove
    both = replace(forgetting_(meant), candidate_ids=(meant.candidate_id, own.candidate_id))
    with pytest.raises(NotAllowedError):
        forget(both, desk.deps)
    assert [desk.get(each.id) for each in (meant, own)] == [meant, own]
    assert forget(forgetting_(meant), desk.deps).look_alikes == 1


def test_a_look_alike_that_is_gone_meanwhile_is_passed_over(desk: Desk) -> None:
    first, second = twice(desk)
    forget(forgetting_(second, key="elsewhere"), desk.deps)
    both = replace(forgetting_(first), candidate_ids=(first.candidate_id, second.candidate_id))
    assert forget(both, desk.deps).applications == 1


def test_nobody_of_another_workspace_looks_alike(desk: Desk) -> None:
    meant = desk.add_read()
    theirs = make_desk(desk.world, team_id="T0OTHER").add_read()
    form = forget_form(actor(), desk.deps, candidate_id=meant.candidate_id)
    assert form.look_alikes == ()
    both = replace(forgetting_(meant), candidate_ids=(meant.candidate_id, theirs.candidate_id))
    with pytest.raises(NotFoundError):
        forget(both, desk.deps)
    assert desk.get(meant.id) == meant
