"""Results of the command line: kept by what they were made from, for a month, of every kind."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.job import Required
from bot.services.results import KEPT, StoredResults
from bot.store import Database, results
from tests.integration.store.world import NOW, World, assessment, match

REQUIRED = Required(requirements=(match("SQL").readings[0].requirement,), lost=2)


def test_each_kind_is_kept_for_a_month_and_what_is_there_stays(database: Database) -> None:
    today = StoredResults(database=database, now=lambda: NOW)
    later = StoredResults(database=database, now=lambda: NOW + KEPT + timedelta(seconds=1))

    for words in ("one", "two"):
        today.keep("a", assessment("sha", words))
        today.keep_required(
            "b", Required(requirements=(), lost=9) if words == "two" else REQUIRED, "sha"
        )
        today.keep_match("c", match(words), "sha")

    assert today.get("a") == assessment("sha", "one")
    assert (today.required("b"), today.match("c")) == (REQUIRED, match("one"))
    assert (today.get("x"), today.required("x"), today.match("x")) == (None, None, None)
    assert (later.get("a"), later.required("b"), later.match("c")) == (None, None, None)


def test_a_match_stays_as_long_as_its_document_once_that_is_kept(
    database: Database, world: World
) -> None:
    today = StoredResults(database=database, now=lambda: NOW)
    with database.write() as tx:
        sha256 = world.document(tx, b"a CV").sha256
    today.keep_match("before", match("one"), "other bytes")
    with database.write() as tx:
        assert results.keep(tx, "before", match("two"), results.MATCH, sha256) == match("one")
        results.keep(tx, "here", match("here"), results.MATCH, sha256)
        results.keep(tx, "gone", match("gone"), results.MATCH, "no such bytes")
        assert results.drop_old(tx, NOW + 2 * KEPT) == 0
        assert results.get(tx, "before", results.MATCH) == match("one")
        assert results.get(tx, "here", results.MATCH) == match("here")
        assert results.get(tx, "gone", results.MATCH) is None
