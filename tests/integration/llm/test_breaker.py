"""A server that is down is left alone, and asked by one request whether it is back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.client import ModelClient
from bot.sandbox.model import ModelServer
from tests.integration.llm.parts import Hours, asking, complaint, question


def failing(client: ModelClient) -> ModelError:
    with pytest.raises(ModelError) as raised:
        client.ask(question(), complaint)
    return raised.value


def asked(server: ModelServer) -> int:
    return len(server.calls)


def test_five_failures_in_a_row_stop_all_questions_until_one_gets_through(
    server: ModelServer, hours: Hours
) -> None:
    server.fault("server_error", times=None)
    with asking(server, hours) as client:
        failing(client)
        assert asked(server) == 4
        failing(client)
        assert asked(server) == 5  # the fifth in a row: open
        opened = hours.now()
        stopped = failing(client)
        assert asked(server) == 5
        assert stopped.outcome is ModelOutcome.OUTAGE
        assert stopped.not_before is not None
        assert timedelta() < stopped.not_before - opened <= timedelta(seconds=30)

        hours.sleep(30)
        failing(client)
        assert asked(server) == 6  # one probe, which failed: twice as long
        hours.sleep(31)
        failing(client)
        assert asked(server) == 6
        server.clear()
        hours.sleep(30)
        client.ask(question(), complaint)
        client.ask(question(), complaint)
        assert asked(server) == 8


def test_nobody_stands_in_a_line_for_a_server_that_is_down(
    server: ModelServer, hours: Hours
) -> None:
    server.fault("authentication")
    with asking(server, hours, requests_per_minute=6) as client:
        failing(client)
        failing(client)

    assert hours.slept == []  # its turn would have come after 10 s
    assert asked(server) == 1


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        ("authentication", ModelOutcome.AUTHENTICATION),
        ("insufficient_quota", ModelOutcome.QUOTA),
    ],
)
def test_a_wrong_key_or_an_empty_account_stops_all_questions_at_once(
    fault: str, end: ModelOutcome, server: ModelServer, hours: Hours
) -> None:
    server.fault(fault, times=None)
    with asking(server, hours) as client:
        assert failing(client).outcome is end
        others = [failing(client) for _ in range(9)]
        assert {error.outcome for error in others} == {end}
        assert all(error.is_final and error.not_before is None for error in others)
        assert asked(server) == 1

        server.clear()
        hours.sleep(30)
        assert client.ask(question(), complaint).texts


def test_a_no_to_one_document_stops_no_other(server: ModelServer, hours: Hours) -> None:
    server.fault("refusal", times=3)
    server.fault("context_length", times=3)
    with asking(server, hours) as client:
        ends = [failing(client).outcome for _ in range(6)]
        assert client.ask(question(), complaint).texts

    assert ends == [ModelOutcome.REFUSED] * 3 + [ModelOutcome.TOO_LONG] * 3


def test_a_limit_that_opened_it_is_told_as_a_limit(server: ModelServer, hours: Hours) -> None:
    server.fault("rate_limited", times=None, form="none")
    with asking(server, hours) as client:
        ends = [failing(client).outcome for _ in range(3)]

    assert ends == [ModelOutcome.LIMITED] * 3
    assert asked(server) == 5
