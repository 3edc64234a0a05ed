"""Whether a file makes a batch: one question a line, each with a name of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.sandbox.shapes import Json

MOST_LINES = 50_000
"""Source: the API's reference of batches, as the next."""
MOST_BYTES = 200_000_000
_FIELDS = {"custom_id": str, "method": str, "url": str, "body": dict}
_LONGEST_ID = 64
_MOST_ERRORS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one batch may hold; smaller for tests."""

    lines: int = MOST_LINES
    size: int = MOST_BYTES
    """In bytes."""
    tokens: int | None = None
    """That may wait to be answered, counted by length; None is any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One line."""

    custom_id: str
    body: Json


def read_questions(
    content: bytes, endpoint: str, limits: Limits
) -> tuple[list[Question], list[Json]]:
    """Read the lines of a file.

    Args:
        content: Of the file.
        endpoint: Where all lines go to.
        limits: What one batch may hold.

    Returns:
        Questions, and the API's objects for errors: at most 100 of them, and no question counts
        when there is one.
    """
    if len(content) > limits.size:
        return [], [_error(None, "file_too_large", "The file is too large for a batch.")]
    if limits.tokens is not None and len(content) // 4 > limits.tokens:
        return [], [_error(None, "token_limit_exceeded", "Enqueued token limit reached.")]
    questions: list[Question] = []
    errors: list[Json] = []
    seen: set[str] = set()
    for number, line in enumerate(content.splitlines(), start=1):
        error = _problem(line, number, endpoint, seen)
        if error is not None:
            errors.append(error)
            continue
        sent = json.loads(line)
        seen.add(sent["custom_id"])
        questions.append(Question(custom_id=sent["custom_id"], body=sent["body"]))
    if not questions and not errors:
        errors.append(_error(None, "empty_file", "The input file is empty."))
    if len(questions) + len(errors) > limits.lines:
        errors.append(_error(None, "too_many_tasks", "There are too many lines for a batch."))
    models = {question.body.get("model") for question in questions}
    if len(models) > 1:
        errors.append(_error(None, "mismatched_model", "All lines of a batch name one model."))
    return questions, errors[:_MOST_ERRORS]


def _problem(line: bytes, number: int, endpoint: str, seen: set[str]) -> Json | None:
    try:
        sent = json.loads(line)
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        return _error(number, "invalid_json_line", "This line is not parseable as valid JSON.")
    for name, kind in _FIELDS.items():
        if not isinstance(sent.get(name), kind):
            message = f"'{name}' is missing or has the wrong type."
            return _error(number, "missing_required_parameter", message, name)
    wrong = (
        ("unknown_parameter", None, set(sent) > set(_FIELDS)),
        ("invalid_custom_id", "custom_id", not 0 < len(sent["custom_id"]) <= _LONGEST_ID),
        ("duplicate_custom_id", "custom_id", sent["custom_id"] in seen),
        ("invalid_method", "method", sent["method"] != "POST"),
        ("mismatched_url", "url", sent["url"] != endpoint),
    )
    for code, param, is_wrong in wrong:
        if is_wrong:
            return _error(number, code, f"This line cannot be taken: {code}.", param)
    return None


def _error(line: int | None, code: str, message: str, param: str | None = None) -> Json:
    return {"code": code, "line": line, "message": message, "param": param}
