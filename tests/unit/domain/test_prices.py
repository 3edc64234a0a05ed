"""Money is computed exactly and rounded up once; no price is never no money."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import ModelFacts, ModelTable
from bot.domain.prices import Price, cost, dollars
from bot.domain.spending import month_bounds, month_of
from bot.domain.usage import Usage

LUNA = Price(
    input=Decimal(1),
    cached_input=Decimal("0.1"),
    output=Decimal(6),
    tiers={"flex": Decimal("0.5"), "priority": Decimal(2)},
)


def tokens(read: int, cached: int, wrote: int) -> Usage:
    return Usage(calls=1, input_tokens=read, cached_tokens=cached, output_tokens=wrote)


def test_tokens_cost_what_the_formula_says() -> None:
    # (3300 - 1300) x 1 + 1300 x 0.1 + 800 x 6 = 2000 + 130 + 4800
    assert cost(tokens(3300, 1300, 800), LUNA) == 6930
    # half of it, and twice of it; a tier that is not named costs as the standard one
    assert cost(tokens(3300, 1300, 800), LUNA, "flex") == 3465
    assert cost(tokens(3300, 1300, 800), LUNA, "priority") == 13_860
    assert cost(tokens(3300, 1300, 800), LUNA, "default") == 6930
    # what is cached is part of what was read, whatever a server says: 10 x 0.1
    assert cost(tokens(10, 999, 0), LUNA) == 1


def test_the_sum_is_rounded_up_once() -> None:
    # 1 x 0.1 + 1 x 6 = 6.1, of which half is 3.05
    assert cost(tokens(1, 1, 1), LUNA) == 7
    assert cost(tokens(1, 1, 1), LUNA, "flex") == 4
    # 10 x 0.1 = 1.0 exactly: binary fractions would make a little more of it, and so 2
    assert cost(tokens(10, 10, 0), LUNA) == 1


def test_no_known_price_is_not_no_money() -> None:
    free = Price(input=Decimal(0), cached_input=Decimal(0), output=Decimal(0))

    assert cost(tokens(3300, 0, 800), None) is None
    assert cost(tokens(3300, 0, 800), free) == 0


@given(st.lists(st.tuples(*[st.integers(0, 10**6)] * 3), min_size=1, max_size=20))
def test_a_sum_is_never_below_what_was_used_and_less_than_one_above_for_each(
    answers: list[tuple[int, int, int]],
) -> None:
    used = [tokens(*answer) for answer in answers]
    exact = sum(
        Decimal(u.input_tokens - min(u.cached_tokens, u.input_tokens))
        + min(u.cached_tokens, u.input_tokens) * Decimal("0.1")
        + u.output_tokens * 6
        for u in used
    )

    added = sum(cost(u, LUNA) or 0 for u in used)

    assert exact <= added < exact + len(used)


@pytest.mark.parametrize(
    ("micro_dollars", "shown"),
    [
        (0, "$0.00"),
        (1, "$0.000001"),
        (99, "$0.000099"),
        (100, "$0.0001"),
        (8_349, "$0.0083"),
        (999_999, "$1.0000"),
        (1_000_000, "$1.00"),
        (12_345_678_901, "$12,345.68"),
    ],
)
def test_money_is_written_for_people(micro_dollars: int, shown: str) -> None:
    assert dollars(micro_dollars) == shown


def facts(name: str, price: Price | None = None) -> ModelFacts:
    return ModelFacts(name=name, price=price, context_tokens=None, shutdown_on=None, source="")


def test_a_model_is_found_by_its_name_and_with_a_date_behind_and_nothing_else() -> None:
    table = ModelTable(
        models={name: facts(name) for name in ("gpt-4o", "gpt-4o-2024-05-13", "x-2025")}
    )

    def found(name: str) -> str | None:
        model = table.find(name)
        return model.name if model else None

    assert found("gpt-4o") == "gpt-4o"
    assert found("gpt-4o-2024-11-20") == "gpt-4o"
    assert found("gpt-4o-20241120") == "gpt-4o"
    assert found("gpt-4o-1120") == "gpt-4o"
    assert found("gpt-4o-2024-05-13") == "gpt-4o-2024-05-13"  # has facts of its own
    assert found("x-2025") == "x-2025"
    for other in ("gpt-4o-mini", "gpt-4o-mini-2024-07-18", "gpt-4", "gpt-4o-", "GPT-4o", ""):
        assert found(other) is None


def test_the_first_name_with_a_price_counts() -> None:
    table = ModelTable(models={"asked": facts("asked", LUNA), "answered": facts("answered")})

    assert table.price("answered", "asked") is LUNA
    assert table.price("answered", "unknown") is None


def test_months_are_those_of_utc() -> None:
    east = timezone(timedelta(hours=10))

    assert month_of(datetime(2027, 1, 1, 5, tzinfo=east)) == "2026-12"
    assert month_bounds("2026-12") == (
        datetime(2026, 12, 1, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert month_bounds("2024-02")[1].date() == date(2024, 3, 1)
    for odd in ("", "2026", "2026-13", "2026-00", "2026-1", "2026-11-01", "26-11", "2026-11\n"):
        with pytest.raises(ValueError, match="^" + re.escape(odd) + r"\Z"):
            month_bounds(odd)
