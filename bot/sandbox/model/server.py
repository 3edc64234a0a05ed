"""A local OpenAI-compatible model server, started and ended as a context manager."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from bot.sandbox.model.batches import Batches
from bot.sandbox.model.brains import Brain, honest
from bot.sandbox.model.calls import Call
from bot.sandbox.model.desk import Desk
from bot.sandbox.model.faults import Fault, FaultQueue, Planted
from bot.sandbox.model.shelf import Kept
from bot.sandbox.model.web import Web
from bot.sandbox.sandbox import _Handler, _Server


class ModelServer:
    """A model that answers on both wires, and fails when told to.

    It speaks /v1/responses, /v1/chat/completions and /v1/models, without streaming, and /v1/files
    and /v1/batches. Every key but `bad` opens it, and it takes any model name. A batch goes one
    step on each time that somebody asks about it, unless `batches` is told otherwise.

    Args:
        brain: Who answers; may be changed while it runs.
        seconds_per_call: How long an answer takes; may be changed while it runs.
        host: Loopback, unless in a container.
        port: 0 takes any free one.
        reasoning_tokens: What each answer spends before its first word, out of its limit.
        context_tokens: The longest prompt that is taken; None is any.
        clock: Seconds since 1970.
    """

    def __init__(  # noqa: PLR0913  all optional
        self,
        brain: Brain = honest,
        seconds_per_call: float = 0.0,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        reasoning_tokens: int = 0,
        context_tokens: int | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.seconds_per_call = seconds_per_call
        self._address = (host, port)
        self._desk = Desk(
            brain=brain,
            reasoning_tokens=reasoning_tokens,
            context_tokens=context_tokens,
            clock=clock,
        )
        self._faults = FaultQueue()
        self._calls: list[Call] = []
        self._closing = threading.Event()
        self._web = Web(
            self._desk,
            self._faults,
            self._calls.append,
            self._closing,
            lambda: self.seconds_per_call,
        )

    @property
    def brain(self) -> Brain:
        """Who answers."""
        return self._desk.brain

    @brain.setter
    def brain(self, brain: Brain) -> None:
        self._desk.brain = brain

    @property
    def base_url(self) -> str:
        """For OpenAI(base_url=...): it ends in /v1."""
        return f"http://{self._address[0]}:{self._server.port}/v1"

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every POST and every line of a batch so far, those that were refused among them."""
        return tuple(self._calls)

    @property
    def batches(self) -> Batches:
        """The batches and how they go on."""
        return self._web.batches

    @property
    def files(self) -> tuple[Kept, ...]:
        """Every file that is there, the newest first."""
        return tuple(self._web.shelf.files())

    @property
    def most_at_once(self) -> int:
        """The most requests that were being answered at one moment."""
        return self._web.most_at_once

    def fault(self, kind: str, times: int | None = 1, **options: Any) -> Planted:  # noqa: ANN401  fields of Fault
        """Queue a fault for the next calls; the answer counts what it did.

        Args:
            kind: One of KINDS.
            times: How often; None is without end.
            options: Further fields of Fault, such as `wire` or `seconds`.

        Raises:
            ValueError: An unknown kind, form or wire, or a kind that does not go with its wire.
        """
        return self._faults.add(Fault(kind=kind, times=times, **options))

    def clear(self) -> None:
        """Take all faults away: the server has recovered."""
        self._faults.clear()

    def forget(self) -> None:
        """Forget all calls, all prompts that were cached, all files and all batches."""
        self._calls.clear()
        self._desk.cache.clear()
        self._web.batches.clear()
        self._web.shelf.clear()
        self._web.most_at_once = 0

    def __enter__(self) -> Self:
        """Start the server."""
        self._server = _Server(*self._address, self._web, _Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="sandbox-model"
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the server, its connections and threads."""
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
