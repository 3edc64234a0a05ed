"""Where a person is answered: beside a message, in the form that is open, or over App Home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.people import Actor
from bot.errors import BotError, RefusedError
from bot.services.bot_deps import BotDeps, Post
from bot.services.messages import NoteMessage
from bot.slack import builders
from bot.slack.answering import Trouble, answering
from bot.slack.builders import Json, Payload, parts
from bot.slack.gateway import OpenView
from bot.slack.ids import ActionId, CallbackId
from bot.slack.parse import Place
from bot.slack.responding import Respond

_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
_CLOSED = frozenset({"not_found", "view_not_found", "hash_conflict"})
"""The person closed the form meanwhile, or something newer stands in it."""
_TITLE = "Plumbline"


class Views(Protocol):
    """What opens and changes forms."""

    def open_view(self, trigger_id: str, view: Json) -> OpenView:
        """Open a form, within 3 s of what a person did."""
        ...

    def update_view(self, shown: OpenView, view: Json) -> OpenView:
        """Change an open form, unless it changed meanwhile."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every listener reaches."""

    deps: BotDeps
    views: Views
    respond: Respond


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A button that does once more what came too late."""

    action: ActionId
    value: str
    """Opaque."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One person, at the place where they did something."""

    tools: Tools
    actor: Actor
    place: Place

    def say(self, payload: Payload) -> None:
        """Say something: in the open form, beside the message, or in a form of its own.

        Raises:
            SlackError: It was not, or may not have been, said.
        """
        if self.place.view is not None:
            update(self.tools, self.place.view, builders.notice_view(_TITLE, payload))
        elif self.place.response_url:
            self.tools.respond(self.place.response_url, payload, self.place.thread_ts)
        else:
            notice = builders.notice_view(_TITLE, payload)
            self.tools.views.open_view(self.place.trigger_id, notice)

    def trouble(self, trouble: Trouble) -> None:
        """Say what went wrong; as a direct message where nothing else reaches the person.

        Raises:
            BotError: It was not, or may not have been, said.
        """
        try:
            self.say(trouble.payload)
        except RefusedError:
            if self.place.response_url or self.place.view:
                raise
            self._direct(trouble.error)

    def show(
        self,
        title: str,
        callback: CallbackId,
        build: Callable[[], Json],
        retry: Retry | None = None,
    ) -> None:
        """Open a form at once as a skeleton, then fill it; its errors are said in it.

        Args:
            title: Of the skeleton.
            callback: Of the form.
            build: Makes the form; may take its time and may fail.
            retry: The button to offer when the form may no longer be opened; None for words.

        Raises:
            SlackError: It could not be opened, for another reason than that it was too late.
        """
        skeleton = builders.skeleton_view(title, callback)
        try:
            if self.place.view is not None:
                shown = self.tools.views.update_view(self.place.view, skeleton)
            else:
                shown = self.tools.views.open_view(self.place.trigger_id, skeleton)
        except RefusedError as error:
            if error.code in _CLOSED:
                return
            if error.code not in _TOO_LATE:
                raise
            self._late(retry)
            return
        with answering(callback, lambda trouble: update(self.tools, shown, trouble.view)):
            update(self.tools, shown, build())

    def _late(self, retry: Retry | None) -> None:
        """Offer to do it once more, where Slack did not let a form open in time."""
        fix = "Press the button to try again." if retry else "Try again."
        error = BotError("Slack did not let me open the form in time.", fix)
        if not self.place.response_url:
            self._direct(error)
            return
        said = builders.refusal(error, "")
        again = (
            parts.actions(parts.button("Try again", retry.action, retry.value, is_primary=True))
            if retry
            else []
        )
        payload = Payload(text=said.text, blocks=[*said.blocks, *again])
        self.tools.respond(self.place.response_url, payload, self.place.thread_ts)

    def _direct(self, error: BotError | None) -> None:
        problem, fix = (
            (error.problem, error.fix)
            if error
            else ("Something broke on our side.", "Try again in a minute.")
        )
        slack = self.tools.deps.slack
        slack.post(
            Post(
                posting_id=self.tools.deps.new_id(),
                channel=slack.direct_channel(self.actor.user_id),
                thread_ts="",
                recipient=self.actor.user_id,
                message=NoteMessage(problem=problem, fix=fix, retry_posting_id=""),
            )
        )


def update(tools: Tools, shown: OpenView, view: Json) -> None:
    """Change a form; nothing happens to one that was closed or changed meanwhile.

    Raises:
        SlackError: It could not be changed.
    """
    try:
        tools.views.update_view(shown, view)
    except RefusedError as error:
        if error.code not in _CLOSED:
            raise
