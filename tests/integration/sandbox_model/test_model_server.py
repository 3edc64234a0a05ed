"""The server serves many at once, takes its time when told to, and ends at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest
from openai import OpenAI

from bot.sandbox.model import ModelServer, Prompt, gullible, honest, noisy
from tests.integration.sandbox_model.conftest import ask, raw, text_of
from tests.unit.sandbox_model.samples import prompt


def test_calls_are_answered_side_by_side(client: OpenAI, server: ModelServer) -> None:
    meeting = threading.Barrier(12, timeout=10)

    def wait_for_all(asked: Prompt) -> str:
        meeting.wait()
        return honest(asked)

    server.brain = wait_for_all
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: text_of(ask(client, "chat")), range(12)))
    assert set(answers) == {honest(prompt())}
    assert server.most_at_once == 12
    assert len(server.calls) == 12
    server.forget()
    assert (server.calls, server.most_at_once) == ((), 0)


def test_each_call_takes_the_time_that_was_set(client: OpenAI, server: ModelServer) -> None:
    server.seconds_per_call = 0.1
    began = time.monotonic()
    ask(client, "responses")
    assert time.monotonic() - began >= 0.1
    assert [call.at for call in server.calls] == sorted(call.at for call in server.calls)


def test_the_brain_may_be_changed_on_the_way(client: OpenAI, server: ModelServer) -> None:
    assert server.brain is honest
    server.brain = gullible
    assert text_of(ask(client, "chat")) == gullible(prompt())
    server.brain = noisy(1)
    assert text_of(ask(client, "chat")) == noisy(1)(prompt())


def test_faults_end_when_the_server_recovers(client: OpenAI, server: ModelServer) -> None:
    planted = server.fault("overloaded", times=None)
    for _ in range(3):
        with pytest.raises(openai.InternalServerError):
            ask(client, "chat")
    server.clear()
    ask(client, "chat")
    assert planted.fired == 3
    assert len(server.calls) == 4


def test_an_unknown_fault_is_refused_at_once(server: ModelServer) -> None:
    with pytest.raises(ValueError, match="unknown kind 'gremlins'"):
        server.fault("gremlins")


@pytest.mark.parametrize("kind", ["drip", "timeout"])
def test_ending_waits_for_no_slow_answer(kind: str) -> None:
    with (
        OpenAI(api_key="k", base_url="http://127.0.0.1:1/v1", max_retries=0) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        with ModelServer() as server:
            server.fault(kind, seconds=600)
            reached = client.with_options(base_url=server.base_url)
            if kind == "drip":
                stream = raw(reached, "chat")
                stream.__enter__()
                closing = stream.__exit__
            else:
                waiting = pool.submit(ask, reached, "chat")
                while not server.calls:
                    threading.Event().wait(0.005)
            began = time.monotonic()
        assert time.monotonic() - began < 2
        if kind == "drip":
            closing(None, None, None)
        else:
            assert isinstance(waiting.exception(5), openai.APIConnectionError)


def test_it_starts_again_at_the_same_port() -> None:
    with ModelServer() as first:
        port = int(first.base_url.split(":")[2].partition("/")[0])
    with (
        ModelServer(port=port) as second,
        OpenAI(api_key="k", base_url=second.base_url, max_retries=0) as client,
    ):
        assert second.base_url == f"http://127.0.0.1:{port}/v1"
        assert text_of(ask(client, "chat")) == honest(prompt())
