"""The listeners that Bolt calls: each reads its payload, acks, and lets nothing escape."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App

from bot.domain.people import Actor
from bot.slack import parse
from bot.slack.acking import ACK_SECONDS, OneAck
from bot.slack.actions import keeps, on_click
from bot.slack.answering import Trouble, answering
from bot.slack.builders.replies import COMMAND
from bot.slack.commands import on_command
from bot.slack.shortcuts import on_shortcut
from bot.slack.speaking import Speaker, Tools
from bot.slack.submitting import submit

_ANY = re.compile("")
_NOBODY = Actor(user_id="", team_id="")

Ack = Callable[..., Any]
Body = dict[str, Any]


class Routes:
    """Our listeners.

    Args:
        tools: What they reach.
        ack_seconds: How long the ack of a form, or of a click that keeps something, waits for it.
    """

    def __init__(self, tools: Tools, *, ack_seconds: float = ACK_SECONDS) -> None:
        self._tools = tools
        self._ack_seconds = ack_seconds

    def register(self, app: App) -> None:
        """Have Bolt call the listeners; which id means what stands in our own tables."""
        app.command(COMMAND)(self.command)
        app.shortcut(_ANY)(self.shortcut)
        app.action(_ANY)(self.click)
        app.view(_ANY)(self.submission)

    def command(self, ack: Ack, body: Body) -> None:
        """Take a command; what is wrong with its payload becomes the ack."""

        def say(trouble: Trouble) -> None:
            ack(text=trouble.payload.text, blocks=trouble.payload.blocks)

        with answering("command", say):
            request = parse.command(body)
            ack()
            speaker = Speaker(tools=self._tools, actor=request.actor, place=request.place)
            with answering("command", speaker.trouble):
                on_command(self._tools, request)

    def shortcut(self, ack: Ack, body: Body) -> None:
        """Take a shortcut."""
        ack()
        with answering("shortcut", self._unread(body)):
            request = parse.shortcut(body)
            speaker = Speaker(tools=self._tools, actor=request.actor, place=request.place)
            with answering(request.id, speaker.trouble):
                on_shortcut(self._tools, request)

    def click(self, ack: Ack, body: Body) -> None:
        """Take a click: one that keeps something is acked once it is kept, or after a while."""
        once = OneAck()

        def acked(say: Callable[[Trouble], None]) -> Callable[[Trouble], None]:
            def then_say(trouble: Trouble) -> None:
                once.make(ack)
                say(trouble)

            return then_say

        with answering("click", acked(self._unread(body))):
            request = parse.click(body)
            speaker = Speaker(tools=self._tools, actor=request.actor, place=request.place)
            with answering(request.action, acked(speaker.trouble)):
                if keeps(request):
                    once.at_latest(self._ack_seconds, ack)
                else:
                    once.make(ack)
                after = on_click(self._tools, request)
                once.make(ack)
                if after is not None:
                    after()

    def submission(self, ack: Ack, body: Body) -> None:
        """Take a form."""

        def say(trouble: Trouble) -> None:
            ack(response_action="update", view=trouble.view)

        with answering("submission", say):
            submit(self._tools, parse.submission(body), ack, self._ack_seconds)

    def _unread(self, body: Body) -> Callable[[Trouble], None]:
        """Answer where somebody did something that cannot be read."""
        place = parse.click_place(body)
        return Speaker(tools=self._tools, actor=_NOBODY, place=place).trouble
