"""Whatever two senders and a clock do in whatever order, nothing is lost and nothing is doubled."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlmodel import col

from bot.domain.posting import MessageKind, Posting, PostingState
from bot.store import Database, Tx, postings
from bot.store.tables import PostingRow
from tests.integration.store.conftest import KEYS, POSTGRES_URL
from tests.integration.store.world import NOW

LEASE = 60.0
SUBJECTS = ("a", "b", "c", "d")
CHANNEL = {"a": "C1", "b": "C1", "c": "C2", "d": "C1"}
PARENT = {"d": "a"}


@dataclass
class FakeSlack:
    """What a channel holds, by posting; found again by its metadata."""

    versions: dict[str, int] = field(default_factory=dict)
    posts: Counter[str] = field(default_factory=Counter)

    def put(self, posting: Posting) -> str:
        """Update what is there, or look back, or post."""
        if not posting.ts and not (posting.is_unsure and posting.id in self.versions):
            self.posts[posting.id] += 1
        self.versions[posting.id] = posting.wanted
        return f"{posting.id}.ts"


class Play:
    """A ledger, a Slack, a clock and two senders that each hold at most one claim."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.slack = FakeSlack()
        self.now = NOW
        self.claims: dict[str, Posting] = {}
        self.put: set[str] = set()

    def step(self, action: str, argument: str) -> None:
        moves: dict[str, Callable[[str], None]] = {
            "want": self.want,
            "claim": self.claim,
            "post": self.post,
            "finish": self.finish,
            "lose": self.lose,
            "crash": self.crash,
            "limit": self.limit,
            "tick": self.tick,
        }
        moves[action](argument)
        self.check()

    def want(self, argument: str) -> None:
        subject = argument
        with self.database.write() as tx:
            self._want(tx, subject)

    def _want(self, tx: Tx, subject: str) -> None:
        postings.want(
            tx,
            id=subject,
            kind=MessageKind.APPLICATION,
            subject_id=subject,
            channel=CHANNEL[subject],
            parent_id=PARENT.get(subject, ""),
            now=self.now,
        )

    def claim(self, argument: str) -> None:
        owner = owner_of(argument)
        if owner in self.claims:
            return
        with self.database.write() as tx:
            before = {p.id: p for s in SUBJECTS for p in postings.of_subject(tx, s)}
            found = postings.claim(tx, owner=owner, now=self.now, lease_seconds=LEASE)
        if found is None:
            return
        was = before[found.id]
        is_takeover = was.state is PostingState.SENDING
        assert was.state in {PostingState.WANTED, PostingState.SENDING}
        assert found.attempt == was.attempt + is_takeover
        assert found.is_unsure == (was.is_unsure or (is_takeover and not was.ts))
        assert not found.parent_id or found.ts or before[found.parent_id].ts
        self.claims[owner] = found
        self.put.discard(owner)

    def post(self, argument: str) -> None:
        """Reach Slack, inside the lease as the fence of a sender has it."""
        owner = owner_of(argument)
        if owner in self.claims and owner not in self.put and self._is_valid(owner):
            self.slack.put(self.claims[owner])
            self.put.add(owner)

    def finish(self, argument: str) -> None:
        owner = owner_of(argument)
        if owner not in self.put:
            return
        posting = self.claims.pop(owner)
        self.put.discard(owner)
        rest = self.now + timedelta(seconds=3)
        with self.database.write() as tx:
            postings.sent(
                tx,
                posting.id,
                owner=owner,
                version=posting.wanted,
                ts=f"{posting.id}.ts",
                now=self.now,
                not_before=rest,
            )

    def lose(self, argument: str) -> None:
        """Get no answer, whether Slack has it or not."""
        self._later(owner_of(argument), is_unsure=True)

    def limit(self, argument: str) -> None:
        """Be told to come back: surely nothing was done."""
        owner = owner_of(argument)
        if owner not in self.put:
            self._later(owner, is_unsure=False)

    def _later(self, owner: str, *, is_unsure: bool) -> None:
        if owner not in self.claims:
            return
        posting = self.claims.pop(owner)
        self.put.discard(owner)
        until = self.now + timedelta(seconds=5)
        with self.database.write() as tx:
            postings.later(
                tx, posting.id, owner=owner, not_before=until, is_unsure=is_unsure, now=self.now
            )

    def crash(self, argument: str) -> None:
        """Die, with or without having posted."""
        owner = owner_of(argument)
        self.claims.pop(owner, None)
        self.put.discard(owner)

    def tick(self, argument: str) -> None:
        self.now += timedelta(seconds=1 if argument in {"a", "b"} else 61)

    def _is_valid(self, owner: str) -> bool:
        """Whether the claim is still this sender's in the ledger, and its lease holds."""
        with self.database.read() as tx:
            rows = tx.connection().exec_driver_sql(
                "SELECT id, owner, lease_until FROM posting WHERE state = 'sending'"
            )
            held = {row[0]: (row[1], row[2]) for row in rows}
        ours = held.get(self.claims[owner].id)
        return ours is not None and ours[0] == owner and aware(ours[1]) > self.now

    def check(self) -> None:
        with self.database.read() as tx:
            rows = list(
                tx.connection().exec_driver_sql(
                    "SELECT lane, lease_until FROM posting WHERE state = 'sending'"
                )
            )
            running = Counter(lane for lane, until in rows if aware(until) > self.now)
            due = postings.next_due(tx, self.now)
        assert all(count == 1 for count in running.values()), "two in flight in one channel"
        if due is None:
            return
        with self.database.read() as tx:
            states = postings.counts(tx)
        assert states.get(PostingState.WANTED, 0) + states.get(PostingState.SENDING, 0) > 0

    def settle(self) -> None:
        """Let one good sender work alone until nothing is due; it must end."""
        self.claims.clear()
        for _ in range(200):
            with self.database.write() as tx:
                due = postings.next_due(tx, self.now)
                if due is None:
                    return
                self.now = max(self.now, due)
                found = postings.claim(tx, owner="good", now=self.now, lease_seconds=LEASE)
                assert found is not None, "next_due names a moment at which nothing is due"
                ts = self.slack.put(found)
                postings.sent(
                    tx,
                    found.id,
                    owner="good",
                    version=found.wanted,
                    ts=ts,
                    now=self.now,
                    not_before=self.now,
                )
        raise AssertionError("it never comes to an end")


def owner_of(argument: str) -> str:
    return "one" if argument in {"a", "b"} else "two"


def aware(value: datetime | str) -> datetime:
    """Read a time as either database gives it."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=NOW.tzinfo)


ACTIONS = ("want", "claim", "post", "finish", "lose", "crash", "limit", "tick")


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(ACTIONS), st.sampled_from(SUBJECTS)), min_size=60, max_size=90
    )
)
def test_every_wish_is_shown_once_whatever_two_senders_do(
    database: Database, moves: list[tuple[str, str]]
) -> None:
    with database.write() as tx:
        tx.connection().exec_driver_sql("DELETE FROM posting")
    play = Play(database)
    play.want("a")
    for action, argument in moves:
        play.step(action, argument)
    play.settle()
    with database.read() as tx:
        ledger = [p for subject in SUBJECTS for p in postings.of_subject(tx, subject)]
    settled = [p for p in ledger if not (p.parent_id and not play.slack.posts["a"])]
    assert all(p.state is PostingState.SHOWN and p.shown == p.wanted for p in settled)
    assert {p.id: p.wanted for p in settled} == play.slack.versions
    assert set(play.slack.posts.values()) <= {1}, "posted twice"


def test_threads_that_race_for_claims_send_each_once(database: Database) -> None:
    """Eight senders, sixty postings in six channels: each claim is made once, one in a channel."""
    slack, flying, lock = Counter[str](), Counter[str](), threading.Lock()
    with database.write() as tx:
        for number in range(60):
            postings.want(
                tx,
                id=f"{number:032x}",
                kind=MessageKind.APPLICATION,
                subject_id=f"{number}",
                channel=f"C{number % 6}",
                now=NOW,
            )

    def send(owner: str) -> None:
        while True:
            with database.write() as tx:
                found = postings.claim(tx, owner=owner, now=NOW, lease_seconds=LEASE)
                if found is None and PostingState.WANTED not in postings.counts(tx):
                    return
            if found is None:
                continue
            with lock:
                flying[found.channel] += 1
                assert flying[found.channel] == 1
                slack[found.id] += 1
                flying[found.channel] -= 1
            with database.write() as tx:
                assert postings.sent(
                    tx,
                    found.id,
                    owner=owner,
                    version=found.wanted,
                    ts=found.id,
                    now=NOW,
                    not_before=NOW,
                )

    with ThreadPoolExecutor(8) as pool:
        for running in [pool.submit(send, f"sender {number}") for number in range(8)]:
            running.result(timeout=60)
    assert len(slack) == 60
    assert set(slack.values()) == {1}


@pytest.mark.skipif(not POSTGRES_URL, reason="PLUMBLINE_TEST_POSTGRES_URL is unset")
def test_what_another_process_puts_off_while_it_is_claimed_is_not_claimed(server_url: str) -> None:
    with Database(server_url, KEYS) as database, ThreadPoolExecutor(1) as pool:
        database.migrate()
        with database.write() as tx:
            for name, channel in (("put off", "C1"), ("due", "C2")):
                postings.want(
                    tx,
                    id=name,
                    kind=MessageKind.APPLICATION,
                    subject_id=name,
                    channel=channel,
                    now=NOW - timedelta(seconds=1 if name == "put off" else 0),
                )

        def claim() -> Posting | None:
            with database.write() as tx:
                return postings.claim(tx, owner="one", now=NOW, lease_seconds=LEASE)

        with database.write() as tx:
            until = NOW + timedelta(hours=1)
            later = update(PostingRow).where(col(PostingRow.id) == "put off")
            tx.connection().execute(later.values(not_before=until))
            claiming = pool.submit(claim)
            waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not tx.connection().execute(waits).scalar():
                assert not claiming.done()
        claimed = claiming.result(timeout=30)
    assert claimed is not None
    assert claimed.id == "due"
