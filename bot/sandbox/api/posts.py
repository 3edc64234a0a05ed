"""What a message may hold: texts, blocks and metadata, checked as Slack does."""

from __future__ import annotations

import json

from bot.sandbox.api import pictures
from bot.sandbox.blockkit_port import refuse_bad_blocks
from bot.sandbox.blocks import plain, with_ids
from bot.sandbox.people import BOT_USER
from bot.sandbox.records import Channel
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace

POST_TEXT = 40_000
"""Characters of `text` when posting; Slack cuts what is longer, the sandbox refuses it, as a cut
text is never wanted. Source: docs.slack.dev, chat.postMessage."""
UPDATE_TEXT = 4_000
"""Characters of `text` when updating. Source: method definition of chat.update."""
MAX_BLOCKS = 50
"""Source: docs.slack.dev, chat.postMessage, `msg_blocks_too_many`."""
BLOCKS_CHARACTERS = 13_000
"""Words of all blocks together; undocumented. Source: github.com/slackapi/bolt-js/issues/2509."""
METADATA_BYTES = 8_000
"""Slack names no number; small on purpose, so that nobody leans on it."""


def check_text(args: Json, limit: int) -> None:
    """Check that there is something to say, and not too much.

    Raises:
        RefusalError: no_text, msg_too_long or markdown_text_conflict.
    """
    text = args.get("text") or ""
    if args.get("markdown_text") and (text or args.get("blocks")):
        raise RefusalError("markdown_text_conflict")
    if not text and not any(args.get(k) for k in ("blocks", "attachments", "markdown_text")):
        raise RefusalError("no_text")
    if len(text) > limit or len(args.get("markdown_text") or "") > 12_000:
        raise RefusalError("msg_too_long")


def checked_blocks(workspace: Workspace, args: Json) -> list[Json]:
    """Return the blocks of a call with the ids that Slack adds.

    Raises:
        RefusalError: invalid_blocks_format, msg_blocks_too_many, msg_blocks_too_long or
            invalid_blocks.
    """
    blocks = args.get("blocks") or []
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise RefusalError("invalid_blocks_format")
    if not blocks:
        return []
    if len(blocks) > MAX_BLOCKS:
        raise RefusalError("msg_blocks_too_many")
    refuse_bad_blocks(blocks, args.get("text") or "")
    pictures.refuse_in_message(workspace, blocks)
    if len(plain(blocks)) > BLOCKS_CHARACTERS:
        raise RefusalError("msg_blocks_too_long")
    return with_ids(blocks, workspace.next_id)


def checked_metadata(args: Json) -> Json | None:
    """Return the metadata of a call; None when there is none, or an empty object.

    Raises:
        RefusalError: invalid_metadata_format or metadata_too_large.
    """
    metadata = args.get("metadata")
    if metadata in (None, {}, ""):
        return None
    if (
        not isinstance(metadata, dict)
        or set(metadata) != {"event_type", "event_payload"}
        or not isinstance(metadata["event_type"], str)
        or not isinstance(metadata["event_payload"], dict)
    ):
        raise RefusalError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise RefusalError("metadata_too_large")
    return metadata


def writable(workspace: Workspace, channel_id: str) -> Channel:
    """Return a channel that the bot may post to; a person's id means their direct messages.

    Raises:
        RefusalError: channel_not_found, not_in_channel or is_archived.
    """
    if channel_id in workspace.users and channel_id != BOT_USER:
        person = workspace.user(channel_id)
        if person.deleted or person.is_stranger:
            raise RefusalError("channel_not_found")
        return workspace.direct(channel_id)
    channel = workspace.bot_channel(channel_id)
    if channel.is_archived:
        raise RefusalError("is_archived")
    if BOT_USER not in channel.members:
        raise RefusalError("not_in_channel")
    return channel


def thread_of(channel: Channel, thread_ts: str | None) -> str | None:
    """Return the ts of the thread's first message, None when no thread is asked for.

    Raises:
        RefusalError: thread_not_found, or cannot_reply_to_message for what is only one's own.
    """
    if not thread_ts:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise RefusalError("thread_not_found")
    if parent.ephemeral_to is not None:
        raise RefusalError("cannot_reply_to_message")
    return parent.thread_ts or parent.ts
