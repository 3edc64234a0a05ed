"""A client whose questions count against a budget while they are under way."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeAlias

from bot.domain.usage import Meter, Usage, unmetered
from bot.evaluators.llm.budgets import Time
from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.replies import Said
from bot.evaluators.llm.request import Check, ModelReply, ModelRequest
from bot.settings import ModelSettings

TOKEN_BYTES = 4
"""Bytes of a token. Source: OpenAI's rule of thumb for English; other scripts have more a token."""

Hold: TypeAlias = Callable[[Usage], AbstractContextManager[None]]
"""Counts a question of such a size while it is under way; raises a ModelError when it may not."""


def estimate_of(request: ModelRequest) -> Usage:
    """Estimate what a question will take: its bytes, and a reply that fills its room.

    Thinking is not in it: how long a model thinks, no request tells.
    """
    texts = request.instructions, request.content, json.dumps(dict(request.schema))
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    return Usage(
        calls=request.samples,
        input_tokens=request.samples * size // TOKEN_BYTES,
        output_tokens=request.samples * request.output_tokens,
    )


class HeldClient(ModelClient):
    """Asks as a ModelClient does, where the budget lets it.

    Args:
        settings: Which model, where, and within what limits.
        hold: Counts what is under way.
        at: Where time and chance come from.
    """

    def __init__(self, settings: ModelSettings, hold: Hold, at: Time | None = None) -> None:
        super().__init__(settings, at)
        self._hold = hold

    def say(self, request: ModelRequest) -> Said:
        """Send one request when the budget lets it.

        Raises:
            ModelError: The model said nothing; or CAPPED.
        """
        with self._hold(estimate_of(request)):
            return super().say(request)

    def ask(
        self,
        request: ModelRequest,
        check: Check,
        *,
        meter: Meter = unmetered,
        said: Said | None = None,
    ) -> ModelReply:
        """Ask when the budget lets it; what was said already is paid for, and mended in any case.

        Raises:
            ModelError: Any other end; or CAPPED.
        """
        with nullcontext() if said is not None else self._hold(estimate_of(request)):
            return super().ask(request, check, meter=meter, said=said)
