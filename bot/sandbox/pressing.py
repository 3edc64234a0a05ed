"""Buttons, selects and other elements used by a person: block_actions."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox import inputs, payloads
from bot.sandbox.blocks import elements, find_element
from bot.sandbox.core import Core, Outcome
from bot.sandbox.records import Message, Modal
from bot.sandbox.shapes import Json, RefusalError

FAILED_ON_MESSAGE = "This app responded too late or not at all. Try again?"
"""Slack marks the element with a warning sign; words of the sandbox."""
FAILED_IN_VIEW = "We had some trouble connecting. Try again?"
"""What Slack writes on a modal."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: a message, a view, or the Home tab."""

    channel: str | None = None
    """Id of the channel, for a message."""
    ts: str | None = None
    """The message."""
    view_id: str | None = None
    """The modal; None with no channel either is the Home tab."""

    @staticmethod
    def message(channel: str, ts: str) -> Place:
        """Return the place of a message."""
        return Place(channel=channel, ts=ts)

    @staticmethod
    def view(view_id: str) -> Place:
        """Return the place of an open modal."""
        return Place(view_id=view_id)

    @staticmethod
    def home() -> Place:
        """Return the person's Home tab."""
        return Place()


def press(core: Core, user_id: str, place: Place, ids: tuple[str, str], value: object) -> Outcome:
    """Use an element and wait for the app's ack.

    Args:
        core: The running sandbox.
        user_id: Who.
        place: Where it stands.
        ids: block_id and action_id.
        value: As inputs.state_value takes it.

    Raises:
        RefusalError: The person sees no such message, view or element.
    """
    workspace = core.workspace
    with workspace.lock:
        payload = payloads.interaction("block_actions", workspace.user(user_id))
        if place.channel is not None:
            message = _message(core, user_id, place)
            payload |= _on_message(core, user_id, message, ids, value)
        else:
            modal = _modal(core, user_id, place)
            payload |= _in_view(core, user_id, modal, ids, value)
    answer = core.deliver("interactive", payload)
    if answer.is_acked:
        return Outcome(ok=True, seconds=answer.seconds, response=answer.body)
    with workspace.lock:
        if place.view_id is None:
            return core.told(user_id, FAILED_ON_MESSAGE, "warning")
        modal.problem = FAILED_IN_VIEW
        return core.told(user_id, FAILED_IN_VIEW, "warning")


def _on_message(
    core: Core, user_id: str, message: Message, ids: tuple[str, str], value: object
) -> Json:
    workspace = core.workspace
    element = _element(message.blocks, ids)
    state = _state(element, value)
    key = (user_id, message.channel, message.ts)
    values = current_values(message.blocks, workspace.message_states.get(key, {}))
    workspace.message_states[key] = values
    _keep(values, ids, state, element)
    payload: Json = {
        "container": payloads.message_container(message),
        "trigger_id": core.trigger("interactive", user_id),
        "channel": payloads.channel_ref(workspace.channels[message.channel]),
        "state": {"values": values},
        "response_url": core.responses.new(user_id, message.channel, message.ts),
        "actions": [inputs.action(ids[0], element, state, workspace.next_ts())],
    }
    if message.ephemeral_to is None:
        payload["message"] = workspace.as_slack(message)
    return payload


def _in_view(core: Core, user_id: str, modal: Modal, ids: tuple[str, str], value: object) -> Json:
    workspace = core.workspace
    element = _element(modal.view["blocks"], ids)
    state = _state(element, value)
    modal.values = current_values(modal.view["blocks"], modal.values)
    _keep(modal.values, ids, state, element)
    is_modal = modal.view["type"] == "modal"
    trigger = core.trigger("interactive", user_id, modal.id if is_modal else None)
    return {
        "container": payloads.view_container(modal),
        "trigger_id": trigger,
        "view": modal.as_slack(),
        "actions": [inputs.action(ids[0], element, state, workspace.next_ts())],
    }


def current_values(blocks: list[Json], kept: Json) -> Json:
    """Return state.values of blocks: what a person gave, elsewhere the initial values.

    Args:
        blocks: As they stand now.
        kept: state.values as last known; what no longer has an element is dropped.
    """
    values: Json = {}
    for block, element in elements(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        initial = inputs.initial_state(element)
        if initial is not None:
            state = kept.get(block_id, {}).get(action_id, initial)
            is_same_kind = state["type"] == initial["type"]
            values.setdefault(block_id, {})[action_id] = state if is_same_kind else initial
    return values


def _keep(values: Json, ids: tuple[str, str], state: Json, element: Json) -> None:
    if inputs.initial_state(element) is not None:
        values.setdefault(ids[0], {})[ids[1]] = state


def _state(element: Json, value: object) -> Json:
    try:
        return inputs.state_value(element, value)
    except inputs.NoSuchOptionError:
        raise RefusalError("no_such_option") from None


def _element(blocks: list[Json], ids: tuple[str, str]) -> Json:
    element = find_element(blocks, *ids)
    if element is None:
        raise RefusalError("element_not_found")
    return element


def _message(core: Core, user_id: str, place: Place) -> Message:
    channel = core.workspace.named(place.channel or "")
    message = channel.messages.get(place.ts or "")
    if message is None or user_id not in core.workspace.audience(message):
        raise RefusalError("message_not_found")
    return message


def _modal(core: Core, user_id: str, place: Place) -> Modal:
    sights = core.workspace.sights[user_id]
    if place.view_id is None:
        if sights.home is None:
            raise RefusalError("not_found")
        return sights.home
    for modal in sights.modals:
        if modal.id == place.view_id:
            return modal
    raise RefusalError("not_found")
