"""Faults strike what they name, in their order, as often as they were asked to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.sandbox.model import Fault, honest
from bot.sandbox.model.damage import GERMAN, STRANGER, damaged
from bot.sandbox.model.faults import KINDS, TEXTS, FaultQueue
from bot.sandbox.model.refusals import RETRY_FORMS, retry_headers
from tests.unit.sandbox_model.samples import KEYS, prompt, reading_schema

GOOD = honest(prompt())
SCHEMA = reading_schema()


def readings(kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(damaged(kind, GOOD, SCHEMA))["readings"]
    return found


# The queue ------------------------------------------------------------------------------------


def test_faults_strike_in_their_order_and_as_often_as_asked() -> None:
    queue = FaultQueue()
    first = queue.add(Fault(kind="server_error", times=2))
    queue.add(Fault(kind="fenced"))
    struck = [queue.strike("chat", {}) for _ in range(4)]
    assert [rule.kind if rule else None for rule in struck] == [
        "server_error",
        "server_error",
        "fenced",
        None,
    ]
    assert first.fired == 2


def test_an_endless_fault_ends_when_it_is_cleared() -> None:
    queue = FaultQueue()
    planted = queue.add(Fault(kind="rate_limited", times=None))
    assert all(queue.strike("responses", {}) for _ in range(50))
    queue.clear()
    assert queue.strike("responses", {}) is None
    assert planted.fired == 50


def test_a_fault_of_one_wire_leaves_the_other_alone() -> None:
    queue = FaultQueue()
    queue.add(Fault(kind="not_found", wire="responses"))
    assert queue.strike("chat", {}) is None
    assert queue.strike("responses", {}) is not None


@pytest.mark.parametrize(
    ("parameter", "body", "is_struck"),
    [
        ("temperature", {"temperature": 0}, True),
        ("temperature", {"temperature": None}, False),
        ("temperature", {}, False),
        ("text.format.schema", {"text": {"format": {"type": "json_object"}}}, False),
        ("text.format.schema", {"text": {"format": {"schema": {}}}}, True),
        ("text.format.schema", {"text": "plain"}, False),
    ],
)
def test_a_refused_parameter_strikes_only_requests_that_hold_it(
    parameter: str, body: dict[str, Any], *, is_struck: bool
) -> None:
    queue = FaultQueue()
    queue.add(Fault(kind="bad_parameter", parameter=parameter))
    assert (queue.strike("responses", body) is not None) is is_struck


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "gremlins"},
        {"kind": "rate_limited", "form": "smoke signals"},
        {"kind": "rate_limited", "wire": "telegraph"},
        {"kind": "bad_parameter"},
        {"kind": "fenced", "parameter": "temperature"},
    ],
)
def test_a_fault_that_means_nothing_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"unknown|names a parameter"):
        Fault(**options)


def test_every_kind_says_what_it_does() -> None:
    assert all(KINDS.values())


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ("seconds", {"Retry-After": "3"}),  # 2.5 s, in whole seconds and never too early
        ("ms", {"retry-after-ms": "2500"}),
        ("date", {"Retry-After": "Tue, 20 Oct 2026 12:00:02 GMT"}),
        ("junk", {"Retry-After": "soon"}),
        ("none", {}),
    ],
)
def test_waits_are_written_in_every_form(form: str, headers: dict[str, str]) -> None:
    # 1792497600 is 20 October 2026, 12:00 UTC; an HTTP date drops the half second.
    assert retry_headers(form, 2.5, 1792497600.0) == headers
    assert form in RETRY_FORMS


# Texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TEXTS)
def test_no_damaged_text_is_a_valid_answer_but_for_one_in_another_language(kind: str) -> None:
    def is_valid(text: str) -> bool:
        try:
            answer = json.loads(text)
        except json.JSONDecodeError:
            return False
        keys = [item["criterion"] for item in answer.get("readings", ())]
        return Draft202012Validator(SCHEMA).is_valid(answer) and keys == list(KEYS)

    assert is_valid(GOOD)
    assert is_valid(damaged(kind, GOOD, SCHEMA)) == (kind == "other_language")


@pytest.mark.parametrize(
    ("kind", "level"), [("level_9", 9), ("level_fraction", 3.7), ("level_text", "4")]
)
def test_levels_are_off_in_their_own_way(kind: str, level: object) -> None:
    found = [item["level"] for item in readings(kind)]
    assert found[0] == level
    assert type(found[0]) is type(level)
    assert found[1:] == [3]


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("unknown_criterion", [STRANGER, KEYS[1]]),
        ("missing_criterion", [KEYS[0]]),
        ("duplicate_criterion", [*KEYS, KEYS[0]]),
    ],
)
def test_criteria_are_off_in_their_own_way(kind: str, keys: list[str]) -> None:
    assert [item["criterion"] for item in readings(kind)] == keys


def test_another_language_changes_the_sentences_and_no_quote() -> None:
    good = json.loads(GOOD)["readings"]
    for item, before in zip(readings("other_language"), good, strict=True):
        assert item["rationale"] == item["missing"] == GERMAN
        assert (item["quotes"], item["level"]) == (before["quotes"], before["level"])


def test_texts_around_the_json_keep_it_whole() -> None:
    assert damaged("fenced", GOOD, SCHEMA) == f"```json\n{GOOD}\n```"
    assert GOOD in damaged("prose", GOOD, SCHEMA)
    assert GOOD.startswith(damaged("partial", GOOD, SCHEMA))


@pytest.mark.parametrize("text", ['{"summary": "short"}', "no JSON", "[1]"])
def test_a_fault_that_finds_nothing_to_strike_is_seen_all_the_same(text: str) -> None:
    assert json.loads(damaged("duplicate_criterion", text, None))["fault"] == "duplicate_criterion"
