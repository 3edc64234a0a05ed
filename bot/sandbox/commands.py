"""Slash commands and shortcuts that a person uses, with the ack as they see it."""

from __future__ import annotations

from bot.sandbox import payloads
from bot.sandbox.core import Answer, Core, Outcome
from bot.sandbox.records import Message
from bot.sandbox.responses import answer
from bot.sandbox.rooms import mark_read, visible, writable
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.speaking import escaped

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack says when a shortcut is not acked."""


def run_command(core: Core, user_id: str, name: str, line: str) -> Outcome:
    """Run a slash command and wait for the app's ack.

    Args:
        core: The running sandbox.
        user_id: Who.
        name: The channel.
        line: Such as `/hire cv`.

    Raises:
        RefusalError: The person cannot write there.
    """
    workspace = core.workspace
    word, _, text = line.strip().partition(" ")
    with workspace.lock:
        channel = writable(core, user_id, name)
        declared = core.manifest.command(word)
        if declared is None:
            return core.told(user_id, f"{word} is not a valid command.")
        text = escaped(core, user_id, text) if declared.get("should_escape") else text
        payload = payloads.command(workspace.user(user_id), channel, word, text.strip())
        payload["response_url"] = core.responses.new(user_id, channel.id)
        payload["trigger_id"] = core.trigger("slash_commands", user_id)
    ack = core.deliver("slash_commands", payload)
    if not ack.is_acked:
        reason = "operation_timeout" if ack.is_connected else "dispatch_failed"
        return core.told(user_id, f'{word} failed with the error "{reason}"')
    with workspace.lock:
        mark_read(core, user_id, channel)
        try:
            ts = _show(core, user_id, channel.id, line, ack)
        except RefusalError as refusal:
            text = f'{word} failed with the error "{refusal.error}"'
            told = core.told(user_id, text)
            return Outcome(ok=False, seconds=ack.seconds, error=told.error, response=ack.body)
    return Outcome(ok=True, seconds=ack.seconds, response=ack.body, ts=ts)


def use_shortcut(core: Core, user_id: str, callback_id: str) -> Outcome:
    """Use a global shortcut.

    Raises:
        RefusalError: no_such_shortcut.
    """
    declared = core.manifest.shortcut(callback_id, "global")
    if declared is None:
        raise RefusalError("no_such_shortcut")
    payload = payloads.interaction("shortcut", core.workspace.user(user_id)) | {
        "action_ts": core.workspace.next_ts(),
        "callback_id": callback_id,
        "trigger_id": core.trigger("interactive", user_id),
    }
    return _interact(core, user_id, payload, declared["name"])


def use_message_shortcut(
    core: Core, user_id: str, callback_id: str, where: tuple[str, str]
) -> Outcome:
    """Use a shortcut on a message.

    Args:
        core: The running sandbox.
        user_id: Who.
        callback_id: Which.
        where: The channel and the message's ts.

    Raises:
        RefusalError: no_such_shortcut, channel_not_found or message_not_found.
    """
    workspace = core.workspace
    declared = core.manifest.shortcut(callback_id, "message")
    if declared is None:
        raise RefusalError("no_such_shortcut")
    with workspace.lock:
        channel = visible(core, user_id, where[0])
        message = channel.messages.get(where[1])
        if message is None or message.ephemeral_to is not None:
            raise RefusalError("message_not_found")
        payload = payloads.interaction("message_action", workspace.user(user_id)) | {
            "action_ts": workspace.next_ts(),
            "callback_id": callback_id,
            "trigger_id": core.trigger("interactive", user_id),
            "response_url": core.responses.new(user_id, channel.id, message.ts),
            "message_ts": message.ts,
            "channel": payloads.channel_ref(channel),
            "message": workspace.as_slack(message),
        }
    return _interact(core, user_id, payload, declared["name"])


def open_home(core: Core, user_id: str) -> Outcome:
    """Open the app's Home tab; the app hears app_home_opened.

    Args:
        core: The running sandbox.
        user_id: Who.
    """
    workspace = core.workspace
    with workspace.lock:
        channel = workspace.direct(user_id)
        event: Json = {
            "type": "app_home_opened",
            "user": user_id,
            "channel": channel.id,
            "tab": "home",
            "event_ts": workspace.next_ts(),
        }
        home = workspace.sights[user_id].home
        if home is not None:
            event["view"] = home.as_slack()
        workspace.events(event, channel.id)
    return Outcome(ok=True)


def _show(core: Core, user_id: str, channel_id: str, line: str, ack: Answer) -> str | None:
    workspace = core.workspace
    if not ack.body:
        return None
    if ack.body.get("response_type") == "in_channel":
        workspace.add_message(
            Message(channel=channel_id, ts=workspace.next_ts(), user=user_id, text=line)
        )
    return answer(workspace, user_id, channel_id, ack.body).ts


def _interact(core: Core, user_id: str, payload: Json, name: str) -> Outcome:
    ack = core.deliver("interactive", payload)
    if not ack.is_acked:
        return core.told(user_id, f"{name}: {TROUBLE}")
    return Outcome(ok=True, seconds=ack.seconds, response=ack.body)
