"""What people do at the wrong moment, with the whole bot: they learn what happened and was kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Connection

from bot.domain.posting import PostingState
from bot.sandbox.hands import words_of
from bot.sandbox.people import BOT_USER
from bot.store import postings
from tests.integration.faults.conftest import (
    CHANNEL,
    CV,
    PATIENCE_SECONDS,
    Team,
    close_all,
    wait_for_field,
)


@contextmanager
def full_disk(team: Team) -> Iterator[None]:
    """Let the database take no further page, as a full disk does."""
    engine = team.bot.deps.database.engine
    file = str(engine.url.database)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM")  # no page is free inside the file either

    def no_more(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "begin", no_more)
    try:
        yield
    finally:
        event.remove(engine, "begin", no_more)
        engine.dispose()  # the limit goes with its connections


def applications(team: Team) -> int:
    database = team.bot.deps.database
    with database.read() as tx:
        return int(tx.connection().exec_driver_sql("SELECT count(*) FROM application").scalar_one())


def add_until_refused(team: Team) -> tuple[int, str]:
    """Add candidates until there is no room; return how many fitted, and what is said then."""
    person = team.rhea
    for number in range(30):
        assert team.sandbox.person(person.user_id).command(CHANNEL, "/hire cv").ok
        wait_for_field(person, "Or paste")
        outcome = person.submit({"Or paste": CV * 13})
        if not outcome.ok:
            return number, str(outcome.error)
        close_all(person)
    raise AssertionError("the disk did not fill")


def test_a_disk_that_fills_is_said_and_keeps_what_was_there(team: Team) -> None:
    team.add()
    before = applications(team)
    with full_disk(team):
        added, told = add_until_refused(team)
        assert "The disk of the database is full. Nothing was changed." in told
        assert "(ref " in told
        assert applications(team) == before + added

    assert team.rhea.submit({"Or paste": CV}).ok  # the form is still open, and now it goes
    close_all(team.rhea)
    assert applications(team) == before + added + 1


def test_two_clicks_at_one_moment_have_one_effect(team: Team) -> None:
    message = team.add()

    def cards() -> list[dict[str, object]]:
        return [m for m in team.ines.messages(CHANNEL, message["ts"]) if "Agree" in words_of(m)]

    team.sandbox.wait_until(lambda: bool(cards()), PATIENCE_SECONDS)
    card = cards()[0]
    with ThreadPoolExecutor(2) as pool:
        clicks = [pool.submit(team.ines.press, "Agree", card, channel=CHANNEL) for _ in range(2)]
        assert all(click.result().ok for click in clicks)

    team.told(team.ines, "You already agreed with the level")
    database = team.bot.deps.database
    with database.read() as tx:
        count = tx.connection().exec_driver_sql("SELECT count(*) FROM review").scalar_one()
    assert count == 1


def test_a_stale_button_says_what_happened_since(team: Team) -> None:
    message = team.add()

    def cards() -> list[dict[str, object]]:
        return [m for m in team.ines.messages(CHANNEL, message["ts"]) if "Agree" in words_of(m)]

    team.sandbox.wait_until(lambda: bool(cards()), PATIENCE_SECONDS)
    stale = cards()[0]
    assert team.hugo.press("Decide", message, channel=CHANNEL).ok
    wait_for_field(team.hugo, "Reason")
    outcome = team.hugo.submit({"Decision": "Go on", "Reason": "Ran it in production, on call."})
    assert outcome.ok, outcome.error

    team.ines.press("Agree", stale, channel=CHANNEL)

    told = team.told(team.ines, "decided")
    assert "<@U0HUGO>" in words_of(told) or "Hugo" in words_of(told)


def test_a_deleted_message_is_kept_and_comes_back_when_asked(team: Team) -> None:
    message = team.add()
    label = next(word for word in words_of(message).split() if word.startswith("A-"))
    stored = team.sandbox.workspace
    with stored.lock:
        del stored.channels[CHANNEL].messages[message["ts"]]  # an administrator may do this
        stored.touch(stored.channels[CHANNEL].members)
    posting_id = str(message["metadata"]["event_payload"]["id"])
    database = team.bot.deps.database
    with database.write() as tx:
        gone = postings.get(tx, posting_id)
        postings.refresh(tx, gone.kind, gone.subject_id, team.bot.deps.now())
    team.bot.deps.wake_senders()

    note = team.told(team.rhea, "was deleted in Slack. Everything in it is kept.")
    heads = len(team.heads())
    assert team.rhea.press("Try again", note, channel=team.channel_of(note)).ok

    team.sandbox.wait_until(lambda: len(team.heads()) > heads, PATIENCE_SECONDS)
    again = words_of(team.heads()[-1])
    assert label in again
    assert "levels and quotes" in again


def held(team: Team) -> int:
    with team.bot.deps.database.read() as tx:
        return postings.counts(tx).get(PostingState.HELD, 0)


def test_a_bot_that_was_removed_from_its_channel_says_so_and_keeps_all(team: Team) -> None:
    team.add()
    me = team.sandbox.person(team.rhea.user_id)
    heads = len(team.heads())
    assert me.leave_bot(CHANNEL).ok
    told = team.told(team.hugo, "Plumbline was removed from the channel of AI Engineer.")
    assert "Everything is kept" in words_of(told)
    try:
        assert applications(team) > 0
        assert len(team.heads()) == heads
    finally:
        me.invite_bot(CHANNEL)
    assert BOT_USER in team.sandbox.workspace.channels[CHANNEL].members
    assert "evidenced" in words_of(team.add())


def test_a_channel_that_is_archived_gets_nothing_and_its_recruiter_hears_why(team: Team) -> None:
    message = team.add()
    channel = team.sandbox.workspace.channels[CHANNEL]
    before = held(team)
    channel.is_archived = True
    team.bot.deps.slack.forget(CHANNEL)  # type: ignore[attr-defined]  # the gateway; a minute otherwise
    try:
        with team.bot.deps.database.write() as tx:
            posting = postings.by_ts(tx, CHANNEL, message["ts"])
            assert posting is not None
            postings.refresh(tx, posting.kind, posting.subject_id, team.bot.deps.now())
        team.bot.deps.wake_senders()
        team.told(team.rhea, "The channel is archived.")
        assert held(team) > before
    finally:
        channel.is_archived = False
        team.bot.deps.slack.forget(CHANNEL)  # type: ignore[attr-defined]  # as above
        with team.bot.deps.database.write() as tx:
            postings.resume_held(tx, None, None, team.bot.deps.now())
        team.bot.deps.wake_senders()
    team.sandbox.wait_until(lambda: held(team) == 0, PATIENCE_SECONDS)
