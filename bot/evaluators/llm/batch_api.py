"""The Batch API's doors, each within a budget: files go up and down, batches begin and end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.errors import ModelError, ModelOutcome, UsageError
from bot.evaluators.llm.budgets import Budget, Deadline, Time
from bot.evaluators.llm.outcomes import (
    Answer,
    PassingError,
    Refusal,
    end_of,
    json_object,
    refusal_in,
)
from bot.evaluators.llm.transport import BODY_BYTES, Transport
from bot.settings import ModelSettings

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import httpx2
    from openai import OpenAI

    from bot.evaluators.llm.transport import Act

MARK = "plumbline_key"
"""Name in a batch's metadata under which it is found again."""
OUTPUT_SECONDS = 3_600
"""How long answers are kept for us: the least that the API takes, for they hold words of CVs."""
INPUT_SECONDS = 25 * 3_600
"""How long questions are kept if nobody deletes them: the window of 24 h, and an hour for the end.

Source: the file must be there while the batch runs; deleting it is what ends its stay as a rule.
"""
_LATEST_SECONDS = 26 * 3_600
_ANSWER_BYTES = 1 << 30
_FILE_SECONDS = 900.0
_GONE = frozenset({404, 410})
_NO_SUCH_DOOR = frozenset({404, 405, 501})
_PAGE = 100
_OVER = frozenset({"failed", "completed", "expired", "cancelled"})
_ADOPTABLE = frozenset({"validating", "in_progress", "finalizing", "completed", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """How a batch stands."""

    id: str
    status: str
    """As the API says."""
    input_file_id: str
    file_ids: tuple[str, ...]
    """Of the files with answers and with errors, as far as there are any."""
    has_answers: bool
    """Whether the first of them is that of answers."""
    done: int
    """Questions that were answered, well or badly."""
    codes: frozenset[str]
    """Of what is wrong with the whole batch."""

    @property
    def is_over(self) -> bool:
        """Whether it goes on no more."""
        return self.status in _OVER


class BatchApi:
    """The doors of one server.

    Args:
        settings: Address and key.
        at: Where time and chance come from.
    """

    def __init__(self, settings: ModelSettings, at: Time) -> None:
        self._at = at
        self._seconds = settings.deadline_seconds
        self._transport = Transport(settings, at.clock)

    def find(self, key: str, besides: Collection[str] = ()) -> Batch | None:
        """Look for a batch by its mark, among those that may still have answers.

        Args:
            key: The mark.
            besides: Ids of batches that are known to have none.

        Raises:
            UsageError: The server has no batches.
            ModelError: It did not answer, or said no.
        """
        return self._budget().spend(lambda: self._found(key, besides))

    def uploads(self, name: str) -> tuple[str, ...]:
        """List the files of questions that bear a name.

        Raises:
            ModelError: The server did not answer, or said no.
        """

        def act(client: OpenAI, timeout: httpx2.Timeout) -> AbstractContextManager[Any]:
            return client.files.with_streaming_response.list(purpose="batch", timeout=timeout)

        listed = self._budget().spend(lambda: self._json(act))
        return tuple(str(item.get("id")) for item in _items(listed) if item.get("filename") == name)

    def upload(self, name: str, content: bytes) -> str:
        """Send a file of questions; returns its id.

        Raises:
            UsageError: The server takes no files.
            ModelError: It did not answer, or said no.
        """

        def act(client: OpenAI, timeout: httpx2.Timeout) -> AbstractContextManager[Any]:
            return client.files.with_streaming_response.create(
                file=(name, content),
                purpose="batch",
                expires_after={"anchor": "created_at", "seconds": INPUT_SECONDS},
                timeout=timeout,
            )

        kept = self._budget(_FILE_SECONDS).spend(lambda: self._json(act, _FILE_SECONDS))
        return str(kept.get("id") or "")

    def begin(self, key: str, input_file_id: str, endpoint: str, besides: Collection[str]) -> Batch:
        """Begin a batch, or find the one that a try before began without our hearing of it.

        Raises:
            UsageError: The server has no batches.
            ModelError: It did not answer, or said no.
        """

        def act(client: OpenAI, timeout: httpx2.Timeout) -> AbstractContextManager[Any]:
            return client.batches.with_streaming_response.create(
                input_file_id=input_file_id,
                endpoint=endpoint,  # type: ignore[arg-type]  # one of the SDK's literals
                completion_window="24h",
                metadata={MARK: key},
                output_expires_after={"anchor": "created_at", "seconds": OUTPUT_SECONDS},
                timeout=timeout,
            )

        return self._budget().spend(lambda: self._found(key, besides) or _batch(self._json(act)))

    def look(self, batch_id: str) -> Batch | None:
        """Ask how a batch stands; None when there is none.

        Raises:
            ModelError: The server did not answer, or said no.
        """

        def act(client: OpenAI, timeout: httpx2.Timeout) -> AbstractContextManager[Any]:
            return client.batches.with_streaming_response.retrieve(batch_id, timeout=timeout)

        came = self._budget().spend(partial(self._try, act))
        if isinstance(came, Refusal):
            if came.status in _GONE:
                return None
            raise ModelError(end_of(came), status=came.status)
        return _batch(_object(came))

    def cancel(self, batch_id: str) -> None:
        """Have a batch end; one that is over or gone stays so.

        Raises:
            ModelError: The server did not answer.
        """

        def act(client: OpenAI, timeout: httpx2.Timeout) -> AbstractContextManager[Any]:
            return client.batches.with_streaming_response.cancel(batch_id, timeout=timeout)

        def once() -> None:
            try:
                self._try(act)
            except PassingError as failure:
                if failure.status != 409:  # it is over, and will say so again
                    raise

        self._budget().spend(once)

    def content(self, file_id: str) -> bytes | None:
        """Fetch a file; None when it is gone.

        Raises:
            ModelError: The server did not answer, or said no.
        """

        def act(client: OpenAI, timeout: httpx2.Timeout) -> AbstractContextManager[Any]:
            return client.files.with_streaming_response.content(file_id, timeout=timeout)

        budget = self._budget(_FILE_SECONDS)
        came = budget.spend(lambda: self._file(act))
        if isinstance(came, Refusal):
            if came.status in _GONE:
                return None
            raise ModelError(end_of(came), status=came.status)
        return came.body

    def delete(self, file_id: str) -> bool:
        """Delete a file; False when the server could not be told, and it expires by itself."""

        def act(client: OpenAI, timeout: httpx2.Timeout) -> AbstractContextManager[Any]:
            return client.files.with_streaming_response.delete(file_id, timeout=timeout)

        try:
            came = self._budget().spend(partial(self._try, act))
        except ModelError:
            return False
        return not isinstance(came, Refusal) or came.status in _GONE

    def close(self) -> None:
        """Let go of what is open."""
        self._transport.close()

    def _budget(self, seconds: float | None = None) -> Budget:
        return Budget(Deadline(seconds or self._seconds, self._at.clock), self._at)

    def _try(
        self, act: Act, seconds: float | None = None, most_bytes: int = BODY_BYTES
    ) -> Answer | Refusal:
        answer = self._transport.exchange(act, seconds or self._seconds, most_bytes)
        return refusal_in(answer, self._at.now()) or answer

    def _file(self, act: Act) -> Answer | Refusal:
        answer = self._transport.exchange(act, _FILE_SECONDS, _ANSWER_BYTES)
        # A line of errors is no refusal of the file.
        is_fine = 200 <= answer.status < 300
        return answer if is_fine else refusal_in(answer, self._at.now()) or answer

    def _json(self, act: Act, seconds: float | None = None) -> Mapping[str, Any]:
        came = self._try(act, seconds)
        if isinstance(came, Refusal):
            if came.status in _NO_SUCH_DOOR:
                raise UsageError(
                    "The language model's server takes no batches.",
                    "Run the same command without --batch.",
                )
            raise ModelError(end_of(came), status=came.status)
        return _object(came)

    def _found(self, key: str, besides: Collection[str]) -> Batch | None:
        for item in self._listed():
            batch = _batch(item)
            mark = item.get("metadata")
            is_ours = isinstance(mark, Mapping) and mark.get(MARK) == key
            if is_ours and batch.status in _ADOPTABLE and batch.id not in besides:
                return batch
        return None

    def _listed(self) -> Iterator[Mapping[str, Any]]:
        """Go through the batches that may still run, the newest first."""
        oldest = self._at.now().timestamp() - _LATEST_SECONDS
        after: str | None = None
        while True:
            more = {"after": after} if after else {}

            def act(
                client: OpenAI, timeout: httpx2.Timeout, more: Mapping[str, object] = more
            ) -> AbstractContextManager[Any]:
                return client.batches.with_streaming_response.list(
                    limit=_PAGE, extra_query=more, timeout=timeout
                )

            page = self._json(act)
            items = _items(page)
            yield from items
            last = str(items[-1].get("id") or "") if items else ""
            is_old = bool(items) and _number(items[-1].get("created_at")) < oldest
            if not page.get("has_more") or is_old or not last or last == after:
                return
            after = last


def _object(answer: Answer) -> Mapping[str, Any]:
    payload = json_object(answer.body)
    if payload is None:  # a page of somebody in between
        raise PassingError(ModelOutcome.OUTAGE, status=answer.status)
    return payload


def _items(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    data = page.get("data")
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def _batch(said: Mapping[str, Any]) -> Batch:
    counts = said.get("request_counts")
    counts = counts if isinstance(counts, dict) else {}
    errors = said.get("errors")
    wrong = _items(errors) if isinstance(errors, dict) else []
    files = [said.get("output_file_id"), said.get("error_file_id")]
    return Batch(
        id=str(said.get("id") or ""),
        status=str(said.get("status") or ""),
        input_file_id=str(said.get("input_file_id") or ""),
        file_ids=tuple(str(file) for file in files if file),
        has_answers=bool(files[0]),
        done=_number(counts.get("completed")) + _number(counts.get("failed")),
        codes=frozenset(str(error.get("code")) for error in wrong),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
