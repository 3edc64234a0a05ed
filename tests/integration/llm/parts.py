"""A question with its check, settings for a local model, and time that passes when slept."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from jsonschema import Draft202012Validator

from bot.evaluators.llm.budgets import Time
from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.request import Complaint, ModelRequest
from bot.sandbox.model import ModelServer
from bot.settings import ModelSettings, load_model_settings

KEY = "sk-canary-9QX2"
SECRET = "Zaphira Quillfeather"
"""A name in the document, which must stay in the request."""
CRITERIA = ("python", "teamwork")
START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

_READING = {
    "type": "object",
    "properties": {
        "criterion": {"enum": list(CRITERIA)},
        "quotes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"line": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["line", "text"],
                "additionalProperties": False,
            },
        },
        "rationale": {"type": "string"},
        "level": {"anyOf": [{"enum": [1, 2, 3, 4]}, {"type": "null"}]},
        "missing": {"type": "string"},
    },
    "required": ["criterion", "quotes", "rationale", "level", "missing"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"readings": {"type": "array", "items": _READING}},
    "required": ["readings"],
    "additionalProperties": False,
}
_VALIDATOR = Draft202012Validator(SCHEMA)


def question(**changes: Any) -> ModelRequest:
    content = f"""Criteria: python, teamwork.
<document id="7f3a0c11d2e4b596">
1| {SECRET}
2| Wrote Python services for payments over six years
3| Led a team of four and settled its quarrels
</document id="7f3a0c11d2e4b596">"""
    fields = {
        "instructions": "Read the document against the criteria python and teamwork.",
        "content": content,
        "schema_name": "reading",
        "schema": SCHEMA,
        "output_tokens": 2000,
        "cache_key": "rubric-1",
        "safety_id": "a" * 64,
        **changes,
    }
    return ModelRequest(**fields)


def complaint(text: str) -> Complaint | None:
    """Tell what is wrong with a reading of the schema above."""
    wrong = _wrong(text)
    return Complaint(words=wrong) if wrong else None


def _wrong(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return "That is no JSON."
    error = next(_VALIDATOR.iter_errors(value), None)
    if error is not None:
        return "That does not fit the schema."
    named = sorted(reading["criterion"] for reading in value["readings"])
    return "" if named == sorted(CRITERIA) else "Name each criterion once."


class Hours:
    """Time that stands still but for what is slept; safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.passed = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.passed += seconds
            self.slept.append(seconds)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def time(self) -> Time:
        return Time(clock=lambda: self.passed, now=self.now, sleep=self.sleep, chance=lambda: 0.0)


def settings(server: ModelServer, **changes: Any) -> ModelSettings:
    fields = {
        "base_url": server.base_url,
        "api_key": KEY,
        "model": "plumb-1",
        "wire": "responses",
        **changes,
    }
    return load_model_settings(**fields)


@contextmanager
def asking(
    server: ModelServer, hours: Hours | None = None, **changes: Any
) -> Iterator[ModelClient]:
    """A client of the server; in real time when no other is given."""
    client = ModelClient(settings(server, **changes), hours.time() if hours else None)
    try:
        yield client
    finally:
        client.close()
