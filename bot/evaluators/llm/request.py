"""What is asked of a language model, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.domain.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What is wrong with a reply."""

    words: str
    """For the model."""
    is_usable: bool = False
    """Whether the reply will do as it is, if asking once more brings none that does."""


Check: TypeAlias = Callable[[str], Complaint | None]
"""Takes the text of a reply; returns None when nothing is wrong with it. Called from several
threads when there are several samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One question. What never changes stands in front, so that the server can keep it ready."""

    instructions: str
    """The same for every document of a rubric."""
    content: str
    """What is read."""
    schema_name: str
    """Letters, digits, ``_`` and ``-``; at most 64."""
    schema: Mapping[str, Any]
    """JSON Schema of the reply: every property required, no other allowed."""
    output_tokens: int
    """Size of the reply that is read; room for thinking comes on top."""
    samples: int = 1
    """Independent replies to the same question; >= 1."""
    cache_key: str
    """The same for questions that begin alike."""
    safety_id: str
    """A hash, at most 64 characters, of who asks; never of who is asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReply:
    """Usable answers to one question."""

    texts: tuple[str, ...]
    """One for each sample: the JSON alone, without what a model wraps around it."""
    model: str
    """The one that answered, as the server names it."""
    usage: Usage
    tier: str
    """Service tier that was used; "" when the server does not say."""
