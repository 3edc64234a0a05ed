"""Channels as a person has them: what they see, may write in, have read, and whom they bring."""

from __future__ import annotations

from bot.sandbox.core import Core, Outcome
from bot.sandbox.people import BOT_USER, TEAM
from bot.sandbox.records import Channel
from bot.sandbox.shapes import RefusalError


def visible(core: Core, user_id: str, name: str) -> Channel:
    """Return a channel that a person can look at.

    Args:
        core: The running sandbox.
        user_id: Who.
        name: Id, or name with or without #.

    Raises:
        RefusalError: channel_not_found.
    """
    channel = core.workspace.named(name)
    if user_id not in channel.members and channel.kind != "public":
        raise RefusalError("channel_not_found")
    return channel


def writable(core: Core, user_id: str, name: str) -> Channel:
    """Return a channel that a person can write in.

    Raises:
        RefusalError: channel_not_found, is_archived, not_in_channel or read_only.
    """
    channel = visible(core, user_id, name)
    if channel.is_archived:
        raise RefusalError("is_archived")
    if user_id not in channel.members:
        raise RefusalError("not_in_channel")
    if channel.kind == "im" and core.manifest.is_messages_tab_read_only:
        raise RefusalError("read_only")
    return channel


def mark_read(core: Core, user_id: str, channel: Channel) -> bool:
    """Note that a person has seen everything in a channel; True when something was new."""
    read = core.workspace.sights[user_id].read
    newest = next(reversed(channel.messages), "0")
    is_new = read.get(channel.id, "0") != newest
    read[channel.id] = newest
    return is_new


def read(core: Core, user_id: str, name: str) -> Outcome:
    """Mark everything in a channel as seen.

    Raises:
        RefusalError: channel_not_found.
    """
    with core.workspace.lock:
        if mark_read(core, user_id, visible(core, user_id, name)):
            core.workspace.touch([user_id])
    return Outcome(ok=True)


def invite_bot(core: Core, user_id: str, name: str) -> Outcome:
    """Add the bot to a channel; it hears member_joined_channel.

    Raises:
        RefusalError: The person cannot write there, or already_in_channel.
    """
    workspace = core.workspace
    with workspace.lock:
        channel = writable(core, user_id, name)
        if BOT_USER in channel.members:
            raise RefusalError("already_in_channel")
        channel.members.add(BOT_USER)
        event = {
            "type": "member_joined_channel",
            "user": BOT_USER,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "public" else "G",
            "team": TEAM,
            "inviter": user_id,
            "event_ts": workspace.next_ts(),
        }
        workspace.events(event, channel.id)
        workspace.touch(channel.members)
    return Outcome(ok=True)


def remove_bot(core: Core, user_id: str, name: str) -> Outcome:
    """Remove the bot from a channel; it hears channel_left or group_left.

    Raises:
        RefusalError: The person cannot write there, or the bot is not_in_channel.
    """
    workspace = core.workspace
    with workspace.lock:
        channel = writable(core, user_id, name)
        if BOT_USER not in channel.members:
            raise RefusalError("not_in_channel")
        channel.members.discard(BOT_USER)
        event = {
            "type": "channel_left" if channel.kind == "public" else "group_left",
            "channel": channel.id,
            "actor_id": user_id,
            "event_ts": workspace.next_ts(),
        }
        workspace.events(event, channel.id)
        workspace.touch(channel.members)
    return Outcome(ok=True)
