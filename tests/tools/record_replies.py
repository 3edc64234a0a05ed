"""Records what the local test model says about the shipped set: `make record`."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.app import open_deps
from bot.cli.eval import SHIPPED
from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.evaluator import LlmEvaluator
from bot.evaluators.llm.recorded import Recorder
from bot.judges import asked_of, write_recording
from bot.sandbox.model import ModelServer
from bot.services.evaluating import Judge, MeasureRequest, measure
from bot.services.labelled import open_set
from bot.settings import ModelSettings

REPLIES = SHIPPED / "replies.json"
MODEL = "plumbline-test-model"
NOTE = (
    "What the local test model of this project (bot/sandbox/model, the honest brain) says: it "
    "matches words. These replies test the machinery, and tell nothing about any real model."
)


def record(path: Path) -> int:
    """Ask about every document of the shipped set, and write down what is said.

    Args:
        path: Where to.

    Returns:
        Documents that were read.
    """
    with open_deps() as deps, ModelServer() as server:
        settings = ModelSettings(model=MODEL, api_key=SecretStr("test"), base_url=server.base_url)
        client = ModelClient(settings)
        recorder = Recorder(client)
        judge = Judge(evaluator=LlmEvaluator(recorder, asked_of(settings)), title=MODEL)
        opened = open_set(SHIPPED, deps)
        trial = measure(MeasureRequest(opened=opened), judge, on_done=lambda: None)
        client.close()
    write_recording(recorder, path, MODEL, NOTE)
    return len(trial.read)


if __name__ == "__main__":
    print(f"{REPLIES}: {record(REPLIES)} documents")  # noqa: T201  # says what was done
