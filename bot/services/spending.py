"""Counts what asking a language model costs, and asks no more once the month's cap is reached."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.domain.batch_progress import HandIn
from bot.domain.models import ModelTable
from bot.domain.prices import MICRO, cost, dollars
from bot.domain.spending import Purpose, UsageRecord, month_of
from bot.domain.usage import Meter, Spent, Usage
from bot.errors import ModelError, ModelOutcome, SettingsError, StoreError
from bot.store import Database, usage

log = logging.getLogger("plumbline.spending")

WARNED_AT = Decimal("0.8")
"""Share of the cap from which on the log warns: enough is left to decide about the rest."""
MOST_TOKENS = (1 << 31) - 1
"""Tokens that one answer counts at most: a server may say anything, and columns have an end."""
MOST_UNWRITTEN = 10_000
"""Answers that are remembered while the database takes none: about 5 MB."""
BATCH = "batch"
"""The tier of what is answered in batches."""


class Spending:
    """What this process spends on one model; all threads share it.

    Args:
        database: Where it is kept.
        models: What is known about models.
        model: The one that is asked; its price stands in for that of an answer which names a
            model without one.
        cap: USD that may be spent in a calendar month (UTC); None for no limit. Questions under
            way count as what they are estimated to cost, so that one by which it is passed is the
            last.
        now: Aware UTC.
        new_id: 32 hex digits, never the same twice.

    Raises:
        SettingsError: There is a cap and no price for the model, so that it would never stop.
    """

    def __init__(  # noqa: PLR0913  # what it reaches the outside through
        self,
        database: Database,
        models: ModelTable,
        *,
        model: str,
        cap: Decimal | None,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        require_price(models, model, cap)
        self._database = database
        self._models = models
        self._model = model
        self._cap = None if cap is None else int(cap * MICRO)
        self._now = now
        self._new_id = new_id
        self._lock = threading.Lock()
        self._unwritten: list[UsageRecord] = []
        self._warned = ""
        self._ended = threading.Condition()
        self._held = 0
        self._dearest = 0
        """Of all answers of this process: what thinking costs, no estimate knows."""

    def meter(
        self,
        purpose: Purpose,
        *,
        document_sha256: str,
        application_id: str | None = None,
        requisition_id: str | None = None,
    ) -> Meter:
        """Return what is told the cost of each answer to one question.

        It may be called from several threads, not within a transaction that writes. Each answer is
        kept in a transaction of its own; while the database takes none it is remembered, counted
        against the cap and kept with the next.

        Args:
            purpose: What is asked for.
            document_sha256: Of the bytes that are read; "" for none.
            application_id: Whose document it is; None outside Slack.
            requisition_id: The opening that it is read for; None outside Slack.
        """

        def count(spent: Spent) -> None:
            price = self._models.price(spent.model, self._model)
            taken = _bounded(spent.usage)
            self._keep(
                UsageRecord(
                    id=self._new_id(),
                    at=self._now(),
                    purpose=purpose,
                    document_sha256=document_sha256,
                    application_id=application_id,
                    requisition_id=requisition_id,
                    model=spent.model,
                    tier=spent.tier,
                    usage=taken,
                    micro_dollars=cost(taken, price, spent.tier),
                )
            )

        return count

    def check(self) -> None:
        """Let a reading begin, or not.

        Raises:
            ModelError: CAPPED: what is known to have been spent this month reached the cap.
            StoreError: The database cannot tell what was spent.
        """
        if self._cap is None:
            return
        month = month_of(self._now())
        spent = self._spent(month)
        with self._lock:
            is_near = spent >= self._cap * WARNED_AT and self._warned != month
            if is_near:
                self._warned = month
        if is_near:
            log.warning(
                "The language model has cost %s of the %s that may be spent in %s "
                "(PLUMBLINE_MODEL_MONTHLY_CAP). %s",
                dollars(spent),
                dollars(self._cap),
                month,
                "It is asked no more this month."
                if spent >= self._cap
                else "When that is reached, it is asked no more this month.",
            )
        if spent >= self._cap:
            raise ModelError(ModelOutcome.CAPPED)

    @contextmanager
    def hold(self, estimate: Usage) -> Iterator[None]:
        """Count a question against the cap while it is under way.

        Where those under way may reach the cap, it waits until one of them has ended; so the cap
        is passed by the cost of one question at most, as far as the estimates are right.

        Args:
            estimate: What it will take.

        Raises:
            ModelError: CAPPED: what is known to have been spent this month reached the cap.
            StoreError: The database cannot tell what was spent.
        """
        if self._cap is None:
            yield
            return
        with self._ended:
            while (spent := self._spent(month_of(self._now()))) + self._held >= self._cap:
                if spent >= self._cap:
                    raise ModelError(ModelOutcome.CAPPED)
                self._ended.wait()
            held = max(self._dearest, self._estimated(estimate, "") or 0)
            self._held += held
        try:
            yield
        finally:
            with self._ended:
                self._held -= held
                self._ended.notify_all()

    def fit(self, estimates: Sequence[Usage]) -> HandIn:
        """Tell how many of several questions fit in what is left this month, in their order.

        The first is asked alone, the others in batches; prices are those of both.

        Args:
            estimates: What each of them will take.

        Raises:
            ModelError: CAPPED: nothing is left.
            StoreError: The database cannot tell what was spent.
        """
        self.check()
        left = None
        if self._cap is not None:
            with self._ended:
                left = max(0, self._cap - self._spent(month_of(self._now())) - self._held)
        total, fitting = 0, 0
        for number, estimate in enumerate(estimates):
            micro = self._estimated(estimate, BATCH if number else "")
            if micro is None:
                return HandIn(asked=len(estimates), left_out=0, cost=None, left=left)
            if left is not None and total + micro > left:
                break
            total += micro
            fitting += 1
        left_out = len(estimates) - fitting
        return HandIn(asked=fitting, left_out=left_out, cost=total, left=left)

    def close(self) -> None:
        """Write what the database did not take before, or log that it is lost."""
        with self._lock:
            if self._unwritten and not self._write():
                log.error(
                    "What %d answers of the language model cost could not be kept: the month's "
                    "sum lacks them.",
                    len(self._unwritten),
                )

    def _estimated(self, estimate: Usage, tier: str) -> int | None:
        return cost(estimate, self._models.price(self._model), tier)

    def _spent(self, month: str) -> int:
        with self._database.read() as tx:
            spent = usage.spent(tx, month)
        with self._lock:
            return spent + sum(
                record.micro_dollars or 0
                for record in self._unwritten
                if month_of(record.at) == month
            )

    def _keep(self, record: UsageRecord) -> None:
        with self._lock:
            self._dearest = max(self._dearest, record.micro_dollars or 0)
            self._unwritten = [*self._unwritten, record][-MOST_UNWRITTEN:]
            self._write()

    def _write(self) -> bool:
        try:
            with self._database.write() as tx:
                for each in self._unwritten:
                    usage.add(tx, each)
        except StoreError as error:
            log.warning(
                "What an answer of the language model cost is not kept yet; %d wait. %s",
                len(self._unwritten),
                error.problem,
            )
            return False
        self._unwritten.clear()
        return True


def require_price(models: ModelTable, model: str, cap: Decimal | None) -> None:
    """Refuse a cap that could never be reached.

    Raises:
        SettingsError: There is a cap, and no price for the model is known.
    """
    if cap is not None and models.price(model) is None:
        raise SettingsError(
            f"PLUMBLINE_MODEL_MONTHLY_CAP is set, but no price of the model {model} is known.",
            "Give its price in a file that PLUMBLINE_MODEL_TABLE names, or unset "
            "PLUMBLINE_MODEL_MONTHLY_CAP.",
        )


def _bounded(taken: Usage) -> Usage:
    return replace(
        taken,
        input_tokens=min(taken.input_tokens, MOST_TOKENS),
        cached_tokens=min(taken.cached_tokens, MOST_TOKENS),
        output_tokens=min(taken.output_tokens, MOST_TOKENS),
    )
