"""Nothing escapes a listener: whatever goes wrong in it becomes words for the person who acted."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.errors import BotError, DisconnectedError, SlackError, StoreError, UnsureError
from bot.slack import builders
from bot.slack.builders import Json, Payload
from bot.slack.builders.text import nameless

log = logging.getLogger("plumbline.slack")

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are taken for one another when read out."""
_WORTH_A_LOOK = (StoreError, UnsureError, DisconnectedError)
"""Errors of ours whose cause somebody who runs the bot should see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What went wrong, as a person learns it."""

    error: BotError | None
    """None for a fault of ours, of which a person learns no more than the reference."""
    reference: str
    """By which it is found in the log; "" when nobody needs to look."""

    @property
    def payload(self) -> Payload:
        """The words as a message."""
        if self.error is None:
            return builders.fault(self.reference)
        return builders.refusal(self.error, self.reference, kept=self._kept)

    @property
    def view(self) -> Json:
        """The words as a view."""
        if self.error is None:
            return builders.notice_view("Something broke", builders.fault(self.reference))
        return builders.error_view(
            self.error.problem, self.error.fix, self.reference, kept=self._kept
        )

    @property
    def words(self) -> str:
        """The words as a line below a field; what was typed there stays."""
        if self.error is None:
            said = "Something broke on our side. Try again; what you typed is still here."
        else:
            said = nameless(f"{self.error.problem} {self.error.fix}")
        return f"{said} (ref {self.reference})" if self.reference else said

    @property
    def _kept(self) -> str:
        """Say that nothing was changed, unless the error says so itself."""
        said = "" if self.error is None else self.error.problem
        return "" if "Nothing was" in said else "Nothing was changed."


@contextmanager
def answering(what: str, say: Callable[[Trouble], None]) -> Iterator[None]:
    """Let nothing escape: an error is said to the person, and at worst logged.

    Bolt loses an ack when a listener raises right after it.

    Args:
        what: Name of the listener for the log; never anything from a payload.
        say: Says it where the person acted; what it raises is logged.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001  # the promise of this module
        trouble = trouble_of(error, what)
        try:
            say(trouble)
        except Exception as again:  # noqa: BLE001  # nobody is left to tell
            _log(logging.WARNING, f"{what}: could not be said", again, trouble.reference)


def trouble_of(error: Exception, what: str) -> Trouble:
    """Say what an error means to a person, and log what somebody else has to look at.

    Args:
        error: Any.
        what: Name of the listener for the log.
    """
    if isinstance(error, BotError) and not isinstance(error, _WORTH_A_LOOK):
        log.info("%s: %s", what, type(error).__name__)
        return Trouble(error=error, reference="")
    reference = "".join(secrets.choice(_LETTERS) for _ in range(4))
    known = _for_a_person(error) if isinstance(error, BotError) else None
    _log(logging.WARNING if known else logging.ERROR, what, error, reference)
    return Trouble(error=known, reference=reference)


def _for_a_person(error: BotError) -> BotError:
    """Say what to do next, of what nobody looks up: only messages that are posted are."""
    if not isinstance(error, UnsureError):
        return error
    return SlackError(error.code, error.problem, "Try again in a minute.")


def _log(level: int, what: str, error: Exception, reference: str) -> None:
    """Write the class and where it was raised: the text of an error may hold what it is about."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "-"
    log.log(level, "%s: %s in %s (ref %s)", what, type(error).__name__, at, reference or "-")
