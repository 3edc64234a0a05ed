"""Several replies, many threads, and what they cost."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.domain.usage import Spent
from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.request import Complaint
from bot.sandbox.model import ModelServer, scripted
from tests.integration.llm.parts import Hours, asking, complaint, question

SECONDS = 0.4
PERFECT: dict[str, object] = {
    "readings": [
        {"criterion": name, "quotes": [], "rationale": "-", "level": None, "missing": "-"}
        for name in ("python", "teamwork")
    ]
}


def test_three_samples_are_one_request_on_the_chat_wire(server: ModelServer) -> None:
    with asking(server, wire="chat") as client:
        reply = client.ask(question(samples=3), complaint)

    assert [complaint(text) for text in reply.texts] == [None, None, None]
    assert [call.body.get("n") for call in server.calls] == [3]
    assert reply.usage.calls == 1


def test_three_samples_are_three_requests_at_once_on_the_other(server: ModelServer) -> None:
    server.seconds_per_call = SECONDS

    with asking(server) as client:
        began = time.perf_counter()
        reply = client.ask(question(samples=3), complaint)
        passed = time.perf_counter() - began

    assert [complaint(text) for text in reply.texts] == [None, None, None]
    assert len(server.calls) == 3
    assert passed < 2 * SECONDS  # one after the other would take three
    assert reply.usage.calls == 3


def test_a_server_that_takes_no_n_is_asked_for_each_sample(server: ModelServer) -> None:
    server.fault("bad_parameter", times=None, parameter="n")

    with asking(server, wire="chat") as client:
        for _ in range(2):
            reply = client.ask(question(samples=3), complaint)

    assert [complaint(text) for text in reply.texts] == [None, None, None]
    # Refused once; then three for each question.
    assert len(server.calls) == 1 + 3 + 3
    assert sum("n" in call.body for call in server.calls) == 1


def test_a_bad_sample_is_mended_and_the_others_stay(server: ModelServer) -> None:
    server.brain = scripted([PERFECT, "no reading", PERFECT, PERFECT])

    with asking(server, wire="chat") as client:
        reply = client.ask(question(samples=3), complaint)

    assert [complaint(text) for text in reply.texts] == [None, None, None]
    assert len(server.calls) == 2


def test_one_sample_that_is_refused_ends_the_question(server: ModelServer) -> None:
    server.fault("refusal")

    with asking(server) as client, pytest.raises(ModelError) as raised:
        client.ask(question(samples=3), complaint)

    assert raised.value.outcome is ModelOutcome.REFUSED


def test_twenty_questions_in_twenty_threads_take_the_time_of_one(server: ModelServer) -> None:
    with asking(server, concurrency=20) as client:
        client.ask(question(), complaint)  # openai is imported by the first
        server.forget()
        server.seconds_per_call = SECONDS
        passed = twenty(client.ask)

    assert len(server.calls) == 20
    assert server.most_at_once == 20
    assert passed < 3 * SECONDS


def test_no_more_requests_are_under_way_than_are_allowed(server: ModelServer) -> None:
    server.seconds_per_call = 0.05

    with asking(server, concurrency=4) as client:
        twenty(client.ask)

    assert len(server.calls) == 20
    assert server.most_at_once <= 4


def twenty(ask: object) -> float:
    assert callable(ask)
    began = time.perf_counter()
    with ThreadPoolExecutor(max_workers=20) as pool:
        replies = list(pool.map(lambda _: ask(question(), complaint), range(20)))
    assert all(complaint(reply.texts[0]) is None for reply in replies)
    return time.perf_counter() - began


def test_waiting_for_a_place_is_not_counted_against_a_question(server: ModelServer) -> None:
    server.seconds_per_call = 0.03

    # Twenty questions of 0.03 s one after the other take 0.6 s, more than each of them may.
    with asking(server, concurrency=1, deadline_seconds=0.5) as client:
        passed = twenty(client.ask)

    assert passed > 0.5


def test_nothing_is_asked_when_the_time_is_over(server: ModelServer, hours: Hours) -> None:
    def checked(text: str) -> Complaint | None:
        hours.sleep(120)  # all of the time of the question
        return complaint(text)

    server.fault("malformed", times=None)
    with asking(server, hours) as client, pytest.raises(ModelError) as raised:
        client.ask(question(), checked)

    assert raised.value.outcome is ModelOutcome.OUTAGE
    assert len(server.calls) == 1


def test_a_limit_of_our_own_spreads_requests_evenly(server: ModelServer, hours: Hours) -> None:
    with asking(server, hours, requests_per_minute=10) as client:
        for _ in range(3):
            client.ask(question(), complaint)

    assert hours.slept == [6.0, 6.0]  # 60 s / 10


def test_what_a_question_cost_is_told_with_the_reply_and_as_it_happens(
    server: ModelServer,
) -> None:
    server.fault("wrong_schema")
    told: list[Spent] = []

    with asking(server, tier="flex") as client:
        reply = client.ask(question(), complaint, meter=told.append)

    read = sum(call.prompt_tokens for call in server.calls)
    wrote = sum(call.output_tokens for call in server.calls)
    assert len(told) == 2
    assert told[0].usage + told[1].usage == reply.usage
    assert {(spent.model, spent.tier) for spent in told} == {("plumb-1", "flex")}
    assert (reply.usage.calls, reply.usage.input_tokens) == (2, read)
    assert reply.usage.output_tokens == wrote
    assert reply.usage.seconds > 0
    assert (reply.model, reply.tier) == ("plumb-1", "flex")


def test_what_a_question_cost_that_failed_is_told_too(server: ModelServer) -> None:
    server.fault("malformed", times=None)
    told: list[Spent] = []

    with asking(server) as client, pytest.raises(ModelError):
        client.ask(question(), complaint, meter=told.append)

    assert [spent.usage.calls for spent in told] == [1, 1]


def test_a_long_beginning_that_is_alike_is_read_from_the_cache(server: ModelServer) -> None:
    # 1,024 tokens of 4 characters are kept ready.
    long = "Read the document against the criteria. " * 150

    with asking(server) as client:
        first = client.ask(question(instructions=long), complaint)
        second = client.ask(question(instructions=long), complaint)

    assert first.usage.cached_tokens == 0
    assert second.usage.cached_tokens >= 1024
