"""What a person types becomes exactly the state that Slack would send."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.inputs import (
    NoSuchOptionError,
    action,
    field_problem,
    initial_state,
    is_empty,
    state_value,
)

Json = dict[str, Any]


def option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value.upper()}, "value": value}


OPTIONS = [option("a"), option("b")]


@pytest.mark.parametrize(
    ("element", "raw", "state"),
    [
        ({"type": "plain_text_input"}, "Ada", {"value": "Ada"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "number_input"}, 3, {"value": "3"}),
        ({"type": "static_select", "options": OPTIONS}, "b", {"selected_option": OPTIONS[1]}),
        ({"type": "radio_buttons", "options": OPTIONS}, None, {"selected_option": None}),
        (
            {"type": "static_select", "option_groups": [{"options": OPTIONS}]},
            "a",
            {"selected_option": OPTIONS[0]},
        ),
        ({"type": "checkboxes", "options": OPTIONS}, ["b"], {"selected_options": [OPTIONS[1]]}),
        ({"type": "multi_static_select", "options": OPTIONS}, None, {"selected_options": []}),
        ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        ({"type": "multi_users_select"}, None, {"selected_users": []}),
        ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
        ({"type": "channels_select"}, None, {"selected_channel": None}),
        ({"type": "datepicker"}, "2026-11-24", {"selected_date": "2026-11-24"}),
        ({"type": "file_input"}, [{"id": "F1"}], {"files": [{"id": "F1"}]}),
        ({"type": "button"}, None, {}),
    ],
)
def test_each_element_has_its_own_state(element: Json, raw: Any, state: Json) -> None:
    assert state_value(element, raw) == {"type": element["type"], **state}


@pytest.mark.parametrize("kind", ["static_select", "checkboxes"])
def test_an_option_that_is_not_offered_is_refused(kind: str) -> None:
    raw = ["c"] if kind == "checkboxes" else "c"
    with pytest.raises(NoSuchOptionError):
        state_value({"type": kind, "options": OPTIONS}, raw)


@pytest.mark.parametrize(
    ("element", "state"),
    [
        ({"type": "plain_text_input", "initial_value": "Ada"}, {"value": "Ada"}),
        (
            {"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[0]},
            {"selected_option": OPTIONS[0]},
        ),
        ({"type": "checkboxes", "options": OPTIONS}, {"selected_options": []}),
        ({"type": "file_input"}, {"files": []}),
        ({"type": "datepicker", "initial_date": "2026-01-01"}, {"selected_date": "2026-01-01"}),
    ],
)
def test_an_untouched_element_holds_its_initial_value(element: Json, state: Json) -> None:
    assert initial_state(element) == {"type": element["type"], **state}


@pytest.mark.parametrize("kind", ["button", "overflow"])
def test_buttons_and_overflows_keep_no_state(kind: str) -> None:
    assert initial_state({"type": kind, "options": OPTIONS}) is None


def test_emptiness_is_of_the_value() -> None:
    assert is_empty({"type": "file_input", "files": []})
    assert not is_empty({"type": "plain_text_input", "value": "0"})


@pytest.mark.parametrize(
    ("element", "value", "problem"),
    [
        ({"type": "plain_text_input"}, None, "Please complete this required field."),
        (
            {"type": "plain_text_input", "min_length": 3},
            "ab",
            "Please enter at least 3 characters.",
        ),
        (
            {"type": "plain_text_input", "max_length": 3},
            "abcd",
            "Please enter at most 3 characters.",
        ),
        ({"type": "plain_text_input"}, "abc", None),
        ({"type": "email_text_input"}, "ada", "Please enter a valid email address."),
        ({"type": "email_text_input"}, "ada@example.org", None),
        ({"type": "url_text_input"}, "example", "Please enter a valid URL."),
        ({"type": "url_text_input"}, "https://example.org", None),
        ({"type": "number_input"}, "three", "Please enter a number."),
        ({"type": "number_input"}, "3.5", "Please enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "3.5", None),
        ({"type": "number_input", "min_value": "2"}, "1", "Please enter a number of at least 2."),
        ({"type": "number_input", "max_value": "2"}, "3", "Please enter a number of at most 2."),
        ({"type": "datepicker"}, "2026-01-01", None),
    ],
)
def test_slacks_client_checks_a_field_before_it_sends(
    element: Json, value: str | None, problem: str | None
) -> None:
    block = {"type": "input", "block_id": "b", "element": element}
    assert field_problem(block, state_value(element, value)) == problem


def test_an_optional_field_may_stay_empty() -> None:
    element = {"type": "plain_text_input"}
    block = {"type": "input", "optional": True, "element": element}
    assert field_problem(block, state_value(element, None)) is None


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["pdf"], None),
        (["pdf", "pdf"], None),
        (["pdf"] * 3, "You can upload up to 2 files."),
        (["exe"], "This file type can't be uploaded here."),
    ],
)
def test_a_file_field_takes_so_many_of_such_types(names: list[str], problem: str | None) -> None:
    element = {"type": "file_input", "max_files": 2, "filetypes": ["pdf"]}
    files = [{"filetype": name} for name in names]
    block = {"type": "input", "element": element}
    assert field_problem(block, state_value(element, files)) == problem


def test_an_action_names_its_place_and_value() -> None:
    text = {"type": "plain_text", "text": "Go"}
    button = {"type": "button", "action_id": "go", "text": text, "value": "r1", "style": "primary"}
    assert action("row", button, {"type": "button"}, "1.5") == {
        "block_id": "row",
        "action_id": "go",
        "action_ts": "1.5",
        "text": text,
        "value": "r1",
        "style": "primary",
        "type": "button",
    }
