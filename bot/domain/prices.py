"""What asking a language model costs, in whole micro-dollars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from bot.domain.usage import Usage

MICRO = 1_000_000
"""Micro-dollars in a dollar."""
_FOUR_PLACES = 100
"""Micro-dollars; one in the fourth decimal of a dollar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a server takes for tokens; each >= 0, in USD per million tokens."""

    input: Decimal
    """For input that is not cached."""
    cached_input: Decimal
    """For input that the server had kept ready."""
    output: Decimal
    """For what the model writes, its thinking too."""
    tiers: Mapping[str, Decimal] = field(default_factory=dict)
    """What a service tier multiplies all of it with, such as ``flex``: 0.5. A tier that is not
    named costs as the standard one: 1."""


def cost(usage: Usage, price: Price | None, tier: str = "") -> int | None:
    """Compute what an answer cost.

    ((input - cached) x price of input + cached x price of cached input + output x price of output)
    x factor of the tier. USD per million tokens times tokens are micro-dollars; they are computed
    exactly and rounded up once, so that a sum of costs is never below what it stands for, and
    above it by less than one micro-dollar for each answer.

    Args:
        usage: Tokens of the answer; more cached than input counts as all of the input.
        price: Of the model that answered; None when it is not known.
        tier: Service tier that was used; "" when the server does not say.

    Returns:
        Micro-dollars, >= 0; None when no price is known, which is not the same as 0.
    """
    if price is None:
        return None
    cached = min(usage.cached_tokens, usage.input_tokens)
    standard = (
        (usage.input_tokens - cached) * price.input
        + cached * price.cached_input
        + usage.output_tokens * price.output
    )
    total = standard * price.tiers.get(tier, Decimal(1))
    return int(total.to_integral_value(rounding=ROUND_CEILING))


def dollars(micro_dollars: int) -> str:
    """Write money for people: ``$12.30``, below a dollar ``$0.0083``, below that ``$0.000042``.

    Args:
        micro_dollars: >= 0.
    """
    if micro_dollars >= MICRO:
        return f"${Decimal(micro_dollars) / MICRO:,.2f}"
    if not micro_dollars:
        return "$0.00"
    places = 4 if micro_dollars >= _FOUR_PLACES else 6
    return f"${Decimal(micro_dollars) / MICRO:.{places}f}"
