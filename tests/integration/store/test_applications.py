"""Applications change by compare-and-set alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.requisition import ApplicationState, Decision, DecisionKind, Step
from bot.errors import ConflictError, ModelOutcome, NotFoundError, Reason
from bot.store import Database, applications, requisitions
from tests.integration.store.world import NOW, TEAM, World, after

S = ApplicationState
DECISION = Decision(
    kind=DecisionKind.ADVANCE, user_id="U2", reason="strong work", decided_at=after(9)
)


def test_an_application_comes_back_with_its_candidate(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        run = world.batch(tx, opening)
        waiting = world.application(tx, opening, batch_id=run.id, candidate_user_id="U7")
        decided = world.application(
            tx, opening, state=S.DECIDED, decision=DECISION, reason=Reason.SCANNED, read_by="U3"
        )
    with database.read() as tx:
        assert applications.get(tx, waiting.id) == waiting
        assert applications.get(tx, decided.id) == decided
        assert applications.of_requisition(tx, opening.id) == [waiting, decided]
        assert applications.of_batch(tx, run.id) == [waiting]
        assert applications.find(tx, "other") is None
        with pytest.raises(NotFoundError):
            applications.get(tx, "other")


def test_a_candidate_can_apply_twice(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        one = world.application(tx, opening, candidate_name="Noor")
        two = world.application(tx, opening, candidate_id=one.candidate_id, candidate_name="")
        names = {applications.get(tx, a.id).candidate_name for a in (one, two)}
        assert names == {"Noor"}


def test_a_label_is_never_given_out_twice(database: Database, world: World) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        one = world.application(tx, opening)
    with pytest.raises(ConflictError), database.write() as tx:
        world.application(tx, opening, label=one.label)
    with database.write() as tx:
        assert requisitions.next_label(tx, opening.id) == "A-2"


def test_reading_leaves_nothing_of_the_state_before(database: Database, world: World) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        assert applications.advance(
            tx,
            who.id,
            state=S.READING,
            from_states=frozenset({S.WAITING}),
            step=Step.FETCH,
            now=NOW,
        )
        reading = applications.get(tx, who.id)
        assert reading == replace(who, state=S.READING, step=Step.FETCH)
        problem, fix = "It broke.", "Try again."
        assert applications.advance(
            tx,
            who.id,
            state=S.FAILED,
            from_states=frozenset({S.READING}),
            now=NOW,
            problem=problem,
            fix=fix,
        )
        assert applications.get(tx, who.id) == replace(
            who, state=S.FAILED, problem=problem, fix=fix
        )
        assert applications.advance(
            tx,
            who.id,
            state=S.READ,
            from_states=frozenset({S.FAILED}),
            now=after(5),
            seconds=2.5,
        )
        done = replace(who, state=S.READ, read_at=after(5), seconds=2.5)
        assert applications.get(tx, who.id) == done


def test_waiting_for_a_model_is_kept_and_leaves_nothing(database: Database, world: World) -> None:
    waits: dict[str, Any] = {
        "step": Step.ASSESS,
        "waits_for": ModelOutcome.LIMITED,
        "not_before": after(600),
        "waits_since": NOW,
    }
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx), state=S.READING)
        reading = frozenset({S.READING})
        applications.advance(tx, who.id, state=S.READING, from_states=reading, now=NOW, **waits)
        assert applications.get(tx, who.id) == replace(who, **waits)
        # lost is only what should have gone on: 600 s from now it should
        assert applications.unfinished_since(tx, after(599)) == []
        assert applications.unfinished_since(tx, after(601)) == [who.id]
        applications.advance(tx, who.id, state=S.STOPPED, from_states=reading, now=NOW)
        assert applications.get(tx, who.id) == replace(who, state=S.STOPPED)


def test_a_person_reads_what_the_bot_could_not(database: Database, world: World) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        waiting = frozenset({S.WAITING})
        applications.advance(
            tx, who.id, state=S.UNREADABLE, from_states=waiting, reason=Reason.SCANNED, now=NOW
        )
        assert applications.get(tx, who.id) == replace(
            who, state=S.UNREADABLE, reason=Reason.SCANNED
        )
        applications.advance(
            tx,
            who.id,
            state=S.READ_BY_PERSON,
            from_states=frozenset({S.UNREADABLE}),
            read_by="U2",
            now=after(1),
        )
        assert applications.get(tx, who.id) == replace(
            who, state=S.READ_BY_PERSON, read_by="U2", read_at=after(1)
        )


def test_a_change_from_another_state_changes_nothing(database: Database, world: World) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        read = frozenset({S.READ, S.FAILED})
        assert not applications.advance(tx, who.id, state=S.STOPPED, from_states=read)
        assert not applications.decide(tx, who.id, DECISION, read)
        assert not applications.reopen(tx, who.id)
        assert applications.get(tx, who.id) == who
        assert not applications.advance(tx, "gone", state=S.READ, from_states=frozenset({S.READ}))


def test_no_state_is_enough_when_none_is_named(database: Database, world: World) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx))
        assert not applications.advance(tx, who.id, state=S.READ, from_states=frozenset())
        assert not applications.decide(tx, who.id, DECISION, frozenset())


@pytest.mark.parametrize("before", [S.READ, S.READ_BY_PERSON, S.UNREADABLE])
def test_undoing_a_decision_brings_the_state_before_back(
    database: Database, world: World, before: ApplicationState
) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx), state=before)
        assert applications.decide(tx, who.id, DECISION, frozenset({before}))
        assert applications.get(tx, who.id) == replace(who, state=S.DECIDED, decision=DECISION)
        assert not applications.decide(tx, who.id, DECISION, frozenset({before}))
        assert applications.reopen(tx, who.id)
        assert applications.get(tx, who.id) == who


def test_a_decision_that_replaces_another_still_remembers_the_state_before_both(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        who = world.application(tx, world.requisition(tx), state=S.READ)
        other = replace(DECISION, kind=DecisionKind.HOLD)
        assert applications.decide(tx, who.id, DECISION, frozenset({S.READ}))
        assert applications.decide(tx, who.id, other, frozenset({S.DECIDED}))
        assert applications.get(tx, who.id).decision == other
        assert applications.reopen(tx, who.id)
        assert applications.get(tx, who.id) == who


def test_what_waits_before_an_application_is_counted(database: Database, world: World) -> None:
    with database.write() as tx:
        opening, other = world.requisition(tx), world.requisition(tx)
        world.application(tx, opening)
        world.application(tx, other)
        world.application(tx, opening, state=S.READ)
        mine = world.application(tx, opening)
        world.application(tx, opening)
        world.application(tx, opening, added_at=after(-5))
        assert applications.ahead_of(tx, mine.id) == 3  # two with smaller ids, one added earlier
        with pytest.raises(NotFoundError):
            applications.ahead_of(tx, "other")


def test_what_is_to_be_read_without_a_step_for_long_is_found(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        stuck, busy = (world.application(tx, opening, state=S.READING) for _ in range(2))
        waiting = world.application(tx, opening)
        world.application(tx, opening, state=S.READ)
        applications.advance(
            tx,
            busy.id,
            state=S.READING,
            from_states=frozenset({S.READING}),
            step=Step.ASSESS,
            now=after(60),
        )
        assert set(applications.unfinished_since(tx, after(30))) == {stuck.id, waiting.id}


def test_people_are_found_by_label_or_part_of_a_name_in_any_case(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        opening = world.requisition(tx)
        noor = world.application(tx, opening, candidate_name="Noor STRAẞE")
        nora = world.application(tx, opening, candidate_name="Nora")
        elsewhere = world.requisition(tx, team_id="T2")
        world.application(tx, elsewhere, candidate_name="Noor")

        def found(words: str, limit: int = 9) -> list[str]:
            return [a.label for a in applications.search(tx, TEAM, words, limit)]

        assert found(" NOOR ") == [noor.label]
        assert found("strasse") == [noor.label]
        assert found("a-2") == [nora.label]
        assert found("no") == [nora.label, noor.label]
        assert found("no", limit=1) == [nora.label]
        assert found("", limit=0) == []
        assert found("nobody") == []
