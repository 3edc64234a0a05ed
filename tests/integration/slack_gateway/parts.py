"""Messages, clocks and gateways for the tests."""

from __future__ import annotations

from typing import Any

from bot.domain.audience import AudienceRules
from bot.domain.requisition import ApplicationState
from bot.domain.review import ReviewTally
from bot.services.bot_deps import Post
from bot.services.messages import (
    ApplicationMessage,
    Message,
    NoteMessage,
    OfferMessage,
    RankingFile,
    WelcomeMessage,
)
from bot.slack.client import make_client
from bot.slack.gateway import SlackGateway
from tests.integration.slack_gateway.fake_slack import FakeSlack, ok

TOKEN = "xoxb-test"
TEAM = "T0PLUMB"
POSTING = "0123456789abcdef0123456789abcdef"
NOTE = NoteMessage(problem="It was not posted.", fix="Try again.", retry_posting_id="")
OFFER = OfferMessage(offer_id="f" * 32, files=1, requisition_title="AI engineer")
WELCOME = WelcomeMessage(is_safe=True, problem="", fix="", requisition_titles=())
RANKING = RankingFile(file_name="ranking.csv", title="Ranking", data=b"rank,label\r\n1,A-1\r\n")


class Clock:
    """Stands until it is moved, and counts what would have been slept."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def application(**changes: Any) -> ApplicationMessage:
    fields: dict[str, Any] = {
        "application_id": "a" * 32,
        "requisition_title": "AI engineer",
        "label": "A-1",
        "name": "Amara Nwosu",
        "is_blind": False,
        "state": ApplicationState.WAITING,
        "step": None,
        "ahead": 0,
        "problem": "",
        "fix": "",
        "is_scan": False,
        "seconds": None,
        "result": None,
        "tally": ReviewTally(reviewers=(), criteria=0, changed=0),
        "decision": None,
        "read_by_person": "",
        "added_by": "U0RHEA",
        "same_as": "",
        "has_file": True,
    }
    return ApplicationMessage(**fields | changes)


def post(message: Message | None = None, **changes: Any) -> Post:
    fields: dict[str, Any] = {
        "posting_id": POSTING,
        "channel": "C0HIRING",
        "thread_ts": "",
        "recipient": "",
        "message": message or application(),
    }
    return Post(**fields | changes)


def gateway(
    fake: FakeSlack, clock: Clock | None = None, rules: AudienceRules | None = None
) -> SlackGateway:
    clock = clock or Clock()
    return SlackGateway(
        make_client(TOKEN, fake.api_url, timeout_seconds=1),
        team_id=TEAM,
        rules=rules or AudienceRules(),
        clock=clock,
        sleep=clock.sleep,
    )


def channel(**changes: Any) -> dict[str, Any]:
    fields = {
        "id": "C0HIRING",
        "name": "hiring-ai",
        "is_private": True,
        "is_archived": False,
        "is_ext_shared": False,
        "is_member": True,
    }
    return fields | changes


def user(**changes: Any) -> dict[str, Any]:
    fields = {
        "id": "U0RHEA",
        "team_id": TEAM,
        "deleted": False,
        "is_bot": False,
        "tz": "Europe/Berlin",
    }
    return fields | changes


def answer_well(fake: FakeSlack) -> None:
    """Script a workspace in which everything is in order."""
    fake.on("conversations.info", ok(channel=channel()))
    fake.on("users.info", ok(user=user()))
    fake.on("conversations.open", ok(channel={"id": "D0RHEA", "user": "U0RHEA"}))
    fake.on("chat.postMessage", ok(ts="1.1", channel="C0HIRING"))
    fake.on("chat.postEphemeral", ok(message_ts="1.2"))
    fake.on("chat.update", ok(ts="1.1"))
    fake.on("chat.delete", ok())
