"""Every reason comes with a problem and a next step, and crosses processes."""

from __future__ import annotations

import pickle

import pytest

from bot.errors import DocumentError, RateLimitedError, Reason
from bot.slack.answering import trouble_of
from bot.slack.errors import UnreachedError


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_says_what_is_wrong_and_what_to_do(reason: Reason) -> None:
    error = DocumentError(reason)

    assert error.problem.endswith(".")
    assert error.fix.endswith(".")


def test_a_document_error_survives_the_way_out_of_a_child_process() -> None:
    copy = pickle.loads(pickle.dumps(DocumentError(Reason.SCANNED)))

    assert copy.reason is Reason.SCANNED
    assert copy.fix == DocumentError(Reason.SCANNED).fix


def test_a_person_whose_form_did_not_come_is_not_told_that_it_goes_on_by_itself() -> None:
    for error in (RateLimitedError(30.0), UnreachedError(30.0)):
        said = trouble_of(error, "command").payload.text

        assert said.endswith("Nothing was changed. Try again in 30 s.")
        assert "itself" not in said
