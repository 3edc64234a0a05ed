"""Inputs and menus of forms, each named by its block."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.screens import Choice
from bot.slack.builders.parts import BUTTON, plain
from bot.slack.builders.payload import Json
from bot.slack.builders.text import fit
from bot.slack.ids import ActionId, BlockId

MENU = 100
"""Most options of a menu, or of one group of it. Source: docs.slack.dev, select menu element."""
BOXES = 10
"""Most boxes of one element. Source: docs.slack.dev, checkboxes element."""
REASON = 1000
"""Characters that a reason may have; it is shown in full."""
TITLE = 150
"""Characters that a requisition's title may have; a header shows as many."""


def labelled(
    block: BlockId,
    label: str,
    element: Json,
    *,
    hint: str = "",
    is_optional: bool = False,
) -> Json:
    """Put an element into a form."""
    return {
        "type": "input",
        "block_id": block,
        "label": plain(label),
        "element": element,
        "optional": is_optional,
        **({"hint": plain(hint)} if hint else {}),
    }


def typed(
    *, most: int, placeholder: str = "", initial: str = "", is_multiline: bool = False
) -> Json:
    """Make a field to type in, filled with what is known."""
    return {
        "type": "plain_text_input",
        "action_id": ActionId.VALUE,
        "multiline": is_multiline,
        "max_length": most,
        **_placeholder(placeholder),
        **({"initial_value": fit(initial, most)} if initial else {}),
    }


def menu(
    choices: Sequence[Choice], chosen: str, placeholder: str, *, action: ActionId = ActionId.VALUE
) -> Json:
    """Make a menu of 1 to 10,000 choices; what is beyond is left out.

    Args:
        choices: In the order to show.
        chosen: Id of the one that is chosen beforehand; "" or an unknown one for none.
        placeholder: What to do, in words.
        action: What choosing does, outside a form.
    """
    options = [option(choice.id, choice.text) for choice in choices[: MENU * MENU]]
    initial = [found for found in options if found["value"] == chosen]
    return {
        "type": "static_select",
        "action_id": action,
        **_placeholder(placeholder),
        **_options(options),
        **({"initial_option": initial[0]} if initial else {}),
    }


def option(value: str, text: str, description: str = "") -> Json:
    """Make one choice, with a line below it."""
    more = {"description": plain(description, BUTTON)} if description else {}
    return {"text": plain(text, BUTTON), "value": value} | more


def radio(options: Sequence[Json], chosen: str) -> Json:
    """Make a choice of one among two to ten that are all visible."""
    initial = [found for found in options if found["value"] == chosen]
    return {
        "type": "radio_buttons",
        "action_id": ActionId.VALUE,
        "options": list(options),
        **({"initial_option": initial[0]} if initial else {}),
    }


def ticked(options: Sequence[Json]) -> Json:
    """Make one to ten boxes that are all ticked beforehand."""
    return {
        "type": "checkboxes",
        "action_id": ActionId.VALUE,
        "options": list(options),
        "initial_options": list(options),
    }


def user(placeholder: str, initial: str = "") -> Json:
    """Make a choice of one person."""
    return {
        "type": "users_select",
        "action_id": ActionId.VALUE,
        **_placeholder(placeholder),
        **({"initial_user": initial} if initial else {}),
    }


def private_channel(placeholder: str, initial: str) -> Json:
    """Make a choice of one private channel that no other company shares."""
    return {
        "type": "conversations_select",
        "action_id": ActionId.VALUE,
        "filter": {
            "include": ["private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
        **_placeholder(placeholder),
        **({"initial_conversation": initial} if initial else {}),
    }


def files(most: int) -> Json:
    """Make a field for files of the kinds that are read."""
    return {
        "type": "file_input",
        "action_id": ActionId.VALUE,
        "filetypes": ["pdf", "docx", "txt", "md"],
        "max_files": most,
    }


def _placeholder(text: str) -> Json:
    return {"placeholder": plain(text, 150)} if text else {}


def _options(options: list[Json]) -> Json:
    if len(options) <= MENU:
        return {"options": options}
    return {
        "option_groups": [
            {
                "label": plain(f"{start + 1} to {min(start + MENU, len(options))}", BUTTON),
                "options": options[start : start + MENU],
            }
            for start in range(0, len(options), MENU)
        ]
    }
