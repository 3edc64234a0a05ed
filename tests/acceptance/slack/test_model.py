"""A language model reads: its result, its refusal, and its absence, as people in Slack see them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.errors import ModelOutcome
from bot.evaluators.llm import budgets
from bot.sandbox.model import ModelServer
from bot.services import assessing
from bot.settings import ModelSettings
from tests.acceptance.slack.town import CANARY, CV, Town, open_town, said

KEY = "sk-canary"
PAUSE_SECONDS = 1.5
"""How long the bot waits for a model that is away: long enough to be seen."""


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer() as started:
        yield started


@pytest.fixture(scope="module")
def opened(server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    model = ModelSettings(
        base_url=server.base_url, model="demo-model", wire="responses", api_key=SecretStr(KEY)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assessing, "LEAST_PAUSE", timedelta(seconds=0.1))
        patch.setattr(budgets, "_FIRST_WAIT", 0.01)
        patch.setitem(budgets._PAUSE, ModelOutcome.OUTAGE, PAUSE_SECONDS)
        with open_town(tmp_path_factory.mktemp("town"), model) as town:
            yield town


def test_a_cv_is_read_by_the_model_by_rule_in_its_place_and_again_by_itself_once_it_is_back(
    town: Town, server: ModelServer
) -> None:
    role = town.open_role()

    by_model = town.read_cv(role)
    assert "with demo-model, prompt read_cv/" in said(by_model)
    assert "in place of" not in said(by_model)

    server.fault("refusal", times=None)
    refused = town.read_cv(role, text=f"{CV}- Wrote the runbook that the team uses.")
    assert "Offline reading" in said(refused)
    assert "The language model declined to read this." in said(refused)

    server.clear()
    server.fault("server_error", times=None)
    label = town.add_cv(role, text=f"{CV}- Wrote the tests that the team runs.")
    waiting = town.message(f"Candidate {label}", "Waiting for the language model")
    assert "the reading goes on by itself" in said(waiting)
    assert "evidenced" not in said(waiting)

    server.clear()
    result = town.message(f"Candidate {label}", "Every level", "criteria rated")
    assert result["ts"] == waiting["ts"]  # one message lives on, and nobody pressed anything
    assert "with demo-model" in said(result)
    assert "in place of" not in said(result)

    asked = json.dumps([call.body for call in server.calls])
    assert "LLM claims assistant" in asked
    assert CANARY not in asked
    assert CANARY.split()[0] not in asked
    assert "quillfeather" not in asked
