"""What a parser hands on before lines are numbered and sections told."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.document import Finding
from bot.errors import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what one document may cost."""

    seconds: float = 10.0
    """Wall-clock time in the child process."""
    memory_bytes: int = 1 << 30
    """Address space of the child process."""
    file_bytes: int = 25 * 1024 * 1024
    pages: int = 50
    page_pixels: int = 4_000_000
    """Pixels of one rendered page; larger pages are rendered at a smaller scale."""
    unpacked_bytes: int = 100 * 1024 * 1024
    """Sum of all unpacked parts of a container or stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """A visible line as a parser found it."""

    page: int
    text: str
    is_heading: bool = False
    """Whether the format itself marks it as a heading (style, #, larger or bold type)."""


@dataclass(slots=True, kw_only=True)
class RawDocument:
    """Visible lines and findings of one file, before normalisation."""

    pages: int
    lines: list[RawLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reason: Reason | None = None
    """Why there are no lines, where the format tells more than that; None with lines."""
