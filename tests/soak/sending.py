"""A process that does nothing but carry the ledger's postings: python -m tests.soak.sending."""

from __future__ import annotations

import secrets
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.audience import AudienceRules
from bot.jobs.senders import Senders
from bot.logs import set_up_logging
from bot.services.bot_deps import BotDeps
from bot.services.claims import Pace
from bot.slack.client import make_client
from bot.slack.gateway import SlackGateway
from bot.store import Database
from bot.store.keys import KeyRing
from tests.integration.bot_services.fakes import make_bot_deps

LEASE_SECONDS = 4.0
"""Short, so that what a killed process had claimed is taken over within the soak."""
FAST = Pace(post_seconds=0.0, update_seconds=0.0, lease_seconds=LEASE_SECONDS)


def bot_deps(url: str, key: bytes, api_url: str, senders: Senders | None = None) -> BotDeps:
    """Wire the real database and gateway; reading is faked."""
    client = make_client("xoxb-sandbox-bot", api_url, timeout_seconds=1)
    return make_bot_deps(
        Path(),
        database=Database(url, KeyRing((key,))),
        slack=SlackGateway(client, team_id="T0PLUMB", rules=AudienceRules()),
        now=lambda: datetime.now(UTC),
        new_id=lambda: secrets.token_hex(16),
        team_id="T0PLUMB",
        wake_senders=senders.wake if senders else lambda: None,
    )


def main(url: str, key: str, api_url: str) -> None:
    """Send until killed."""
    set_up_logging("ERROR")
    senders = Senders(name=secrets.token_hex(3), count=4, pace=FAST)
    senders.start(bot_deps(url, bytes.fromhex(key), api_url, senders))
    print("sending", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
