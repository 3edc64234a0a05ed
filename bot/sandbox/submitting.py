"""Modals submitted and closed: view_submission, what the ack asks for, and view_closed."""

from __future__ import annotations

from typing import Any

from bot.sandbox import inputs, payloads
from bot.sandbox.api import views
from bot.sandbox.core import Core, Outcome
from bot.sandbox.filling import filled
from bot.sandbox.pressing import FAILED_IN_VIEW
from bot.sandbox.records import Modal
from bot.sandbox.shapes import Json, RefusalError


def submit(core: Core, user_id: str, view_id: str, given: Json) -> Outcome:
    """Submit the modal on top and do what the app's ack asks for.

    Args:
        core: The running sandbox.
        user_id: Who.
        view_id: Which.
        given: {block_id: {action_id: raw value}}.

    Raises:
        RefusalError: The modal is not on top, or an element or option does not exist.
    """
    workspace = core.workspace
    with workspace.lock:
        modal = _top(core, user_id, view_id)
        modal.values = filled(core, user_id, modal.view["blocks"], modal.values, given)
        modal.problem = None
        modal.errors = _field_problems(modal)
        workspace.touch([user_id])
        if modal.errors:
            return Outcome(ok=False, error="; ".join(modal.errors.values()))
        payload = payloads.interaction("view_submission", workspace.user(user_id)) | {
            "trigger_id": core.trigger("interactive", user_id, modal.id),
            "view": modal.as_slack(),
            "response_urls": [],
        }
    ack = core.deliver("interactive", payload)
    with workspace.lock:
        workspace.touch([user_id])
        trouble = Outcome(ok=False, seconds=ack.seconds, error=FAILED_IN_VIEW, response=ack.body)
        try:
            if ack.is_acked:
                _respond(core, user_id, modal, ack.body or {})
        except RefusalError:
            modal.problem = FAILED_IN_VIEW
            return trouble
        if not ack.is_acked:
            modal.problem = FAILED_IN_VIEW
            return trouble
        text = "; ".join(modal.errors.values()) or None
        return Outcome(ok=text is None, seconds=ack.seconds, error=text, response=ack.body)


def close_modal(core: Core, user_id: str, view_id: str) -> Outcome:
    """Close the modal on top; the app is told if its view asks for it.

    Raises:
        RefusalError: not_found.
    """
    workspace = core.workspace
    with workspace.lock:
        modal = _top(core, user_id, view_id)
        modals = workspace.sights[user_id].modals
        is_all = bool(modal.view.get("clear_on_close"))
        closed = list(modals) if is_all else [modal]
        del modals[-len(closed) :]
        workspace.touch([user_id])
    seconds = None
    for view in reversed(closed):
        if view.view.get("notify_on_close"):
            payload = payloads.interaction("view_closed", workspace.user(user_id))
            payload |= {"view": view.as_slack(), "is_cleared": is_all}
            seconds = core.deliver("interactive", payload).seconds
    return Outcome(ok=True, seconds=seconds)


def _respond(core: Core, user_id: str, modal: Modal, body: Json) -> None:
    workspace = core.workspace
    modals = workspace.sights[user_id].modals
    kind = body.get("response_action")
    if kind is None and not body:
        if modal in modals:
            modals.remove(modal)
    elif kind == "clear":
        modals.clear()
    elif kind == "errors":
        modal.errors = _checked_errors(modal, body.get("errors"))
    elif kind == "update":
        view = views.checked_view(workspace, body.get("view"), "modal")
        views.replace(workspace, user_id, modal, view)
    elif kind == "push":
        views.stack(workspace, user_id, views.checked_view(workspace, body.get("view"), "modal"))
    else:
        raise RefusalError("invalid_response_action")


def _checked_errors(modal: Modal, errors: Any) -> dict[str, str]:  # noqa: ANN401  the app's word
    known = {block["block_id"] for block in modal.view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= known:
        raise RefusalError("invalid_errors")
    return {key: str(text) for key, text in errors.items()}


def _top(core: Core, user_id: str, view_id: str) -> Modal:
    modals = core.workspace.sights[user_id].modals
    if not modals or modals[-1].id != view_id:
        raise RefusalError("not_found")
    return modals[-1]


def _field_problems(modal: Modal) -> dict[str, str]:
    problems = {}
    for block in modal.view["blocks"]:
        if block["type"] == "input":
            state = modal.values[block["block_id"]][block["element"]["action_id"]]
            text = inputs.field_problem(block, state)
            if text is not None:
                problems[block["block_id"]] = text
    return problems
