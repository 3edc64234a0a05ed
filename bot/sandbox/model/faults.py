"""Faults on demand: a queue of ways in which a model, its API or the network fails."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.model.refusals import REFUSALS, RETRY_FORMS
from bot.sandbox.shapes import Json

OUTCOMES = {
    "refusal": "answers with a refusal instead of text",
    "truncation": "ends in the middle: length, or incomplete for max_output_tokens",
    "reasoning_only": "spends all tokens on reasoning: no text, length or incomplete",
    "content_filter": "ends in the middle for the content filter",
    "failed": "200 with an error object: status failed, or no choices beside it",
    "no_choices": "200 with an empty list of choices or outputs",
    "null_content": "200 with null where the text should be",
    "other_model": "says that another model answered: `model`",
}
"""What is said around the text."""
TEXTS = {
    "malformed": "JSON that does not parse",
    "fenced": "JSON inside a Markdown fence",
    "partial": "JSON cut off, and yet the answer says that it is complete",
    "prose": "sentences around the JSON",
    "wrong_schema": "JSON of another shape",
    "level_9": "a level above every scale",
    "level_fraction": "a level of 3.7",
    "level_text": 'a level of "4"',
    "unknown_criterion": "a criterion that nobody asked about",
    "missing_criterion": "one criterion less",
    "duplicate_criterion": "one criterion twice",
    "other_language": "the sentences in German",
}
"""What is wrong with the text itself."""
TRANSPORT = {
    "empty_body": "200 and nothing",
    "html": "200 and a page of HTML, as from a proxy",
    "bad_gateway": "502 and a page of HTML, as from a proxy",
    "cut_body": "closes the connection in the middle of the body",
    "drip": "sends a byte each `seconds`",
    "flood": "sends `megabytes` of blanks before the body",
    "disconnect_before": "resets the connection and does nothing",
    "disconnect_after": "does what was asked, then resets the connection",
    "timeout": "holds the connection for `seconds`, then resets it",
}
"""What happens to the answer on its way."""
KINDS = {
    **OUTCOMES,
    **TEXTS,
    **TRANSPORT,
    "bad_parameter": "400 to requests that hold `parameter`, naming it",
    **{kind: f"{item.status} {item.code or item.kind}" for kind, item in REFUSALS.items()},
}
"""Every kind and what it does."""
WIRES = ("responses", "chat")
DOORS = ("upload", "file", "files", "content", "delete", "create", "batch", "batches", "cancel")
"""Of files and batches; a fault at one of them names it."""
LINE = "line"
"""A line of a batch, for faults that a model or its API makes of one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule.

    Raises:
        ValueError: An unknown kind, form or wire, one that does not go with the other, or
            bad_parameter without a parameter.
    """

    kind: str
    """One of KINDS."""
    times: int | None = 1
    """How often at most; None is without end."""
    wire: str | None = None
    """Only calls to this wire, one of WIRES, DOORS or LINE; None is both of WIRES."""
    seconds: float = 1.0
    """How long a client is told to wait, a connection is held, or a byte takes."""
    form: str = "seconds"
    """How a temporary refusal says how long to wait; one of RETRY_FORMS."""
    parameter: str = ""
    """Dotted path into the body, such as text.format.schema; others go through."""
    is_named: bool = True
    """False leaves `param` empty, as compatible servers do, and names it in the message only."""
    model: str = "another-model-2026-10-01"
    """Who says that it answered."""
    megabytes: int = 64
    """Size of a flood, in MiB."""

    def __post_init__(self) -> None:
        for name, value, known in (
            ("kind", self.kind, KINDS),
            ("form", self.form, RETRY_FORMS),
            ("wire", self.wire, (*WIRES, *DOORS, LINE, None)),
        ):
            if value not in known:
                raise ValueError(f"unknown {name} {value!r}; one of {', '.join(map(str, known))}")
        if (self.kind == "bad_parameter") != bool(self.parameter):
            raise ValueError("bad_parameter names a parameter, and nothing else does")
        if self.wire == LINE and self.kind in TRANSPORT:
            raise ValueError("a line of a batch does not travel alone")
        if self.wire in DOORS and self.kind not in {*TRANSPORT, *REFUSALS}:
            raise ValueError("no model speaks at this door")


class Planted:
    """A rule at work.

    Args:
        rule: What it does.
    """

    def __init__(self, rule: Fault) -> None:
        self.rule = rule
        self.fired = 0
        """How often it struck."""

    def does_strike(self, wire: str, body: Json) -> bool:
        """Return whether this call is one of its own."""
        rule = self.rule
        is_left = rule.times is None or self.fired < rule.times
        is_here = wire == rule.wire or (rule.wire is None and wire in WIRES)
        return is_left and is_here and holds(body, rule.parameter.split("."))


class FaultQueue:
    """Rules in the order in which they were asked for; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planted: list[Planted] = []

    def add(self, rule: Fault) -> Planted:
        """Queue a rule; the answer counts what it did."""
        planted = Planted(rule)
        with self._lock:
            self._planted.append(planted)
        return planted

    def clear(self) -> None:
        """Take all rules away."""
        with self._lock:
            self._planted.clear()

    def strike(self, wire: str, body: Json) -> Fault | None:
        """Return the first rule that strikes this call, counted; None when it goes well.

        Args:
            wire: One of WIRES, DOORS or LINE.
            body: What was sent.
        """
        with self._lock:
            for planted in self._planted:
                if planted.does_strike(wire, body):
                    planted.fired += 1
                    return planted.rule
        return None


def holds(body: object, path: Iterable[str]) -> bool:
    """Return whether a body has something other than null at a path; always for an empty one."""
    for name in path:
        if name:
            body = body.get(name) if isinstance(body, dict) else None
    return body is not None
