"""What is kept of a job is sealed, plain, and holds no text of an error."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.jobs.serializer import SealedJson, StepFailedError
from bot.store.keys import KeyRing

SEALED = SealedJson(KeyRing((bytes(range(32)),)))

_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(_PLAIN)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    if isinstance(value, dict) and value.keys() == {"__error__"}:
        return

    assert SEALED.deserialize(SEALED.serialize(value)) == value


def test_a_tuple_comes_back_as_a_list_inside_the_arguments_of_a_job() -> None:
    kept = SEALED.serialize({"args": ("id", 1), "kwargs": {}})

    assert SEALED.deserialize(kept) == {"args": ["id", 1], "kwargs": {}}


def test_nothing_can_be_read_without_the_key() -> None:
    kept = SEALED.serialize({"args": ["canary"]})

    assert b"canary" not in base64.b64decode(kept)
    with pytest.raises(StoreError):
        SealedJson(KeyRing((bytes(32),))).deserialize(kept)


def test_of_an_error_only_its_class_is_kept() -> None:
    error = SEALED.deserialize(SEALED.serialize(ValueError("Ada Canary")))

    assert isinstance(error, StepFailedError)
    assert error.args == ("ValueError",)


def test_what_is_not_plain_does_not_belong_in_a_job() -> None:
    with pytest.raises(TypeError, match="datetime does not belong in a job"):
        SEALED.serialize({"at": datetime(2026, 1, 1, tzinfo=UTC)})
