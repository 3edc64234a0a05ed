"""Nothing escapes a listener, and nothing of an error reaches the log but where it was raised."""

from __future__ import annotations

import logging

import pytest

from bot.errors import (
    BotError,
    ConflictError,
    RefusedError,
    StoreError,
    UnsureError,
    UsageError,
)
from bot.slack.answering import Trouble, answering, trouble_of

SECRET = "Amara Nwosu"


class Said:
    """Remembers what a person was told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.troubles: list[Trouble] = []
        self.failure = failure

    def __call__(self, trouble: Trouble) -> None:
        self.troubles.append(trouble)
        if self.failure is not None:
            raise self.failure


def fail(error: Exception) -> None:
    raise error


def test_what_goes_well_says_nothing() -> None:
    said = Said()

    with answering("click", said):
        pass

    assert said.troubles == []


def test_an_error_of_ours_is_said_in_its_own_words_without_a_reference() -> None:
    said = Said()

    with answering("click", said):
        fail(UsageError("There is no CV yet.", "Share a file."))

    (trouble,) = said.troubles
    assert trouble.words == "There is no CV yet. Share a file."
    assert trouble.payload.text == "There is no CV yet. Nothing was changed. Share a file."


def test_a_form_that_slack_did_not_open_is_not_said_to_be_tried_again() -> None:
    trouble = trouble_of(UnsureError("timeout"), "command")

    assert trouble.reference
    words = "Slack did not answer. Nothing was changed. Try again in a minute."
    assert trouble.payload.text == words


def test_what_an_error_says_was_kept_is_not_said_twice() -> None:
    trouble = Trouble(
        error=ConflictError("Decided. Nothing was changed.", "Undo it."), reference=""
    )

    assert trouble.payload.text.count("Nothing was changed.") == 1
    assert str(trouble.view).count("Nothing was changed.") == 1


@pytest.mark.parametrize("error", [ValueError(SECRET), KeyError(SECRET), RuntimeError(SECRET)])
def test_a_fault_gives_a_reference_that_is_in_the_log_and_no_more(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    said = Said()

    with caplog.at_level(logging.DEBUG), answering("click", said):
        fail(error)

    (trouble,) = said.troubles
    assert len(trouble.reference) == 4
    assert f"click: {type(error).__name__} in fail:" in caplog.text
    assert f"(ref {trouble.reference})" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in str(trouble.payload) + str(trouble.view) + trouble.words


def test_an_error_of_the_store_has_words_and_a_reference() -> None:
    trouble = trouble_of(StoreError("The disk is full.", "Free some space."), "click")

    assert trouble.words == f"The disk is full. Free some space. (ref {trouble.reference})"
    assert trouble.reference in str(trouble.view)


def test_what_cannot_be_said_is_logged_and_does_not_escape(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with answering("click", Said(failure=RefusedError("x", "Slack said no.", "-"))):
        fail(BotError("It did not work.", "Try again."))

    assert "click: could not be said: RefusedError" in caplog.text


def test_a_person_who_stops_the_process_is_heard() -> None:
    with pytest.raises(KeyboardInterrupt), answering("click", Said()):
        raise KeyboardInterrupt
