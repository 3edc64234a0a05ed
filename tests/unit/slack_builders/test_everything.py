"""What holds for every message, view and reply, whatever they are about."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import get_args

import pytest

from bot.sandbox.blockkit import check_message, check_view
from bot.services.messages import ApplicationMessage, LevelsMessage, Message
from bot.slack.builders import Json
from bot.slack.ids import ActionId, BlockId, CallbackId, MoreId, matching

from .examples import (
    ALL_VIEWS,
    MESSAGES,
    ODD_MESSAGES,
    ODD_REPLIES,
    ODD_VIEWS,
    PAYLOADS,
    REPLIES,
    VIEWS,
)
from .people import TEXTS, TOKENS
from .walk import nodes, notification_of, opaque, texts, visible

ID = re.compile(r"[a-z0-9_]*|[0-9a-f]{32}|[A-Z][A-Z0-9]+")
"""A word of our own, an id of ours, or an id of Slack's."""
SHOWN_AT_MOST = 12_000
"""Slack refuses somewhat above 13,000 characters of all blocks (``msg_blocks_too_long``)."""


def test_every_kind_of_message_has_an_example() -> None:
    assert {type(message) for message in MESSAGES.values()} == set(get_args(Message))


def test_no_example_hides_another() -> None:
    assert not MESSAGES.keys() & ODD_MESSAGES.keys()
    assert not VIEWS.keys() & ODD_VIEWS.keys()
    assert not REPLIES.keys() & ODD_REPLIES.keys()


def test_every_input_and_view_and_action_has_an_example() -> None:
    everything = [payload.blocks for payload in PAYLOADS.values()] + list(ALL_VIEWS.values())
    used = set(opaque(everything))
    names = {value.partition(":")[0] for value in used}
    assert set(BlockId) <= used
    assert set(CallbackId) <= used
    assert set(ActionId) <= names
    assert set(MoreId) <= names


def test_slack_takes_every_message_and_every_update_of_it() -> None:
    for name, payload in PAYLOADS.items():
        blocks = {} if payload.is_file else {"blocks": payload.blocks}
        assert check_message({"text": payload.text, "ts": "1.1", **blocks}) == [], name


def test_slack_takes_every_view() -> None:
    for name, view in ALL_VIEWS.items():
        assert check_view(view) == [], name


def test_every_message_has_a_true_text_of_one_line() -> None:
    for name, payload in PAYLOADS.items():
        assert payload.text.strip(), name
        assert "\n" not in payload.text, name
        assert len(payload.text) <= 1_500, name


def test_no_message_is_longer_than_slack_or_a_reader_takes() -> None:
    for name, payload in PAYLOADS.items():
        assert len(payload.blocks) <= 45, name
        assert len(visible(payload.blocks)) <= SHOWN_AT_MOST, name


@pytest.mark.parametrize("name", MESSAGES)
def test_an_ordinary_message_stays_below_25_blocks(name: str) -> None:
    assert len(PAYLOADS[name].blocks) < 25


@pytest.mark.parametrize("name", [*MESSAGES, *ODD_MESSAGES])
def test_a_text_never_names_a_level_a_score_or_a_person(name: str) -> None:
    text = PAYLOADS[name].text
    assert not re.search(r"evidenced|[■□]|\d\s?%|Talk to|Maria|Person \d", text)


@pytest.mark.parametrize("name", [*MESSAGES, *ODD_MESSAGES])
def test_no_notification_pairs_a_name_with_a_score(name: str) -> None:
    seen = notification_of(PAYLOADS[name])
    has_score = re.search(r"evidenced|[■□] \d|\d\s?%|Talk to|human read", seen)
    has_name = re.search(r"Maria|Person \d", seen)
    assert not (has_score and has_name)


@pytest.mark.parametrize(
    "name", [n for n, m in (MESSAGES | ODD_MESSAGES).items() if isinstance(m, LevelsMessage)]
)
def test_blocks_with_levels_leave_the_candidate_to_the_message_above_them(name: str) -> None:
    message = (MESSAGES | ODD_MESSAGES)[name]
    assert isinstance(message, LevelsMessage)
    first = visible(PAYLOADS[name].blocks[:1])
    assert first == f"*Criteria, part {message.part + 1} of {message.parts}*"
    assert message.label in PAYLOADS[name].text


APPLICATIONS = {
    name: message for name, message in MESSAGES.items() if isinstance(message, ApplicationMessage)
}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_the_head_of_an_application_names_requisition_and_label_alone(name: str) -> None:
    message = APPLICATIONS[name]
    assert visible(PAYLOADS[name].blocks[:1]) == message.requisition_title
    assert message.label in visible(PAYLOADS[name].blocks[1:2])


HOSTILE = {
    **{f"message {name}": PAYLOADS[name].blocks for name in ODD_MESSAGES},
    **{f"reply {name}": PAYLOADS[f"reply_{name}"].blocks for name in ODD_REPLIES},
    **{f"view {name}": view for name, view in ODD_VIEWS.items()},
}


@pytest.mark.parametrize("blocks", HOSTILE.values(), ids=HOSTILE)
def test_no_token_from_outside_has_a_meaning(blocks: Json | list[Json]) -> None:
    for words in texts(blocks, "mrkdwn"):
        assert not any(token in words for token in TOKENS)


@pytest.mark.parametrize("name", [*ODD_MESSAGES, *(f"reply_{name}" for name in ODD_REPLIES)])
def test_no_token_from_outside_has_a_meaning_in_a_text(name: str) -> None:
    assert not re.search(r"<(?!@U0|#C0HIRING)", PAYLOADS[name].text)
    assert not any(token in PAYLOADS[name].text for token in TOKENS)


def test_words_with_tokens_are_still_shown() -> None:
    shown = visible(PAYLOADS["decided_hostile"].blocks)
    assert shown.count(TOKENS[0]) == 3  # header, name and reason


def test_plain_text_never_turns_into_emoji() -> None:
    for name, payload in PAYLOADS.items():
        found = [node for node in nodes(payload.blocks) if node.get("type") == "plain_text"]
        assert all(node["emoji"] is False for node in found), name


EVERYTHING: dict[str, Json | list[Json]] = {
    **{name: payload.blocks for name, payload in PAYLOADS.items()},
    **{f"view_{name}": view for name, view in ALL_VIEWS.items()},
}


def test_ids_and_values_hold_nothing_but_opaque_ids() -> None:
    for name, blocks in EVERYTHING.items():
        for value in opaque(blocks):
            assert all(ID.fullmatch(part) for part in value.split(":")), (name, value)


def test_at_most_one_button_of_a_set_is_primary() -> None:
    for name, blocks in EVERYTHING.items():
        for node in nodes(blocks):
            if node.get("type") == "actions":
                styles = [element.get("style") for element in node["elements"]]
                assert styles.count("primary") <= 1, name


def test_danger_asks_first() -> None:
    for name, blocks in EVERYTHING.items():
        found = [node for node in nodes(blocks) if node.get("style") == "danger"]
        assert all("confirm" in node for node in found), name


def test_what_cannot_be_undone_beside_its_button_asks_first() -> None:
    ids = {ActionId.CLOSE_REQUISITION, ActionId.REOPEN}
    found = [node for b in EVERYTHING.values() for node in nodes(b) if node.get("action_id") in ids]
    assert {node["action_id"] for node in found} == ids
    assert all("confirm" in node for node in found)


def test_no_text_turns_its_neighbours_or_rings_a_bell() -> None:
    for name, blocks in EVERYTHING.items():
        for words in texts(blocks, "text", "plain_text", "mrkdwn"):
            assert not re.search("[\u200e\u200f\u202a-\u202e\u2066\u2067]", words), name
            assert words.count("\u2068") == words.count("\u2069"), name
            assert all(unicodedata.category(char) != "Cc" for char in words if char != "\n"), name


def test_no_words_are_cut_inside_a_word() -> None:
    for name, blocks in EVERYTHING.items():
        whole = set(TEXTS["long"].split())
        for words in texts(blocks, "text", "plain_text"):
            for word in re.findall(r"\bword\d\w*", words):
                assert word in whole, name


def test_levels_are_words_beside_their_bars() -> None:
    for name, blocks in EVERYTHING.items():
        for words in texts(blocks, "text", "plain_text"):
            for bar in re.findall(r"(?<![■□])[■□]{4}(?![■□])(.{0,3})", words):
                assert re.fullmatch(r" [1-4] .?", bar), name


def test_a_form_asks_seven_things_at_most() -> None:
    for name, view in ALL_VIEWS.items():
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        assert len(inputs) <= 7, name
        assert len(json.dumps(view)) <= 250_000, name


@pytest.mark.parametrize("name", [*VIEWS, *REPLIES])
def test_button_labels_fit_a_telephone(name: str) -> None:
    found = VIEWS.get(name) or REPLIES[name].blocks
    labels = [node["text"]["text"] for node in nodes(found) if node.get("type") == "button"]
    assert all(len(label) <= 30 for label in labels)


def test_numbered_actions_are_recognised() -> None:
    pattern = matching(ActionId.UNDO_REVIEW)
    assert pattern.match("undo_review")
    assert pattern.match("undo_review:12")
    assert not pattern.match("undo_review:x")
    assert not pattern.match("undo_review_all")
