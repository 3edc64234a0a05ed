"""Puts together who is measured: the rules, a language model, or its recorded replies."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.prices import cost
from bot.domain.reader import EvaluatorChoice
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.domain.models import ModelTable
    from bot.domain.usage import Spent
    from bot.evaluators.llm.evaluator import Asked
    from bot.evaluators.llm.prompt import Prompt
    from bot.evaluators.llm.recorded import Recorder
    from bot.services.evaluating import Judge, JudgeChoice, Pricing
    from bot.settings import ModelSettings
    from bot.store import Database

# What only a model needs is imported when one is measured: the rest stays quick.
# ruff: noqa: PLC0415

RECORDED = "recorded"
"""Stands where an address does when replies come from a file."""


def by_rule() -> Judge:
    """Have the rules read."""
    from bot.adapters import OfflineEvaluator
    from bot.services.evaluating import Judge

    evaluator = OfflineEvaluator()
    return Judge(evaluator=evaluator, title=f"offline {evaluator.provenance.version}")


def by_recording(choice: JudgeChoice, replies: Path) -> Judge:
    """Have recorded replies read.

    Args:
        choice: Whether another prompt is to be used.
        replies: The file.

    Raises:
        NotFoundError: There is no such file.
        UsageError: It cannot be used, or something else is asked for that asks a model.
    """
    from bot.evaluators.llm.evaluator import Asked, LlmEvaluator
    from bot.evaluators.llm.models import load_models
    from bot.evaluators.llm.recorded import RecordedModel, load_recording
    from bot.services.evaluating import Judge

    if choice.record or choice.model or choice.evaluator is EvaluatorChoice.OFFLINE:
        raise UsageError(
            "Recorded replies are read without a model.",
            "Leave --record, --model and --evaluator away, or leave --replies away.",
        )
    recording = load_recording(replies)
    asked = Asked(model=recording.model, address=RECORDED, temperature=None, safety_id="")
    evaluator = LlmEvaluator(RecordedModel(recording), asked, _prompt(choice))
    return Judge(
        evaluator=evaluator,
        title=f"{recording.model}, {evaluator.provenance.prompt}, recorded replies",
        pricing=_pricing(load_models(None), recording.model),
    )


def settings_for(choice: JudgeChoice, settings: ModelSettings) -> ModelSettings | None:
    """Return the settings of the model that is to be measured; None to measure the rules.

    Args:
        choice: What a person asks for.
        settings: Of the configured model.

    Raises:
        UsageError: A model is asked for, and none is configured; or something of a model, and the
            rules are to read.
    """
    from bot.wiring import wants_model

    settings = settings.model_copy(update={"model": choice.model or settings.model})
    if wants_model(choice.evaluator or settings.evaluator, settings):
        return settings
    if choice.model or choice.prompt or choice.record:
        raise UsageError(
            "--model, --prompt and --record are about a language model, and the rules read here.",
            "Add --evaluator llm, or leave them away.",
        )
    return None


@contextmanager
def by_model(choice: JudgeChoice, settings: ModelSettings, database: Database) -> Iterator[Judge]:
    """Have a language model read; on leaving, what it said is kept where that is asked for.

    Args:
        choice: Which prompt, and where to record.
        settings: Of the model.
        database: Where costs are kept; migrated.

    Raises:
        SettingsError: There is a cap and no price for the model, or its table cannot be used.
        UsageError: The prompt cannot be used, or the recording not be written.
    """
    from bot.evaluators.llm.evaluator import LlmEvaluator
    from bot.evaluators.llm.held import HeldClient
    from bot.evaluators.llm.models import load_models
    from bot.evaluators.llm.recorded import Recorder
    from bot.services.evaluating import Judge
    from bot.services.spending import Spending

    table = load_models(settings.table)
    spending = Spending(
        database,
        table,
        model=settings.model,
        cap=settings.monthly_cap,
        now=lambda: datetime.now(UTC),
        new_id=lambda: secrets.token_hex(16),
    )
    client = HeldClient(settings, spending.hold)
    recorder = Recorder(client)
    evaluator = LlmEvaluator(
        recorder if choice.record else client, asked_of(settings), _prompt(choice)
    )
    try:
        yield Judge(
            evaluator=evaluator,
            title=f"{settings.model}, {evaluator.provenance.prompt}",
            pricing=_pricing(table, settings.model),
            spending=spending,
            # What is recorded is asked one after the other, so that a second recording is equal.
            at_once=1 if choice.record else settings.concurrency,
        )
    finally:
        client.close()
        spending.close()
    if choice.record:
        write_recording(recorder, choice.record, settings.model)


def asked_of(settings: ModelSettings) -> Asked:
    """Say which model is asked, and how."""
    from bot.evaluators.llm.evaluator import Asked

    return Asked(
        model=settings.model,
        address=settings.base_url,
        temperature=settings.temperature,
        safety_id=sha256(b"plumbline eval").hexdigest(),
    )


def write_recording(recorder: Recorder, path: Path, model: str, note: str = "") -> None:
    """Write what a model said to a file.

    Args:
        recorder: That kept it.
        path: Of the file, for its owner alone; one that is there is replaced, and keeps its mode.
        model: Name that was asked for.
        note: Where the replies are from, for people.

    Raises:
        UsageError: The file cannot be written.
    """
    from bot.evaluators.llm.recorded import dump_recording

    try:
        path.touch(mode=0o600)  # quotes of documents are in it
        path.write_text(dump_recording(recorder.recording(model, note)), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", "Name another file."
        ) from None


def _prompt(choice: JudgeChoice) -> Prompt | None:
    from bot.evaluators.llm.prompt import prompt_from_file

    return prompt_from_file("read_cv", choice.prompt) if choice.prompt else None


def _pricing(table: ModelTable, model: str) -> Pricing:
    def priced(spent: Spent) -> int | None:
        return cost(spent.usage, table.price(spent.model, model), spent.tier)

    return priced
