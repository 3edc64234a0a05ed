"""Every id that a builder draws has one listener, and every listener is drawn by a builder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.slack.actions import ACTIONS, MORE
from bot.slack.builders.replies import COMMAND
from bot.slack.events import EVENTS
from bot.slack.ids import ActionId, CallbackId, MoreId, ShortcutId, split
from bot.slack.submissions import _FIELDS, SUBMISSIONS
from bot.slack.verbs import NAMES
from tests.unit.slack_builders import examples

MANIFEST = yaml.safe_load((Path(__file__).parents[3] / "manifest.yml").read_text())


def drawn() -> Iterator[dict[str, Any]]:
    """Everything that the builders draw, as views and messages."""
    yield from examples.VIEWS.values()
    for payload in examples.PAYLOADS.values():
        yield {"type": "message", "blocks": payload.blocks}


def elements(shown: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for block in shown["blocks"]:
        held = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        yield from (item for item in held if isinstance(item, dict) and "action_id" in item)


def test_every_action_has_a_listener_and_is_drawn() -> None:
    ids = {
        str(e["action_id"]).split(":", maxsplit=1)[0] for shown in drawn() for e in elements(shown)
    }

    assert set(ACTIONS) == set(ActionId)
    assert ids == set(ActionId)


def test_every_entry_of_a_menu_has_a_listener_and_is_drawn() -> None:
    values = {
        split(option["value"])[0]
        for shown in drawn()
        for element in elements(shown)
        if element["type"] == "overflow"
        for option in element["options"]
    }

    assert set(MORE) == set(MoreId)
    assert values == set(MoreId)


def test_every_form_with_a_submit_button_has_a_listener() -> None:
    forms = {shown["callback_id"] for shown in drawn() if "submit" in shown}
    with_inputs = {
        shown["callback_id"]
        for shown in drawn()
        if shown["type"] == "modal" and any(b["type"] == "input" for b in shown["blocks"])
    }

    assert set(SUBMISSIONS) == forms
    assert set(_FIELDS) == with_inputs
    assert forms <= set(CallbackId)


def test_every_verb_that_a_button_runs_is_in_the_table() -> None:
    verbs = {
        element["value"]
        for shown in drawn()
        for element in elements(shown)
        if str(element["action_id"]).startswith(ActionId.RUN_VERB)
    }

    assert verbs <= set(NAMES)


def test_the_manifest_declares_what_is_listened_to_and_nothing_else() -> None:
    features, settings = MANIFEST["features"], MANIFEST["settings"]
    command, *others = features["slash_commands"]

    assert set(settings["event_subscriptions"]["bot_events"]) == set(EVENTS)
    assert {each["callback_id"] for each in features["shortcuts"]} == set(ShortcutId)
    assert (command["command"], others) == (COMMAND, [])
    assert command["usage_hint"] == f"[{' | '.join(NAMES)}]"


@pytest.mark.parametrize("action", list(ActionId))
def test_an_action_is_found_by_its_id_with_and_without_a_number(action: ActionId) -> None:
    assert ActionId(f"{action}:3".partition(":")[0]) in ACTIONS
