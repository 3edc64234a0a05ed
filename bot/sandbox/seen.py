"""What one person sees on their screen, and nothing that they could not."""

from __future__ import annotations

from bot.sandbox.blocks import plain
from bot.sandbox.core import Core
from bot.sandbox.people import ACTORS, BOT_USER
from bot.sandbox.records import Channel, Message, StoredFile
from bot.sandbox.shapes import Json
from bot.sandbox.workspace import Workspace

NOTIFICATIONS = 50
"""The newest that are shown; for everybody, every message in their channels is pushed."""


def screen(core: Core, user_id: str) -> Json:
    """Return everything on this person's screen, as JSON."""
    workspace = core.workspace
    with workspace.lock:
        sights = workspace.sights[user_id]
        seen = [c for c in workspace.channels.values() if _can_see(c, user_id)]
        return {
            "revision": sights.revision,
            "me": workspace.users[user_id].as_shown(),
            "people": [workspace.users[actor].as_shown() for actor in ACTORS],
            "bot": {
                "connected": core.sockets.connections > 0,
                "user": workspace.users[BOT_USER].as_shown(),
                "name": core.manifest.name,
            },
            "channels": [_channel(core, channel, user_id) for channel in seen],
            "messages": {c.id: _messages(workspace, c, user_id) for c in seen},
            "notifications": _notifications(seen, user_id),
            "home": sights.home.as_slack() if sights.home else None,
            "modals": [
                modal.as_slack() | {"errors": dict(modal.errors), "problem": modal.problem}
                for modal in sights.modals
            ],
            "notices": [
                {"id": n.id, "text": n.text, "level": n.level, "at": n.at} for n in sights.notices
            ],
            "commands": [
                {key: item.get(key, "") for key in ("command", "usage_hint", "description")}
                for item in core.manifest.commands
            ],
            "shortcuts": [
                {key: item[key] for key in ("callback_id", "name", "type")}
                for item in core.manifest.shortcuts
            ],
            "faults": core.faults.as_json(),
        }


def can_see_file(workspace: Workspace, user_id: str, file: StoredFile) -> bool:
    """Tell whether a person may see a file: their own, or shared where they can look."""
    shared = (workspace.channels[channel] for channel in file.channels)
    return file.user == user_id or any(_can_see(channel, user_id) for channel in shared)


def _can_see(channel: Channel, user_id: str) -> bool:
    return channel.kind == "public" or user_id in channel.members


def _visible(channel: Channel, user_id: str) -> list[Message]:
    return [m for m in channel.messages.values() if m.ephemeral_to in {None, user_id}]


def _channel(core: Core, channel: Channel, user_id: str) -> Json:
    workspace = core.workspace
    last = float(workspace.sights[user_id].read.get(channel.id, "0"))
    others = (m for m in _visible(channel, user_id) if m.user != user_id)
    is_direct = channel.kind == "im"
    return {
        "id": channel.id,
        "name": workspace.users[BOT_USER].real_name if is_direct else channel.name,
        "kind": channel.kind,
        "is_member": user_id in channel.members,
        "is_ext_shared": channel.is_ext_shared,
        "is_archived": channel.is_archived,
        "unread": sum(1 for message in others if float(message.ts) > last),
        "topic": channel.topic,
        "bot_is_member": BOT_USER in channel.members,
        "is_read_only": is_direct and core.manifest.is_messages_tab_read_only,
    }


def _messages(workspace: Workspace, channel: Channel, user_id: str) -> list[Json]:
    shown = []
    for message in _visible(channel, user_id):
        item = workspace.as_slack(message, with_metadata=True)
        if message.ephemeral_to is not None:
            item["is_ephemeral"] = True
        for file in item.get("files", ()):
            file["content_url"] = f"/sandbox/files/{file['id']}?as={user_id}"
        shown.append(item)
    return shown


def _notifications(seen: list[Channel], user_id: str) -> list[Json]:
    pushed = [
        message
        for channel in seen
        if user_id in channel.members
        for message in _visible(channel, user_id)
        if message.user != user_id and message.subtype != "tombstone"
        if message.ephemeral_to is None
    ]
    newest = sorted(pushed, key=lambda message: float(message.ts))[-NOTIFICATIONS:]
    return [_notification(message) for message in newest]


def _notification(message: Message) -> Json:
    text, blocks = message.pushed or (message.text, message.blocks)
    desktop = plain(blocks) or text
    return {"channel": message.channel, "ts": message.ts, "desktop": desktop, "mobile": text}
