"""views.*: modals and the Home tab."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api import pictures
from bot.sandbox.blockkit_port import refuse_bad_view
from bot.sandbox.blocks import with_ids
from bot.sandbox.records import Modal
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace

MAX_STACK = 3
"""Views on top of each other. Source: docs.slack.dev/surfaces/modals."""


def open_view(workspace: Workspace, args: Json) -> Json:
    """views.open: a modal for the person who just acted, in place of any that is open."""
    view = checked_view(workspace, args["view"], "modal")
    trigger = workspace.use_trigger(_trigger_id(args))
    sights = workspace.sights[trigger.user]
    modal = new_modal(workspace, view)
    sights.modals = [modal]
    workspace.touch([trigger.user])
    return {"view": modal.as_slack()}


def push_view(workspace: Workspace, args: Json) -> Json:
    """views.push: a modal on top of the one in which the person acted."""
    view = checked_view(workspace, args["view"], "modal")
    trigger = workspace.use_trigger(_trigger_id(args))
    if trigger.view_id is None:
        raise RefusalError("invalid_trigger_id")
    return {"view": stack(workspace, trigger.user, view).as_slack()}


def update_view(workspace: Workspace, args: Json) -> Json:
    """views.update: new content for an open modal, by its id or external_id."""
    if not args.get("view_id") and not args.get("external_id"):
        raise RefusalError("invalid_arguments")
    user_id, modal = _find(workspace, args)
    view = checked_view(workspace, args["view"], modal.view["type"])
    if args.get("hash") and args["hash"] != modal.hash:
        raise RefusalError("hash_conflict")
    replace(workspace, user_id, modal, view)
    return {"view": modal.as_slack()}


def publish_view(workspace: Workspace, args: Json) -> Json:
    """views.publish: the Home tab of one person."""
    view = checked_view(workspace, args["view"], "home")
    user = workspace.user(args["user_id"])
    sights = workspace.sights[user.id]
    if args.get("hash") and (sights.home is None or args["hash"] != sights.home.hash):
        raise RefusalError("hash_conflict")
    if sights.home is None:
        sights.home = new_modal(workspace, view)
        workspace.touch([user.id])
    else:
        replace(workspace, user.id, sights.home, view)
    return {"view": sights.home.as_slack()}


def checked_view(
    workspace: Workspace,
    raw: Any,  # noqa: ANN401  what the app sent
    kind: str,
) -> Json:
    """Return a view that Slack would take.

    Raises:
        RefusalError: invalid_arguments or view_too_large.
    """
    if not isinstance(raw, dict) or raw.get("type") != kind:
        line = f"[ERROR] must be a view of type {kind} [json-pointer:/view/type]"
        raise RefusalError("invalid_arguments", {"response_metadata": {"messages": [line]}})
    view: Json = raw
    refuse_bad_view(view)
    pictures.refuse_in_view(workspace, view)
    return view


def new_modal(workspace: Workspace, view: Json) -> Modal:
    """Return a view with its ids, on nobody's screen yet.

    Raises:
        RefusalError: duplicate_external_id.
    """
    external_id = view.get("external_id")
    if external_id and _by_external_id(workspace, external_id) is not None:
        raise RefusalError("duplicate_external_id")
    view_id = workspace.next_id("V")
    return Modal(
        id=view_id,
        view={**view, "blocks": with_ids(view["blocks"], workspace.next_id)},
        hash=workspace.next_id("h"),
        root_id=view_id,
    )


def stack(workspace: Workspace, user_id: str, view: Json) -> Modal:
    """Put a view on top of a person's open modals.

    Raises:
        RefusalError: push_limit_reached, or not_found when nothing is open.
    """
    modals = workspace.sights[user_id].modals
    if not modals:
        raise RefusalError("not_found")
    if len(modals) >= MAX_STACK:
        raise RefusalError("push_limit_reached")
    modal = new_modal(workspace, view)
    modal.root_id, modal.previous_id = modals[0].id, modals[-1].id
    modals.append(modal)
    workspace.touch([user_id])
    return modal


def replace(workspace: Workspace, user_id: str, modal: Modal, view: Json) -> None:
    """Give an open view new content; values of fields that stay are kept."""
    modal.view = {**view, "blocks": with_ids(view["blocks"], workspace.next_id)}
    modal.hash = workspace.next_id("h")
    kept = {block["block_id"] for block in modal.view["blocks"]}
    modal.values = {key: value for key, value in modal.values.items() if key in kept}
    modal.errors, modal.problem = {}, None
    workspace.touch([user_id])


def _trigger_id(args: Json) -> str:
    trigger_id = args.get("trigger_id") or args.get("interactivity_pointer")
    if not trigger_id:
        raise RefusalError("invalid_arguments")
    return str(trigger_id)


def _find(workspace: Workspace, args: Json) -> tuple[str, Modal]:
    if args.get("view_id"):
        return workspace.modal(args["view_id"])
    found = _by_external_id(workspace, args["external_id"])
    if found is None:
        raise RefusalError("not_found")
    return found


def _by_external_id(workspace: Workspace, external_id: str) -> tuple[str, Modal] | None:
    for user_id, sights in workspace.sights.items():
        for modal in sights.modals:
            if modal.view.get("external_id") == external_id:
                return user_id, modal
    return None
