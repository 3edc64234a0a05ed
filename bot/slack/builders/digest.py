"""Digests and reminders: what waits, in one message that a person reads in ten seconds."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.digest import DigestGroup, DigestLine, GroupKind
from bot.domain.words import count
from bot.services.messages import DigestMessage, OwedCard, ReminderMessage
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import escape, fit

_DATE = "{date_short_pretty}"
_MOST_CARDS = 10
"""Scorecards that a reminder lists; the others are counted."""
_HEADINGS = {
    GroupKind.REVIEW: "Waiting for review",
    GroupKind.CARDS: "Scorecards",
    GroupKind.REVEAL: "Ready to reveal",
    GroupKind.SETTLE: "To settle",
    GroupKind.STUCK: "Undecided for longer than usual",
}


def digest(message: DigestMessage) -> Payload:
    """Show how requisitions stand: what changed, then at most five groups, oldest first."""
    title = _title(message)
    elements: list[Json] = []
    if message.changed:
        elements.append(rich.line(message.changed))
    for group in message.groups:
        elements += _group(group)
    if message.missed:
        was = "was" if message.missed == 1 else "were"
        words = f"{count(message.missed, 'digest')} before this {was} due and not sent."
        elements.append(rich.line(rich.italic(words)))
    waiting = sum(len(group.lines) + group.more for group in message.groups)
    said = f"{count(waiting, 'thing waits', 'things wait')}" if waiting else "nothing waits"
    return Payload(
        text=escape(fit(f"Digest of {title}: {said}", 300)),
        blocks=[parts.header(title), rich.rich(*elements)],
    )


def reminder(message: ReminderMessage) -> Payload:
    """Remind one person of all their scorecards at once, and tell a hiring manager of others'."""
    elements: list[Json] = []
    if message.cards:
        elements.append(rich.line(rich.bold("Scorecards that are waited for")))
        elements += _cards(message.cards, message, is_of_others=False)
    if message.told:
        elements.append(rich.line(rich.bold("Overdue in your requisitions")))
        elements += _cards(message.told, message, is_of_others=True)
        elements.append(rich.line(rich.italic("You are told of each of these once.")))
    number = len(message.cards) or len(message.told)
    words = "of yours is waited for" if message.cards else "is overdue in your requisitions"
    several = "of yours are waited for" if message.cards else "are overdue in your requisitions"
    return Payload(
        text=count(number, f"scorecard {words}", f"scorecards {several}") + ".",
        blocks=[rich.rich(*elements)],
    )


def _title(message: DigestMessage) -> str:
    titles = message.requisition_titles
    return titles[0] if len(titles) == 1 else f"{len(titles)} requisitions of yours"


def _group(group: DigestGroup) -> list[Json]:
    lines = [_line(line) for line in group.lines]
    if group.more:
        lines.append(rich.line(f"and {group.more:,} more"))
    return [rich.line(rich.bold(_HEADINGS[group.kind])), rich.bullets(lines)]


def _line(line: DigestLine) -> Json:
    if line.person:
        return rich.line(rich.person(line.person), ": ", line.text)
    return rich.line(line.text)


def _cards(
    cards: Sequence[OwedCard], message: ReminderMessage, *, is_of_others: bool
) -> list[Json]:
    lines = [_card(card, message, is_of_others=is_of_others) for card in cards[:_MOST_CARDS]]
    if cards[_MOST_CARDS:]:
        lines.append(rich.line(f"and {len(cards[_MOST_CARDS:]):,} more"))
    return [rich.bullets(lines)]


def _card(card: OwedCard, message: ReminderMessage, *, is_of_others: bool) -> Json:
    who: list[rich.Part] = [rich.person(card.rater), ": "] if is_of_others else []
    was = "was due" if card.due_at < message.at else "is due"
    title = fit(card.requisition_title, parts.NAMED)
    return rich.line(*who, f"{card.label} of {title}, {was} ", rich.moment(card.due_at, _DATE))
