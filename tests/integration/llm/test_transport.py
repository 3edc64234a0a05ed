"""Bytes that no server of models sends end in a named error too, in time and in bounds."""

from __future__ import annotations

import gzip
import itertools
import json
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import ModelError, ModelOutcome
from bot.sandbox.model import ModelServer, honest
from bot.sandbox.model.prompts import Prompt
from tests.integration.llm.certificates import certified
from tests.integration.llm.parts import Hours, asking, complaint, question
from tests.integration.llm.raw_server import raw_server

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def whole(body: bytes, head: bytes = OK) -> bytes:
    return head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


ODD = [
    (whole(b"[" * 50_000), ModelOutcome.OUTAGE, 4),
    (whole(b"[]"), ModelOutcome.OUTAGE, 4),
    (whole(b"\xff\xfe"), ModelOutcome.OUTAGE, 4),
    (whole(b"{}"), ModelOutcome.BAD_REPLY, 2),
    (whole(b'{"output": 5, "usage": [], "model": 7}'), ModelOutcome.BAD_REPLY, 2),
    (whole(b'{"choices": [7, {"message": 5}]}'), ModelOutcome.BAD_REPLY, 2),
    # A small answer that unpacks to a large one; packing was never asked for.
    (
        whole(gzip.compress(b" " * 1_000_000), OK + b"Content-Encoding: gzip\r\n"),
        ModelOutcome.OUTAGE,
        4,
    ),
    (b"no HTTP at all\r\n\r\n", ModelOutcome.OUTAGE, 4),
    (b"", ModelOutcome.OUTAGE, 4),
    (whole(b"", b"HTTP/1.1 402 Payment Required\r\n"), ModelOutcome.QUOTA, 1),
    (whole(b"", b"HTTP/1.1 413 Too Large\r\n"), ModelOutcome.TOO_LONG, 1),
    (whole(b"null", b"HTTP/1.1 400 Bad\r\n"), ModelOutcome.BAD_REQUEST, 1),
    (whole(b'{"error": "no"}', b"HTTP/1.1 422 Bad\r\n"), ModelOutcome.BAD_REQUEST, 1),
    (whole(b"{}", b"HTTP/1.1 529 Overloaded\r\n"), ModelOutcome.OUTAGE, 4),
    (
        whole(b"", b"HTTP/1.1 429 Slow\r\nRetry-After: 1e999\r\n"),
        ModelOutcome.LIMITED,
        4,
    ),
]


def test_odd_bytes_have_a_name(server: ModelServer) -> None:
    for sent, end, requests in ODD:
        with (
            raw_server([sent]) as raw,
            asking(server, Hours(), base_url=raw.address) as client,
            pytest.raises(ModelError) as raised,
        ):
            client.ask(question(), complaint)

        assert (sent[:80], raised.value.outcome, len(raw.heard)) == (sent[:80], end, requests)


def drops(start: bytes) -> Iterable[bytes]:
    return itertools.chain([start], itertools.repeat(b"x", 10_000))


def test_bytes_that_drip_end_at_the_deadline_wherever_they_stand(server: ModelServer) -> None:
    for start in (
        OK + b"X-Endless: ",
        b"HTTP/1.1 500 Broken\r\nContent-Length: 10000\r\n\r\n",
        b"HTTP/1.1 400 Bad\r\nContent-Length: 10000\r\n\r\n",
        OK + b"Content-Length: 10000\r\n\r\n",
    ):
        with raw_server(drops(start), gap=0.02) as raw:
            began = time.perf_counter()
            with (
                asking(server, base_url=raw.address, deadline_seconds=0.2) as client,
                pytest.raises(ModelError) as raised,
            ):
                client.ask(question(), complaint)
            passed = time.perf_counter() - began

        assert raised.value.outcome is ModelOutcome.OUTAGE
        assert passed < 2  # all of the bytes would take 200 s


def test_encrypted_bytes_that_drip_end_at_the_deadline_too(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certified(tmp_path / "a.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "a.pem"))

    with raw_server(drops(OK + b"Content-Length: 10000\r\n\r\n"), gap=0.02, tls=tls) as raw:
        began = time.perf_counter()
        with (
            asking(server, base_url=raw.address, deadline_seconds=0.5) as client,
            pytest.raises(ModelError) as raised,
        ):
            client.ask(question(), complaint)
        passed = time.perf_counter() - began

    assert raised.value.outcome is ModelOutcome.OUTAGE
    assert passed < 3
    assert raw.heard[0].startswith(b"POST /v1/responses")


def test_nothing_is_sent_to_a_server_whose_name_nobody_proves(
    server: ModelServer, hours: Hours, tmp_path: Path
) -> None:
    with (
        raw_server([whole(b"{}")], tls=certified(tmp_path / "a.pem")) as raw,
        asking(server, hours, base_url=raw.address) as client,
        pytest.raises(ModelError) as raised,
    ):
        client.ask(question(), complaint)

    assert raised.value.outcome is ModelOutcome.OUTAGE
    assert raw.heard == []


@pytest.mark.parametrize("status", [b"200 OK", b"400 Bad", b"500 Broken"])
def test_no_more_is_read_than_makes_sense(status: bytes, server: ModelServer, hours: Hours) -> None:
    endless = itertools.chain(
        [b"HTTP/1.1 " + status + b"\r\nContent-Length: 99999999\r\n\r\n"],
        itertools.repeat(b" " * 65_536, 1500),
    )

    with (
        raw_server(endless) as raw,
        asking(server, hours, base_url=raw.address) as client,
        pytest.raises(ModelError) as raised,
    ):
        client.ask(question(), complaint)

    assert raised.value.outcome is ModelOutcome.OUTAGE


def test_a_redirect_is_not_followed_for_it_would_take_the_document_along(
    server: ModelServer, hours: Hours
) -> None:
    moved = whole(b"", f"HTTP/1.1 307 Moved\r\nLocation: {server.base_url}/responses\r\n".encode())

    with (
        raw_server([moved]) as raw,
        asking(server, hours, base_url=raw.address) as client,
        pytest.raises(ModelError) as raised,
    ):
        client.ask(question(), complaint)

    assert raised.value.outcome is ModelOutcome.BAD_REQUEST
    assert server.calls == ()


def test_what_goes_to_this_machine_goes_by_no_proxy(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raw_server([whole(b"{}")]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        monkeypatch.setenv("ALL_PROXY", proxy.address)
        with asking(server) as client:
            client.ask(question(), complaint)

    assert proxy.heard == []
    assert len(server.calls) == 1


def test_a_request_asks_for_plain_bytes_and_carries_the_key(
    server: ModelServer, hours: Hours
) -> None:
    with (
        raw_server([whole(b"{}")]) as raw,
        asking(server, hours, base_url=raw.address) as client,
        pytest.raises(ModelError),
    ):
        client.ask(question(), complaint)

    head = raw.heard[0].split(b"\r\n\r\n")[0].lower()
    assert b"accept-encoding: identity" in head
    assert b"connection: close" in head
    assert b"authorization: bearer sk-canary-9qx2" in head


def test_an_error_that_comes_with_success_is_an_error(server: ModelServer, hours: Hours) -> None:
    body = json.dumps({"error": {"code": 402, "message": "no credit"}}).encode()

    with (
        raw_server([whole(body)]) as raw,
        asking(server, hours, base_url=raw.address) as client,
        pytest.raises(ModelError) as raised,
    ):
        client.ask(question(), complaint)

    assert raised.value.outcome is ModelOutcome.QUOTA


def test_closing_ends_what_is_under_way_and_what_waits_for_its_place(server: ModelServer) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()

    def slow(prompt: Prompt) -> str:
        is_asked.set()
        may_answer.wait(30)
        return honest(prompt)

    server.brain = slow
    try:
        with asking(server, concurrency=1) as client, ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(client.ask, question(), complaint) for _ in range(3)]
            is_asked.wait(30)
            client.close()
            ends = [future.exception(timeout=10) for future in asked]
    finally:
        may_answer.set()

    outcomes = [end.outcome for end in ends if isinstance(end, ModelError)]
    assert outcomes == [ModelOutcome.OUTAGE] * 3
    assert len(server.calls) == 1
