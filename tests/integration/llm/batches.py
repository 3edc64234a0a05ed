"""Questions in batches, a server whose time is the client's, and a process that is killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.domain.batch_progress import BatchProgress
from bot.domain.usage import Spent, Usage
from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.batch import BatchDesk
from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.outcomes import Answer
from bot.evaluators.llm.request import ModelRequest
from bot.evaluators.llm.transport import Transport
from bot.sandbox.model import ModelServer
from tests.integration.llm.parts import Hours, complaint, question, settings

Ends = dict[int, str]
"""Tier of the answer, or the outcome, by question."""


def questions(count: int) -> list[ModelRequest]:
    plain = question()
    return [question(content=plain.content.replace("six", f"{n + 2}")) for n in range(count)]


class Killed(BaseException):
    """The process is gone."""


class Desk:
    """A command that asks questions in batches, run as often as wanted over one data folder."""

    def __init__(self, server: ModelServer, hours: Hours, folder: Path, **changes: Any) -> None:
        self._server = server
        self._hours = hours
        self._folder = folder
        self._changes = changes
        self.spent: list[Spent] = []
        self.progress: list[BatchProgress] = []
        self.texts: dict[int, str] = {}
        """What is stored of the answers."""

    def run(
        self,
        asked: Sequence[ModelRequest],
        on_progress: Callable[[BatchProgress], None] = lambda _: None,
        may_ask: Callable[[Sequence[Usage]], int] = len,
        most_requests: int = 50_000,
        *,
        is_kept: bool = False,
    ) -> Ends:
        """Ask what has no stored answer, and store the answers."""

        def note(progress: BatchProgress) -> None:
            self.progress.append(progress)
            on_progress(progress)

        new = [n for n in range(len(asked)) if n not in self.texts]
        ends: Ends = {}
        with (
            self._desk(most_requests) as desk,
            desk.answers([asked[n] for n in new], note, may_ask) as answers,
        ):
            for n in new:
                try:
                    reply = answers.ask(asked[n], complaint, meter=self.spent.append)
                except ModelError as error:
                    ends[n] = error.outcome
                else:
                    ends[n] = reply.tier
                    (self.texts[n],) = reply.texts
            if is_kept:
                answers.keep()
        return ends

    def cancel(self) -> tuple[int, int]:
        with self._desk(50_000) as desk:
            return desk.cancel(self.progress.append)

    @contextmanager
    def _desk(self, most_requests: int) -> Iterator[BatchDesk]:
        chosen = settings(self._server, **self._changes)
        client = ModelClient(chosen, self._hours.time())
        try:
            yield BatchDesk(
                client, chosen, self._folder, self._hours.time(), most_requests=most_requests
            )
        finally:
            client.close()


@contextmanager
def killed_at(patch: pytest.MonkeyPatch, step: int, *, is_after: bool) -> Iterator[list[int]]:
    """Kill the process before a request, or after it with its answer unread; counts them."""
    real = Transport.exchange
    count = [0]

    def exchange(self: Transport, *args: Any) -> Answer:
        count[0] += 1
        if count[0] > step or (count[0] == step and not is_after):
            raise Killed
        answer = real(self, *args)
        if count[0] == step:
            raise Killed
        return answer

    with patch.context() as context:
        context.setattr(Transport, "exchange", exchange)
        yield count


def outcomes(*counts: tuple[ModelOutcome | str, int]) -> list[str]:
    return sorted(str(end) for end, count in counts for _ in range(count))
