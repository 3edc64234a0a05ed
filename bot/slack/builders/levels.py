"""Criteria of one application in its thread, each open to agreement or change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.review import Review, ReviewKind
from bot.domain.words import count, level_name, lost_words, samples_words
from bot.services.messages import CriterionCard, LevelsMessage, SecondLevel
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import escape, fit, isolate
from bot.slack.ids import ActionId, join, numbered

_QUOTES = 2
"""Quotes of one criterion, the strongest."""
_REASONS = 2_000
"""Characters of all reasons in a message; few are shown whole, many share them."""
_SHORTEST = 80
"""Characters of a reason that are always shown."""
_BESIDE = 200
"""Characters of a quote of either reading, where the two differ."""
_MISSING = 300
"""Characters of what a model says would have told more."""
_NAMED = 2
"""Reviewers who are named beside a level that they hold; more are counted."""
_REVIEWERS = 12
"""Reviews of one criterion that are listed, the newest."""


def levels(message: LevelsMessage) -> Payload:
    """Show three or four criteria with what carries their levels.

    Desktops draw notifications from the blocks: levels stand there, so the candidate does not.
    """
    blocks = [parts.small(f"*Criteria, {_part(message)}*")]
    if message.part == 0 or not message.is_open:
        blocks.append(parts.small(_what_to_do(message)))
    room = _room(message.cards)
    for card in message.cards:
        blocks += [parts.divider(), rich.rich(*_card(card, room))]
        blocks += parts.actions(*_buttons(message, card))
    if message.is_open and len(message.cards) > 1:
        every = parts.button(
            f"Agree with all {len(message.cards)}",
            ActionId.AGREE_ALL,
            join(message.application_id, str(message.part)),
        )
        blocks += [parts.divider(), *parts.actions(every)]
    about = f"Criteria of candidate {escape(message.label)}, {_part(message)}."
    return Payload(text=about, blocks=blocks)


def _words(text: str) -> str:
    return isolate(fit(text, parts.SENTENCES))


def _part(message: LevelsMessage) -> str:
    return f"part {message.part + 1} of {message.parts}"


def _what_to_do(message: LevelsMessage) -> str:
    if message.is_open:
        return "Agree with a level, or change it and say why. Everybody here sees who said what."
    return "Decided: what was said here stays as it is."


def _card(card: CriterionCard, room: int) -> Iterator[Json]:
    yield rich.line(*_heading(card))
    if card.anchor:
        yield rich.line(_words(card.anchor))
    # Beside a second reading one quote of each has its place.
    for quote in card.quotes[: 1 if card.second else _QUOTES]:
        yield parts.quotation(quote, _BESIDE if card.second else parts.QUOTE)
    if card.rationale:
        shown = f" Stages shown: {', '.join(card.stages)}." if card.stages else ""
        yield rich.line(rich.italic("Why this level:"), " ", _words(card.rationale), shown)
    # Samples that agree on every criterion would be said as often as there are criteria.
    spread = samples_words(card.samples) if len(set(card.samples)) > 1 else ""
    notes = [words for words in (spread, lost_words(card.lost)) if words]
    if notes:
        yield rich.line(" ".join(notes))
    if card.second is not None:
        yield from _differing(card.level, card.second)
    if card.missing:
        missing = isolate(fit(card.missing, _MISSING))
        yield rich.line(rich.italic("What would tell more:"), " ", missing)
    if card.next_level is not None and card.next_anchor:
        yield rich.line(
            rich.italic(f"What a {card.next_level} would show:"), " ", _words(card.next_anchor)
        )
    if card.reviews:
        newest = card.reviews[-_REVIEWERS:]
        yield rich.bullets([_review(review, card.level, room) for review in newest])
        if len(card.reviews) > len(newest):
            more = count(len(card.reviews) - len(newest), "older review")
            yield rich.line(f"{more} not listed: ask me in this thread who changed what.")


def _differing(level: int | None, second: SecondLevel) -> Iterator[Json]:
    """Show the levels of two readings side by side, and what the second rests on."""
    yield rich.line(
        rich.bold("Readings differ"),
        f" · model: {level_name(level)} · words alone: {level_name(second.level)}",
    )
    if second.quote is not None:
        yield parts.quotation(second.quote, _BESIDE)


def _heading(card: CriterionCard) -> Iterator[rich.Part]:
    """Head a criterion with its level, and at once with those that people hold instead."""
    changed: dict[int | None, list[str]] = {}
    for review in card.reviews:
        if review.kind is ReviewKind.CHANGE and review.level != card.level:
            changed.setdefault(review.level, []).append(review.reviewer)
    yield rich.bold(fit(card.title, parts.TITLE))
    yield f" · {'read as ' if changed else ''}{parts.level_words(card.level)}"
    for level, reviewers in changed.items():
        yield " · "
        if len(reviewers) > _NAMED:
            yield count(len(reviewers), "reviewer")
        else:
            yield from rich.people(reviewers)
        yield f": {level_name(level)}"


def _room(cards: Sequence[CriterionCard]) -> int:
    """Share the characters for reasons among those who gave one."""
    reasons = sum(bool(review.reason) for card in cards for review in card.reviews[-_REVIEWERS:])
    return min(parts.REASON, max(_SHORTEST, _REASONS // max(reasons, 1)))


def _review(review: Review, level: int | None, room: int) -> Json:
    if review.kind is ReviewKind.AGREE:
        held = "" if review.level == level else f" with {level_name(review.level)}"
        return rich.line(rich.person(review.reviewer), f" agrees{held}")
    to = level_name(review.level)  # what was read anew may have come to the same
    change = f"holds {to}" if review.level == level else f"{level_name(level)} → {to}"
    reason = [": ", isolate(fit(review.reason, room))] if review.reason else []
    return rich.line(rich.person(review.reviewer), " ", rich.bold(change), *reason)


def _buttons(message: LevelsMessage, card: CriterionCard) -> Sequence[Json]:
    if not message.is_open:
        return ()
    subject = join(message.application_id, card.key)
    title = fit(card.title, 40)
    return [
        parts.button("Agree", ActionId.AGREE, subject, about=f"Agree with the level of {title}"),
        parts.button("Change…", ActionId.CHANGE, subject, about=f"Change the level of {title}"),
        *(
            parts.button(
                "Undo mine",
                numbered(ActionId.UNDO_REVIEW, number),
                review.id,
                about=f"Undo what you said on {title}",
                only_for=[review.reviewer],
            )
            for number, review in enumerate(card.reviews)
        ),
    ]
