"""response_url: answers to an act, without a token, five times within half an hour."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.api import chat, posts
from bot.sandbox.people import BOT_ID, BOT_USER
from bot.sandbox.records import Message
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace

USES = 5
"""Source: docs.slack.dev/interactivity/handling-user-interaction."""
LIFE_SECONDS = 30 * 60
"""Source: as above."""
FIELDS = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "metadata",
        "mrkdwn",
        "unfurl_links",
        "unfurl_media",
    }
)
"""What an answer may hold."""


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """One address."""

    user: str
    """Who acted."""
    channel: str
    """Where."""
    source: str | None
    """ts of the message acted on, None for a command."""
    expires_at: float
    """Clock time."""
    uses: int = 0
    """How often it was used."""


class ResponseUrls:
    """All addresses given out.

    Args:
        workspace: Where answers land.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[str, ResponseUrl] = {}

    def new(self, user: str, channel: str, source: str | None = None) -> str:
        """Return an address for answers to this act."""
        workspace = self._workspace
        with workspace.lock:
            key = workspace.next_id("response-")
            self._known[key] = ResponseUrl(
                user=user,
                channel=channel,
                source=source,
                expires_at=workspace.clock() + LIFE_SECONDS,
            )
            return f"{workspace.base_url}/response/{key}"

    def use(self, key: str, body: object) -> tuple[int, Json]:
        """Do what an answer asks.

        Args:
            key: The end of the address.
            body: The JSON that was sent.

        Returns:
            HTTP status and answer.
        """
        workspace = self._workspace
        with workspace.lock:
            known = self._known.get(key)
            if known is None or workspace.clock() >= known.expires_at:
                return 404, {"ok": False, "error": "expired_url"}
            if known.uses >= USES:
                return 404, {"ok": False, "error": "used_url"}
            if not isinstance(body, dict) or not set(body) <= FIELDS:
                return 400, {"ok": False, "error": "invalid_payload"}
            try:
                self._answer(known, body)
            except RefusalError as refusal:
                return 400, refusal.answer()
            known.uses += 1
            return 200, {"ok": True}

    def _answer(self, known: ResponseUrl, body: Json) -> None:
        workspace = self._workspace
        messages = workspace.channels[known.channel].messages
        source = messages.get(known.source or "")
        if body.get("delete_original"):
            if source is not None:
                chat.remove(workspace, source)
            return
        posts.check_text(body, posts.POST_TEXT)
        if body.get("replace_original") and source is not None:
            if source.user != BOT_USER:
                raise RefusalError("cant_update_message")
            blocks = posts.checked_blocks(workspace, body)
            chat.change(workspace, source, body.get("text") or "", blocks)
            return
        answer(workspace, known.user, known.channel, body)


def answer(workspace: Workspace, user: str, channel_id: str, body: Json) -> Message:
    """Post an answer where somebody acted: for them alone, unless it says in_channel.

    Raises:
        RefusalError: The body is not a message that Slack would take.
    """
    posts.check_text(body, posts.POST_TEXT)
    is_for_all = body.get("response_type") == "in_channel"
    channel = workspace.channel(channel_id)
    message = Message(
        channel=channel.id,
        ts=workspace.next_ts(),
        user=BOT_USER,
        bot_id=BOT_ID,
        text=body.get("text") or "",
        blocks=posts.checked_blocks(workspace, body),
        thread_ts=posts.thread_of(channel, body.get("thread_ts")),
        ephemeral_to=None if is_for_all else user,
        metadata=posts.checked_metadata(body) if is_for_all else None,
    )
    return workspace.add_message(message)
