"""The payloads of interactions, commands and events, exactly in Slack's shapes."""

from __future__ import annotations

from bot.sandbox.people import APP, BOT_USER, TEAM, TEAM_DOMAIN, User
from bot.sandbox.records import Channel, Message, Modal
from bot.sandbox.shapes import Json

VERIFICATION_TOKEN = "sandbox"  # noqa: S105  long out of use; Slack still sends the field


def interaction(kind: str, user: User) -> Json:
    """Return the fields that every interaction has."""
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": TEAM_DOMAIN},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": APP,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_ref(channel: Channel) -> Json:
    """Return a channel's id and the name that payloads show."""
    return {"id": channel.id, "name": payload_name(channel)}


def payload_name(channel: Channel) -> str:
    """Return the channel name of payloads: private ones are not named."""
    return {"public": channel.name, "private": "privategroup"}.get(channel.kind, "directmessage")


def command(user: User, channel: Channel, name: str, text: str) -> Json:
    """Return a slash command without its trigger_id and response_url."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": payload_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
    }


def message_container(message: Message) -> Json:
    """Return the container of an act on a message."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    return container


def view_container(modal: Modal) -> Json:
    """Return the container of an act in a view."""
    return {"type": "view", "view_id": modal.id}


def event(inner: Json, event_id: str, event_time: int, *, is_ext_shared: bool) -> Json:
    """Return the envelope payload of an event."""
    bot = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [bot],
        "is_ext_shared_channel": is_ext_shared,
        "event_context": f"4-{event_id}",
    }
