"""Hands find things by the words on the screen, and what they type is there when they press."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.control import act
from bot.sandbox.hands import Hands, NotOnScreenError
from tests.integration.sandbox.tiny_app import TinyApp, buttons, text_modal

Json = dict[str, Any]
CHANNEL = "C0HIRING"


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": words(text), "value": value}


LEVELS = [option("Two, used", "2"), option("Three, shipped", "3")]


def field(block_id: str, label: str, element: Json) -> Json:
    element = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": words(label), "element": element}


FORM = [
    field("name", "Name of the candidate", {"type": "plain_text_input"}),
    field("level", "Level", {"type": "static_select", "options": LEVELS}),
    field("tags", "Tags", {"type": "checkboxes", "options": LEVELS}),
    *buttons("Show more", "Save"),
]


@pytest.fixture
def rhea(sandbox: Sandbox) -> Hands:
    return Hands(sandbox, "U0RHEA")


def open_form(app: TinyApp, person: Hands, blocks: list[Json]) -> None:
    assert person.sandbox.person(person.user_id).shortcut("new_candidate").ok
    trigger = app.heard_of("interactive")[-1]["trigger_id"]
    app.client.views_open(trigger_id=trigger, view=text_modal(blocks=blocks))


def typed(app: TinyApp) -> Json:
    """Return what the app heard of the fields, without their types."""
    values = app.heard_of("interactive")[-1]["view"]["state"]["values"]
    states = {block_id: state["value"] for block_id, state in values.items()}
    return {
        block_id: next(value for key, value in state.items() if key != "type")
        for block_id, state in states.items()
    }


def test_words_of_labels_and_options_become_values(app: TinyApp, rhea: Hands) -> None:
    open_form(app, rhea, FORM)

    assert rhea.submit({"Name": "Ada Invented", "Level": "Three", "Tags": ["Two", "Three"]}).ok

    assert typed(app) == {"name": "Ada Invented", "level": LEVELS[1], "tags": LEVELS}


def test_modals_are_put_away_whatever_is_below(app: TinyApp, rhea: Hands) -> None:
    open_form(app, rhea, FORM)
    open_form(app, rhea, FORM)

    rhea.put_away()

    assert rhea.sandbox.person("U0RHEA").sees()["modals"] == []


def test_a_press_in_a_form_tells_what_was_typed_and_a_submission_keeps_it(
    app: TinyApp, rhea: Hands
) -> None:
    open_form(app, rhea, FORM)

    assert rhea.press("Show more", fields={"Name": "Ada", "Level": "Two"}).ok
    assert typed(app) == {"name": "Ada", "level": LEVELS[0], "tags": []}
    assert rhea.submit({"Tags": ["Three"]}).ok
    assert typed(app) == {"name": "Ada", "level": LEVELS[0], "tags": [LEVELS[1]]}


def test_a_file_that_stands_in_a_form_is_stored_once(
    app: TinyApp, rhea: Hands, sandbox: Sandbox
) -> None:
    cv = {"name": "cv.txt", "content": b"an invented CV"}
    other = {"name": "cv.txt", "content": b"another one"}
    file = field("cv", "CV", {"type": "file_input", "filetypes": ["txt"]})
    open_form(app, rhea, [file, *buttons("Show more")])

    assert rhea.press("Show more", fields={"CV": [cv]}).ok
    (first,) = typed(app)["cv"]
    assert rhea.submit({"CV": [cv]}).ok
    assert typed(app)["cv"] == [first]
    assert [file.content for file in sandbox.workspace.files.values()] == [cv["content"]]

    open_form(app, rhea, [file, *buttons("Show more")])
    for content in (cv, other):
        assert rhea.press("Show more", fields={"CV": [content]}).ok
    assert len(sandbox.workspace.files) == 3  # a form of its own, and two contents in it


def test_a_field_that_is_gone_does_not_keep_a_button_from_working(
    app: TinyApp, rhea: Hands, sandbox: Sandbox
) -> None:
    open_form(app, rhea, FORM)
    shown = rhea.modal
    row = {"do": "press", "container": {"view_id": shown["id"]}, "block_id": "row"}
    person = sandbox.person("U0RHEA")
    app.client.views_update(view_id=shown["id"], view=text_modal(blocks=FORM[1:]))

    values = {"name": {"value": "Ada"}, "level": {"value": "2"}}
    outcome = act(person, {**row, "action_id": "Save", "values": values})

    assert outcome.ok
    assert typed(app) == {"level": LEVELS[0], "tags": []}


def test_buttons_menus_and_accessories_are_found_by_their_words(app: TinyApp, rhea: Hands) -> None:
    menu = {"type": "overflow", "action_id": "menu", "options": LEVELS}
    section = {"type": "section", "block_id": "s", "text": words("A-1"), "accessory": menu}
    blocks: list[Json] = [{"type": "divider"}, section, *buttons("Agree")]
    app.client.chat_postMessage(channel=CHANNEL, text="A-1", blocks=blocks)
    (message,) = rhea.messages(CHANNEL)

    assert rhea.press("Agr", message, channel=CHANNEL).ok
    assert app.heard_of("interactive")[-1]["actions"][0]["action_id"] == "Agree"
    assert rhea.press("Three", message, channel=CHANNEL).ok
    assert app.heard_of("interactive")[-1]["actions"][0]["selected_option"] == LEVELS[1]


def test_without_a_message_the_form_goes_before_home(app: TinyApp, rhea: Hands) -> None:
    app.client.views_publish(user_id="U0RHEA", view={"type": "home", "blocks": buttons("Open")})

    assert rhea.press("Open").ok
    assert app.heard_of("interactive")[-1]["view"]["type"] == "home"
    open_form(app, rhea, FORM)
    with pytest.raises(NotOnScreenError, match="Open"):
        rhea.press("Open")
    assert rhea.press("Save").ok
    assert app.heard_of("interactive")[-1]["view"]["type"] == "modal"


def test_a_thread_is_looked_at_apart_from_its_channel(app: TinyApp, rhea: Hands) -> None:
    head = app.client.chat_postMessage(channel=CHANNEL, text="head")["ts"]
    app.client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=head)
    app.client.chat_postMessage(channel=CHANNEL, text="other")

    assert [m["text"] for m in rhea.messages(CHANNEL)] == ["head", "other"]
    assert [m["text"] for m in rhea.messages(CHANNEL, head)] == ["reply"]
    assert rhea.messages("C0NOWHERE") == []


@pytest.mark.parametrize(
    ("do", "missing"),
    [
        (lambda hands: hands.submit({"Salary": "1"}), "Salary"),
        (lambda hands: hands.submit({"Level": "Four"}), "Four"),
        (lambda hands: hands.press("Delete"), "Delete"),
        (lambda hands: hands.press("Save", fields={"Salary": "1"}), "Salary"),
    ],
)
def test_what_is_not_on_the_screen_is_named(
    app: TinyApp, rhea: Hands, do: Callable[[Hands], object], missing: str
) -> None:
    open_form(app, rhea, FORM)
    heard = len(app.heard)

    with pytest.raises(NotOnScreenError, match=missing):
        do(rhea)

    assert len(app.heard) == heard


def test_nobody_fills_a_form_that_is_not_open(rhea: Hands) -> None:
    with pytest.raises(NotOnScreenError, match="a modal"):
        rhea.submit({})
    with pytest.raises(NotOnScreenError, match="Save"):
        rhea.press("Save")
