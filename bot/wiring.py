"""Puts together what reads: the evaluator by rule, and the language model where there is one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.domain.reader import EvaluatorChoice
from bot.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.services.deps import Deps
    from bot.settings import ModelSettings
    from bot.store import Database

# What only a model needs is imported when one is used: the rest stays quick.
# ruff: noqa: PLC0415


def wants_model(choice: EvaluatorChoice, model: ModelSettings) -> bool:
    """Say whether a language model is to read.

    Raises:
        UsageError: It is asked for and none is configured, or it is named and its key is not there.
    """
    if choice is EvaluatorChoice.OFFLINE:
        return False
    if model.model and not model.is_configured:
        raise UsageError(
            f"PLUMBLINE_MODEL names the model {model.model}, but OPENAI_API_KEY is not set.",
            "Set it, or PLUMBLINE_MODEL_URL for a server of your own; or read offline: "
            "--evaluator offline, or PLUMBLINE_EVALUATOR=offline for the bot.",
        )
    if choice is EvaluatorChoice.LLM and not model.is_configured:
        raise UsageError(
            "No language model is configured.",
            "Set PLUMBLINE_MODEL, and OPENAI_API_KEY or PLUMBLINE_MODEL_URL; "
            "or read with --evaluator offline.",
        )
    return model.is_configured


@contextmanager
def reading_by_model(  # noqa: PLR0913  # what it puts together
    deps: Deps,
    database: Database,
    model: ModelSettings,
    *,
    may_stand_in: bool,
    asker: str,
    batch_folder: Path | None = None,
) -> Iterator[Deps]:
    """Have a language model read; on leaving, all that it is asked ends.

    Args:
        deps: That read by rule.
        database: Where results and costs are kept; migrated.
        model: Which model.
        may_stand_in: Whether the offline reading stands in where the model gives none.
        asker: Who asks, such as the id of a workspace; only a hash of it leaves the machine.
        batch_folder: Where batches are noted; None where none are made.

    Raises:
        SettingsError: There is a cap and no price for the model, or its table cannot be used.
    """
    from bot.evaluators.llm.batch import BatchAsker, BatchDesk
    from bot.evaluators.llm.evaluator import Asked, LlmEvaluator
    from bot.evaluators.llm.held import HeldClient
    from bot.evaluators.llm.jobs import LlmJobReading
    from bot.evaluators.llm.models import load_models
    from bot.services.deps import JobModel, Model
    from bot.services.results import StoredResults
    from bot.services.spending import Spending

    def now() -> datetime:
        return datetime.now(UTC)

    spending = Spending(
        database,
        load_models(model.table),
        model=model.model,
        cap=model.monthly_cap,
        now=now,
        new_id=lambda: secrets.token_hex(16),
    )
    results = StoredResults(database=database, now=now)
    client = HeldClient(model, spending.hold)
    batching = (
        BatchAsker(client, model, BatchDesk(client, model, batch_folder), spending.fit)
        if batch_folder
        else None
    )
    asked = Asked(
        model=model.model,
        address=model.base_url,
        temperature=model.temperature,
        safety_id=hashlib.sha256(f"plumbline {asker}".encode()).hexdigest(),
    )
    try:
        yield replace(
            deps,
            evaluator=LlmEvaluator(batching or client, asked),
            jobs=LlmJobReading(batching or client, asked),
            job_model=JobModel(results=results, spending=spending, may_stand_in=may_stand_in),
            model=Model(
                results=results,
                spending=spending,
                at_once=model.concurrency,
                may_stand_in=may_stand_in,
                batching=batching,
            ),
        )
    finally:
        client.close()
        spending.close()
