"""What a person types or chooses, as Slack writes it into state.values and actions."""

from __future__ import annotations

from typing import Any

from bot.sandbox.shapes import Json

TEXTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
ONE_OPTION = frozenset({"static_select", "radio_buttons", "overflow"})
MANY_OPTIONS = frozenset({"checkboxes", "multi_static_select"})
FIELDS = {
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
"""Element type to its field in the state and its field in the element."""
REQUIRED_TEXT = "Please complete this required field."
"""What Slack's own client says."""


class NoSuchOptionError(ValueError):
    """A value that the element does not offer."""


def state_value(element: Json, raw: Any) -> Json:  # noqa: ANN401  depends on the element
    """Return the state of an element after a person gave it `raw`.

    Args:
        element: As the app sent it.
        raw: Text, an option's value, ids, a list of values, or file objects; None empties it.

    Raises:
        NoSuchOptionError: An option that the element does not offer.
    """
    kind = element["type"]
    state: Json = {"type": kind}
    if kind in TEXTS:
        return state | {"value": str(raw) if raw not in (None, "") else None}
    if kind in ONE_OPTION:
        return state | {"selected_option": None if raw is None else _option(element, raw)}
    if kind in MANY_OPTIONS:
        return state | {"selected_options": [_option(element, item) for item in raw or ()]}
    if kind == "file_input":
        return state | {"files": list(raw or ())}
    if kind in FIELDS:
        empty: list[str] | None = [] if kind.startswith("multi_") else None
        return state | {FIELDS[kind][0]: empty if raw is None else raw}
    return state


def initial_state(element: Json) -> Json | None:
    """Return the state of an untouched element, None for those that keep none, as buttons."""
    kind = element["type"]
    if kind in TEXTS:
        return state_value(element, element.get("initial_value"))
    if kind in ONE_OPTION - {"overflow"}:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind == "file_input":
        return {"type": kind, "files": []}
    if kind in FIELDS:
        return state_value(element, element.get(FIELDS[kind][1]))
    return None


def is_empty(state: Json) -> bool:
    """Tell whether an element's state holds nothing."""
    return all(value in (None, "", []) for key, value in state.items() if key != "type")


def field_problem(block: Json, state: Json) -> str | None:
    """Return what Slack's client says about a field before it sends anything, or None.

    Args:
        block: The input block.
        state: The state of its element.
    """
    element = block["element"]
    if is_empty(state):
        return None if block.get("optional") else REQUIRED_TEXT
    if state["type"] in {"plain_text_input", "url_text_input", "email_text_input"}:
        return _text_problem(element, state["value"])
    if state["type"] == "number_input":
        return _number_problem(element, state["value"])
    if state["type"] == "file_input":
        return _file_problem(element, state["files"])
    return None


def action(block_id: str, element: Json, state: Json, ts: str) -> Json:
    """Return one entry of `actions` in a block_actions payload."""
    done: Json = {"block_id": block_id, "action_id": element["action_id"], "action_ts": ts}
    for key in ("text", "value", "style", "placeholder", "initial_option"):
        if key in element:
            done[key] = element[key]
    return done | state


def _option(element: Json, value: Any) -> Json:  # noqa: ANN401  whatever a person sent
    groups = [element, *element.get("option_groups", ())]
    for option in (option for group in groups for option in group.get("options", ())):
        if option["value"] == value:
            chosen: Json = option
            return chosen
    raise NoSuchOptionError("no such option")


def _text_problem(element: Json, value: str) -> str | None:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return f"Please enter at least {low} characters."
    if len(value) > high:
        return f"Please enter at most {high} characters."
    if element["type"] == "email_text_input" and "@" not in value[1:-1]:
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and "://" not in value:
        return "Please enter a valid URL."
    return None


def _file_problem(element: Json, files: list[Json]) -> str | None:
    most = element.get("max_files", 10)
    if len(files) > most:
        return f"You can upload up to {most} file{'s' if most > 1 else ''}."
    allowed = element.get("filetypes")
    if allowed and any(file["filetype"] not in allowed for file in files):
        return "This file type can't be uploaded here."
    return None


def _number_problem(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if number < float(element.get("min_value", "-inf")):
        return f"Please enter a number of at least {element['min_value']}."
    if number > float(element.get("max_value", "inf")):
        return f"Please enter a number of at most {element['max_value']}."
    return None
