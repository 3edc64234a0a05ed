"""One command's way through its batches: taken up, handed in, waited for, read and let go."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.batch_progress import BatchProgress, OnBatchProgress
from bot.errors import ModelError, ModelOutcome, UsageError
from bot.evaluators.llm.batch_api import Batch, BatchApi
from bot.evaluators.llm.batch_lines import ENDPOINTS, Heard, Load, heard_in, key_of
from bot.evaluators.llm.batch_orders import Order, Orders
from bot.evaluators.llm.budgets import Time
from bot.evaluators.llm.memory import Wire

FIRST_PAUSE, LONGEST_PAUSE, SLOWER = 5.0, 60.0, 1.5
"""Seconds between two looks at batches, and by what they grow.

Source: a batch of a few questions takes a minute or two, one of thousands takes hours.
"""
PATIENCE_SECONDS = 1_800.0
"""How long looks may fail in a row before the waiting ends; the batch goes on without us."""
OVERDUE_SECONDS = 26 * 3_600.0
"""After which a batch that never ends counts as lost; its window is 24 h."""
FULL_SECONDS = 3_600.0
"""When to come back to a server that has as many questions waiting as it takes."""

_FULL = "token_limit_exceeded"


class Run:
    """One command's batches, each step of which is in the data folder before it is taken.

    Args:
        api: The server's doors.
        orders: The file in the data folder, held by us alone.
        at: Where time and chance come from.
        place: Hash of the server and the model.
    """

    def __init__(self, api: BatchApi, orders: Orders, at: Time, place: str) -> None:
        self._api = api
        self._file = orders
        self._at = at
        self._place = place
        self._orders = {order.key: order for order in orders.load(at.now().timestamp())}
        self._dead: set[str] = set()
        """Ids of batches that have no answers any more."""
        self._read: dict[str, Batch] = {}
        """Batches whose answers were read, by the key of their order."""
        self.heard: dict[str, Heard] = {}
        """What came of questions, by id."""

    def take_up(self, wanted: Collection[str]) -> list[Order]:
        """Return the batches with questions that are wanted; what never became one is dropped.

        Args:
            wanted: Ids of questions.

        Raises:
            UsageError: The server has no batches.
            ModelError: It did not answer, or said no.
        """
        found = [order for order in self._orders.values() if not set(order.ids).isdisjoint(wanted)]
        return [order for order in map(self._known, found) if order is not None]

    def of_this_place(self) -> list[Order]:
        """Return all batches of this server and model; what never became one is dropped."""
        ours = [order for order in self._orders.values() if order.place == self._place]
        return [order for order in map(self._known, ours) if order is not None]

    def hand_in(self, load: Load, wire: Wire) -> Order:
        """Begin a batch, or find the one that an earlier command began.

        Raises:
            UsageError: The server has no batches.
            StoreError: The data folder cannot be used.
            ModelError: The server did not answer, or said no.
        """
        key = key_of(load.ids)
        order = Order(key=key, place=self._place, ids=load.ids, begun_at=self._at.now().timestamp())
        self._keep(order)  # before anything goes out
        try:
            batch = self._api.find(key, self._dead)
            if batch is None:
                file_id = self._api.upload(_file_name(key), load.content)
                order = self._keep(replace(order, input_file_id=file_id))
                batch = self._api.begin(key, file_id, ENDPOINTS[wire], self._dead)
        except UsageError:
            self._drop(order)
            raise
        return self._keep(_named(order, batch))

    def wait(
        self,
        orders: Iterable[Order],
        on_progress: OnBatchProgress,
        most_seconds: float | None = None,
    ) -> Iterator[tuple[Order, Batch | None]]:
        """Look at batches until all are over; hands each back then, None when it is gone.

        Args:
            orders: The batches.
            on_progress: Told after each look.
            most_seconds: After which those that are left are waited for no more.

        Raises:
            ModelError: The server said no, or nothing for PATIENCE_SECONDS.
        """
        waiting = {order.key: order for order in orders}
        done = dict.fromkeys(waiting, 0)
        total = sum(len(order.ids) for order in waiting.values())
        began = heard_at = self._at.clock()
        pause = FIRST_PAUSE
        while waiting:
            for order in list(waiting.values()):
                try:
                    batch = self._look(order)
                except ModelError as error:
                    if error.is_final or self._at.clock() - heard_at > PATIENCE_SECONDS:
                        raise
                    continue
                heard_at = self._at.clock()
                done[order.key] = len(order.ids) if batch is None else batch.done
                if batch is None or batch.is_over:
                    del waiting[order.key]
                    yield order, batch
            on_progress(BatchProgress(done=sum(done.values()), total=total, batches=len(waiting)))
            left = math.inf if most_seconds is None else began + most_seconds - self._at.clock()
            if not waiting or left <= 0:
                return
            self._at.sleep(min(pause, left))
            pause = min(LONGEST_PAUSE, pause * SLOWER)

    def read(self, order: Order, batch: Batch | None) -> bool:
        """Read the answers of a batch that is over, and have its questions deleted.

        Returns:
            False when its answers are gone; it is forgotten then.

        Raises:
            ModelError: The server did not answer, or said no.
        """
        if batch is None:
            return self._lose(order)
        now = self._at.now()
        if batch.status == "failed":
            end = ModelError(ModelOutcome.BAD_REQUEST)
            if _FULL in batch.codes:
                later = now + timedelta(seconds=FULL_SECONDS)
                end = ModelError(ModelOutcome.LIMITED, later)
            self.heard |= dict.fromkeys(order.ids, end)
        else:
            contents = [self._api.content(file_id) for file_id in batch.file_ids]
            if batch.has_answers and contents[0] is None:
                return self._lose(order)
            if batch.status == "cancelled":  # by a person, elsewhere: nothing is asked alone
                self.heard |= dict.fromkeys(order.ids, ModelError(ModelOutcome.OUTAGE, now))
            for content in contents:
                self.heard |= heard_in(content or b"", now)
        self._api.delete(batch.input_file_id)
        self._read[order.key] = batch
        return True

    def let_go(self, wanted: Mapping[str, object]) -> None:
        """Delete the answers that were used; a batch with others is kept for those who want them.

        Args:
            wanted: Ids of the questions whose answers were used.
        """
        for key, batch in self._read.items():
            order = self._orders[key]
            left = tuple(custom_id for custom_id in order.ids if custom_id not in wanted)
            if left and batch.file_ids:
                self._keep(replace(order, ids=left))
            else:
                self._remove(order, batch)

    def end(
        self, orders: Iterable[Order], on_progress: OnBatchProgress, most_seconds: float
    ) -> int:
        """Cancel batches and remove all their files.

        Returns:
            How many the server has still to end; they are remembered.

        Raises:
            ModelError: The server did not answer, or said no.
        """
        left = {order.key for order in orders}
        for order in orders:
            self._api.cancel(order.batch_id)
        for order, batch in self.wait(orders, on_progress, most_seconds):
            left.discard(order.key)
            if batch is not None:
                self._api.delete(batch.input_file_id)
                self._remove(order, batch)
            else:
                self._drop(order)
        return len(left)

    def _known(self, order: Order) -> Order | None:
        """Find out whether an order became a batch before a process was killed."""
        if order.batch_id:
            return order
        batch = self._api.find(order.key, self._dead)
        if batch is not None:
            return self._keep(_named(order, batch))
        for file_id in self._api.uploads(_file_name(order.key)):
            self._api.delete(file_id)
        self._drop(order)
        return None

    def _look(self, order: Order) -> Batch | None:
        if self._at.now().timestamp() - order.begun_at > OVERDUE_SECONDS:
            return None
        return self._api.look(order.batch_id)

    def _lose(self, order: Order) -> bool:
        self._dead.add(order.batch_id)
        self._api.delete(order.input_file_id)
        self._drop(order)
        return False

    def _remove(self, order: Order, batch: Batch) -> None:
        for file_id in batch.file_ids:
            self._api.delete(file_id)
        self._drop(order)

    def _keep(self, order: Order) -> Order:
        self._orders[order.key] = order
        self._file.save(self._orders.values())
        return order

    def _drop(self, order: Order) -> None:
        self._orders.pop(order.key, None)
        self._file.save(self._orders.values())


def _named(order: Order, batch: Batch) -> Order:
    return replace(order, batch_id=batch.id, input_file_id=batch.input_file_id)


def _file_name(key: str) -> str:
    return f"plumbline-{key}.jsonl"
