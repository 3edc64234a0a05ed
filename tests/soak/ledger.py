"""What a bot's database says when all is done, held against what stands in Slack."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from sqlmodel import select

from bot.domain.posting import MessageKind, Posting, PostingState
from bot.sandbox import Sandbox
from bot.sandbox.records import Message
from bot.store import Database, Tx, postings
from bot.store.keys import KeyRing
from bot.store.posting_reads import posting_of
from bot.store.tables import PostingRow
from tests.soak.office import our_messages
from tests.soak.processes import Place

_SETTLED = frozenset({PostingState.SHOWN, PostingState.GONE, PostingState.HELD})
_ENDED = frozenset({"SUCCESS", "ERROR"})


def open_database(place: Place) -> Database:
    """Open the database of a bot, beside it."""
    return Database(place.url, KeyRing((place.key,)))


def wait_for_rest(place: Place, seconds: float) -> bool:
    """Wait until nothing is left to do; say whether that came within so many seconds."""
    deadline = time.monotonic() + seconds
    with open_database(place) as database:
        while time.monotonic() < deadline:
            with database.read() as tx:
                if set(postings.counts(tx)) <= _SETTLED and set(jobs(tx)) <= _ENDED:
                    return True
            time.sleep(0.5)
    return False


def jobs(tx: Tx) -> dict[str, int]:
    """Count the jobs of the engine, by how they ended or that they did not."""
    found = tx.connection().exec_driver_sql(
        "SELECT status, count(*) FROM workflow_status GROUP BY status"
    )
    return {str(status): int(count) for status, count in found}


def all_postings(tx: Tx) -> list[Posting]:
    """List everything that the ledger holds."""
    return [posting_of(row) for row in tx.many(select(PostingRow))]


def compare(sandbox: Sandbox, found: Sequence[Posting]) -> tuple[int, int, int]:
    """Count messages that are missing, that are there more than once, and that nobody wanted.

    An offer is left out: one person alone sees it, and no history holds it. So is what is gone,
    such as a file that a newer one took the place of: it stands nowhere.
    """
    stand = Counter(_mark(message) for message in our_messages(sandbox))
    wanted = {
        _name(each)
        for each in found
        if each.kind is not MessageKind.OFFER and each.state is not PostingState.GONE
    }
    lost = sum(name not in stand for name in wanted)
    twice = sum(stand[name] - 1 for name in wanted if name in stand)
    return lost, twice, sum(count for name, count in stand.items() if name not in wanted)


def is_settled(posting: Posting) -> bool:
    """Whether it is shown, or was taken away: an offer that was taken up, or a replaced file."""
    may_go = posting.kind is MessageKind.OFFER or posting.is_removal
    is_over = may_go and posting.state is PostingState.GONE
    return is_over or posting.state is PostingState.SHOWN


def _name(posting: Posting) -> str:
    """Name a posting as _mark names its message: a file has no metadata, but an id."""
    return posting.ts if posting.kind is MessageKind.RANKING else posting.id


def _mark(message: Message) -> str:
    if message.metadata is None:
        return " ".join(message.files)
    return str(message.metadata["event_payload"]["id"])
