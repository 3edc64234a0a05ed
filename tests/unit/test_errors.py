"""Every reason comes with a problem and a next step, and crosses processes."""

from __future__ import annotations

import pickle

import pytest

from bot.errors import DocumentError, Reason


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_says_what_is_wrong_and_what_to_do(reason: Reason) -> None:
    error = DocumentError(reason)

    assert error.problem.endswith(".")
    assert error.fix.endswith(".")


def test_a_document_error_survives_the_way_out_of_a_child_process() -> None:
    copy = pickle.loads(pickle.dumps(DocumentError(Reason.SCANNED)))

    assert copy.reason is Reason.SCANNED
    assert copy.fix == DocumentError(Reason.SCANNED).fix
