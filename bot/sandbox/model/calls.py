"""What was asked of the server, counted in tokens as a bill would."""

from __future__ import annotations

import hashlib
import math
import threading
from dataclasses import dataclass

from bot.sandbox.shapes import Json

CHARACTERS_PER_TOKEN = 4
"""Source: 4.07 measured over 28 public CVs with a real tokenizer."""
CACHED_FROM = 1024
"""Tokens of the shortest prefix that is kept. Source: OpenAI's prompt caching guide."""
CACHED_STEP = 128
"""Longer prefixes are kept in steps of so many tokens. Source: as above."""


def tokens(text: str) -> int:
    """Count tokens by length: characters / 4, rounded up."""
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN)


@dataclass(slots=True, kw_only=True)
class Call:
    """One POST, or one line of a batch, whatever came of it."""

    path: str
    """Such as /v1/responses."""
    is_line: bool = False
    """True for a line of a batch, which was no POST of its own."""
    body: Json
    """The JSON that was sent; empty when it was none."""
    at: float
    """Seconds of the server's clock, on arrival."""
    prompt_tokens: int = 0
    """Of the schema, the instructions and the content; 0 when the request was refused."""
    cached_tokens: int = 0
    """Those of them that an earlier prompt began with."""
    output_tokens: int = 0
    """Of all samples together; 0 when no answer was made."""
    fault: str | None = None
    """Kind of the fault that struck it."""


class PrefixCache:
    """Remembers how prompts began; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: set[tuple[str, bytes]] = set()

    def cached(self, model: str, prompt: str) -> int:
        """Count the tokens that an earlier prompt for this model began with: 0, or 1,024 and more.

        The prompt itself is remembered from now on.
        """
        marks = _marks(model, prompt)
        with self._lock:
            known = sum(1 for mark in marks if mark in self._seen)
            self._seen.update(marks)
        return CACHED_FROM + (known - 1) * CACHED_STEP if known else 0

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._seen.clear()


def _marks(model: str, prompt: str) -> list[tuple[str, bytes]]:
    # Each mark stands for the whole text before it, so known marks are always the first ones.
    digest = hashlib.blake2b(digest_size=16)
    marks, start = [], 0
    for count in range(CACHED_FROM, len(prompt) // CHARACTERS_PER_TOKEN + 1, CACHED_STEP):
        end = count * CHARACTERS_PER_TOKEN
        digest.update(prompt[start:end].encode("utf-8", "surrogatepass"))
        marks.append((model, digest.copy().digest()))
        start = end
    return marks
