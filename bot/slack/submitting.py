"""The one answer to a form: in the ack while there is time, and in the form itself after that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from bot.slack import builders
from bot.slack.acking import ACK_SECONDS, OneAck
from bot.slack.answering import Trouble, answering
from bot.slack.builders import Json
from bot.slack.gateway import OpenView
from bot.slack.ids import CallbackId
from bot.slack.parse import Submission
from bot.slack.speaking import Tools, update
from bot.slack.submissions import field_of, on_submission

SETTLE_SECONDS = 0.5
"""From an ack that changed the form to the next change of it, so that they keep their order."""

Ack = Callable[..., Any]


class Answer:
    """The answer to one form.

    Whoever comes first of the outcome and the clock makes the ack; an outcome that comes later is
    shown by a change of the form.

    Args:
        ack: Of this request.
        tools: To change the form with.
        submission: What was sent off.
        seconds: Until the ack is made without an outcome; > 0.
    """

    def __init__(
        self, ack: Ack, tools: Tools, submission: Submission, *, seconds: float = ACK_SECONDS
    ) -> None:
        self._ack, self._tools, self._submission = ack, tools, submission
        self._once = OneAck()
        skeleton = builders.skeleton_view("One moment", CallbackId.NOTICE)
        self._once.at_latest(seconds, lambda: ack(response_action="update", view=skeleton))

    def close(self) -> None:
        """Close the form."""
        if not self._once.make(self._ack):
            done = builders.notice_view("Done", builders.said("Done. You can close this."))
            self._change(done)

    def show(self, view: Json) -> None:
        """Let another view follow."""
        if not self._once.make(lambda: self._ack(response_action="update", view=view)):
            self._change(view)

    def trouble(self, trouble: Trouble) -> None:
        """Say what went wrong: at a field, so that nothing typed is lost, or in place of the form.

        Args:
            trouble: What went wrong.
        """
        block = self._field(trouble)
        if not block:
            self.show(trouble.view)
            return
        errors = {block: trouble.words}
        if not self._once.make(lambda: self._ack(response_action="errors", errors=errors)):
            self._change(trouble.view)

    def _field(self, trouble: Trouble) -> str:
        if trouble.error is None:
            return next(iter(self._submission.inputs), "")
        return field_of(self._submission, trouble.error)

    def _change(self, view: Json) -> None:
        """Change the form after the ack changed it, so that its hash is another one now."""
        threading.Event().wait(max(0.0, SETTLE_SECONDS - self._once.age))
        update(self._tools, OpenView(view_id=self._submission.view.view_id, hash=""), view)


def submit(tools: Tools, submission: Submission, ack: Ack, seconds: float = ACK_SECONDS) -> None:
    """Do what a form says, and answer it; nothing is raised.

    Args:
        tools: What to reach.
        submission: What was sent off.
        ack: Of this request.
        seconds: Until the ack is made without an outcome.
    """
    answer = Answer(ack, tools, submission, seconds=seconds)
    with answering(submission.callback, answer.trouble):
        view = on_submission(tools, submission)
        if view is None:
            answer.close()
        else:
            answer.show(view)
