"""People who use the bot while it dies and comes back: they do once more what did not work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.sandbox import Sandbox
from bot.sandbox.actor import Person
from bot.sandbox.core import Outcome
from bot.sandbox.records import Message, Modal
from bot.sandbox.shapes import Json
from bot.slack.ids import ActionId, BlockId, CallbackId
from tests.soak.cvs import Cv
from tests.soak.processes import CHANNEL, MANAGER

FORM_SECONDS = 4.0
"""How long somebody looks at a form that does not come, before they ask for it once more."""
DONE_SECONDS = 6.0
PATIENCE_SECONDS = 120.0
JOB = """AI Engineer, Platform

You will own assistants built on large language models from design to operation.

What you bring
- Three years of experience with Python in production
- Experience with retrieval and evaluation of language models
- Experience with Kubernetes, SQL and Airflow
- You have been on call for what you built
"""


class GaveUpError(Exception):
    """Something did not happen though somebody tried for a long time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A person at work.

    Nothing here looks at the whole screen, which would hold the sandbox up when it is full.
    """

    sandbox: Sandbox
    user_id: str
    unsure: list[str] = field(default_factory=list)
    """What they were not told the end of."""

    def open_requisition(self, job: str = JOB) -> None:
        """Open a requisition in the review channel, with its job description."""
        self.fill(
            "/hire open",
            CallbackId.REQUISITION_FORM,
            {
                BlockId.TITLE: "AI Engineer, Platform",
                BlockId.CHANNEL: CHANNEL,
                BlockId.HIRING_MANAGER: MANAGER,
                BlockId.PASTED: job,
            },
        )

    def add_cv(self, cv: Cv) -> None:
        """Add one candidate with a file, by the command."""
        self.fill("/hire cv", CallbackId.CANDIDATE_FORM, {BlockId.FILES: [_upload(cv)]}, cv.name)

    def add_several(self, cvs: Sequence[Cv]) -> None:
        """Share files in the channel, and have them read by the shortcut."""
        files = [(cv.name, cv.data) for cv in cvs]
        shared = self.person.message(CHANNEL, "More for the platform team.", files=files)
        assert shared.ts is not None
        ts = shared.ts

        def ask() -> Outcome:
            return self.person.message_shortcut("read_cv", CHANNEL, ts)

        self._fill(ask, CallbackId.CANDIDATE_FORM, {}, cvs[0].name)

    @property
    def person(self) -> Person:
        """The person's acts."""
        return self.sandbox.person(self.user_id)

    def fill(self, line: str, callback: CallbackId, values: Json, what: str = "") -> None:
        """Type a command, fill the form that comes, and submit it until that works.

        Args:
            line: The command.
            callback: Of the form.
            values: What to enter, by block id.
            what: Noted as unsure when no end of it is told.

        Raises:
            GaveUpError: It never worked.
        """
        self._fill(lambda: self.person.command(CHANNEL, line), callback, values, what)

    def _fill(
        self, ask: Callable[[], Outcome], callback: CallbackId, values: Json, what: str
    ) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            form = self._form(ask, callback)
            if form is not None:
                self._submit(form, values, deadline)
                if not self._is_told():
                    self.unsure.append(what)
                self._close_all()
                return
        raise GaveUpError(callback)

    def _form(self, ask: Callable[[], Outcome], callback: CallbackId) -> Modal | None:
        """Ask for a form; None when it does not come whole."""
        self._close_all()
        if not ask().ok:
            self._wait_for_bot()
            return None
        if not self.sees(lambda: _is_whole(self.modal, callback), FORM_SECONDS):
            return None
        return self.modal

    def _submit(self, form: Modal, values: Json, deadline: float) -> None:
        entered = {block: {str(ActionId.VALUE): value} for block, value in values.items()}
        while not self.person.submit(form.id, entered).ok:
            if time.monotonic() > deadline:
                problem = "; ".join(form.errors.values()) or "no ack"
                raise GaveUpError(problem)
            self._wait_for_bot()

    def _is_told(self) -> bool:
        """Whether the form says, or said by closing, how it ended."""
        return self.sees(lambda: self.modal is None or not _is_waiting(self.modal), DONE_SECONDS)

    @property
    def modal(self) -> Modal | None:
        """The form on top."""
        modals = self.sandbox.workspace.sights[self.user_id].modals
        return modals[-1] if modals else None

    def sees(self, predicate: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is seen; say whether it was."""
        try:
            self.sandbox.wait_until(predicate, seconds)
        except TimeoutError:
            return False
        return True

    def _wait_for_bot(self) -> None:
        self.sees(lambda: self.sandbox.sockets.connections > 0, PATIENCE_SECONDS)
        threading.Event().wait(0.05)  # a connection may be there and about to break

    def _close_all(self) -> None:
        while (modal := self.modal) is not None:
            self.person.close(modal.id)


def our_messages(sandbox: Sandbox) -> list[Message]:
    """List all that the bot shows in any channel, but what one person alone sees."""
    with sandbox.workspace.lock:
        return [
            message
            for channel in sandbox.workspace.channels.values()
            for message in channel.messages.values()
            if message.bot_id is not None and message.ephemeral_to is None
        ]


def _upload(cv: Cv) -> Json:
    return {"name": cv.name, "content": cv.data}


def _is_whole(modal: Modal | None, callback: CallbackId) -> bool:
    if modal is None or modal.view.get("callback_id") != callback:
        return False
    return modal.view.get("submit") is not None


def _is_waiting(modal: Modal) -> bool:
    title: str = modal.view["title"]["text"]
    return title == "One moment"
