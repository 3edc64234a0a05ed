"""Asks a model a question until every sample is usable, or there is a named end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.budgets import Deadline, Time
from bot.evaluators.llm.line import Line
from bot.evaluators.llm.memory import Manner
from bot.evaluators.llm.replies import Choice, Said
from bot.evaluators.llm.request import Check, Complaint, ModelReply, ModelRequest
from bot.evaluators.llm.wires import Turn
from bot.settings import ModelSettings

MOST_REQUESTS = 3
"""Requests for one reply, transport tries apart."""
_UNUSABLE = Complaint(words="It cannot be used: it is not the JSON object that was asked for.")


class ModelClient:
    """One model behind one address; a process has one, and all threads share it.

    Args:
        settings: Which model, where, and within what limits.
        at: Where time and chance come from.
    """

    def __init__(self, settings: ModelSettings, at: Time | None = None) -> None:
        self._settings = settings
        self._closed = threading.Event()
        self._at = at or Time(sleep=self._sleep)
        self._line = Line(settings, self._at)

    @property
    def manner(self) -> Manner:
        """How the server is spoken to, as far as it is known."""
        return self._line.manner

    def say(self, request: ModelRequest) -> Said:
        """Send one request, whatever the answer is worth; nothing is mended.

        Args:
            request: The question; one reply is asked for.

        Raises:
            ModelError: The model said nothing.
        """
        deadline = Deadline(self._settings.deadline_seconds, self._at.clock)
        return self._line.send(Turn(request=request), deadline)

    def ask(
        self,
        request: ModelRequest,
        check: Check,
        *,
        meter: Meter = unmetered,
        said: Said | None = None,
    ) -> ModelReply:
        """Ask until every sample passes its check.

        For each sample one more request mends a reply that cannot be used, one gives twice the
        room to a reply that was cut off, and one betters a reply that could be used as it is;
        never more than ``MOST_REQUESTS`` in all. What betters nothing costs nothing: the reply
        that could be used is taken then.

        Args:
            request: The question.
            check: Tells what is wrong with a reply.
            meter: Told what each answer cost as soon as it is there.
            said: What the model said to this question already, by ``say`` or in a batch; it
                counts as the first request.

        Raises:
            ModelError: Any other end; OUTAGE and LIMITED say when asking again makes sense.
        """
        deadline = Deadline(self._settings.deadline_seconds, self._at.clock)
        errand = _Errand(self._line, self._settings.model, request, check, meter)
        choices: list[Choice | None] = []
        if said is not None:
            choices.extend(errand.heard(said).choices[: request.samples])
        elif request.samples > 1 and self._line.takes_samples:
            turn = Turn(request=request, samples=request.samples)
            choices.extend(errand.say(turn, deadline).choices[: request.samples])
        choices.extend([None] * (request.samples - len(choices)))

        def settle(choice: Choice | None) -> str:
            return errand.settle(choice, Deadline(deadline.left, self._at.clock))

        if len(choices) == 1:
            texts: tuple[str, ...] = (settle(choices[0]),)
        else:
            with ThreadPoolExecutor(max_workers=len(choices)) as pool:
                texts = tuple(pool.map(settle, choices))
        return errand.reply(texts)

    def close(self) -> None:
        """End all questions at once, as if the server did not answer; no other can be asked."""
        self._closed.set()
        self._line.close()

    def _sleep(self, seconds: float) -> None:
        self._closed.wait(seconds)


class _Errand:
    """One question, under way in one thread or several."""

    def __init__(
        self, line: Line, model: str, request: ModelRequest, check: Check, meter: Meter
    ) -> None:
        self._line = line
        self._model = model
        self._request = request
        self._check = check
        self._meter = meter
        self._lock = threading.Lock()
        self._usage = Usage()
        self._last: Said | None = None

    def say(self, turn: Turn, deadline: Deadline) -> Said:
        """Send one request, and count what its answer cost."""
        return self.heard(self._line.send(turn, deadline))

    def heard(self, said: Said) -> Said:
        """Count what an answer cost."""
        with self._lock:
            self._usage += said.usage
            self._last = said
        self._meter(Spent(model=said.model or self._model, tier=said.tier, usage=said.usage))
        return said

    def settle(self, choice: Choice | None, deadline: Deadline) -> str:
        """Bring one sample to a usable text.

        Args:
            choice: What was said already; None to ask first.
            deadline: For this sample.

        Raises:
            ModelError: It came to another end.
        """
        turn = Turn(request=self._request)
        usable = ""
        for asked in range(1, MOST_REQUESTS + 1):
            try:
                choice = self._answered(choice or self.say(turn, deadline).choices[0])
            except ModelError:
                if usable:
                    return usable
                raise
            complaint = self._check(choice.text) if choice.text else _UNUSABLE
            if complaint is None:
                return choice.text
            if complaint.is_usable:
                usable = choice.text
            again = _next(turn, choice, complaint)
            if again is None or asked == MOST_REQUESTS or (usable and not complaint.is_usable):
                break
            turn, choice = again, None
        if not usable:
            raise ModelError(ModelOutcome.BAD_REPLY)
        return usable

    @staticmethod
    def _answered(choice: Choice) -> Choice:
        if choice.outcome is not None:
            raise ModelError(choice.outcome)
        return choice

    def reply(self, texts: tuple[str, ...]) -> ModelReply:
        """Put together what came of it.

        Args:
            texts: Of all samples.
        """
        assert self._last is not None
        return ModelReply(
            texts=texts,
            model=self._last.model or self._model,
            usage=self._usage,
            tier=self._last.tier,
        )


def _next(turn: Turn, choice: Choice, complaint: Complaint) -> Turn | None:
    """Tell what to ask after a reply that did not pass; each means is used once."""
    if choice.is_cut:
        return replace(turn, room=2) if turn.room == 1 else None
    if complaint.is_usable:
        is_spent = turn.is_bettered
        again = replace(turn, is_bettered=True)
    else:
        is_spent = turn.is_mended
        again = replace(turn, is_mended=True)
    return None if is_spent else replace(again, bad_reply=choice.text, complaint=complaint.words)
