"""Asks a model a question until every sample is usable, or there is a named end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.budgets import Deadline, Time
from bot.evaluators.llm.line import Line
from bot.evaluators.llm.replies import Choice, Said
from bot.evaluators.llm.request import Check, Meter, ModelReply, ModelRequest, Usage
from bot.evaluators.llm.wires import Turn
from bot.settings import ModelSettings

_UNUSABLE = "It is not the JSON object that was asked for."


class ModelClient:
    """One model behind one address; a process has one, and all threads share it.

    Args:
        settings: Which model, where, and within what limits.
        at: Where time and chance come from.
    """

    def __init__(self, settings: ModelSettings, at: Time | None = None) -> None:
        self._settings = settings
        self._at = at or Time()
        self._line = Line(settings, self._at)

    def ask(
        self, request: ModelRequest, check: Check, *, meter: Meter = lambda _: None
    ) -> ModelReply:
        """Ask until every sample passes its check.

        For each sample one more request mends a reply that does not pass, and one more gives twice
        the room to a reply that was cut off; never more than these 3.

        Args:
            request: The question.
            check: Tells what is wrong with a reply.
            meter: Told what each answer cost as soon as it is there.

        Raises:
            ModelError: Any other end; OUTAGE and LIMITED say when asking again makes sense.
        """
        deadline = Deadline(self._settings.deadline_seconds, self._at.clock)
        errand = _Errand(self._line, request, check, meter)
        choices: list[Choice | None] = []
        if request.samples > 1 and self._line.takes_samples:
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
        return errand.reply(texts, self._settings.model)

    def close(self) -> None:
        """Let go of what is open; a later question begins anew."""
        self._line.close()


class _Errand:
    """One question, under way in one thread or several."""

    def __init__(self, line: Line, request: ModelRequest, check: Check, meter: Meter) -> None:
        self._line = line
        self._request = request
        self._check = check
        self._meter = meter
        self._lock = threading.Lock()
        self._usage = Usage()
        self._last: Said | None = None

    def say(self, turn: Turn, deadline: Deadline) -> Said:
        """Send one request, and count what its answer cost."""
        said = self._line.send(turn, deadline)
        with self._lock:
            self._usage += said.usage
            self._last = said
        self._meter(said.usage)
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
        while True:
            if choice is None:
                choice = self.say(turn, deadline).choices[0]
            if choice.outcome is not None:
                raise ModelError(choice.outcome)
            complaint = self._check(choice.text) if choice.text else _UNUSABLE
            if complaint is None:
                return choice.text
            turn = _next(turn, choice, complaint or _UNUSABLE)
            choice = None

    def reply(self, texts: tuple[str, ...], model: str) -> ModelReply:
        """Put together what came of it.

        Args:
            texts: Of all samples.
            model: Who was asked, for an answer that does not say who spoke.
        """
        assert self._last is not None
        return ModelReply(
            texts=texts,
            model=self._last.model or model,
            usage=self._usage,
            tier=self._last.tier,
        )


def _next(turn: Turn, choice: Choice, complaint: str) -> Turn:
    """Tell what to ask after an unusable reply; each means is used once."""
    if choice.is_cut and turn.room == 1:
        return replace(turn, room=2)
    if not choice.is_cut and not turn.complaint:
        return replace(turn, bad_reply=choice.text, complaint=complaint)
    raise ModelError(ModelOutcome.BAD_REPLY)
