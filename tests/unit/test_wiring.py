"""Which evaluator is meant by what a person asked for and what is configured."""

from __future__ import annotations

import pytest

from bot.domain.reader import EvaluatorChoice
from bot.errors import UsageError
from bot.settings import load_model_settings
from bot.wiring import wants_model

AUTO, OFFLINE, LLM = EvaluatorChoice
WHOLE = {"model": "m", "api_key": "k"}
OWN = {"model": "m", "api_key": "", "base_url": "http://127.0.0.1:1/v1"}
NOTHING = {"model": "", "api_key": ""}
NO_KEY = {"model": "m", "api_key": "", "base_url": "https://api.openai.com/v1"}


@pytest.mark.parametrize(
    ("choice", "given", "wanted"),
    [
        (AUTO, WHOLE, True),
        (AUTO, OWN, True),
        (AUTO, NOTHING, False),
        (LLM, WHOLE, True),
        (OFFLINE, WHOLE, False),
        (OFFLINE, NO_KEY, False),
    ],
)
def test_a_model_reads_where_one_is_configured(
    choice: EvaluatorChoice, given: dict[str, str], *, wanted: bool
) -> None:
    assert wants_model(choice, load_model_settings(**given)) is wanted


@pytest.mark.parametrize(
    ("choice", "given", "says"),
    [
        (LLM, NOTHING, "No language model is configured."),
        (LLM, NO_KEY, "OPENAI_API_KEY is not set"),
        (AUTO, NO_KEY, "OPENAI_API_KEY is not set"),  # else the rules would read without a word
    ],
)
def test_half_a_model_is_refused(choice: EvaluatorChoice, given: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError) as raised:
        wants_model(choice, load_model_settings(**given))

    assert says in raised.value.problem
    assert "--evaluator offline" in raised.value.fix
