"""What a sender holds while it delivers one posting, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.posting import Posting


class Delivered(StrEnum):
    """What one step came to."""

    SENT = "sent"
    NOTHING = "nothing"
    """Nothing was due."""
    LATER = "later"
    HELD = "held"
    GONE = "gone"
    LOST = "lost"
    """Another sender took it over, because ours was too slow; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast one channel and one message may change.

    Source: Slack's limits: one message a second in a channel, and the advice of three seconds
    between two updates of a message.
    """

    post_seconds: float = 1.0
    update_seconds: float = 3.0
    lease_seconds: float = 60.0
    """How long a claim holds; nothing is sent in the second half of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A posting that is ours for a while, and what it should show."""

    posting: Posting
    owner: str
    pace: Pace
    fence: datetime
    """Nothing is sent after this moment."""
    thread_ts: str
    channel: str
    """"" when the direct conversation with ``recipient`` has to be opened."""
    recipient: str
