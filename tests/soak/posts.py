"""600 posts under 13 % faults, from a sender that is killed again and again."""

from __future__ import annotations

import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.domain.note import Note
from bot.domain.posting import MessageKind, PostingState
from bot.sandbox import Fault, Sandbox
from bot.services.bot_deps import BotDeps
from bot.store import notes, postings
from tests.soak.sending import bot_deps

POSTS = 600
KILLS = 30
MOST_SECONDS = 240.0
MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
CHANNELS = ("C0HIRING", "C0PANEL")
FAULTS = (
    Fault(method="chat.postMessage", effect="rate_limited", share=0.03, retry_after="1"),
    Fault(method="chat.postMessage", effect="status_before", share=0.02, status=503),
    Fault(method="chat.postMessage", effect="status_after", share=0.02, status=500),
    Fault(method="chat.postMessage", effect="timeout_after", share=0.02, seconds=1.5),
    Fault(method="chat.postMessage", effect="reset_after", share=0.02),
    Fault(method="chat.postMessage", effect="html", share=0.01),
    Fault(method="chat.postMessage", effect="no_ts", share=0.01),
)
"""Together 13 %."""


def run() -> bool:
    """Kill, count, and say whether every message stands there once."""
    with (
        Sandbox(MANIFEST, strict_rate_limits=False) as sandbox,
        tempfile.TemporaryDirectory() as folder,
    ):
        key = secrets.token_bytes(32)
        url = f"sqlite:///{folder}/plumbline.db"
        deps = bot_deps(url, key, sandbox.api_url)
        deps.database.migrate()
        _want(deps)
        planted = [sandbox.faults.add(fault) for fault in FAULTS]
        kills = _kill_until_done([url, key.hex(), sandbox.api_url], deps)
        with deps.database.read() as tx:
            states = postings.counts(tx)
        deps.database.close()
        seen = _seen(sandbox)
    twice = sum(count - 1 for count in seen.values())
    faults = sum(each.fired for each in planted)
    print(f"{POSTS} wanted, {len(seen)} there, {twice} twice; {faults} faults, {kills} kills")
    print(f"states {dict(states)}")
    return len(seen) == POSTS and not twice and states == {PostingState.SHOWN: POSTS}


def _want(deps: BotDeps) -> None:
    """Want plain words, spread over the channels."""
    with deps.database.write() as tx:
        for number in range(POSTS):
            note = Note(
                id=deps.new_id(),
                recipient="",
                problem=f"Word {number}.",
                fix="Read on.",
                retry_posting_id="",
            )
            notes.add(tx, note)
            postings.want(
                tx,
                id=deps.new_id(),
                kind=MessageKind.NOTE,
                subject_id=note.id,
                channel=CHANNELS[number % len(CHANNELS)],
                now=deps.now(),
            )


def _kill_until_done(arguments: list[str], deps: BotDeps) -> int:
    draws = random.Random(1)
    kills = 0
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline and not _is_done(deps):
        command = [sys.executable, "-m", "tests.soak.sending", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as sender:
            assert sender.stdout is not None
            sender.stdout.readline()
            if kills < KILLS:
                time.sleep(draws.uniform(0.1, 1.2))
                kills += 1
            else:
                while time.monotonic() < deadline and not _is_done(deps):
                    time.sleep(0.5)
            sender.kill()
    return kills


def _is_done(deps: BotDeps) -> bool:
    with deps.database.read() as tx:
        return postings.counts(tx) == {PostingState.SHOWN: POSTS}


def _seen(sandbox: Sandbox) -> Counter[str]:
    """Count the messages that stand in Slack, by their opaque mark."""
    told = sandbox.person("U0RHEA").sees()["messages"]
    return Counter(
        message["metadata"]["event_payload"]["id"]
        for channel in CHANNELS
        for message in told.get(channel, [])
        if message.get("metadata")
    )
