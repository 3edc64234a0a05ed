"""People, the bot and what stands on their screens; everything goes through the front door."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.app import open_bot
from bot.sandbox import Outcome, Person, Sandbox
from bot.sandbox import Pace as SandboxPace
from bot.sandbox.hands import Hands, words_of
from bot.sandbox.people import BOT_USER
from bot.sandbox.shapes import Json
from bot.services.claims import Pace
from bot.settings import BotSettings, ModelSettings, load_settings
from tests.acceptance.cli import CVS, ROOT

RHEA, HUGO, INES, TOMA, GITA = "U0RHEA", "U0HUGO", "U0INES", "U0TOMA", "U0GITA"
PEOPLE = (RHEA, HUGO, INES, TOMA, GITA)
HIRING, PANEL, GENERAL, LAUNCH = "C0HIRING", "C0PANEL", "C0GENERAL", "C0LAUNCH"
QUIET = "C0QUIET"
CANARY = "Quillfeather Ostrander"
"""The name of every candidate here; nobody outside the hiring team may ever see it."""
CV = f"""{CANARY}
quillfeather.ostrander@example.com

EXPERIENCE
Platform engineer, Nordlys Media, 2023 - 2026
- Built and own the LLM claims assistant that 420 handlers use in production; on call since 2023.
- Wrote prompts with few-shot examples and tool calls for the assistant.
- Deployed it with Docker behind a FastAPI service.
"""
"""Production is owned; most other criteria are not evidenced."""
SCAN = CVS / "jonas_weidlich.pdf"
"""Its pages are pictures without text."""
PATIENCE_SECONDS = 20.0
"""How long one thing may take on a slow machine; nothing ever waits that long when all is well."""
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A requisition that was opened through the form."""

    title: str
    letters: str
    """What its candidates' labels begin with."""
    channel: str


@dataclass(slots=True)
class Town:
    """A workspace with the bot in it."""

    sandbox: Sandbox
    folder: Path
    since: float = 0.0
    """Moment from which words to one person count as new."""
    heard: set[str] = field(default_factory=set)
    """Words to one person that a test has looked at."""

    def __getitem__(self, user_id: str) -> Hands:
        return Hands(self.sandbox, user_id)

    def person(self, user_id: str) -> Person:
        return self.sandbox.person(user_id)

    def wait(self, holds: Callable[[], bool]) -> None:
        self.sandbox.wait_until(holds, PATIENCE_SECONDS)

    def first(self, find: Callable[[], list[Json]]) -> Json:
        """Wait until something is found, and return the newest of it."""
        found: list[Json] = []

        def holds() -> bool:
            found[:] = find()
            return bool(found)

        self.wait(holds)
        return found[-1]

    def clear(self) -> None:
        """Begin anew: no form is open, no fault at work, and what was said before is old."""
        self.sandbox.faults.clear()
        for user_id in PEOPLE:
            self.close_all(user_id)
        self.since = float(self.sandbox.workspace.next_ts())
        self.heard.clear()

    def close_all(self, user_id: str) -> None:
        for modal in reversed(self.person(user_id).sees()["modals"]):
            self.person(user_id).close(modal["id"])

    # What people see -----------------------------------------------------------------------

    def form(self, user_id: str, *words: str) -> Json:
        """Wait for a form or view that says all of this to stand on somebody's screen."""

        def shown() -> list[Json]:
            modals: list[Json] = self.person(user_id).sees()["modals"]
            return [m for m in modals[-1:] if all(word in said(m) for word in words)]

        return self.first(shown)

    def told(self, user_id: str, *words: str) -> Json:
        """Wait for new words in a channel that this person alone sees, and say all of this."""

        def found() -> list[Json]:
            return [m for m in self.whispers(user_id) if all(word in said(m) for word in words)]

        message = self.first(found)
        self.heard.add(message["ts"])
        return message

    def whispers(self, user_id: str) -> list[Json]:
        """New words in channels that this person alone sees."""
        channels = self.person(user_id).sees()["messages"].values()
        found = [m for messages in channels for m in messages if m.get("is_ephemeral")]
        return [m for m in found if float(m["ts"]) > self.since and m["ts"] not in self.heard]

    def note(self, user_id: str, *words: str) -> Json:
        """Wait for a direct message of the bot that says all of this."""
        return self.first(lambda: self.notes(user_id, *words))

    def notes(self, user_id: str, *words: str) -> list[Json]:
        """Direct messages of the bot, new ones, that say all of this."""
        direct = self.sandbox.workspace.direct(user_id).id
        found = self[user_id].messages(direct)
        new = [m for m in found if float(m["ts"]) > self.since]
        return [m for m in new if all(word in said(m) for word in words)]

    def direct(self, user_id: str) -> str:
        return self.sandbox.workspace.direct(user_id).id

    def message(self, *words: str, channel: str = HIRING, user_id: str = RHEA) -> Json:
        """Wait for a message that says all of this in a channel."""
        return self.first(
            lambda: [
                m
                for m in self[user_id].messages(channel)
                if m["user"] == BOT_USER and all(word in said(m) for word in words)
            ]
        )

    def reply(self, parent: Json, *words: str, channel: str = HIRING) -> Json:
        """Wait for a message in the thread of another that says all of this."""
        return self.first(
            lambda: [
                m
                for m in self[RHEA].messages(channel, parent["ts"])
                if m["user"] == BOT_USER and all(word in said(m) for word in words)
            ]
        )

    def home(self, user_id: str, *words: str) -> Json:
        """Wait for App Home to say all of this; the person has opened it before."""

        def shown() -> list[Json]:
            home = self.person(user_id).sees()["home"]
            return [home] if home and all(word in said(home) for word in words) else []

        return self.first(shown)

    # What people do ------------------------------------------------------------------------

    def type(self, user_id: str, line: str, channel: str = HIRING) -> None:
        """Type a command, which Slack takes."""
        outcome = self.person(user_id).command(channel, line)
        assert outcome.ok, outcome.error

    def press(self, user_id: str, label: str, message: Json, channel: str = HIRING) -> None:
        """Press what has these words on a message, which Slack takes."""
        outcome = self[user_id].press(label, message, channel=channel)
        assert outcome.ok, outcome.error

    def card(self, user_id: str, label: str, message: Json, title: str) -> None:
        """Press a button below the criterion with this title, in a message of the thread."""
        blocks = message["blocks"]
        at = next(i for i, block in enumerate(blocks) if said(block).startswith(title))
        outcome = self[user_id].press(label, {**message, "blocks": blocks[at:]}, channel=HIRING)
        assert outcome.ok, outcome.error

    def submit(self, user_id: str, fields: Mapping[str, object]) -> None:
        """Fill in the form on top and send it off, which is accepted."""
        outcome = self[user_id].submit(fields)
        assert outcome.ok, outcome.error

    def open_role(self, channel: str = HIRING, **fields: object) -> Role:
        """Open a requisition with Hugo as its hiring manager."""
        title = f"Engineer number {next(_numbers):03d}"
        self.type(RHEA, "/hire open", HIRING)
        self.form(RHEA, "Hiring manager")
        values = {"Title": title, "Review channel": channel, "Hiring manager": HUGO}
        self.submit(RHEA, values | fields)
        self.form(RHEA, f"{title} is open.")
        self.close_all(RHEA)
        return Role(title=title, letters=self._letters(title), channel=channel)

    def _letters(self, title: str) -> str:
        """Read the letters of its labels from the menu of the form for a candidate."""
        self.type(RHEA, "/hire cv")
        form = self.form(RHEA, "Candidate's name")
        self.close_all(RHEA)
        options = json.dumps(form["blocks"])
        return options.partition(f"{title} (")[2].partition(")")[0]

    def add_cv(self, role: Role, user_id: str = RHEA, **fields: object) -> str:
        """Add the next candidate of a requisition by pasted text; return the first label's."""
        self.type(user_id, "/hire cv")
        self.form(user_id, "Candidate's name")
        given = {"Requisition": role.title, "Candidate's name": CANARY, "Or paste": CV}
        self.submit(user_id, given | {_LABELS[name]: value for name, value in fields.items()})
        shown = self.form(user_id, "is in line")
        self.close_all(user_id)
        return said(shown).partition("Candidate ")[2].partition(" ")[0]

    def read_cv(self, role: Role, **fields: object) -> Json:
        """Add a candidate, and wait for the result and its thread."""
        label = self.add_cv(role, RHEA, **fields)
        words = (f"Candidate {label}", "Every level", "criteria rated")
        message = self.message(*words, channel=role.channel)
        self.reply(message, "part 3 of 3", channel=role.channel)
        return self.message(*words, channel=role.channel)  # as it is by now

    def ask(self, user_id: str, message: Json, question: str) -> Json:
        """Ask the bot in the thread of a message, and wait for its answer to this person."""
        before = len(self._answers(message, user_id))
        outcome = self.person(user_id).message(
            HIRING, f"<@{BOT_USER}> {question}", thread_ts=message["ts"]
        )
        assert outcome.ok, outcome.error
        return self.first(lambda: self._answers(message, user_id)[before:])

    def _answers(self, message: Json, user_id: str) -> list[Json]:
        replies = self[user_id].messages(HIRING, message["ts"])
        return [m for m in replies if f"For <@{user_id}>" in said(m)]

    def share(self, user_id: str, *files: tuple[str, bytes], channel: str = HIRING) -> str:
        """Share files in a channel; return the message's ts."""
        outcome = self.person(user_id).message(channel, "For you.", files=files)
        assert outcome.ok, outcome.error
        assert outcome.ts
        return outcome.ts


_LABELS = {
    "name": "Candidate's name",
    "account": "Candidate's own account",
    "files": "CV",
    "text": "Or paste",
    "blind": "What the channel sees",
}
"""Fields of the form for a candidate."""


def said(shown: Json) -> str:
    """Everything that a message or view says, with its plain text, and its title."""
    title = words_of(shown["title"]) if isinstance(shown.get("title"), dict) else ""
    blocks = shown.get("blocks", [shown] if "block_id" in shown else [])
    words = "\n".join([words_of(blocks), str(shown.get("text", "")), title])
    return words.replace("\N{NO-BREAK SPACE}", " ")


def upload(name: str, content: bytes | None = None) -> Json:
    """A file for a form: a sample's, unless its bytes are given."""
    return {"name": name, "content": (CVS / name).read_bytes() if content is None else content}


def refused(outcome: Outcome) -> str:
    """What stands at the fields of a form that was not accepted."""
    assert not outcome.ok
    return str(outcome.error)


@contextmanager
def open_town(folder: Path, model: ModelSettings | None = None) -> Iterator[Town]:
    """Start the sandbox and the whole bot in it, which reads by rule unless a model is given."""
    pace = SandboxPace(retry_scale=0.001)
    with Sandbox(ROOT / "manifest.yml", strict_rate_limits=False, pace=pace) as sandbox:
        settings = BotSettings(
            bot_token=SecretStr(sandbox.bot_token),
            app_token=SecretStr(sandbox.app_token),
            api_url=sandbox.api_url,
            data_dir=folder,
            recruiters=(RHEA,),
        )
        at_once = Pace(post_seconds=0.0, update_seconds=0.0)
        with open_bot(settings, load_settings(), model, pace=at_once) as bot:
            bot.start()
            sandbox.wait_until(lambda: sandbox.sockets.connections > 0, PATIENCE_SECONDS)
            try:
                yield Town(sandbox, folder)
            finally:
                bot.stop(0)
