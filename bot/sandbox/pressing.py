"""Buttons, selects and other elements used by a person: block_actions."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox import inputs, payloads
from bot.sandbox.blocks import find_element
from bot.sandbox.core import Core, Outcome
from bot.sandbox.filling import filled, state_of
from bot.sandbox.records import Message, Modal
from bot.sandbox.shapes import Json, RefusalError

FAILED_ON_MESSAGE = "This app responded too late or not at all. Try again?"
"""Slack marks the element with a warning sign; words of the sandbox."""
FAILED_IN_VIEW = "We had some trouble connecting. Try again?"
"""What Slack writes on a modal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """An element, what a person made of it, and what stands in the fields around it."""

    block_id: str
    """Of its block."""
    action_id: str
    """Of the element."""
    value: object = None
    """As inputs.state_value takes it; None for a button."""
    fields: Json = field(default_factory=dict)
    """{block_id: {action_id: raw value}} typed or chosen in the same place before."""


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


def press(core: Core, user_id: str, place: Place, pressed: Pressed) -> Outcome:
    """Use an element and wait for the app's ack.

    Args:
        core: The running sandbox.
        user_id: Who.
        place: Where it stands.
        pressed: Which element, and what was typed around it.

    Raises:
        RefusalError: The person sees no such message, view, element or option.
    """
    workspace = core.workspace
    with workspace.lock:
        payload = payloads.interaction("block_actions", workspace.user(user_id))
        if place.channel is not None:
            message = _message(core, user_id, place)
            payload |= _on_message(core, user_id, message, pressed)
        else:
            modal = _modal(core, user_id, place)
            payload |= _in_view(core, user_id, modal, pressed)
    answer = core.deliver("interactive", payload)
    if answer.is_acked:
        return Outcome(ok=True, seconds=answer.seconds, response=answer.body)
    with workspace.lock:
        if place.view_id is None:
            return core.told(user_id, FAILED_ON_MESSAGE, "warning")
        modal.problem = FAILED_IN_VIEW
        return core.told(user_id, FAILED_IN_VIEW, "warning")


def _on_message(core: Core, user_id: str, message: Message, pressed: Pressed) -> Json:
    workspace = core.workspace
    key = (user_id, message.channel, message.ts)
    kept = workspace.message_states.get(key, {})
    values, action = _acted(core, user_id, message.blocks, kept, pressed)
    workspace.message_states[key] = values
    payload: Json = {
        "container": payloads.message_container(message),
        "trigger_id": core.trigger("interactive", user_id),
        "channel": payloads.channel_ref(workspace.channels[message.channel]),
        "state": {"values": values},
        "response_url": core.responses.new(user_id, message.channel, message.ts),
        "actions": [action],
    }
    if message.ephemeral_to is None:
        payload["message"] = workspace.as_slack(message)
    return payload


def _in_view(core: Core, user_id: str, modal: Modal, pressed: Pressed) -> Json:
    blocks = modal.view["blocks"]
    modal.values, action = _acted(core, user_id, blocks, modal.values, pressed)
    is_modal = modal.view["type"] == "modal"
    trigger = core.trigger("interactive", user_id, modal.id if is_modal else None)
    return {
        "container": payloads.view_container(modal),
        "trigger_id": trigger,
        "view": modal.as_slack(),
        "actions": [action],
    }


def _acted(
    core: Core, user_id: str, blocks: list[Json], kept: Json, pressed: Pressed
) -> tuple[Json, Json]:
    """Return state.values after the press, and its entry of `actions`."""
    element = find_element(blocks, pressed.block_id, pressed.action_id)
    if element is None:
        raise RefusalError("element_not_found")
    state = state_of(element, pressed.value)
    fields = {
        block_id: {name: raw for name, raw in given.items() if find_element(blocks, block_id, name)}
        for block_id, given in pressed.fields.items()
    }  # an update may have taken a field away from under the person's hands
    values = filled(core, user_id, blocks, kept, fields)
    if inputs.initial_state(element) is not None:
        values.setdefault(pressed.block_id, {})[pressed.action_id] = state
    return values, inputs.action(pressed.block_id, element, state, core.workspace.next_ts())


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
