"""Answers through the address that comes with a command or a click, for one person's eyes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.client import HTTPException
from typing import TypeAlias

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.errors import UnsureError
from bot.slack.builders import Payload
from bot.slack.client import proxy_for

Respond: TypeAlias = Callable[[str, Payload, str], None]
"""Takes the address, what to say, and the thread ("" for none)."""

_SECONDS = 10
_silent = logging.getLogger("plumbline.slack.respond")
_silent.setLevel(logging.CRITICAL)  # the SDK writes address and body, and the address is a secret


def respond(response_url: str, payload: Payload, thread_ts: str) -> None:
    """Say something to the person who acted, beside what they acted on.

    Args:
        response_url: Good for five answers within half an hour.
        payload: What to say.
        thread_ts: The thread in which they acted; "" for none.

    Raises:
        UnsureError: It may not have been said.
    """
    client = WebhookClient(
        response_url,
        timeout=_SECONDS,
        proxy=proxy_for(response_url),
        logger=_silent,
        retry_handlers=[],
    )
    body = {
        "text": payload.text,
        "blocks": payload.blocks,
        "response_type": "ephemeral",
        "replace_original": False,
        **({"thread_ts": thread_ts} if thread_ts else {}),
    }
    try:
        answer = client.send_dict(body)
    except (SlackClientError, OSError, HTTPException, ValueError):
        answer = None
    if answer is None:
        raise UnsureError("no_answer")
    if answer.status_code != 200:
        raise UnsureError(f"http_{answer.status_code}")
