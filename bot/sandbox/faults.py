"""Faults on demand: rules that make the sandbox misbehave as Slack and networks do."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from bot.sandbox.shapes import Json

API_EFFECTS = {
    "status_before": "answers `status` and does nothing",
    "rate_limited": "answers 429 with `retry_after` as it stands; no header when it is null",
    "error": "answers ok: false with `error` and does nothing",
    "html": "answers 200 with an HTML page and does nothing",
    "slow": "waits `seconds`, then does what was asked",
    "status_after": "does what was asked, then answers `status`",
    "timeout_after": "does what was asked, holds the connection for `seconds`, then drops it",
    "reset_after": "does what was asked, then resets the connection",
    "no_ts": "does what was asked and answers ok: true without `ts`",
}
"""Effects on a Web API call; `method` also takes response_url, upload and download."""
SOCKET_EFFECTS = {
    "disconnect_warning": "says disconnect with reason warning before a delivery",
    "disconnect_refresh": "says disconnect with reason refresh_requested before a delivery",
    "drop": "delivers, then drops the connection before the ack",
}
"""Effects on a delivery; `method` is an envelope type such as interactive."""
EVENT_EFFECTS = {
    "duplicate": "delivers `copies` further times, with the same event_id",
    "shuffle": "delivers after a random wait of up to `seconds`, so that events overtake",
    "late": "delivers after `seconds`",
}
"""Effects on an event; `method` is an event type such as file_shared."""
TRIGGER_EFFECTS = {"expire_trigger": "the trigger id of an act is worth nothing at once"}
"""Effects on an act; `method` is slash_commands, interactive or *."""
EFFECTS = API_EFFECTS | SOCKET_EFFECTS | EVENT_EFFECTS | TRIGGER_EFFECTS
"""Every effect and what it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule.

    Raises:
        ValueError: An unknown effect, or a share off 0..1.
    """

    effect: str
    """One of EFFECTS."""
    method: str = "*"
    """What it strikes: a method, envelope or event type; `*` is any."""
    channel: str | None = None
    """Only calls and events about this channel; None is any."""
    times: int | None = None
    """How often at most; None is without end."""
    share: float = 1.0
    """Share of the matching calls that it strikes, 0..1, drawn from the seed."""
    status: int = 500
    """HTTP status of status_before and status_after."""
    retry_after: str | None = "1"
    """Text of the Retry-After header; None leaves it out."""
    error: str = "internal_error"
    """Slack's error code."""
    seconds: float = 1.0
    """Length of waits."""
    copies: int = 1
    """Further deliveries of an event."""

    def __post_init__(self) -> None:
        if self.effect not in EFFECTS:
            raise ValueError(f"unknown effect {self.effect!r}; one of {', '.join(EFFECTS)}")
        if not 0 <= self.share <= 1:
            raise ValueError(f"share must be 0..1, not {self.share}")


class Planted:
    """A rule at work.

    Args:
        rule: What it does.
    """

    def __init__(self, rule: Fault) -> None:
        self.rule = rule
        self.fired = 0
        """How often it struck."""

    def as_json(self) -> Json:
        """Return the rule and how often it struck."""
        return asdict(self.rule) | {"fired": self.fired}


class Faults:
    """All rules at work; safe to use from several threads.

    Args:
        seed: Of the draws for `share` and `shuffle`.
    """

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)  # noqa: S311  draws faults, guards nothing
        self._lock = threading.Lock()
        self._planted: list[Planted] = []

    @property
    def fired(self) -> int:
        """How often all rules at work struck together."""
        return sum(planted.fired for planted in self._planted)

    def add(self, rule: Fault) -> Planted:
        """Put a rule to work; the answer counts what it did."""
        planted = Planted(rule)
        with self._lock:
            self._planted.append(planted)
        return planted

    def clear(self) -> None:
        """Take all rules away."""
        with self._lock:
            self._planted.clear()

    def as_json(self) -> list[Json]:
        """Return all rules with their counts."""
        with self._lock:
            return [planted.as_json() for planted in self._planted]

    def strike(self, effects: Iterable[str], name: str, channel: str | None = None) -> list[Fault]:
        """Return the rules that strike this call, counted.

        Args:
            effects: Those that make sense here.
            name: Method, envelope or event type.
            channel: What it is about, if known.
        """
        wanted = frozenset(effects)
        with self._lock:
            struck = [p for p in self._planted if self._does_strike(p, wanted, name, channel)]
            for planted in struck:
                planted.fired += 1
            return [planted.rule for planted in struck]

    def _does_strike(
        self, planted: Planted, effects: frozenset[str], name: str, channel: str | None
    ) -> bool:
        rule = planted.rule
        is_match = (
            rule.effect in effects
            and rule.method in {"*", name}
            and rule.channel in {None, channel}
            and (rule.times is None or planted.fired < rule.times)
        )
        return is_match and (rule.share >= 1 or self.random.random() < rule.share)

    def draw(self, seconds: float) -> float:
        """Return a wait between 0 and `seconds`, drawn from the seed."""
        with self._lock:
            return self.random.uniform(0, seconds)


def fault_from_json(raw: Json) -> Fault:
    """Read a rule.

    Raises:
        ValueError: An unknown field, effect, or a share off 0..1.
    """
    known = {item.name for item in fields(Fault)}
    unknown = sorted(set(raw) - known)
    if unknown or "effect" not in raw:
        raise ValueError(f"fields of a fault: {', '.join(sorted(known))}; not {unknown}")
    return Fault(**raw)
