"""chat.*: messages posted, changed and deleted by the bot."""

from __future__ import annotations

from bot.sandbox.api import posts
from bot.sandbox.people import BOT_ID, BOT_USER, TEAM_DOMAIN
from bot.sandbox.records import Message
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace


def post_message(workspace: Workspace, args: Json) -> Json:
    """chat.postMessage: store a message; the answer holds it as stored."""
    posts.check_text(args, posts.POST_TEXT)
    channel = posts.writable(workspace, args["channel"])
    message = _message(workspace, args, channel.id)
    message.thread_ts = posts.thread_of(channel, args.get("thread_ts"))
    message.is_broadcast = bool(args.get("reply_broadcast")) and message.thread_ts is not None
    message.subtype = "thread_broadcast" if message.is_broadcast else None
    message.metadata = posts.checked_metadata(args)
    workspace.add_message(message)
    shown = workspace.as_slack(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(workspace: Workspace, args: Json) -> Json:
    """chat.postEphemeral: show something to one member, who may or may not be there."""
    posts.check_text(args, posts.POST_TEXT)
    channel = posts.writable(workspace, args["channel"])
    user = workspace.user(args["user"])
    if user.id not in channel.members:
        raise RefusalError("user_not_in_channel")
    message = _message(workspace, args, channel.id)
    message.ephemeral_to = user.id
    message.thread_ts = posts.thread_of(channel, args.get("thread_ts"))
    workspace.add_message(message)
    return {"message_ts": message.ts}


def update(workspace: Workspace, args: Json) -> Json:
    """chat.update: change one of the bot's own messages; blocks left out are dropped."""
    posts.check_text(args, posts.UPDATE_TEXT)
    message = _own(workspace, args, "cant_update_message")
    if workspace.channels[message.channel].is_archived:
        raise RefusalError("is_archived")
    blocks = posts.checked_blocks(workspace, args)
    metadata = posts.checked_metadata(args) if "metadata" in args else message.metadata
    change(workspace, message, args.get("text") or args.get("markdown_text") or "", blocks)
    message.metadata = metadata
    shown = workspace.as_slack(message, with_metadata=True)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": shown,
    }


def delete(workspace: Workspace, args: Json) -> Json:
    """chat.delete: take one of the bot's own messages away."""
    message = _own(workspace, args, "cant_delete_message")
    remove(workspace, message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(workspace: Workspace, args: Json) -> Json:
    """chat.getPermalink: the address of a message."""
    channel = workspace.bot_channel(args["channel"])
    message = channel.messages.get(args["message_ts"])
    if message is None or message.ephemeral_to is not None:
        raise RefusalError("message_not_found")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts is not None:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def change(workspace: Workspace, message: Message, text: str, blocks: list[Json]) -> None:
    """Give a message new words; what its notification said stays what it was."""
    if message.pushed is None:
        message.pushed = (message.text, message.blocks)
    message.text, message.blocks = text, blocks
    message.edited = {"user": message.user, "ts": workspace.next_ts()}
    workspace.touch(workspace.audience(message))


def remove(workspace: Workspace, message: Message) -> None:
    """Take a message away; a file that was shared only there is no longer seen there."""
    channel = workspace.channels[message.channel]
    files = list(message.files)
    channel.remove(message)
    for file_id in files:
        is_elsewhere = any(file_id in other.files for other in channel.messages.values())
        if not is_elsewhere and file_id in workspace.files:
            workspace.files[file_id].channels.pop(channel.id, None)
    workspace.touch(workspace.audience(message))


def _message(workspace: Workspace, args: Json, channel_id: str) -> Message:
    blocks = posts.checked_blocks(workspace, args)
    return Message(
        channel=channel_id,
        ts=workspace.next_ts(),
        user=BOT_USER,
        bot_id=BOT_ID,
        text=args.get("text") or args.get("markdown_text") or "",
        blocks=blocks,
    )


def _own(workspace: Workspace, args: Json, refusal: str) -> Message:
    channel = workspace.bot_channel(args["channel"])
    message = channel.messages.get(args["ts"])
    if message is None or message.ephemeral_to is not None or message.subtype == "tombstone":
        raise RefusalError("message_not_found")
    if message.user != BOT_USER:
        raise RefusalError(refusal)
    return message
