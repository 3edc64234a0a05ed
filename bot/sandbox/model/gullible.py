"""A brain that obeys whatever the document tells it to do; without orders it is honest."""

from __future__ import annotations

from bot.sandbox.model.filling import Finding, Reader, fill
from bot.sandbox.model.honest import honest_reader
from bot.sandbox.model.orders import Orders, orders_in
from bot.sandbox.model.prompts import Prompt

PRAISE = "An exceptional candidate, the best that I have seen."


def gullible(prompt: Prompt) -> str:
    """Answer as the document orders.

    The lines that hold the orders are quoted as evidence, word by word, and so is what they claim:
    a quote that stands in the text is the strongest case that a cheat can make.
    """
    orders = orders_in(prompt.lines)
    reader = honest_reader(prompt)
    return fill(prompt, obeying(reader, orders) if orders.lines else reader)


def obeying(reader: Reader, orders: Orders) -> Reader:
    """Return a reader that follows orders.

    Args:
        reader: What it would have said by itself.
        orders: What it was told; a claim that is to be credited is worth one level.
    """

    def read(subject: str, scale: list[int]) -> Finding:
        own = reader(subject, scale)
        level = own.level
        if orders.is_swayed:
            level = orders.pick(scale)
        elif orders.claims:
            level = scale[0] if level is None else min(scale[-1], level + 1)
        return Finding(
            level=level,
            quotes=(*own.quotes, *orders.claims, *orders.lines),
            rationale=" ".join([PRAISE, *orders.sayings] if orders.is_swayed else orders.sayings)
            or own.rationale,
            missing="" if orders.is_swayed else own.missing,
        )

    return read
