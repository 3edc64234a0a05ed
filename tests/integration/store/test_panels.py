"""Before a reveal nothing but a rater's own way leads to what they said; and then all ways do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.panel import (
    LONGEST_TEXT,
    Panel,
    PanelState,
    Rating,
    Recommendation,
    SeatState,
)
from bot.domain.requisition import ApplicationState, Decision, DecisionKind
from bot.errors import ConflictError, NotFoundError, SealError
from bot.store import Database, Tx, applications, panels, scorecards
from bot.store.keys import KeyRing
from tests.integration.store.conftest import KEYS
from tests.integration.store.world import NOW, World, after, draft


def open_panel(world: World, *raters: str) -> Panel:
    with world.database.write() as tx:
        return world.panel(tx, world.application(tx, world.requisition(tx)), *raters)


def bodies(tx: Tx, table: str = "scorecard") -> list[bytes]:
    return list(tx.connection().execute(text(f"SELECT body FROM {table}")).scalars())


def test_a_panel_and_its_seats_are_kept_as_they_are(database: Database, world: World) -> None:
    panel = open_panel(world)
    seat = world.seat(panel, "U7", interview_at=after(60))
    other = world.seat(panel, "U8", added_at=after(1))
    changed = replace(seat, state=SeatState.DECLINED, focus=("care",), ended_at=after(9))
    revealed = replace(
        panel,
        state=PanelState.REVEALED,
        revealed_at=after(9),
        revealed_by="U1",
        is_early=True,
        due_at=after(99),
        closed_reason="none",
    )
    with database.write() as tx:
        panels.put_seat(tx, seat)
        panels.put_seat(tx, other)
        assert panels.seats(tx, panel.id) == (seat, other)
        panels.put_seat(tx, changed)
        assert panels.open_of(tx, panel.application_id) == panel
        panels.replace(tx, revealed)
    with database.read() as tx:
        assert panels.get(tx, panel.id) == revealed
        assert panels.open_of(tx, panel.application_id) is None
        assert panels.of_application(tx, panel.application_id) == [revealed]
        assert panels.in_requisition(tx, panel.requisition_id, PanelState.REVEALED) == [revealed]
        assert panels.in_requisition(tx, panel.requisition_id, PanelState.OPEN) == []
        assert panels.seat_of(tx, panel.id, "U7") == panels.seat(tx, seat.id) == changed
        assert panels.seat_of(tx, panel.id, "U9") is None
        with pytest.raises(NotFoundError):
            panels.seat(tx, "none")
    with database.write() as tx, pytest.raises(NotFoundError):
        panels.replace(tx, replace(panel, id="none"))


def test_a_colleague_s_card_is_there_after_the_reveal_and_not_before(
    database: Database, world: World
) -> None:
    panel = open_panel(world, "U7", "U8")
    mine, theirs = world.card(panel, "U7"), world.card(panel, "U8", submitted_at=after(5))
    amended = replace(mine, id="again", number=2, reason="misread", submitted_at=after(9))
    with database.write() as tx:
        for card in (mine, theirs, amended):
            scorecards.submit(tx, card, 2)
    with database.read() as tx:
        assert scorecards.own_card(tx, panel.id, "U7") == amended
        assert scorecards.own_card(tx, panel.id, "U9") is None
        assert scorecards.submitted(tx, panel.id) == {"U7": NOW, "U8": after(5)}
        assert scorecards.revealed_cards(tx, panel.id) is None
    for state, cards in ((PanelState.CANCELLED, None), (PanelState.REVEALED, 3)):
        with database.write() as tx:
            panels.replace(tx, replace(panel, state=state))
            found = scorecards.revealed_cards(tx, panel.id)
            assert (found and len(found)) == cards
    assert found == (mine, amended, theirs)


def test_one_card_for_each_rater_and_number(database: Database, world: World) -> None:
    panel = open_panel(world, "U7")
    with database.write() as tx:
        scorecards.submit(tx, world.card(panel, "U7"), 2)
    with pytest.raises(ConflictError), database.write() as tx:
        scorecards.submit(tx, world.card(panel, "U7", would_change="else"), 2)
    with database.read() as tx:
        card = scorecards.own_card(tx, panel.id, "U7")
    assert card is not None
    assert card.would_change == "a second system"


def test_a_draft_is_replaced_and_ends_with_the_card(database: Database, world: World) -> None:
    panel = open_panel(world, "U7", "U8")
    with database.write() as tx:
        for words in ("first", "second"):
            scorecards.save_draft(tx, panel.id, "U7", draft(words), 2, NOW)
        assert scorecards.own_draft(tx, panel.id, "U7") == draft("second")
        assert scorecards.own_draft(tx, panel.id, "U8") is None
        scorecards.submit(tx, world.card(panel, "U7"), 2)
        assert bodies(tx, "draft") == []


def test_the_key_of_a_panel_opens_that_panel_alone(database: Database, world: World) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        one, two = (world.panel(tx, who, "U7") for _ in range(2))
        scorecards.submit(tx, world.card(one, "U7"), 2)
        (body,) = bodies(tx)
        place = "scorecard.body:U7:1"
        assert tx.keys.branch(f"panel:{one.id}").open(body, of=place)
        # neither the ring that opens all else, nor that of another panel, nor another place
        for keys in (tx.keys, tx.keys.branch(f"panel:{two.id}")):
            with pytest.raises(SealError, match="not at hand"):
                keys.open(body, of=place)
        with pytest.raises(SealError, match="changed or moved"):
            tx.keys.branch(f"panel:{one.id}").open(body, of="scorecard.body:U8:1")


def test_a_former_key_still_opens_what_it_sealed(url: str) -> None:
    with Database(url, KEYS) as database:
        world = World(database)
        panel = open_panel(world, "U7")
        with database.write() as tx:
            scorecards.submit(tx, world.card(panel, "U7"), 2)
    with Database(url, KeyRing((b"n" * 32, b"k" * 32))) as database, database.read() as tx:
        assert scorecards.own_card(tx, panel.id, "U7") is not None


def test_equal_cards_differ_when_sealed_and_different_ones_have_one_size(
    database: Database, world: World
) -> None:
    panel = open_panel(world)
    longest = "\N{GRINNING FACE}" * LONGEST_TEXT  # 4 bytes each: the most that UTF-8 takes
    quoted = '"\\\n\t' * (LONGEST_TEXT // 4)  # 2 bytes each in JSON
    ratings = [
        tuple(Rating(criterion=key, level=level, observation=seen) for key in ("craft", "care"))
        for level, seen in ((None, ""), (1, "x"), (4, longest), (2, quoted))
    ]
    with database.write() as tx:
        for number, (said, advice) in enumerate(
            [(r, advice) for r in ratings for advice in Recommendation], 1
        ):
            text_ = "" if number < 9 else longest
            card = world.card(panel, "U7", ratings=said, recommendation=advice, number=number)
            scorecards.submit(tx, replace(card, would_change=text_, reason=text_), 2)
        same = [world.card(panel, rater) for rater in ("U8", "U9")]
        for card in same:
            scorecards.submit(tx, card, 2)
        scorecards.save_draft(tx, panel.id, "U7", draft(longest), 2, NOW)
        sealed = bodies(tx) + bodies(tx, "draft")
        last = scorecards.own_card(tx, panel.id, "U7")
    # 4 x 4 cards, two equal ones, a draft
    assert len(sealed) == len(set(sealed)) == 19
    assert len({len(body) for body in sealed}) == 1
    assert last is not None
    assert (last.reason, last.ratings) == (longest, ratings[3])


def test_no_file_of_the_database_holds_a_level_a_word_or_a_recommendation(file: Path) -> None:
    with Database(f"sqlite:///{file}", KEYS) as database:
        world = World(database)
        panel = open_panel(world, "U7", "U8")
        with database.write() as tx:
            scorecards.submit(tx, world.card(panel, "U7", reason="misheard it"), 2)
            scorecards.save_draft(tx, panel.id, "U8", draft("half a thought"), 2, NOW)
        raw = b"".join(path.read_bytes() for path in file.parent.iterdir())
    clear = ["drew the queue", "a second system", "half a thought", "misheard", '"level"']
    clear += [advice.value for advice in Recommendation if len(advice.value) > 3]
    assert [words for words in clear if words.encode() in raw] == []
    assert b"craft care" in raw  # the focus is readable, so the search does find what is there


def test_only_what_should_still_be_asked_for_is_listed(database: Database, world: World) -> None:
    with database.write() as tx:
        opening, closed = world.requisition(tx), world.requisition(tx, closed_at=NOW)
        late, soon, shut = (
            world.panel(tx, world.application(tx, of), "U7", due_at=after(due))
            for of, due in ((opening, 99), (opening, 9), (closed, 1))
        )
        panels.put_seat(tx, world.seat(late, "U8", state=SeatState.DECLINED))
        over = world.panel(tx, world.application(tx, opening), "U7", state=PanelState.REVEALED)
    decision = Decision(kind=DecisionKind.HOLD, user_id="U1", reason="later", decided_at=NOW)
    with database.write() as tx:
        assert [panel for panel, _ in panels.awaited_of(tx, "U7")] == [soon, late]
        applications.decide(
            tx, soon.application_id, decision, frozenset({ApplicationState.WAITING})
        )
        assert panels.awaited_of(tx, "U8") == []
        assert panels.raters(tx) == ["U7"]
        assert panels.is_awaited(tx, shut.application_id, "U7")
        for panel, rater in ((late, "U8"), (late, "U9"), (over, "U7")):
            assert not panels.is_awaited(tx, panel.application_id, rater)
        assert [panel for panel, _ in panels.awaited_of(tx, "U7")] == [late]


def race(*works: Callable[[], None]) -> None:
    """Begin all at one moment, and wait for all."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        start.wait()
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_what_holds_a_panel_comes_before_or_after_all_else_that_does(
    database: Database, world: World
) -> None:
    panel = open_panel(world, "U7")
    numbers: list[int] = []

    def submit_next() -> None:
        with database.write() as tx:
            panels.hold(tx, panel.id)
            before = scorecards.own_card(tx, panel.id, "U7")
            number = before.number + 1 if before else 1
            scorecards.submit(tx, world.card(panel, "U7", number=number, id=f"c{number}"), 2)
            numbers.append(number)

    race(*[submit_next] * 6)
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
