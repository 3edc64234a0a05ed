"""Rules between blocks: surfaces, ids, counts, metadata and sizes."""

from __future__ import annotations

import json

import pytest

from bot.sandbox.blockkit import Problem, check_message, check_view
from tests.unit.sandbox_blockkit.samples import (
    ACTION_ELEMENTS,
    BLOCKS,
    CELL,
    INPUT_ELEMENTS,
    NUMBER,
    TASK,
    Json,
    check,
    holding,
    home,
    message,
    modal,
    option,
    plain,
    replaced,
    rich_text,
    said,
)

BUTTON = ACTION_ELEMENTS["button"]

ANYWHERE = {"message", "modal", "home"}
SURFACES = {
    "section": ANYWHERE,
    "header": ANYWHERE,
    "context": ANYWHERE,
    "divider": ANYWHERE,
    "image": ANYWHERE,
    "actions": ANYWHERE,
    "input": ANYWHERE,
    "rich_text": ANYWHERE,
    "video": ANYWHERE,
    "alert": {"modal"},
    "card": {"message"},
    "carousel": {"message"},
    "container": {"message"},
    "context_actions": {"message"},
    "data_table": {"message"},
    "data_visualization": {"message"},
    "markdown": {"message"},
    "plan": {"message"},
    "table": {"message"},
    "task_card": {"message"},
    "file": set(),
}
MAKERS = {"message": message, "modal": modal, "home": home}
PLACES = {"message": "in a message", "modal": "in a modal", "home": "on the Home tab"}


@pytest.mark.parametrize("surface", MAKERS)
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_stands_only_where_slack_takes_it(name: str, surface: str) -> None:
    problems = check(MAKERS[surface](BLOCKS[name]))
    refusal = Problem(pointer="/blocks/0/type", message=f"{name} cannot stand {PLACES[surface]}")
    assert problems == ([] if surface in SURFACES[name] else [refusal])


@pytest.mark.parametrize("surface", MAKERS)
@pytest.mark.parametrize("name", [*INPUT_ELEMENTS, *ACTION_ELEMENTS])
def test_an_element_stands_only_where_slack_takes_it(name: str, surface: str) -> None:
    modal_only = {"file_input", "number_input", "email_text_input", "url_text_input"}
    block = holding((ACTION_ELEMENTS | INPUT_ELEMENTS)[name])
    messages = [problem.message for problem in check(MAKERS[surface](block))]
    refused = name in modal_only and surface != "modal"
    assert messages == ([f"{name} cannot stand {PLACES[surface]}"] if refused else [])


def test_a_block_in_a_container_keeps_to_its_surface() -> None:
    inner = holding(INPUT_ELEMENTS["file_input"])
    block = BLOCKS["container"] | {"child_blocks": [inner]}
    assert said(message(block), "/blocks/0/child_blocks/0/element/type") == [
        "file_input cannot stand in a message"
    ]


def test_a_block_id_is_used_once() -> None:
    blocks = [{"type": "divider", "block_id": word} for word in ("a", "b", "a")]
    assert check_message(message(*blocks)) == [
        Problem(pointer="/blocks/2/block_id", message="block_id is the one of /blocks/0 again")
    ]


def test_a_block_id_in_a_container_counts_too() -> None:
    inner = {"type": "divider", "block_id": "block_container"}
    block = BLOCKS["container"] | {"child_blocks": [inner]}
    assert said(message(block), "/blocks/0/child_blocks/0/block_id") == [
        "block_id is the one of /blocks/0 again"
    ]


def test_an_action_id_is_used_once_in_a_block() -> None:
    twice = {"type": "actions", "elements": [BUTTON, BUTTON]}
    once = {"type": "actions", "elements": [BUTTON]}
    assert check_message(message(once, once)) == []
    assert check_message(message(twice)) == [
        Problem(
            pointer="/blocks/0/elements/1/action_id",
            message="action_id is the one of /blocks/0/elements/0 again",
        )
    ]


def test_cards_of_a_carousel_may_share_action_ids() -> None:
    cards = [{"type": "card", "title": {"type": "mrkdwn", "text": "x"}, "actions": [BUTTON]}] * 2
    assert check_message(message({"type": "carousel", "elements": cards})) == []


def test_a_modal_with_an_input_needs_a_submit_button() -> None:
    view = modal(BLOCKS["input"])
    del view["submit"]
    assert check_view(view) == [
        Problem(pointer="/submit", message="submit is missing; a modal with an input needs it")
    ]
    without_input = modal(BLOCKS["section"])
    del without_input["submit"]
    assert check_view(without_input) == []


def test_a_home_tab_with_an_input_needs_no_submit_button() -> None:
    assert check_view(home(BLOCKS["input"])) == []


@pytest.mark.parametrize("other", ["table", "data_table"])
def test_a_message_holds_one_table_of_either_kind(other: str) -> None:
    second = BLOCKS[other] | {"block_id": "second"}
    assert check_message(message(BLOCKS["table"], second)) == [
        Problem(pointer="/blocks/1", message="a message holds at most 1 table")
    ]


def test_a_message_holds_two_charts() -> None:
    charts = [BLOCKS["data_visualization"] | {"block_id": str(number)} for number in range(3)]
    assert check_message(message(*charts[:2])) == []
    assert check_message(message(*charts)) == [
        Problem(pointer="/blocks/2", message="a message holds at most 2 charts")
    ]


def test_markdown_counts_over_the_whole_message() -> None:
    half: Json = {"type": "markdown", "text": "x" * 6000}
    more: Json = {"type": "markdown", "text": "x"}
    assert check_message(message(half, half)) == []
    # 6,000 + 6,000 + 1 = 12,001; the fourth block crosses nothing any more.
    assert check_message(message(half, half, more, more)) == [
        Problem(
            pointer="/blocks/2/text",
            message="all markdown has 12001 characters, at most 12000 are allowed",
        )
    ]


@pytest.mark.parametrize(("kind", "most"), [("table", 10_000), ("data_table", 20_000)])
def test_the_cells_of_a_table_have_a_bound_together(kind: str, most: int) -> None:
    rich = {"type": "rich_text", "elements": rich_text()["elements"][2:3]}  # a quote: "words", 5
    rows = [[CELL], [CELL | {"text": "x" * (most - 9)}], [rich]]  # 4 + (most - 9) + 5 = most
    table = {"type": kind, "rows": rows, "caption": "Levels"}
    if kind == "table":
        del table["caption"]
    assert check_message(message(table)) == []
    longer = replaced(table, "/rows/0/0/text", "cells")
    assert said(message(longer), "/blocks/0/rows") == [
        f"all cells have {most + 1} characters, at most {most} are allowed"
    ]


def test_the_header_of_a_data_table_is_plain() -> None:
    table = replaced(BLOCKS["data_table"], "/rows/0/1", rich_text())
    assert said(message(table), "/blocks/0/rows/0/1") == ["a header holds no rich_text"]


def test_the_row_header_is_one_of_the_columns() -> None:
    table = BLOCKS["data_table"] | {"row_header_column_index": 2}
    assert said(message(table), "/blocks/0/row_header_column_index") == [
        "there are 2 columns, counted from 0"
    ]


def test_a_number_cell_passes_in_a_header() -> None:
    table = replaced(BLOCKS["data_table"], "/rows/0/1", NUMBER)
    assert check_message(message(table)) == []


def test_series_have_names_of_their_own() -> None:
    series = BLOCKS["data_visualization"]["chart"]["series"] * 2
    chart = replaced(BLOCKS["data_visualization"], "/chart/series", series)
    assert check_message(message(chart)) == [
        Problem(pointer="/blocks/0/chart/series/1/name", message="another series has this name")
    ]


@pytest.mark.parametrize("labels", [[], ["a", "a"], ["b"], ["a", "b"]])
def test_a_series_has_one_point_for_each_category(labels: list[str]) -> None:
    points = [{"label": label, "value": -1} for label in labels]
    chart = replaced(BLOCKS["data_visualization"], "/chart/series/0/data", points)
    assert "needs exactly one point for each category" in said(
        message(chart), "/blocks/0/chart/series/0/data"
    )


def test_only_a_task_in_a_plan_may_be_pending() -> None:
    assert check_message(message(TASK | {"status": "pending"})) == [
        Problem(pointer="/blocks/0/status", message="pending is for tasks in a plan only")
    ]


def test_one_element_has_the_focus() -> None:
    first, second = (
        {"type": "input", "label": plain(), "element": INPUT_ELEMENTS["plain_text_input"]}
        for _ in range(2)
    )
    assert check_view(modal(first)) == []
    assert check_view(modal(first, second)) == [
        Problem(
            pointer="/blocks/1/element/focus_on_load", message="only one element can have the focus"
        )
    ]


@pytest.mark.parametrize(
    ("name", "field", "place"),
    [
        ("static_select", "initial_option", "initial_option"),
        ("radio_buttons", "initial_option", "initial_option"),
        ("checkboxes", "initial_options", "initial_options/0"),
        ("multi_static_select", "initial_options", "initial_options/0"),
    ],
)
def test_an_initial_option_is_one_of_the_options(name: str, field: str, place: str) -> None:
    other = option("two")
    element = ACTION_ELEMENTS[name] | {field: other if field == "initial_option" else [other]}
    assert check_view(modal(holding(element))) == [
        Problem(pointer=f"/blocks/0/elements/0/{place}", message="equals none of the options")
    ]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("plain_text_input", {"min_length": 9}, {"max_length": 8}),
        ("number_input", {"min_value": "9.5"}, {"max_value": "9"}),
        ("rich_text_input", {"min_lines": 3}, {"max_lines": 2}),
    ],
)
def test_the_least_is_not_more_than_the_most(name: str, low: Json, high: Json) -> None:
    element = (ACTION_ELEMENTS | INPUT_ELEMENTS)[name]
    (least,), (most,) = low, high
    (problem,) = check_view(modal(holding(element | low | high)))
    assert problem.pointer.endswith(f"/{least}")
    assert problem.message == f"is more than {most}"


@pytest.mark.parametrize("value", ["", "nine", "9" * 400, True, None])
def test_a_bound_that_is_no_number_is_not_compared(value: object) -> None:
    element = INPUT_ELEMENTS["number_input"] | {"min_value": value, "max_value": "0"}
    assert "is more than max_value" not in said(
        modal(holding(element)), "/blocks/0/element/min_value"
    ) or (value == "9" * 400)


def test_blocks_need_a_text_beside_them() -> None:
    words = "text is missing; notifications and screen readers need it beside blocks"
    assert check_message({"blocks": [BLOCKS["divider"]]}) == [
        Problem(pointer="/text", message=words)
    ]
    assert check_message({"blocks": [BLOCKS["divider"]], "text": None}) == [
        Problem(pointer="/text", message=words)
    ]
    assert check_message({}) == [Problem(pointer="/text", message="text is missing")]
    assert check_message({"text": ""}) == [Problem(pointer="/text", message="is empty")]


def test_what_is_no_business_of_block_kit_is_left_alone() -> None:
    assert check_message({"channel": "C0HIRING", "text": "Words", "unfurl_links": False}) == []


def test_attachments_are_refused() -> None:
    assert check_message(message(attachments=[])) == []
    assert check_message(message(attachments=[{"text": "old"}])) == [
        Problem(pointer="/attachments", message="attachments are not used; blocks say the same")
    ]


def metadata(characters: int) -> Json:
    empty = {"event_type": "e", "event_payload": {"id": ""}}
    rest = characters - len(json.dumps(empty))
    return {"event_type": "e", "event_payload": {"id": "x" * rest}}


def test_metadata_has_a_type_and_an_object() -> None:
    assert check_message(message(metadata={"event_type": "e", "event_payload": {"a": [1]}})) == []
    assert said(message(metadata={"event_type": "e"}), "/metadata") == ["event_payload is missing"]
    assert said(message(metadata={"event_payload": {}}), "/metadata") == ["event_type is missing"]
    assert said(message(metadata=metadata(90) | {"more": 1}), "/metadata") == ['unknown key "more"']
    assert said(
        message(metadata={"event_type": "e", "event_payload": "p"}), "/metadata/event_payload"
    ) == ["must be an object, is a text"]


def test_empty_metadata_clears_what_was_there() -> None:
    assert check_message(message(metadata={})) == []


def test_metadata_keeps_its_bounds() -> None:
    kind = "/metadata/event_type"
    assert said(message(metadata=metadata(99) | {"event_type": "x" * 255}), kind) == []
    assert said(message(metadata=metadata(99) | {"event_type": "x" * 256}), kind) == [
        "has 256 characters, at most 255 are allowed"
    ]
    assert said(message(metadata=metadata(99) | {"event_type": ""}), kind) == ["is empty"]
    assert check_message(message(metadata=metadata(8000))) == []
    assert check_message(message(metadata=metadata(8001))) == [
        Problem(
            pointer="/metadata", message="has 8001 characters as JSON, at most 8000 are allowed"
        )
    ]


def test_a_view_has_a_bound_in_bytes() -> None:
    full = [{"type": "section", "text": plain("x" * 3000)}] * 81
    view = home(*full, {"type": "section", "text": plain("")})
    spare = 250_000 - len(json.dumps(view))
    assert 0 < spare < 3000
    pointer = "/blocks/81/text/text"
    assert check_view(replaced(view, pointer, "x" * spare)) == []
    assert check_view(replaced(view, pointer, "x" * (spare + 1))) == [
        Problem(pointer="", message="has 250001 bytes as JSON, at most 250000 are allowed")
    ]


def test_what_is_no_json_is_a_problem_and_no_error() -> None:
    odd = message(metadata={"event_type": "e", "event_payload": {"a": {1, 2}}})
    assert said(odd, "/metadata") == ["is no JSON"]


def test_what_is_nested_too_deeply_is_a_problem_and_no_error() -> None:
    deep: Json = {}
    for _ in range(100_000):
        deep = {"a": deep}
    payload = message(metadata={"event_type": "e", "event_payload": deep})
    assert said(payload, "/metadata") == ["is nested too deeply"]
