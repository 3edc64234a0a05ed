"""The ledger's rules, one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.domain.posting import MessageKind, Posting, PostingState
from bot.errors import NotFoundError
from bot.store import Database, Tx, postings
from tests.integration.store.world import NOW, after

K, P = MessageKind, PostingState
LEASE = 60.0


def want(tx: Tx, name: str, now: datetime = NOW, **changes: Any) -> Posting:
    """Want the living message of the application ``name``; its posting has the same id."""
    given: dict[str, Any] = {"id": name, "kind": K.APPLICATION, "subject_id": name, "channel": "C1"}
    return postings.want(tx, **{**given, **changes}, now=now)


def claim(tx: Tx, now: datetime = NOW, owner: str = "one") -> str | None:
    found = postings.claim(tx, owner=owner, now=now, lease_seconds=LEASE)
    return None if found is None else found.id


def sent(tx: Tx, name: str, now: datetime = NOW, owner: str = "one", **changes: Any) -> bool:
    """Have a version shown, and let it rest for three seconds."""
    version = changes.pop("version", None) or postings.get(tx, name).wanted
    ts = changes.pop("ts", f"{name}.ts")
    rest = after((now - NOW).total_seconds() + 3)
    return postings.sent(tx, name, owner=owner, version=version, ts=ts, now=now, not_before=rest)


def show(tx: Tx, name: str, now: datetime = NOW, **changes: Any) -> None:
    """Want, claim and send."""
    want(tx, name, now, **changes)
    assert claim(tx, now) == name
    assert sent(tx, name, now)


def hold(
    tx: Tx, name: str, because: str = "is_archived", now: datetime = NOW, **changes: Any
) -> None:
    want(tx, name, now, **changes)
    assert claim(tx, now) == name
    assert postings.hold(tx, name, owner="one", because=because)


def test_what_is_wanted_is_new_and_due_at_once(database: Database) -> None:
    with database.write() as tx:
        made = want(tx, "a", thread_ts="1.0")
    assert made == Posting(
        id="a",
        kind=K.APPLICATION,
        subject_id="a",
        part=0,
        channel="C1",
        recipient="",
        parent_id="",
        thread_ts="1.0",
        ts="",
        state=P.WANTED,
        is_removal=False,
        wanted=1,
        shown=0,
        attempt=0,
        is_unsure=False,
        not_before=NOW,
        shown_at=None,
        held_because="",
        created_at=NOW,
    )


def test_there_is_one_posting_for_a_kind_a_subject_and_a_part(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        again = want(tx, "b", after(5), subject_id="a")
        part = want(tx, "c", subject_id="a", part=1)
        other = want(tx, "d", subject_id="a", kind=K.LEVELS)
        assert (again.id, again.wanted, again.not_before) == ("a", 2, NOW)
        assert [p.id for p in postings.of_subject(tx, "a")] == ["a", "c", "d"]
        assert postings.find(tx, K.APPLICATION, "a", 1) == part
        assert postings.find(tx, K.LEVELS, "a") == other
        assert postings.find(tx, K.BATCH, "a") is None
        with pytest.raises(NotFoundError):
            postings.get(tx, "b")


def test_the_longest_due_is_claimed_first(database: Database) -> None:
    with database.write() as tx:
        want(tx, "later", after(2), channel="C1")
        want(tx, "early", after(1), channel="C2")
        want(tx, "not yet", after(9), channel="C3")
        assert claim(tx, after(5)) == "early"
        assert claim(tx, after(5)) == "later"
        assert claim(tx, after(5)) is None


def test_parts_wanted_at_one_moment_go_in_their_order(database: Database) -> None:
    with database.write() as tx:
        for part in (2, 0, 1):
            want(tx, f"{9 - part}", subject_id="a", part=part, channel=f"C{part}")
        assert [claim(tx), claim(tx), claim(tx)] == ["9", "8", "7"]


def test_what_is_claimed_is_being_sent_for_as_long_as_the_lease(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        assert postings.get(tx, "a").state is P.SENDING
        assert claim(tx, after(LEASE - 1), "two") is None
        assert claim(tx, after(LEASE), "two") == "a"


def test_a_message_in_a_thread_waits_for_its_parent(database: Database) -> None:
    with database.write() as tx:
        want(tx, "child", NOW, parent_id="parent", channel="C1")
        want(tx, "parent", after(1))
        assert claim(tx, after(2)) == "parent"
        assert claim(tx, after(2)) is None
        assert sent(tx, "parent", after(2))
        assert claim(tx, after(2)) == "child"


def test_a_posted_child_is_updated_though_its_parent_is_posted_anew(database: Database) -> None:
    with database.write() as tx:
        show(tx, "parent")
        show(tx, "child", parent_id="parent")
        want(tx, "parent", after(5))
        assert claim(tx, after(5)) == "parent"
        assert postings.gone(tx, "parent", owner="one")  # a person deleted it
        want(tx, "parent", after(6))
        want(tx, "child", after(6))
        want(tx, "new child", after(6), parent_id="parent")
        assert postings.get(tx, "parent").ts == ""
        assert claim(tx, after(6)) in {"parent", "child"}


def test_one_posting_is_in_flight_in_a_channel(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        want(tx, "b")
        want(tx, "elsewhere", channel="C2")
        assert claim(tx) == "a"
        assert claim(tx, owner="two") == "elsewhere"
        assert claim(tx, owner="three") is None
        assert sent(tx, "a")
        assert claim(tx, owner="three") == "b"


def test_one_posting_is_in_flight_to_a_person(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a", kind=K.NOTE, channel="", recipient="U1")
        want(tx, "b", kind=K.NOTE, channel="", recipient="U1")
        want(tx, "c", kind=K.NOTE, channel="", recipient="U2")
        assert [claim(tx), claim(tx), claim(tx)] == ["a", "c", None]


def test_a_dead_sender_holds_its_channel_up_until_its_lease_ends(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        want(tx, "b")
        assert claim(tx) == "a"
        assert claim(tx, after(59), "two") is None
        assert claim(tx, after(60), "two") == "a"
        assert claim(tx, after(60), "three") is None


def test_a_takeover_is_another_attempt_and_unsure_unless_it_was_posted(
    database: Database,
) -> None:
    with database.write() as tx:
        show(tx, "shown", channel="C2")
        want(tx, "new", after(4))
        want(tx, "shown", after(5))
        assert {claim(tx, after(5)), claim(tx, after(5))} == {"new", "shown"}
        assert {claim(tx, after(99), "two"), claim(tx, after(99), "two")} == {"new", "shown"}
        new, shown = postings.get(tx, "new"), postings.get(tx, "shown")
        assert (new.attempt, new.is_unsure) == (1, True)
        assert (shown.attempt, shown.is_unsure) == (1, False)


def test_who_lost_a_claim_changes_nothing(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        assert claim(tx, after(99), "two") == "a"
        before = postings.get(tx, "a")
        assert not sent(tx, "a", after(99), ts="9.9")
        assert not postings.later(
            tx, "a", owner="one", not_before=after(99), is_unsure=False, now=after(99)
        )
        assert not postings.hold(tx, "a", owner="one", because="x")
        assert not postings.gone(tx, "a", owner="one")
        assert postings.get(tx, "a") == before
        assert sent(tx, "a", after(99), owner="two")
        assert not sent(tx, "a", after(99), owner="two")


def test_what_was_sent_is_shown_and_rests(database: Database) -> None:
    with database.write() as tx:
        show(tx, "a")
        shown = postings.get(tx, "a")
        assert (shown.state, shown.ts, shown.shown, shown.shown_at) == (P.SHOWN, "a.ts", 1, NOW)
        assert want(tx, "a", after(1)).not_before == after(3)
        assert claim(tx, after(2)) is None
        assert claim(tx, after(3)) == "a"
        assert sent(tx, "a", after(3))
        assert want(tx, "a", after(60)).not_before == after(60)


def test_what_changed_while_it_was_sent_is_sent_again(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        assert want(tx, "a", after(1)).state is P.SENDING
        assert sent(tx, "a", after(1), version=1)
        again = postings.get(tx, "a")
        assert (again.state, again.shown, again.wanted) == (P.WANTED, 1, 2)
        assert claim(tx, after(4)) == "a"
        assert sent(tx, "a", after(4))
        assert postings.get(tx, "a").state is P.SHOWN


def test_what_is_wanted_again_and_again_keeps_its_turn(database: Database) -> None:
    with database.write() as tx:
        want(tx, "restless", NOW)
        want(tx, "patient", after(1))
        for second in range(2, 9):
            want(tx, "restless", after(second))
        assert claim(tx, after(9)) == "restless"


def test_a_try_without_success_is_made_later(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        assert postings.later(tx, "a", owner="one", not_before=after(30), is_unsure=False, now=NOW)
        put_off = postings.get(tx, "a")
        assert (put_off.state, put_off.attempt, put_off.is_unsure) == (P.WANTED, 1, False)
        assert claim(tx, after(29)) is None
        assert claim(tx, after(30)) == "a"


def test_unsure_stays_until_it_is_shown(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        assert postings.later(tx, "a", owner="one", not_before=NOW, is_unsure=True, now=NOW)
        want(tx, "a", channel="C9")
        assert postings.get(tx, "a").channel == "C1"  # where Slack may have it
        assert claim(tx) == "a"
        assert postings.later(tx, "a", owner="one", not_before=NOW, is_unsure=False, now=NOW)
        assert postings.get(tx, "a").is_unsure
        assert claim(tx) == "a"
        assert sent(tx, "a")
        assert not postings.get(tx, "a").is_unsure


def test_an_update_without_an_answer_is_not_unsure(database: Database) -> None:
    with database.write() as tx:
        show(tx, "a")
        want(tx, "a", after(5))
        assert claim(tx, after(5)) == "a"
        assert postings.later(
            tx, "a", owner="one", not_before=after(6), is_unsure=True, now=after(5)
        )
        assert not postings.get(tx, "a").is_unsure


def test_what_is_held_waits_for_a_person_or_a_new_wish(database: Database) -> None:
    with database.write() as tx:
        hold(tx, "a")
        held = postings.get(tx, "a")
        assert (held.state, held.held_because) == (P.HELD, "is_archived")
        assert postings.held(tx) == [held]
        assert claim(tx, after(999)) is None
        assert postings.next_due(tx, after(999)) is None
        again = want(tx, "a", after(5), channel="C7")
        assert (again.state, again.held_because, again.channel) == (P.WANTED, "", "C7")
        assert claim(tx, after(5)) == "a"


def test_what_was_never_shown_stays_held_however_often_it_changes(database: Database) -> None:
    with database.write() as tx:
        hold(tx, "a")
        for seconds in (1, 2):
            assert postings.refresh(tx, K.APPLICATION, "a", after(seconds)) == 1
        held = postings.get(tx, "a")
        # wanted once, and twice more
        assert (held.state, held.held_because, held.wanted) == (P.HELD, "is_archived", 3)
        assert claim(tx, after(999)) is None
        assert postings.resume(tx, "a", after(5))
        assert claim(tx, after(5)) == "a"
        assert sent(tx, "a", after(5))
        assert postings.get(tx, "a").shown == 4


def test_why_it_was_held_is_kept_until_it_is_shown(database: Database) -> None:
    with database.write() as tx:
        show(tx, "a")
        hold(tx, "a", now=after(5))
        assert postings.refresh(tx, K.APPLICATION, "a", after(6)) == 1
        again = postings.get(tx, "a")
        assert (again.state, again.held_because) == (P.WANTED, "is_archived")
        assert claim(tx, after(6)) == "a"
        assert sent(tx, "a", after(6))
        assert postings.get(tx, "a").held_because == ""


def test_a_person_resumes_what_was_held_and_waits_by_itself(database: Database) -> None:
    with database.write() as tx:
        hold(tx, "a")
        assert want(tx, "a", after(1)).held_because == "is_archived"  # in the same place
        assert postings.resume(tx, "a", after(2))
        assert postings.get(tx, "a").held_because == ""
        assert not postings.resume(tx, "a", after(3))


def test_what_changed_before_it_was_refused_is_tried_once_more(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        want(tx, "a")
        assert postings.hold(tx, "a", owner="one", because="msg_too_long")
        assert postings.get(tx, "a").state is P.WANTED
        assert claim(tx) == "a"
        assert postings.hold(tx, "a", owner="one", because="msg_too_long")
        assert postings.get(tx, "a").state is P.HELD


def test_held_postings_are_resumed_by_reason_and_channel(database: Database) -> None:
    with database.write() as tx:
        hold(tx, "a", "is_archived")
        hold(tx, "b", "not_in_channel", channel="C2")
        hold(tx, "c", "is_archived", channel="C3")
        assert postings.resume_held(tx, frozenset({"is_archived"}), "C1", after(1)) == 1
        assert postings.get(tx, "a").state is P.WANTED
        assert postings.resume_held(tx, frozenset({"other"}), None, after(1)) == 0
        assert postings.resume_held(tx, None, None, after(1)) == 2
        assert postings.counts(tx) == {P.WANTED: 3}


def test_a_person_resumes_one_posting(database: Database) -> None:
    with database.write() as tx:
        hold(tx, "a")
        assert postings.resume(tx, "a", after(1))
        assert not postings.resume(tx, "a", after(2))
        assert not postings.resume(tx, "other", after(2))
        again = postings.get(tx, "a")
        assert (again.state, again.held_because, again.not_before) == (P.WANTED, "", after(1))


@pytest.mark.parametrize(
    ("because", "is_looked_up"), [(postings.UNSURE, False), ("channel_not_found", True)]
)
def test_a_person_who_resumes_what_nobody_could_look_up_has_looked(
    database: Database, because: str, *, is_looked_up: bool
) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        assert claim(tx, after(99)) == "a"
        assert postings.hold(tx, "a", owner="one", because=because)
        assert postings.resume(tx, "a", after(99))
        assert postings.get(tx, "a").is_unsure is is_looked_up


def test_what_may_be_in_slack_is_looked_up_when_all_is_resumed(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        assert claim(tx, after(99)) == "a"
        assert postings.hold(tx, "a", owner="one", because=postings.UNSURE)
        assert postings.resume_held(tx, None, None, after(99)) == 1
        assert postings.get(tx, "a").is_unsure


def test_what_a_person_deleted_is_posted_anew_when_asked(database: Database) -> None:
    with database.write() as tx:
        show(tx, "a")
        want(tx, "a", after(5))
        assert claim(tx, after(5)) == "a"
        assert postings.gone(tx, "a", owner="one")
        assert postings.refresh(tx, K.APPLICATION, "a", after(6)) == 0
        assert claim(tx, after(999)) is None
        assert postings.resume(tx, "a", after(7))
        anew = postings.get(tx, "a")
        assert (anew.state, anew.ts, anew.shown, anew.wanted) == (P.WANTED, "", 0, 3)


def test_details_wait_for_what_people_look_at_first(database: Database) -> None:
    with database.write() as tx:
        want(tx, "details", kind=K.LEVELS, channel="C1")
        want(tx, "living", after(1), kind=K.APPLICATION, channel="C2")
        assert [claim(tx, after(2)), claim(tx, after(2))] == ["living", "details"]


def test_a_pause_of_posts_lets_updates_pass(database: Database) -> None:
    with database.write() as tx:
        show(tx, "shown", channel="C1")
        want(tx, "new", channel="C1")
        postings.pause_posts(tx, "C1", after(30))
        want(tx, "shown", after(5), channel="C1")
        assert [claim(tx, after(5)), claim(tx, after(5))] == ["shown", None]
        assert postings.sent(
            tx, "shown", owner="one", version=2, ts="1.1", now=after(6), not_before=after(9)
        )
        assert postings.next_due(tx, after(6)) == after(30)
        assert claim(tx, after(30)) == "new"


def test_refreshing_wants_all_parts_that_are_there(database: Database) -> None:
    with database.write() as tx:
        for part in range(3):
            want(tx, f"{part}", subject_id="a", part=part, kind=K.LEVELS, channel=f"C{part}")
        want(tx, "other", kind=K.LEVELS, channel="C9")
        assert claim(tx) == "0"
        assert postings.refresh(tx, K.LEVELS, "a", after(1)) == 3
        assert [p.wanted for p in postings.of_subject(tx, "a")] == [2, 2, 2]
        assert postings.get(tx, "0").state is P.SENDING
        assert postings.get(tx, "other").wanted == 1


def test_what_is_posted_is_removed_by_a_sender_and_stays_removed(database: Database) -> None:
    with database.write() as tx:
        show(tx, "a")
        postings.want_removed(tx, "a", after(5))
        removal = want(tx, "a", after(5))
        assert (removal.state, removal.is_removal, removal.wanted) == (P.WANTED, True, 2)
        assert claim(tx, after(5)) == "a"
        assert postings.gone(tx, "a", owner="one")
        assert want(tx, "a", after(6)).state is P.GONE
        assert not postings.resume(tx, "a", after(6))
        postings.want_removed(tx, "a", after(7))
        assert postings.get(tx, "a").state is P.GONE


def test_what_slack_cannot_have_is_gone_at_once(database: Database) -> None:
    with database.write() as tx:
        hold(tx, "held")
        want(tx, "new")
        for name in ("held", "new"):
            postings.want_removed(tx, name, NOW)
            assert postings.get(tx, name).state is P.GONE
        assert postings.counts(tx) == {P.GONE: 2}


def test_what_slack_may_have_is_removed_by_a_sender(database: Database) -> None:
    with database.write() as tx:
        want(tx, "sending")
        assert claim(tx) == "sending"
        postings.want_removed(tx, "sending", after(1))
        assert postings.get(tx, "sending").state is P.SENDING
        assert sent(tx, "sending", after(1), version=1)
        again = postings.get(tx, "sending")
        assert (again.state, again.is_removal) == (P.WANTED, True)


def test_what_may_be_there_after_a_lost_answer_is_removed_by_a_sender(
    database: Database,
) -> None:
    with database.write() as tx:
        want(tx, "a")
        assert claim(tx) == "a"
        assert postings.later(tx, "a", owner="one", not_before=NOW, is_unsure=True, now=NOW)
        postings.want_removed(tx, "a", after(1))
        left = postings.get(tx, "a")
        assert (left.state, left.is_unsure, left.is_removal) == (P.WANTED, True, True)


def test_a_paused_channel_keeps_all_waiting_also_what_comes_later(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        postings.pause_channel(tx, "C1", after(30))
        postings.pause_channel(tx, "C1", after(10))  # shortens nothing
        want(tx, "b", after(1))
        want(tx, "elsewhere", after(2), channel="C2")
        assert claim(tx, after(2)) == "elsewhere"
        assert claim(tx, after(29)) is None
        assert postings.next_due(tx, after(29)) == after(30)
        assert claim(tx, after(30)) == "a"
        postings.pause_channel(tx, "C1", after(50))
        assert sent(tx, "a", after(31))
        assert claim(tx, after(49)) is None
        assert claim(tx, after(50)) == "b"


def test_a_person_is_paused_by_their_id(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a", kind=K.NOTE, channel="", recipient="U1")
        postings.pause_channel(tx, "U1", after(30))
        assert claim(tx, after(29)) is None
        assert claim(tx, after(30)) == "a"


def test_a_draining_sender_gives_back_its_own_claims_alone(database: Database) -> None:
    with database.write() as tx:
        want(tx, "a")
        want(tx, "b", channel="C2")
        assert [claim(tx, owner="one"), claim(tx, owner="two")] == ["a", "b"]
        assert postings.release(tx, "one") == 1
        assert postings.release(tx, "one") == 0
        back = postings.get(tx, "a")
        assert (back.state, back.attempt, back.is_unsure) == (P.WANTED, 0, False)
        assert postings.get(tx, "b").state is P.SENDING
        assert claim(tx, owner="two") == "a"


def test_the_next_moment_at_which_something_can_be_claimed(database: Database) -> None:
    with database.write() as tx:
        assert postings.next_due(tx, NOW) is None
        want(tx, "a", after(5))
        want(tx, "child", NOW, parent_id="a", channel="C2")
        assert postings.next_due(tx, NOW) == after(5)
        want(tx, "b", after(1))
        assert postings.next_due(tx, NOW) == after(1)
        assert claim(tx, after(1)) == "b"
        # the channel is free when the lease of 60 s ends, and the child has no parent until then
        assert postings.next_due(tx, after(2)) == after(61)
        assert sent(tx, "b", after(2))
        assert postings.next_due(tx, after(2)) == after(5)
        assert claim(tx, after(5)) == "a"
        assert sent(tx, "a", after(5))
        assert postings.next_due(tx, after(5)) == NOW


def test_a_message_is_found_by_what_slack_calls_it(database: Database) -> None:
    with database.write() as tx:
        show(tx, "a")
        want(tx, "b")
        assert postings.by_ts(tx, "C1", "a.ts") == postings.get(tx, "a")
        assert postings.by_ts(tx, "C2", "a.ts") is None
        assert postings.by_ts(tx, "C1", "") is None


def test_what_was_refused_and_waits_says_why_and_is_tried_at_once_when_resumed(
    database: Database,
) -> None:
    with database.write() as tx:
        show(tx, "a")
        postings.want_removed(tx, "a", after(5))
        assert claim(tx, after(5)) == "a"
        assert postings.later(
            tx,
            "a",
            owner="one",
            not_before=after(3600),
            is_unsure=False,
            now=after(5),
            because="not_in_channel",
        )
        waits = postings.get(tx, "a")
        assert (waits.state, waits.held_because) == (P.WANTED, "not_in_channel")
        assert postings.resume_held(tx, frozenset({"is_archived"}), "C1", after(6)) == 0
        assert claim(tx, after(6)) is None
        assert postings.resume_held(tx, frozenset({"not_in_channel"}), "C1", after(6)) == 1
        assert claim(tx, after(6)) == "a"


@pytest.mark.parametrize("fate", ["shown", "lost", "dead"])
def test_a_file_that_may_be_in_slack_is_replaced_and_never_changed(
    fate: str, database: Database
) -> None:
    with database.write() as tx:
        want(tx, "old", kind=K.RANKING, subject_id="run")
        assert claim(tx) == "old"
        if fate == "shown":
            assert sent(tx, "old")
        if fate == "lost":
            assert postings.later(tx, "old", owner="one", not_before=NOW, is_unsure=True, now=NOW)
        want(tx, "new", after(100), kind=K.RANKING, subject_id="run")
        new, old = postings.find(tx, K.RANKING, "run"), postings.get(tx, "old")
        assert new is not None
        assert (new.id, new.ts, new.is_unsure, new.wanted) == ("new", "", False, 1)
        assert (old.part, old.is_removal) == (-1, True)
        # the older one goes first; of a sender that died, once its lease is over
        assert claim(tx, after(100)) == "old"
        assert postings.get(tx, "old").is_unsure is (fate != "shown")
        assert postings.gone(tx, "old", owner="one")
        assert claim(tx, after(100)) == "new"


def test_a_file_that_is_nowhere_yet_is_wanted_as_it_is_by_then(database: Database) -> None:
    with database.write() as tx:
        want(tx, "file", kind=K.RANKING, subject_id="run")
        again = want(tx, "other", after(5), kind=K.RANKING, subject_id="run")
        assert (again.id, again.wanted) == ("file", 2)


def _move(tx: Tx, name: str, to: str = "C2", id_: str = "new") -> Posting:
    posting = postings.get(tx, name)
    return postings.move(tx, posting, id=id_, channel=to, parent_id="", now=after(100))


def test_what_stands_moves_as_a_new_posting_and_disappears_where_it_was(
    database: Database,
) -> None:
    with database.write() as tx:
        show(tx, "a")
        moved, old = _move(tx, "a"), postings.get(tx, "a")
        assert (moved.id, moved.channel, moved.part, moved.ts) == ("new", "C2", 0, "")
        assert (old.channel, old.part, old.is_removal) == ("C1", -1, True)
        assert postings.find(tx, K.APPLICATION, "a") == moved
        assert postings.by_ts(tx, "C1", "a.ts") is None  # nobody is answered there any more
        assert [p.id for p in postings.heads(tx, "C1")] == []
        assert [p.id for p in postings.heads(tx, "C2")] == ["new"]
        third = _move(tx, "new", "C3", "third")  # nothing of it can be in Slack
        assert (third.id, third.channel) == ("new", "C3")


def test_what_is_held_and_nowhere_moves_and_is_tried_there(database: Database) -> None:
    with database.write() as tx:
        hold(tx, "a")
        moved = _move(tx, "a")
        assert (moved.id, moved.channel, moved.state) == ("a", "C2", P.WANTED)
        assert moved.held_because == ""


def test_what_a_person_deleted_moves_and_stays_deleted_until_it_is_asked_for(
    database: Database,
) -> None:
    with database.write() as tx:
        show(tx, "a")
        want(tx, "a", after(5))
        assert claim(tx, after(5)) == "a"
        assert postings.gone(tx, "a", owner="one")
        moved = _move(tx, "a")
        assert (moved.id, moved.channel, moved.state, moved.ts) == ("a", "C2", P.GONE, "")
        assert claim(tx, after(100)) is None
        assert postings.resume(tx, "a", after(100))
        assert claim(tx, after(100)) == "a"
