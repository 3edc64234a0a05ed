"""Blocks are walked in reading order, wherever elements stand."""

from __future__ import annotations

import itertools
from typing import Any

from bot.sandbox.blocks import elements, find_element, plain, with_ids

Json = dict[str, Any]


def button(name: str, **more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": name}, **more}


def numbered() -> Any:
    count = itertools.count(1)
    return lambda prefix: f"{prefix}{next(count)}"


def test_ids_are_added_where_they_are_missing() -> None:
    blocks: list[Json] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "a"}, "accessory": button("one")},
        {"type": "actions", "block_id": "mine", "elements": [button("two", action_id="own")]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "b"}]},
    ]
    done = with_ids(blocks, numbered())
    assert [block["block_id"] for block in done] == ["b1", "mine", "b3"]
    assert done[0]["accessory"]["action_id"] == "a2"
    assert done[1]["elements"][0]["action_id"] == "own"
    assert "block_id" not in blocks[0]


def test_elements_are_found_in_blocks_within_blocks() -> None:
    inner: Json = {"type": "actions", "elements": [button("deep", action_id="deep")]}
    card = {"type": "card", "block_id": "card", "actions": [button("card", action_id="card")]}
    blocks = with_ids(
        [
            {"type": "container", "block_id": "box", "child_blocks": [inner]},
            card,
            {"type": "input", "block_id": "i", "element": {"type": "datepicker"}},
        ],
        numbered(),
    )
    found = [element["action_id"] for _, element in elements(blocks)]
    assert found == ["deep", "card", "a2"]
    assert find_element(blocks, "b1", "deep") == inner["elements"][0]
    assert find_element(blocks, "card", "none") is None


def test_words_of_blocks_come_in_reading_order() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]}
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "quote"}]}
        ],
    }
    section = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "first"},
        "fields": [{"type": "mrkdwn", "text": "second"}],
        "accessory": button("not shown in a push"),
    }
    markdown = {"type": "markdown", "text": "last"}
    assert plain([section, table, rich, markdown]) == "first second cell quote last"
