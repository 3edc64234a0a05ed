"""What comes before Bolt's own parts: odd payloads get an answer, events are acked when kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware

from bot.errors import SlackError, StoreError
from bot.slack import builders
from bot.slack.answering import Trouble, answering
from bot.slack.events import EVENTS, Ears, on_event
from bot.slack.parse import is_whole, stale
from bot.slack.parse_events import event

log = logging.getLogger("plumbline.slack.gate")

EVENT_SECONDS = 2.5
"""How long an event may take until Slack is left to deliver it again, which it does after 3 s."""


class Gate(Middleware):
    """The first part that sees a request.

    Bolt acks an event before its listener has kept anything, so events are dealt with here: one
    that could not be kept is not acked, and Slack delivers it again.

    Args:
        ears: For the events.
        executor: Where they are dealt with.
        seconds: How long one may take.
    """

    def __init__(self, ears: Ears, executor: Executor, *, seconds: float = EVENT_SECONDS) -> None:
        self._ears, self._executor, self._seconds = ears, executor, seconds

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,
        next: Callable[[], BoltResponse],  # noqa: A002  # Bolt's name
    ) -> BoltResponse | None:
        """Deal with an event or an odd payload; let everything else pass."""
        del resp
        if req.body.get("type") == "event_callback":
            return self._event(req.body)
        if not is_whole(req.body):
            return unknown(req.body)
        return next()

    def _event(self, body: dict[str, Any]) -> BoltResponse:
        try:
            is_done = self._executor.submit(self._is_done, body).result(self._seconds)
        except TimeoutError:
            log.warning("an event takes longer than %.1f s; it will come again", self._seconds)
            is_done = False
        return BoltResponse(status=200 if is_done else 503, body="")

    def _is_done(self, body: dict[str, Any]) -> bool:
        """Deal with an event, and say whether it need not come again."""
        found = event(body, self._ears.tools.deps.team_id)
        if found is None or found.kind not in EVENTS:
            return True
        troubles: list[Trouble] = []
        with answering(found.kind, troubles.append):
            on_event(self._ears, found)
        return not any(_is_passing(trouble) for trouble in troubles)


def unknown(body: dict[str, Any]) -> BoltResponse:
    """Answer what none of our listeners takes, so that Slack shows no failure of its own."""
    trouble = Trouble(error=stale(), reference="")
    if body.get("type") == "view_submission":
        view = trouble.view
        return BoltResponse(status=200, body={"response_action": "update", "view": view})
    if isinstance(body.get("command"), str):
        return BoltResponse(status=200, body=builders.refusal(stale(), "").text)
    return BoltResponse(status=200, body="")


def _is_passing(trouble: Trouble) -> bool:
    """Whether it may work when the event comes again."""
    return trouble.error is None or isinstance(trouble.error, StoreError | SlackError)
