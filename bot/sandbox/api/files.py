"""files.*: files told, uploaded and deleted, as far as the bot may."""

from __future__ import annotations

import mimetypes
from typing import Any

from bot.sandbox.api import posts
from bot.sandbox.people import BOT_ID, BOT_USER, TEAM
from bot.sandbox.records import Channel, Message, StoredFile
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace


def is_readable_by_bot(workspace: Workspace, file: StoredFile) -> bool:
    """Tell whether the bot may read a file: its own, of its modal, or shared where it is."""
    is_in = (BOT_USER in workspace.channels[item].members for item in file.channels)
    return file.is_for_app or file.user == BOT_USER or any(is_in)


def info(workspace: Workspace, args: Json) -> Json:
    """files.info: a file that the bot may read."""
    return {"file": _readable(workspace, args["file"]).as_slack(), "comments": []}


def delete(workspace: Workspace, args: Json) -> Json:
    """files.delete: take away a file that the bot uploaded."""
    file = _readable(workspace, args["file"])
    if file.user != BOT_USER:
        raise RefusalError("cant_delete_file")
    del workspace.files[file.id]
    workspace.touch()
    return {}


def get_upload_url(workspace: Workspace, args: Json) -> Json:
    """files.getUploadURLExternal: an address that takes the bytes of one file."""
    length = int(args["length"]) if str(args["length"]).isdecimal() else 0
    if length < 1:
        raise RefusalError("invalid_arguments")
    file = new_file(workspace, str(args["filename"]), BOT_USER, b"")
    workspace.uploads[file.id] = length
    del workspace.files[file.id]
    workspace.pending_files[file.id] = file
    return {"upload_url": f"{workspace.base_url}/upload/v1/{file.id}", "file_id": file.id}


def receive(workspace: Workspace, file_id: str, content: bytes) -> bool:
    """Take the bytes of an announced file; False when it is unknown or of another length."""
    with workspace.lock:
        file = workspace.pending_files.get(file_id)
        if file is None or workspace.uploads[file_id] != len(content):
            return False
        file.content = content
        return True


def complete_upload(workspace: Workspace, args: Json) -> Json:
    """files.completeUploadExternal: share what was uploaded, in a channel or nowhere."""
    listed: Any = args["files"]
    if not isinstance(listed, list) or not listed:
        raise RefusalError("invalid_arguments")
    found = [_uploaded(workspace, item) for item in listed]
    channel_id = args.get("channel_id") or args.get("channels")
    channel = posts.writable(workspace, channel_id) if channel_id else None
    thread = posts.thread_of(channel, args.get("thread_ts")) if channel else None
    for file, item in zip(found, listed, strict=True):
        file.title = str(item.get("title") or file.name)
        del workspace.pending_files[file.id]
        workspace.files[file.id] = file
    if channel is not None:
        message = Message(
            channel=channel.id,
            ts=workspace.next_ts(),
            user=BOT_USER,
            bot_id=BOT_ID,
            text=args.get("initial_comment") or "",
            blocks=posts.checked_blocks(workspace, {"text": " ", **args}),
            thread_ts=thread,
            subtype="file_share",
            files=[file.id for file in found],
        )
        workspace.add_message(message)
        announce(workspace, message)
    return {"files": [file.as_slack() for file in found]}


def announce(workspace: Workspace, message: Message) -> None:
    """Tell the app of each file in a message, if it is a member there: ids only."""
    channel: Channel = workspace.channels[message.channel]
    if BOT_USER not in channel.members:
        return
    for file_id in message.files:
        event = {
            "type": "file_shared",
            "channel_id": channel.id,
            "file_id": file_id,
            "user_id": message.user,
            "file": {"id": file_id},
            "event_ts": message.ts,
        }
        workspace.events(event, channel.id)


def new_file(workspace: Workspace, name: str, user: str, content: bytes) -> StoredFile:
    """Store a file, shared nowhere yet."""
    with workspace.lock:
        file_id = workspace.next_id("F")
        base = f"{workspace.base_url}/files-pri/{TEAM}-{file_id}/download"
        shown = f"{workspace.base_url}/files/{user}/{file_id}"
        file = StoredFile(
            id=file_id,
            name=name,
            user=user,
            content=content,
            mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
            created_at=int(workspace.clock()),
            url=f"{base}/{_url_name(name)}",
            permalink=f"{shown}/{_url_name(name)}",
        )
        workspace.files[file_id] = file
        return file


def _url_name(name: str) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return kept.lower() or "file"


def _readable(workspace: Workspace, file_id: str) -> StoredFile:
    file = workspace.files.get(file_id)
    if file is None or not is_readable_by_bot(workspace, file):
        raise RefusalError("file_not_found")
    return file


def _uploaded(workspace: Workspace, item: Json) -> StoredFile:
    file = workspace.pending_files.get(str(item.get("id")))
    if file is None:
        raise RefusalError("file_not_found")
    if not file.content:
        raise RefusalError("file_upload_size_restricted")
    return file
