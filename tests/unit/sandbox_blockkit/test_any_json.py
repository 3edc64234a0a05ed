"""Any JSON gets an answer, and no answer repeats the text it is about."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.blockkit import Problem, check_message, check_view
from tests.unit.sandbox_blockkit.samples import (
    ACTION_ELEMENTS,
    BLOCKS,
    INPUT_ELEMENTS,
    Json,
    check,
    holding,
    home,
    message,
    modal,
    mrkdwn,
    option,
    replaced,
    rich_text,
)

FIELDS = [
    "type",
    "text",
    "blocks",
    "elements",
    "options",
    "rows",
    "chart",
    "series",
    "block_id",
    "metadata",
]
TYPES = [*BLOCKS, *ACTION_ELEMENTS, *INPUT_ELEMENTS, "modal", "home", "plain_text", "mrkdwn", "pie"]
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(TYPES)
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=5)
    ),
    max_leaves=25,
)
ANY_OBJECT = st.dictionaries(st.sampled_from(FIELDS) | st.text(), ANY_JSON, max_size=5)

EVERYTHING = [
    message(*BLOCKS.values(), metadata={"event_type": "e", "event_payload": {}}),
    modal(*map(holding, (ACTION_ELEMENTS | INPUT_ELEMENTS).values())),
    home(*BLOCKS.values()),
]


def pointers(value: Any, here: str = "") -> Iterator[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for step, item in items:
        yield f"{here}/{step}"
        if isinstance(item, (dict, list)):
            yield from pointers(item, f"{here}/{step}")


EVERYWHERE = [(payload, pointer) for payload in EVERYTHING for pointer in pointers(payload)]
ONE_BY_ONE = [
    (payload, pointer)
    for payload in [
        *map(message, BLOCKS.values()),
        *(modal(holding(element)) for element in (ACTION_ELEMENTS | INPUT_ELEMENTS).values()),
    ]
    for pointer in pointers(payload)
]


@settings(deadline=None)  # the first example also reads the schema
@given(ANY_OBJECT)
def test_any_message_gets_an_answer(payload: Json) -> None:
    assert all(isinstance(problem, Problem) for problem in check_message(payload))


@settings(deadline=None)  # the first example also reads the schema
@given(ANY_OBJECT, st.sampled_from(["modal", "home"]) | ANY_JSON)
def test_any_view_gets_an_answer(view: Json, kind: object) -> None:
    assert all(isinstance(problem, Problem) for problem in check_view({**view, "type": kind}))


@settings(deadline=None)  # the first example also reads the schema
@given(st.sampled_from(EVERYWHERE), ANY_JSON)
def test_a_good_payload_with_any_part_gets_an_answer(place: tuple[Json, str], part: object) -> None:
    payload, pointer = place
    assert all(isinstance(problem, Problem) for problem in check(replaced(payload, pointer, part)))


SECRET = "Zebedee Quill, 12 Lantern Row"


@pytest.mark.parametrize(
    "value", [SECRET, {SECRET: SECRET}, {"type": SECRET}, [SECRET] * 300, SECRET * 2000]
)
def test_no_problem_repeats_the_text_it_is_about(value: object) -> None:
    said = [
        problem
        for payload, pointer in ONE_BY_ONE
        for problem in check(replaced(payload, pointer, value))
    ]
    assert len(said) > len(ONE_BY_ONE) / 2  # many a place may hold this text
    assert not [problem for problem in said if "Zebedee" in problem.message + problem.pointer]


def test_a_key_that_may_hold_anything_is_no_part_of_a_pointer() -> None:
    block = {"type": "section", "text": mrkdwn(), SECRET: INPUT_ELEMENTS["file_input"]}
    pointers_said = [problem.pointer for problem in check_message(message(block))]
    assert pointers_said == ["/blocks/0", "/blocks/0/?/type"]


def full(number: int) -> Json:
    button = {key: ACTION_ELEMENTS["button"][key] for key in ("type", "text", "value", "confirm")}
    kinds: list[Json] = [
        {"type": "section", "text": mrkdwn("x" * 300), "accessory": button | {"action_id": "a"}},
        {
            "type": "actions",
            "elements": [
                *(button | {"action_id": str(place)} for place in range(3)),
                ACTION_ELEMENTS["overflow"]
                | {"options": [option(str(place)) for place in range(5)]},
            ],
        },
        {"type": "context", "elements": [mrkdwn()] * 3},
        {"type": "rich_text", "elements": rich_text()["elements"][1:]},
    ]
    return kinds[number % 4] | {"block_id": str(number)}


@pytest.mark.skipif(sys.gettrace() is not None, reason="coverage slows every line down")
@pytest.mark.parametrize(
    ("check_it", "payload", "bound_seconds"),
    [
        (check_message, message(*map(full, range(50))), 0.010),
        (check_view, home(*map(full, range(100))), 0.020),
    ],
)
def test_a_check_is_quick(
    check_it: Callable[[Json], list[Problem]], payload: Json, bound_seconds: float
) -> None:
    assert check_it(payload) == []  # also reads the schema, once
    taken = []
    gc.disable()
    for _ in range(10):
        start = time.process_time()  # of this process: other work on the machine does not count
        check_it(payload)
        taken.append(time.process_time() - start)
    gc.enable()
    assert min(taken) < bound_seconds
