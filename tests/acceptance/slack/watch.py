"""What must hold on every screen, whatever anybody did."""

from __future__ import annotations

import json
import re

from bot.domain.rubric import LEVEL_NAMES
from bot.domain.words import PRIORITIES
from bot.sandbox.blockkit import check_message, check_view
from bot.sandbox.people import BOT_USER
from bot.sandbox.shapes import Json
from tests.acceptance.slack.town import CANARY, CV, GITA, PEOPLE, TOMA, Town

_LABEL = re.compile(r"\b[A-Z]{1,3}-\d+\b")
_LEVEL = re.compile("|".join(f"\\d {re.escape(name)}" for name in LEVEL_NAMES.values()))
_BAR = re.compile("[■□]{4}")
"""How a level is drawn; the steps of a reading have one box each."""
_SECRETS = (CANARY, CANARY.split()[0], "quillfeather.ostrander", CV.splitlines()[5].strip("- "))
"""Name, address and words of the CV."""


def check_everything(town: Town) -> None:
    """Hold everything that stands anywhere against what may stand there."""
    for user_id in PEOPLE:
        seen = town.person(user_id).sees()
        assert pairings(seen["notifications"]) == []
    assert refusable(town) == []
    for outsider in (GITA, TOMA):
        assert secrets_in(town.person(outsider).sees()) == []


def pairings(notifications: list[Json]) -> list[str]:
    """Notifications that name a candidate beside a score, a level or a priority."""
    return [
        words
        for pushed in notifications
        for words in (pushed["desktop"], pushed["mobile"])
        if _names_somebody(words) and _judges(words)
    ]


def _names_somebody(words: str) -> bool:
    return bool(_LABEL.search(words)) or any(secret in words for secret in _SECRETS[:3])


def _judges(words: str) -> bool:
    return (
        bool(_LEVEL.search(words))
        or any(each in words for each in PRIORITIES.values())
        or bool(_BAR.search(words))
        or any(mark in words for mark in ("% evidenced", "\N{NO-BREAK SPACE}%"))
    )


def refusable(town: Town) -> list[str]:
    """What Slack would refuse of the bot's messages and of the views on all screens."""
    workspace = town.sandbox.workspace
    with workspace.lock:
        messages = [
            {"text": m.text, **({"blocks": m.blocks} if m.blocks else {})}
            for channel in workspace.channels.values()
            for m in channel.messages.values()
            if m.user == BOT_USER and float(m.ts) > town.since
            if not m.files  # Slack itself says of a file that it was shared: it takes no text
        ]
        views = [
            modal.view
            for sights in workspace.sights.values()
            for modal in (*sights.modals, *([sights.home] if sights.home else ()))
        ]
        problems = [p for message in messages for p in check_message(message)]
        problems += [p for view in views for p in check_view(view)]
    return [f"{problem.pointer}: {problem.message}" for problem in problems]


def secrets_in(seen: Json) -> list[str]:
    """Candidate data in all that is on somebody's screen."""
    everything = json.dumps(seen, ensure_ascii=False)
    return [secret for secret in _SECRETS if secret in everything]
