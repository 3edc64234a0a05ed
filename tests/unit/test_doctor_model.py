"""What the doctor says of the language model: facts in, a verdict out, always with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.models import ModelFacts
from bot.domain.prices import Price
from bot.domain.reader import EvaluatorChoice
from bot.services.doctor import Check, Health
from bot.services.doctor_model import NEAR_DAYS, ModelReach, ModelSetup, checks

OK, WARN, FAIL = Health.OK, Health.WARN, Health.FAIL
TODAY = date(2026, 11, 24)
PRICE = Price(input=Decimal(1), cached_input=Decimal(1), output=Decimal(6))
FACTS = ModelFacts(name="m", price=PRICE, context_tokens=None, shutdown_on=None, source="")
SETUP = ModelSetup(
    name="m",
    host="api.openai.com",
    is_own_server=False,
    has_key=True,
    facts=FACTS,
    choice=EvaluatorChoice.AUTO,
    cap=Decimal(50),
)


def verdicts(setup: ModelSetup) -> list[tuple[Health, str]]:
    """What is not fine comes with a fix, and what is fine without."""
    found: list[Check] = list(checks(setup, TODAY))
    assert all(bool(check.fix) is (check.health is not OK) for check in found)
    return [(check.health, check.what) for check in found]


def test_without_a_model_documents_are_read_offline_and_that_is_fine() -> None:
    for has_key, said in ((False, "offline."), (True, "sends nothing anywhere.")):
        setup = replace(SETUP, name="", has_key=has_key, facts=None)
        ((health, what),) = verdicts(setup)
        assert health is OK
        assert what.endswith(said)


def test_a_model_needs_a_key_unless_its_server_is_ones_own() -> None:
    (health, what), _ = verdicts(SETUP)
    assert (health, "m at api.openai.com, with a key" in what) == (OK, True)
    own = replace(SETUP, has_key=False, is_own_server=True, host="localhost:11434")
    assert verdicts(own)[0][0] is OK
    assert verdicts(replace(SETUP, has_key=False))[0][0] is FAIL


def test_what_the_server_says_to_a_free_question_tells_what_is_wrong() -> None:
    for status, is_listed, health, said in (
        (None, None, FAIL, "nothing answers there."),
        (401, None, FAIL, "does not accept the key (401)."),
        (403, None, FAIL, "does not accept the key (403)."),
        (404, None, OK, "has no list of models to look in"),
        (200, None, WARN, "not with its models (200)."),
        (503, None, WARN, "not with its models (503)."),
        (200, False, WARN, "does not list m."),
        (200, True, OK, "the server answers, and lists it"),
    ):
        setup = replace(SETUP, reach=ModelReach(status=status, is_listed=is_listed))
        first = verdicts(setup)[0]
        assert (first[0], first[1].endswith(said)) == (health, True), first
    assert verdicts(SETUP)[0][1].endswith("with a key; it was not asked")


def test_who_is_to_read_must_be_able_to() -> None:
    off = replace(SETUP, choice=EvaluatorChoice.OFFLINE, has_key=False)
    assert verdicts(off)[0] == (
        OK,
        "m at api.openai.com; PLUMBLINE_EVALUATOR says that documents are read offline.",
    )
    nobody = replace(SETUP, name="", choice=EvaluatorChoice.LLM)
    assert [health for health, _ in verdicts(nobody)] == [FAIL]


def test_a_shutdown_is_told_90_days_before() -> None:
    for days, expected in ((NEAR_DAYS, [OK, OK]), (NEAR_DAYS - 1, [OK, WARN, OK])):
        ends = replace(FACTS, shutdown_on=TODAY + timedelta(days=days))
        assert [health for health, _ in verdicts(replace(SETUP, facts=ends))] == expected
    soon = replace(FACTS, shutdown_on=date(2026, 12, 11))
    assert "on 2026-12-11, in 17 days" in verdicts(replace(SETUP, facts=soon))[1][1]
    for days in (0, -400):
        past = replace(FACTS, shutdown_on=TODAY + timedelta(days=days))
        health, what = verdicts(replace(SETUP, facts=past))[1]
        assert (health, "was to be shut down" in what) == (WARN, True)


def test_a_cap_without_a_price_is_a_failure_and_a_price_without_a_cap_is_none() -> None:
    unpriced = replace(FACTS, price=None)
    assert verdicts(SETUP)[-1] == (OK, "At most $50.00 in a calendar month")
    assert verdicts(replace(SETUP, cap=None))[-1][0] is OK
    for facts in (None, unpriced):
        assert verdicts(replace(SETUP, facts=facts))[-1][0] is FAIL
        health, what = verdicts(replace(SETUP, facts=facts, cap=None))[-1]
        assert (health, "no price of m is known" in what) == (OK, True)
