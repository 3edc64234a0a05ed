"""Nothing of the key, the document or the reply leaves by an error, a log or a description."""

from __future__ import annotations

import json
import logging
import pickle
import traceback

import openai
import pytest

from bot.errors import ModelError
from bot.sandbox.model import ModelServer, scripted
from tests.integration.llm.parts import KEY, SECRET, Hours, asking, complaint, question, settings

REPLY = "canary-reply-55KD"


def leaks(text: str) -> list[str]:
    return [word for word in (KEY, SECRET, "quarrels", REPLY) if word in text]


# Those that repeat the key or the end of the document in what they say among them.
FAULTS = [
    *("bad_request", "prompt_filter", "authentication", "permission", "model_not_found"),
    *("refusal", "malformed", "partial", "truncation", "wrong_schema", "html", "cut_body"),
    *("disconnect_after", "rate_limited", "insufficient_quota", "failed", "null_content"),
]


def test_an_error_and_the_log_at_its_loudest_hold_nothing(
    wire: str, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "openai", "httpx2", "httpcore2"):  # as OPENAI_LOG=debug does
        caplog.set_level(logging.DEBUG, name)
    long = question(content=question().content + "\nLed a team and settled its quarrels")
    for fault in FAULTS:
        server.clear()
        server.fault(fault, times=None)

        with asking(server, Hours(), wire=wire) as client, pytest.raises(ModelError) as raised:
            client.ask(long, complaint)

        error = raised.value
        said = [error.problem, error.fix, str(error), repr(error), repr(vars(error))]
        said += traceback.format_exception(error)
        assert leaks("\n".join(said)) == [], fault
        # What a chain holds, a tracker of errors writes out.
        assert error.__cause__ is None
        assert error.__context__ is None
    assert leaks(caplog.text) == []
    assert server.base_url not in caplog.text


def test_what_others_do_with_the_same_libraries_is_logged(
    server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with asking(server) as client:
        client.ask(question(), complaint)
        with openai.OpenAI(api_key="k", base_url=server.base_url, max_retries=0) as others:
            others.models.list()

    assert [name for name, _, text in caplog.record_tuples if "/models" in text] != []
    assert "/responses" not in caplog.text


def test_a_reply_that_cannot_be_used_is_in_no_error(server: ModelServer, hours: Hours) -> None:
    server.brain = scripted([REPLY, REPLY])

    with asking(server, hours) as client, pytest.raises(ModelError) as raised:
        client.ask(question(), complaint)

    assert leaks("".join(traceback.format_exception(raised.value))) == []


def test_half_a_letter_in_a_document_is_sent_as_a_question_mark(server: ModelServer) -> None:
    with asking(server) as client:
        client.ask(question(content=question().content + "\ud83d"), complaint)

    assert server.calls[0].body["input"][0]["content"].endswith("?")


def test_a_client_and_its_settings_do_not_show_the_key(server: ModelServer) -> None:
    with asking(server) as client:
        client.ask(question(), complaint)
        shown = [repr(client), str(client), repr(settings(server)), str(settings(server))]

    assert leaks("\n".join(shown)) == []
    assert KEY not in settings(server).model_dump_json()


def test_an_error_crosses_processes_with_all_it_says(server: ModelServer, hours: Hours) -> None:
    server.fault("rate_limited", times=None, seconds=300)

    with asking(server, hours) as client, pytest.raises(ModelError) as raised:
        client.ask(question(), complaint)

    copy = pickle.loads(pickle.dumps(raised.value))
    assert vars(copy) == vars(raised.value)
    assert (copy.outcome, copy.status, str(copy)) == (
        raised.value.outcome,
        429,
        "The language model's server asked to slow down (HTTP 429).",
    )


def test_what_is_asked_names_nobody_but_the_hash(server: ModelServer) -> None:
    with asking(server) as client:
        client.ask(question(), complaint)

    body = server.calls[0].body
    assert body["safety_identifier"] == "a" * 64
    without_input = json.dumps({key: value for key, value in body.items() if key != "input"})
    assert leaks(without_input) == []
