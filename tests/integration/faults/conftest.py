"""The whole bot, beside a sandbox."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import Bot, open_bot
from bot.sandbox import Sandbox
from bot.sandbox.hands import Hands, words_of
from bot.services.claims import Pace
from bot.settings import BotSettings, Settings
from tests.integration.slack_listeners.office import HUGO, INES, MANIFEST, RHEA

CHANNEL = "C0HIRING"
PATIENCE_SECONDS = 20.0
CV = """Built a retrieval service in Python that 40 people used every day for a year.
Wrote the evaluation set of 300 questions and ran it before every release.
Ran the service on Kubernetes, with alerts, and was on call for it."""


@dataclass(frozen=True, slots=True)
class Team:
    """The people, what they see, and the bot that runs."""

    sandbox: Sandbox
    bot: Bot

    @property
    def rhea(self) -> Hands:
        return Hands(self.sandbox, RHEA)

    @property
    def hugo(self) -> Hands:
        return Hands(self.sandbox, HUGO)

    @property
    def ines(self) -> Hands:
        return Hands(self.sandbox, INES)

    def add(self) -> dict[str, Any]:
        """Add a candidate by pasted text; return the message once it was read."""
        before = {m["ts"] for m in self.heads()}

        def fresh() -> list[dict[str, Any]]:
            new = (m for m in self.heads() if m["ts"] not in before)
            return [m for m in new if "evidenced" in words_of(m)]

        paste(self.rhea)
        self.sandbox.wait_until(lambda: bool(fresh()), PATIENCE_SECONDS)
        return fresh()[-1]

    def heads(self) -> list[dict[str, Any]]:
        """The bot's messages in the channel that head a thread."""
        return [m for m in self.rhea.messages(CHANNEL) if m.get("bot_id")]

    def told(self, person: Hands, part: str) -> dict[str, Any]:
        """Wait for words to one person, directly or beside a message, and return the message."""

        def found() -> list[dict[str, Any]]:
            seen = self.sandbox.person(person.user_id).sees()["messages"]
            to_them = [
                m
                for channel, messages in seen.items()
                for m in messages
                if channel[0] == "D" or m.get("is_ephemeral")
            ]
            return [m for m in to_them if part in words_of(m)]

        self.sandbox.wait_until(lambda: bool(found()), PATIENCE_SECONDS)
        return found()[-1]

    def channel_of(self, message: dict[str, Any]) -> str:
        channels = self.sandbox.workspace.channels.values()
        return next(c.id for c in channels if message["ts"] in c.messages)


def wait_for_field(person: Hands, field: str) -> None:
    def stands() -> bool:
        modals = person.sandbox.person(person.user_id).sees()["modals"]
        blocks = modals[-1]["blocks"] if modals else []
        labels = [b["label"]["text"] for b in blocks if b["type"] == "input"]
        return any(label.startswith(field) for label in labels)

    person.sandbox.wait_until(stands, PATIENCE_SECONDS)


def paste(person: Hands) -> None:
    """Use `/hire cv` with a pasted text."""
    close_all(person)
    assert person.sandbox.person(person.user_id).command(CHANNEL, "/hire cv").ok
    wait_for_field(person, "Or paste")
    assert person.submit({"Or paste": CV}).ok
    close_all(person)


def close_all(person: Hands) -> None:
    me = person.sandbox.person(person.user_id)
    for modal in reversed(me.sees()["modals"]):
        me.close(modal["id"])


def open_requisition(person: Hands) -> None:
    assert person.sandbox.person(person.user_id).command(CHANNEL, "/hire open").ok
    wait_for_field(person, "Title")
    fields = {"Title": "AI Engineer", "Review channel": CHANNEL, "Hiring manager": HUGO}
    assert person.submit(fields).ok
    close_all(person)


@contextmanager
def open_team(folder: Path) -> Iterator[Team]:
    """Start a sandbox and the bot, and have a requisition opened."""
    with Sandbox(MANIFEST, strict_rate_limits=False) as sandbox:
        settings = BotSettings(
            bot_token=SecretStr(sandbox.bot_token),
            app_token=SecretStr(sandbox.app_token),
            api_url=sandbox.api_url,
            data_dir=folder,
            database_url=f"sqlite:///{folder / 'plumbline.db'}",
            key=SecretStr(base64.b64encode(bytes(32)).decode()),
            recruiters=(RHEA,),
        )
        pace = Pace(post_seconds=0.0, update_seconds=0.0)
        with open_bot(settings, Settings(workers=1), pace=pace) as bot:
            bot.start()
            try:
                sandbox.wait_until(lambda: sandbox.sockets.connections == 1)
                team = Team(sandbox=sandbox, bot=bot)
                open_requisition(team.rhea)
                yield team
            finally:
                bot.stop(2)


@pytest.fixture
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    with open_team(tmp_path_factory.mktemp("team")) as made:
        yield made
