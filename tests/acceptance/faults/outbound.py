"""Faults of Slack's answers: what a sender makes of them, in the ledger and on the screen."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Actor
from bot.domain.posting import MessageKind, PostingState
from bot.sandbox import Fault, Planted
from bot.sandbox.people import BOT_USER
from bot.services.claims import Delivered
from bot.services.forgetting import Forget
from bot.services.forgetting import forget as forget_candidate
from bot.services.intake import Added
from bot.services.refusals import LONGEST_REFUSED_SECONDS
from bot.slack.gateway import SlackGateway
from bot.store import applications, postings
from tests.acceptance.faults.desk import Desk
from tests.integration.slack_listeners.office import HIRING, RHEA, TEAM, words

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


def forget(desk: Desk, *, when: str, told: str) -> None:
    """Forget a candidate while Slack takes nothing away; it goes in the end, and who asked knows.

    Args:
        desk: The bot.
        when: Why it cannot be taken away: ``archived``, ``left`` or ``no history``.
        told: Words of the one direct message to the recruiter.
    """
    desk.settle()
    added = desk.add()
    if when == "no history":  # of a post without an answer, by which it would be found
        plant(desk, "chat.postMessage", {"effect": "reset_after"})
        assert desk.deliver() is Delivered.LATER
        plant(desk, "conversations.history", {"effect": "error", "error": "missing_scope"})
    else:
        desk.settle()
    notes = len(desk.notes())
    channel = desk.sandbox.workspace.channels[HIRING]
    channel.is_archived = when == "archived"
    if when == "left":
        channel.members.discard(BOT_USER)
    try:
        _forget(desk, added)
        desk.wait(_LONGEST_WAIT_SECONDS)
        _deliver_all(desk)
    finally:
        channel.is_archived = False
        channel.members.add(BOT_USER)
        slack = desk.office.deps.slack
        assert isinstance(slack, SlackGateway)
        slack.forget(HIRING)  # it remembers for a minute what the channel was
    assert desk.standing(added) == 1
    (note,) = desk.notes()[notes:]
    assert told in words(note)

    desk.wait(LONGEST_REFUSED_SECONDS)
    desk.settle()
    stands = [m for m in channel.messages.values() if _mark(desk, added) in str(m.metadata)]
    assert all("removed by" in str(message.blocks) for message in stands)
    assert len(stands) == (0 if when == "no history" else 1)
    assert desk.held() == 0


def _forget(desk: Desk, added: Added) -> None:
    deps = desk.office.deps
    assert added.application_id is not None
    with deps.database.read() as tx:
        candidate_id = applications.get(tx, added.application_id).candidate_id
    actor = Actor(user_id=RHEA, team_id=TEAM)
    request = Forget(actor=actor, event_key=added.application_id, candidate_ids=(candidate_id,))
    forget_candidate(request, deps)


def _mark(desk: Desk, added: Added) -> str:
    return desk.posting(added.application_id).id


def _deliver_all(desk: Desk) -> None:
    """Show everything that is wanted, while faults are at work."""
    while desk.deliver() is not Delivered.NOTHING:
        pass
