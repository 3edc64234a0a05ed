"""conversations.*: channels, their members and their messages, as the bot may see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from bot.sandbox.people import BOT_USER
from bot.sandbox.records import Channel, Message
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace

Item = TypeVar("Item")
PAGE = 100
"""Items a page when no limit is given. Source: method definitions."""
MAX_PAGE = 999
"""Source: docs.slack.dev/apis/web-api/pagination."""


def info(workspace: Workspace, args: Json) -> Json:
    """conversations.info: a channel and its flags."""
    channel = workspace.bot_channel(args["channel"])
    shown = channel.as_slack()
    if args.get("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def open_direct(workspace: Workspace, args: Json) -> Json:
    """conversations.open: the direct messages with one person."""
    if args.get("channel"):
        channel = workspace.bot_channel(args["channel"])
        shown = channel.as_slack() if args.get("return_im") else {"id": channel.id}
        return {"no_op": True, "already_open": True, "channel": shown}
    users = [item for item in (args.get("users") or "").split(",") if item]
    if not users:
        raise RefusalError("users_list_not_supplied")
    if len(users) > 1:
        raise RefusalError("method_not_supported_for_channel_type")
    person = workspace.user(users[0])
    if person.deleted:
        raise RefusalError("user_disabled")
    if person.is_stranger:
        raise RefusalError("user_not_visible")
    if person.is_bot:
        raise RefusalError("cannot_dm_bot")
    channel = workspace.direct(person.id)
    return {"channel": channel.as_slack() if args.get("return_im") else {"id": channel.id}}


def members(workspace: Workspace, args: Json) -> Json:
    """conversations.members: user ids, sorted, by page."""
    channel = workspace.bot_channel(args["channel"])
    page, cursor = _page(sorted(channel.members), args)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def history(workspace: Workspace, args: Json) -> Json:
    """conversations.history: messages outside threads, newest first."""
    channel = _readable(workspace, args["channel"])
    found = [
        message
        for message in _within(channel.messages.values(), args)
        if message.thread_ts is None or message.is_broadcast
    ]
    return _messages(workspace, found[::-1], args)


def replies(workspace: Workspace, args: Json) -> Json:
    """conversations.replies: a thread, its first message always at the top."""
    channel = _readable(workspace, args["channel"])
    asked = channel.messages.get(args["ts"])
    if asked is None or asked.ephemeral_to is not None:
        raise RefusalError("thread_not_found")
    parent = channel.messages.get(asked.thread_ts or asked.ts, asked)
    return _messages(workspace, [parent, *_within(channel.replies(parent.ts), args)], args)


def _readable(workspace: Workspace, channel_id: str) -> Channel:
    channel = workspace.bot_channel(channel_id)
    if BOT_USER not in channel.members:
        raise RefusalError("not_in_channel")
    return channel


def _within(messages: Iterable[Message], args: Json) -> list[Message]:
    oldest, latest = args.get("oldest") or "0", args.get("latest") or "9999999999"
    is_inclusive = bool(args.get("inclusive"))
    low, high = float(oldest), float(latest)
    return [
        message
        for message in messages
        if message.ephemeral_to is None
        and (low < (ts := float(message.ts)) < high or (is_inclusive and ts in {low, high}))
    ]


def _messages(workspace: Workspace, found: list[Message], args: Json) -> Json:
    page, cursor = _page(found, args)
    is_full = bool(args.get("include_all_metadata"))
    answer: Json = {
        "messages": [workspace.as_slack(message, with_metadata=is_full) for message in page],
        "has_more": bool(cursor),
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _page(items: list[Item], args: Json) -> tuple[list[Item], str]:
    try:
        limit = int(args.get("limit") or PAGE)
        start = int((args.get("cursor") or "at:0").removeprefix("at:"))
    except ValueError:
        raise RefusalError("invalid_cursor" if args.get("cursor") else "invalid_limit") from None
    if not 0 < limit <= MAX_PAGE:
        raise RefusalError("invalid_limit")
    end = start + limit
    return items[start:end], f"at:{end}" if end < len(items) else ""
