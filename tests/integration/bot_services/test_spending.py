"""Every answer is counted as soon as it is there, and a spent budget asks nobody."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.batch_progress import HandIn
from bot.domain.models import ModelFacts, ModelTable
from bot.domain.prices import Price
from bot.domain.spending import Grouping, Purpose, month_of
from bot.domain.usage import Spent, Usage
from bot.errors import ModelError, ModelOutcome, SettingsError, UsageError
from bot.services.spending import MOST_TOKENS, Spending
from bot.services.usage_report import Budget, UsageDeps, UsageRequest, report_usage
from bot.store import Database, usage
from bot.store.keys import KeyRing

SHA = "5e" * 32
ONE = Price(input=Decimal(1), cached_input=Decimal(1), output=Decimal(1))
TABLE = ModelTable(
    models={
        name: ModelFacts(name=name, price=price, context_tokens=None, shutdown_on=None, source="")
        for name, price in (("asked", ONE), ("ended", None))
    }
)


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(f"sqlite:///{tmp_path / 'plumbline.db'}", KeyRing((b"k" * 32,))) as opened:
        opened.migrate()
        yield opened


def spending(database: Database, clock: Clock, cap: str | None = "0.001") -> Spending:
    """Spend at most 1,000 micro-dollars, which are 1,000 tokens of the model that is asked."""
    return Spending(
        database,
        TABLE,
        model="asked",
        cap=None if cap is None else Decimal(cap),
        now=clock,
        new_id=lambda: secrets.token_hex(16),
    )


def answer(tokens: int, model: str = "asked", tier: str = "") -> Spent:
    taken = Usage(calls=1, input_tokens=tokens, seconds=0.5)
    return Spent(model=model, tier=tier, usage=taken)


def spent(database: Database, clock: Clock) -> int:
    with database.read() as tx:
        return usage.spent(tx, month_of(clock.at))


def is_capped(made: Spending) -> bool:
    try:
        made.check()
    except ModelError as error:
        return error.outcome is ModelOutcome.CAPPED
    return False


def test_readings_end_when_the_budget_is_spent_and_begin_again_with_the_month(
    database: Database, clock: Clock
) -> None:
    made = spending(database, clock)
    meter = made.meter(Purpose.READ_CV, document_sha256=SHA)
    meter(answer(999))
    assert not is_capped(made)
    meter(answer(1))
    assert is_capped(made)
    assert is_capped(spending(database, clock))  # another process sees the same
    assert not is_capped(spending(database, clock, "0.001001"))
    assert not is_capped(spending(database, clock, None))
    clock.at += timedelta(hours=1)
    assert not is_capped(made)


def test_the_log_warns_once_a_month_from_four_fifths_on(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    made = spending(database, clock)
    meter = made.meter(Purpose.MATCH, document_sha256=SHA)
    with caplog.at_level(logging.WARNING, "plumbline"):
        meter(answer(799))
        made.check()
        assert caplog.messages == []
        meter(answer(1))
        made.check()
        made.check()
        (said,) = caplog.messages
        assert said.startswith(
            "The language model has cost $0.0008 of the $0.0010 that may be spent in 2026-11 "
        )
        clock.at += timedelta(hours=1)
        meter(answer(900))
        made.check()
        assert len(caplog.messages) == 2


def test_answers_of_many_threads_are_all_counted(database: Database, clock: Clock) -> None:
    meter = spending(database, clock).meter(Purpose.READ_CV, document_sha256=SHA)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(meter, [answer(n) for n in range(40)]))
    # 0 + 1 + ... + 39 = 40 x 39 / 2
    assert spent(database, clock) == 780


def test_questions_under_way_count_so_that_one_alone_passes_the_cap(
    database: Database, clock: Clock
) -> None:
    made = spending(database, clock)
    meter = made.meter(Purpose.READ_CV, document_sha256=SHA)

    def ask(_: int) -> bool:
        try:
            with made.hold(Usage(input_tokens=400)):
                meter(answer(400))
        except ModelError as error:
            return error.outcome is not ModelOutcome.CAPPED
        return True

    with ThreadPoolExecutor(8) as pool:
        # 0, 400 and 800 are below 1,000; 1,200 are passed by one question.
        asked = sum(pool.map(ask, range(40)))
    assert asked == 3
    assert spent(database, clock) == 1200
    # What is thought to be cheap is held as the dearest answer yet: 2,000 - 1,600 - 400 = 0.
    made = spending(database, clock, "0.002")
    made.meter(Purpose.READ_CV, document_sha256=SHA)(answer(400))
    with made.hold(Usage(input_tokens=1)):
        assert made.fit([]).left == 0
    assert made.fit([]).left == 400
    with spending(database, clock, None).hold(Usage(input_tokens=10**9)):
        pass  # nothing limits it


def test_of_questions_as_many_go_out_as_fit_at_the_price_of_a_batch(
    database: Database, clock: Clock
) -> None:
    half = replace(ONE, tiers={"batch": Decimal("0.5")})
    facts = replace(TABLE.models["asked"], price=half)
    table = ModelTable(models={**TABLE.models, "asked": facts})

    def fits(model: str, cap: str | None, number: int) -> HandIn:
        limit = None if cap is None else Decimal(cap)
        made = Spending(database, table, model=model, cap=limit, now=clock, new_id=lambda: "f" * 32)
        return made.fit([Usage(input_tokens=150, output_tokens=50)] * number)

    # One alone for 200 and eight in a batch for 100 each are 1,000.
    assert fits("asked", "0.001", 20) == HandIn(asked=9, left_out=11, cost=1000, left=1000)
    assert fits("asked", "0.001", 2) == HandIn(asked=2, left_out=0, cost=300, left=1000)
    assert fits("asked", None, 20) == HandIn(asked=20, left_out=0, cost=2100, left=None)
    assert fits("ended", None, 20) == HandIn(asked=20, left_out=0, cost=None, left=None)
    assert fits("asked", "0.000199", 2) == HandIn(asked=0, left_out=2, cost=0, left=199)


def test_what_could_not_be_written_gets_a_last_try_at_the_end(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    made = spending(database, clock)
    with database.write() as tx:
        tx.connection().exec_driver_sql("ALTER TABLE usage RENAME TO away")
    made.meter(Purpose.READ_CV, document_sha256=SHA)(answer(400))
    made.close()
    assert "1 answers of the language model cost could not be kept" in caplog.messages[-1]
    with database.write() as tx:
        tx.connection().exec_driver_sql("ALTER TABLE away RENAME TO usage")
    made.close()
    made.close()
    assert spent(database, clock) == 400


def test_a_database_that_takes_nothing_breaks_no_reading_and_loses_no_cost(
    database: Database, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = spending(database, clock)
    meter = made.meter(Purpose.READ_CV, document_sha256=SHA, requisition_id="r1")
    with database.write() as tx:
        tx.connection().exec_driver_sql("ALTER TABLE usage RENAME TO away")
    with caplog.at_level(logging.WARNING, "plumbline"):
        meter(answer(400))
        meter(answer(600))
    assert len(caplog.messages) == 2
    assert "2 wait" in caplog.messages[1]
    assert not any(word in caplog.text for word in (SHA, "r1", str(tmp_path)))
    with database.write() as tx:
        tx.connection().exec_driver_sql("ALTER TABLE away RENAME TO usage")
    assert spent(database, clock) == 0
    assert is_capped(made)  # it knows what it could not write
    meter(answer(5))
    assert spent(database, clock) == 1005
    with database.read() as tx:
        assert usage.total(tx).usage.calls == 3


def test_an_answer_is_priced_by_who_answered_else_by_who_was_asked(
    database: Database, clock: Clock
) -> None:
    meter = spending(database, clock).meter(Purpose.EVAL, document_sha256="")
    for model in ("asked-2026-01-01", "ended", "alias of a server"):
        meter(answer(10, model))
    assert spent(database, clock) == 30
    unpriced = Spending(
        database, TABLE, model="ended", cap=None, now=clock, new_id=lambda: secrets.token_hex(16)
    )
    unpriced.meter(Purpose.EVAL, document_sha256="")(answer(10, "ended"))
    with database.read() as tx:
        total = usage.total(tx)
    assert (total.micro_dollars, total.unpriced) == (30, 1)


def test_tokens_beyond_belief_are_kept_as_many(database: Database, clock: Clock) -> None:
    made = spending(database, clock)
    made.meter(Purpose.READ_CV, document_sha256=SHA)(answer(10**30))
    assert spent(database, clock) == MOST_TOKENS
    assert is_capped(made)


def test_a_cap_without_a_price_is_refused_before_anything_is_asked(
    database: Database, clock: Clock
) -> None:
    for model in ("ended", "unknown"):
        with pytest.raises(SettingsError, match=f"no price of the model {model}") as caught:
            Spending(database, TABLE, model=model, cap=Decimal(1), now=clock, new_id=str)
        assert "PLUMBLINE_MODEL_TABLE" in caught.value.fix


def test_the_report_tells_what_the_month_that_runs_leaves(database: Database, clock: Clock) -> None:
    spending(database, clock).meter(Purpose.READ_CV, document_sha256=SHA)(answer(600, tier="flex"))
    clock.at += timedelta(hours=2)
    deps = UsageDeps(database=database, now=clock, cap=Decimal("0.001"))
    spending(database, clock).meter(Purpose.READ_CV, document_sha256="")(answer(300))
    by_document = UsageRequest(month="2026-11", grouping=Grouping.DOCUMENT)

    report = report_usage(by_document, deps)

    assert [line.name for line in report.lines] == ["file 5e5e5e5e"]
    assert report.total.micro_dollars == 600
    assert report.budget == Budget(month="2026-12", spent=300, cap=1000)
    assert report.budget.left == 700
    by_model = report_usage(UsageRequest(grouping=Grouping.MODEL), deps)
    assert [line.name for line in by_model.lines] == ["asked · flex", "asked"]
    by_all = report_usage(UsageRequest(grouping=Grouping.DOCUMENT), deps)
    assert [line.name for line in by_all.lines][1] == "forgotten, old, or no document"


def test_the_budget_counts_what_it_cannot_price(database: Database, clock: Clock) -> None:
    unpriced = Spending(
        database, TABLE, model="ended", cap=None, now=clock, new_id=lambda: secrets.token_hex(16)
    )
    unpriced.meter(Purpose.EVAL, document_sha256="")(answer(10, "ended"))
    report = report_usage(UsageRequest(), UsageDeps(database=database, now=clock, cap=None))
    assert report.budget == Budget(month="2026-11", spent=0, unpriced=1, cap=None)


def test_a_month_that_is_none_or_has_not_begun_is_told(database: Database, clock: Clock) -> None:
    deps = UsageDeps(database=database, now=clock, cap=None)
    for month, said in (("2026-13", "is no month"), ("2026-12", "2026-12 has not begun")):
        with pytest.raises(UsageError, match=said):
            report_usage(UsageRequest(month=month), deps)
    clock.at += timedelta(hours=1)
    assert report_usage(UsageRequest(month="2026-12"), deps).lines == ()
