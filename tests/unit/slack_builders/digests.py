"""Digests and reminders to draw: ordinary ones, and ones with odd words and many lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.digest import (
    Changes,
    Digest,
    Dispute,
    Facts,
    Owed,
    Waiting,
    digest,
)
from bot.services import messages as m

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday."""


def _ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def _facts(number: int) -> Facts:
    waiting = tuple(
        Waiting(id=f"{n:032x}", label=f"A-{n}", since=_ago(n)) for n in range(1, number + 1)
    )
    return Facts(
        to_review=waiting,
        owed=tuple(
            Owed(panel_id=f"{n:032x}", rater=f"U0{n % 7}RATER", due_at=_ago(n))
            for n in range(number)
        ),
        ready=waiting[:1],
        disputes=(Dispute(id="0d" * 16, label="A-9", criteria=2, since=_ago(1)),),
        in_stage=waiting,
        stays=(1.0,) * 5,
        changes=Changes(since=_ago(5), read=6, reviewed=4, decided=1),
    )


def _digest(number: int, titles: tuple[str, ...], *, missed: int = 0) -> m.DigestMessage:
    told = digest(_facts(number), NOW, "Europe/Berlin") or Digest(changed="", groups=())
    return m.DigestMessage(
        digest_id="d1" * 16,
        requisition_titles=titles,
        is_private=len(titles) > 1,
        changed=told.changed,
        groups=told.groups,
        missed=missed,
    )


def _owed(number: int, title: str) -> tuple[m.OwedCard, ...]:
    return tuple(
        m.OwedCard(
            panel_id=f"{n:032x}",
            rater="U0PIA",
            label=f"A-{n}",
            requisition_title=title,
            due_at=_ago(n) + timedelta(hours=8),
        )
        for n in range(number)
    )


def ordinary() -> dict[str, m.Message]:
    """A digest of a channel, one of a person, a quiet one, and reminders."""
    quiet = m.DigestMessage(
        digest_id="d1" * 16,
        requisition_titles=("AI Engineer",),
        is_private=False,
        changed="Since yesterday: 1 CV read.",
        groups=(),
        missed=1,
    )
    title = "AI Engineer"
    return {
        "digest": _digest(3, (title,)),
        "digest_private": _digest(7, (title, "Data Engineer"), missed=2),
        "digest_quiet": quiet,
        "reminder": m.ReminderMessage(cards=_owed(2, title), told=(), at=NOW),
        "reminder_manager": m.ReminderMessage(cards=_owed(1, title), told=_owed(1, title), at=NOW),
    }


def odd(text: str) -> dict[str, m.Message]:
    """The same with a title that somebody typed, and more lines than fit."""
    many = _owed(40, text)
    return {
        "digest": _digest(40, (text,)),
        "reminder": m.ReminderMessage(cards=many, told=many, at=NOW),
        "reminder_told": m.ReminderMessage(cards=(), told=many[:1], at=NOW),
    }
