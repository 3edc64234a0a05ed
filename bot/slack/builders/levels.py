"""Criteria of one application in its thread, each open to agreement or change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.review import Review, ReviewKind
from bot.services.messages import CriterionCard, LevelsMessage
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import escape, fit, isolate
from bot.slack.ids import ActionId, join, numbered


def levels(message: LevelsMessage) -> Payload:
    """Show three or four criteria with what carries their levels."""
    about = f"Criteria of candidate {escape(message.label)}, {_part(message)}"
    blocks = [parts.small(f"*{about}*"), parts.small(_what_to_do(message))]
    for card in message.cards:
        blocks += [parts.divider(), rich.rich(*_card(card))]
        blocks += parts.actions(*_buttons(message, card))
    if message.is_open and len(message.cards) > 1:
        every = parts.button(
            f"Agree with all {len(message.cards)}",
            ActionId.AGREE_ALL,
            join(message.application_id, str(message.part)),
        )
        blocks += [parts.divider(), *parts.actions(every)]
    return Payload(text=f"{about}.", blocks=blocks)


def _part(message: LevelsMessage) -> str:
    return f"part {message.part + 1} of {message.parts}"


def _what_to_do(message: LevelsMessage) -> str:
    if message.is_open:
        return "Agree with a level, or change it and say why. Everybody here sees who said what."
    return "Decided: what was said here stays as it is."


def _card(card: CriterionCard) -> Iterator[Json]:
    title = fit(card.title, parts.TITLE)
    yield rich.line(rich.bold(title), f"   {parts.level_words(card.level)}")
    if card.anchor:
        yield rich.line(isolate(card.anchor))
    for quote in card.quotes:
        yield parts.quotation(quote)
    if card.rationale:
        shown = f" (evidence of: {', '.join(card.stages)})" if card.stages else ""
        yield rich.line(rich.italic("Why this level: "), isolate(card.rationale), shown)
    if card.next_level is not None and card.next_anchor:
        yield rich.line(
            rich.italic(f"What a {card.next_level} would show: "), isolate(card.next_anchor)
        )
    if card.reviews:
        yield rich.bullets([_review(review, card.level) for review in card.reviews])


def _review(review: Review, level: int | None) -> Json:
    if review.kind is ReviewKind.AGREE:
        return rich.line(rich.person(review.reviewer), " agrees")
    change = f"{parts.short_level(level)} → {parts.short_level(review.level)}"
    reason = [": ", isolate(review.reason)] if review.reason else []
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
