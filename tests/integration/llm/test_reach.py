"""The doctor's free question: which models a server has, whatever becomes of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import doctor
from bot.evaluators.llm.reach import reach
from bot.sandbox.model import ModelServer
from bot.sandbox.model.web import BAD_KEY, MODEL
from bot.services.doctor import Check, Health
from tests.integration.llm.parts import KEY, settings


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # not listening: a connection is refused
        yield taken.getsockname()[1]


def test_a_server_says_which_models_it_has_for_nothing(server: ModelServer) -> None:
    found = reach(settings(server))
    assert (found.status, found.names) == (200, frozenset({MODEL}))
    assert server.calls == ()
    away = reach(settings(server, base_url=f"{server.base_url}/elsewhere"))
    assert (away.status, away.names) == (404, None)


def test_the_doctor_tells_a_dead_port_a_wrong_key_and_an_unknown_model_apart(
    server: ModelServer, closed_port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))

    def check(**changes: str) -> Check:
        given = {
            "OPENAI_API_KEY": KEY,
            "PLUMBLINE_MODEL": MODEL,
            "PLUMBLINE_MODEL_URL": server.base_url,
            **changes,
        }
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return next(found for found in doctor.diagnose() if found.name == "model")

    assert check().health is Health.OK
    dead = check(PLUMBLINE_MODEL_URL=f"http://127.0.0.1:{closed_port}/v1")
    assert (dead.health, "nothing answers there" in dead.what) == (Health.FAIL, True)
    wrong = check(OPENAI_API_KEY=BAD_KEY)
    assert (wrong.health, "does not accept the key (401)" in wrong.what) == (Health.FAIL, True)
    assert BAD_KEY not in wrong.what + wrong.fix
    unknown = check(PLUMBLINE_MODEL="another")
    assert (unknown.health, "does not list another" in unknown.what) == (Health.WARN, True)
    unasked = check(PLUMBLINE_EVALUATOR="offline", OPENAI_API_KEY=BAD_KEY)
    assert unasked.health is Health.OK
