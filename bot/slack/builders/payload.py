"""What a builder returns: JSON as Slack takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A block, an element or a view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One message, without the channel that it goes to."""

    text: str
    """A true summary, escaped, for notifications and screen readers; never a level or a name."""
    blocks: list[Json] = field(default_factory=list)
    is_file: bool = False
    """Whether it is shared as a file, with ``text`` as the words beside it."""
