"""Everything that the bot tells Slack: what it sends as an id, and what still stands there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

from bot.sandbox import Sandbox
from bot.sandbox.api import dispatch
from bot.sandbox.people import BOT_USER
from bot.sandbox.shapes import Json
from bot.sandbox.sockets import Pending
from bot.sandbox.workspace import Workspace
from tests.soak.traces import Traces

_WORDS = frozenset({"alt_text", "content", "description", "fallback", "initial_comment",
                    "initial_value", "name", "placeholder", "text", "errors"})  # fmt: skip
"""What people read; everything else that is sent is an id, a setting or a word of Slack's own."""


class Said:
    """Keeps what the bot sends while it is entered: calls, answers to addresses, and acks.

    Args:
        sandbox: Running.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._bodies: list[Json] = []
        self._acks: list[Pending] = []
        self.heard: list[Any] = []
        """What the bot was told."""

    def __enter__(self) -> Self:
        """Begin."""
        self._stack = ExitStack()
        handlers = {name: self._kept(name, does) for name, does in dispatch.HANDLERS.items()}
        self._stack.enter_context(patch.dict(dispatch.HANDLERS, handlers))
        core = self._sandbox.core
        answer, send = core.responses.use, core.sockets.send

        def use(key: str, body: Any) -> tuple[int, Json]:  # as the sandbox's
            self._bodies.append({"response": body})
            return answer(key, body)

        def deliver(*arguments: Any) -> Pending | None:  # as the sandbox's
            self.heard.append(arguments)
            pending = send(*arguments)
            self._acks += [pending] if pending else []
            return pending

        self._stack.enter_context(patch.object(core.responses, "use", use))
        self._stack.enter_context(patch.object(core.sockets, "send", deliver))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self._stack.close()

    def ids(self) -> list[str]:
        """List everything that was sent and is not for people to read."""
        return [
            found
            for body in (*self._bodies, *(ack.body for ack in self._acks))
            for found in _ids(body)
        ]

    def _kept(self, name: str, does: Callable[[Workspace, Json], Json]) -> dispatch.Handler:
        def call(workspace: Workspace, arguments: Json) -> Json:
            self._bodies.append({"method": name, "arguments": arguments})
            return does(workspace, arguments)

        return call


def _ids(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield str(key)
            if key not in _WORDS or isinstance(value, dict | list):
                yield from _ids(value)
    elif isinstance(part, list):
        for item in part:
            yield from _ids(item)
    elif isinstance(part, str):
        yield part


def still_shown(traces: Traces, sandbox: Sandbox) -> Counter[str]:
    """Count what stands in the bot's messages, in its files, in App Home and on forms."""
    workspace = sandbox.workspace
    with workspace.lock:
        shown: dict[str, Any] = {
            f"message {each.ts} in {channel.id}": (each.text, each.blocks, each.metadata)
            for channel in workspace.channels.values()
            for each in channel.messages.values()
            if each.user == BOT_USER
        }
        for user_id, sights in workspace.sights.items():
            views = [modal.view for modal in (*sights.modals, sights.home) if modal]
            shown[f"forms and home of {user_id}"] = views
        files = {
            f"file {file.id}": file.content
            for file in workspace.files.values()
            if file.user == BOT_USER
        }
    texts = {place: json.dumps(part, ensure_ascii=False) for place, part in shown.items()}
    found = {place: traces.found_in(text.encode()) for place, text in texts.items()}
    found |= {place: traces.found_in(data) for place, data in files.items()}
    return +Counter({place: len(names) for place, names in found.items()})


def reached(traces: Traces, said: Said, sandbox: Sandbox) -> set[str]:
    """Name the fields whose words came to the bot, in what it was told or in a file."""
    told = json.dumps(said.heard, ensure_ascii=False).encode()
    files = b"".join(file.content for file in sandbox.workspace.files.values())
    return traces.found_in(told) | traces.found_in(files)
