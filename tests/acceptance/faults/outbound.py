"""Faults of Slack's answers: what a sender makes of them, in the ledger and on the screen."""

from __future__ import annotations

from typing import Any

from bot.domain.posting import MessageKind, PostingState
from bot.sandbox import Fault, Planted
from bot.services.delivery import Delivered
from bot.services.intake import Added
from bot.store import postings
from tests.acceptance.faults.desk import Desk
from tests.integration.slack_listeners.office import HIRING, words

_LONGEST_WAIT_SECONDS = 3700.0
"""Above the longest Retry-After that is believed."""


def plant(desk: Desk, method: str, fault: dict[str, Any]) -> Planted:
    """Have Slack misbehave once on a method, or as often as the row says."""
    rule: dict[str, Any] = {"method": method, "times": 1}
    return desk.sandbox.faults.add(Fault(**(rule | fault)))


def post(
    desk: Desk,
    *,
    fault: dict[str, Any],
    outcome: str,
    waits: float | None = None,
    told: str = "",
    again: bool = True,
) -> None:
    """Post a candidate's message against a fault; in the end it stands in Slack exactly once.

    Args:
        desk: The bot.
        fault: What Slack does to the first try.
        outcome: What the first try comes to.
        waits: Seconds until the next try, give or take one; None where it is drawn.
        told: Words of the direct message to the recruiter; "" for none.
        again: Whether a person has to ask for it again; else it goes on by itself.
    """
    desk.settle()
    added, notes = desk.add(), len(desk.notes())
    planted = plant(desk, "chat.postMessage", fault)

    assert desk.deliver() is Delivered(outcome)
    assert planted.fired == 1
    posting = desk.posting(added.application_id)
    if outcome == Delivered.LATER:
        _check_wait(desk, posting.not_before, waits)
        desk.wait(_LONGEST_WAIT_SECONDS)
        desk.settle()
        assert len(desk.notes()) == notes  # nobody needs to do anything
    else:
        assert posting.state is PostingState.HELD
        _ask_again(desk, added, told, again=again)
    assert desk.posting(added.application_id).state is PostingState.SHOWN
    assert desk.standing(added) == 1


def _check_wait(desk: Desk, not_before: Any, waits: float | None) -> None:
    if waits is not None:
        assert abs(desk.seconds_until(not_before) - waits) < 1.5
    assert desk.deliver() is Delivered.NOTHING  # nothing is tried before


def _ask_again(desk: Desk, added: Added, told: str, *, again: bool) -> None:
    """Have the person read the note about it, and press its button."""
    desk.settle()
    note = desk.notes()[-1]
    assert told in words(note)
    assert desk.standing(added) == 0
    if again:
        desk.office.press(note, "retry_posting")
        desk.until(lambda: desk.posting(added.application_id).state is not PostingState.HELD)
        desk.settle()


def change(desk: Desk, *, fault: dict[str, Any], outcome: str, told: str = "") -> None:
    """Change a message that stands already, against a fault; it ends as wanted, and once.

    Args:
        desk: The bot.
        fault: What Slack does to the first try.
        outcome: What the first try comes to.
        told: Words of the direct message to the recruiter; "" for none.
    """
    desk.settle()
    added = desk.add()
    desk.settle()
    desk.office.queue.jobs.clear()
    _want_again(desk, added)
    planted = plant(desk, "chat.update", fault)

    assert desk.deliver() is Delivered(outcome)
    assert planted.fired == 1
    desk.wait(_LONGEST_WAIT_SECONDS)
    desk.settle()
    if told:
        note = desk.notes()[-1]
        assert told in words(note)
        desk.office.press(note, "retry_posting")
        desk.until(lambda: desk.posting(added.application_id).state is PostingState.WANTED)
        desk.settle()
    posting = desk.posting(added.application_id)
    assert posting.state is PostingState.SHOWN
    assert posting.shown == posting.wanted


def _want_again(desk: Desk, added: Added) -> None:
    assert added.application_id is not None
    with desk.office.deps.database.write() as tx:
        postings.refresh(tx, MessageKind.APPLICATION, added.application_id, desk.now())


def form(desk: Desk, *, fault: dict[str, Any], told: str) -> None:
    """Ask for a form against a fault; the person learns of it, and nothing is kept."""
    desk.settle()
    office = desk.office
    before = len(office.whispers())
    planted = plant(desk, "views.open", fault)

    assert office.person().command(HIRING, "/hire cv").ok

    office.wait(lambda: len(office.whispers()) > before)
    assert planted.fired == 1
    assert told in words(office.whispers()[-1])
    assert office.modals() == []
