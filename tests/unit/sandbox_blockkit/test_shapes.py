"""Good blocks and elements pass; a missing, unknown or wrong field is refused."""

from __future__ import annotations

import pytest

from bot.sandbox.blockkit import Problem, check_message, check_view
from tests.unit.sandbox_blockkit.samples import (
    ACTION_ELEMENTS,
    BLOCKS,
    IMAGE,
    INPUT_ELEMENTS,
    PIE,
    Json,
    holding,
    home,
    message,
    modal,
    plain,
    replaced,
    said,
)

ELEMENTS = ACTION_ELEMENTS | INPUT_ELEMENTS

REQUIRED_OF_BLOCKS = {
    "section": {"type"},
    "header": {"type", "text"},
    "context": {"type", "elements"},
    "divider": {"type"},
    "image": {"type", "alt_text", "image_url"},
    "actions": {"type", "elements"},
    "input": {"type", "label", "element"},
    "rich_text": {"type", "elements"},
    "markdown": {"type", "text"},
    "table": {"type", "rows"},
    "data_table": {"type", "rows", "caption"},
    "data_visualization": {"type", "title", "chart"},
    "alert": {"type", "text"},
    "card": {"type"},
    "carousel": {"type", "elements"},
    "container": {"type", "title", "child_blocks"},
    "context_actions": {"type", "elements"},
    "task_card": {"type", "task_id", "title", "status"},
    "plan": {"type", "title"},
    "video": {"type", "video_url", "thumbnail_url", "alt_text", "title"},
}

REQUIRED_OF_ELEMENTS = {
    "button": {"text"},
    "checkboxes": {"options"},
    "radio_buttons": {"options"},
    "overflow": {"options"},
    "static_select": {"options"},
    "multi_static_select": {"option_groups"},
    "workflow_button": {"text", "workflow"},
    "number_input": {"is_decimal_allowed"},
}


def shown(block: Json) -> list[Problem]:
    if block.get("type") == "alert":
        return check_view(modal(block))
    return check_message(message(block))


def without(fields: Json, name: str) -> Json:
    return {key: value for key, value in fields.items() if key != name}


@pytest.mark.parametrize("name", REQUIRED_OF_BLOCKS)
def test_a_good_block_passes(name: str) -> None:
    assert shown(BLOCKS[name]) == []


@pytest.mark.parametrize("name", ELEMENTS)
def test_a_good_element_passes(name: str) -> None:
    assert check_view(modal(holding(ELEMENTS[name]))) == []


@pytest.mark.parametrize("name", REQUIRED_OF_BLOCKS)
def test_a_block_needs_exactly_its_required_fields(name: str) -> None:
    block = BLOCKS[name]
    refused = {field for field in block if shown(without(block, field))}
    assert refused == REQUIRED_OF_BLOCKS[name]


@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_needs_exactly_its_required_fields(name: str) -> None:
    element = without(ELEMENTS[name], "initial_option")
    block = holding(without(element, "initial_options"))
    place = "elements/0" if block["type"] == "actions" else "element"
    inner = block["elements"][0] if block["type"] == "actions" else block["element"]
    refused = {
        field
        for field in inner
        if check_view(modal(replaced(block, f"/{place}", without(inner, field))))
    }
    assert refused == REQUIRED_OF_ELEMENTS.get(name, set()) | {"type"}


@pytest.mark.parametrize("name", REQUIRED_OF_BLOCKS)
def test_a_block_with_an_unknown_key_is_refused(name: str) -> None:
    problems = shown(BLOCKS[name] | {"txet": 1})
    assert problems == [Problem(pointer="/blocks/0", message='unknown key "txet"')]


@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_with_an_unknown_key_is_refused(name: str) -> None:
    problems = check_view(modal(holding(ELEMENTS[name] | {"txet": 1})))
    assert [problem.message for problem in problems] == ['unknown key "txet"']


@pytest.mark.parametrize("name", [*ACTION_ELEMENTS, "plain_text_input", "file_input"])
def test_an_accessory_is_of_the_kinds_that_a_section_takes(name: str) -> None:
    refused = {"plain_text_input", "file_input", "rich_text_input", "datetimepicker"}
    problems = said(
        modal({"type": "section", "text": plain(), "accessory": ELEMENTS[name]}),
        "/blocks/0/accessory/type",
    )
    assert bool(problems) == (name in refused)


def test_an_unknown_block_type_is_named_with_those_that_exist() -> None:
    (problem,) = check_message(message({"type": "sectoin"}))
    assert problem.pointer == "/blocks/0/type"
    assert problem.message.startswith('type "sectoin" is none of: actions, alert, card,')


@pytest.mark.parametrize(
    ("payload", "pointer", "words"),
    [
        (message({"text": plain()}), "/blocks/0", "type is missing"),
        (message({"type": 3}), "/blocks/0/type", "must be a text, is a number"),
        ({"text": "t", "blocks": [True]}, "/blocks/0", "must be an object, is a boolean"),
        ({"text": "t", "blocks": "[]"}, "/blocks", "must be a list, is a text"),
        ({"text": 3}, "/text", "must be a text, is a number"),
        (
            message(BLOCKS["header"] | {"text": "Words"}),
            "/blocks/0/text",
            "must be an object, is a text",
        ),
        (
            message(BLOCKS["header"] | {"text": {"type": "mrkdwn", "text": "x"}}),
            "/blocks/0/text/type",
            "must be plain_text",
        ),
        (
            modal(holding(ELEMENTS["datepicker"] | {"initial_date": "24.11.2026"})),
            "/blocks/0/elements/0/initial_date",
            r"must match ^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
        ),
        (
            modal(BLOCKS["alert"] | {"level": "loud"}),
            "/blocks/0/level",
            "must be one of: default, info, warning, error, success",
        ),
        (
            modal(holding(ELEMENTS["file_input"] | {"max_files": True})),
            "/blocks/0/element/max_files",
            "must be a whole number, is a boolean",
        ),
        (
            message(BLOCKS["image"] | {"slack_file": {"id": "F1"}}),
            "/blocks/0",
            "needs exactly one of: image_url, slack_file",
        ),
        (message({"type": "section"}), "/blocks/0", "needs at least one of: text, fields"),
        (
            message(
                replaced(
                    BLOCKS["data_visualization"],
                    "/chart",
                    PIE | {"segments": [{"label": "a", "value": 0}]},
                )
            ),
            "/blocks/0/chart/segments/0/value",
            "must be more than 0",
        ),
        (
            modal(holding(ELEMENTS["conversations_select"] | {"filter": {}})),
            "/blocks/0/elements/0/filter",
            "has 0 fields, needs at least 1",
        ),
        (message(replaced(BLOCKS["header"], "/text/text", "")), "/blocks/0/text/text", "is empty"),
        (home(BLOCKS["header"], title=plain()), "", 'unknown key "title"'),
        (home(BLOCKS["header"]) | {"callback_id": None}, "/callback_id", "must be a text, is null"),
    ],
)
def test_what_does_not_fit_is_said_in_plain_words(payload: Json, pointer: str, words: str) -> None:
    assert words in said(payload, pointer)


def test_a_slack_file_is_named_in_one_way() -> None:
    image = without(IMAGE, "image_url")
    assert check_message(message(image | {"slack_file": {"id": "F1"}})) == []
    both = message(image | {"slack_file": {"id": "F1", "url": "https://example.org"}})
    assert said(both, "/blocks/0/slack_file") == ["needs exactly one of: id, url"]


def test_a_pie_chart_passes() -> None:
    assert shown(BLOCKS["data_visualization"] | {"chart": PIE}) == []


@pytest.mark.parametrize("kind", [None, 3, "workflow_step", ""])
def test_a_view_is_a_modal_or_a_home_tab(kind: object) -> None:
    assert check_view({"type": kind, "blocks": []}) == [
        Problem(pointer="/type", message="must be one of: modal, home")
    ]


def test_a_link_in_an_option_is_for_overflow_menus() -> None:
    options = [{"text": plain(), "value": "a", "url": "https://example.org"}]
    assert check_view(modal(holding(ELEMENTS["overflow"] | {"options": options}))) == []
    select = without(ELEMENTS["static_select"], "initial_option") | {"options": options}
    assert said(modal(holding(select)), "/blocks/0/elements/0/options/0") == ['unknown key "url"']
