"""What Slack must no longer show disappears: whatever it answers, whoever reads it, in the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.posting import MessageKind, PostingState
from bot.domain.requisition import Application, Batch, BatchState
from bot.errors import NotFoundError, RefusedError, UnsureError
from bot.services.again import ShowAgain, show_again
from bot.services.answers import Ask, ask
from bot.services.batch_steps import end
from bot.services.claims import Delivered, Pace
from bot.services.delivery import deliver_one
from bot.services.forgetting import Forget, forget
from bot.services.home import home
from bot.services.messages import (
    ApplicationMessage,
    BatchMessage,
    LevelsMessage,
    NoteMessage,
    RankingFile,
    TombstoneMessage,
)
from bot.services.offering import welcome
from bot.services.requisitions import OpenRequisition, open_requisition
from bot.services.reviews import Change, change
from bot.store import postings, requisitions
from tests.integration.bot_services.fakes import (
    MARCO,
    REVIEW,
    RHEA,
    FakeSlack,
    World,
    actor,
    make_channel,
    make_world,
)
from tests.integration.bot_services.people import Desk, make_desk

CANARY = "Zebulon Quarrymoss"
NEW = "C0NEW"
HOURS = 4 * 3600
AT_ONCE = Pace(post_seconds=0.0, update_seconds=0.0)


class StubbornSlack(FakeSlack):
    """Refuses every change in the review channel while ``code`` says why, and every look back."""

    code: str = ""
    is_history_hidden: bool = False

    def post(self, post: Any) -> str:
        self._refuse(post.channel)
        if not post.channel.startswith("D"):
            return super().post(post)
        self._check(post)  # a direct conversation, in which a message stands as in any other
        return super().post(replace(post, recipient=""))

    def update(self, post: Any, ts: str) -> None:
        self._refuse(post.channel)
        super().update(post, ts)

    def delete(self, channel: str, ts: str) -> None:
        self._refuse(channel)
        super().delete(channel, ts)

    def delete_file(self, file_id: str) -> None:
        self._refuse(REVIEW)
        super().delete_file(file_id)

    def find(self, *where: Any) -> str | None:
        if self.is_history_hidden:
            raise RefusedError("missing_scope", "It may not be read.", "Grant it.")
        return super().find(*where)

    def _refuse(self, channel: str) -> None:
        if self.code and channel == REVIEW:
            raise RefusedError(self.code, "Slack said no.", "Mend it.")


@pytest.fixture
def slack() -> StubbornSlack:
    return StubbornSlack()


@pytest.fixture
def desk(tmp_path: Path, slack: StubbornSlack) -> Any:
    world = make_world(tmp_path, slack=slack)
    world.slack = slack
    yield make_desk(world)
    world.deps.database.close()


def forget_(desk: Desk, application: Application) -> None:
    request = Forget(actor=actor(), event_key="forget", candidate_ids=(application.candidate_id,))
    forget(request, desk.deps)


def settle(desk: Desk, seconds: float = 0.0) -> None:
    desk.world.clock.tick(seconds)
    desk.deliver()


def notes(slack: FakeSlack, person: str = RHEA) -> list[NoteMessage]:
    seen = slack.messages(f"D{person[1:]}")
    return [message for message in seen if isinstance(message, NoteMessage)]


def holds_name(slack: FakeSlack) -> bool:
    return any(CANARY in repr(shown.post.message) for shown in slack.shown.values())


def run_of_two(desk: Desk) -> tuple[Batch, Application]:
    """Read two CVs at once and share their list; return the run and the one to be forgotten."""
    batch = desk.batch(files=("F1", "F2"))
    first = desk.add_read(key=(batch.id, 0), batch_id=batch.id, name=CANARY)
    desk.add_read(key=(batch.id, 1), batch_id=batch.id, name="Tomasz Wilk")
    with desk.deps.database.write() as tx:
        assert end(tx, batch.id, BatchState.DONE, desk.deps)
        postings.refresh(tx, MessageKind.BATCH, batch.id, desk.deps.now())
    settle(desk)
    return batch, first


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found"])
def test_what_was_forgotten_is_never_given_up_while_slack_refuses(
    code: str, desk: Desk, slack: StubbornSlack
) -> None:
    read = desk.add_read(name=CANARY)
    slack.code = code
    forget_(desk, read)
    for _ in range(12):  # 1 + 2 + 4 … minutes, and then hours
        settle(desk, HOURS)
    with desk.deps.database.read() as tx:
        assert postings.held(tx) == []
        waits = postings.of_subject(tx, read.id)
    assert {posting.state for posting in waits} == {PostingState.WANTED}
    assert all((p.not_before - desk.deps.now()).total_seconds() <= HOURS for p in waits)
    (note,) = notes(slack)  # four messages, thirteen tries: one word, to who asked for it
    assert note.problem.startswith(f"The message about {read.label} may still stand in #hiring-ai")
    assert "tried again by itself" in note.fix
    assert note.retry_posting_id == ""
    assert home(actor(), desk.deps).waiting == ()

    slack.code = ""
    settle(desk, HOURS)
    assert [type(message) for message in slack.messages()] == [TombstoneMessage]


def test_an_invitation_has_what_was_forgotten_taken_away_at_once(
    desk: Desk, slack: StubbornSlack
) -> None:
    read = desk.add_read(name=CANARY)
    slack.code = "not_in_channel"
    forget_(desk, read)
    for _ in range(8):
        settle(desk, HOURS)
    slack.code = ""
    welcome(REVIEW, "invited", desk.deps)
    settle(desk)
    assert not holds_name(slack)


def test_a_person_who_was_told_of_it_before_is_told_that_it_stays_behind(
    desk: Desk, slack: StubbornSlack
) -> None:
    read = desk.add_read(name=CANARY, added_by=MARCO)
    slack.code = "is_archived"
    with desk.deps.database.write() as tx:
        postings.refresh(tx, MessageKind.APPLICATION, read.id, desk.deps.now())
    settle(desk)
    assert len(notes(slack, MARCO)) == 1
    forget_(desk, read)
    settle(desk)
    assert len(notes(slack)) == 1
    assert notes(slack, MARCO) == []  # it was about what is gone now


def test_a_first_post_that_nobody_can_look_up_is_not_given_up(
    desk: Desk, slack: StubbornSlack
) -> None:
    slack.is_history_hidden = True
    slack.unsure = [UnsureError("timeout")]
    added = desk.add(name=CANARY)
    assert desk.find(MessageKind.APPLICATION, added.id).may_stand
    forget_(desk, added)
    settle(desk, 100)
    assert len(notes(slack)) == 1
    assert holds_name(slack)

    slack.is_history_hidden = False  # the scope was granted
    settle(desk, HOURS)
    assert slack.messages() == []


def test_the_list_and_the_message_of_a_run_are_not_given_up_either(
    desk: Desk, slack: StubbornSlack
) -> None:
    _, first = run_of_two(desk)
    assert sum(isinstance(m, RankingFile) for m in slack.messages()) == 1
    slack.code = "is_archived"
    forget_(desk, first)
    for _ in range(6):
        settle(desk, HOURS)
    assert len(notes(slack)) == 2  # of the candidate's message, and of the run's
    slack.code = ""
    settle(desk, HOURS)
    assert not holds_name(slack)
    assert not any(isinstance(message, RankingFile) for message in slack.messages())
    (run,) = [message for message in slack.messages() if isinstance(message, BatchMessage)]
    assert [line.name for line in run.ranking] == ["Tomasz Wilk"]


def test_a_change_of_a_run_long_after_somebody_was_forgotten_is_held_as_any_other(
    desk: Desk, slack: StubbornSlack
) -> None:
    batch, first = run_of_two(desk)
    forget_(desk, first)
    settle(desk, 60)
    slack.code = "is_archived"
    with desk.deps.database.write() as tx:
        postings.refresh(tx, MessageKind.BATCH, batch.id, desk.deps.now())
    settle(desk, 60)
    assert desk.find(MessageKind.BATCH, batch.id).state is PostingState.HELD


class _Killed(BaseException):
    """As by kill -9."""


def test_a_list_that_is_shared_anew_stands_once_whatever_dies(
    desk: Desk, slack: StubbornSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, first = run_of_two(desk)
    with desk.deps.database.write() as tx:  # one was read again
        parent = postings.find(tx, MessageKind.BATCH, batch.id)
        assert parent is not None
        postings.want(
            tx,
            id=desk.deps.new_id(),
            kind=MessageKind.RANKING,
            subject_id=batch.id,
            channel=REVIEW,
            parent_id=parent.id,
            now=desk.deps.now(),
        )

    def files() -> int:
        return sum(isinstance(message, RankingFile) for message in slack.messages())

    upload = slack.upload

    def die(post: Any) -> str:
        upload(post)
        raise _Killed

    monkeypatch.setattr(slack, "upload", die)
    assert deliver_one(desk.deps, owner="dies", pace=AT_ONCE) is Delivered.GONE  # the older file
    with pytest.raises(_Killed):
        deliver_one(desk.deps, owner="dies", pace=AT_ONCE)
    monkeypatch.undo()
    settle(desk, 61)
    assert files() == 1
    forget_(desk, first)
    settle(desk, 10)
    assert files() == 0


def moved_to(desk: Desk, channel: str) -> None:
    slack = desk.world.slack
    slack.channels[channel] = make_channel(channel)
    slack.members[channel] = {RHEA}
    mine = desk.requisition
    open_requisition(
        OpenRequisition(
            actor=actor(),
            event_key=f"move to {channel}",
            title=mine.title,
            channel=channel,
            rubric=mine.rubric_name,
            hiring_manager="",
            requisition_id=mine.id,
        ),
        desk.deps,
    )


def question(channel: str, thread_ts: str, key: str) -> Ask:
    return Ask(
        actor=actor(), event_key=key, channel=channel, thread_ts=thread_ts, text="what is missing?"
    )


def test_another_channel_takes_everything_along_and_leaves_nothing(
    desk: Desk, slack: StubbornSlack
) -> None:
    batch, first = run_of_two(desk)
    deleted = desk.add(name="Deleted")
    with desk.deps.database.write() as tx:
        postings.refresh(tx, MessageKind.APPLICATION, deleted.id, desk.deps.now())
    slack.faults = [RefusedError("message_not_found", "It is gone.", "")]
    settle(desk, 10)
    old = desk.find(MessageKind.APPLICATION, first.id)
    ask(question(REVIEW, old.ts, "before"), desk.deps)

    moved_to(desk, NEW)
    with pytest.raises(NotFoundError):
        ask(question(REVIEW, old.ts, "after"), desk.deps)
    settle(desk, 10)

    there = [type(message) for message in slack.messages(NEW)]
    assert there.count(ApplicationMessage) == 2
    assert there.count(LevelsMessage) == 6
    assert there.count(BatchMessage) == 1
    assert there.count(RankingFile) == 1
    assert len(there) == 10  # no answer, and nothing that a person had deleted
    left = [m for m in slack.messages() if isinstance(m, ApplicationMessage)]
    assert [m.name for m in left] == ["Deleted"]  # the fake still has what it said was gone
    change(
        Change(
            actor=actor(),
            event_key="change",
            application_id=first.id,
            criterion="craft",
            level=4,
            reason="Only for the new team.",
        ),
        desk.deps,
    )
    ask(question(NEW, desk.find(MessageKind.APPLICATION, first.id).ts, "there"), desk.deps)
    settle(desk, 10)
    assert len(slack.messages(NEW)) == 11
    assert "Only for the new team" not in repr(slack.messages())
    assert desk.find(MessageKind.RANKING, batch.id).channel == NEW


def test_a_channel_that_refuses_keeps_nothing_of_what_moved_in_the_end(
    desk: Desk, slack: StubbornSlack
) -> None:
    desk.add_read(name=CANARY, added_by=MARCO)
    slack.code = "is_archived"
    moved_to(desk, NEW)
    settle(desk, 10)
    (note,) = notes(slack, MARCO)
    assert "may still stand" in note.problem
    assert len(slack.messages(NEW)) == 4
    slack.code = ""
    settle(desk, HOURS)
    assert slack.messages() == []


def test_another_requisition_of_the_channel_stays(desk: Desk, slack: StubbornSlack) -> None:
    other = make_desk(desk.world, number=9)
    other.made = 7
    other.add_read(name="Of another")
    moved_to(desk, NEW)
    settle(desk, 10)
    assert len(slack.messages()) == 4
    assert slack.messages(NEW) == []


def _privately(desk: Desk, application: Application, person: str) -> None:
    posting = desk.find(MessageKind.APPLICATION, application.id)
    request = ShowAgain(
        actor=actor(person), event_key="privately", posting_id=posting.id, is_private=True
    )
    show_again(request, desk.deps)
    settle(desk, 10)


def test_a_private_copy_goes_with_the_right_to_see_it(desk: Desk, slack: StubbornSlack) -> None:
    slack.channels[REVIEW] = make_channel(is_private=False)
    read = desk.add_read(name=CANARY)
    _privately(desk, read, MARCO)
    copies = (ApplicationMessage, LevelsMessage)
    theirs = [m for m in slack.messages("D0MARCO") if isinstance(m, copies)]
    assert len(theirs) == 4

    slack.members[REVIEW] = {RHEA}
    with desk.deps.database.write() as tx:
        mine = requisitions.get(tx, desk.requisition.id)
        requisitions.replace(tx, replace(mine, hiring_manager=RHEA))
        postings.refresh(tx, MessageKind.LEVELS, read.id, desk.deps.now())
    settle(desk, 10)

    assert slack.messages("D0MARCO") == []
    again = desk.find(MessageKind.APPLICATION, read.id)
    assert (again.channel, again.recipient, again.state) == (REVIEW, "", PostingState.HELD)
    slack.channels[REVIEW] = make_channel()
    with desk.deps.database.write() as tx:
        postings.resume_held(tx, None, None, desk.deps.now())
    settle(desk, 10)
    assert sum(isinstance(message, copies) for message in slack.messages()) == 4


def test_a_private_copy_stays_while_its_reader_may_see_it(desk: Desk, slack: StubbornSlack) -> None:
    slack.channels[REVIEW] = make_channel(is_private=False)
    read = desk.add_read(name=CANARY)
    _privately(desk, read, MARCO)
    slack.members[REVIEW] = set()  # the hiring manager is in no need of the channel
    with desk.deps.database.write() as tx:
        postings.refresh(tx, MessageKind.APPLICATION, read.id, desk.deps.now())
    settle(desk, 10)
    shown = desk.find(MessageKind.APPLICATION, read.id)
    assert (shown.recipient, shown.state) == (MARCO, PostingState.SHOWN)


def test_what_is_about_a_member_of_the_channel_is_held_and_who_added_it_hears_why(
    desk: Desk, slack: StubbornSlack
) -> None:
    read = desk.add(name=CANARY, candidate_user_id=MARCO)
    assert slack.messages() == []
    (note,) = notes(slack)
    assert note.problem == (
        f"The message about {read.label} of AI engineer is held back. "
        "The candidate is a member of the channel."
    )
    slack.members[REVIEW].remove(MARCO)
    with desk.deps.database.write() as tx:
        assert postings.resume(tx, desk.find(MessageKind.APPLICATION, read.id).id, desk.deps.now())
    settle(desk, 10)
    assert holds_name(slack)


class SlowSlack(FakeSlack):
    """Takes long over the first post, and is asked by another sender meanwhile."""

    meanwhile: Any = None

    def post(self, post: Any) -> str:
        if self.meanwhile is not None:
            act, self.meanwhile = self.meanwhile, None
            act()
        return super().post(post)


def test_a_sender_that_was_slow_on_the_way_posts_nothing(tmp_path: Path) -> None:
    slack = SlowSlack()
    world: World = make_world(tmp_path, slack=slack)
    desk = make_desk(world)
    came: list[Delivered] = []

    def too_long() -> None:
        world.clock.tick(61)  # the claim is over
        came.append(deliver_one(world.deps, owner="two", pace=AT_ONCE))

    slack.meanwhile = too_long
    desk.add(name=CANARY)
    assert came == [Delivered.SENT]
    assert len(slack.messages()) == 1
    world.deps.database.close()
