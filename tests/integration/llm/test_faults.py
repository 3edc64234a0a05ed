"""Every fault of a model, its API or the way to it ends as it is named, within its requests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.errors import ModelError, ModelOutcome
from bot.sandbox.model import ModelServer
from tests.integration.llm.parts import START, Hours, asking, complaint, question

O = ModelOutcome  # noqa: E741  # the table below is read by its columns


LASTING = [
    # What passes is tried 4 times. Numbers are those of the list of faults, section D.
    ("rate_limited", O.LIMITED, 4),  # 46
    ("resource_unavailable", O.LIMITED, 4),  # what the flex tier says when it is full
    ("request_timeout", O.OUTAGE, 4),  # 45, as the server says it
    ("conflict", O.OUTAGE, 4),
    ("server_error", O.OUTAGE, 4),  # 48
    ("overloaded", O.OUTAGE, 4),  # 48
    ("bad_gateway", O.OUTAGE, 4),
    ("empty_body", O.OUTAGE, 4),  # 50
    ("html", O.OUTAGE, 4),  # 51
    ("cut_body", O.OUTAGE, 4),  # 52
    ("flood", O.OUTAGE, 4),
    ("disconnect_before", O.OUTAGE, 4),
    ("disconnect_after", O.OUTAGE, 4),
    ("failed", O.OUTAGE, 4),
    # What does not pass is not tried again.
    ("insufficient_quota", O.QUOTA, 1),  # 47
    ("authentication", O.AUTHENTICATION, 1),  # 49
    ("permission", O.AUTHENTICATION, 1),  # 49
    ("bad_request", O.BAD_REQUEST, 1),
    ("model_not_found", O.BAD_REQUEST, 1),
    ("not_found", O.BAD_REQUEST, 1),
    ("refusal", O.REFUSED, 1),  # 55
    ("content_filter", O.FILTERED, 1),  # 56
    ("prompt_filter", O.FILTERED, 1),  # 56
    ("context_length", O.TOO_LONG, 1),  # 64
    # What cannot be used is mended once.
    ("no_choices", O.BAD_REPLY, 2),  # 53
    ("null_content", O.BAD_REPLY, 2),  # 54
    ("truncation", O.BAD_REPLY, 2),  # 57
    ("reasoning_only", O.BAD_REPLY, 2),  # 57
    ("partial", O.BAD_REPLY, 2),  # 58
    ("malformed", O.BAD_REPLY, 2),
    ("wrong_schema", O.BAD_REPLY, 2),  # 60
    ("level_9", O.BAD_REPLY, 2),  # 61
    ("level_fraction", O.BAD_REPLY, 2),  # 61
    ("level_text", O.BAD_REPLY, 2),  # 61
    ("unknown_criterion", O.BAD_REPLY, 2),  # 62
    ("missing_criterion", O.BAD_REPLY, 2),  # 62
    ("duplicate_criterion", O.BAD_REPLY, 2),  # 62
]
ONCE = [
    *("rate_limited", "server_error", "overloaded", "empty_body", "html", "cut_body"),
    *("disconnect_before", "disconnect_after", "failed", "no_choices", "null_content"),
    *("truncation", "partial", "malformed", "wrong_schema", "level_9", "duplicate_criterion"),
]


def struck(server: ModelServer, fault: str, **options: Any) -> None:
    server.clear()
    server.forget()
    server.fault(fault, **options)


def test_a_fault_that_stays_ends_as_it_is_named(wire: str, server: ModelServer) -> None:
    for fault, end, requests in LASTING:
        struck(server, fault, times=None)
        hours = Hours()

        with asking(server, hours, wire=wire) as client, pytest.raises(ModelError) as raised:
            client.ask(question(), complaint)

        error = raised.value
        assert (fault, error.outcome, len(server.calls)) == (fault, end, requests)
        assert hours.passed <= 60
        assert error.is_final is (end not in (O.OUTAGE, O.LIMITED))
        assert error.is_final is (error.not_before is None)
        assert error.not_before is None or error.not_before > hours.now()


def test_a_fault_that_strikes_once_costs_one_more_request(wire: str, server: ModelServer) -> None:
    for fault in ONCE:
        struck(server, fault)

        with asking(server, Hours(), wire=wire) as client:
            reply = client.ask(question(), complaint)

        assert complaint(reply.texts[0]) is None
        assert (fault, len(server.calls)) == (fault, 2)


@pytest.mark.parametrize("fault", ["fenced", "prose", "other_language", "other_model"])
def test_what_a_reader_can_get_over_costs_nothing(
    fault: str, wire: str, server: ModelServer, hours: Hours
) -> None:
    server.fault(fault, times=None)

    with asking(server, hours, wire=wire) as client:
        reply = client.ask(question(), complaint)

    assert complaint(reply.texts[0]) is None
    assert json.loads(reply.texts[0])["readings"]
    assert len(server.calls) == 1
    asked = fault != "other_model"
    assert (reply.model == "plumb-1") is asked  # the one that answered is named


@pytest.mark.parametrize("fault", ["drip", "timeout"])
def test_a_server_that_never_ends_is_left_at_the_deadline(
    fault: str, wire: str, server: ModelServer
) -> None:
    # A byte each 50 ms: no read ever takes longer than that, all of it would take a minute.
    server.fault(fault, times=None, seconds=0.05 if fault == "drip" else 30.0)

    with (
        asking(server, wire=wire, deadline_seconds=0.4) as client,
        pytest.raises(ModelError) as raised,
    ):
        client.ask(question(), complaint)

    assert raised.value.outcome is O.OUTAGE
    assert len(server.calls) == 1


def test_a_closed_port_is_an_outage(server: ModelServer, hours: Hours) -> None:
    address = "http://127.0.0.1:9/v1"  # discard; nothing listens there

    with asking(server, hours, base_url=address) as client, pytest.raises(ModelError) as raised:
        client.ask(question(), complaint)

    assert raised.value.outcome is O.OUTAGE
    assert hours.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("form", "seconds", "slept"),
    [
        ("seconds", 7, [7.0, 7.0, 7.0]),
        ("ms", 1.5, [1.5, 1.5, 1.5]),
        ("junk", 7, [0.5, 1.0, 2.0]),
        ("none", 7, [0.5, 1.0, 2.0]),
    ],
)
def test_the_wait_that_a_server_asks_for_is_kept(
    form: str, seconds: float, slept: list[float], server: ModelServer, hours: Hours
) -> None:
    server.fault("rate_limited", times=None, form=form, seconds=seconds)

    with asking(server, hours) as client, pytest.raises(ModelError) as raised:
        client.ask(question(), complaint)

    assert hours.slept == slept
    assert raised.value.outcome is O.LIMITED


@pytest.mark.parametrize("form", ["seconds", "ms"])
def test_a_longer_wait_is_handed_on_and_not_slept(
    form: str, server: ModelServer, hours: Hours
) -> None:
    server.fault("rate_limited", times=None, form=form, seconds=300)

    with asking(server, hours) as client:
        with pytest.raises(ModelError) as first:
            client.ask(question(), complaint)
        # The others are not sent into the same wall.
        with pytest.raises(ModelError) as second:
            client.ask(question(), complaint)

    for raised in (first, second):
        assert raised.value.outcome is O.LIMITED
        assert raised.value.not_before is not None
        assert (raised.value.not_before - START).total_seconds() == 300
    assert hours.slept == []
    assert len(server.calls) == 1


def test_a_wait_of_a_day_shuts_the_model_for_ten_minutes(server: ModelServer, hours: Hours) -> None:
    server.fault("rate_limited", form="seconds", seconds=86_400)

    with asking(server, hours) as client:
        waits = []
        for _ in range(2):
            with pytest.raises(ModelError) as raised:
                client.ask(question(), complaint)
            assert raised.value.not_before is not None
            waits.append((raised.value.not_before - START).total_seconds())
        hours.sleep(600)
        reply = client.ask(question(), complaint)

    assert waits == [86_400, 600]  # its own question's wait; that of the others
    assert complaint(reply.texts[0]) is None


def test_an_endless_limit_ends_and_passes_when_the_server_recovers(
    server: ModelServer, hours: Hours
) -> None:
    server.fault("rate_limited", times=None, form="seconds", seconds=20)

    with asking(server, hours) as client:
        with pytest.raises(ModelError) as raised:
            client.ask(question(), complaint)
        assert raised.value.outcome is O.LIMITED
        assert hours.passed <= 60
        server.clear()
        hours.sleep(60)
        reply = client.ask(question(), complaint)

    assert complaint(reply.texts[0]) is None


def test_three_requests_are_the_most_for_one_reply(server: ModelServer, hours: Hours) -> None:
    server.fault("truncation")
    server.fault("malformed", times=None)

    with asking(server, hours) as client, pytest.raises(ModelError) as raised:
        client.ask(question(), complaint)

    assert raised.value.outcome is O.BAD_REPLY
    bodies: list[dict[str, Any]] = [call.body for call in server.calls]
    assert [body["max_output_tokens"] for body in bodies] == [2000, 4000, 4000]
    assert "Your last reply" in bodies[2]["input"][0]["content"]
    assert bodies[2]["instructions"] == bodies[0]["instructions"]
