"""Payloads become requests, or one error in words, whatever they hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.payload_utils import (
    to_action,
    to_command,
    to_message,
    to_options,
    to_shortcut,
    to_step,
    to_view,
)

from bot.domain.people import Actor
from bot.errors import UsageError
from bot.slack import parse
from bot.slack.ids import ActionId, BlockId, CallbackId, MoreId, ShortcutId
from bot.slack.parse_events import event
from tests.unit.slack_listeners.payloads import (
    APPLICATION,
    BOT,
    RHEA,
    TEAM,
    make_click,
    make_command,
    make_event,
    make_submission,
)

READERS: list[Callable[[object], object]] = [
    parse.command,
    parse.click,
    parse.submission,
    parse.shortcut,
]
KEYS = st.sampled_from(
    [
        *("type", "user", "id", "team", "team_id", "user_id", "command", "text", "actions"),
        *("action_id", "action_ts", "value", "selected_option", "view", "callback_id", "state"),
        *("values", "private_metadata", "hash", "blocks", "block_id", "container", "event"),
        *("event_id", "channel", "message", "files", "authorizations", "trigger_id", "reason"),
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from([TEAM, "block_actions", "agree", "level_form", "event_callback", "modal"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)


@pytest.mark.parametrize("read", READERS)
@given(body=JSON)
def test_any_json_is_read_or_refused_in_words(read: Callable[[object], object], body: Any) -> None:
    with suppress(UsageError):
        read(body)


@given(JSON)
def test_any_json_is_an_event_for_us_or_dropped(body: Any) -> None:
    found = event(body, TEAM)

    assert found is None or found.team_id == TEAM


@given(JSON)
def test_any_json_is_whole_or_not(body: Any) -> None:
    assert parse.is_whole(body) in {True, False}
    assert isinstance(parse.click_place(body), parse.Place)
    assert isinstance(parse.input_blocks(body), tuple)


@pytest.mark.parametrize(
    "whole", [make_command(), make_click(value="a:b"), make_submission(), make_event()]
)
@pytest.mark.parametrize("odd", [None, [], "x", 7, {}, {"id": 5}, [None], "\ud800"])
def test_each_field_may_be_missing_or_of_another_type(whole: dict[str, Any], odd: Any) -> None:
    """A payload with one field replaced is read, or refused in words; never a KeyError."""
    for key in whole:
        body = {**whole, key: odd}
        for read in READERS:
            with suppress(UsageError):
                read(body)
        event(body, TEAM)


@given(JSON)
def test_bolt_can_take_apart_whatever_passes(body: Any) -> None:
    """Bolt takes every request apart in all ways, before it looks for a listener."""
    if isinstance(body, dict) and parse.is_whole(body):
        for take in (to_action, to_command, to_message, to_options, to_shortcut, to_step, to_view):
            take(body)


@pytest.mark.parametrize("make", [make_click, make_submission, make_command])
def test_what_passes_with_a_part_missing_is_still_taken_apart(
    make: Callable[[], dict[str, Any]],
) -> None:
    for key in make():
        odds: list[Any] = [None, {}, [], "x", [{}]]
        for odd in odds:
            body = make() | {key: odd}
            if parse.is_whole(body):
                for take in (to_action, to_message, to_options, to_shortcut, to_step, to_view):
                    take(body)


def test_a_command_names_who_typed_it_where() -> None:
    found = parse.command(make_command())

    assert found.actor == Actor(user_id=RHEA, team_id=TEAM)
    assert found.place.channel == "C0HIRING"
    assert found.text == "cv A. Name"


def test_halves_of_characters_and_zero_bytes_are_replaced() -> None:
    assert parse.command(make_command(text="a\ud800b\0c")).text == "a?b c"


def test_a_click_names_what_was_pressed_and_where() -> None:
    found = parse.click(make_click("undo_review:3", APPLICATION))

    assert found.action is ActionId.UNDO_REVIEW
    assert found.ids(1) == (APPLICATION,)
    assert found.event_key == f"click:{RHEA}:undo_review:3:5.5"
    assert found.place.thread_ts == "1.0"
    assert found.place.view is None


def test_a_choice_in_a_menu_counts_as_the_value_of_a_click() -> None:
    action = {
        "action_id": "more",
        "action_ts": "5.5",
        "selected_option": {"value": f"details:{APPLICATION}"},
    }
    found = parse.click(make_click(actions=[action]))

    assert parse.entry(found.value) == (MoreId.DETAILS, APPLICATION)


def test_a_click_in_a_form_is_answered_in_the_form_and_one_in_home_is_not() -> None:
    modal = {"id": "V1", "hash": "7.h", "type": "modal"}
    home = {"id": "V2", "hash": "8.h", "type": "home"}

    shown = parse.click(make_click(view=modal)).place.view
    assert shown is not None
    assert (shown.view_id, shown.hash) == ("V1", "7.h")
    assert parse.click(make_click(view=home)).place.view is None


def test_the_workspace_of_the_person_goes_before_that_of_the_payload() -> None:
    found = parse.click(make_click(user={"id": "U9", "team_id": "T0OTHER"}))

    assert found.actor.team_id == "T0OTHER"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(make_click("vanished_button"), id="an action of another version"),
        pytest.param(make_click(value="<b>name</b>"), id="a value that is none of ours"),
        pytest.param(make_click(value="x" * 300), id="a value that is too long"),
        pytest.param(make_click(actions=[]), id="no action"),
        pytest.param(make_click(actions=None), id="null"),
        pytest.param(make_click(user={"id": RHEA}, team=None), id="no workspace"),
    ],
)
def test_a_click_on_nothing_of_ours_is_refused_with_what_to_do(body: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        parse.click(body)

    assert "Reopen the form" in caught.value.fix


@pytest.mark.parametrize("value", ["", "a", "a:b:c", "a:", ":b"])
def test_a_value_holds_exactly_the_ids_that_are_asked_for(value: str) -> None:
    found = parse.click(make_click(value=value))

    with pytest.raises(UsageError):
        found.ids(2)


@pytest.mark.parametrize("value", ["details", "unheard_of:1", "details:"])
def test_an_entry_of_a_menu_that_is_none_of_ours_is_refused(value: str) -> None:
    with pytest.raises(UsageError):
        parse.entry(value)


def test_a_form_gives_its_fields_by_their_blocks() -> None:
    found = parse.submission(make_submission())
    fields = found.fields

    assert found.callback is CallbackId.LEVEL_FORM
    assert found.ids(2) == (APPLICATION, "craft")
    assert found.event_key == "view:V1:7.h"
    assert found.inputs == ("level",)
    assert fields.option(BlockId.LEVEL) == "4"
    assert fields.text(BlockId.REASON) == "Runs the pager."
    assert fields.files(BlockId.FILES) == ("F1", "F2")  # each once
    assert fields.options(BlockId.BLIND) == ("blind",)
    assert fields.user(BlockId.PERSON) == "U0INES"
    assert fields.channel(BlockId.CHANNEL) == "C0HIRING"
    assert fields.text(BlockId.TITLE) == ""


@pytest.mark.parametrize(
    "body",
    [
        make_submission("form_of_old"),
        make_submission(private_metadata="{not ids}"),
        make_submission(private_metadata="x" * 3001),
        make_submission(id=None),
        {**make_submission(), "view": None},
    ],
)
def test_a_form_of_another_version_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        parse.submission(body)


def test_a_shortcut_on_a_message_brings_its_files() -> None:
    body = make_click(type="message_action", callback_id="read_cv")
    found = parse.shortcut(body | {"message": {"files": [{"id": "F1"}, {"id": 7}, None]}})

    assert found.id is ShortcutId.READ_CV
    assert found.file_ids == ("F1",)


def test_a_shortcut_of_another_version_is_refused() -> None:
    with pytest.raises(UsageError):
        parse.shortcut(make_click(type="shortcut", callback_id="old_one"))


def test_an_event_names_who_did_what_where() -> None:
    found = event(make_event(), TEAM)

    assert found is not None
    assert found.actor == Actor(user_id=RHEA, team_id=TEAM)
    assert (found.event_key, found.kind, found.thread_ts) == ("event:Ev1", "app_mention", "1.0")
    assert not found.is_own


def test_what_was_asked_is_read_as_it_was_typed() -> None:
    typed = "<@U0PLUM> is &lt;b&gt; R&amp;D, or &amp;lt;?"
    found = event(make_event(text=typed), TEAM)

    assert found is not None
    assert found.text == "<@U0PLUM> is <b> R&D, or &lt;?"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(make_event(team="T0OTHER"), id="another workspace"),
        pytest.param(make_event(user_team="T0OTHER"), id="a stranger in a shared channel"),
        pytest.param(make_event(bot_id="B0OTHER"), id="another bot"),
        pytest.param(make_event(subtype="bot_message"), id="a bot without an id"),
        pytest.param(make_event() | {"event": None}, id="null"),
        pytest.param(make_event() | {"event_id": 5}, id="no id"),
    ],
)
def test_what_is_not_for_us_is_dropped(body: dict[str, Any]) -> None:
    assert event(body, TEAM) is None


def test_what_happens_to_the_bot_itself_is_told_from_what_happens_to_others() -> None:
    ours = event(make_event("member_joined_channel", user=BOT), TEAM)
    theirs = event(make_event("member_joined_channel"), TEAM)
    unknown = event(make_event() | {"authorizations": "odd"}, TEAM)

    assert ours is not None
    assert theirs is not None
    assert unknown is not None
    assert (ours.is_own, theirs.is_own, unknown.is_own) == (True, False, False)


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (make_command(), True),
        (make_click(), True),
        (make_submission(), True),
        ({"type": "shortcut", "callback_id": "read_cv"}, True),
        (make_click(actions=[]), False),
        (make_click(actions=[None]), False),
        (make_click(actions={"0": {}}), False),
        ({"type": "view_submission", "view": None}, False),
        ({"type": "view_submission", "view": {"callback_id": "level_form"}}, False),
        ({"type": "shortcut"}, False),
        ({}, False),
    ],
)
def test_bolt_is_given_only_what_it_can_route(body: dict[str, Any], *, is_whole: bool) -> None:
    assert parse.is_whole(body) is is_whole


def test_a_token_of_the_bot_is_told_from_one_of_a_person() -> None:
    revoked = make_event("tokens_revoked", user=None, tokens={"oauth": [RHEA], "bot": []})
    ours = make_event("tokens_revoked", user=None, tokens={"bot": [BOT]})

    assert [getattr(event(body, TEAM), "is_own", None) for body in (revoked, ours)] == [False, True]
