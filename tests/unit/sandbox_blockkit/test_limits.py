"""Every length and count passes at its bound and is refused one beyond."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sandbox_blockkit.samples import (
    ACTION_ELEMENTS,
    BLOCKS,
    CELL,
    INPUT_ELEMENTS,
    PIE,
    Json,
    found,
    holding,
    home,
    message,
    modal,
    option,
    plain,
    replaced,
    said,
)

ELEMENTS = ACTION_ELEMENTS | INPUT_ELEMENTS


def shown(name: str) -> Json:
    return modal(BLOCKS[name]) if name == "alert" else message(BLOCKS[name])


def grown(payload: Json, pointer: str, size: int) -> Json:
    held: Any = found(payload, pointer)
    value = "x" * size if isinstance(held, str) else [held[0]] * size
    return replaced(payload, pointer, value)


# Numbers: research/slack.md 1.2, that is slack_sdk constants, @slack/types prose and slackblocks.
OF_BLOCKS = [
    ("section", "text/text", 1, 3000),
    ("section", "fields", 1, 10),
    ("section", "fields/0/text", 1, 2000),
    ("section", "block_id", 0, 255),
    ("section", "accessory/alt_text", 1, 2000),
    ("section", "accessory/image_url", 1, 3000),
    ("header", "text/text", 1, 150),
    ("context", "elements", 1, 10),
    ("context", "elements/0/text", 1, 3000),
    ("image", "block_id", 0, 255),
    ("image", "alt_text", 1, 2000),
    ("image", "image_url", 1, 3000),
    ("image", "title/text", 1, 2000),
    ("actions", "elements", 1, 25),
    ("input", "label/text", 1, 2000),
    ("input", "hint/text", 1, 2000),
    ("markdown", "text", 1, 12_000),
    ("table", "rows", 1, 100),
    ("table", "rows/0", 1, 20),
    ("table", "column_settings", 0, 20),
    ("data_table", "rows", 2, 101),
    ("data_table", "rows/0", 1, 20),
    ("data_visualization", "title", 1, 50),
    ("data_visualization", "block_id", 0, 255),
    ("data_visualization", "chart/series", 1, 6),
    ("data_visualization", "chart/series/0/data", 1, 20),
    ("data_visualization", "chart/series/0/name", 1, 20),
    ("data_visualization", "chart/series/0/data/0/label", 1, 20),
    ("data_visualization", "chart/axis_config/categories", 1, 20),
    ("data_visualization", "chart/axis_config/categories/0", 1, 20),
    ("data_visualization", "chart/axis_config/x_label", 0, 50),
    ("data_visualization", "chart/axis_config/y_label", 0, 50),
    ("alert", "text/text", 1, 200),
    ("card", "title/text", 1, 150),
    ("card", "subtitle/text", 1, 150),
    ("card", "body/text", 1, 200),
    ("card", "subtext/text", 1, 200),
    ("card", "actions", 1, 3),
    ("carousel", "elements", 1, 10),
    ("container", "title/text", 1, 150),
    ("container", "subtitle/text", 1, 150),
    ("container", "child_blocks", 1, 10),
    ("context_actions", "elements", 1, 5),
    ("context_actions", "elements/0/positive_button/text/text", 1, 75),
    ("context_actions", "elements/0/negative_button/value", 1, 2000),
    ("context_actions", "elements/0/negative_button/accessibility_label", 0, 75),
    ("context_actions", "elements/1/text/text", 1, 75),
    ("context_actions", "elements/1/value", 0, 2000),
    ("context_actions", "elements/1/visible_to_user_ids", 1, 10),
    ("plan", "tasks", 0, 50),
    ("video", "title/text", 1, 199),  # "must be less than 200 characters"
    ("video", "author_name", 0, 49),  # "must be less than 50 characters"
    ("video", "description/text", 1, 199),
    ("video", "alt_text", 1, 2000),
    ("video", "provider_name", 0, 50),
    ("video", "thumbnail_url", 0, 3000),
    ("video", "provider_icon_url", 0, 2000),
]

OF_ELEMENTS = [
    ("button", "text/text", 1, 75),
    ("button", "value", 0, 2000),
    ("button", "url", 0, 3000),
    ("button", "action_id", 0, 255),
    ("button", "accessibility_label", 0, 75),
    ("button", "agent_prompt", 0, 4000),
    ("button", "confirm/title/text", 1, 100),
    ("button", "confirm/text/text", 1, 300),
    ("button", "confirm/confirm/text", 1, 30),
    ("button", "confirm/deny/text", 1, 30),
    ("checkboxes", "options", 1, 10),
    ("checkboxes", "options/0/text/text", 1, 75),
    ("checkboxes", "options/0/value", 1, 150),
    ("checkboxes", "options/0/description/text", 1, 75),
    ("radio_buttons", "options", 1, 10),
    ("overflow", "options", 1, 5),
    ("overflow", "options/0/url", 1, 3000),
    ("static_select", "options", 1, 100),
    ("static_select", "options/0/text/text", 1, 75),
    ("static_select", "options/0/value", 1, 150),
    ("static_select", "options/0/description/text", 1, 75),
    ("static_select", "placeholder/text", 1, 150),
    ("multi_static_select", "option_groups", 1, 100),
    ("multi_static_select", "option_groups/0/options", 1, 100),
    ("multi_static_select", "option_groups/0/label/text", 1, 75),
    ("users_select", "placeholder/text", 1, 150),
    ("datepicker", "placeholder/text", 1, 150),
    ("plain_text_input", "placeholder/text", 1, 150),
    ("plain_text_input", "initial_value", 0, 3000),
    ("plain_text_input", "dispatch_action_config/trigger_actions_on", 1, 2),
]

NUMBERS = [
    ("plain_text_input", "max_length", 1, 3000),
    ("plain_text_input", "min_length", 0, 3000),
    ("file_input", "max_files", 1, 10),
    ("rich_text_input", "min_lines", 1, 100),
    ("rich_text_input", "max_lines", 1, 100),
    ("rich_text_input", "initial_value/elements/1/indent", 0, 8),
    ("datetimepicker", "initial_date_time", 1_000_000_000, 9_999_999_999),
]


def assert_bounds(payload: Json, pointer: str, least: int, most: int) -> None:
    for size in (least, most):
        assert [
            words for words in said(grown(payload, pointer, size), pointer) if "has" in words
        ] == []
    assert f"at most {most} are allowed" in said(grown(payload, pointer, most + 1), pointer)[0]
    if least:
        words = said(grown(payload, pointer, least - 1), pointer)[0]
        assert words in ("is empty", f"has {least - 1} items, needs at least {least}")


@pytest.mark.parametrize(("name", "field", "least", "most"), OF_BLOCKS)
def test_a_block_keeps_its_bounds(name: str, field: str, least: int, most: int) -> None:
    assert_bounds(shown(name), f"/blocks/0/{field}", least, most)


@pytest.mark.parametrize(("name", "field", "least", "most"), OF_ELEMENTS)
def test_an_element_keeps_its_bounds(name: str, field: str, least: int, most: int) -> None:
    block = holding(ELEMENTS[name])
    place = "elements/0" if block["type"] == "actions" else "element"
    assert_bounds(modal(block), f"/blocks/0/{place}/{field}", least, most)


@pytest.mark.parametrize(("name", "field", "least", "most"), NUMBERS)
def test_a_number_keeps_its_bounds(name: str, field: str, least: int, most: int) -> None:
    block = holding(ELEMENTS[name])
    place = "elements/0" if block["type"] == "actions" else "element"
    pointer = f"/blocks/0/{place}/{field}"
    view = modal(block)
    assert "must be" not in str(said(replaced(view, pointer, least), pointer))
    assert "must be" not in str(said(replaced(view, pointer, most), pointer))
    assert said(replaced(view, pointer, least - 1), pointer) == [f"must be at least {least}"]
    assert said(replaced(view, pointer, most + 1), pointer)[0] == f"must be at most {most}"


@pytest.mark.parametrize(
    ("field", "least", "most"), [("page_size", 1, 100), ("row_header_column_index", 0, 19)]
)
def test_a_data_table_keeps_its_numbers(field: str, least: int, most: int) -> None:
    table = message(BLOCKS["data_table"])
    pointer = f"/blocks/0/{field}"
    assert f"must be at least {least}" in said(replaced(table, pointer, least - 1), pointer)
    assert f"must be at most {most}" in said(replaced(table, pointer, most + 1), pointer)
    assert said(replaced(table, pointer, least), pointer) == []


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [
        ("title/text", 1, 24),
        ("submit/text", 1, 24),
        ("close/text", 1, 24),
        ("callback_id", 0, 255),
        ("external_id", 0, 255),
        ("private_metadata", 0, 3000),
        ("blocks", 1, 100),
    ],
)
def test_a_modal_keeps_its_bounds(field: str, least: int, most: int) -> None:
    assert_bounds(modal({"type": "divider"}), f"/{field}", least, most)


def test_a_home_tab_keeps_its_bounds() -> None:
    view = home({"type": "divider"}, external_id="e", callback_id="c", private_metadata="m")
    assert_bounds(view, "/blocks", 1, 100)
    assert_bounds(view, "/external_id", 0, 255)
    assert_bounds(view, "/callback_id", 0, 255)
    assert_bounds(view, "/private_metadata", 0, 3000)


def test_a_message_holds_fifty_blocks() -> None:
    assert_bounds(message({"type": "divider"}), "/blocks", 0, 50)


def test_a_message_may_have_no_blocks() -> None:
    assert said({"text": "Words", "blocks": []}, "/blocks") == []


def test_the_text_of_a_message_keeps_its_bounds() -> None:
    assert_bounds(message(), "/text", 1, 40_000)


def test_the_text_of_an_update_is_shorter() -> None:
    assert said(message(text="x" * 4000, ts="1.2"), "/text") == []
    assert said(message(text="x" * 4001, ts="1.2"), "/text") == [
        "has 4001 characters, at most 4000 are allowed in an update"
    ]


def test_a_pie_keeps_its_bounds() -> None:
    chart = message(BLOCKS["data_visualization"] | {"chart": PIE})
    assert_bounds(chart, "/blocks/0/chart/segments", 1, 6)
    assert_bounds(chart, "/blocks/0/chart/segments/0/label", 1, 20)


def test_a_field_of_an_option_in_a_group_keeps_its_bounds() -> None:
    view = modal(holding(ELEMENTS["multi_static_select"]))
    pointer = "/blocks/0/elements/0/option_groups/0/options/0/value"
    assert_bounds(view, pointer, 1, 150)


def test_a_cell_holds_a_character() -> None:
    table = message({"type": "table", "rows": [[CELL | {"text": ""}]]})
    assert said(table, "/blocks/0/rows/0/0/text") == ["is empty"]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("data_table", "caption"),
        ("task_card", "task_id"),
        ("task_card", "title"),
        ("plan", "title"),
        ("rich_text", "elements/0/elements/0/text"),
        ("actions", "elements/0/visible_to_user_ids/0"),
    ],
)
def test_a_word_that_is_needed_holds_a_character(name: str, field: str) -> None:
    pointer = f"/blocks/0/{field}"
    assert said(replaced(shown(name), pointer, ""), pointer) == ["is empty"]
    assert said(replaced(shown(name), pointer, "x"), pointer) == []


@pytest.mark.parametrize(("field", "most"), [("id", None), ("url", 3000)])
def test_a_slack_file_keeps_its_bounds(field: str, most: int | None) -> None:
    image = {"type": "image", "alt_text": "A chart", "slack_file": {field: "x"}}
    pointer = f"/blocks/0/slack_file/{field}"
    assert said(message(image), pointer) == []
    assert said(replaced(message(image), pointer, ""), pointer) == ["is empty"]
    if most:
        assert_bounds(message(image), pointer, 1, most)


@pytest.mark.parametrize(("field", "most"), [("video_url", 3000), ("title_url", 2000)])
def test_a_link_of_a_video_is_safe_and_short(field: str, most: int) -> None:
    pointer = f"/blocks/0/{field}"
    video = shown("video")
    assert said(replaced(video, pointer, "https://".ljust(most, "x")), pointer) == []
    assert said(replaced(video, pointer, "https://".ljust(most + 1, "x")), pointer) == [
        f"has {most + 1} characters, at most {most} are allowed"
    ]
    assert said(replaced(video, pointer, "http://example.org"), pointer) == ["must match ^https://"]


def test_a_select_of_many_without_groups_keeps_its_bounds() -> None:
    element = {"type": "multi_static_select", "options": [option()]}
    assert_bounds(modal(holding(element)), "/blocks/0/elements/0/options", 1, 100)


@pytest.mark.parametrize("name", ["external_select", "multi_external_select"])
def test_a_query_may_be_empty_and_no_shorter(name: str) -> None:
    pointer = "/blocks/0/elements/0/min_query_length"
    view = modal(holding(ELEMENTS[name] | {"min_query_length": 0}))
    assert said(view, pointer) == []
    assert said(replaced(view, pointer, -1), pointer) == ["must be at least 0"]


def test_a_list_starts_at_its_first_point_or_later() -> None:
    pointer = "/blocks/0/elements/1/offset"
    assert said(replaced(shown("rich_text"), pointer, 0), pointer) == []
    assert said(replaced(shown("rich_text"), pointer, -1), pointer) == ["must be at least 0"]


def test_the_tighter_bound_of_a_text_is_the_one_that_is_said() -> None:
    view = modal({"type": "divider"}, title=plain("x" * 3001))
    assert said(view, "/title/text") == ["has 3001 characters, at most 24 are allowed"]
