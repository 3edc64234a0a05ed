"""The line to one model: a request goes out in a manner it takes, and is tried within a budget."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.breaker import FIRST_PAUSE, LASTING, LONGEST_PAUSE, Breaker, Leave
from bot.evaluators.llm.budgets import Budget, Deadline, Time
from bot.evaluators.llm.limits import Gate
from bot.evaluators.llm.memory import Manner, Memory, Wire
from bot.evaluators.llm.outcomes import (
    Answer,
    PassingError,
    Refusal,
    end_of,
    json_object,
    refusal_in,
)
from bot.evaluators.llm.replies import Said, said_in
from bot.evaluators.llm.transport import Transport
from bot.evaluators.llm.wires import Turn, body_of, chat_manner, first_manner
from bot.settings import ModelSettings

_NO_SUCH_MODEL = frozenset({"model_not_found", "DeploymentNotFound"})


class Line:
    """One model behind one address, for all threads at once.

    Args:
        settings: Which model, where, and within what limits.
        at: Where time and chance come from.
    """

    def __init__(self, settings: ModelSettings, at: Time) -> None:
        self._settings = settings
        self._at = at
        self._memory = Memory(first_manner(settings))
        self._transport = Transport(settings, at.clock)
        self._breaker = Breaker(at.clock, settings.deadline_seconds)
        self._is_closed = False
        self._gate = Gate(
            places=settings.concurrency, per_minute=settings.requests_per_minute, clock=at.clock
        )

    @property
    def manner(self) -> Manner:
        """How the server is spoken to, as far as it is known."""
        return self._memory.manner

    @property
    def takes_samples(self) -> bool:
        """Whether one request can bring several replies."""
        manner = self._memory.manner
        return manner.wire is Wire.CHAT and "n" not in manner.dropped

    def send(self, turn: Turn, deadline: Deadline) -> Said:
        """Send one request, and again while what hinders it may pass.

        Args:
            turn: What is asked.
            deadline: Of the whole question.

        Raises:
            ModelError: The model said nothing.
        """
        budget = Budget(deadline, self._at)
        return budget.spend(lambda: self._try(turn, budget))

    def close(self) -> None:
        """End what is under way, as if nothing came; nothing goes out any more."""
        self._is_closed = True
        self._transport.close()

    def _try(self, turn: Turn, budget: Budget) -> Said:
        while True:
            if self._is_closed:
                raise self._later(ModelOutcome.OUTAGE, 0.0)
            manner = self._memory.manner
            came = self._exchange(turn, manner, budget)
            if isinstance(came, Said):
                if came.is_thinking:
                    self._memory.note_thinking()
                return came
            if not self._is_mended(manner, came):
                raise ModelError(end_of(came), status=came.status)

    def _exchange(self, turn: Turn, manner: Manner, budget: Budget) -> Said | Refusal:
        """Send one request as soon as it may go, and tell the breaker what came of it."""
        self._allowed(self._breaker.look())  # nobody stands in a line for what is shut
        with self._gate.place() as waited:
            budget.put_off(waited)
            self._wait_for_turn(budget)
            seconds = budget.deadline.left
            if not seconds:
                raise PassingError(ModelOutcome.OUTAGE)
            leave = self._allowed(self._breaker.admit())
            body = body_of(turn, manner, self._settings)
            try:
                came = self._read(self._transport.send(manner.wire, body, seconds))
            except PassingError as failure:
                self._breaker.failed(leave, failure.outcome)
                # Any proxy can send a 5xx; a limit is asked about again, however long it was to be.
                is_limit = failure.outcome is ModelOutcome.LIMITED
                most = LONGEST_PAUSE if is_limit else FIRST_PAUSE
                self._gate.hold(min(failure.retry_after or 0.0, most))
                raise
            end = end_of(came) if isinstance(came, Refusal) else None
            if end in (ModelOutcome.QUOTA, ModelOutcome.AUTHENTICATION):
                self._breaker.failed(leave, end)
            else:
                self._breaker.succeeded()
            return came

    def _wait_for_turn(self, budget: Budget) -> None:
        seconds = self._gate.turn(budget.left)
        if seconds > budget.left:
            raise self._later(ModelOutcome.LIMITED, seconds)
        if seconds:
            self._at.sleep(seconds)

    def _allowed(self, leave: Leave) -> Leave:
        if leave.seconds and leave.outcome in LASTING:
            raise ModelError(leave.outcome)  # final: the question does not wait for the probe
        if leave.seconds:
            raise self._later(leave.outcome, leave.seconds)
        return leave

    def _later(self, outcome: ModelOutcome, seconds: float) -> ModelError:
        return ModelError(outcome, self._at.now() + timedelta(seconds=seconds))

    def _read(self, answer: Answer) -> Said | Refusal:
        refusal = refusal_in(answer, self._at.now())
        if refusal is not None:
            return refusal
        payload = json_object(answer.body)
        if payload is None:  # a page of somebody in between, not the model's server
            raise PassingError(ModelOutcome.OUTAGE)
        return said_in(payload, answer.seconds)

    def _is_mended(self, spoken: Manner, refusal: Refusal) -> bool:
        """Learn from a refusal; True when the request can go out in another manner."""
        if end_of(refusal) is not ModelOutcome.BAD_REQUEST:
            return False
        if refusal.status in (400, 422):
            return self._memory.learn(spoken, refusal.named)
        is_no_wire = refusal.status in (404, 405) and refusal.code not in _NO_SUCH_MODEL
        if spoken.wire is Wire.RESPONSES and self._settings.wire == "auto" and is_no_wire:
            self._memory.use(chat_manner(self._settings))
            return True
        return False
