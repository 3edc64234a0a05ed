"""Turns the Block Kit check's problems into Slack's refusals: the one place that imports it."""

from __future__ import annotations

import json

from bot.sandbox.blockkit import Problem, check_message, check_view
from bot.sandbox.shapes import Json, RefusalError

VIEW_BYTES = 250_000
"""Source: method definition of views.open, `view_too_large`."""


def refuse_bad_blocks(blocks: list[Json], text: str) -> None:
    """Check the blocks of a message, which need a text for notifications beside them.

    Raises:
        RefusalError: invalid_blocks, with a JSON pointer in each message.
    """
    problems = check_message({"blocks": blocks, "text": text}) if blocks else []
    if problems:
        lines = [_line(problem) for problem in problems]
        raise RefusalError(
            "invalid_blocks", {"errors": lines, "response_metadata": {"messages": lines}}
        )


def refuse_bad_view(view: Json) -> None:
    """Check a modal or Home tab.

    Raises:
        RefusalError: view_too_large, or invalid_arguments with JSON pointers.
    """
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise RefusalError("view_too_large")
    problems = check_view(view)
    if problems:
        lines = [_line(problem, "/view") for problem in problems]
        raise RefusalError("invalid_arguments", {"response_metadata": {"messages": lines}})


def _line(problem: Problem, root: str = "") -> str:
    return f"[ERROR] {problem.message} [json-pointer:{root}{problem.pointer}]"
