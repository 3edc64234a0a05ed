"""The smallest app that Socket Mode allows: it answers each envelope with a function."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bot.sandbox import Sandbox

Json = dict[str, Any]
SILENCE: Json = {"silence": True}
"""What an app returns that does not ack."""


def text_modal(**more: Any) -> Json:
    """Return a modal with one required text field, block_id name and action_id value."""
    return {
        "type": "modal",
        "callback_id": "candidate",
        "title": {"type": "plain_text", "text": "Candidate"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": {"type": "plain_text", "text": "Name"},
                "element": {"type": "plain_text_input", "action_id": "value", "max_length": 20},
            }
        ],
    } | more


def buttons(*labels: str) -> list[Json]:
    """Return an actions block with one button for each label; its action_id is the label."""
    found = [
        {"type": "button", "action_id": label, "text": {"type": "plain_text", "text": label}}
        for label in labels
    ]
    return [{"type": "actions", "block_id": "row", "elements": found}]


class TinyApp:
    """Connects, notes every envelope and answers it.

    Args:
        sandbox: Where to connect.
        reply: Gives the ack's payload (None: an empty ack; SILENCE: no ack).
    """

    def __init__(
        self, sandbox: Sandbox, reply: Callable[[Json], Json | None] = lambda _envelope: None
    ) -> None:
        self.sandbox = sandbox
        self.reply = reply
        self.client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        self.heard: list[Json] = []

    def __enter__(self) -> Self:
        url = self.client.apps_connections_open(app_token=self.sandbox.app_token)["url"]
        before = self.sandbox.sockets.connections
        self.connecting = connect(url, compression=None, ping_interval=None)
        self.link = self.connecting.__enter__()
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()
        self.sandbox.wait_until(lambda: self.sandbox.sockets.connections > before)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connecting.__exit__(kind, error, trace)
        self.thread.join()

    def heard_of(self, kind: str) -> list[Json]:
        """Return the payloads of all envelopes of a type, or the events of a type."""
        return [
            item["payload"].get("event", item["payload"])
            for item in list(self.heard)
            if "payload" in item
            and kind in {item["type"], item["payload"].get("event", {}).get("type")}
        ]

    def _listen(self) -> None:
        try:
            for text in self.link:
                envelope = json.loads(text)
                with self.sandbox.workspace.lock:
                    self.heard.append(envelope)
                    self.sandbox.workspace.changed.notify_all()
                if "envelope_id" in envelope:
                    self._answer(envelope)
        except ConnectionClosed:
            return

    def _answer(self, envelope: Json) -> None:
        payload = self.reply(envelope)
        if payload is SILENCE:
            return
        ack = {"envelope_id": envelope["envelope_id"]}
        self.link.send(json.dumps(ack | ({"payload": payload} if payload is not None else {})))
