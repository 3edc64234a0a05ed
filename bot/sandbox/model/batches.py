"""Batches at work: each goes a step on when somebody looks, or when it is told to."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from bot.sandbox.model.batch_input import Limits, Question, read_questions
from bot.sandbox.model.refusals import ApiRefusalError
from bot.sandbox.model.shelf import Shelf, Upload
from bot.sandbox.shapes import Json

WINDOW = 86_400
"""Seconds in which a batch is worked off, the only ones there are."""
OUTPUT_SECONDS = 30 * 86_400
"""How long an output is kept when nobody says."""
_CANCELLED = ("batch_cancelled", "This request was not executed because the batch was cancelled.")
_EXPIRED = (
    "batch_expired",
    "This request could not be executed before the completion window expired.",
)

Work = Callable[[str, Json], tuple[int, Json]]
"""Answers one line: from its endpoint and body to an HTTP status and the JSON of an answer."""


@dataclass(slots=True, kw_only=True)
class Batch:
    """One batch."""

    id: str
    asked: Json
    """What it was made of."""
    times: dict[str, int]
    """Seconds since 1970, by status."""
    status: str = "validating"
    errors: list[Json] = field(default_factory=list)
    left: list[Question] = field(default_factory=list)
    """Lines that wait."""
    total: int = 0
    answers: list[Json] = field(default_factory=list)
    """Lines of the output file."""
    failures: list[Json] = field(default_factory=list)
    """Lines of the error file."""
    files: dict[str, str] = field(default_factory=dict)
    """Ids of `output_file_id` and `error_file_id`."""

    @property
    def is_over(self) -> bool:
        """Whether it goes on no more."""
        return self.status in {"failed", "completed", "expired", "cancelled"}

    def written(self) -> Json:
        """Write the batch object of the API."""
        moments = ("in_progress", "finalizing", "completed", "failed", "expired", "cancelling")
        lines = {"object": "list", "data": self.errors} if self.errors else None
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": self.asked["endpoint"],
            "errors": lines,
            "input_file_id": self.asked["input_file_id"],
            "completion_window": self.asked["completion_window"],
            "status": self.status,
            "output_file_id": self.files.get("output_file_id"),
            "error_file_id": self.files.get("error_file_id"),
            "created_at": self.times["validating"],
            "expires_at": self.times["validating"] + WINDOW,
            **{f"{name}_at": self.times.get(name) for name in (*moments, "cancelled")},
            "request_counts": {
                "total": self.total,
                "completed": len(self.answers),
                "failed": len(self.failures),
            },
            "metadata": self.asked.get("metadata"),
        }


class Batches:
    """All batches of one server; safe to use from several threads.

    Args:
        shelf: Where their files are.
        work: Answers one line.
        clock: Seconds since 1970.
    """

    def __init__(self, shelf: Shelf, work: Work, clock: Callable[[], float]) -> None:
        self._shelf = shelf
        self._work = work
        self._clock = clock
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._batches: dict[str, Batch] = {}
        self.limits = Limits()
        """What one batch may hold."""
        self.lines_per_look: int | None = None
        """Lines that are answered each time that somebody looks; None is all, 0 none: then a
        batch goes on by `step` alone."""

    def create(self, asked: Json) -> Json:
        """Begin a batch; nothing is read of its file yet.

        Raises:
            ApiRefusalError: 404, there is no such file.
        """
        self._shelf.find(asked["input_file_id"])
        with self._lock:
            batch = Batch(
                id=f"batch_{next(self._numbers):08x}",
                asked=asked,
                times={"validating": int(self._clock())},
            )
            self._batches[batch.id] = batch
            return batch.written()

    def look(self, batch_id: str) -> Json:
        """Return a batch after it went one step on.

        Raises:
            ApiRefusalError: 404, there is none.
        """
        with self._lock:
            batch = self._find(batch_id)
            if self.lines_per_look != 0:
                self._step(batch, self.lines_per_look)
            return batch.written()

    def list(self, after: str | None, limit: int) -> Json:
        """Return a page of all batches, the newest first.

        Args:
            after: The last of the page before.
            limit: Of one page.
        """
        with self._lock:
            newest = list(reversed(self._batches.values()))
        ids = [batch.id for batch in newest]
        start = ids.index(after) + 1 if after in ids else 0
        page = [batch.written() for batch in newest[start : start + limit]]
        return {
            "object": "list",
            "data": page,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
            "has_more": start + limit < len(newest),
        }

    def cancel(self, batch_id: str) -> Json:
        """Have a batch end early; lines that were answered stay.

        Raises:
            ApiRefusalError: 404, there is none; 409, it is over.
        """
        with self._lock:
            batch = self._find(batch_id)
            if batch.is_over:
                message = f"Cannot cancel a batch with status '{batch.status}'."
                raise ApiRefusalError(409, message)
            self._become(batch, "cancelling")
            return batch.written()

    def step(self, lines: int | None = None) -> None:
        """Have every batch go one step on, whoever looks.

        Args:
            lines: Lines that may be answered; None is all.
        """
        with self._lock:
            for batch in self._batches.values():
                self._step(batch, lines)

    def clear(self) -> None:
        """Forget all batches."""
        with self._lock:
            self._batches.clear()
        self.lines_per_look, self.limits = None, Limits()

    def _find(self, batch_id: str) -> Batch:
        if batch_id not in self._batches:
            raise ApiRefusalError(404, f"No batch found with id '{batch_id}'.", param="id")
        return self._batches[batch_id]

    def _step(self, batch: Batch, lines: int | None) -> None:
        if batch.is_over:
            return
        if batch.status == "cancelling":
            self._end(batch, "cancelled", _CANCELLED)
        elif self._clock() >= batch.times["validating"] + WINDOW:
            self._end(batch, "expired", _EXPIRED)
        elif batch.status == "validating":
            self._validate(batch)
        elif batch.status == "finalizing":
            self._end(batch, "completed", _EXPIRED)
        else:
            now, batch.left = batch.left[:lines], batch.left[len(batch.left[:lines]) :]
            for question in now:
                self._answer(batch, question)
            if not batch.left:
                self._become(batch, "finalizing")

    def _validate(self, batch: Batch) -> None:
        try:
            content = self._shelf.find(batch.asked["input_file_id"]).content
        except ApiRefusalError:
            content = b""
        questions, errors = read_questions(content, batch.asked["endpoint"], self.limits)
        if errors:
            batch.errors = errors
            self._become(batch, "failed")
            return
        batch.left, batch.total = questions, len(questions)
        self._become(batch, "in_progress")

    def _answer(self, batch: Batch, question: Question) -> None:
        status, body = self._work(batch.asked["endpoint"], question.body)
        line = self._line(question)
        line["response"] = {"status_code": status, "request_id": line["id"], "body": body}
        is_fine = status == 200
        (batch.answers if is_fine else batch.failures).append(line)

    def _end(self, batch: Batch, status: str, reason: tuple[str, str]) -> None:
        code, message = reason
        for question in batch.left:
            error = {"code": code, "message": message}
            batch.failures.append({**self._line(question), "error": error})
        batch.left = []
        for name, lines in (("output", batch.answers), ("error", batch.failures)):
            if lines:
                batch.files[f"{name}_file_id"] = self._kept(batch, name, lines)
        self._become(batch, status)

    def _line(self, question: Question) -> Json:
        number = next(self._numbers)
        identity = {"id": f"batch_req_{number:08x}", "custom_id": question.custom_id}
        return {**identity, "response": None, "error": None}

    def _kept(self, batch: Batch, name: str, lines: Iterable[Json]) -> str:
        seconds = batch.asked.get("output_expires_after", {}).get("seconds", OUTPUT_SECONDS)
        upload = Upload(
            content="".join(json.dumps(line) + "\n" for line in lines).encode(),
            filename=f"{batch.id}_{name}.jsonl",
            purpose="batch_output",
        )
        return self._shelf.add(replace(upload, seconds=seconds)).id

    def _become(self, batch: Batch, status: str) -> None:
        batch.status = status
        batch.times[status] = int(self._clock())
