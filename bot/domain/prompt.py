"""A prompt of a language model, as people look at it."""

from __future__ import annotations

from dataclasses import dataclass

CHARACTERS_PER_TOKEN = 4
"""Of English text. Source: the rule of thumb that vendors give; a server counts its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptVersion:
    """One version of a prompt, with the form of its answer."""

    name: str
    """Such as ``read_cv``."""
    version: str
    """A number for those of the package; the file's name for a person's own."""
    hash: str
    """Sha256 in hex of text and schema."""
    text: str
    """Markdown with ``{{slots}}``."""
    schema: str
    """JSON Schema of the answer."""
    note: str
    """What changed and why, as Markdown; "" for a person's own."""


def tokens(text: str) -> int:
    """Estimate the tokens of a text: its characters over ``CHARACTERS_PER_TOKEN``, rounded."""
    return round(len(text) / CHARACTERS_PER_TOKEN)
