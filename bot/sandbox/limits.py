"""Slack's rate limits: tiers per method, and one message a second per channel."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute by tier. Source: docs.slack.dev/apis/web-api/rate-limits."""
POST_BURST = 4
"""Messages that one channel takes at once before the limit of one a second bites."""
WINDOW_SECONDS = 60.0


class RateLimits:
    """Counts calls.

    Args:
        clock: Seconds.
        is_strict: False lets everything through.
    """

    def __init__(self, clock: Callable[[], float], *, is_strict: bool) -> None:
        self.is_strict = is_strict
        self._clock = clock
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self._posts: dict[str, tuple[float, float]] = {}

    def wait_for_method(self, method: str, tier: int | None) -> int:
        """Count a call; return 0, or the whole seconds to wait if it is one too many."""
        if not self.is_strict or tier is None:
            return 0
        now = self._clock()
        calls = self._calls[method]
        while calls and calls[0] <= now - WINDOW_SECONDS:
            calls.popleft()
        if len(calls) >= TIERS[tier]:
            return max(1, math.ceil(calls[0] + WINDOW_SECONDS - now))
        calls.append(now)
        return 0

    def wait_for_post(self, channel: str) -> int:
        """Count a message to a channel; return 0, or the whole seconds to wait."""
        if not self.is_strict:
            return 0
        now = self._clock()
        left, at = self._posts.get(channel, (float(POST_BURST), now))
        left = min(float(POST_BURST), left + max(0.0, now - at))
        if left < 1:
            self._posts[channel] = (left, now)
            return max(1, math.ceil(1 - left))
        self._posts[channel] = (left - 1, now)
        return 0
