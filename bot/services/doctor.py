"""What the checks of an installation say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How one checked thing is."""

    OK = "ok"
    WARN = "warn"
    """It works, and should be looked at."""
    FAIL = "fail"
    """The bot cannot work like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One checked thing."""

    name: str
    health: Health
    what: str
    """What was found; never a secret."""
    fix: str
    """What to do; "" when it is fine."""
