"""Messages that a person writes and deletes, and what the app hears of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.sandbox.api import chat, files, posts
from bot.sandbox.core import Core, Outcome
from bot.sandbox.people import BOT_USER, TEAM
from bot.sandbox.records import Channel, Message
from bot.sandbox.rooms import mark_read, visible, writable
from bot.sandbox.shapes import Json, RefusalError

NAMES = re.compile(r"(?<![\w&<])([@#])([\w.-]+)")
"""Names of people and channels as one types them."""


def say(
    core: Core,
    user_id: str,
    where: tuple[str, str | None],
    text: str,
    given: Sequence[tuple[str, bytes]],
) -> Outcome:
    """Write a message; the app hears of mentions and of files, where it is a member.

    Args:
        core: The running sandbox.
        user_id: Who.
        where: The channel, and the thread if any.
        text: As typed or as stored.
        given: Names and bytes of files.

    Raises:
        RefusalError: The person cannot write there, or says nothing.
    """
    workspace = core.workspace
    with workspace.lock:
        channel = writable(core, user_id, where[0])
        if not text and not given:
            raise RefusalError("no_text")
        thread = posts.thread_of(channel, where[1])
        stored = [files.new_file(workspace, name, user_id, content) for name, content in given]
        message = Message(
            channel=channel.id,
            ts=workspace.next_ts(),
            user=user_id,
            text=escaped(core, user_id, text),
            thread_ts=thread,
            subtype="file_share" if stored else None,
            files=[file.id for file in stored],
        )
        workspace.add_message(message)
        mark_read(core, user_id, channel)
        files.announce(workspace, message)
        _announce_mention(core, channel, message)
    return Outcome(ok=True, ts=message.ts)


def escaped(core: Core, user_id: str, text: str) -> str:
    """Return text with @names and #channels as ids, as Slack stores them.

    Args:
        core: The running sandbox.
        user_id: Whose channels count.
        text: As typed.
    """
    workspace = core.workspace
    people = {user.name: user.id for user in workspace.users.values()}
    rooms = {c.name: c.id for c in workspace.channels.values() if user_id in c.members}

    def replace(found: re.Match[str]) -> str:
        sign, name = found.groups()
        if sign == "@" and name in people:
            return f"<@{people[name]}>"
        if sign == "#" and name in rooms:
            return f"<#{rooms[name]}>"
        return found.group()

    return NAMES.sub(replace, text)


def delete(core: Core, user_id: str, name: str, ts: str) -> Outcome:
    """Delete a message of one's own, or dismiss an ephemeral.

    Raises:
        RefusalError: message_not_found or cant_delete_message.
    """
    workspace = core.workspace
    with workspace.lock:
        message = visible(core, user_id, name).messages.get(ts)
        if message is None or user_id not in workspace.audience(message):
            raise RefusalError("message_not_found")
        if message.user != user_id and message.ephemeral_to is None:
            raise RefusalError("cant_delete_message")
        chat.remove(workspace, message)
    return Outcome(ok=True)


def _announce_mention(core: Core, channel: Channel, message: Message) -> None:
    is_there = BOT_USER in channel.members and channel.kind != "im"
    if not is_there or f"<@{BOT_USER}>" not in message.text:
        return
    event: Json = {
        "type": "app_mention",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "channel": channel.id,
        "event_ts": message.ts,
        "team": TEAM,
    }
    if message.thread_ts is not None:
        event["thread_ts"] = message.thread_ts
    if message.files:
        event["files"] = [core.workspace.files[item].as_slack() for item in message.files]
    core.workspace.events(event, channel.id)
