"""Asks many questions through the Batch API: half the price, within a day, and resumable."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from bot.domain.batch_progress import HandIn, OnBatchProgress
from bot.domain.usage import Meter, Usage, unmetered
from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.batch_api import BatchApi
from bot.evaluators.llm.batch_lines import MOST_REQUESTS, Heard, id_of, loads_of
from bot.evaluators.llm.batch_orders import Order, Orders
from bot.evaluators.llm.batch_run import Run
from bot.evaluators.llm.budgets import Time
from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.held import estimate_of
from bot.evaluators.llm.request import Check, ModelReply, ModelRequest
from bot.settings import ModelSettings

CANCEL_SECONDS = 60.0
"""How long a cancelled batch is waited for. Source: as long as a person may sit and watch; the API
says that it takes up to 10 minutes, and the same command goes on."""
FEWEST = 2
"""Questions that make a batch; one by itself is asked alone."""
MayAsk: TypeAlias = Callable[[Sequence[Usage]], int]
"""Takes what questions are estimated to take; returns how many of them may go out."""
_OF_ONE_QUESTION = frozenset(
    {ModelOutcome.REFUSED, ModelOutcome.FILTERED, ModelOutcome.TOO_LONG, ModelOutcome.BAD_REPLY}
)


class BatchAnswers:
    """Asks as a ModelClient does, with the first answers at hand.

    Args:
        client: Asks what no batch answered, and what mends an answer that cannot be used.
        settings: Which model.
        heard: What batches brought, by the id of the question.
    """

    def __init__(
        self, client: ModelClient, settings: ModelSettings, heard: Mapping[str, Heard]
    ) -> None:
        self._client = client
        self._settings = settings
        self._heard = heard
        self._lock = threading.Lock()
        self._counted: set[str] = set()
        self.is_kept = False
        """Whether the server's copies stay, for another run to use."""

    def keep(self) -> None:
        """Have the server's copies stay: not all that they hold was used."""
        self.is_kept = True

    def ask(self, request: ModelRequest, check: Check, *, meter: Meter = unmetered) -> ModelReply:
        """Answer from a batch, and ask the model alone for whatever it takes beyond that.

        Args:
            request: The question.
            check: Tells what is wrong with a reply.
            meter: Told what each answer cost; one of a batch as of the tier ``batch``, and once.

        Raises:
            ModelError: Any other end, in a batch or alone.
        """
        custom_id = id_of(request, self._settings)
        heard = self._heard.get(custom_id)
        if isinstance(heard, ModelError):
            raise ModelError(heard.outcome, heard.not_before, heard.status)
        with self._lock:
            is_counted = custom_id in self._counted
            self._counted.add(custom_id)
        if heard is not None and is_counted:
            heard = replace(heard, usage=Usage())
        return self._client.ask(request, check, meter=meter, said=heard)


class BatchDesk:
    """Hands questions to the Batch API, and remembers them until their answers were used.

    Args:
        client: Asks the questions that go alone.
        settings: Which model, where.
        folder: The data folder.
        at: Where time and chance come from.
        most_requests: Of one batch, >= 1; the API's limit.
    """

    def __init__(
        self,
        client: ModelClient,
        settings: ModelSettings,
        folder: Path,
        at: Time | None = None,
        *,
        most_requests: int = MOST_REQUESTS,
    ) -> None:
        self._client = client
        self._settings = settings
        self._at = at or Time()
        self._most_requests = most_requests
        self._orders = Orders(folder)
        place = f"{settings.base_url}\n{settings.model}"
        self._place = hashlib.sha256(place.encode()).hexdigest()[:16]

    @contextmanager
    def answers(
        self,
        requests: Sequence[ModelRequest],
        on_progress: OnBatchProgress,
        may_ask: MayAsk = len,
    ) -> Iterator[BatchAnswers]:
        """Ask, wait and collect; left without an error, the server's copies are deleted.

        Stopped at any moment, by whatever, the same call goes on where it was: a batch is noted in
        the data folder before it is begun, and looked for by its mark before it is begun again.

        The first question goes alone: what it teaches about the server, the others need not fail
        for one by one.

        Args:
            requests: The questions.
            on_progress: Told after each look.
            may_ask: Called before questions go out that are in no batch yet, with what each is
                estimated to take; returns how many may, the first ones, or raises a ModelError
                when none may, in which each of them then ends. The others end in CAPPED.

        Yields:
            What to ask instead of the client.

        Raises:
            UsageError: The server has no batches.
            ConflictError: Another command is at it.
            StoreError: The data folder cannot be used.
            ModelError: Nothing can be asked now; what was submitted is kept.
        """
        wanted = {id_of(request, self._settings): request for request in requests}
        with self._run() as run:
            orders = run.take_up(wanted)
            taken = {custom_id for order in orders for custom_id in order.ids}
            new = {key: request for key, request in wanted.items() if key not in taken}
            orders += self._hand_in(run, new, may_ask)
            lost = _collected(run, orders, on_progress)
            again = {key: wanted[key] for order in lost for key in order.ids if key in wanted}
            for order in _collected(run, self._hand_in(run, again, may_ask), on_progress):
                end = ModelError(ModelOutcome.OUTAGE, self._at.now())
                run.heard |= dict.fromkeys(order.ids, end)
            answers = BatchAnswers(self._client, self._settings, run.heard)
            yield answers
            if not answers.is_kept:
                run.let_go(wanted)

    def cancel(self, on_progress: OnBatchProgress) -> tuple[int, int]:
        """End all batches of this server and model that the data folder knows.

        Args:
            on_progress: Told after each look.

        Returns:
            Batches that were ended, with all their files, and batches that the server has still to
            end, which are remembered.

        Raises:
            UsageError: The server has no batches.
            ConflictError: Another command is at it.
            StoreError: The data folder cannot be used.
            ModelError: The server did not answer, or said no.
        """
        with self._run() as run:
            orders = run.of_this_place()
            left = run.end(orders, on_progress, CANCEL_SECONDS)
            return len(orders) - left, left

    @contextmanager
    def _run(self) -> Iterator[Run]:
        api = BatchApi(self._settings, self._at)
        try:
            with self._orders.alone():
                yield Run(api, self._orders, self._at, self._place)
        finally:
            api.close()

    def _hand_in(
        self, run: Run, requests: Mapping[str, ModelRequest], may_ask: MayAsk
    ) -> list[Order]:
        """Send what may go out; what may not, ends here."""
        if not requests:
            return []
        try:
            most = may_ask([estimate_of(request) for request in requests.values()])
        except ModelError as error:
            run.heard |= dict.fromkeys(requests, error)
            return []
        fitting = dict(islice(requests.items(), most))
        left_out = [custom_id for custom_id in requests if custom_id not in fitting]
        run.heard |= dict.fromkeys(left_out, ModelError(ModelOutcome.CAPPED))
        return self._sent(run, fitting)

    def _sent(self, run: Run, requests: Mapping[str, ModelRequest]) -> list[Order]:
        """Ask the first question alone, and hand in the others as long as they make a batch."""
        if len(requests) < FEWEST:
            return []
        first, *rest = requests
        try:
            run.heard[first] = self._client.say(requests[first])
        except ModelError as error:
            if error.outcome not in _OF_ONE_QUESTION:
                raise
            run.heard[first] = error
        if len(rest) < FEWEST:
            return []
        manner = self._client.manner
        others = {custom_id: requests[custom_id] for custom_id in rest}
        loads = loads_of(others, manner, self._settings, most_requests=self._most_requests)
        return [run.hand_in(load, manner.wire) for load in loads]


class BatchAsker:
    """Asks as a ModelClient does: at once, or first of all in batches.

    For batches everything is gone through twice: once to note the questions, and once with the
    answers at hand.

    Args:
        client: Asks at once.
        settings: Which model.
        desk: Asks in batches.
        fit: Tells how many questions fit in what the month's cap leaves, in their order.
    """

    def __init__(
        self,
        client: ModelClient,
        settings: ModelSettings,
        desk: BatchDesk,
        fit: Callable[[Sequence[Usage]], HandIn],
    ) -> None:
        self.fit = fit
        self._client = client
        self._settings = settings
        self._desk = desk
        self._noted: dict[str, ModelRequest] | None = None
        self._answers: BatchAnswers | None = None

    def ask(self, request: ModelRequest, check: Check, *, meter: Meter = unmetered) -> ModelReply:
        """Ask until every sample passes its check; while noting, note the question alone.

        Raises:
            ModelError: It came to another end; OUTAGE for each question that is noted.
        """
        if self._noted is not None:
            self._noted[id_of(request, self._settings)] = request
            raise ModelError(ModelOutcome.OUTAGE)
        return (self._answers or self._client).ask(request, check, meter=meter)

    @contextmanager
    def answering(
        self,
        go_through: Callable[[], None],
        on_progress: OnBatchProgress,
        may_ask: MayAsk,
    ) -> Iterator[BatchAnswers]:
        """Have questions answered in batches while this lasts.

        Args:
            go_through: Asks all that will be asked; what it asks is noted.
            on_progress: Told after each look.
            may_ask: As for ``BatchDesk.answers``.

        Raises:
            BotError: As ``BatchDesk.answers`` does.
        """
        self._noted = {}
        go_through()
        noted = tuple(self._noted.values())
        # Stopped on its way, it stays as it is: threads that are not done yet must ask nothing.
        with self._desk.answers(noted, on_progress, may_ask) as answers:
            self._answers, self._noted = answers, None
            yield answers

    def cancel(self, on_progress: OnBatchProgress) -> tuple[int, int]:
        """End all batches, as ``BatchDesk.cancel`` does."""
        return self._desk.cancel(on_progress)


def _collected(run: Run, orders: Sequence[Order], on_progress: OnBatchProgress) -> list[Order]:
    """Wait for batches and read them; returns those whose answers are gone."""
    ended = run.wait(orders, on_progress)
    return [order for order, batch in ended if not run.read(order, batch)]
