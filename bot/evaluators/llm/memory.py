"""What one model's server was found not to take; it is learnt once and remembered."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum


class Wire(StrEnum):
    """One of the two forms in which a model is asked."""

    RESPONSES = "responses"
    CHAT = "chat"


class Rung(IntEnum):
    """How the form of the reply is asked for; a server that refuses one gets the next."""

    SCHEMA = 0
    """``json_schema``, strict."""
    OBJECT = 1
    """``json_object``, and the schema in the instructions."""
    WORDS = 2
    """The schema in the instructions alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a model's server is spoken to; it only ever becomes plainer."""

    wire: Wire
    sizes: tuple[str, ...]
    """Names of the parameter that limits a reply, the likeliest first."""
    rung: Rung = Rung.SCHEMA
    dropped: frozenset[str] = frozenset()
    """Parameters that are left out."""
    is_thinking: bool = False
    """Whether the model was seen to think, which takes room in the reply."""

    @property
    def size_name(self) -> str:
        """The name that is used; "" when all were refused."""
        return next((name for name in self.sizes if name not in self.dropped), "")


# Courtesies of which a server may know nothing. That nothing may be stored is none of them: a
# server that refuses ``store`` is not asked at all.
_COURTESIES = frozenset(
    {"temperature", "service_tier", "prompt_cache_key", "safety_identifier", "n"}
)
_FORM = frozenset({"response_format", "json_schema", "json_object", "text.format", "text"}) | {
    # In the words of Gemini, llama.cpp, Anthropic and vLLM.
    *("generation_config.response_schema", "grammar", "structured outputs", "guided_json"),
}
_COMMON_WORDS = frozenset({"n", "text"})


class Memory:
    """The manner found so far, safe from several threads.

    Args:
        manner: The one to begin with.
    """

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._lock = threading.Lock()

    @property
    def manner(self) -> Manner:
        """The plainest that was needed so far."""
        with self._lock:
            return self._manner

    def learn(self, spoken: Manner, refused: str) -> bool:
        """Take a refusal in.

        Args:
            spoken: The manner of the request that was refused.
            refused: The parameter that the server names, or its message.

        Returns:
            Whether there is a plainer manner than the one that was refused.
        """
        plainer = plainer_than(spoken, refused)
        with self._lock:
            now = self._manner
            if plainer.wire is now.wire:
                self._manner = replace(
                    now,
                    rung=max(now.rung, plainer.rung),
                    dropped=now.dropped | plainer.dropped,
                )
            return self._manner != spoken

    def use(self, manner: Manner) -> None:
        """Remember that another wire is spoken, unless that is known already."""
        with self._lock:
            if self._manner.wire is not manner.wire:
                self._manner = manner

    def note_thinking(self) -> None:
        """Remember that the model needs room for thinking."""
        with self._lock:
            self._manner = replace(self._manner, is_thinking=True)


def plainer_than(spoken: Manner, refused: str) -> Manner:
    """Leave out what a refusal names, or ask for the form of the reply in a plainer way.

    Args:
        spoken: The manner of the request that was refused.
        refused: The parameter that the server names, or its message.

    Returns:
        The same manner when nothing in it is named.
    """
    if spoken.rung < Rung.WORDS and any(_names(refused, name) for name in _FORM):
        spoken = replace(spoken, rung=Rung(spoken.rung + 1))
    names = _COURTESIES | ({spoken.size_name} if spoken.size_name else set())
    refused_names = {name for name in names if _names(refused, name)}
    return replace(spoken, dropped=spoken.dropped | refused_names)


def _names(refused: str, name: str) -> bool:
    # A name inside another, such as max_tokens in max_tokens_to_sample, is not meant; one that is
    # a word besides counts only where it stands as a name does.
    before, after = (
        (r"(?:^|['\"`]|: )", r"(?:['\"`.]|$)")
        if name in _COMMON_WORDS
        else (
            r"(?<![\w.])",
            r"(?!\w)",
        )
    )
    pattern = before + re.escape(name) + after
    return re.search(pattern, refused, re.MULTILINE | re.IGNORECASE) is not None
