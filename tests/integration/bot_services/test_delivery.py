"""What is wanted is shown once: whatever Slack answers, and whoever sends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.posting import MessageKind, Posting, PostingState
from bot.errors import (
    AudienceRefusal,
    ConflictError,
    DisconnectedError,
    NotAllowedError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    UnsureError,
)
from bot.services import delivery
from bot.services.again import ReadAgain, ShowAgain, read_again, show_again
from bot.services.bot_deps import BotDeps, Post
from bot.services.claims import Delivered, Pace
from bot.services.compose import compose
from bot.services.delivery import deliver_one, give_back, next_due
from bot.services.intake import AddCandidate, Added, add_candidate, welcome
from bot.services.messages import ApplicationMessage, Message, NoteMessage
from bot.services.reading_steps import fail
from bot.services.requisitions import OpenRequisition, open_requisition
from bot.store import postings, questions
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
from tests.integration.bot_services.people import make_desk

TEXT = "craft 3 built the thing that others ran every day " * 4
FAST = Pace(post_seconds=0.0, update_seconds=0.0)


@pytest.fixture
def added(world: World) -> Added:
    opened = open_requisition(
        OpenRequisition(
            actor=actor(),
            event_key="open",
            title="AI Engineer",
            channel=REVIEW,
            rubric="ai_engineer",
            hiring_manager=MARCO,
        ),
        world.deps,
    )
    return add_candidate(
        AddCandidate(
            actor=actor(),
            event_key="add",
            requisition_id=opened.requisition.id,
            name="",
            candidate_user_id="",
            file_ids=(),
            pasted_text=TEXT,
            is_blind=True,
        ),
        world.deps,
    )


def _deliver(world: World, pace: Pace = FAST, owner: str = "one") -> Delivered:
    return deliver_one(world.deps, owner=owner, pace=pace)


def _posting(world: World, added: Added) -> Posting:
    assert added.application_id is not None
    with world.deps.database.read() as tx:
        found = postings.find(tx, MessageKind.APPLICATION, added.application_id)
    assert found is not None
    return found


def _refresh(world: World, added: Added) -> None:
    assert added.application_id is not None
    with world.deps.database.write() as tx:
        postings.refresh(tx, MessageKind.APPLICATION, added.application_id, world.clock())


def _notes(world: World) -> list[NoteMessage]:
    """What Rhea was told privately, after everything that is due was delivered."""
    while _deliver(world) is not Delivered.NOTHING:
        pass
    return [m for m in world.slack.messages("D0RHEA") if isinstance(m, NoteMessage)]


def test_what_is_wanted_is_posted_once_and_then_updated(world: World, added: Added) -> None:
    first = _deliver(world)
    idle = _deliver(world)
    _refresh(world, added)
    second = _deliver(world)

    assert [first, idle, second] == [Delivered.SENT, Delivered.NOTHING, Delivered.SENT]
    (shown,) = world.slack.shown.values()
    assert isinstance(shown.post.message, ApplicationMessage)
    assert shown.edits == 1
    assert _posting(world, added).state is PostingState.SHOWN


def test_two_updates_of_a_message_are_three_seconds_apart(world: World, added: Added) -> None:
    pace = Pace()
    _deliver(world, pace)
    world.clock.tick(1)
    _refresh(world, added)
    _deliver(world, pace)
    _refresh(world, added)
    too_soon = _deliver(world, pace)
    due = next_due(world.deps)
    world.clock.tick(3)

    assert too_soon is Delivered.NOTHING
    assert due is not None
    assert due == world.clock()
    assert _deliver(world, pace) is Delivered.SENT


def test_a_limit_puts_the_whole_channel_off_and_nothing_is_lost(world: World, added: Added) -> None:
    world.slack.faults = [RateLimitedError(30)]

    assert _deliver(world) is Delivered.LATER
    assert _deliver(world) is Delivered.NOTHING
    assert _posting(world, added).not_before == world.clock() + timedelta(seconds=30)
    world.clock.tick(30)
    assert _deliver(world) is Delivered.SENT


def test_a_lost_answer_is_looked_up_before_anything_is_posted_again(
    world: World, added: Added
) -> None:
    world.slack.unsure = [UnsureError("timeout")]

    assert _deliver(world) is Delivered.LATER
    assert _posting(world, added).is_unsure
    world.clock.tick(60)
    assert _deliver(world) is Delivered.SENT
    assert len(world.slack.shown) == 1


def test_a_post_that_never_arrived_is_posted_after_the_look(world: World, added: Added) -> None:
    world.slack.faults = [UnsureError("timeout")]

    _deliver(world)
    world.clock.tick(60)
    _deliver(world)

    assert len(world.slack.shown) == 1
    assert _posting(world, added).ts


def test_what_a_dead_sender_had_claimed_is_looked_up_by_the_next(
    world: World, added: Added
) -> None:
    """As after kill -9 between Slack's taking it and our note of it."""
    posting = _posting(world, added)
    with world.deps.database.write() as tx:
        postings.claim(tx, owner="dead", now=world.clock(), lease_seconds=60)
    world.slack.post(_post_of(world, posting))

    assert _deliver(world) is Delivered.NOTHING
    world.clock.tick(61)
    assert _deliver(world) is Delivered.SENT
    assert len(world.slack.shown) == 1


def _post_of(world: World, posting: Posting) -> Post:
    message = compose(posting, world.deps)
    assert message is not None
    return Post(posting_id=posting.id, channel=REVIEW, thread_ts="", recipient="", message=message)


def test_where_history_may_not_be_read_it_is_held_and_the_person_is_asked(
    world: World, added: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise RefusedError("missing_scope", "The history may not be read.", "Grant it.")

    monkeypatch.setattr(type(world.slack), "find", refuse)
    world.slack.unsure = [UnsureError("timeout")]
    _deliver(world)
    world.clock.tick(60)

    assert _deliver(world) is Delivered.HELD
    (note,) = _notes(world)
    assert len(world.slack.messages()) == 1
    show_again(_again(note.retry_posting_id), world.deps)
    assert _deliver(world) is Delivered.SENT
    assert _posting(world, added).state is PostingState.SHOWN


def _again(posting_id: str, user_id: str = RHEA, *, is_private: bool = False) -> ShowAgain:
    return ShowAgain(
        actor=actor(user_id),
        event_key=f"again {posting_id} {user_id} {is_private}",
        posting_id=posting_id,
        is_private=is_private,
    )


def test_a_channel_that_was_shared_meanwhile_gets_nothing_and_its_recruiter_a_way_out(
    world: World, added: Added
) -> None:
    world.slack.channels[REVIEW] = make_channel(is_externally_shared=True)

    assert _deliver(world) is Delivered.HELD
    (note,) = _notes(world)
    assert world.slack.messages() == []
    assert _posting(world, added).held_because == AudienceRefusal.SHARED
    assert "another company" in note.problem
    assert note.problem.startswith("The message about A-1 of AI Engineer is held back. ")
    assert note.fix.startswith("Everything is kept. ")
    show_again(_again(note.retry_posting_id, is_private=True), world.deps)
    assert _deliver(world) is Delivered.SENT
    assert isinstance(world.slack.messages("D0RHEA")[-1], ApplicationMessage)


def _leave(world: World) -> None:
    world.slack.channels[REVIEW] = make_channel(is_member=False)


def test_what_was_never_shown_is_told_of_once_however_often_it_changes(
    world: World, added: Added
) -> None:
    _leave(world)
    assert _deliver(world) is Delivered.HELD
    assert len(_notes(world)) == 1
    for _ in range(3):  # waiting, reading, read
        _refresh(world, added)
        assert _deliver(world) is Delivered.NOTHING

    (note,) = _notes(world)
    show_again(_again(note.retry_posting_id, is_private=True), world.deps)
    assert _deliver(world) is Delivered.SENT
    assert isinstance(world.slack.messages("D0RHEA")[-1], ApplicationMessage)
    assert world.slack.messages() == []
    shown = _posting(world, added)
    assert (shown.state, shown.shown) == (PostingState.SHOWN, shown.wanted)


def test_a_change_while_it_is_refused_brings_no_second_note(
    world: World, added: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    _leave(world)
    changes = [1]

    def changing(posting: Posting, deps: BotDeps) -> Message | None:
        if posting.kind is MessageKind.APPLICATION and changes:
            changes.pop()
            _refresh(world, added)
        return compose(posting, deps)

    monkeypatch.setattr(delivery, "compose", changing)

    assert [_deliver(world), _posting(world, added).state] == [Delivered.HELD, PostingState.WANTED]
    assert len(_notes(world)) == 1
    assert _posting(world, added).state is PostingState.HELD


def test_what_stands_is_told_of_once_until_a_person_tries_again(world: World, added: Added) -> None:
    _deliver(world)
    _leave(world)
    for _ in range(2):
        _refresh(world, added)
        assert _deliver(world) is Delivered.HELD
        (note,) = _notes(world)

    show_again(_again(note.retry_posting_id), world.deps)
    assert _deliver(world) is Delivered.HELD
    assert len(_notes(world)) == 2


def test_another_reason_is_told_of(world: World, added: Added) -> None:
    _deliver(world)
    _leave(world)
    _refresh(world, added)
    assert len(_notes(world)) == 1
    world.slack.channels[REVIEW] = make_channel(is_archived=True)
    _refresh(world, added)

    assert [note.problem.partition("held back. ")[2] for note in _notes(world)] == [
        "Plumbline is not in the channel.",
        "The channel is archived.",
    ]


def test_a_thread_that_is_held_is_told_of_once_and_tried_again_as_a_whole(world: World) -> None:
    desk = make_desk(world)
    read = desk.add_read()
    _leave(world)
    with world.deps.database.write() as tx:
        postings.refresh(tx, MessageKind.LEVELS, read.id, world.clock())
    (note,) = _notes(world)
    parts = [desk.find(MessageKind.LEVELS, read.id, part) for part in range(3)]
    assert {part.state for part in parts} == {PostingState.HELD}
    show_again(_again(note.retry_posting_id), world.deps)
    assert len(_notes(world)) == 2

    with pytest.raises(ConflictError, match="stands in its channel"):
        show_again(_again(note.retry_posting_id, is_private=True), world.deps)
    world.slack.channels[REVIEW] = make_channel()
    show_again(replace(_again(note.retry_posting_id), event_key="there again"), world.deps)
    assert len(_notes(world)) == 2
    parts = [desk.find(MessageKind.LEVELS, read.id, part) for part in range(3)]
    assert {part.state for part in parts} == {PostingState.SHOWN}


def test_a_part_of_a_thread_is_not_said_to_be_sent_privately(world: World) -> None:
    desk = make_desk(world)
    read = desk.add()
    parent = desk.find(MessageKind.APPLICATION, read.id)
    _leave(world)
    with world.deps.database.write() as tx:
        question_id = world.deps.new_id()
        questions.add(tx, question_id, read.id, MARCO, "why?", world.clock())
    desk.post(MessageKind.ANSWER, question_id, parent_id=parent.id)
    held = desk.find(MessageKind.ANSWER, question_id)
    assert (held.state, held.ts) == (PostingState.HELD, "")

    with pytest.raises(ConflictError, match="stands in its channel"):
        show_again(_again(held.id, is_private=True), world.deps)


@pytest.mark.parametrize("is_hidden", [False, True])
def test_an_invitation_to_its_channel_sets_a_message_free(
    world: World, added: Added, *, is_hidden: bool
) -> None:
    if is_hidden:
        del world.slack.channels[REVIEW]
    else:
        _leave(world)
    assert len(_notes(world)) == 1
    world.slack.channels[REVIEW] = make_channel()
    welcome(REVIEW, "joined", world.deps)

    assert len(_notes(world)) == 1
    assert [type(each) for each in world.slack.messages()].count(ApplicationMessage) == 1
    assert _posting(world, added).state is PostingState.SHOWN


def test_an_invitation_frees_nothing_that_is_held_for_another_reason(
    world: World, added: Added
) -> None:
    world.slack.channels[REVIEW] = make_channel(is_externally_shared=True)
    assert len(_notes(world)) == 1
    welcome(REVIEW, "joined", world.deps)
    assert _posting(world, added).state is PostingState.HELD


def test_a_message_that_stands_in_a_channel_is_not_said_to_be_sent_privately(
    world: World, added: Added
) -> None:
    assert _deliver(world) is Delivered.SENT
    world.slack.channels[REVIEW] = make_channel(is_externally_shared=True)
    _refresh(world, added)
    assert _deliver(world) is Delivered.HELD
    (note,) = _notes(world)

    with pytest.raises(ConflictError, match="stands in its channel"):
        show_again(_again(note.retry_posting_id, is_private=True), world.deps)
    assert _posting(world, added).held_because == AudienceRefusal.SHARED


def test_a_message_that_a_person_deleted_comes_back_only_when_asked(
    world: World, added: Added
) -> None:
    _deliver(world)
    world.slack.shown.clear()
    world.slack.faults = [RefusedError("message_not_found", "It is gone.", "")]
    _refresh(world, added)

    assert _deliver(world) is Delivered.GONE
    (note,) = _notes(world)
    _refresh(world, added)
    assert _deliver(world) is Delivered.NOTHING
    show_again(_again(note.retry_posting_id), world.deps)
    show_again(_again(note.retry_posting_id), world.deps)  # the same click, delivered twice
    assert _deliver(world) is Delivered.SENT
    assert len(world.slack.messages()) == 1
    with pytest.raises(ConflictError):
        show_again(replace(_again(note.retry_posting_id), event_key="another"), world.deps)


def test_only_those_who_may_see_it_have_it_shown_again(world: World, added: Added) -> None:
    posting = _posting(world, added)

    for stranger in (PIA, GUEST):
        with pytest.raises(NotAllowedError):
            show_again(_again(posting.id, stranger), world.deps)


def test_a_token_that_is_refused_loses_nothing(world: World, added: Added) -> None:
    world.slack.faults = [DisconnectedError("token_revoked")]

    assert _deliver(world) is Delivered.LATER
    assert not _posting(world, added).is_unsure
    world.clock.tick(60)
    assert _deliver(world) is Delivered.SENT


def test_a_slow_sender_leaves_alone_what_may_soon_be_anothers(
    world: World, added: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finding the channel took longer than half the lease."""
    del added

    def slow(posting: Posting, deps: BotDeps) -> Message | None:
        world.clock.tick(31)
        return compose(posting, deps)

    monkeypatch.setattr(delivery, "compose", slow)

    assert _deliver(world) is Delivered.LATER
    assert world.slack.shown == {}


def test_what_was_forgotten_before_it_was_posted_is_never_posted(
    world: World, added: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    del added

    def gone(*_: object) -> object:
        raise NotFoundError("It is gone.", "")

    monkeypatch.setattr(delivery, "compose", gone)

    assert _deliver(world) is Delivered.GONE
    assert world.slack.shown == {}


def test_what_is_to_disappear_is_removed_from_slack(world: World, added: Added) -> None:
    _deliver(world)
    with world.deps.database.write() as tx:
        postings.want_removed(tx, _posting(world, added).id, world.clock())

    assert _deliver(world) is Delivered.GONE
    assert world.slack.shown == {}


def test_what_slack_took_without_saying_so_is_removed_too(world: World, added: Added) -> None:
    world.slack.unsure = [UnsureError("timeout")]
    _deliver(world)
    with world.deps.database.write() as tx:
        postings.want_removed(tx, _posting(world, added).id, world.clock())
    world.clock.tick(60)

    assert _deliver(world) is Delivered.GONE
    assert world.slack.shown == {}


def test_a_sender_that_ends_gives_back_what_it_claimed(world: World, added: Added) -> None:
    with world.deps.database.write() as tx:
        postings.claim(tx, owner="ending", now=world.clock(), lease_seconds=60)

    give_back(world.deps, ["ending"])

    assert _deliver(world) is Delivered.SENT
    assert _posting(world, added).state is PostingState.SHOWN


def test_nothing_due_means_no_moment(world: World) -> None:
    assert next_due(world.deps) is None


def test_reading_again_is_new_work_and_only_where_there_is_something_to_read_again(
    world: World, added: Added
) -> None:
    assert added.application_id is not None
    request = ReadAgain(actor=actor(), event_key="k", application_id=added.application_id)

    with pytest.raises(ConflictError):
        read_again(request, world.deps)
    fail(added.application_id, "It broke.", "Try again.", world.deps)
    read_again(request, world.deps)
    read_again(request, world.deps)  # the same click, delivered twice
    attempts = [
        attempt for _, subject, attempt in world.queue.jobs if subject == request.application_id
    ]

    assert len(attempts) == 2
    assert attempts[0] == 0
    assert attempts[1] % 10 == 0
    assert attempts[1] > 0
