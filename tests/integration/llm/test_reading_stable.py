"""One question gets one answer, kept; a model that wavers is shown with its spread."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import open_evaluator
from bot.domain.reader import EvaluatorChoice
from bot.errors import ModelOutcome
from bot.sandbox.model import ModelServer, honest, noisy
from bot.services.deps import Deps
from bot.services.judging import judged
from tests.integration.llm.parts import Hours
from tests.integration.llm.reading import ai_engineer, reading, sample


@pytest.fixture
def deps(server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deps]:
    """What the command line reads with, from its environment."""
    for name in [name for name in os.environ if name.startswith("PLUMBLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLUMBLINE_MODEL", "plumb-1")
    monkeypatch.setenv("PLUMBLINE_MODEL_URL", server.base_url)
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))
    with open_evaluator(EvaluatorChoice.AUTO) as opened:
        yield opened


def test_a_cv_is_asked_about_once_and_has_one_answer_a_hundred_times(
    server: ModelServer, deps: Deps
) -> None:
    server.brain = noisy(4)

    answers = {repr(judged(sample(), ai_engineer(), deps)) for _ in range(100)}

    assert len(answers) == 1
    # One reading is one request, or two where it is near an edge; the chat wire takes n.
    assert [call.body.get("n", 1) for call in server.calls] in ([1], [1, 2])
    asked = len(server.calls)
    judged(sample(), ai_engineer(), deps, name="Farah Siddiqui")  # masks more, so it is another
    assert len(server.calls) > asked


def test_what_stood_in_for_a_model_is_not_kept_as_its_answer(
    server: ModelServer, deps: Deps
) -> None:
    server.brain = honest
    server.fault("refusal")

    first = judged(sample(), ai_engineer(), deps)
    second = judged(sample(), ai_engineer(), deps)

    assert (first.provenance.name, first.stands_in) == ("offline", ModelOutcome.REFUSED)
    assert (second.provenance.name, second.stands_in) == ("llm", None)
    assert judged(sample(), ai_engineer(), deps) == second
    assert len(server.calls) == 2


def test_a_model_that_wavers_is_asked_three_times_where_the_rubric_says_so_and_its_spread_is_told(
    server: ModelServer, hours: Hours
) -> None:
    with reading(server, hours) as evaluator:
        without = evaluator.assess(sample(), ai_engineer())
        server.forget()
        server.brain = noisy(4)
        assessment = evaluator.assess(sample(), replace(ai_engineer(), samples=3))

    assert len(server.calls) == 3
    for true, each in zip(without.readings, assessment.readings, strict=True):
        assert len(each.samples) == 3
        assert each.level == sorted(level or 0 for level in each.samples)[1]
        # Each level of each sample is one lower, the same or one higher.
        assert all(abs((level or 0) - (true.level or 0)) <= 1 for level in each.samples)
    assert any(len(set(each.samples)) > 1 for each in assessment.readings)
