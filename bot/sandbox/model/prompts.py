"""What a brain gets to see of a request: instructions, content, document lines and schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.shapes import Json

FENCE = re.compile(r'^<document id="[^"\n]*">$', re.MULTILINE)
"""The line above a document."""
FENCE_END = re.compile(r"^</document\b[^\n]*>$", re.MULTILINE)
"""The line below it; one that stands in a numbered line does not match."""
NUMBERED = re.compile(r"^\s*(\d+)\|[ \t]?(.*)$")
"""A line of the document with its number before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the document that was asked about."""

    number: int
    """As it was numbered in the prompt; that of the line above where it had none."""
    text: str
    """Without the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One thing to answer."""

    instructions: str
    """The system part."""
    content: str
    """The user part, with the document."""
    schema: Json | None = None
    """JSON Schema of the answer: the request's own, else the first one in the text."""
    sample: int = 0
    """Which of the samples of one request this is, from 0."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Lines of the document; without a fence, those of the whole content."""
        opening = FENCE.search(self.content)
        if opening is None:
            return tuple(_numbered(self.content.splitlines()))
        inside = self.content[opening.end() :]
        endings = list(FENCE_END.finditer(inside))
        inside = inside[: endings[-1].start()] if endings else inside
        return tuple(_numbered(inside.splitlines()))


def _numbered(lines: list[str]) -> Iterator[Line]:
    last = 0
    for raw in lines:
        match = NUMBERED.match(raw)
        if match:
            last = int(match[1])
        text = match[2] if match else raw
        if text.strip():
            yield Line(number=last, text=text.strip())


def written_schema(text: str) -> Json | None:
    """Find the first JSON Schema of an object that is written out in a text.

    A client whose server knows no schemas writes it into the prompt.
    """
    decoder = json.JSONDecoder()
    for opening in re.finditer(r"\{", text):
        try:
            found: Any = decoder.raw_decode(text, opening.start())[0]
        except json.JSONDecodeError:
            continue
        if isinstance(found, dict) and isinstance(found.get("properties"), dict):
            return found
    return None
