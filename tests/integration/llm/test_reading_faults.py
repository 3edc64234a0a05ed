"""Every fault of a model at the place where a CV is read: its end, its requests, no level made up.

The cases are those of group D in tests/faults.yml. A request is a POST that the server saw; what
passes is tried 4 times, and never more than 3 are sent for one sample those tries apart.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.errors import ModelError, ModelOutcome
from bot.sandbox.model import ModelServer
from tests.acceptance.faults.rows import load
from tests.integration.llm.parts import START, Hours
from tests.integration.llm.reading import ai_engineer, reading, sample, unfounded

CASES = [
    pytest.param(given, id=f"{row.id}-{name}")
    for row in load()
    if row.driver == "model"
    for name, given in row.cases.items()
]
READ = "reading"
"""The end of a case in which the model's reading comes."""


@pytest.mark.parametrize("given", CASES)
def test_a_fault_of_a_model(given: dict[str, Any], server: ModelServer) -> None:
    for wire in ("responses", "chat"):
        server.clear()
        server.forget()
        _strike(server, wire=wire, **given)


def _strike(  # the columns of the table
    server: ModelServer,
    *,
    wire: str,
    fault: str,
    ends: str,
    requests: int,
    times: int | None = None,
    seconds: float = 1.0,
    deadline: float = 0.0,
) -> None:
    """Have a CV read while a fault strikes; with a deadline, in real time."""
    server.fault(fault, times=times, seconds=seconds)
    hours = None if deadline else Hours()
    changes = {"deadline_seconds": deadline} if deadline else {}
    with reading(server, hours, wire=wire, **changes) as evaluator:
        if ends == READ:
            assessment = evaluator.assess(sample(), ai_engineer())
            assert unfounded(assessment, sample()) == []
            assert any(assessment.levels.values())
        else:
            with pytest.raises(ModelError) as raised:
                evaluator.assess(sample(), ai_engineer())
            passing = (ModelOutcome.OUTAGE, ModelOutcome.LIMITED)
            assert raised.value.outcome == ModelOutcome(ends)
            # What passes says when to go on; the rest needs a person.
            assert (raised.value.not_before is not None) is (raised.value.outcome in passing)
    assert len(server.calls) == requests
    assert hours is None or hours.passed <= 60


def test_an_endless_limit_is_left_and_the_cv_is_read_once_the_server_recovers(
    server: ModelServer, hours: Hours
) -> None:
    server.fault("rate_limited", times=None, form="seconds", seconds=20)

    with reading(server, hours) as evaluator:
        with pytest.raises(ModelError) as raised:
            evaluator.assess(sample(), ai_engineer())
        assert raised.value.outcome is ModelOutcome.LIMITED
        assert hours.passed <= 60
        assert raised.value.not_before is not None
        wait = (raised.value.not_before - START).total_seconds() - hours.passed
        assert wait > 0
        server.clear()
        hours.sleep(wait)  # as the job that was put off does
        assessment = evaluator.assess(sample(), ai_engineer())

    assert unfounded(assessment, sample()) == []
    assert any(assessment.levels.values())


def test_a_document_that_is_too_long_is_read_in_parts_and_nothing_is_left_out() -> None:
    # The whole question takes 2,358 tokens, of which the CV's 19 lines are about 500.
    with ModelServer(context_tokens=2_250) as server, reading(server, Hours()) as evaluator:
        assessment = evaluator.assess(sample(), ai_engineer())
        refused = [call for call in server.calls if not call.prompt_tokens]
        answered = [call for call in server.calls if call.prompt_tokens]

    parts = {
        tuple(int(number) for number in re.findall(r"^(\d+)\| ", content, re.MULTILINE))
        for content in (call.body["input"][0]["content"] for call in answered)
    }
    assert len(refused) == 1
    assert len(parts) == 2
    assert sum(sorted(parts), ()) == tuple(line.number for line in sample().lines)
    assert unfounded(assessment, sample()) == []


def test_a_document_that_is_too_long_in_any_parts_is_too_long(hours: Hours) -> None:
    with (
        ModelServer(context_tokens=1_000) as server,
        reading(server, hours) as evaluator,
        pytest.raises(ModelError) as raised,
    ):
        evaluator.assess(sample(), ai_engineer())

    assert raised.value.outcome is ModelOutcome.TOO_LONG
    assert len(server.calls) == 4  # the whole, a half, a quarter, an eighth


def test_the_model_that_answered_is_named_and_its_language_is_taken_as_it_is(
    server: ModelServer, hours: Hours
) -> None:
    with reading(server, hours) as evaluator:
        honest = evaluator.assess(sample(), ai_engineer())
        server.fault("other_model", times=None)
        other = evaluator.assess(sample(), ai_engineer())
        server.clear()
        server.fault("other_language", times=None)
        german = evaluator.assess(sample(), ai_engineer())

    assert honest.provenance.model == "plumb-1"
    assert other.provenance.model == "another-model-2026-10-01"
    assert other.levels == german.levels == honest.levels
    evidence = [reading.evidence for reading in honest.readings]
    assert [reading.evidence for reading in german.readings] == evidence
    said = "Der Lebenslauf zeigt das nicht eindeutig."
    assert {reading.rationale for reading in german.readings} == {said}
